"""Stores which alarms are on, so that one that continues over a restart is not reported as new."""

from collections.abc import Mapping
import time
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..protocol import Alarm

_MEMORIES: HassKey[dict[str, AlarmMemory]] = HassKey(f"{DOMAIN}_alarm_memories")
_WRITE_DELAY = 1  # seconds until a change is written
_WRITE_INTERVAL = 30  # seconds between writes, to reduce wear of memory cards


class AlarmMemory:
    """The last known alarms of one camera."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._store = Store[dict[str, Any]](hass, 1, f"{DOMAIN}.{entry_id}.alarms", private=True)
        self._known: Mapping[Alarm, bool] | None = None
        self._written_at = float("-inf")
        self._to_be_written = False

    async def async_load(self) -> Mapping[Alarm, bool]:
        """Load the stored alarms; nothing if the data is missing or invalid."""
        if self._known is None:
            stored = await self._store.async_load() or {}
            names = {alarm.value: alarm for alarm in Alarm}
            self._known = {names[name]: on is True for name, on in stored.items() if name in names}
        return self._known

    @callback
    def async_keep(self, known: Mapping[Alarm, bool]) -> None:
        """Store the alarms with a delay."""
        if known == self._known:
            return
        self._known = known
        if not self._to_be_written:
            self._to_be_written = True
            rested = time.monotonic() - self._written_at > _WRITE_INTERVAL
            self._store.async_delay_save(self._data, _WRITE_DELAY if rested else _WRITE_INTERVAL)

    async def async_remove(self) -> None:
        """Delete the stored alarms."""
        await self._store.async_remove()

    def _data(self) -> dict[str, Any]:
        self._written_at = time.monotonic()
        self._to_be_written = False
        return {alarm.value: on for alarm, on in (self._known or {}).items()}


@callback
def alarm_memory(hass: HomeAssistant, entry_id: str) -> AlarmMemory:
    """Return the memory of an entry; it survives reloads."""
    memories = hass.data.setdefault(_MEMORIES, {})
    if entry_id not in memories:
        memories[entry_id] = AlarmMemory(hass, entry_id)
    return memories[entry_id]


async def async_forget(hass: HomeAssistant, entry_id: str) -> None:
    """Delete the memory of an entry."""
    await alarm_memory(hass, entry_id).async_remove()
    hass.data[_MEMORIES].pop(entry_id)
