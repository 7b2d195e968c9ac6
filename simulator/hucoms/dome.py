"""PTZ of a Hucoms dome: pan, tilt, zoom, focus, presets and tours."""

from collections.abc import Mapping

from ..axis import Axis
from ..ranges import number, one_of
from ..world import World
from . import lens
from .fields import SWITCH, Page, field
from .lines import Lines
from .model import HucomsModel
from .patrol import Patrol, Place
from .store import RefusedError, Store

STOP = 255
MAX_DEGREES_PER_SECOND = 100.0  # degrees per second at speed 100
MAX_FOCUS_STEPS_PER_SECOND = 8000.0
SHARP_FOCUS = 32768.0  # focus position of a sharp picture
SPEED = number(1, 100)
PAGE = Page(
    get="getptzstatus",
    set="setptzstatus",
    fields=(field("ptstatus", "enable", SWITCH), field("zfstatus", "enable", SWITCH)),
)

type Params = Mapping[str, str]


class Dome:
    """Executes ptzf_status.cgi, pt_control.cgi, zf_control.cgi and preset_control.cgi."""

    def __init__(self, world: World, model: HucomsModel, store: Store) -> None:
        self.presets: dict[int, Place] = {}
        self.focus = Axis(0, 65535, start=SHARP_FOCUS)
        self.focused = 0  # number of autofocus commands
        self.rest = 3.0  # seconds at each preset of a tour
        self._world = world
        self._model = model
        self._store = store
        self._patrol = Patrol(self.travel)
        pan, tilt, zoom = model.look_at
        world.mount(
            pan=Axis(0, 360, start=pan % 360, endless=True) if model.endless_pan else Axis(-170, 170, start=_half(pan)),
            tilt=Axis(-90, 20, start=tilt),
            zoom=Axis(0, lens.TELE, start=lens.step(zoom)) if model.zoom else Axis(zoom, zoom, start=zoom),
            lens=(lens.times, lens.step) if model.zoom else (float, float),
        )

    @property
    def pan_tilt_on(self) -> bool:
        """Whether pan and tilt are powered."""
        return self._store.is_on("ptzf_status", "ptstatus")

    @property
    def zoom_focus_on(self) -> bool:
        """Whether zoom and focus are powered."""
        return self._store.is_on("ptzf_status", "zfstatus")

    @property
    def on_patrol(self) -> bool:
        """Whether a tour or auto pan is running."""
        return self._patrol.walking

    def stop(self) -> None:
        """Stop all motion."""
        self._patrol.stop()
        self._world.stop()
        self.focus.stop()

    def status(self, action: str, params: Params) -> Lines:
        """Execute ptzf_status.cgi."""
        if action == "lensreset":
            _only(params)
            if self.zoom_focus_on and self._model.zoom:
                self._world.zoom_motor.travel(self._world.zoom_motor.home, lens.STEPS_PER_SECOND)
                self.focus.travel(SHARP_FOCUS, MAX_FOCUS_STEPS_PER_SECOND)
            return []
        page = self._store.pages["ptzf_status"]
        if action == page.set:
            self._store.keep("ptzf_status", self._store.check("ptzf_status", page, params))
        elif action != page.get:
            return None
        return self._store.written(self._store.fields("ptzf_status", page))

    def pan_tilt(self, action: str, params: Params) -> Lines:
        """Execute pt_control.cgi."""
        if action != "setptmove":
            return None
        pan = _direction(params, "pan", {"right": 1, "left": -1, "stop": 0})
        tilt = _direction(params, "tilt", {"up": 1, "down": -1, "stop": 0})
        _only(params, "pan", "panspeed", "tilt", "tiltspeed")
        if pan is None and tilt is None:
            raise RefusedError("pan or tilt is missing")
        if self.pan_tilt_on:
            self._patrol.stop()
            if pan is not None:
                self._world.pan_motor.move(pan * MAX_DEGREES_PER_SECOND)
            if tilt is not None:
                self._world.tilt_motor.move(tilt * MAX_DEGREES_PER_SECOND)
        return []

    def zoom_focus(self, action: str, params: Params) -> Lines:
        """Execute zf_control.cgi."""
        if action == "onepush":
            _only(params)
            self.focused += 1
            self.focus.travel(SHARP_FOCUS, MAX_FOCUS_STEPS_PER_SECOND)
            return []
        if action != "setzfmove":
            return None
        zoom = _direction(params, "zoom", {"in": 1, "out": -1, "stop": 0})
        focus = _direction(params, "focus", {"in": 1, "out": -1, "stop": 0})
        _only(params, "zoom", "zoomspeed", "focus", "focusspeed")
        if zoom is None and focus is None:
            raise RefusedError("zoom or focus is missing")
        self.focused += focus is not None
        if self.zoom_focus_on:
            if zoom is not None:
                self._world.zoom_motor.move(zoom * lens.STEPS_PER_SECOND)
            if focus is not None:
                self.focus.move(focus * MAX_FOCUS_STEPS_PER_SECOND)
        return []

    def preset(self, action: str, params: Params) -> Lines:
        """Execute preset_control.cgi."""
        _only(params, "number", "speed", *(("pos_a", "pos_b") if self._model.speaks("1.22") else ()))
        match action:
            case "setpreset" | "gopreset" | "clearpreset":
                self._place(action, _number(params, "number", self._model.presets))
            case "autopan" if self._model.speaks("1.22") and "number" not in params:
                self._between(params)
            case "autopan":
                self._auto_pan(_number(params, "number", self._model.autopans, STOP))
            case "autopan_cw" | "autopan_ccw" if self._model.autopans:
                speed = _number(params, "speed", 100, STOP)
                way = 1 if action == "autopan_cw" else -1
                self._patrol.stop()
                if self.pan_tilt_on:
                    self._world.pan_motor.move(0 if speed == STOP else way * speed / 100 * MAX_DEGREES_PER_SECOND)
            case "tour" if self._model.has("preset_control/tour"):
                self._tour(_number(params, "number", self._model.tours, STOP))
            case _:
                return None
        return []

    def travel(self, place: Place, speed: float = 100) -> float:
        """Move to a position; return the duration in seconds."""
        pan, tilt, zoom = place
        world, seconds = self._world, 0.0
        if self.pan_tilt_on:
            way = abs(pan - world.pan)
            seconds = max(min(way, 360 - way), abs(tilt - world.tilt)) / MAX_DEGREES_PER_SECOND * 100 / speed
            world.pan_motor.travel(pan, MAX_DEGREES_PER_SECOND * speed / 100)
            world.tilt_motor.travel(tilt, MAX_DEGREES_PER_SECOND * speed / 100)
        if self.zoom_focus_on and self._model.zoom:
            seconds = max(seconds, abs(lens.step(zoom) - world.zoom_motor.position) / lens.STEPS_PER_SECOND)
            world.zoom_motor.travel(lens.step(zoom), lens.STEPS_PER_SECOND)
        return seconds

    def _place(self, action: str, number: int) -> None:
        if action == "setpreset":
            self.presets[number] = (self._world.pan, self._world.tilt, self._world.zoom)
        elif action == "clearpreset":
            self.presets.pop(number, None)
        elif number in self.presets:
            self._patrol.stop()
            self.travel(self.presets[number])

    def _auto_pan(self, number: int) -> None:
        """Pan between two consecutive presets, or back and forth if they are not set."""
        if number == STOP:
            self.stop()
        elif number in self.presets and number + 1 in self.presets:
            self._patrol.start([self.presets[number], self.presets[number + 1]], speed=20, rest=0)
        elif self.pan_tilt_on:
            pan, tilt, zoom = self._world.pan, self._world.tilt, self._world.zoom
            self._patrol.start([(pan + 45, tilt, zoom), (pan - 45, tilt, zoom)], speed=20, rest=0)

    def _between(self, params: Params) -> None:
        """Pan between two presets (version 1.22)."""
        speed = _number(params, "speed", 100, STOP)
        if speed == STOP:
            self.stop()
            return
        ends = [_number(params, name, self._model.presets) for name in ("pos_a", "pos_b")]
        self._patrol.start([self.presets[end] for end in ends if end in self.presets], speed=speed, rest=0)

    def _tour(self, number: int) -> None:
        """Visit all presets, starting with the number of the tour."""
        if number == STOP:
            self.stop()
        else:
            order = sorted(self.presets, key=lambda preset: (preset < number, preset))
            self._patrol.start([self.presets[preset] for preset in order], speed=100, rest=self.rest)


def _half(pan: float) -> float:
    return (pan + 180) % 360 - 180


def _only(params: Params, *names: str) -> None:
    for name in params:
        if name not in names:
            raise RefusedError(f"unknown argument {name}")


def _number(params: Params, name: str, most: int, *others: int) -> int:
    if not number(1, most, *others)(params.get(name, "")):
        raise RefusedError(f"invalid value of {name}")
    return int(params[name])


def _direction(params: Params, name: str, ways: Mapping[str, int]) -> float | None:
    """Parse a direction and its speed as a fraction of the maximum."""
    speed = params.get(f"{name}speed", "50")
    if not SPEED(speed):
        raise RefusedError(f"invalid value of {name}speed")
    if name not in params:
        return None
    if not one_of(*ways)(params[name]):
        raise RefusedError(f"invalid value of {name}")
    return ways[params[name]] * int(speed) / 100
