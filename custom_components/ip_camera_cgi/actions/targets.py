"""Resolves the target of an action to cameras."""

from collections.abc import Iterator, Mapping
from typing import Any

from homeassistant.auth.models import User
from homeassistant.const import (
    ATTR_AREA_ID,
    ATTR_DEVICE_ID,
    ATTR_ENTITY_ID,
    ATTR_FLOOR_ID,
    ATTR_LABEL_ID,
    ENTITY_MATCH_ALL,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.service import async_get_device_and_config_entry
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids

from ..access import Access, camera_of, is_camera, may, require
from ..const import DOMAIN
from ..coordinator import CameraCoordinator
from ..entity import main_camera

TARGETS = frozenset({ATTR_AREA_ID, ATTR_DEVICE_ID, ATTR_ENTITY_ID, ATTR_FLOOR_ID, ATTR_LABEL_ID})
type Cameras = dict[str, CameraCoordinator]
"""Coordinators by camera entity: the named one, else the first."""


@callback
def find_cameras(hass: HomeAssistant, data: Mapping[str, Any], user: User | None, access: Access) -> Cameras:
    """Return each target camera once.

    Raises:
    Unauthorized: the user lacks the right on one of them.
        ServiceValidationError: a named device or entity is not a loaded camera of this integration.
    """
    if data.get(ATTR_ENTITY_ID) == ENTITY_MATCH_ALL:
        found = {main_camera(hass, each): each for each in _loaded(hass)}
        return {entity_id: each for entity_id, each in found.items() if may(user, access, entity_id)}
    cameras: Cameras = {}
    for entity_id, coordinator in _named(hass, data, user, access):
        if coordinator not in cameras.values():
            cameras[entity_id] = coordinator
    return cameras


@callback
def is_one_device(data: Mapping[str, Any]) -> bool:
    """Return whether the target is exactly one device; the response is then not listed by entity."""
    devices = TargetSelection(dict(data)).device_ids
    return len(devices) == 1 and not data.keys() & (TARGETS - {ATTR_DEVICE_ID})


def _loaded(hass: HomeAssistant) -> list[CameraCoordinator]:
    return [entry.runtime_data for entry in hass.config_entries.async_loaded_entries(DOMAIN)]


def _named(
    hass: HomeAssistant, data: Mapping[str, Any], user: User | None, access: Access
) -> Iterator[tuple[str, CameraCoordinator]]:
    """Yield every camera named by entity, device, area, floor or label."""
    selected = async_extract_referenced_entity_ids(
        hass, TargetSelection({key: data[key] for key in TARGETS - {ATTR_DEVICE_ID} if key in data})
    )
    for entity_id in sorted(selected.referenced):
        require(user, access, entity_id)
        yield entity_id, camera_of(hass, entity_id)
    for device_id in sorted(TargetSelection(dict(data)).device_ids):
        _, entry = async_get_device_and_config_entry(hass, DOMAIN, device_id)
        entity_id = main_camera(hass, entry.runtime_data)
        require(user, access, entity_id)
        yield entity_id, entry.runtime_data
    entries = {
        entity.config_entry_id
        for each in selected.indirectly_referenced
        if (entity := er.async_get(hass).async_get(each)) and is_camera(entity)
    }
    for coordinator in _loaded(hass):
        if coordinator.config_entry.entry_id in entries:
            entity_id = main_camera(hass, coordinator)
            require(user, access, entity_id)
            yield entity_id, coordinator
