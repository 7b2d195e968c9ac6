"""When a Netwave camera raises an alarm, and for how long."""

from collections.abc import Callable, Mapping
from datetime import datetime
from time import monotonic

from ..world import World
from .fields import DAYS

NONE, MOTION, INPUT = 0, 1, 2


class Alarm:
    """The alarm of one camera, driven by what happens around it."""

    def __init__(self, world: World, settings: Mapping[str, str], wall_clock: Callable[[], datetime]) -> None:
        self.hold = 3.0  # seconds an alarm lasts after its cause has gone
        self._world = world
        self._settings = settings
        self._wall_clock = wall_clock
        self._cause = self._held = NONE
        self._until = 0.0
        world.listen(lambda _: self.look())

    @property
    def status(self) -> int:
        """Tell what get_status.cgi tells."""
        self.look()
        if self._cause == NONE and monotonic() < self._until and self._watches_for(self._held):
            return self._held
        return self._cause

    def look(self) -> None:
        """Notice what has changed, around the camera or in its settings."""
        cause = self._find()
        if cause == NONE and self._cause != NONE:
            self._held, self._until = self._cause, monotonic() + self.hold
        self._cause = cause

    def _find(self) -> int:
        contact = self._world.input == (self._settings["alarm_ioin_level"] == "1")
        if self._world.motion and self._watches_for(MOTION):
            return MOTION
        return INPUT if contact and self._watches_for(INPUT) else NONE

    def _watches_for(self, cause: int) -> bool:
        armed = "alarm_motion_armed" if cause == MOTION else "alarm_input_armed"
        return self._settings[armed] == "1" and self._is_scheduled()

    def _is_scheduled(self) -> bool:
        if self._settings["alarm_schedule_enable"] != "1":
            return True
        now = self._wall_clock()
        word, bit = divmod(now.hour * 4 + now.minute // 15, 32)
        day = DAYS[(now.weekday() + 1) % 7]
        return bool(int(self._settings[f"alarm_schedule_{day}_{word}"]) >> bit & 1)
