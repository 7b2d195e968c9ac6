"""Binary sensors for the connection, alarms and read-only flags."""

from datetime import datetime
from typing import override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass, BinarySensorEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import RestoredExtraData, RestoreEntity
from homeassistant.util import dt as dt_util

from .connection.short_outages import LastKnown
from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import IpCameraEntity, SettingEntity, add_setting_entities
from .protocol import FURTHER_INPUTS, Alarm, Flag

PARALLEL_UPDATES = 0  # read-only, updated by the coordinator

_CONNECTED, _SINCE = "connected", "since"
_DEVICE_CLASSES = {
    Alarm.MOTION: BinarySensorDeviceClass.MOTION,
    Alarm.SOUND: BinarySensorDeviceClass.SOUND,
    Alarm.TAMPER: BinarySensorDeviceClass.TAMPER,
}


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add a sensor for the connection and one for each alarm; alarms that are reported later are added then."""
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
    async_add_entities([ConnectedSensor(coordinator)])
    add_setting_entities(
        entry,
        async_add_entities,
        lambda camera: camera.readable(Flag),
        lambda coordinator, setting, _: FlagSensor(coordinator, setting),
    )
    entry.async_on_unload(coordinator.async_add_listener(add))


class AlarmSensor(IpCameraEntity, BinarySensorEntity):
    """On while an alarm is active."""

    def __init__(self, coordinator: CameraCoordinator, alarm: Alarm) -> None:
        super().__init__(coordinator, alarm.value)
        self._alarm = alarm
        self._attr_device_class = _DEVICE_CLASSES.get(alarm)
        self._last = LastKnown[bool](coordinator.short_outages)

    @property
    @override
    def available(self) -> bool:
        return super().available and not self.camera.alarms.sources.unsupported

    @property
    @override
    def is_on(self) -> bool | None:
        return self._last.update(self.coordinator.data.alarms.get(self._alarm))


class ConnectedSensor(IpCameraEntity, RestoreEntity, BinarySensorEntity):
    """Whether the camera answers, and since when; the time is kept over restarts of Home Assistant."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, coordinator: CameraCoordinator) -> None:
        super().__init__(coordinator, "connected")
        self._connected = coordinator.last_update_success
        self._since = dt_util.utcnow()

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        stored = await self.async_get_last_extra_data()
        last = stored.as_dict() if stored else {}
        since = dt_util.parse_datetime(str(last.get(_SINCE)))
        if since is not None and last.get(_CONNECTED) is self._connected:
            self._since = since

    @callback
    def async_entity_id_changed(self, old_entity_id: str) -> None:
        """Keep running after a new entity id; Home Assistant would remove and add the entity otherwise."""

    @property
    @override
    def extra_restore_state_data(self) -> RestoredExtraData:
        return RestoredExtraData({_CONNECTED: self._connected, _SINCE: self._since.isoformat()})

    @property
    @override
    def available(self) -> bool:
        return True

    @property
    @override
    def is_on(self) -> bool:
        return self._connected

    @property
    @override
    def extra_state_attributes(self) -> dict[str, datetime]:
        return {_SINCE: self._since}

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        if self.coordinator.last_update_success is not self._connected:
            self._connected = self.coordinator.last_update_success
            self._since = dt_util.utcnow()
        super()._handle_coordinator_update()


class FlagSensor(SettingEntity[bool], BinarySensorEntity):
    """A read-only flag of the camera."""

    @property
    @override
    def is_on(self) -> bool | None:
        return self.current
