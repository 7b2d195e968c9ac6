"""Base of the pages of the options, and their selectors."""

from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlowWithReload
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from ..entity import main_camera
from ..options import Options
from ..protocol import FURTHER_INPUTS, Alarm, Camera

DEFAULTS = Options()


class OptionsPage(OptionsFlowWithReload):
    """A page of the options. Each page is stored on its own, so going back loses nothing."""

    @property
    def _camera(self) -> Camera | None:
        """Return the camera, or None if the entry is not loaded."""
        entry = self.config_entry
        return entry.runtime_data.camera if entry.state is ConfigEntryState.LOADED else None

    @property
    def _live_picture(self) -> str:
        """Return the live picture as an image of Markdown; nothing if the entity is not there."""
        if self._camera is None:
            return ""
        entity_id = main_camera(self.hass, self.config_entry.runtime_data)
        state = self.hass.states.get(entity_id)
        token = state.attributes.get("access_token") if state else None
        return f"![](/api/camera_proxy_stream/{entity_id}?token={token})" if token else ""

    def _show_picture(
        self,
        step_id: str,
        fields: dict[vol.Marker, Any],
        errors: dict[str, str] | None = None,
        placeholders: Mapping[str, str] | None = None,
    ) -> ConfigFlowResult:
        """Show a form with the live picture."""
        if self._camera is None:
            return self.async_abort(reason="not_there")
        return self.async_show_form(
            step_id=step_id,
            data_schema=vol.Schema(fields),
            description_placeholders={"picture": self._live_picture, **(placeholders or {})},
            errors=errors,
        )

    @callback
    def _store(self, options: Mapping[str, Any]) -> ConfigFlowResult:
        return self.async_create_entry(data={**self.config_entry.options, **options})

    def _show(
        self,
        step_id: str,
        fields: Mapping[vol.Marker, Any],
        filled: Mapping[str, Any],
        errors: dict[str, str] | None = None,
        placeholders: Mapping[str, str] | None = None,
    ) -> ConfigFlowResult:
        schema = self.add_suggested_values_to_schema(vol.Schema(dict(fields)), filled)
        return self.async_show_form(
            step_id=step_id, data_schema=schema, errors=errors, description_placeholders=placeholders
        )


def number_selector(most: int, *, least: int = 0, unit: str | None = None) -> NumberSelector:
    """Return a slider."""
    config = NumberSelectorConfig(min=least, max=most, mode=NumberSelectorMode.SLIDER)
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


def select_selector(
    translation_key: str,
    values: Iterable[tuple[str, str]],
    *named: str,
    mode: SelectSelectorMode = SelectSelectorMode.DROPDOWN,
    multiple: bool = False,
) -> SelectSelector:
    """Return a selector with translated options, followed by values with labels."""
    options = [SelectOptionDict(value=name, label=name) for name in named]
    options += [SelectOptionDict(value=value, label=label) for value, label in values]
    return SelectSelector(
        SelectSelectorConfig(options=options, mode=mode, multiple=multiple, translation_key=translation_key)
    )


def alarms_of(camera: Camera) -> set[Alarm]:
    """Return the kinds of alarms that a camera has, or has reported."""
    return {*camera.capabilities.alarms, *(alarm for alarm in camera.alarms.alarms if alarm in FURTHER_INPUTS)}
