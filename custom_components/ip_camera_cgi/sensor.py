"""What a camera tells and nobody can set."""

from typing import override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorStateClass
from homeassistant.const import PERCENTAGE, UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import SettingEntity
from .protocol import Choice, Measure, Setting

PARALLEL_UPDATES = 0  # only reads what the coordinator knows

_UNITS = {
    "temperature": (SensorDeviceClass.TEMPERATURE, UnitOfTemperature.CELSIUS),
    "humidity": (SensorDeviceClass.HUMIDITY, PERCENTAGE),
}


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add a sensor for each."""
    coordinator = entry.runtime_data
    async_add_entities(MeasureSensor(coordinator, setting) for setting, _ in coordinator.camera.readable(Measure))
    async_add_entities(
        ChoiceSensor(coordinator, setting, choice) for setting, choice in coordinator.camera.readable(Choice)
    )


class MeasureSensor(SettingEntity[float], SensorEntity):
    """Something that the camera measures."""

    _attr_state_class = SensorStateClass.MEASUREMENT

    def __init__(self, coordinator: CameraCoordinator, setting: Setting[float]) -> None:
        super().__init__(coordinator, setting)
        self._attr_device_class, self._attr_native_unit_of_measurement = _UNITS[setting.key]

    @property
    @override
    def native_value(self) -> float | None:
        return self.current


class ChoiceSensor(SettingEntity[str], SensorEntity):
    """How something of the camera stands."""

    _attr_device_class = SensorDeviceClass.ENUM

    def __init__(self, coordinator: CameraCoordinator, setting: Setting[str], choice: Choice) -> None:
        super().__init__(coordinator, setting)
        self._attr_options = list(dict.fromkeys(choice.options.values()))

    @property
    @override
    def native_value(self) -> str | None:
        return self.current
