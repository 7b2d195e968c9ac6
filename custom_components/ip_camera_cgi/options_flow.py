"""What somebody may choose about a camera that is set up."""

from collections.abc import Iterable
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlowWithReload
from homeassistant.const import UnitOfTime
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from .alarm_call import can_call
from .const import CONF_CLIP_BEFORE, CONF_HOLD, CONF_LIVE_RATE, CONF_LIVE_SIZE, CONF_PUSH


def _seconds(most: int) -> NumberSelector:
    return NumberSelector(
        NumberSelectorConfig(min=0, max=most, unit_of_measurement=UnitOfTime.SECONDS, mode=NumberSelectorMode.SLIDER)
    )


_SECONDS = {CONF_HOLD: _seconds(300), CONF_CLIP_BEFORE: _seconds(30)}
_AS_SET = "as_set"


class IpCameraOptionsFlow(OptionsFlowWithReload):
    """How alarms reach Home Assistant and how long they last; how live pictures are, and how many are kept."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for everything at once; only what the camera can do, so what it is must be known."""
        entry = self.config_entry
        if user_input is not None:
            seconds = {option: int(user_input[option]) for option in _SECONDS}
            return self.async_create_entry(data={**entry.options, **user_input, **seconds})
        fields: dict[vol.Marker, Any] = {}
        if entry.state is ConfigEntryState.LOADED:
            camera = entry.runtime_data.camera
            if can_call(camera):
                fields[vol.Required(CONF_PUSH, default=False)] = BooleanSelector()
            if camera.live_rates:
                fields[vol.Required(CONF_LIVE_RATE, default=_AS_SET)] = _choice(camera.live_rates, "{} fps")
            if camera.live_sizes:
                fields[vol.Required(CONF_LIVE_SIZE, default=_AS_SET)] = _choice(camera.live_sizes, "{}")
        fields |= {vol.Required(option, default=0): selector for option, selector in _SECONDS.items()}
        schema = self.add_suggested_values_to_schema(vol.Schema(fields), entry.options)
        return self.async_show_form(step_id="init", data_schema=schema)


def _choice(values: Iterable[str], label: str) -> SelectSelector:
    """Return a choice between values, and how the camera is set."""
    options = [SelectOptionDict(value=value, label=label.format(value)) for value in values]
    return SelectSelector(
        SelectSelectorConfig(
            options=[SelectOptionDict(value=_AS_SET, label=_AS_SET), *options],
            mode=SelectSelectorMode.DROPDOWN,
            translation_key="live",
        )
    )
