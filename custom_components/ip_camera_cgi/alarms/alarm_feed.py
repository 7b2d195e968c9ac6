"""Passes the alarms of one camera on: to the store, to the state, and to what starts with an alarm."""

from collections.abc import Callable, Collection

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..protocol import Alarm
from ..protocol.camera.alarm_monitor import AlarmMonitor
from .alarm_memory import alarm_memory


class AlarmFeed:
    """Runs the alarm monitor of one camera and calls listeners when an alarm begins."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        monitor: Callable[[], AlarmMonitor],
        changed: Callable[[], None],
    ) -> None:
        """Create a feed; `changed` is called after each change, before the listeners."""
        self._hass = hass
        self._monitor = monitor
        self._changed = changed
        self._memory = alarm_memory(hass, entry.entry_id)
        self._listeners: list[Callable[[Alarm], None]] = []

    @callback
    def add_listener(self, began: Callable[[Alarm], None]) -> Callable[[], None]:
        """Register a callback for the beginning of alarms; return a function that removes it."""
        self._listeners.append(began)
        return lambda: self._listeners.remove(began)

    async def run(self, is_available: Callable[[], bool]) -> None:
        """Restore the alarms of the previous run, and receive new ones until cancelled."""
        monitor = self._monitor()
        monitor.restore(await self._memory.async_load())
        monitor.set_ready(is_available())
        await monitor.run(self._handle_change, self._handle_start)

    @callback
    def set_available(self, available: bool) -> None:
        """Publish alarms of a camera that has just become available in a separate state update."""
        if available:
            self._hass.loop.call_soon(self._monitor().set_ready, True)
        else:
            self._monitor().set_ready(False)

    @callback
    def _handle_change(self) -> None:
        self._changed()
        self._memory.async_keep(self._monitor().known)

    @callback
    def _handle_start(self, alarms: Collection[Alarm]) -> None:
        for alarm in sorted(alarms, key=list(Alarm).index):
            for began in tuple(self._listeners):
                began(alarm)
