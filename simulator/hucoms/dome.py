"""The motors of a Hucoms dome: pan, tilt, zoom, focus, presets and tours."""

from collections.abc import Mapping

from ..axis import Axis
from ..ranges import number, one_of
from ..world import World
from .lines import Lines
from .model import HucomsModel
from .pages import SWITCH
from .store import RefusedError

STOP = 255
FASTEST = 100.0  # degrees per second at speed 100
ZOOM_FASTEST = 2.7  # times per second at speed 100: the whole range in 13 seconds
SPEED = number(1, 100)

type Params = Mapping[str, str]


class Dome:
    """Obeys ptzf_status.cgi, pt_control.cgi, zf_control.cgi and preset_control.cgi."""

    def __init__(self, world: World, model: HucomsModel) -> None:
        self.presets: dict[int, tuple[float, float, float]] = {}
        self.focused = 0  # how often the focus was asked for
        self.pan_tilt_on = True
        self.zoom_focus_on = True
        self._world = world
        self._model = model
        pan, tilt, zoom = model.look_at
        world.mount(
            pan=Axis(0, 360, start=pan % 360, endless=True) if model.endless_pan else Axis(-170, 170, start=pan),
            tilt=Axis(-90, 20, start=tilt),
            zoom=Axis(1, 36 if model.zoom else zoom, start=zoom),
        )

    def status(self, action: str, params: Params) -> Lines:
        """Obey ptzf_status.cgi."""
        if action == "lensreset":
            self._world.zoom = self._world.zoom_motor.home
            return []
        if action == "setptzstatus":
            if not params.keys() <= {"ptstatus", "zfstatus"} or not all(map(SWITCH, params.values())):
                raise RefusedError("invalid status")
            self.pan_tilt_on = params.get("ptstatus", _switch(self.pan_tilt_on)) == "enable"
            self.zoom_focus_on = params.get("zfstatus", _switch(self.zoom_focus_on)) == "enable"
        elif action != "getptzstatus":
            return None
        return [f"ptstatus = {_switch(self.pan_tilt_on)}", f"zfstatus = {_switch(self.zoom_focus_on)}"]

    def pan_tilt(self, action: str, params: Params) -> Lines:
        """Obey pt_control.cgi."""
        if action != "setptmove":
            return None
        pan = _direction(params, "pan", {"right": 1, "left": -1, "stop": 0})
        tilt = _direction(params, "tilt", {"up": 1, "down": -1, "stop": 0})
        if pan is None and tilt is None:
            raise RefusedError("pan or tilt is missing")
        if pan is not None and self.pan_tilt_on:
            self._world.pan_motor.move(pan * FASTEST)
        if tilt is not None and self.pan_tilt_on:
            self._world.tilt_motor.move(tilt * FASTEST)
        return []

    def zoom_focus(self, action: str, params: Params) -> Lines:
        """Obey zf_control.cgi."""
        if action == "onepush":
            self.focused += 1
            return []
        if action != "setzfmove":
            return None
        zoom = _direction(params, "zoom", {"in": 1, "out": -1, "stop": 0})
        focus = _direction(params, "focus", {"in": 1, "out": -1, "stop": 0})
        if zoom is None and focus is None:
            raise RefusedError("zoom or focus is missing")
        if zoom is not None and self.zoom_focus_on:
            self._world.zoom_motor.move(zoom * ZOOM_FASTEST)
        self.focused += focus is not None
        return []

    def preset(self, action: str, params: Params) -> Lines:
        """Obey preset_control.cgi."""
        match action:
            case "setpreset" | "gopreset" | "clearpreset":
                self._place(action, _number(params, "number", self._model.presets))
            case "autopan":
                self._patrol(_number(params, "number", self._model.autopans, STOP))
            case "autopan_cw" | "autopan_ccw":
                speed = _number(params, "speed", 100, STOP)
                way = 1 if action == "autopan_cw" else -1
                self._world.pan_motor.move(0 if speed == STOP else way * speed / 100 * FASTEST)
            case "tour":
                self._tour(_number(params, "number", self._model.tours, STOP))
            case _:
                return None
        return []

    def _place(self, action: str, number: int) -> None:
        if action == "setpreset":
            self.presets[number] = (self._world.pan, self._world.tilt, self._world.zoom)
        elif action == "clearpreset":
            self.presets.pop(number, None)
        elif number in self.presets:
            self._travel(*self.presets[number])

    def _patrol(self, number: int) -> None:
        if number == STOP:
            self._world.stop()
        else:
            self._world.pan_motor.sweep(FASTEST / 5)

    def _tour(self, number: int) -> None:
        if number == STOP:
            self._world.stop()
        elif self.presets:  # this dome goes to the first place of a tour and stays there
            self._travel(*self.presets[min(self.presets)])

    def _travel(self, pan: float, tilt: float, zoom: float) -> None:
        self._world.pan_motor.travel(pan, FASTEST)
        self._world.tilt_motor.travel(tilt, FASTEST)
        self._world.zoom_motor.travel(zoom, ZOOM_FASTEST)


def _number(params: Params, name: str, most: int, *others: int) -> int:
    if not number(1, most, *others)(params.get(name, "")):
        raise RefusedError(f"invalid value of {name}")
    return int(params[name])


def _direction(params: Params, name: str, ways: Mapping[str, int]) -> float | None:
    """Read a direction and its speed, as a share of the fastest."""
    if name not in params:
        return None
    speed = params.get(f"{name}speed", "50")
    if not one_of(*ways)(params[name]):
        raise RefusedError(f"invalid value of {name}")
    if not SPEED(speed):
        raise RefusedError(f"invalid value of {name}speed")
    return ways[params[name]] * int(speed) / 100


def _switch(on: bool) -> str:
    return "enable" if on else "disable"
