"""Day and night inside the camera: when it sees in black and white, and when its lamp shines."""

import asyncio

from ..world import World
from .store import Store


class DayNight:
    """Follows camdaynight.cgi and the light around."""

    def __init__(self, world: World, store: Store) -> None:
        self.night = False  # the infrared filter is out: the picture has no colours
        self.awake = False  # else there is nobody to wait for a while
        self._world = world
        self._store = store
        self._lamp = False
        self._due: asyncio.TimerHandle | None = None
        world.subscribe(lambda name: self.update() if name == "night" else None)

    def update(self) -> None:
        """Notice what has changed; in the automatic modes it must last for a while."""
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
        """Wait for nothing any more."""
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
        if lamp != self._lamp:  # in between, the lamp can be switched by hand
            self._lamp = lamp
            self._world.infrared = lamp
