"""The motors of a Netwave camera: they take their time."""

from collections.abc import Iterator, Mapping
from itertools import count
from time import monotonic

from ..axis import Axis
from ..world import World
from .model import NetwaveModel

PAN_SPEED = 33.0  # degrees per second, at most
TILT_SPEED = 22.0
ZOOM_SPEED = 1.0  # times per second
LEFT_AND_RIGHT, UP_AND_DOWN = 1, 2  # the bits of ptz_auto_patrol_type

type Route = Iterator[tuple[float, float]]  # where to go, and how fast


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
        """Go on until stopped or until an end."""
        self.stop()
        self._pan.move(right * self._speed(PAN_SPEED))
        self._tilt.move(up * self._speed(TILT_SPEED))

    def step(self, right: int, up: int, degrees: float) -> None:
        """Go a little and stop."""
        self.travel(self._pan.position + right * degrees, self._tilt.position + up * degrees)

    def zoom(self, closer: int) -> None:
        """Go closer or away until stopped."""
        self._zoom.move(closer * ZOOM_SPEED)

    def stop(self) -> None:
        """Stop everything."""
        self._routes.clear()
        self._idle_since = monotonic()
        for axis in (self._pan, self._tilt, self._zoom):
            axis.stop()

    def travel(self, pan: float, tilt: float) -> None:
        """Go somewhere and stop there."""
        self.stop()
        self._pan.travel(pan, self._speed(PAN_SPEED))
        self._tilt.travel(tilt, self._speed(TILT_SPEED))

    def centre(self) -> None:
        """Go to the middle."""
        self.travel(self._pan.home, self._tilt.home)

    def store(self, preset: int) -> None:
        """Remember where it looks."""
        self.presets[preset] = (self._pan.position, self._tilt.position)

    def recall(self, preset: int) -> None:
        """Go to where a preset was stored; an empty one does nothing."""
        if preset in self.presets:
            self.travel(*self.presets[preset])

    def patrol(self, ways: int) -> None:
        """Go to and fro, left and right or up and down or both, for as many rounds as are set."""
        self.stop()
        if ways & LEFT_AND_RIGHT:
            self._routes[self._pan] = self._rounds(self._pan, "h", PAN_SPEED, "right", "left")
        if ways & UP_AND_DOWN:
            self._routes[self._tilt] = self._rounds(self._tilt, "v", TILT_SPEED, "up", "down")
        self.tick()

    def test(self) -> None:
        """Go to every end and to the middle, as after power-up."""
        self.stop()
        for axis, speed in ((self._pan, PAN_SPEED), (self._tilt, TILT_SPEED)):
            self._routes[axis] = iter([(axis.low, speed), (axis.high, speed), (axis.home, speed)])
        self.tick()

    def tick(self) -> None:
        """Do what is due: the next leg of a patrol, or one that begins by itself."""
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
        """By hand, 0 is the fastest."""
        return fastest * (1 - int(self._settings["ptz_patrol_rate"]) / 110)

    def _rounds(self, axis: Axis, name: str, fastest: float, there: str, back: str) -> Route:
        """On patrol, 0 is the slowest; no number of rounds is too many if it is 0."""
        rounds = int(self._settings[f"ptz_patrol_{name}_rounds"])
        for _ in range(rounds) if rounds else count():
            for end, way in ((axis.high, there), (axis.low, back)):
                yield end, fastest * (0.2 + int(self._settings[f"ptz_patrol_{way}_rate"]) / 50)
