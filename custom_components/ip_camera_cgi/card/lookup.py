"""Finds the config entry of a camera entity, even while the camera is unavailable."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..access import is_camera


@callback
def entry_of(hass: HomeAssistant, entity_id: str) -> ConfigEntry | None:
    """Return the config entry of one of our camera entities, loaded or not."""
    entity = er.async_get(hass).async_get(entity_id)
    if entity is None or not is_camera(entity) or entity.config_entry_id is None:
        return None
    return hass.config_entries.async_get_entry(entity.config_entry_id)
