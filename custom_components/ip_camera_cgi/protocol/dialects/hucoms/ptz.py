"""PTZ of the Hucoms dialect: pt_control.cgi, zf_control.cgi and preset_control.cgi (docs/sources.md H7).

API 1.21 adds positions (ptzf_status.cgi), API 1.22 adds ptz_centering.cgi.
"""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
import re
from typing import ClassVar, override

from ...http.client import CameraHttp
from ...http.request import Request
from ...model.address import Role
from ...model.errors import (
    BadValueError,
    CameraConnectionError,
    CameraError,
    CameraResponseError,
)
from ...model.values import Move, Page, Patrol, PatrolRequest, Position, PtzCapabilities
from ..ptz import COMMAND_TIMEOUT, PtzDriver
from .pages import CONTROL, PAGES
from .presence import says_no
from .wire import parse_page

_PAN = {1: "right", -1: "left"}
_TILT = {1: "up", -1: "down"}
_ZOOM = {1: "in", -1: "out"}
_FOCUS = {1: "out", -1: "in"}
_DEFAULT_SPEED = 50
_PATROL_END = "255"  # the number or speed that ends a patrol
_DEFAULT_PRESETS = 255  # used if the camera has presets and does not report how many
_WIDTH, _HEIGHT = 1920, 1080  # the coordinates of setcenter, for any picture size
# Range and scale of each axis. Down is positive in the protocol; zoom positions above 16384 are undefined
# (docs/sources.md H8).
_AXES = {"pan": (0, 359.99, 100), "tilt": (-90, 20, -100), "zoom": (0, 16384, 1), "focus": (0, 65535, 1)}
_NUMBER = re.compile(r"-?\d{1,6}")


class HucomsPtzDriver(PtzDriver):
    """PTZ of one Hucoms camera, which reports its motors."""

    role: ClassVar[Role] = Role.ADMINISTRATOR

    def __init__(self, http: CameraHttp) -> None:
        self._http = http
        self._panning = self._zooming = False
        self._patrols: set[Patrol] = set()

    @override
    def command_slot(self) -> AbstractAsyncContextManager[None]:
        return self._http.command_slot()

    @override
    def capabilities(self, pages: Mapping[str, Page]) -> PtzCapabilities:
        reported = {name: value.strip().lower() for name, value in pages.get("ptz", {}).items()}

        def has(ability: str) -> bool:
            return not says_no(reported.get(f"{ability}supported", "no"))

        pan, presets = has("pan"), reported.get("presetsupported", "")
        rounds = {Patrol.CLOCKWISE, Patrol.COUNTERCLOCKWISE} if has("autopancw") else set[Patrol]()
        patrols = {Patrol.AUTO_PAN: has("autopan"), Patrol.TOUR: has("tour")}
        return PtzCapabilities(
            pan=pan,
            tilt=has("tilt"),
            diagonal=True,
            zoom=has("zoom"),
            focus=has("focus"),
            speed=True,
            autofocus=has("focus") or has("autofocus"),
            position="panpos" in pages.get("position", {}),
            presets=(min(int(presets), 256) if presets.isdecimal() else _DEFAULT_PRESETS) if has("preset") else 0,
            patrols=frozenset(rounds | {patrol for patrol, there in patrols.items() if there}) if pan else frozenset(),
        )

    @override
    async def move(self, move: Move, *, step: bool) -> None:
        # An axis that is not named keeps running, and some cameras do not move without a speed (docs/sources.md H7).
        panning, zooming = bool(move.pan or move.tilt), bool(move.zoom or move.focus)
        speed = str(move.speed or _DEFAULT_SPEED)
        if panning or self._panning:
            self._panning = panning
            pan, tilt = _PAN.get(move.pan, "stop"), _TILT.get(move.tilt, "stop")
            speeds = {"panspeed": speed, "tiltspeed": str(move.tilt_speed or speed)}
            await self._command("pt_control", {"action": "setptmove", "pan": pan, "tilt": tilt, **speeds})
        if zooming or self._zooming:
            self._zooming = zooming
            zoom, focus = _ZOOM.get(move.zoom, "stop"), _FOCUS.get(move.focus, "stop")
            speeds = {"zoomspeed": speed, "focusspeed": speed}
            await self._command("zf_control", {"action": "setzfmove", "zoom": zoom, "focus": focus, **speeds})

    @override
    async def stop(self, timeout: float, capabilities: PtzCapabilities, *, everything: bool) -> None:
        """Stop motors and patrols at the same time; one failure does not delay the others."""
        commands = [
            self._command(cgi, {"action": action, **dict.fromkeys(motors, "stop")}, timeout)
            for there, cgi, action, motors in (
                (capabilities.pan or capabilities.tilt, "pt_control", "setptmove", ("pan", "tilt")),
                (capabilities.zoom or capabilities.focus, "zf_control", "setzfmove", ("zoom", "focus")),
            )
            if there
        ]
        commands += [self._end_patrol(patrol, timeout) for patrol in tuple(self._patrols)]
        if everything:
            commands += [self._end_unknown(patrol, timeout) for patrol in capabilities.patrols - self._patrols]
        for outcome in await asyncio.gather(*commands, return_exceptions=True):
            if outcome is not None:
                raise outcome

    @override
    def settled(self) -> None:
        self._panning = self._zooming = False
        self._patrols.clear()

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
    async def patrol(self, request: PatrolRequest) -> None:
        speed = {"speed": str(request.speed or _DEFAULT_SPEED)}
        match request.patrol:
            case Patrol.CLOCKWISE | Patrol.COUNTERCLOCKWISE:
                params = speed
            case Patrol.AUTO_PAN if request.presets:  # from API 1.22 on
                ends = dict(zip(("pos_a", "pos_b"), map(str, request.presets), strict=True))
                params = {**ends, **speed}
            case _:
                params = {"number": str(request.number)}
        self._patrols.add(request.patrol)
        await self._preset_control(_ACTIONS[request.patrol], params)

    @override
    async def autofocus(self) -> None:
        await self._command("zf_control", {"action": "onepush"})

    @override
    async def position(self) -> Position:
        source = PAGES["position"]
        reported = parse_page((await self._http.send(Request(source.path, {"action": source.get}, urgent=True))).text)
        counts = {name: int(raw) for name, raw in reported.items() if _NUMBER.fullmatch(raw)}
        if "panpos" not in counts or "tiltpos" not in counts:
            raise CameraResponseError("ptzf_status: no position")
        return Position(
            pan=counts["panpos"] / _AXES["pan"][2],
            tilt=counts["tiltpos"] / _AXES["tilt"][2],
            zoom=counts.get("zoompos"),
            focus=counts.get("focuspos"),
        )

    @override
    async def go_to_position(self, position: Position, speed: int) -> None:
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
        await self._command("ptzf_status", {"action": "goptzfpos", **params})

    @override
    async def center(self, point: tuple[float, float], size: tuple[float, float] | None, speed: int) -> None:
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
        target = {name: str(round(at)) if isinstance(at, float) else str(at) for name, at in spot.items()}
        await self._command("ptz_centering", {"action": "setcenter", **target, "speed": str(speed)})

    async def _end_patrol(self, patrol: Patrol, timeout: float) -> None:
        how = "speed" if patrol in {Patrol.CLOCKWISE, Patrol.COUNTERCLOCKWISE} else "number"
        await self._preset_control(_ACTIONS[patrol], {how: _PATROL_END}, timeout)

    async def _end_unknown(self, patrol: Patrol, timeout: float) -> None:
        """End a patrol that others may have started; a camera may refuse if none is running."""
        try:
            await self._end_patrol(patrol, timeout)
        except CameraConnectionError:
            raise
        except CameraError:
            pass

    async def _preset_control(self, action: str, params: Mapping[str, str], timeout: float = COMMAND_TIMEOUT) -> None:
        await self._command("preset_control", {"action": action, **params}, timeout)

    async def _command(self, cgi: str, params: Mapping[str, str], timeout: float = COMMAND_TIMEOUT) -> None:
        answer = await self._http.send(
            Request(f"{CONTROL}{cgi}.cgi", params, command=True, urgent=True, timeout=timeout)
        )
        if not parse_page(answer.text) and answer.text.strip():
            raise CameraResponseError(f"{cgi}: not an answer")  # any other answer does not prove that it stopped


_ACTIONS = {
    Patrol.AUTO_PAN: "autopan",
    Patrol.CLOCKWISE: "autopan_cw",
    Patrol.COUNTERCLOCKWISE: "autopan_ccw",
    Patrol.TOUR: "tour",
}
