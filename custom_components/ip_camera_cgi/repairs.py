"""Repair issues and their flows."""

from abc import abstractmethod
import asyncio
from collections.abc import Callable
from typing import override

from homeassistant.components.repairs import ConfirmRepairFlow, FlowType, RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .accounts import async_set_account
from .const import CONF_PUSH, DOMAIN
from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .markdown import escape_markdown
from .protocol import (
    Account,
    BadValueError,
    CameraConnectionError,
    CameraError,
    Choice,
    HealthIssue,
    correct_clock,
    has_to_be_read_again,
    health_issues,
    wall_clock,
)
from .protocol.model import keys

_PLAYABLE = "h264"
_UNPLAYABLE = "no_playable_stream"
_RTSP_UNREACHABLE = "rtsp_unreachable"
_LEARN_MORE = "https://github.com/ip-camera-cgi/ip-camera-cgi/blob/main/docs/security.md"


@callback
def update_playable_stream_issue(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Report a stream that browsers cannot play, if the camera supports another codec."""
    camera = entry.runtime_data.camera
    keys = [] if any(stream.playable for stream in camera.streams) else [each.codec_setting for each in camera.streams]
    for setting, choice in camera.writable(Choice):
        if setting.key in keys and _PLAYABLE in choice.options.values():
            ir.async_create_issue(
                hass,
                DOMAIN,
                f"{_UNPLAYABLE}_{entry.entry_id}",
                data={"entry_id": entry.entry_id, "setting": setting.key},
                is_fixable=True,
                severity=ir.IssueSeverity.WARNING,
                translation_key=_UNPLAYABLE,
                translation_placeholders={"name": entry.title},
            )
            return
    clear_playable_stream_issue(hass, entry.entry_id)


@callback
def clear_playable_stream_issue(hass: HomeAssistant, entry_id: str) -> None:
    """Delete the issue."""
    ir.async_delete_issue(hass, DOMAIN, f"{_UNPLAYABLE}_{entry_id}")


@callback
def track_rtsp_issue(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Create or delete the RTSP issue according to the last probe."""
    rtsp, issue_id = entry.runtime_data.rtsp, f"{_RTSP_UNREACHABLE}_{entry.entry_id}"

    @callback
    def look() -> None:
        issue_entry = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
        if not rtsp.unreachable:
            if rtsp.known:
                clear_rtsp_issue(hass, entry.entry_id)
        elif issue_entry is None or not issue_entry.active:
            ir.async_create_issue(
                hass,
                DOMAIN,
                issue_id,
                data={"entry_id": entry.entry_id, "flow": _RTSP_UNREACHABLE},
                is_fixable=True,
                severity=ir.IssueSeverity.WARNING,
                translation_key=_RTSP_UNREACHABLE,
                translation_placeholders={"name": entry.title},
            )

    look()
    entry.async_on_unload(entry.runtime_data.async_add_listener(look))


@callback
def clear_rtsp_issue(hass: HomeAssistant, entry_id: str) -> None:
    """Delete the issue."""
    ir.async_delete_issue(hass, DOMAIN, f"{_RTSP_UNREACHABLE}_{entry_id}")


@callback
def track_health_issues(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Create and delete repair issues as the health of the camera changes."""
    coordinator = entry.runtime_data

    @callback
    def look() -> None:
        if coordinator.restarting:  # values from before the restart are outdated
            return
        for issue, so in health_issues(coordinator.camera, dt_util.now()).items():
            issue_id = _issue_id(issue, entry.entry_id)
            issue_entry = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
            if not so:
                ir.async_delete_issue(hass, DOMAIN, issue_id)
            elif (issue_entry is None or not issue_entry.active) and has_to_be_read_again(coordinator.camera, issue):
                coordinator.check_health()
            elif issue_entry is None or not issue_entry.active:  # only ids of issues are restored at start
                _create_health_issue(hass, entry, issue)

    look()
    entry.async_on_unload(coordinator.async_add_listener(look))


@callback
def clear_health_issues(hass: HomeAssistant, entry_id: str) -> None:
    """Delete all health issues of an entry."""
    for issue in HealthIssue:
        ir.async_delete_issue(hass, DOMAIN, _issue_id(issue, entry_id))


def _issue_id(issue: HealthIssue, entry_id: str) -> str:
    return f"{issue.value}_{entry_id}"


@callback
def _create_health_issue(hass: HomeAssistant, entry: IpCameraConfigEntry, issue: HealthIssue) -> None:
    camera = entry.runtime_data.camera
    key = issue.value
    if issue is HealthIssue.PASSWORD_GUESSABLE and camera.setting(keys.user_password(1)) is None:
        key = _GUESSABLE_NOT_WRITABLE
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(issue, entry.entry_id),
        data={"entry_id": entry.entry_id, "flow": key},
        is_fixable=key in _FLOWS,
        severity=ir.IssueSeverity.WARNING,
        learn_more_url=None if key in _FLOWS else _LEARN_MORE,
        translation_key=key,
        translation_placeholders={"name": entry.title},  # every user can list issues
    )


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow that fixes an issue."""
    known = data or {}
    if "flow" in known:
        return _FLOWS[str(known["flow"])](str(known["entry_id"]))
    if "setting" in known:
        return PlayableStreamFlow(str(known["entry_id"]), str(known["setting"]))
    return StopCallsFlow(str(known.get("entry_id")))


class EntryFlow(ConfirmRepairFlow):
    """Base of repairs of one camera; their texts, for administrators only, name camera and account."""

    def __init__(self, entry_id: str) -> None:
        super().__init__()
        self._entry_id = entry_id

    @property
    def _entry(self) -> IpCameraConfigEntry | None:
        return self.hass.config_entries.async_get_entry(self._entry_id)

    @property
    def _details(self) -> dict[str, str]:
        """Return the placeholders of the texts."""
        entry = self._entry
        if entry is None:
            return dict.fromkeys(("name", "host", "username"), "-")
        username = escape_markdown(entry.data[CONF_USERNAME])
        return {"name": entry.title, "host": entry.data[CONF_HOST], "username": username}

    @override
    async def async_step_confirm(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        if user_input is not None:
            return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="confirm", data_schema=vol.Schema({}), description_placeholders=self._details
        )


class StopCallsFlow(EntryFlow):
    """Switches alarm push off, so that the camera is polled again."""

    @override
    async def async_step_confirm(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        entry = self._entry
        if user_input is not None and entry is not None:
            self.hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_PUSH: False})
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return await super().async_step_confirm(user_input)


class CameraFlow(EntryFlow):
    """Base of flows that send a command to the camera."""

    @override
    async def async_step_confirm(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        entry = self._entry
        if user_input is not None and entry is not None:
            if entry.state is not ConfigEntryState.LOADED or not entry.runtime_data.last_update_success:
                return self.async_abort(reason="not_there")
            try:
                await self._fix(entry.runtime_data)
            except CameraError:
                return self.async_abort(reason="not_done")
        return await super().async_step_confirm(user_input)

    @abstractmethod
    async def _fix(self, coordinator: CameraCoordinator) -> None:
        """Fix the problem; raises CameraError."""


class PlayableStreamFlow(CameraFlow):
    """Sets a codec that browsers can play."""

    def __init__(self, entry_id: str, setting: str) -> None:
        super().__init__(entry_id)
        self._setting = setting

    @override
    async def _fix(self, coordinator: CameraCoordinator) -> None:
        await coordinator.camera.change_all({self._setting: _PLAYABLE})
        self.hass.config_entries.async_schedule_reload(self._entry_id)


class RtspFlow(CameraFlow):
    """Probes the RTSP port again, after the owner has opened it."""

    @property
    @override
    def _details(self) -> dict[str, str]:
        entry = self._entry
        loaded = entry is not None and entry.state is ConfigEntryState.LOADED
        ports = entry.runtime_data.rtsp.unreachable if entry is not None and loaded else ()
        return {**super()._details, "port": ", ".join(map(str, sorted(ports))) or "-"}

    @override
    async def _fix(self, coordinator: CameraCoordinator) -> None:
        if not await coordinator.rtsp.check():
            raise CameraConnectionError("RTSP does not answer")


class ClockFlow(CameraFlow):
    """Sets the clock and the time zone."""

    @property
    @override
    def _details(self) -> dict[str, str]:
        now, entry = dt_util.now(), self._entry
        loaded = entry is not None and entry.state is ConfigEntryState.LOADED
        camera_time = wall_clock(entry.runtime_data.camera) if entry is not None and loaded else None
        return {
            **super()._details,
            "camera_time": f"{camera_time or now:%Y-%m-%d %H:%M}",
            "time": f"{now:%Y-%m-%d %H:%M}",
        }

    @override
    async def _fix(self, coordinator: CameraCoordinator) -> None:
        try:
            await correct_clock(coordinator.camera, dt_util.now())
        finally:
            coordinator.show_state()


class RestartFlow(CameraFlow):
    """Restarts the camera."""

    @override
    async def _fix(self, coordinator: CameraCoordinator) -> None:
        await coordinator.restart()


class AccountFlow(EntryFlow):
    """Leads to the form for the account that Home Assistant uses."""

    @override
    async def async_step_confirm(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        if user_input is None:
            return await super().async_step_confirm()
        return await self.async_step_account()

    async def async_step_account(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Open the reconfigure flow."""
        flow = await self.hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": self._entry_id}
        )
        # The issue remains until that flow has finished and the entry is reloaded.
        return self.async_abort(reason="next", next_flow=(FlowType.CONFIG_FLOW, flow["flow_id"]))


class WeakAccountFlow(AccountFlow):
    """Offers another account or to ignore the issue."""

    @override
    async def async_step_init(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        return self.async_show_menu(
            step_id="init",
            menu_options=["account", "ignore"],
            description_placeholders=self._details,
        )

    async def async_step_ignore(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Ignore the issue."""
        ir.async_ignore_issue(self.hass, DOMAIN, self.issue_id, True)
        return self.async_abort(reason="ignored")


class PasswordFlow(RepairsFlow):
    """Changes the password of the camera's account."""

    def __init__(self, entry_id: str) -> None:
        super().__init__()
        self._entry_id = entry_id

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Show the form."""
        return await self.async_step_password()

    async def async_step_password(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Show the form for the new password, and set it in the camera and the entry."""
        entry: IpCameraConfigEntry | None = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_there")
        username = entry.data[CONF_USERNAME]
        error = ""
        if user_input is not None:
            password = user_input[CONF_PASSWORD]
            if Account(username, password).is_guessable:
                error = "guessable"
            else:
                try:
                    await self._set_password(entry.runtime_data, username, password)
                except BadValueError as err:
                    if not err.setting:  # the old password is refused too: the account is gone
                        return self.async_abort(reason="not_done")
                    error = "bad_password"
                except CameraError, ServiceValidationError:
                    return self.async_abort(reason="not_done")
                except HomeAssistantError as err:  # the password is changed, but the camera is not available
                    return self.async_abort(
                        reason="not_followed", description_placeholders=err.translation_placeholders
                    )
                else:
                    return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="password",
            data_schema=_PASSWORD_SCHEMA,
            errors={CONF_PASSWORD: error} if error else {},
            description_placeholders={"name": entry.title, "username": escape_markdown(username)},
        )

    async def _set_password(self, coordinator: CameraCoordinator, username: str, password: str) -> None:
        # If the flow was closed, the entry still needs the new password.
        change = async_set_account(coordinator, username, password=password)
        await asyncio.shield(self.hass.async_create_task(change, f"{DOMAIN} password"))


_GUESSABLE_NOT_WRITABLE = "password_guessable_elsewhere"
_PASSWORD_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_PASSWORD): TextSelector(
            TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="new-password")
        )
    }
)
_FLOWS: dict[str, Callable[[str], RepairsFlow]] = {
    HealthIssue.CLOCK_WRONG.value: ClockFlow,
    HealthIssue.RESTART_NEEDED.value: RestartFlow,
    HealthIssue.ACCOUNT_WEAK.value: WeakAccountFlow,
    HealthIssue.PASSWORD_GUESSABLE.value: PasswordFlow,
    _GUESSABLE_NOT_WRITABLE: AccountFlow,
    _RTSP_UNREACHABLE: RtspFlow,
}
