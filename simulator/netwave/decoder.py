"""decoder_control.cgi for cameras with built-in motors."""

from collections.abc import Callable, Mapping

from ..world import World
from .model import NetwaveModel
from .motor import LEFT_AND_RIGHT, UP_AND_DOWN, Motor

# command: horizontal and vertical direction
DIRECTIONS = {
    0: (0, 1),
    2: (0, -1),
    4: (-1, 0),
    6: (1, 0),
}
DIAGONALS = {
    90: (-1, 1),
    91: (1, 1),
    92: (-1, -1),
    93: (1, -1),
}
ZOOM = {16: 1, 18: -1}
ZOOM_STOPS = (17, 19)
STOPS = (1, 3, 5, 7)
CENTER = 25
FIRST_PRESET = 30
OUTPUT_HIGH, OUTPUT_LOW = 94, 95
MOTOR_TEST = 255
KNOWN = (*range(96), MOTOR_TEST)
STEP = 5.0  # degrees


class Decoder:
    """Executes commands; unknown ones are accepted without effect."""

    def __init__(self, world: World, motor: Motor, model: NetwaveModel, in_force: Callable[[str], str]) -> None:
        self._world = world
        self._motor = motor
        self._model = model
        self._in_force = in_force
        self._commands: Mapping[int, Callable[[], None]] = {
            **dict.fromkeys(STOPS, motor.stop),
            **self._patrols(),
            **({CENTER: motor.centre} if model.centre else {}),
            MOTOR_TEST: motor.test,
        }

    def command(self, code: int, *, one_step: bool = False, degrees: float = STEP) -> bool:
        """Execute a command; False if there is no such command."""
        directions = self.directions
        if code in directions:
            self._go(*directions[code], one_step=one_step, degrees=degrees)
        elif code in self._commands:
            self._commands[code]()
        elif code in (OUTPUT_HIGH, OUTPUT_LOW):
            self._switch(code)
        elif self._model.zooms > 1 and code in (*ZOOM, *ZOOM_STOPS):
            self._motor.zoom(ZOOM.get(code, 0) * (-1 if self._model.swap_zoom else 1))
        elif FIRST_PRESET <= code < OUTPUT_HIGH:
            self._preset(*divmod(code - FIRST_PRESET, 2))
        return code in KNOWN

    @property
    def directions(self) -> Mapping[int, tuple[int, int]]:
        """The commands that move the camera."""
        return DIRECTIONS | DIAGONALS

    def _patrols(self) -> dict[int, Callable[[], None]]:
        motor = self._motor
        if self._model.patrols == "20-21":
            return {20: lambda: motor.patrol(LEFT_AND_RIGHT), 21: motor.stop}
        return {
            26: lambda: motor.patrol(UP_AND_DOWN),
            27: motor.stop,
            28: lambda: motor.patrol(LEFT_AND_RIGHT),
            29: motor.stop,
        }

    def _go(self, right: int, up: int, *, one_step: bool, degrees: float) -> None:
        right = -right if self._model.swap_pan else right
        up = -up if self._model.swap_tilt else up
        if one_step:
            self._motor.step(right, up, degrees)
        else:
            self._motor.go(right, up)

    def _preset(self, index: int, go: int) -> None:
        if index >= self._model.presets or self._in_force("ptz_disable_preset") == "1":
            return
        if go:
            self._motor.recall(index + 1)
        else:
            self._motor.store(index + 1)

    def _switch(self, code: int) -> None:
        if self._model.output == "infrared":
            self._world.infrared = code == OUTPUT_LOW
        else:
            self._world.relay = code == OUTPUT_HIGH
