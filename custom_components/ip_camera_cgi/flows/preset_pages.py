"""Pages of the options: names of presets, and the tour."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import UnitOfTime
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    ObjectSelector,
    ObjectSelectorConfig,
    TextSelector,
)
import voluptuous as vol

from ..const import (
    CONF_PRESETS,
    CONF_RETURN_MINUTES,
    CONF_RETURN_PRESET,
    CONF_TOUR,
)
from ..options import Options
from ..protocol import BadValueError
from ..ptz.preset_names import validate_presets
from .options_page import DEFAULTS, OptionsPage, number_selector, select_selector

_NUMBER, _NAME = "number", "name"
_PRESET, _STAY, _NEVER = "preset", "seconds", "never"


class PresetPages(OptionsPage):
    """Names of presets, and the tour of presets."""

    async def async_step_presets(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the form for the names of presets."""
        if self._camera is None:
            return self.async_abort(reason="not_there")
        errors: dict[str, str] = {}
        names = self.config_entry.runtime_data.preset_names.names
        rows = [{_NUMBER: number, _NAME: name} for number, name in names.items()]
        if user_input is not None:
            rows = user_input.get(CONF_PRESETS, [])
            try:
                validate_presets([(int(row[_NUMBER]), row[_NAME]) for row in rows])
            except BadValueError as err:
                errors["base"] = err.reason
            else:
                return self._store({CONF_PRESETS: {str(int(row[_NUMBER])): row[_NAME].strip() for row in rows}})
        most = self._camera.ptz.capabilities.presets
        config = ObjectSelectorConfig(
            fields={
                _NUMBER: {
                    "selector": NumberSelector(NumberSelectorConfig(min=1, max=most, mode=NumberSelectorMode.BOX)),
                    "required": True,
                },
                _NAME: {"selector": TextSelector(), "required": True},
            },
            multiple=True,
            label_field=_NAME,
            description_field=_NUMBER,
            translation_key="presets",
        )
        fields: dict[vol.Marker, Any] = {vol.Optional(CONF_PRESETS): ObjectSelector(config)}
        return self._show("presets", fields, {CONF_PRESETS: rows}, errors)

    async def async_step_tour(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the tour of presets, and where the camera returns to."""
        if self._camera is None:
            return self.async_abort(reason="not_there")
        errors: dict[str, str] = {}
        stored, names = Options.from_entry(self.config_entry), self.config_entry.runtime_data.preset_names
        filled: Mapping[str, Any] = {
            CONF_TOUR: [{_PRESET: names.label(stop[_PRESET]), _STAY: stop[_STAY]} for stop in stored.tour],
            CONF_RETURN_PRESET: str(stored.return_preset or _NEVER),
            CONF_RETURN_MINUTES: stored.return_minutes,
        }
        if user_input is not None:
            filled, rows = user_input, user_input.get(CONF_TOUR, [])
            if len(rows) == 1:
                errors[CONF_TOUR] = "tour_too_short"
            else:
                chosen = user_input[CONF_RETURN_PRESET]
                return self._store(
                    {
                        CONF_TOUR: [{_PRESET: names.resolve(row[_PRESET]), _STAY: int(row[_STAY])} for row in rows],
                        CONF_RETURN_PRESET: 0 if chosen == _NEVER else int(chosen),
                        CONF_RETURN_MINUTES: int(user_input[CONF_RETURN_MINUTES]),
                    }
                )
        return self._show("tour", self._tour_fields(), filled, errors)

    def _tour_fields(self) -> dict[vol.Marker, Any]:
        names = self.config_entry.runtime_data.preset_names
        assert self._camera is not None  # noqa: S101  checked by the step
        most = self._camera.ptz.capabilities.presets
        labels = names.labels(most)
        presets = [(str(names.resolve(label)), label) for label in labels]
        config = ObjectSelectorConfig(
            fields={
                _PRESET: {"selector": select_selector("live", [(label, label) for label in labels]), "required": True},
                _STAY: {"selector": number_selector(600, least=5, unit=UnitOfTime.SECONDS), "required": True},
            },
            multiple=True,
            label_field=_PRESET,
            description_field=_STAY,
            translation_key="tour",
        )
        return {
            vol.Optional(CONF_TOUR): ObjectSelector(config),
            vol.Required(CONF_RETURN_PRESET, default=_NEVER): select_selector("return_preset", presets, _NEVER),
            vol.Required(CONF_RETURN_MINUTES, default=DEFAULTS.return_minutes): number_selector(
                60, least=1, unit=UnitOfTime.MINUTES
            ),
        }
