"""Moves a camera, and sees to it that it stops."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from itertools import chain, repeat
import logging

from ..dialects.ptz import PATIENCE, Motors
from ..model.address import Role
from ..model.errors import BadValueError, CameraConnectionError, CameraError, CameraPermissionError
from ..model.values import Move, Page, Position, Reach, Round

_LOGGER = logging.getLogger(__name__)

DEADLINE = 5  # seconds after which a move ends that nobody asks for again
SHORTEST, LONGEST = 0.1, 60  # seconds that a move may be asked for
SLOWEST, FASTEST = 1, 100
_STEP, _STEP_DEADLINE = 0.3, 1.5  # seconds of a step: where we have to end it, and where the camera does
# Attempts to stop: seconds for an answer, which may never come to the first, and until the next. The last one for ever.
_ATTEMPTS = ((3.0, 0.1), (6.0, 0.2), (PATIENCE, 0.5), (PATIENCE, 1.0), *((PATIENCE, 2.0),) * 15, (PATIENCE, 10.0))
_MAKE_SURE = 0.3  # seconds after which it is stopped once more: an answer is no proof
_LEAVING = 3.0  # seconds that whoever lets go of the camera waits for it to stop


class Steering:
    """The steering of one camera: the latest order counts, and every move ends.

    A move has a deadline, set before the camera is told to move. Stopping goes past everything that waits, is tried
    until the camera takes it, and is done once more after that.
    """

    def __init__(self, motors: Motors, pages: Callable[[], Mapping[str, Page]], role: Role) -> None:
        self.deadline: float = DEADLINE
        self.wiring = motors.wiring(pages())
        self.home_preset: int | None = None
        """The preset that is home, where it is not the camera's own middle."""
        self.preset: int | None = None
        """The one that the camera was sent to last, if it was not moved since."""
        self._motors = motors
        self._pages = pages
        self._role = role
        motors.reach(pages())  # they shall know what there is to stop
        self.changed: Callable[[], None] = lambda: None
        """Is called when a move begins, and when it is to end."""
        self._order = 0
        self._holders: set[object] = set()
        self._closed = False
        self._moving = False
        self._running: tuple[Move, bool] | None = None
        self._settled = asyncio.Event()
        self._hurry = asyncio.Event()
        self._failure: CameraError | None = None
        self._sending = asyncio.Lock()
        self._dead_man: asyncio.TimerHandle | None = None
        self._stopping: asyncio.Task[None] | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of motors that somebody has to choose from."""
        return self._motors.kinds

    def take_for(self, kind: str | None) -> None:
        """Take the motors for those of a kind; of an unknown one for the usual."""
        self._motors.kind = kind if kind in self.kinds else next(iter(self.kinds), "")

    @property
    def reach(self) -> Reach:
        """Return what moves."""
        return self._motors.reach(self._pages())

    @property
    def steerable(self) -> bool:
        """Return whether anything moves, and the account may do it."""
        return self.reach.moves and self._role >= self._motors.role

    @property
    def has_home(self) -> bool:
        """Return whether there is a home to go to."""
        return self.reach.home or self.reach.presets > 0

    @property
    def moving(self) -> bool:
        """Return whether a move is under way, or its end not certain."""
        return self._moving

    @property
    def under_way(self) -> bool:
        """Return whether a move is, and nothing was done yet to end it."""
        return self._moving and self._stopping is None

    async def move(self, move: Move, *, seconds: float | None = None, holder: object = None) -> None:
        """Move until told otherwise, or for so many seconds; without them, until the deadline.

        Who asks for what is under way anyhow, only puts its end off. The holder is who may let go of it.

        Raises:
            BadValueError: a speed or a time that there is not, or there is no motor for it; nothing was sent.
            CameraPermissionError: the account may not; nothing was sent.
        """
        if seconds is not None and not SHORTEST <= seconds <= LONGEST:
            raise BadValueError("out_of_range", setting="duration", low=SHORTEST, high=LONGEST)
        await self._run(move, self.deadline if seconds is None else seconds, step=False, holder=holder)

    async def let_go(self, holder: object) -> None:
        """Stop what somebody holds, if nobody wants something else since; raises as stop() does."""
        if holder in self._holders:
            await self.stop()

    async def step(self, move: Move) -> None:
        """Move a little; raises as move() does."""
        step = self.reach.step and not (move.zoom or move.focus or move.iris)
        await self._run(move, _STEP_DEADLINE if step else _STEP, step=step)

    async def stop(self) -> None:
        """Stop; tries on until the camera takes it if that is not so within some seconds.

        Raises:
            CameraError: why it has not.
        """
        await self._stop(_LEAVING)

    def stop_soon(self) -> int:
        """Begin to stop, and return the order; what is being tried already is not disturbed, but waits no longer."""
        order = self._supersede()
        self._hurry.set()
        if self._stopping is None or self._stopping.done():
            self._moving, self._failure, self._settled = True, None, asyncio.Event()
            self._stopping = asyncio.create_task(self._stop_for_sure(), name="ip_camera_cgi stop")
            self.changed()
        return order

    async def home(self) -> None:
        """Go to the preset that is home, to the camera's own middle, or else to the first preset; raises as move()."""
        if self.home_preset is None and self.reach.home:
            self._see_that_it_may()
            await self._send(self._motors.home)
        else:
            await self.go_to_preset(self.home_preset or 1)

    async def go_to_preset(self, number: int) -> None:
        """Go where a preset is; raises as move() does."""
        self._see_preset(number)
        await self._send(lambda: self._motors.go_to_preset(number), preset=number)

    async def set_preset(self, number: int) -> None:
        """Let a preset be where the camera looks now; raises as move() does."""
        self._see_preset(number)
        async with self._motors.turn():
            await self._motors.set_preset(number)
        self.preset = number

    async def clear_preset(self, number: int) -> None:
        """Forget a preset, where the camera can; raises as move() does."""
        self._see_preset(number)
        async with self._motors.turn():
            await self._motors.clear_preset(number)
        if self.preset == number:
            self.preset = None

    async def patrol(self, wanted: Round) -> None:
        """Go round and round until stopped; raises as move() does."""
        _see_speed("speed", wanted.speed)
        for end in wanted.between or ():
            self._see_preset(end)
        self._require(wanted.patrol in self.reach.patrols, "no_patrol")
        await self._send(lambda: self._motors.patrol(wanted))

    async def autofocus(self) -> None:
        """Focus once; raises as move() does."""
        self._require(self.reach.autofocus, "no_motor")
        async with self._motors.turn():
            await self._motors.autofocus()

    async def position(self) -> Position:
        """Ask where the camera looks; raises as move() does."""
        self._require(self.reach.position, "no_position")
        async with self._motors.turn():
            try:
                return await self._motors.position()
            except CameraConnectionError:  # so it is for a moment after a move (field guide 2)
                return await self._motors.position()

    async def go_to(self, position: Position, *, speed: int = FASTEST) -> None:
        """Go there; raises as move() does."""
        _see_speed("speed", speed)
        self._require(self.reach.position, "no_position")
        await self._send(lambda: self._motors.go_to(position, speed))

    async def centre(
        self, point: tuple[float, float], *, size: tuple[float, float] | None = None, speed: int = FASTEST
    ) -> None:
        """Bring a point of the picture, as shares of 1, into its middle; raises as move() does."""
        _see_speed("speed", speed)
        self._require(self.reach.position, "no_position")
        await self._send(lambda: self._motors.centre(point, size, speed))

    async def switch(self, auxiliary: int, *, on: bool) -> None:
        """Switch something that hangs on the motor unit; raises as move() does."""
        most = self.reach.auxiliaries
        self._require(most > 0, "no_auxiliary")
        if not 1 <= auxiliary <= most:
            raise BadValueError("out_of_range", setting="number", low=1, high=most)
        async with self._motors.turn():
            await self._motors.switch(auxiliary, on)

    async def close(self) -> None:
        """Leave no motor running, as far as the camera answers; nothing moves from now on."""
        self._closed = True
        self._supersede()
        if self._moving:
            with suppress(CameraError):
                await self._stop(PATIENCE)
        if self._dead_man is not None:
            self._dead_man.cancel()
        if self._stopping is not None:
            self._stopping.cancel()
            await asyncio.wait([self._stopping])

    def _require(self, there: bool, otherwise: str) -> None:
        if not there:
            raise BadValueError(otherwise)
        self._see_that_it_may()

    def _see_that_it_may(self) -> None:
        if self._role < self._motors.role:
            raise CameraPermissionError("this account may not move it")

    def _see_preset(self, number: int) -> None:
        reach = self.reach
        self._require(reach.presets > 0, "no_presets")
        if reach.presets_off:
            raise BadValueError("presets_off")
        if not 1 <= number <= reach.presets:
            raise BadValueError("out_of_range", setting="preset", low=1, high=reach.presets)

    async def _run(self, move: Move, seconds: float, *, step: bool, holder: object = None) -> None:
        _see_speed("speed", move.speed)
        _see_speed("tilt_speed", move.tilt_speed)
        reach = self.reach
        self._require(reach.allows(move), "no_motor")
        if not reach.speed and (move.speed is not None or move.tilt_speed is not None):
            raise BadValueError("one_speed")
        if self._closed:
            raise CameraConnectionError("the camera was closed")
        mirrored, upside_down = self._motors.turned(self._pages())
        told = self.wiring.mirrored(pan=mirrored, tilt=upside_down).through(move)
        asked_again = self._running == (told, False) and not step
        order = self._order if asked_again else self._begin()
        self._moving = True
        self._holders.add(holder)
        self._arm(seconds)
        if asked_again:
            return
        self.changed()
        if await self._deliver(order, lambda: self._motors.move(told, step=step)):
            self._running = told, step

    async def _send(self, doing: Callable[[], Awaitable[None]], *, preset: int | None = None) -> None:
        """Send the camera somewhere; what runs is stopped first, for it would go on if this got lost."""
        if self._moving and not await self._stop(_LEAVING):
            return
        if await self._deliver(self._begin(), doing):
            self.preset = preset

    async def _deliver(self, order: int, doing: Callable[[], Awaitable[None]]) -> bool:
        """Give an order, unless somebody wants something else by then; return whether nobody does even after that."""
        async with self._motors.turn(), self._sending:
            if order != self._order:
                return False
            try:
                await doing()
            except CameraError:
                if order == self._order:
                    self.stop_soon()  # perhaps it moves: only the answer may have been lost
                raise
        return order == self._order

    async def _stop(self, within: float) -> bool:
        """Stop, and return whether nobody wants something else since; raises as stop() does."""
        order = self.stop_soon()
        settled = self._settled
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await settled.wait()
        if not settled.is_set():
            raise self._failure or CameraConnectionError("no answer yet to the order to stop")
        return order == self._order

    def _supersede(self) -> int:
        """Take note of a new order, which all earlier ones make way for."""
        self._order += 1
        self._running = self.preset = None
        self._holders.clear()
        if self._dead_man is not None:
            self._dead_man.cancel()
        return self._order

    def _begin(self) -> int:
        """Take note of an order to do something; who waits for the camera to stop, waits no more."""
        if self._stopping is not None:
            self._stopping.cancel()
            self._stopping = None
        self._settled.set()
        self._settled = asyncio.Event()
        return self._supersede()

    def _arm(self, seconds: float) -> None:
        if self._dead_man is not None:
            self._dead_man.cancel()
        self._dead_man = asyncio.get_running_loop().call_later(seconds, self.stop_soon)

    async def _stop_for_sure(self) -> None:
        for patience, wait in chain(_ATTEMPTS, repeat(_ATTEMPTS[-1])):  # pragma: no branch  for ever
            on_its_way = self._sending.locked()
            try:
                await self._motors.stop(patience)
            except CameraError as err:
                self._failure = err
                _LOGGER.debug("It may still move: %s", err)
                self._hurry.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._hurry.wait()
                continue
            if not on_its_way:
                break
            async with self._sending:
                pass  # the camera may hear what was on its way only now, so it is stopped again
        self._moving = False
        self._settled.set()
        await asyncio.sleep(_MAKE_SURE)
        with suppress(CameraError):
            await self._motors.stop(PATIENCE)


def _see_speed(name: str, speed: int | None) -> None:
    if speed is not None and not SLOWEST <= speed <= FASTEST:
        raise BadValueError("out_of_range", setting=name, low=SLOWEST, high=FASTEST)
