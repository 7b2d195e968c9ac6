"""Alarms as occurrences: what happened, and when."""

from typing import override

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import IpCameraEntity
from .protocol import Alarm

PARALLEL_UPDATES = 0  # only tells what the coordinator knows


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add one for all alarms."""
    async_add_entities([AlarmEvent(entry.runtime_data)])


class AlarmEvent(IpCameraEntity, EventEntity):
    """Fires when an alarm begins."""

    def __init__(self, coordinator: CameraCoordinator) -> None:
        super().__init__(coordinator, "alarm")
        self._attr_event_types = [alarm.value for alarm in Alarm]
        self._on: set[Alarm] = set()

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self._take()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        self._take()
        super()._handle_coordinator_update()

    @callback
    def _take(self) -> None:
        """Tell of what was not so before; each occurrence becomes a state of its own."""
        on = {alarm for alarm, is_on in self.coordinator.data.alarms.items() if is_on}
        for alarm in on - self._on:
            self._trigger_event(alarm.value)
            self.async_write_ha_state()
        self._on = on
