"""PTZ of the Netwave dialect: decoder_control.cgi (docs/sources.md N10, N11)."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
import logging
from typing import ClassVar, override

from ...http.client import CameraHttp
from ...http.request import Request
from ...model.address import Role
from ...model.errors import CameraConnectionError, CameraError, CameraRejectedError
from ...model.values import Move, Page, Patrol, PatrolRequest, PtzCapabilities, Wiring
from ..ptz import COMMAND_TIMEOUT, PtzDriver
from .native.link import NativeLink
from .wire import check_command

_LOGGER = logging.getLogger(__name__)

_PATH = "/decoder_control.cgi"
_PAN_TILT = {
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
_CENTER = 25
_FIRST_PRESET = 30  # the command that stores preset 1; the next number recalls it
_FIRST_AUXILIARY = 22
_FOSCAM = "11."  # prefix of Foscam firmware, which swaps left and right
_UPSIDE_DOWN, _MIRRORED = 1, 2  # bits of the flip field


@dataclass(frozen=True, slots=True)
class _Profile:
    """The commands of one kind of motor unit; no page shows which kind a camera has."""

    zoom: Mapping[int, int] = field(default_factory=dict)
    patrols: Mapping[Patrol, int] = field(default_factory=dict)
    """Start commands of the patrols; the next number ends each one."""
    center: bool = False
    presets: int = 30  # higher numbers collide with the diagonals
    decoder: bool = False
    """Whether the commands reach a Pelco-D decoder, where diagonals are presets and patrols are switches."""
    fixed: bool = False

    @property
    def starts(self) -> set[int]:
        """Return the start commands of movements that have an end command: the next number."""
        decoder = {*_FOCUS.values(), *_IRIS.values()} if self.decoder else set[int]()
        return {*self.zoom.values(), *self.patrols.values(), *decoder}


_VERTICAL_AND_HORIZONTAL = {Patrol.VERTICAL: 26, Patrol.HORIZONTAL: 28}
_CRUISE = {Patrol.HORIZONTAL: 20}
_PROFILES = {
    "usual": _Profile(patrols=_VERTICAL_AND_HORIZONTAL, center=True),
    "zoom": _Profile(zoom=_ZOOM, patrols=_VERTICAL_AND_HORIZONTAL, center=True),
    # Loftek, Coolcam, some Wanscam models.
    "cruise": _Profile(zoom={-1: 16, 1: 18}, patrols=_CRUISE),
    "pelco_d": _Profile(zoom=_ZOOM, patrols=_CRUISE, presets=32, decoder=True),
    "fixed": _Profile(fixed=True),
}


class NetwavePtzDriver(PtzDriver):
    """PTZ of one Netwave camera, which reports neither its motors nor their position."""

    role: ClassVar[Role] = Role.OPERATOR
    profiles: ClassVar[tuple[str, ...]] = tuple(_PROFILES)

    def __init__(self, http: CameraHttp, link: NativeLink) -> None:
        self.profile = self.profiles[0]
        self._http = http
        self._link = link
        self._panning = False
        self._end_commands: set[int] = set()
        """Stop commands for what command 1 may not stop: zoom, focus, iris, patrols."""

    @override
    def command_slot(self) -> AbstractAsyncContextManager[None]:
        return nullcontext() if self._link.connection else self._http.command_slot()

    @override
    def capabilities(self, pages: Mapping[str, Page]) -> PtzCapabilities:
        profile = _PROFILES[self.profile]
        if profile.fixed:
            return PtzCapabilities()
        return PtzCapabilities(
            pan=True,
            tilt=True,
            diagonal=not profile.decoder,
            step=not profile.decoder,
            zoom=bool(profile.zoom),
            focus=profile.decoder,
            iris=profile.decoder,
            home=profile.center,
            presets=profile.presets,
            presets_off=pages.get("misc", {}).get("ptz_disable_preset") == "1",
            patrols=frozenset(profile.patrols),
            auxiliaries=4 if profile.decoder else 0,
        )

    @override
    def wiring(self, pages: Mapping[str, Page]) -> Wiring:
        return Wiring(pan_swapped=pages.get("status", {}).get("sys_ver", "").startswith(_FOSCAM))

    @override
    def image_orientation(self, pages: Mapping[str, Page]) -> tuple[bool, bool]:
        flip = pages.get("camera_params", {}).get("flip", "")
        bits = int(flip) if flip in {"1", "2", "3"} else 0
        return bool(bits & _MIRRORED), bool(bits & _UPSIDE_DOWN)

    @override
    async def move(self, move: Move, *, step: bool) -> None:
        # A motor that is not part of the new move would keep running.
        panning = bool(move.pan or move.tilt)
        if self._panning and not panning:
            await self._command(_STOP)
        for end in sorted(self._end_commands):
            await self._command(end)
            self._end_commands.discard(end)
        self._panning = panning
        if panning:
            await self._command(_PAN_TILT[move.pan, move.tilt], step=step)
        for way, commands in ((move.zoom, _PROFILES[self.profile].zoom), (move.focus, _FOCUS), (move.iris, _IRIS)):
            if way:
                await self._start(commands[way])

    @override
    async def stop(self, timeout: float, capabilities: PtzCapabilities, *, everything: bool) -> None:
        await self._command(_STOP, timeout=timeout)
        for end in sorted(self._end_commands):
            await self._command(end, timeout=timeout)
        if everything:
            for start in sorted(_PROFILES[self.profile].starts):
                await self._end_unknown(start + 1, timeout)

    @override
    def settled(self) -> None:
        self._panning = False
        self._end_commands.clear()

    @override
    async def go_home(self) -> None:
        await self._command(_CENTER)

    @override
    async def go_to_preset(self, number: int) -> None:
        await self._command(_FIRST_PRESET + 2 * (number - 1) + 1)

    @override
    async def set_preset(self, number: int) -> None:
        await self._command(_FIRST_PRESET + 2 * (number - 1))

    @override
    async def clear_preset(self, number: int) -> None:
        """Do nothing: the camera keeps a preset until it is overwritten."""

    @override
    async def patrol(self, request: PatrolRequest) -> None:
        await self._start(_PROFILES[self.profile].patrols[request.patrol])

    @override
    async def switch_auxiliary(self, auxiliary: int, on: bool) -> None:
        await self._command(_FIRST_AUXILIARY + 2 * (auxiliary - 1) + (0 if on else 1))

    async def _end_unknown(self, end: int, timeout: float) -> None:
        """End movements that others may have started; a camera may refuse if none is under way."""
        try:
            await self._command(end, timeout=timeout)
        except CameraConnectionError:
            raise
        except CameraError as err:
            _LOGGER.debug("Command %d was not taken: %s", end, err)

    async def _start(self, command: int) -> None:
        """Start a movement with an end command; if the camera refuses it, no end is needed."""
        end = command + 1
        was_running = end in self._end_commands
        self._end_commands.add(end)
        try:
            await self._command(command)
        except CameraRejectedError:
            if not was_running:
                self._end_commands.discard(end)
            raise

    async def _command(self, command: int, *, step: bool = False, timeout: float = COMMAND_TIMEOUT) -> None:
        if not step and await self._link.send_ptz(command):
            return
        params = {"command": str(command), **({"onestep": "1"} if step else {})}
        answer = await self._http.send(Request(_PATH, params, command=True, urgent=True, timeout=timeout))
        check_command(answer.text)
