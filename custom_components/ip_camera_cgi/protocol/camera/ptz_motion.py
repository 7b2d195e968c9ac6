"""Motion of one camera: the latest command wins, and every move ends."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from enum import Enum, auto

from ..dialects.ptz import COMMAND_TIMEOUT, PtzDriver
from ..model.errors import CameraConnectionError, CameraError
from ..model.values import Move, PtzCapabilities
from .ptz_stopper import OddAnswers, Stopper

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


class PtzMotion:
    """Starts and stops the motors of one camera.

    The timer of a move is set before the command is sent. Stopping bypasses all waiting requests, is repeated until the
    camera confirms it, and is sent once more after that.
    """

    def __init__(self, driver: PtzDriver, capabilities: Callable[[], PtzCapabilities], name: str) -> None:
        """Create a motion; `capabilities` returns what can move now, `name` is used in logs."""
        self.preset: int | None = None
        """The preset that was selected last, unless the camera was moved since."""
        self._driver = driver
        self._capabilities = capabilities
        self._listeners: list[Callable[[], None]] = []
        self._command_listeners: list[Callable[[int, bool], None]] = []
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

    def add_listener(self, listener: Callable[[], None]) -> None:
        """Call the listener when a move begins and when it is stopped."""
        self._listeners.append(listener)

    def add_command_listener(self, listener: Callable[[int, bool], None]) -> None:
        """Call the listener for each command, with its number and whether it is a Stop while no move of ours runs."""
        self._command_listeners.append(listener)

    @property
    def command_number(self) -> int:
        """Return the number of the latest command."""
        return self._command_number

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

    async def run(self, move: Move, seconds: float, *, step: bool = False, holder: Hashable = None) -> None:
        """Move until stopped, at most for the given seconds; the camera ends a `step` itself.

        Repeating the current move only extends its deadline. Several holders may share a move: it ends when all of them
        have released it, at the latest at the deadline.

        Raises:
            CameraError: the command was not accepted; the camera is stopped, because it may have been executed.
        """
        deadline = asyncio.get_running_loop().time() + seconds
        if self._active_move == (move, False) and not step:
            self._deadlines[holder] = deadline
            self._start_move_timer()
            return
        number = self._start_command(PtzState.MOVING)
        self._active_move = move, step
        self._deadlines[holder] = deadline
        self._start_move_timer()
        await self._deliver(number, lambda: self._driver.move(move, step=step))

    async def release(self, holder: Hashable) -> None:
        """Release a hold and stop unless another holder is left; raises as stop() does."""
        if self._deadlines.pop(holder, None) is None:
            return
        if self._deadlines:
            self._start_move_timer()
        else:
            self.request_stop()
            await self._stopper.wait(_STOP_WAIT)

    async def stop(self) -> None:
        """Stop. If the camera does not confirm it within some seconds, stopping is retried in the background.

        Raises:
            CameraError: the reason of the last failure.
        """
        self.request_stop(explicit=not self.moving)
        await self._stopper.wait(_STOP_WAIT)

    def request_stop(self, *, explicit: bool = False) -> int:
        """Start stopping in the background and return the command number.

        A stop without a move of ours also covers moves that others started, or that date from before a restart.
        `explicit` says to listeners that it is not the end of a move.
        """
        number = self._supersede(stop=explicit)
        if self._stopper.start(everything=self._state is PtzState.IDLE):
            self._set_state(PtzState.STOPPING)
        return number

    async def travel(
        self, command: Callable[[], Awaitable[None]], *, preset: int | None = None, state: PtzState = PtzState.IDLE
    ) -> None:
        """Send a command to move somewhere; running motors are stopped first, in case it gets lost.

        Raises:
            CameraError: the command was not accepted, or the camera could not be stopped.
        """
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
        await self._driver.stop(timeout, self._capabilities(), everything=everything)

    def _handle_stopped(self) -> None:
        self._driver.settled()
        self._set_state(PtzState.IDLE)

    def _set_state(self, state: PtzState) -> None:
        if state is self._state:
            return
        self._state = state
        for listener in self._listeners:
            listener()

    def _supersede(self, *, stop: bool = False) -> int:
        """Count a new command, which supersedes all earlier ones."""
        self._command_number += 1
        self._active_move = self.preset = None
        self._deadlines.clear()
        if self._move_timer is not None:
            self._move_timer.cancel()
        for listener in self._command_listeners:
            listener(self._command_number, stop)
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
