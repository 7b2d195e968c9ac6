"""Event entity for alarms."""

from typing import override

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import AlarmStartEntity
from .protocol import Alarm
from .recordings.recorder import media_content_id, recorder_of

PARALLEL_UPDATES = 0  # read-only, updated by the coordinator
_SIDES = ("left", "top", "right", "bottom")


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add one event entity for all alarms."""
    async_add_entities([AlarmEvent(entry.runtime_data)])


class AlarmEvent(AlarmStartEntity, EventEntity):
    """Fires when an alarm begins; each occurrence is a state of its own."""

    def __init__(self, coordinator: CameraCoordinator) -> None:
        super().__init__(coordinator, "alarm")
        self._attr_event_types = [alarm.value for alarm in Alarm]

    @property
    @override
    def available(self) -> bool:
        return super().available and not self.camera.alarms.unsupported

    @callback
    @override
    def _handle_alarm_start(self, alarm: Alarm) -> None:
        area = self.camera.alarms.area(alarm)
        attributes: dict[str, object] = {}
        if area:
            attributes["area"] = dict(zip(_SIDES, area, strict=True))
        recorder = recorder_of(self.hass, self.coordinator.config_entry.entry_id)
        if recorder is not None and recorder.current is not None:
            attributes["recording"] = media_content_id(recorder.current)
        self._trigger_event(alarm.value, attributes or None)
        self.async_write_ha_state()
