"""What the commands of decoder_control.cgi do to a camera with motors of its own."""

from collections.abc import Mapping

from ..axis import Axis
from ..world import World
from .model import NetwaveModel

# command: how far right, how far up
DIRECTIONS = {
    0: (0, 1),
    2: (0, -1),
    4: (-1, 0),
    6: (1, 0),
    90: (-1, 1),
    91: (1, 1),
    92: (-1, -1),
    93: (1, -1),
}
STOPS = (1, 3, 5, 7, 27, 29)
CENTRE = 25
PATROL_UP_AND_DOWN = 26
PATROL_LEFT_AND_RIGHT = 28
FIRST_PRESET = 30
OUTPUT_HIGH = 94
OUTPUT_LOW = 95
MOTOR_TEST = 255
KNOWN = range(96)

PAN_SPEED = 30.0  # degrees per second
TILT_SPEED = 20.0
STEP = 5.0  # degrees


class Motor:
    """The motors, presets and the output of one camera."""

    def __init__(self, world: World, model: NetwaveModel, settings: Mapping[str, str]) -> None:
        self.presets: dict[int, tuple[float, float]] = {}
        self._world = world
        self._model = model
        self._settings = settings
        pan, tilt, zoom = model.look_at
        world.mount(pan=Axis(-150, 150, start=pan), tilt=Axis(-30, 90, start=tilt), zoom=Axis(zoom, zoom, start=zoom))

    def command(self, code: int, *, one_step: bool = False, degrees: float = STEP) -> bool:
        """Obey a command; False if there is no such command."""
        pan, tilt = self._world.pan_motor, self._world.tilt_motor
        if code in DIRECTIONS:
            self._go(*DIRECTIONS[code], one_step=one_step, degrees=degrees)
        elif code in STOPS:
            self._world.stop()
        elif code == CENTRE:
            self._travel(pan.home, tilt.home)
        elif code == PATROL_UP_AND_DOWN:
            tilt.sweep(TILT_SPEED)
        elif code == PATROL_LEFT_AND_RIGHT:
            pan.sweep(PAN_SPEED)
        elif code in (OUTPUT_HIGH, OUTPUT_LOW):
            self._switch(code)
        elif FIRST_PRESET <= code < min(DIRECTIONS.keys() - {0, 2, 4, 6}):
            self._preset(*divmod(code - FIRST_PRESET, 2))
        return code in KNOWN or code == MOTOR_TEST

    def _go(self, right: int, up: int, *, one_step: bool, degrees: float) -> None:
        pan, tilt = self._world.pan_motor, self._world.tilt_motor
        right = -right if self._model.swap_pan else right
        up = -up if self._model.swap_tilt else up
        if one_step:
            pan.jump(pan.position + right * degrees)
            tilt.jump(tilt.position + up * degrees)
        else:
            pan.move(right * PAN_SPEED)
            tilt.move(up * TILT_SPEED)

    def _preset(self, number: int, go: int) -> None:
        if self._settings["ptz_disable_preset"] == "1":
            return
        if not go:
            self.presets[number + 1] = (self._world.pan, self._world.tilt)
        elif number + 1 in self.presets:
            self._travel(*self.presets[number + 1])

    def _travel(self, pan: float, tilt: float) -> None:
        self._world.pan_motor.travel(pan, PAN_SPEED)
        self._world.tilt_motor.travel(tilt, TILT_SPEED)

    def _switch(self, code: int) -> None:
        if self._model.output == "infrared":
            self._world.infrared = code == OUTPUT_LOW
        else:
            self._world.relay = code == OUTPUT_HIGH
