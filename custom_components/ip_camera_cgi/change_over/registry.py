"""Registry entries of both cameras: described, transferred, and restored."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_FRIENDLY_NAME, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..const import DOMAIN, LOGGER
from ..coordinator import IpCameraConfigEntry
from ..entity import main_camera

_COPIED = ("aliases", "area_id", "categories", "hidden_by", "icon", "labels", "name")


def describe(hass: HomeAssistant, entry: IpCameraConfigEntry, other: ConfigEntry) -> dict[str, Any]:
    """Return the data to store, for the transfer and for undoing it."""
    entities, devices = er.async_get(hass), dr.async_get(hass)
    own = entities.entities[main_camera(hass, entry.runtime_data)]
    device = devices.async_get(own.device_id or "")
    old = next(
        (
            each
            for each in er.async_entries_for_config_entry(entities, other.entry_id)
            if each.domain == Platform.CAMERA and not each.disabled
        ),
        None,
    )
    described: dict[str, Any] = {
        "entry_id": other.entry_id,
        "own": _stored_entity(own),
        "device": None if device is None else _stored_device(device),
        "old": None,
    }
    if old is not None:
        old_device = devices.async_get(old.device_id or "")
        state = hass.states.get(old.entity_id)
        described["old"] = _stored_entity(old) | {
            "shown_name": (state and state.attributes.get(ATTR_FRIENDLY_NAME)) or other.title,
            "device_id": old.device_id,
            "device": None if old_device is None else _stored_device(old_device),
        }
    return described


def _stored_entity(entity: er.RegistryEntry) -> dict[str, Any]:
    return {
        "entity_id": entity.entity_id,
        "platform": entity.platform,
        "unique_id": entity.unique_id,
        "aliases": [alias if isinstance(alias, str) else None for alias in entity.aliases],
        "area_id": entity.area_id,
        "categories": dict(entity.categories),
        "hidden_by": entity.hidden_by,
        "icon": entity.icon,
        "labels": sorted(entity.labels),
        "name": entity.name,
        "options": {domain: dict(options) for domain, options in entity.options.items()},
    }


def _stored_device(device: dr.DeviceEntry | dr.ChildDeviceEntry) -> dict[str, Any]:
    return {
        "id": device.id,
        "area_id": device.area_id,
        "labels": sorted(device.labels),
        "name_by_user": device.name_by_user,
    }


def _changes(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored properties of an entity as they are written to the registry."""
    hider = stored["hidden_by"]
    return {name: stored[name] for name in _COPIED} | {
        "aliases": [er.COMPUTED_NAME if alias is None else alias for alias in stored["aliases"]],
        "hidden_by": None if hider is None else er.RegistryEntryHider(hider),
        "labels": set(stored["labels"]),
    }


def _own_entity_id(hass: HomeAssistant, stored: Mapping[str, Any]) -> str | None:
    """Return the present entity ID of this integration's camera."""
    own = stored["own"]
    return er.async_get(hass).async_get_entity_id(Platform.CAMERA, DOMAIN, own["unique_id"])


def hand_over(hass: HomeAssistant, stored: Mapping[str, Any]) -> None:
    """Give this integration's camera what the other one had; raises ValueError if the entity ID is in use."""
    entities, devices = er.async_get(hass), dr.async_get(hass)
    own, old, device = stored["own"], stored["old"], stored["device"]
    old_device = old["device"] or {"area_id": None, "labels": [], "name_by_user": None}
    area, name = old["area_id"] or old_device["area_id"], old["shown_name"]
    if device is not None:
        devices.async_update_device(
            device["id"],
            area_id=device["area_id"] or area,
            labels={*device["labels"], *old_device["labels"]},
            name_by_user=device["name_by_user"] or name,
        )
    changes = _changes(old)
    changes["name"] = name if device is None or device["name_by_user"] not in {None, name} else None
    changes["area_id"] = area if device is None or device["area_id"] not in {None, area} else None
    changes["icon"] = old["icon"] or own["icon"]
    changes["labels"] |= set(own["labels"])
    changes["categories"] = own["categories"] | old["categories"]
    for domain, options in old["options"].items():
        entities.async_update_entity_options(own["entity_id"], domain, options)
    entities.async_update_entity(own["entity_id"], **changes, new_entity_id=old["entity_id"])


def take_back(hass: HomeAssistant, stored: Mapping[str, Any]) -> None:
    """Restore this integration's camera."""
    entities, devices = er.async_get(hass), dr.async_get(hass)
    own, device = stored["own"], stored["device"]
    entity_id = _own_entity_id(hass, stored)
    if entity_id is not None:
        options = entities.entities[entity_id].options
        for domain in {*options, *own["options"]}:
            entities.async_update_entity_options(entity_id, domain, own["options"].get(domain))
        is_free = entities.async_get(own["entity_id"]) is None and hass.states.async_available(own["entity_id"])
        rename = {"new_entity_id": own["entity_id"]} if is_free else {}
        if stored["old"] and entity_id == stored["old"]["entity_id"] and not is_free:
            rename = {"new_entity_id": entities.async_get_available_entity_id(Platform.CAMERA, own["unique_id"])}
        entities.async_update_entity(entity_id, **_changes(own), **rename)
    if device is not None and devices.async_get(device["id"]):
        devices.async_update_device(
            device["id"],
            area_id=device["area_id"],
            labels=set(device["labels"]),
            name_by_user=device["name_by_user"],
        )


def bring_back(hass: HomeAssistant, other: ConfigEntry, old: Mapping[str, Any]) -> None:
    """Register the other camera again, with everything that the registry has kept about it."""
    entities = er.async_get(hass)
    device_id = old["device_id"] if old["device_id"] and dr.async_get(hass).async_get(old["device_id"]) else None
    entity = entities.async_get_or_create(
        Platform.CAMERA, old["platform"], old["unique_id"], config_entry=other, device_id=device_id
    )
    rename = {} if entity.entity_id == old["entity_id"] else {"new_entity_id": old["entity_id"]}
    try:
        entities.async_update_entity(entity.entity_id, **_changes(old), **rename)
    except ValueError as err:
        LOGGER.warning("%s could not be called %s again: %s", entity.entity_id, old["entity_id"], err)
