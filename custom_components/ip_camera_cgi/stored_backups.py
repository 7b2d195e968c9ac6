"""The last copy of each camera's settings, kept among Home Assistant's own data and so inside its backups."""

import base64
from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .protocol import MaintenanceTask
from .protocol.features.backup import back_up, copy_settings, known_settings

SETTINGS, TIME, _FILE = "settings", "time", "file"


def _store(hass: HomeAssistant, entry_id: str) -> Store[dict[str, Any]]:
    return Store(hass, 1, f"{DOMAIN}.{entry_id}.backup", private=True)


async def async_store_backup(coordinator: CameraCoordinator) -> None:
    """Replace the copy of a camera; raises CameraError, and the old copy stays.

    Where the camera makes a backup file itself, that is kept as well, for a camera that has lost everything.
    """
    camera = coordinator.camera
    copy: dict[str, Any] = {TIME: dt_util.utcnow().isoformat(), SETTINGS: await copy_settings(camera)}
    if MaintenanceTask.BACK_UP in camera.capabilities.tasks:
        copy[_FILE] = base64.b64encode(await back_up(camera)).decode()
    await _store(coordinator.hass, coordinator.config_entry.entry_id).async_save(copy)


async def async_stored_backup(coordinator: CameraCoordinator) -> Mapping[str, Any] | None:
    """Return the copy of a camera, or None if there is none yet."""
    stored = await _store(coordinator.hass, coordinator.config_entry.entry_id).async_load()
    return stored if stored and isinstance(stored.get(SETTINGS), dict) else None


async def async_settings(coordinator: CameraCoordinator) -> Mapping[str, Any]:
    """Return the settings of a camera; of one that is away or private, those that are known.

    Raises:
        CameraError: it answers, but cannot be read.
    """
    camera = coordinator.camera
    if coordinator.last_update_success and not camera.pictures.withheld:
        return await copy_settings(camera)
    return await async_last_settings(coordinator.hass, coordinator.config_entry)


async def async_last_settings(hass: HomeAssistant, entry: IpCameraConfigEntry) -> Mapping[str, Any]:
    """Return the known settings of a camera that may be gone, without a request."""
    stored = dict((await _store(hass, entry.entry_id).async_load() or {}).get(SETTINGS, {}))
    if entry.state is not ConfigEntryState.LOADED:
        return stored
    camera = entry.runtime_data.camera
    known = known_settings(camera)  # while privacy is on, the camera has other settings than its owner's
    return {**known, **stored} if camera.pictures.withheld else {**stored, **known}


async def async_forget_backup(hass: HomeAssistant, entry_id: str) -> None:
    """Delete the copy of a camera."""
    await _store(hass, entry_id).async_remove()
