"""decoder_control.cgi: motors of the Netwave dialect (manual, and field guide 2.3 for what cameras make of it)."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import ClassVar, override

from ...http.client import CameraHttp
from ...model.address import Role
from ...model.errors import CameraUnsupportedError
from ...model.values import Move, Page, Patrol, Position, Reach, Round, Wiring
from ..ptz import PATIENCE, Motors
from .wire import check_command

_PATH = "/decoder_control.cgi"
_TURNS = {
    (0, 1): 0,
    (0, -1): 2,
    (-1, 0): 4,
    (1, 0): 6,
    (-1, 1): 90,
    (1, 1): 91,
    (-1, -1): 92,
    (1, -1): 93,
}
_STOP = 1
_FOCUS, _ZOOM, _IRIS = {-1: 12, 1: 14}, {1: 16, -1: 18}, {-1: 8, 1: 10}
_CENTRE = 25
_FIRST_PRESET = 30  # setting it; going there is one more
_FIRST_AUXILIARY = 22
_FOSCAM = "11."  # how its firmwares begin: their makers have put left where the manual has right
_UPSIDE_DOWN, _MIRRORED = 1, 2  # bits of the picture's orientation


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a camera makes of the commands, which no page tells."""

    zoom: Mapping[int, int] = field(default_factory=dict)
    patrols: Mapping[Patrol, int] = field(default_factory=dict)
    """What begins them; one more ends them."""
    centre: bool = False
    presets: int = 30  # those beyond have the commands of the diagonals
    decoder: bool = False
    """Whether the commands go to a Pelco-D decoder, which has presets for diagonals and switches for patrols."""
    fixed: bool = False


_BOTH = {Patrol.VERTICAL: 26, Patrol.HORIZONTAL: 28}
_CRUISE = {Patrol.HORIZONTAL: 20}
_KINDS = {
    "usual": _Kind(patrols=_BOTH, centre=True),
    "zoom": _Kind(zoom=_ZOOM, patrols=_BOTH, centre=True),
    # Loftek, Coolcam, some Wanscams.
    "cruise": _Kind(zoom={-1: 16, 1: 18}, patrols=_CRUISE),
    "pelco_d": _Kind(zoom=_ZOOM, patrols=_CRUISE, presets=32, decoder=True),
    "fixed": _Kind(fixed=True),
}


class NetwaveMotors(Motors):
    """The motors of one camera; none of them tells how it stands, nor whether it is there."""

    role: ClassVar[Role] = Role.OPERATOR
    kinds: ClassVar[tuple[str, ...]] = tuple(_KINDS)

    def __init__(self, http: CameraHttp) -> None:
        self.kind = self.kinds[0]
        self._http = http
        self._turning = False
        self._ends: set[int] = set()
        """What ends that which command 1 may not: zoom, focus, iris and patrols."""

    @override
    def turn(self) -> AbstractAsyncContextManager[None]:
        return self._http.turn()

    @override
    def reach(self, pages: Mapping[str, Page]) -> Reach:
        kind = _KINDS[self.kind]
        if kind.fixed:
            return Reach()
        return Reach(
            pan=True,
            tilt=True,
            diagonal=not kind.decoder,
            step=not kind.decoder,
            zoom=bool(kind.zoom),
            focus=kind.decoder,
            iris=kind.decoder,
            home=kind.centre,
            presets=kind.presets,
            presets_off=pages.get("misc", {}).get("ptz_disable_preset") == "1",
            patrols=frozenset(kind.patrols),
            auxiliaries=4 if kind.decoder else 0,
        )

    @override
    def wiring(self, pages: Mapping[str, Page]) -> Wiring:
        return Wiring(pan_swapped=pages.get("status", {}).get("sys_ver", "").startswith(_FOSCAM))

    @override
    def turned(self, pages: Mapping[str, Page]) -> tuple[bool, bool]:
        flip = pages.get("camera_params", {}).get("flip", "")
        bits = int(flip) if flip in {"1", "2", "3"} else 0
        return bool(bits & _MIRRORED), bool(bits & _UPSIDE_DOWN)

    @override
    async def move(self, move: Move, *, step: bool) -> None:
        # What runs and is not meant any more would go on.
        turning = bool(move.pan or move.tilt)
        if self._turning and not turning:
            await self._command(_STOP)
        for end in sorted(self._ends):
            await self._end(end)
        self._turning = turning
        if turning:
            await self._command(_TURNS[move.pan, move.tilt], step=step)
        for way, commands in ((move.zoom, _KINDS[self.kind].zoom), (move.focus, _FOCUS), (move.iris, _IRIS)):
            if way:
                await self._begin(commands[way])

    @override
    async def stop(self, patience: float) -> None:
        await self._command(_STOP, patience=patience)
        self._turning = False
        for end in sorted(self._ends):
            await self._end(end, patience=patience)

    @override
    async def home(self) -> None:
        await self._command(_CENTRE)

    @override
    async def go_to_preset(self, number: int) -> None:
        await self._command(_FIRST_PRESET + 2 * (number - 1) + 1)

    @override
    async def set_preset(self, number: int) -> None:
        await self._command(_FIRST_PRESET + 2 * (number - 1))

    @override
    async def clear_preset(self, number: int) -> None:
        """Do nothing: the camera keeps it until it is set anew."""

    @override
    async def patrol(self, wanted: Round) -> None:
        await self._begin(_KINDS[self.kind].patrols[wanted.patrol])

    @override
    async def autofocus(self) -> None:
        raise CameraUnsupportedError("it does not focus")

    @override
    async def position(self) -> Position:
        raise CameraUnsupportedError("it does not tell where it looks")

    @override
    async def go_to(self, position: Position, speed: int) -> None:
        raise CameraUnsupportedError("it knows no positions")

    @override
    async def centre(self, point: tuple[float, float], size: tuple[float, float] | None, speed: int) -> None:
        raise CameraUnsupportedError("it knows no positions")

    @override
    async def switch(self, auxiliary: int, on: bool) -> None:
        await self._command(_FIRST_AUXILIARY + 2 * (auxiliary - 1) + (0 if on else 1))

    async def _begin(self, command: int) -> None:
        """Begin what has an end of its own."""
        self._ends.add(command + 1)
        await self._command(command)

    async def _end(self, end: int, *, patience: float = PATIENCE) -> None:
        await self._command(end, patience=patience)
        self._ends.discard(end)

    async def _command(self, command: int, *, step: bool = False, patience: float = PATIENCE) -> None:
        params = {"command": str(command), **({"onestep": "1"} if step else {})}
        answer = await self._http.ask(_PATH, params, once=True, urgent=True, timeout=patience)
        check_command(answer.text)
