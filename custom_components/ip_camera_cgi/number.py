"""Number entities for integer settings."""

from typing import override

from homeassistant.components.number import NumberDeviceClass, NumberEntity, NumberMode
from homeassistant.const import UnitOfDataRate, UnitOfInformation, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import SettingEntity, add_setting_entities
from .protocol import Level, Setting

PARALLEL_UPDATES = 1  # one write at a time

_DEVICE_CLASSES: dict[str, NumberDeviceClass] = {
    UnitOfTime.SECONDS: NumberDeviceClass.DURATION,
    UnitOfTime.MINUTES: NumberDeviceClass.DURATION,
    UnitOfDataRate.KILOBITS_PER_SECOND: NumberDeviceClass.DATA_RATE,
    UnitOfInformation.KIBIBYTES: NumberDeviceClass.DATA_SIZE,
}
_MAX_SLIDER_STEPS = 300  # steps; longer ranges get an input box


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add a number for each integer setting."""
    add_setting_entities(entry, async_add_entities, lambda camera: camera.writable(Level), SettingNumber)


class SettingNumber(SettingEntity[int], NumberEntity):
    """An integer setting."""

    _attr_mode = NumberMode.SLIDER
    _attr_native_step = 1

    def __init__(self, coordinator: CameraCoordinator, setting: Setting[int], level: Level) -> None:
        super().__init__(coordinator, setting)
        self._attr_native_min_value = level.lowest
        self._attr_native_max_value = level.high
        # A slider leaves little room for the name, and advanced settings have long names.
        if setting.advanced or level.high - level.low > _MAX_SLIDER_STEPS:
            self._attr_mode = NumberMode.BOX
        if level.unit:
            self._attr_native_unit_of_measurement = level.unit
            self._attr_device_class = _DEVICE_CLASSES.get(level.unit)

    @property
    @override
    def native_value(self) -> int | None:
        return self.current

    @override
    async def async_set_native_value(self, value: float) -> None:
        await self._change(round(value))
