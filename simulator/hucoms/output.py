"""The relay of a Hucoms camera, which switches off by itself."""

import asyncio

from ..world import World
from .store import Store

CONTINUOUS = 1.0


class Output:
    """Alarm output 1."""

    def __init__(self, world: World, store: Store) -> None:
        self._world = world
        self._store = store
        self._release: asyncio.TimerHandle | None = None

    def switch(self, *, on: bool) -> None:
        """Switch it; on lasts for the time stored in alarmout.cgi."""
        self.cancel()
        self._world.relay = on
        seconds = self._seconds()
        if on and seconds != CONTINUOUS:
            self._release = asyncio.get_running_loop().call_later(seconds, self._release_relay)

    def update(self, *, linked: bool) -> None:
        """Switch it with the alarms that trigger it."""
        if linked:
            self.switch(on=True)
        elif self._seconds() == CONTINUOUS and self._store.number("alarmout", "alarmout1.link"):
            self.switch(on=False)

    def cancel(self) -> None:
        """Cancel the automatic switch-off."""
        if self._release:
            self._release.cancel()
            self._release = None

    def _release_relay(self) -> None:
        self._release = None
        self._world.relay = False

    def _seconds(self) -> float:
        return float(self._store.get("alarmout", "alarmout1.time"))
