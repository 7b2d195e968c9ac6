"""Event entity for alarms."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.event import DoorbellEventType, EventDeviceClass, EventEntity, EventExtraStoredData
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import AlarmStartEntity
from .protocol import Alarm
from .recordings.recorder import recorder_of
from .recordings.recording import media_content_id

PARALLEL_UPDATES = 0  # read-only, updated by the coordinator
_DOORBELL = "doorbell"
_SIDES = ("left", "top", "right", "bottom")


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add one event entity for all alarms, and one for each input that is a doorbell."""
    coordinator = entry.runtime_data
    bells = [Alarm(each) for each in coordinator.options.doorbells if each in {alarm.value for alarm in Alarm}]
    entities = [AlarmEvent(coordinator), *(Doorbell(coordinator, alarm) for alarm in bells)]
    _forget_doorbells(hass, coordinator, {f"{entity.unique_id}" for entity in entities})
    async_add_entities(entities)


@dataclass
class _LastEvent(EventExtraStoredData):
    """The last event with its time: the stored state says "unavailable" if the camera was offline at the end."""

    time: str | None


class _AlarmEventEntity(AlarmStartEntity, EventEntity):
    """Base of the event entities; each occurrence is a state of its own."""

    @property
    @override
    def extra_restore_state_data(self) -> _LastEvent:
        stored = super().extra_restore_state_data
        return _LastEvent(stored.last_event_type, stored.last_event_attributes, self.state)

    @override
    async def async_get_last_state(self) -> State | None:
        """Return the last state with the time of the last event, also if it was stored as unavailable."""
        state, stored = await super().async_get_last_state(), await self.async_get_last_extra_data()
        time = stored.as_dict().get("time") if stored else None
        if isinstance(time, str) and dt_util.parse_datetime(time):
            return State(self.entity_id, time)
        return state

    @property
    @override
    def available(self) -> bool:
        return super().available and not self.camera.alarms.sources.unsupported

    def _recording(self) -> dict[str, object]:
        """Return the attribute that names what is being recorded of the alarm."""
        recorder = recorder_of(self.hass, self.coordinator.config_entry.entry_id)
        if recorder is None or recorder.current is None:
            return {}
        return {"recording": media_content_id(recorder.current)}


class AlarmEvent(_AlarmEventEntity):
    """Fires when an alarm begins."""

    def __init__(self, coordinator: CameraCoordinator) -> None:
        super().__init__(coordinator, "alarm")
        self._attr_event_types = [alarm.value for alarm in Alarm]

    @callback
    @override
    def _handle_alarm_start(self, alarm: Alarm) -> None:
        area = self.camera.alarms.area(alarm)
        attributes = self._recording()
        if area:
            attributes["area"] = dict(zip(_SIDES, area, strict=True))
        self._trigger_event(alarm.value, attributes or None)
        self.async_write_ha_state()


class Doorbell(_AlarmEventEntity):
    """Rings when the bell push at an alarm input is pressed."""

    _attr_device_class = EventDeviceClass.DOORBELL

    def __init__(self, coordinator: CameraCoordinator, alarm: Alarm) -> None:
        super().__init__(coordinator, f"{_DOORBELL}{alarm.value.removeprefix(Alarm.INPUT.value)}")
        self._alarm = alarm
        self._attr_event_types = [DoorbellEventType.RING]

    @callback
    @override
    def _handle_alarm_start(self, alarm: Alarm) -> None:
        if alarm is self._alarm:
            self._trigger_event(DoorbellEventType.RING, self._recording() or None)
            self.async_write_ha_state()


@callback
def _forget_doorbells(hass: HomeAssistant, coordinator: CameraCoordinator, present: set[str]) -> None:
    """Remove the entities of inputs that are doorbells no more."""
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, coordinator.config_entry.entry_id):
        is_bell = entity.unique_id.startswith(f"{coordinator.mac}_{_DOORBELL}")
        if entity.domain == Platform.EVENT and is_bell and entity.unique_id not in present:
            registry.async_remove(entity.entity_id)
