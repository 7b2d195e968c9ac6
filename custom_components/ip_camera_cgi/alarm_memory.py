"""Keeps which alarms of a camera were on, over reloads and restarts: what goes on is not announced again."""

from collections.abc import Mapping
import time
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .protocol import Alarm

_MEMORIES: HassKey[dict[str, AlarmMemory]] = HassKey(f"{DOMAIN}_alarm_memories")
_WRITE_DELAY = 1  # seconds until a change is written, if nothing was written for a while
_WRITE_INTERVAL = 30  # seconds between two writes: memory cards wear out


class AlarmMemory:
    """The last known alarms of one camera."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._store = Store[dict[str, Any]](hass, 1, f"{DOMAIN}.{entry_id}.alarms", private=True)
        self._known: Mapping[Alarm, bool] | None = None
        self._written_at = float("-inf")
        self._to_be_written = False

    async def async_load(self) -> Mapping[Alarm, bool]:
        """Return what was known last; nothing where nothing was stored, or something that is no longer understood."""
        if self._known is None:
            stored = await self._store.async_load() or {}
            names = {alarm.value: alarm for alarm in Alarm}
            self._known = {names[name]: on is True for name, on in stored.items() if name in names}
        return self._known

    @callback
    def async_keep(self, known: Mapping[Alarm, bool]) -> None:
        """Take note of what is known now."""
        if known == self._known:
            return
        self._known = known
        if not self._to_be_written:
            self._to_be_written = True
            rested = time.monotonic() - self._written_at > _WRITE_INTERVAL
            self._store.async_delay_save(self._data, _WRITE_DELAY if rested else _WRITE_INTERVAL)

    async def async_remove(self) -> None:
        """Forget everything."""
        await self._store.async_remove()

    def _data(self) -> dict[str, Any]:
        self._written_at = time.monotonic()
        self._to_be_written = False
        return {alarm.value: on for alarm, on in (self._known or {}).items()}


@callback
def alarm_memory(hass: HomeAssistant, entry_id: str) -> AlarmMemory:
    """Return the memory of an entry; it outlasts that the entry is reloaded."""
    memories = hass.data.setdefault(_MEMORIES, {})
    if entry_id not in memories:
        memories[entry_id] = AlarmMemory(hass, entry_id)
    return memories[entry_id]


async def async_forget(hass: HomeAssistant, entry_id: str) -> None:
    """Remove the memory of an entry."""
    await alarm_memory(hass, entry_id).async_remove()
    hass.data[_MEMORIES].pop(entry_id)
