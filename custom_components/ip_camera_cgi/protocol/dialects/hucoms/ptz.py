"""pt_control.cgi, zf_control.cgi and preset_control.cgi: motors of the Hucoms dialect (manual 8.2 to 8.4).

From version 1.21 on also ptzf_status.cgi with positions, from 1.22 on ptz_centering.cgi.
"""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
import re
from typing import ClassVar, override

from ...http.client import CameraHttp
from ...model.address import Role
from ...model.errors import BadValueError, CameraResponseError, CameraUnsupportedError
from ...model.values import Move, Page, Patrol, Position, Reach, Round, Wiring
from ..ptz import PATIENCE, Motors
from .pages import CONTROL, PAGES
from .wire import parse_page

_PAN = {1: "right", -1: "left"}
_TILT = {1: "up", -1: "down"}
_ZOOM = {1: "in", -1: "out"}
_FOCUS = {1: "out", -1: "in"}
_SPEED = 50
_END = "255"  # what ends a patrol
_PRESETS = 255  # where a camera says that it has presets and not how many
_WIDTH, _HEIGHT = 1920, 1080  # how setcenter counts, whatever the picture's size
# The ends of each axis, and how it is counted: down is positive there, and a zoom beyond 16384 leads anywhere
# (field guide 2).
_AXES = {"pan": (0, 359.99, 100), "tilt": (-90, 20, -100), "zoom": (0, 16384, 1), "focus": (0, 65535, 1)}
_NUMBER = re.compile(r"-?\d{1,6}")


class HucomsMotors(Motors):
    """The motors of one camera; it tells which it has."""

    role: ClassVar[Role] = Role.ADMINISTRATOR

    def __init__(self, http: CameraHttp) -> None:
        self._http = http
        self._reach = Reach()
        self._turning = self._looking = False
        self._patrols: set[Patrol] = set()

    @override
    def turn(self) -> AbstractAsyncContextManager[None]:
        return self._http.turn()

    @override
    def reach(self, pages: Mapping[str, Page]) -> Reach:
        told = {name: value.strip().lower() for name, value in pages.get("ptz", {}).items()}

        def has(ability: str) -> bool:
            return told.get(f"{ability}supported", "no") not in {"no", "0"}

        pan, presets = has("pan"), told.get("presetsupported", "")
        rounds = {Patrol.CLOCKWISE, Patrol.COUNTERCLOCKWISE} if has("autopancw") else set[Patrol]()
        patrols = {Patrol.AUTO_PAN: has("autopan"), Patrol.TOUR: has("tour")}
        self._reach = Reach(
            pan=pan,
            tilt=has("tilt"),
            diagonal=True,
            zoom=has("zoom"),
            focus=has("focus"),
            speed=True,
            autofocus=has("focus") or has("autofocus"),
            position="panpos" in pages.get("position", {}),
            presets=(min(int(presets), 256) if presets.isdecimal() else _PRESETS) if has("preset") else 0,
            patrols=frozenset(rounds | {patrol for patrol, there in patrols.items() if there}) if pan else frozenset(),
        )
        return self._reach

    @override
    def wiring(self, pages: Mapping[str, Page]) -> Wiring:
        return Wiring()

    @override
    def turned(self, pages: Mapping[str, Page]) -> tuple[bool, bool]:
        return False, False  # the dome turns its own picture, and its motors know

    @override
    async def move(self, move: Move, *, step: bool) -> None:
        # What ran before and is not named would go on; and without a speed, some do not move (field guide 2).
        turning, looking = bool(move.pan or move.tilt), bool(move.zoom or move.focus)
        speed = str(move.speed or _SPEED)
        if turning or self._turning:
            self._turning = turning
            pan, tilt = _PAN.get(move.pan, "stop"), _TILT.get(move.tilt, "stop")
            speeds = {"panspeed": speed, "tiltspeed": str(move.tilt_speed or speed)}
            await self._ask("pt_control", {"action": "setptmove", "pan": pan, "tilt": tilt, **speeds})
        if looking or self._looking:
            self._looking = looking
            zoom, focus = _ZOOM.get(move.zoom, "stop"), _FOCUS.get(move.focus, "stop")
            speeds = {"zoomspeed": speed, "focusspeed": speed}
            await self._ask("zf_control", {"action": "setzfmove", "zoom": zoom, "focus": focus, **speeds})

    @override
    async def stop(self, patience: float) -> None:
        """Stop motors and patrols at once; what fails does not keep the others from being stopped."""
        orders = [
            self._ask(cgi, {"action": action, **dict.fromkeys(motors, "stop")}, patience)
            for there, cgi, action, motors in (
                (self._reach.pan or self._reach.tilt, "pt_control", "setptmove", ("pan", "tilt")),
                (self._reach.zoom or self._reach.focus, "zf_control", "setzfmove", ("zoom", "focus")),
            )
            if there
        ]
        orders += [self._end(patrol, patience) for patrol in self._patrols]
        for outcome in await asyncio.gather(*orders, return_exceptions=True):
            if outcome is not None:
                raise outcome

    @override
    async def home(self) -> None:
        raise CameraUnsupportedError("it has no middle of its own")

    @override
    async def go_to_preset(self, number: int) -> None:
        await self._preset_control("gopreset", {"number": str(number)})

    @override
    async def set_preset(self, number: int) -> None:
        await self._preset_control("setpreset", {"number": str(number)})

    @override
    async def clear_preset(self, number: int) -> None:
        await self._preset_control("clearpreset", {"number": str(number)})

    @override
    async def patrol(self, wanted: Round) -> None:
        speed = {"speed": str(wanted.speed or _SPEED)}
        match wanted.patrol:
            case Patrol.CLOCKWISE | Patrol.COUNTERCLOCKWISE:
                params = speed
            case Patrol.AUTO_PAN if wanted.between:  # as from version 1.22 on
                ends = dict(zip(("pos_a", "pos_b"), map(str, wanted.between), strict=True))
                params = {**ends, **speed}
            case _:
                params = {"number": str(wanted.number)}
        self._patrols.add(wanted.patrol)
        await self._preset_control(_ACTIONS[wanted.patrol], params)

    @override
    async def autofocus(self) -> None:
        await self._ask("zf_control", {"action": "onepush"})

    @override
    async def position(self) -> Position:
        source = PAGES["position"]
        told = parse_page((await self._http.ask(source.path, {"action": source.get}, urgent=True)).text)
        counts = {name: int(raw) for name, raw in told.items() if _NUMBER.fullmatch(raw)}
        if "panpos" not in counts or "tiltpos" not in counts:
            raise CameraResponseError("ptzf_status: no position")
        return Position(
            pan=counts["panpos"] / _AXES["pan"][2],
            tilt=counts["tiltpos"] / _AXES["tilt"][2],
            zoom=counts.get("zoompos"),
            focus=counts.get("focuspos"),
        )

    @override
    async def go_to(self, position: Position, speed: int) -> None:
        params: dict[str, str] = {}
        for axis, (low, high, scale) in _AXES.items():
            at = getattr(position, axis)
            if at is None:
                continue
            if not low <= at <= high:
                raise BadValueError("out_of_range", setting=axis, low=low, high=high)
            params |= {f"{axis}pos": str(round(at * scale)), f"{axis}speed": str(speed)}
        if not params:
            raise BadValueError("no_target")
        await self._ask("ptzf_status", {"action": "goptzfpos", **params})

    @override
    async def centre(self, point: tuple[float, float], size: tuple[float, float] | None, speed: int) -> None:
        x, y = point
        if size is None:
            spot = {"type": "point", "center.pointx": x * _WIDTH, "center.pointy": y * _HEIGHT}
        else:
            half_x, half_y = size[0] / 2, size[1] / 2
            spot = {
                "type": "box",
                "center.startx": max(0, x - half_x) * _WIDTH,
                "center.starty": max(0, y - half_y) * _HEIGHT,
                "center.endx": min(1, x + half_x) * _WIDTH,
                "center.endy": min(1, y + half_y) * _HEIGHT,
            }
        told = {name: str(round(at)) if isinstance(at, float) else str(at) for name, at in spot.items()}
        await self._ask("ptz_centering", {"action": "setcenter", **told, "speed": str(speed)})

    @override
    async def switch(self, auxiliary: int, on: bool) -> None:
        raise CameraUnsupportedError("it has no switches")

    async def _end(self, patrol: Patrol, patience: float) -> None:
        how = "speed" if patrol in {Patrol.CLOCKWISE, Patrol.COUNTERCLOCKWISE} else "number"
        await self._preset_control(_ACTIONS[patrol], {how: _END}, patience)
        self._patrols.discard(patrol)

    async def _preset_control(self, action: str, params: Mapping[str, str], patience: float = PATIENCE) -> None:
        await self._ask("preset_control", {"action": action, **params}, patience)

    async def _ask(self, cgi: str, params: Mapping[str, str], patience: float = PATIENCE) -> None:
        answer = await self._http.ask(f"{CONTROL}{cgi}.cgi", params, once=True, urgent=True, timeout=patience)
        if not parse_page(answer.text) and answer.text.strip():
            raise CameraResponseError(f"{cgi}: not an answer")  # what is no answer is no proof that it stopped


_ACTIONS = {
    Patrol.AUTO_PAN: "autopan",
    Patrol.CLOCKWISE: "autopan_cw",
    Patrol.COUNTERCLOCKWISE: "autopan_ccw",
    Patrol.TOUR: "tour",
}
