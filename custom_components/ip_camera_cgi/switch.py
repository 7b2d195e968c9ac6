"""Settings that are on or off, and the camera's outputs."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import IpCameraEntity, SettingEntity
from .protocol import Flag

PARALLEL_UPDATES = 1  # a camera does one thing at a time


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add a switch for each."""
    coordinator = entry.runtime_data
    camera = coordinator.camera
    async_add_entities(SettingSwitch(coordinator, setting) for setting in camera.settings_of(Flag) if setting.write)
    async_add_entities(OutputSwitch(coordinator, number) for number in range(1, camera.capabilities.outputs + 1))


class SettingSwitch(SettingEntity[bool], SwitchEntity):
    """A setting that is on or off."""

    @property
    @override
    def is_on(self) -> bool | None:
        return self.current

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        await self._change(True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        await self._change(False)


class OutputSwitch(IpCameraEntity, SwitchEntity):
    """A relay or other output of the camera."""

    def __init__(self, coordinator: CameraCoordinator, number: int) -> None:
        super().__init__(coordinator, "relay" if number == 1 else f"relay_{number}")
        self._number = number
        self._attr_assumed_state = not self.camera.capabilities.outputs_told

    @property
    @override
    def is_on(self) -> bool | None:
        return self.coordinator.data.outputs.get(self._number)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        await self._command(self.camera.switch_output(self._number, True))

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        await self._command(self.camera.switch_output(self._number, False))
