"""Alarm state of a Netwave camera."""

from collections.abc import Callable, Mapping
from datetime import datetime
from time import monotonic

from ..world import World
from .schedule import is_on

NONE, MOTION, INPUT, SOUND = range(4)
ARMED = {MOTION: "alarm_motion_armed", INPUT: "alarm_input_armed", SOUND: "alarm_sounddetect_armed"}


class Alarm:
    """The alarm of one camera, triggered by its surroundings."""

    def __init__(
        self,
        world: World,
        settings: Mapping[str, str],
        wall_clock: Callable[[], datetime],
        is_awake: Callable[[], bool],
    ) -> None:
        self.hold = 3.0  # seconds an alarm lasts after its cause has ended
        self.on_start: Callable[[int], None] = lambda _: None
        self.on_end: Callable[[], None] = lambda: None
        self._world = world
        self._settings = settings
        self._wall_clock = wall_clock
        self._is_awake = is_awake
        self._cause = self._kind = NONE
        self._until = 0.0
        world.subscribe(lambda _: self.update())

    @property
    def status(self) -> int:
        """The value of alarm_status in get_status.cgi."""
        self.update()
        return self._kind

    def reset(self) -> None:
        """Clear the state, as after a restart."""
        self._cause = self._kind = NONE

    def update(self) -> None:
        """Evaluate surroundings, settings and clock."""
        if not self._is_awake():
            return
        cause = self._find()
        if cause == NONE and self._cause != NONE:
            self._until = monotonic() + self.hold
        self._cause = cause
        if cause not in (NONE, self._kind):
            self._kind = cause
            self.on_start(cause)
        elif cause == NONE and self._kind != NONE and self._is_over():
            self._kind = NONE
            self.on_end()

    def _is_over(self) -> bool:
        return monotonic() >= self._until or not self._is_armed(self._kind)

    def _find(self) -> int:
        contact = self._world.input == (self._settings["alarm_ioin_level"] == "1")
        causes = {MOTION: self._world.motion, INPUT: contact, SOUND: self._world.sound}
        return next((cause for cause, there in causes.items() if there and self._is_armed(cause)), NONE)

    def _is_armed(self, cause: int) -> bool:
        if self._settings[ARMED[cause]] != "1":
            return False
        return self._settings["alarm_schedule_enable"] != "1" or is_on(self._settings, "alarm_", self._wall_clock())
