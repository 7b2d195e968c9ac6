"""Day and night mode of the sensor and its lamp."""

import asyncio

from ..world import World
from .store import Store


class DayNight:
    """Follows camdaynight.cgi and the ambient light."""

    def __init__(self, world: World, store: Store) -> None:
        self.night = False  # infrared filter removed: the picture is monochrome
        self.awake = False  # while False, changes apply without delay
        self._world = world
        self._store = store
        self._lamp = False
        self._due: asyncio.TimerHandle | None = None
        world.subscribe(lambda name: self.update() if name == "night" else None)

    def update(self) -> None:
        """Apply changes; in automatic modes they have to last for a while."""
        mode = self._store.get("camdaynight", "daynightmode")
        night = mode == "night" or (mode != "day" and self._world.night)
        if night == self.night:
            self.cancel()
        elif not self.awake or mode in ("day", "night"):
            self._switch(night=night)
        elif self._due is None:
            seconds = float(self._store.get("camdaynight", "interval"))
            self._due = asyncio.get_running_loop().call_later(seconds, self._switch_late)
        self._light()

    def cancel(self) -> None:
        """Cancel a pending change."""
        if self._due:
            self._due.cancel()
            self._due = None

    def _switch_late(self) -> None:
        self._due = None
        self._switch(night=self._world.night)
        self._light()

    def _switch(self, *, night: bool) -> None:
        self.cancel()
        self.night = night

    def _light(self) -> None:
        lamp = self.night and self._store.is_on("camdaynight", "irlink")
        if lamp != self._lamp:  # between changes, the lamp can be switched by hand
            self._lamp = lamp
            self._world.infrared = lamp
