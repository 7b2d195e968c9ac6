"""Flows that fix repair issues; repair_issues.py creates the issues."""

from abc import abstractmethod
import asyncio
from collections.abc import Callable
from typing import override

from homeassistant.components.repairs import ConfirmRepairFlow, FlowType, RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .accounts import async_set_account
from .change_over import change_over
from .const import CONF_PUSH, DOMAIN
from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .flows.take_over_pages import PAGE, TAKE_OVER
from .markdown import escape_markdown
from .protocol import (
    Account,
    BadValueError,
    CameraConnectionError,
    CameraError,
    HealthIssue,
    answers_time,
    correct_clock,
    set_time_server,
    time_server,
    wall_clock,
)

PLAYABLE = "h264"
RTSP_UNREACHABLE = "rtsp_unreachable"
TIME_SERVER_SILENT = "time_server_silent"
GUESSABLE_NOT_WRITABLE = "password_guessable_elsewhere"

_SERVER, _USUAL_TIME_SERVER = "server", "pool.ntp.org"


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow that fixes an issue."""
    known = data or {}
    if "flow" in known:
        return FLOWS[str(known["flow"])](str(known["entry_id"]))
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
        await coordinator.camera.change_all({self._setting: PLAYABLE})
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


class TimeServerFlow(ClockFlow):
    """Sets another time server, the clock and the time zone."""

    _server = ""

    @property
    @override
    def _details(self) -> dict[str, str]:
        entry = self._entry
        loaded = entry is not None and entry.state is ConfigEntryState.LOADED
        server = time_server(entry.runtime_data.camera) if entry is not None and loaded else None
        return {**super()._details, "server": escape_markdown(server or "-")}

    @override
    async def async_step_confirm(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Show the form; a server is only accepted if it answers Home Assistant."""
        if user_input is None:
            return self._show_form(_USUAL_TIME_SERVER)
        self._server = user_input.get(_SERVER, "").strip()
        if self._server and not await answers_time(self._server):
            return self._show_form(self._server, {_SERVER: "no_time_server"})
        try:
            return await super().async_step_confirm(user_input)
        except BadValueError:
            return self._show_form(self._server, {_SERVER: "no_time_server"})

    def _show_form(self, server: str, errors: dict[str, str] | None = None) -> RepairsFlowResult:
        field = vol.Optional(_SERVER, description={"suggested_value": server})
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema({field: TextSelector()}),
            errors=errors,
            description_placeholders=self._details,
        )

    @override
    async def _fix(self, coordinator: CameraCoordinator) -> None:
        await set_time_server(coordinator.camera, self._server)
        await super()._fix(coordinator)


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


class TakeOverFlow(EntryFlow):
    """Leads to the page of the options that takes over the camera of another integration."""

    @override
    async def async_step_init(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        if self._entry is None:
            return self.async_abort(reason="not_there")
        flow = await self.hass.config_entries.options.async_init(self._entry_id, data={PAGE: TAKE_OVER})
        if flow["type"] is FlowResultType.ABORT:
            return self.async_abort(reason=flow["reason"])
        # The issue is deleted by that flow.
        return self.async_abort(reason="next", next_flow=(FlowType.OPTIONS_FLOW, flow["flow_id"]))


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


_PASSWORD_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_PASSWORD): TextSelector(
            TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="new-password")
        )
    }
)
FLOWS: dict[str, Callable[[str], RepairsFlow]] = {
    HealthIssue.CLOCK_WRONG.value: ClockFlow,
    TIME_SERVER_SILENT: TimeServerFlow,
    HealthIssue.RESTART_NEEDED.value: RestartFlow,
    HealthIssue.ACCOUNT_WEAK.value: WeakAccountFlow,
    HealthIssue.PASSWORD_GUESSABLE.value: PasswordFlow,
    GUESSABLE_NOT_WRITABLE: AccountFlow,
    RTSP_UNREACHABLE: RtspFlow,
    change_over.SHOWN_TWICE: TakeOverFlow,
    change_over.OPEN: TakeOverFlow,
}
