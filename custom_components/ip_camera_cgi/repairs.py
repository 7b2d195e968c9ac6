"""What a person is asked to let mend."""

from typing import override

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import CONF_PUSH, DOMAIN
from .coordinator import IpCameraConfigEntry
from .protocol import CameraError, Choice

_PLAYABLE = "h264"
_UNPLAYABLE = "no_playable_stream"


@callback
def offer_playable_stream(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Offer to give a stream another codec where browsers play none of them, and the camera can."""
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
    forget_playable_stream(hass, entry.entry_id)


@callback
def forget_playable_stream(hass: HomeAssistant, entry_id: str) -> None:
    """Offer it no longer."""
    ir.async_delete_issue(hass, DOMAIN, f"{_UNPLAYABLE}_{entry_id}")


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return what a person is shown who wants to mend it."""
    known = data or {}
    if "setting" in known:
        return PlayableStreamFlow(str(known["entry_id"]), str(known["setting"]))
    return StopCallsFlow(str(known.get("entry_id")))


class StopCallsFlow(ConfirmRepairFlow):
    """Goes back to asking the camera."""

    def __init__(self, entry_id: str) -> None:
        super().__init__()
        self._entry_id = entry_id

    @override
    async def async_step_confirm(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if user_input is not None and entry is not None:
            self.hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_PUSH: False})
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return await super().async_step_confirm(user_input)


class PlayableStreamFlow(ConfirmRepairFlow):
    """Gives a stream the codec that browsers play."""

    def __init__(self, entry_id: str, setting: str) -> None:
        super().__init__()
        self._entry_id = entry_id
        self._setting = setting

    @override
    async def async_step_confirm(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        entry: IpCameraConfigEntry | None = self.hass.config_entries.async_get_entry(self._entry_id)
        if user_input is not None and entry is not None:
            if entry.state is not ConfigEntryState.LOADED:
                return self.async_abort(reason="not_there")
            try:
                await entry.runtime_data.camera.change_all({self._setting: _PLAYABLE})
            except CameraError as err:
                return self.async_abort(reason="not_done", description_placeholders={"reason": str(err)})
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return await super().async_step_confirm(user_input)
