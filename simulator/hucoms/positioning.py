"""Absolute positions from API 1.21 on: goptzfpos, getptzfpos and setcenter."""

from collections.abc import Mapping

from ..panorama import View
from ..ranges import number, one_of
from ..world import World
from . import lens
from .dome import MAX_DEGREES_PER_SECOND, MAX_FOCUS_STEPS_PER_SECOND, Dome
from .lines import Lines
from .store import RefusedError

type Params = Mapping[str, str]

WIDTH, HEIGHT = 1920, 1080
SPEED = number(0, 100)
POSITIONS = {"pan": number(0, 35999), "tilt": number(-2000, 9000), "zoom": number(0, 65535), "focus": number(0, 65535)}
POINT = {"center.pointx": number(0, WIDTH), "center.pointy": number(0, HEIGHT)}
BOX = {
    "center.startx": number(0, WIDTH),
    "center.starty": number(0, HEIGHT),
    "center.endx": number(0, WIDTH),
    "center.endy": number(0, HEIGHT),
}


class Positioning:
    """Moves the dome to coordinates."""

    def __init__(self, world: World, dome: Dome) -> None:
        self._world = world
        self._dome = dome

    def status(self, action: str, params: Params) -> Lines:
        """Execute the position actions of ptzf_status.cgi and pass other actions to the dome."""
        match action:
            case "getptzfpos":
                return self._lines()
            case "goptzfpos":
                self._go(params)
                return []
        return self._dome.status(action, params)

    def center(self, action: str, params: Params) -> Lines:
        """Execute ptz_centering.cgi."""
        if action != "setcenter":
            return None
        kind = params.get("type", "")
        if not one_of("box", "point")(kind):
            raise RefusedError("invalid value of type")
        corners = POINT if kind == "point" else BOX
        _check(params, {"type": one_of(kind), "speed": number(1, 100)} | corners, needed=corners)
        left, top, right, bottom = ([int(params[name]) for name in corners] * 2)[:4]
        if left > right or top > bottom:
            raise RefusedError("start is behind end")
        self._center(left, top, right, bottom, speed=int(params.get("speed", "100")))
        return []

    def _lines(self) -> list[str]:
        world = self._world
        return [
            f"panpos = {round(world.pan * 100) % 36000}",
            # Down is positive in the protocol.
            f"tiltpos = {round(-world.tilt * 100)}",
            f"zoompos = {round(world.zoom_motor.position)}",
            f"focuspos = {round(self._dome.focus.position)}",
        ]

    def _go(self, params: Params) -> None:
        speeds = {f"{axis}speed": SPEED for axis in POSITIONS}
        _check(params, speeds | {f"{axis}pos": accepts for axis, accepts in POSITIONS.items()})
        if not any(f"{axis}pos" in params for axis in POSITIONS):
            raise RefusedError("a position is missing")
        world, dome = self._world, self._dome
        scales = {"pan": 0.01, "tilt": -0.01, "zoom": 1.0, "focus": 1.0}
        motors = {
            "pan": (world.pan_motor, MAX_DEGREES_PER_SECOND, dome.pan_tilt_on),
            "tilt": (world.tilt_motor, MAX_DEGREES_PER_SECOND, dome.pan_tilt_on),
            "zoom": (world.zoom_motor, lens.STEPS_PER_SECOND, dome.zoom_focus_on),
            "focus": (dome.focus, MAX_FOCUS_STEPS_PER_SECOND, dome.zoom_focus_on),
        }
        dome.stop()
        for axis, (motor, fastest, on) in motors.items():
            speed = int(params.get(f"{axis}speed", "50"))
            if on and speed and f"{axis}pos" in params:
                motor.travel(int(params[f"{axis}pos"]) * scales[axis], fastest * speed / 100)

    def _center(self, left: int, top: int, right: int, bottom: int, *, speed: int) -> None:
        world = self._world
        scale = View(WIDTH, HEIGHT, zoom=world.zoom).scale
        pan = world.pan + ((left + right) / 2 - WIDTH / 2) / scale
        tilt = world.tilt - ((top + bottom) / 2 - HEIGHT / 2) / scale
        closer = min(WIDTH / (right - left), HEIGHT / (bottom - top)) if right > left and bottom > top else 1.0
        self._dome.stop()
        self._dome.travel((pan, tilt, min(world.zoom * closer, lens.FULL_ZOOM)), speed)


def _check(params: Params, known: Mapping[str, object], needed: Mapping[str, object] | None = None) -> None:
    for name in needed or ():
        if name not in params:
            raise RefusedError(f"{name} is missing")
    for name, value in params.items():
        accepts = known.get(name)
        if not callable(accepts):
            raise RefusedError(f"unknown argument {name}")
        if not accepts(value):
            raise RefusedError(f"invalid value of {name}")
