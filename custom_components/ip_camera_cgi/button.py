"""What a camera does when asked."""

from typing import override

from homeassistant.components.button import ButtonDeviceClass, ButtonEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import IpCameraEntity

PARALLEL_UPDATES = 1  # a camera does one thing at a time


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the buttons that the account may press."""
    coordinator = entry.runtime_data
    if coordinator.camera.capabilities.reboot:
        async_add_entities([RebootButton(coordinator)])


class RebootButton(IpCameraEntity, ButtonEntity):
    """Starts the camera anew."""

    _attr_device_class = ButtonDeviceClass.RESTART
    _attr_entity_category = EntityCategory.CONFIG

    def __init__(self, coordinator: CameraCoordinator) -> None:
        super().__init__(coordinator, "reboot")

    @override
    async def async_press(self) -> None:
        await self._command(self.camera.reboot())
