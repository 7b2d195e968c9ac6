"""PTZ commands of one camera, checked before anything is sent."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

from ..dialects.ptz import PtzDriver
from ..model.address import Role
from ..model.errors import BadValueError, CameraConnectionError, CameraPermissionError
from ..model.values import Move, Page, PatrolRequest, Position, PtzCapabilities, Wiring
from .ptz_motion import PtzMotion, PtzState

MOVE_TIMEOUT = 5  # seconds after which a move that is not repeated is stopped
MIN_MOVE_SECONDS, MAX_MOVE_SECONDS = 0.1, 60  # range of the duration of a move in seconds
MIN_SPEED, MAX_SPEED = 1, 100
_STEP_SECONDS, _STEP_TIMEOUT = 0.3, 1.5  # seconds of a step: ended by us, or by the camera itself


@dataclass(frozen=True, slots=True, kw_only=True)
class PtzOptions:
    """Options of the owner for PTZ."""

    profile: str | None = None
    """Kind of motor unit; None or an unknown one selects the default."""
    wiring: Wiring | None = None
    """Reversed axes; None for the firmware's default."""
    move_timeout: float = MOVE_TIMEOUT
    """Seconds after which a move that is not repeated is stopped."""
    home_preset: int | None = None
    """Preset used as home position; None for the camera's center."""


class PtzController:
    """Checks PTZ commands for one camera, and passes them on as its own motors and wiring need them."""

    def __init__(self, driver: PtzDriver, pages: Callable[[], Mapping[str, Page]], role: Role, name: str = "") -> None:
        """Create a controller; `pages` returns the current pages, `name` is used in logs."""
        self._driver = driver
        self._pages = pages
        self._role = role
        self._options = PtzOptions()
        self.motion = PtzMotion(driver, lambda: self.capabilities, name)

    def configure(self, options: PtzOptions) -> None:
        """Apply options."""
        self._options = options
        self._driver.profile = options.profile if options.profile in self.profiles else next(iter(self.profiles), "")

    @property
    def options(self) -> PtzOptions:
        """Return the options in use."""
        return self._options

    @property
    def wiring(self) -> Wiring:
        """Return the reversed axes."""
        return self._options.wiring or self._driver.wiring(self._pages())

    @property
    def move_timeout(self) -> float:
        """Return the seconds after which a move that is not repeated is stopped."""
        return self._options.move_timeout

    @property
    def profiles(self) -> tuple[str, ...]:
        """Return the kinds of motor units to choose from."""
        return self._driver.profiles

    @property
    def capabilities(self) -> PtzCapabilities:
        """Return what can move."""
        return self._driver.capabilities(self._pages())

    @property
    def supported(self) -> bool:
        """Return whether anything can move and the account may move it."""
        return self.capabilities.can_move and self._role >= self._driver.role

    @property
    def has_home(self) -> bool:
        """Return whether there is a home position."""
        return self.capabilities.home or self.capabilities.presets > 0

    async def move(self, move: Move, *, seconds: float | None = None, holder: Hashable = None) -> None:
        """Move until stopped, for the given seconds, or until the move timeout.

        Repeating the current move only extends its deadline. Several holders may share a move: it ends when all of them
        have released it, at the latest at the deadline.

        Raises:
            BadValueError: invalid speed or duration, or no motor for it; nothing was sent.
            CameraPermissionError: the account may not move the camera; nothing was sent.
        """
        if seconds is not None and not MIN_MOVE_SECONDS <= seconds <= MAX_MOVE_SECONDS:
            raise BadValueError("out_of_range", setting="duration", low=MIN_MOVE_SECONDS, high=MAX_MOVE_SECONDS)
        await self._run(move, self.move_timeout if seconds is None else seconds, step=False, holder=holder)

    async def step(self, move: Move) -> None:
        """Move a little; raises as move() does."""
        step = self.capabilities.step and not (move.zoom or move.focus or move.iris)
        await self._run(move, _STEP_TIMEOUT if step else _STEP_SECONDS, step=step)

    async def go_home(self) -> None:
        """Go to the home preset, or the camera's center, or preset 1; raises as move() does."""
        if self._options.home_preset is None and self.capabilities.home:
            self._require_role()
            await self.motion.travel(self._driver.go_home)
        else:
            await self.go_to_preset(self._options.home_preset or 1)

    async def go_to_preset(self, number: int) -> None:
        """Go to a preset; raises as move() does."""
        self.require_preset(number)
        await self.motion.travel(lambda: self._driver.go_to_preset(number), preset=number)

    def require_preset(self, number: int) -> None:
        """Raise BadValueError or CameraPermissionError unless the camera can go to a preset."""
        capabilities = self.capabilities
        self._require(capabilities.presets > 0, "no_presets")
        if capabilities.presets_off:
            raise BadValueError("presets_off")
        if not 1 <= number <= capabilities.presets:
            raise BadValueError("out_of_range", setting="preset", low=1, high=capabilities.presets)

    async def set_preset(self, number: int) -> None:
        """Store the current position as a preset; raises as move() does."""
        self.require_preset(number)
        async with self._driver.command_slot():
            await self._driver.set_preset(number)
        self.motion.preset = number

    async def clear_preset(self, number: int) -> None:
        """Delete a preset, if the camera can; raises as move() does."""
        self.require_preset(number)
        async with self._driver.command_slot():
            await self._driver.clear_preset(number)
        if self.motion.preset == number:
            self.motion.preset = None

    async def patrol(self, request: PatrolRequest) -> None:
        """Start a patrol, which runs until stopped; raises as move() does."""
        _validate_speed("speed", request.speed)
        for end in request.presets or ():
            self.require_preset(end)
        self._require(request.patrol in self.capabilities.patrols, "no_patrol")
        await self.motion.travel(lambda: self._driver.patrol(request), state=PtzState.PATROLLING)

    async def autofocus(self) -> None:
        """Focus once; raises as move() does."""
        self._require(self.capabilities.autofocus, "no_motor")
        async with self._driver.command_slot():
            await self._driver.autofocus()

    async def position(self) -> Position:
        """Read the current position; raises as move() does."""
        self._require(self.capabilities.position, "no_position")
        async with self._driver.command_slot():
            try:
                return await self._driver.position()
            except CameraConnectionError:  # happens right after a move (docs/sources.md H9)
                return await self._driver.position()

    async def go_to_position(self, position: Position, *, speed: int = MAX_SPEED) -> None:
        """Go to a position; raises as move() does."""
        _validate_speed("speed", speed)
        self._require(self.capabilities.position, "no_position")
        await self.motion.travel(lambda: self._driver.go_to_position(position, speed))

    async def center(
        self, point: tuple[float, float], *, size: tuple[float, float] | None = None, speed: int = MAX_SPEED
    ) -> None:
        """Center a point of the picture, given as fractions of its size; raises as move() does."""
        _validate_speed("speed", speed)
        self._require(self.capabilities.position, "no_position")
        await self.motion.travel(lambda: self._driver.center(point, size, speed))

    async def switch_auxiliary(self, auxiliary: int, *, on: bool) -> None:
        """Switch an auxiliary output; raises as move() does."""
        most = self.capabilities.auxiliaries
        self._require(most > 0, "no_auxiliary")
        if not 1 <= auxiliary <= most:
            raise BadValueError("out_of_range", setting="number", low=1, high=most)
        async with self._driver.command_slot():
            await self._driver.switch_auxiliary(auxiliary, on)

    def _require(self, there: bool, otherwise: str) -> None:
        if not there:
            raise BadValueError(otherwise)
        self._require_role()

    def _require_role(self) -> None:
        if self._role < self._driver.role:
            raise CameraPermissionError("this account may not move it")

    async def _run(self, move: Move, seconds: float, *, step: bool, holder: object = None) -> None:
        _validate_speed("speed", move.speed)
        _validate_speed("tilt_speed", move.tilt_speed)
        capabilities = self.capabilities
        self._require(capabilities.allows(move), "no_motor")
        if not capabilities.speed and (move.speed is not None or move.tilt_speed is not None):
            raise BadValueError("one_speed")
        mirrored, upside_down = self._driver.image_orientation(self._pages())
        commanded = self.wiring.for_image(pan=mirrored, tilt=upside_down).apply(move)
        await self.motion.run(commanded, seconds, step=step, holder=holder)


def _validate_speed(name: str, speed: int | None) -> None:
    if speed is not None and not MIN_SPEED <= speed <= MAX_SPEED:
        raise BadValueError("out_of_range", setting=name, low=MIN_SPEED, high=MAX_SPEED)
