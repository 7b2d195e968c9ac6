"""decoder_control.cgi for cameras with a serial port: commands become Pelco-D frames for a dome."""

from collections.abc import Callable, Mapping
from typing import override

from ..world import World
from .decoder import DIRECTIONS, FIRST_PRESET, KNOWN, MOTOR_TEST, OUTPUT_HIGH, STEP, STOPS, ZOOM_STOPS, Decoder
from .model import NetwaveModel
from .motor import LEFT_AND_RIGHT, Motor

ADDRESS = 1
PAN_DATA, TILT_DATA = 0x20, 0x20  # medium speeds
SET_PRESET, GO_TO_PRESET, SWITCH_ON, SWITCH_OFF = 3, 7, 9, 11
SCAN, SCAN_OFF = 20, 21
FIRST_SWITCH, LAST_SWITCH = 22, 29

# command: the two command bytes of a frame; odd commands up to 19 stop
MOVES: Mapping[int, tuple[int, int]] = {
    0: (0x00, 0x08),
    2: (0x00, 0x10),
    4: (0x00, 0x04),
    6: (0x00, 0x02),
    8: (0x04, 0x00),  # iris
    10: (0x02, 0x00),
    12: (0x01, 0x00),  # focus
    14: (0x00, 0x80),
    16: (0x00, 0x20),  # zoom
    18: (0x00, 0x40),
    SCAN: (0x90, 0x00),
    SCAN_OFF: (0x10, 0x00),
}


def frame(first: int, second: int, data: tuple[int, int] = (0, 0)) -> bytes:
    """Return a frame: start byte, five bytes, and their sum."""
    words = (ADDRESS, first, second, *data)
    return bytes((0xFF, *words, sum(words) % 256))


class PelcoDecoder(Decoder):
    """A serial port with a dome."""

    def __init__(
        self,
        world: World,
        motor: Motor,
        model: NetwaveModel,
        in_force: Callable[[str], str],
        send: Callable[[bytes], None],
    ) -> None:
        super().__init__(world, motor, model, in_force)
        self.switches: set[int] = set()
        self._send = send

    @property
    @override
    def directions(self) -> Mapping[int, tuple[int, int]]:
        """The commands that move the dome; diagonals are presets here."""
        return DIRECTIONS

    @override
    def command(self, code: int, *, one_step: bool = False, degrees: float = STEP) -> bool:
        """Send a command; False if there is no such command."""
        if code not in KNOWN:
            return False
        if code in MOVES:
            moves = code in DIRECTIONS
            self._send(frame(*MOVES[code], (PAN_DATA, TILT_DATA) if moves else (0, 0)))
        elif code < FIRST_SWITCH:
            self._send(frame(0, 0))
        elif code <= LAST_SWITCH:
            self._aux(*divmod(code - FIRST_SWITCH, 2))
        elif code < OUTPUT_HIGH:
            number, go = divmod(code - FIRST_PRESET, 2)
            self._send(frame(0, GO_TO_PRESET if go else SET_PRESET, (0, number + 1)))
        return super().command(code, one_step=False, degrees=degrees) if self._reaches_the_dome(code) else True

    def _reaches_the_dome(self, code: int) -> bool:
        turns = code in (*DIRECTIONS, *STOPS, *ZOOM_STOPS, 16, 18, SCAN, SCAN_OFF)
        return turns or (FIRST_PRESET <= code < MOTOR_TEST)

    @override
    def _patrols(self) -> dict[int, Callable[[], None]]:
        return {SCAN: lambda: self._motor.patrol(LEFT_AND_RIGHT), SCAN_OFF: self._motor.stop}

    def _aux(self, index: int, off: int) -> None:
        self._send(frame(0, SWITCH_OFF if off else SWITCH_ON, (0, index + 1)))
        if off:
            self.switches.discard(index + 1)
        else:
            self.switches.add(index + 1)
