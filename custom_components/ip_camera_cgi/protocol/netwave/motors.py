"""decoder_control.cgi: motors of the Netwave dialect (manual, and field guide 2.3 for what cameras make of it)."""

from collections.abc import Mapping
from typing import override

from ..http import CameraHttp
from ..model import Move, Page, Reach, Wiring
from ..steering import Motors
from .wire import check_command

_PATH = "/decoder_control.cgi"
_COMMANDS = {
    (0, 1): 0,
    (0, -1): 2,
    (-1, 0): 4,
    (1, 0): 6,
    (-1, 1): 90,
    (1, 1): 91,
    (-1, -1): 92,
    (1, -1): 93,
}
_STOP = "1"
_FOSCAM = "11."  # how its firmwares begin: their makers have put left where the manual has right
_UPSIDE_DOWN, _MIRRORED = 1, 2  # bits of the picture's orientation


class NetwaveMotors(Motors):
    """The motors of one camera; none of them tells how it stands, nor whether it is there."""

    def __init__(self, http: CameraHttp) -> None:
        self._http = http

    @override
    def reach(self, pages: Mapping[str, Page]) -> Reach:
        return Reach(pan=True, tilt=True)

    @override
    def wiring(self, pages: Mapping[str, Page]) -> Wiring:
        return Wiring(pan_swapped=pages.get("status", {}).get("sys_ver", "").startswith(_FOSCAM))

    @override
    def turned(self, pages: Mapping[str, Page]) -> tuple[bool, bool]:
        flip = pages.get("camera_params", {}).get("flip", "")
        bits = int(flip) if flip in {"1", "2", "3"} else 0
        return bool(bits & _MIRRORED), bool(bits & _UPSIDE_DOWN)

    @override
    async def move(self, move: Move, speed: int) -> None:
        await self._command(str(_COMMANDS[move.pan, move.tilt]))

    @override
    async def stop(self) -> None:
        await self._command(_STOP, urgent=True)

    async def _command(self, command: str, *, urgent: bool = False) -> None:
        answer = await self._http.ask(_PATH, {"command": command}, once=True, urgent=urgent)
        check_command(answer.text)
