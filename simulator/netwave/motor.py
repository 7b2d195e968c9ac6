"""Motors of a Netwave camera, which take time to move."""

from collections.abc import Iterator, Mapping
from itertools import count
from time import monotonic

from ..axis import Axis
from ..world import World
from .model import NetwaveModel

PAN_SPEED = 33.0  # maximum, in degrees per second
TILT_SPEED = 22.0
ZOOM_SPEED = 1.0  # magnification per second
LEFT_AND_RIGHT, UP_AND_DOWN = 1, 2  # bits of ptz_auto_patrol_type

type Route = Iterator[tuple[float, float]]  # target and speed of each leg


class Motor:
    """Motors, presets and patrols of one camera."""

    def __init__(self, world: World, model: NetwaveModel, settings: Mapping[str, str]) -> None:
        self.presets: dict[int, tuple[float, float]] = {}
        self._settings = settings
        self._routes: dict[Axis, Route] = {}
        self._idle_since = monotonic()
        pan, tilt, zoom = model.look_at
        self._pan = Axis(-150, 150, start=pan)
        self._tilt = Axis(-30, 90, start=tilt)
        self._zoom = Axis(zoom, zoom * model.zooms, start=zoom)
        world.mount(pan=self._pan, tilt=self._tilt, zoom=self._zoom)

    def go(self, right: int, up: int) -> None:
        """Move until stopped or at a limit."""
        self.stop()
        self._pan.move(right * self._speed(PAN_SPEED))
        self._tilt.move(up * self._speed(TILT_SPEED))

    def step(self, right: int, up: int, degrees: float) -> None:
        """Move a little."""
        self.travel(self._pan.position + right * degrees, self._tilt.position + up * degrees)

    def zoom(self, closer: int) -> None:
        """Zoom until stopped."""
        self._zoom.move(closer * ZOOM_SPEED)

    def stop(self) -> None:
        """Stop all motion."""
        self._routes.clear()
        self._idle_since = monotonic()
        for axis in (self._pan, self._tilt, self._zoom):
            axis.stop()

    def travel(self, pan: float, tilt: float) -> None:
        """Move to a position."""
        self.stop()
        self._pan.travel(pan, self._speed(PAN_SPEED))
        self._tilt.travel(tilt, self._speed(TILT_SPEED))

    def centre(self) -> None:
        """Move to the center."""
        self.travel(self._pan.home, self._tilt.home)

    def store(self, preset: int) -> None:
        """Store the current position as a preset."""
        self.presets[preset] = (self._pan.position, self._tilt.position)

    def recall(self, preset: int) -> None:
        """Move to a preset; nothing happens if it is empty."""
        if preset in self.presets:
            self.travel(*self.presets[preset])

    def patrol(self, ways: int) -> None:
        """Patrol horizontally, vertically or both for the stored number of rounds."""
        self.stop()
        if ways & LEFT_AND_RIGHT:
            self._routes[self._pan] = self._rounds(self._pan, "h", PAN_SPEED, "right", "left")
        if ways & UP_AND_DOWN:
            self._routes[self._tilt] = self._rounds(self._tilt, "v", TILT_SPEED, "up", "down")
        self.tick()

    def test(self) -> None:
        """Move to all limits and to the center, as after power-up."""
        self.stop()
        for axis, speed in ((self._pan, PAN_SPEED), (self._tilt, TILT_SPEED)):
            self._routes[axis] = iter([(axis.low, speed), (axis.high, speed), (axis.home, speed)])
        self.tick()

    def tick(self) -> None:
        """Start the next leg of a patrol, or a patrol that starts by itself."""
        for axis, route in tuple(self._routes.items()):
            if axis.moving:
                continue
            if leg := next(route, None):
                axis.travel(*leg)
            else:
                del self._routes[axis]
        if self._routes or self._pan.moving or self._tilt.moving:
            self._idle_since = monotonic()
            return
        rest, ways = int(self._settings["ptz_auto_patrol_interval"]), int(self._settings["ptz_auto_patrol_type"])
        if rest and ways and monotonic() - self._idle_since >= rest:
            self.patrol(ways)

    def _speed(self, fastest: float) -> float:
        """Return the manual speed; 0 is the fastest setting."""
        return fastest * (1 - int(self._settings["ptz_patrol_rate"]) / 110)

    def _rounds(self, axis: Axis, name: str, fastest: float, there: str, back: str) -> Route:
        """Yield the legs of a patrol; speed 0 is the slowest, and 0 rounds are endless."""
        rounds = int(self._settings[f"ptz_patrol_{name}_rounds"])
        for _ in range(rounds) if rounds else count():
            for end, way in ((axis.high, there), (axis.low, back)):
                yield end, fastest * (0.2 + int(self._settings[f"ptz_patrol_{way}_rate"]) / 50)
