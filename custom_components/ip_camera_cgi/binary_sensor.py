"""Binary sensors for alarms and read-only flags."""

from typing import override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass, BinarySensorEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import IpCameraEntity, SettingEntity
from .protocol import FURTHER_INPUTS, Alarm, Flag

PARALLEL_UPDATES = 0  # read-only, updated by the coordinator

_DEVICE_CLASSES = {
    Alarm.MOTION: BinarySensorDeviceClass.MOTION,
    Alarm.SOUND: BinarySensorDeviceClass.SOUND,
    Alarm.TAMPER: BinarySensorDeviceClass.TAMPER,
}


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add a sensor for each alarm of the camera; more are added when the camera reports other alarms."""
    coordinator = entry.runtime_data
    added: set[Alarm] = set()

    @callback
    def add() -> None:
        known = coordinator.camera.capabilities.alarms | {
            alarm for alarm, on in coordinator.data.alarms.items() if on or alarm in FURTHER_INPUTS
        }
        new = known - added
        added.update(new)
        async_add_entities(AlarmSensor(coordinator, alarm) for alarm in Alarm if alarm in new)

    add()
    async_add_entities(FlagSensor(coordinator, setting) for setting, _ in coordinator.camera.readable(Flag))
    entry.async_on_unload(coordinator.async_add_listener(add))


class AlarmSensor(IpCameraEntity, BinarySensorEntity):
    """On while an alarm is active."""

    def __init__(self, coordinator: CameraCoordinator, alarm: Alarm) -> None:
        super().__init__(coordinator, alarm.value)
        self._alarm = alarm
        self._attr_device_class = _DEVICE_CLASSES.get(alarm)

    @property
    @override
    def available(self) -> bool:
        return super().available and not self.camera.alarms.unsupported

    @property
    @override
    def is_on(self) -> bool | None:
        return self.coordinator.data.alarms.get(self._alarm)


class FlagSensor(SettingEntity[bool], BinarySensorEntity):
    """A read-only flag of the camera."""

    @property
    @override
    def is_on(self) -> bool | None:
        return self.current
