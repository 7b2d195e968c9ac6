"""Background tasks of one entry."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN

type _Work = Coroutine[None, None, None]


class BackgroundTasks:
    """Runs coroutines until they end, or the entry is unloaded."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        self._hass = hass
        self._entry = entry
        self._running: dict[str, asyncio.Task[None]] = {}

    @callback
    def start(self, name: str, work: _Work) -> asyncio.Task[None]:
        """Start a coroutine."""
        return self._entry.async_create_background_task(self._hass, work, f"{DOMAIN} {self._entry.title} {name}")

    @callback
    def start_once(self, name: str, work: Callable[[], _Work]) -> None:
        """Start a coroutine, unless one of this name is still running."""
        if (task := self._running.get(name)) is None or task.done():
            self._running[name] = self.start(name, work())

    @callback
    def start_after(self, event: asyncio.Event, name: str, work: Callable[[], _Work]) -> None:
        """Start a coroutine when an event is set."""

        async def wait_and_work() -> None:
            await event.wait()
            await work()

        self.start(name, wait_and_work())

    async def start_and_wait(self, name: str, work: _Work, *, seconds: float) -> None:
        """Start a coroutine, and wait up to some seconds for its end; raises its errors until then."""
        task = self.start(name, work)
        await asyncio.wait([task], timeout=seconds)
        if task.done():
            task.result()
