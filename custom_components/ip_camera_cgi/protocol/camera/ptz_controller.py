"""Moves a camera, and sees to it that it stops."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from itertools import chain, repeat
import logging

from ..dialects.ptz import COMMAND_TIMEOUT, PtzDriver
from ..model.address import Role
from ..model.errors import BadValueError, CameraConnectionError, CameraError, CameraPermissionError
from ..model.values import Move, Page, PatrolRequest, Position, PtzCapabilities

_LOGGER = logging.getLogger(__name__)

MOVE_TIMEOUT = 5  # seconds after which a move ends that nobody asks for again
MIN_MOVE_SECONDS, MAX_MOVE_SECONDS = 0.1, 60  # seconds that a move may be asked for
MIN_SPEED, MAX_SPEED = 1, 100
_STEP_SECONDS, _STEP_TIMEOUT = 0.3, 1.5  # seconds of a step: where we have to end it, and where the camera does
# Attempts to stop: seconds to wait for an answer, and until the next attempt. The last entry repeats for ever.
_STOP_ATTEMPTS = (
    (3.0, 0.1),
    (6.0, 0.2),
    (COMMAND_TIMEOUT, 0.5),
    (COMMAND_TIMEOUT, 1.0),
    *((COMMAND_TIMEOUT, 2.0),) * 15,
    (COMMAND_TIMEOUT, 10.0),
)
_SECOND_STOP_DELAY = 0.3  # seconds after which it is stopped once more: an answer is no proof
_STOP_WAIT = 3.0  # seconds that whoever lets go of the camera waits for it to stop


class PtzController:
    """The steering of one camera: the latest order counts, and every move ends.

    A move has a deadline, set before the camera is told to move. Stopping goes past everything that waits, is tried
    until the camera takes it, and is done once more after that.
    """

    def __init__(self, driver: PtzDriver, pages: Callable[[], Mapping[str, Page]], role: Role) -> None:
        self.move_timeout: float = MOVE_TIMEOUT
        self.wiring = driver.wiring(pages())
        self.home_preset: int | None = None
        """The preset that is home, where it is not the camera's own middle."""
        self.preset: int | None = None
        """The one that the camera was sent to last, if it was not moved since."""
        self._driver = driver
        self._pages = pages
        self._role = role
        driver.capabilities(pages())  # they shall know what there is to stop
        self.on_change: Callable[[], None] = lambda: None
        """Is called when a move begins, and when it is to end."""
        self._command_number = 0
        self._holders: set[object] = set()
        self._closed = False
        self._moving = False
        self._active_move: tuple[Move, bool] | None = None
        self._stopped = asyncio.Event()
        self._retry_now = asyncio.Event()
        self._failure: CameraError | None = None
        self._sending = asyncio.Lock()
        self._move_timer: asyncio.TimerHandle | None = None
        self._stopping: asyncio.Task[None] | None = None

    @property
    def profiles(self) -> tuple[str, ...]:
        """Return the kinds of motors that somebody has to choose from."""
        return self._driver.profiles

    def select_profile(self, profile: str | None) -> None:
        """Take the motors for those of a kind; of an unknown one for the usual."""
        self._driver.profile = profile if profile in self.profiles else next(iter(self.profiles), "")

    @property
    def capabilities(self) -> PtzCapabilities:
        """Return what moves."""
        return self._driver.capabilities(self._pages())

    @property
    def supported(self) -> bool:
        """Return whether anything moves, and the account may do it."""
        return self.capabilities.can_move and self._role >= self._driver.role

    @property
    def has_home(self) -> bool:
        """Return whether there is a home to go to."""
        return self.capabilities.home or self.capabilities.presets > 0

    @property
    def may_be_moving(self) -> bool:
        """Return whether a move is under way, or its end not certain."""
        return self._moving

    @property
    def moving(self) -> bool:
        """Return whether a move is, and nothing was done yet to end it."""
        return self._moving and self._stopping is None

    async def move(self, move: Move, *, seconds: float | None = None, holder: object = None) -> None:
        """Move until told otherwise, or for so many seconds; without them, until the deadline.

        Who asks for what is under way anyhow, only puts its end off. The holder is who may let go of it.

        Raises:
            BadValueError: a speed or a time that there is not, or there is no motor for it; nothing was sent.
            CameraPermissionError: the account may not; nothing was sent.
        """
        if seconds is not None and not MIN_MOVE_SECONDS <= seconds <= MAX_MOVE_SECONDS:
            raise BadValueError("out_of_range", setting="duration", low=MIN_MOVE_SECONDS, high=MAX_MOVE_SECONDS)
        await self._run(move, self.move_timeout if seconds is None else seconds, step=False, holder=holder)

    async def release(self, holder: object) -> None:
        """Stop what somebody holds, if nobody wants something else since; raises as stop() does."""
        if holder in self._holders:
            await self.stop()

    async def step(self, move: Move) -> None:
        """Move a little; raises as move() does."""
        step = self.capabilities.step and not (move.zoom or move.focus or move.iris)
        await self._run(move, _STEP_TIMEOUT if step else _STEP_SECONDS, step=step)

    async def stop(self) -> None:
        """Stop; tries on until the camera takes it if that is not so within some seconds.

        Raises:
            CameraError: why it has not.
        """
        await self._stop(_STOP_WAIT)

    def request_stop(self) -> int:
        """Begin to stop, and return the order; what is being tried already is not disturbed, but waits no longer."""
        order = self._supersede()
        self._retry_now.set()
        if self._stopping is None or self._stopping.done():
            self._moving, self._failure, self._stopped = True, None, asyncio.Event()
            self._stopping = asyncio.create_task(self._stop_for_sure(), name="ip_camera_cgi stop")
            self.on_change()
        return order

    async def go_home(self) -> None:
        """Go to the preset that is home, to the camera's own middle, or else to the first preset; raises as move()."""
        if self.home_preset is None and self.capabilities.home:
            self._require_role()
            await self._send(self._driver.go_home)
        else:
            await self.go_to_preset(self.home_preset or 1)

    async def go_to_preset(self, number: int) -> None:
        """Go where a preset is; raises as move() does."""
        self._validate_preset(number)
        await self._send(lambda: self._driver.go_to_preset(number), preset=number)

    async def set_preset(self, number: int) -> None:
        """Let a preset be where the camera looks now; raises as move() does."""
        self._validate_preset(number)
        async with self._driver.command_slot():
            await self._driver.set_preset(number)
        self.preset = number

    async def clear_preset(self, number: int) -> None:
        """Forget a preset, where the camera can; raises as move() does."""
        self._validate_preset(number)
        async with self._driver.command_slot():
            await self._driver.clear_preset(number)
        if self.preset == number:
            self.preset = None

    async def patrol(self, request: PatrolRequest) -> None:
        """Go round and round until stopped; raises as move() does."""
        _validate_speed("speed", request.speed)
        for end in request.presets or ():
            self._validate_preset(end)
        self._require(request.patrol in self.capabilities.patrols, "no_patrol")
        await self._send(lambda: self._driver.patrol(request))

    async def autofocus(self) -> None:
        """Focus once; raises as move() does."""
        self._require(self.capabilities.autofocus, "no_motor")
        async with self._driver.command_slot():
            await self._driver.autofocus()

    async def position(self) -> Position:
        """Ask where the camera looks; raises as move() does."""
        self._require(self.capabilities.position, "no_position")
        async with self._driver.command_slot():
            try:
                return await self._driver.position()
            except CameraConnectionError:  # so it is for a moment after a move (field guide 2)
                return await self._driver.position()

    async def go_to_position(self, position: Position, *, speed: int = MAX_SPEED) -> None:
        """Go there; raises as move() does."""
        _validate_speed("speed", speed)
        self._require(self.capabilities.position, "no_position")
        await self._send(lambda: self._driver.go_to_position(position, speed))

    async def center(
        self, point: tuple[float, float], *, size: tuple[float, float] | None = None, speed: int = MAX_SPEED
    ) -> None:
        """Bring a point of the picture, as shares of 1, into its middle; raises as move() does."""
        _validate_speed("speed", speed)
        self._require(self.capabilities.position, "no_position")
        await self._send(lambda: self._driver.center(point, size, speed))

    async def switch_auxiliary(self, auxiliary: int, *, on: bool) -> None:
        """Switch something that hangs on the motor unit; raises as move() does."""
        most = self.capabilities.auxiliaries
        self._require(most > 0, "no_auxiliary")
        if not 1 <= auxiliary <= most:
            raise BadValueError("out_of_range", setting="number", low=1, high=most)
        async with self._driver.command_slot():
            await self._driver.switch_auxiliary(auxiliary, on)

    async def close(self) -> None:
        """Leave no motor running, as far as the camera answers; nothing moves from now on."""
        self._closed = True
        self._supersede()
        if self._moving:
            with suppress(CameraError):
                await self._stop(COMMAND_TIMEOUT)
        if self._move_timer is not None:
            self._move_timer.cancel()
        if self._stopping is not None:
            self._stopping.cancel()
            await asyncio.wait([self._stopping])

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
        if self._closed:
            raise CameraConnectionError("the camera was closed")
        mirrored, upside_down = self._driver.image_orientation(self._pages())
        told = self.wiring.for_image(pan=mirrored, tilt=upside_down).apply(move)
        asked_again = self._active_move == (told, False) and not step
        order = self._command_number if asked_again else self._start_command()
        self._moving = True
        self._holders.add(holder)
        self._start_move_timer(seconds)
        if asked_again:
            return
        self.on_change()
        if await self._deliver(order, lambda: self._driver.move(told, step=step)):
            self._active_move = told, step

    async def _send(self, doing: Callable[[], Awaitable[None]], *, preset: int | None = None) -> None:
        """Send the camera somewhere; what runs is stopped first, for it would go on if this got lost."""
        if self._moving and not await self._stop(_STOP_WAIT):
            return
        if await self._deliver(self._start_command(), doing):
            self.preset = preset

    async def _deliver(self, order: int, doing: Callable[[], Awaitable[None]]) -> bool:
        """Give an order, unless somebody wants something else by then; return whether nobody does even after that."""
        async with self._driver.command_slot(), self._sending:
            if order != self._command_number:
                return False
            try:
                await doing()
            except CameraError:
                if order == self._command_number:
                    self.request_stop()  # perhaps it moves: only the answer may have been lost
                raise
        return order == self._command_number

    async def _stop(self, within: float) -> bool:
        """Stop, and return whether nobody wants something else since; raises as stop() does."""
        order = self.request_stop()
        settled = self._stopped
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await settled.wait()
        if not settled.is_set():
            raise self._failure or CameraConnectionError("no answer yet to the order to stop")
        return order == self._command_number

    def _supersede(self) -> int:
        """Take note of a new order, which all earlier ones make way for."""
        self._command_number += 1
        self._active_move = self.preset = None
        self._holders.clear()
        if self._move_timer is not None:
            self._move_timer.cancel()
        return self._command_number

    def _start_command(self) -> int:
        """Take note of an order to do something; who waits for the camera to stop, waits no more."""
        if self._stopping is not None:
            self._stopping.cancel()
            self._stopping = None
        self._stopped.set()
        self._stopped = asyncio.Event()
        return self._supersede()

    def _start_move_timer(self, seconds: float) -> None:
        if self._move_timer is not None:
            self._move_timer.cancel()
        self._move_timer = asyncio.get_running_loop().call_later(seconds, self.request_stop)

    async def _stop_for_sure(self) -> None:
        for timeout, wait in chain(_STOP_ATTEMPTS, repeat(_STOP_ATTEMPTS[-1])):  # pragma: no branch  for ever
            on_its_way = self._sending.locked()
            try:
                await self._driver.stop(timeout)
            except CameraError as err:
                self._failure = err
                _LOGGER.debug("It may still move: %s", err)
                self._retry_now.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._retry_now.wait()
                continue
            if not on_its_way:
                break
            async with self._sending:
                pass  # the camera may hear what was on its way only now, so it is stopped again
        self._moving = False
        self._stopped.set()
        await asyncio.sleep(_SECOND_STOP_DELAY)
        with suppress(CameraError):
            await self._driver.stop(COMMAND_TIMEOUT)


def _validate_speed(name: str, speed: int | None) -> None:
    if speed is not None and not MIN_SPEED <= speed <= MAX_SPEED:
        raise BadValueError("out_of_range", setting=name, low=MIN_SPEED, high=MAX_SPEED)
