"""Mends what keeps a camera's calls from arriving."""

from typing import override

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow, RepairsFlowResult
from homeassistant.core import HomeAssistant

from .const import CONF_PUSH


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return what a person is shown who wants to mend it."""
    return StopCallsFlow(str((data or {}).get("entry_id")))


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
