"""PTZ controller: the latest command wins, and every move ends."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto

from ..dialects.ptz import COMMAND_TIMEOUT, PtzDriver
from ..model.address import Role
from ..model.errors import BadValueError, CameraConnectionError, CameraError, CameraPermissionError
from ..model.values import Move, Page, PatrolRequest, Position, PtzCapabilities, Wiring
from .ptz_stopper import OddAnswers, Stopper

MOVE_TIMEOUT = 5  # seconds after which a move that is not repeated is stopped
MIN_MOVE_SECONDS, MAX_MOVE_SECONDS = 0.1, 60  # range of the duration of a move in seconds
MIN_SPEED, MAX_SPEED = 1, 100
_STEP_SECONDS, _STEP_TIMEOUT = 0.3, 1.5  # seconds of a step: ended by us, or by the camera itself
_TRAVEL_SECONDS = 20  # seconds within which a preset is reached
_STOP_WAIT = 3.0  # seconds to wait for a stop before the next command


class PtzState(Enum):
    """State of the motors, as far as it results from our commands."""

    IDLE = auto()
    """Not moving, or on the way to a target where they stop by themselves."""
    MOVING = auto()
    """Running until stopped; a timer guarantees that."""
    PATROLLING = auto()
    """Running until stopped, without a time limit."""
    STOPPING = auto()
    """Stop sent, but not confirmed."""


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
    """Moves one camera: the latest command wins, and every move ends.

    The timer of a move is set before the command is sent. Stopping bypasses all waiting requests, is repeated until the
    camera confirms it, and is sent once more after that.
    """

    def __init__(self, driver: PtzDriver, pages: Callable[[], Mapping[str, Page]], role: Role, name: str = "") -> None:
        """Create a controller; `pages` returns the current pages, `name` is used in logs."""
        self.preset: int | None = None
        """The preset that was selected last, unless the camera was moved since."""
        self._driver = driver
        self._pages = pages
        self._role = role
        self._options = PtzOptions()
        self._listeners: list[Callable[[], None]] = []
        self._state = PtzState.IDLE
        self._command_number = 0
        self._deadlines: dict[Hashable, float] = {}
        self._active_move: tuple[Move, bool] | None = None
        self._move_timer: asyncio.TimerHandle | None = None
        self._closed = False
        self._sending = asyncio.Lock()
        self._deliveries: set[asyncio.Task[bool]] = set()
        self._odd = OddAnswers(name)
        self._stopper = Stopper(name, self._send_stop, self._sending, self._odd, self._handle_stopped)

    def configure(self, options: PtzOptions) -> None:
        """Apply options."""
        self._options = options
        self._driver.profile = options.profile if options.profile in self.profiles else next(iter(self.profiles), "")

    def add_listener(self, listener: Callable[[], None]) -> None:
        """Call the listener when a move begins and when it is stopped."""
        self._listeners.append(listener)

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

    @property
    def state(self) -> PtzState:
        """Return the state of the motors."""
        return self._state

    @property
    def may_be_moving(self) -> bool:
        """Return whether motors may be running: moving, patrolling, or not confirmed as stopped."""
        return self._state is not PtzState.IDLE

    @property
    def moving(self) -> bool:
        """Return whether motors are running and no stop was sent."""
        return self._state in {PtzState.MOVING, PtzState.PATROLLING}

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

    async def release(self, holder: Hashable) -> None:
        """Release a hold and stop unless another holder is left; raises as stop() does."""
        if self._deadlines.pop(holder, None) is None:
            return
        if self._deadlines:
            self._start_move_timer()
        else:
            await self.stop()

    async def step(self, move: Move) -> None:
        """Move a little; raises as move() does."""
        step = self.capabilities.step and not (move.zoom or move.focus or move.iris)
        await self._run(move, _STEP_TIMEOUT if step else _STEP_SECONDS, step=step)

    async def stop(self) -> None:
        """Stop. If the camera does not confirm it within some seconds, stopping is retried in the background.

        Raises:
            CameraError: the reason of the last failure.
        """
        self.request_stop()
        await self._stopper.wait(_STOP_WAIT)

    def request_stop(self) -> int:
        """Start stopping in the background and return the command number.

        A stop without a move of ours also covers moves that others started, or that date from before a restart.
        """
        number = self._supersede()
        if self._stopper.start(everything=self._state is PtzState.IDLE):
            self._set_state(PtzState.STOPPING)
        return number

    async def go_home(self) -> None:
        """Go to the home preset, or the camera's center, or preset 1; raises as move() does."""
        if self._options.home_preset is None and self.capabilities.home:
            self._require_role()
            await self._send(self._driver.go_home)
        else:
            await self.go_to_preset(self._options.home_preset or 1)

    async def go_to_preset(self, number: int) -> None:
        """Go to a preset; raises as move() does."""
        self._validate_preset(number)
        await self._send(lambda: self._driver.go_to_preset(number), preset=number)

    async def set_preset(self, number: int) -> None:
        """Store the current position as a preset; raises as move() does."""
        self._validate_preset(number)
        async with self._driver.command_slot():
            await self._driver.set_preset(number)
        self.preset = number

    async def clear_preset(self, number: int) -> None:
        """Delete a preset, if the camera can; raises as move() does."""
        self._validate_preset(number)
        async with self._driver.command_slot():
            await self._driver.clear_preset(number)
        if self.preset == number:
            self.preset = None

    async def patrol(self, request: PatrolRequest) -> None:
        """Start a patrol, which runs until stopped; raises as move() does."""
        _validate_speed("speed", request.speed)
        for end in request.presets or ():
            self._validate_preset(end)
        self._require(request.patrol in self.capabilities.patrols, "no_patrol")
        await self._send(lambda: self._driver.patrol(request), state=PtzState.PATROLLING)

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
        await self._send(lambda: self._driver.go_to_position(position, speed))

    async def center(
        self, point: tuple[float, float], *, size: tuple[float, float] | None = None, speed: int = MAX_SPEED
    ) -> None:
        """Center a point of the picture, given as fractions of its size; raises as move() does."""
        _validate_speed("speed", speed)
        self._require(self.capabilities.position, "no_position")
        await self._send(lambda: self._driver.center(point, size, speed))

    async def switch_auxiliary(self, auxiliary: int, *, on: bool) -> None:
        """Switch an auxiliary output; raises as move() does."""
        most = self.capabilities.auxiliaries
        self._require(most > 0, "no_auxiliary")
        if not 1 <= auxiliary <= most:
            raise BadValueError("out_of_range", setting="number", low=1, high=most)
        async with self._driver.command_slot():
            await self._driver.switch_auxiliary(auxiliary, on)

    async def close(self) -> None:
        """Stop all motors, as far as the camera answers, and refuse further commands."""
        self._closed = True
        self._supersede()
        if self.may_be_moving:
            self.request_stop()
            with suppress(CameraError):
                await self._stopper.wait(COMMAND_TIMEOUT)
        self._supersede()
        await self._stopper.close()
        for delivery in (deliveries := tuple(self._deliveries)):
            delivery.cancel()
        if deliveries:
            await asyncio.wait(deliveries)

    def _require(self, there: bool, otherwise: str) -> None:
        if not there:
            raise BadValueError(otherwise)
        self._require_role()

    def _require_role(self) -> None:
        if self._role < self._driver.role:
            raise CameraPermissionError("this account may not move it")

    def _validate_preset(self, number: int) -> None:
        capabilities = self.capabilities
        self._require(capabilities.presets > 0, "no_presets")
        if capabilities.presets_off:
            raise BadValueError("presets_off")
        if not 1 <= number <= capabilities.presets:
            raise BadValueError("out_of_range", setting="preset", low=1, high=capabilities.presets)

    async def _run(self, move: Move, seconds: float, *, step: bool, holder: object = None) -> None:
        _validate_speed("speed", move.speed)
        _validate_speed("tilt_speed", move.tilt_speed)
        capabilities = self.capabilities
        self._require(capabilities.allows(move), "no_motor")
        if not capabilities.speed and (move.speed is not None or move.tilt_speed is not None):
            raise BadValueError("one_speed")
        mirrored, upside_down = self._driver.image_orientation(self._pages())
        commanded = self.wiring.for_image(pan=mirrored, tilt=upside_down).apply(move)
        deadline = asyncio.get_running_loop().time() + seconds
        if self._active_move == (commanded, False) and not step:
            self._deadlines[holder] = deadline
            self._start_move_timer()
            return
        number = self._start_command(PtzState.MOVING)
        self._active_move = commanded, step
        self._deadlines[holder] = deadline
        self._start_move_timer()
        await self._deliver(number, lambda: self._driver.move(commanded, step=step))

    async def _send(
        self, command: Callable[[], Awaitable[None]], *, preset: int | None = None, state: PtzState = PtzState.IDLE
    ) -> None:
        """Send a command to move somewhere; running motors are stopped first, in case it gets lost."""
        uncertain: CameraError | None = None
        if self.may_be_moving:
            number = self.request_stop()
            uncertain = await self._stopper.wait(_STOP_WAIT)
            if number != self._command_number:
                return
        if uncertain is None:
            number = self._start_command(state)
        elif state is PtzState.IDLE:  # it may still be moving there, so it is stopped after the time of travel
            number = self._start_command(PtzState.MOVING)
            self._deadlines[None] = asyncio.get_running_loop().time() + _TRAVEL_SECONDS
            self._start_move_timer()
        else:
            raise uncertain
        if await self._deliver(number, command):
            self.preset = preset

    async def _deliver(self, number: int, command: Callable[[], Awaitable[None]]) -> bool:
        """Send a command unless it was superseded; return whether it is still the latest."""
        delivery = asyncio.create_task(self._send_in_turn(number, command), name="ip_camera_cgi PTZ command")
        self._deliveries.add(delivery)
        delivery.add_done_callback(self._handle_delivered)
        # The caller may be cancelled, but the outcome has to be known.
        return await asyncio.shield(delivery)

    def _handle_delivered(self, delivery: asyncio.Task[bool]) -> None:
        self._deliveries.discard(delivery)
        if not delivery.cancelled():
            delivery.exception()  # mark the exception as retrieved

    async def _send_in_turn(self, number: int, command: Callable[[], Awaitable[None]]) -> bool:
        async with self._driver.command_slot(), self._sending:
            if number != self._command_number:
                return False
            try:
                await command()
            except CameraError as err:
                if not self._odd.is_usual(err):
                    if number == self._command_number:
                        self.request_stop()  # it may have been executed: only the answer may be lost
                    raise
            else:
                self._odd.reset()
        return number == self._command_number

    async def _send_stop(self, timeout: float, *, everything: bool) -> None:
        await self._driver.stop(timeout, self.capabilities, everything=everything)

    def _handle_stopped(self) -> None:
        self._driver.settled()
        self._set_state(PtzState.IDLE)

    def _set_state(self, state: PtzState) -> None:
        if state is self._state:
            return
        self._state = state
        for listener in self._listeners:
            listener()

    def _supersede(self) -> int:
        """Count a new command, which supersedes all earlier ones."""
        self._command_number += 1
        self._active_move = self.preset = None
        self._deadlines.clear()
        if self._move_timer is not None:
            self._move_timer.cancel()
        return self._command_number

    def _start_command(self, state: PtzState) -> int:
        """Count a new command in place of a pending stop."""
        if self._closed:
            raise CameraConnectionError("the camera was closed")
        self._stopper.cancel()
        number = self._supersede()
        self._set_state(state)
        return number

    def _start_move_timer(self) -> None:
        if self._move_timer is not None:
            self._move_timer.cancel()
        self._move_timer = asyncio.get_running_loop().call_at(max(self._deadlines.values()), self.request_stop)


def _validate_speed(name: str, speed: int | None) -> None:
    if speed is not None and not MIN_SPEED <= speed <= MAX_SPEED:
        raise BadValueError("out_of_range", setting=name, low=MIN_SPEED, high=MAX_SPEED)
