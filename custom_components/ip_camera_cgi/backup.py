"""Backup platform: a copy of every camera's settings goes into each backup of Home Assistant."""

import asyncio

from homeassistant.core import HomeAssistant

from .const import DOMAIN, LOGGER
from .coordinator import CameraCoordinator
from .protocol.model.address import Role
from .stored_backups import async_store_backup

_TIMEOUT = 20  # seconds for all cameras together; Home Assistant waits without a limit


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Copy the settings of all cameras that answer; never raises, as that would leave the house without a backup."""
    coordinators = [entry.runtime_data for entry in hass.config_entries.async_loaded_entries(DOMAIN)]
    copying = [asyncio.create_task(_copy(each), name=f"{DOMAIN} {each.name} backup") for each in coordinators]
    if not copying:
        return
    _, late = await asyncio.wait(copying, timeout=_TIMEOUT)
    for task in late:
        task.cancel()
    if late:
        LOGGER.warning("%d cameras were too slow for the backup; their last copy stays in it", len(late))


async def async_post_backup(hass: HomeAssistant) -> None:
    """Do nothing; Home Assistant passes over platforms that lack one of the two."""


async def _copy(coordinator: CameraCoordinator) -> None:
    camera = coordinator.camera
    if not coordinator.last_update_success or camera.pictures.withheld or camera.capabilities.role < Role.ADMINISTRATOR:
        return  # while privacy is on, the camera has other settings than its owner's
    try:
        await async_store_backup(coordinator)
    except Exception as err:  # noqa: BLE001  nothing may keep the house from its backup
        LOGGER.warning("No new copy of the settings of %s for the backup: %s", coordinator.name, err)
