"""Migration of settings whose entity has moved to another platform."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN
from .coordinator import IpCameraConfigEntry
from .protocol.model import keys

_MOVED = {keys.TIME_ZONE: (Platform.NUMBER, Platform.SELECT)}
_CUSTOMIZED = ("aliases", "area_id", "categories", "hidden_by", "icon", "labels", "name")


@callback
def async_move_entities(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Register each moved entity under its new platform and copy the user's customizations."""
    registry = er.async_get(hass)
    for key, (before, after) in _MOVED.items():
        unique_id = f"{entry.runtime_data.mac}_{key}"
        entity_id = registry.async_get_entity_id(before, DOMAIN, unique_id)
        old = registry.async_get(entity_id) if entity_id else None
        if old is None:
            continue
        new = registry.async_get_or_create(
            after,
            DOMAIN,
            unique_id,
            suggested_object_id=old.entity_id.partition(".")[2],
            config_entry=entry,
            device_id=old.device_id,
            disabled_by=old.disabled_by,
        )
        registry.async_update_entity(new.entity_id, **{name: getattr(old, name) for name in _CUSTOMIZED})
        registry.async_remove(old.entity_id)
