"""pt_control.cgi and zf_control.cgi: motors of the Hucoms dialect (manual 8.2 and 8.3)."""

from collections.abc import Mapping
from typing import override

from ..errors import CameraError, CameraResponseError
from ..http import CameraHttp
from ..model import Move, Page, Reach, Wiring
from ..steering import Motors
from .pages import CONTROL
from .wire import parse_page

_PAN = {1: "right", -1: "left"}
_TILT = {1: "up", -1: "down"}
_ZOOM = {1: "in", -1: "out"}
_FOCUS = {1: "out", -1: "in"}


class HucomsMotors(Motors):
    """The motors of one camera; it tells which it has."""

    def __init__(self, http: CameraHttp) -> None:
        self._http = http
        self._reach = Reach()
        self._turning = self._looking = False

    @override
    def reach(self, pages: Mapping[str, Page]) -> Reach:
        told = {name: value.strip().lower() for name, value in pages.get("ptz", {}).items()}

        def has(motor: str) -> bool:
            return told.get(f"{motor}supported", "no") != "no"

        self._reach = Reach(
            pan=has("pan"),
            tilt=has("tilt"),
            zoom=has("zoom"),
            focus=has("focus"),
            speed=True,
        )
        return self._reach

    @override
    def wiring(self, pages: Mapping[str, Page]) -> Wiring:
        return Wiring()

    @override
    def turned(self, pages: Mapping[str, Page]) -> tuple[bool, bool]:
        return False, False  # the dome turns its own picture, and its motors know

    @override
    async def move(self, move: Move, speed: int) -> None:
        # What ran before and is not named would go on; and without a speed, some do not move (field guide 2).
        turning, looking = bool(move.pan or move.tilt), bool(move.zoom or move.focus)
        if turning or self._turning:
            self._turning = turning
            pan, tilt = _PAN.get(move.pan, "stop"), _TILT.get(move.tilt, "stop")
            speeds = {"panspeed": str(speed), "tiltspeed": str(speed)}
            await self._ask("pt_control", {"action": "setptmove", "pan": pan, "tilt": tilt, **speeds})
        if looking or self._looking:
            self._looking = looking
            zoom, focus = _ZOOM.get(move.zoom, "stop"), _FOCUS.get(move.focus, "stop")
            speeds = {"zoomspeed": str(speed), "focusspeed": str(speed)}
            await self._ask("zf_control", {"action": "setzfmove", "zoom": zoom, "focus": focus, **speeds})

    @override
    async def stop(self) -> None:
        failure: CameraError | None = None
        for there, cgi, action, motors in (
            (self._turns, "pt_control", "setptmove", ("pan", "tilt")),
            (self._looks, "zf_control", "setzfmove", ("zoom", "focus")),
        ):
            try:
                if there:
                    await self._ask(cgi, {"action": action, **dict.fromkeys(motors, "stop")}, urgent=True)
            except CameraError as err:  # the others are stopped all the same
                failure = err
        if failure is not None:
            raise failure

    @property
    def _turns(self) -> bool:
        return self._reach.pan or self._reach.tilt

    @property
    def _looks(self) -> bool:
        return self._reach.zoom or self._reach.focus

    async def _ask(self, cgi: str, params: Mapping[str, str], *, urgent: bool = False) -> None:
        answer = await self._http.ask(f"{CONTROL}{cgi}.cgi", params, once=True, urgent=urgent)
        if not parse_page(answer.text) and answer.text.strip():
            raise CameraResponseError(f"{cgi}: not an answer")  # what is no answer is no proof that it stopped
