"""Stops the motors of a camera reliably."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from itertools import count
import logging
from typing import Protocol

from ..dialects.ptz import COMMAND_TIMEOUT
from ..model.backoff import Backoff
from ..model.errors import (
    CameraConnectionError,
    CameraDisconnectedError,
    CameraError,
    CameraResponseError,
    CameraUnavailableError,
)

_LOGGER = logging.getLogger(__name__)

_FIRST_TIMEOUT = 3.0  # seconds to wait for the answer to the first attempt
# seconds between failed attempts: first, longest, and growth factor
_FIRST_PAUSE, _MAX_PAUSE, _PAUSE_FACTOR = 0.1, 30.0, 1.6
_MAX_ODD_PAUSE = 600.0  # seconds between attempts with a camera that never answers properly
_MAX_ODD_ANSWERS = 3  # consecutive invalid answers after which they count as usual
_WARN_AFTER = 10  # attempts
_SECOND_STOP_DELAY = 0.3  # seconds until the confirming second stop


class SendStop(Protocol):
    """The function that sends the stop command."""

    async def __call__(self, timeout: float, *, everything: bool) -> None:
        """Stop what this driver has started, or with `everything` all motion of the camera; raises CameraError."""
        ...


class OddAnswers:
    """Detects a camera that answers every PTZ command invalidly or not at all."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._in_a_row = 0

    @property
    def are_usual(self) -> bool:
        """Return whether only such answers have arrived for a while."""
        return self._in_a_row >= _MAX_ODD_ANSWERS

    def is_usual(self, err: CameraError) -> bool:
        """Count an error; return whether it is usual for this camera and therefore proves nothing."""
        odd = isinstance(err, (CameraResponseError, CameraDisconnectedError)) and not isinstance(
            err, CameraUnavailableError
        )
        self._in_a_row += odd
        if odd and self._in_a_row == _MAX_ODD_ANSWERS:
            _LOGGER.warning(
                "%s answers PTZ commands with invalid replies; whether it executes them is unknown", self._name
            )
        return odd and self.are_usual

    def reset(self) -> None:
        """Reset after a proper answer."""
        self._in_a_row = 0


class Stopper:
    """Repeats the stop command until the camera confirms it, and once more after that.

    Stopping bypasses every other request. A command that was being sent at that moment may arrive later, so the stop is
    then repeated.
    """

    def __init__(
        self, name: str, send: SendStop, on_its_way: asyncio.Lock, odd: OddAnswers, stopped: Callable[[], None]
    ) -> None:
        """Create a stopper; `stopped` is called when the camera has confirmed it."""
        self._name = name
        self._send = send
        self._on_its_way = on_its_way
        self._odd = odd
        self._stopped = stopped
        self._warned = False
        self._everything = False
        self._failure: CameraError | None = None
        self._settled = asyncio.Event()
        self._retry_now = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self, *, everything: bool) -> bool:
        """Start stopping and return True; a running attempt is kept, a pause between attempts is cut short."""
        self._everything = self._everything or everything
        self._retry_now.set()
        if self._task is not None and not self._task.done():
            return False
        self._failure, self._settled = None, asyncio.Event()
        self._task = asyncio.create_task(self._run(), name="ip_camera_cgi stop")
        return True

    def cancel(self) -> None:
        """Cancel: another command has taken over; waiters return."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._failure = None
        self._settled.set()

    async def wait(self, within: float) -> CameraError | None:
        """Wait until the stop is confirmed or cancelled.

        Returns an error instead of a confirmation if the camera never answers properly.

        Raises:
            CameraError: neither happened in time; stopping is retried in the background.
        """
        settled = self._settled
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await settled.wait()
        if not settled.is_set():
            raise self._failure or CameraConnectionError("no answer yet to the order to stop")
        return self._failure

    async def close(self) -> None:
        """Cancel all attempts."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        backoff = Backoff(_FIRST_PAUSE, _MAX_PAUSE, factor=_PAUSE_FACTOR)
        for attempt in count(1):  # pragma: no branch  endless
            if await self._attempt(min(_FIRST_TIMEOUT * attempt, COMMAND_TIMEOUT)):
                break
            if attempt == _WARN_AFTER and not self._warned:
                self._warned = True
                _LOGGER.warning(
                    "%s may still move, it does not take the command to stop: %s", self._name, self._failure
                )
            await self._pause(backoff.fail())
        self._everything = False
        self._stopped()
        self._settled.set()
        await asyncio.sleep(_SECOND_STOP_DELAY)
        with suppress(CameraError):
            await self._send(COMMAND_TIMEOUT, everything=False)

    async def _attempt(self, timeout: float) -> bool:
        """Send one stop; return whether it was confirmed."""
        self._retry_now.clear()
        on_its_way = self._on_its_way.locked()
        try:
            await self._send(timeout, everything=self._everything)
        except CameraError as err:
            self._failure = err
            _LOGGER.debug("%s may still move: %s", self._name, err)
            if self._odd.is_usual(err):
                self._settled.set()  # waiters return, and stopping is retried in the background
            return False
        self._failure = None
        self._odd.reset()
        if on_its_way:
            async with self._on_its_way:
                return False
        return True

    async def _pause(self, seconds: float) -> None:
        if self._failure is None:
            return
        if self._odd.are_usual and seconds >= _MAX_PAUSE:
            seconds = _MAX_ODD_PAUSE
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._retry_now.wait()
