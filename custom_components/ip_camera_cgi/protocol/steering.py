"""Moves a camera, and sees to it that it stops."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import chain, repeat
import logging
from typing import Protocol

from .errors import BadValueError, CameraError, CameraUnsupportedError
from .model import Move, Page, Reach, Wiring

_LOGGER = logging.getLogger(__name__)

_DEADLINE = 5.0  # seconds after which a move ends that nobody asks for again
_SHORTEST, _LONGEST = 0.1, 60.0  # seconds that a move may be asked for
_SLOWEST, _FASTEST = 1, 100
_AGAIN = (0.1, 0.2, 0.5, 1, 2)  # seconds between attempts to stop; the last one many times
_TIMES = 60  # attempts; a camera that took none of them has started anew meanwhile
_MAKE_SURE = 0.3  # seconds after which it is stopped once more: an answer is no proof
_LEAVING = 3.0  # seconds that whoever lets go of the camera waits for it to stop


class Motors(Protocol):
    """The motors of one camera. Every method raises the errors of errors.py and no others."""

    def reach(self, pages: Mapping[str, Page]) -> Reach:
        """Tell from the pages what moves."""
        ...

    def wiring(self, pages: Mapping[str, Page]) -> Wiring:
        """Tell what the firmware says of its wiring."""
        ...

    def turned(self, pages: Mapping[str, Page]) -> tuple[bool, bool]:
        """Tell whether the picture is shown the other way round: left to right, upside down."""
        ...

    async def move(self, move: Move, speed: int) -> None:
        """Let motors run until they are stopped."""
        ...

    async def stop(self) -> None:
        """Stop all of them, before everything else that waits to be asked."""
        ...


class Steering:
    """The steering of one camera: the latest order counts, and every move ends.

    A move has a deadline, set before the camera is told to move. Stopping goes past everything that waits, is tried
    until the camera takes it, and is done once more after that.
    """

    def __init__(self, motors: Motors, pages: Callable[[], Mapping[str, Page]]) -> None:
        self.reach = motors.reach(pages())
        self.wiring = motors.wiring(pages())
        self.deadline = _DEADLINE
        self._motors = motors
        self._pages = pages
        self._order = 0
        self._moving = False
        self._stopped = asyncio.Event()
        self._failure: CameraError | None = None
        self._sending = asyncio.Lock()
        self._dead_man: asyncio.TimerHandle | None = None
        self._stopping: asyncio.Task[None] | None = None

    @property
    def moving(self) -> bool:
        """Return whether a move is under way, or its end not certain."""
        return self._moving

    async def move(self, move: Move, *, speed: int = 50, seconds: float | None = None) -> None:
        """Move until told otherwise, or for so many seconds; without them, until the deadline.

        Raises:
            BadValueError: a speed or a time that there is not.
            CameraUnsupportedError: the camera lacks a motor for it.
        """
        if not _SLOWEST <= speed <= _FASTEST:
            raise BadValueError("out_of_range", setting="speed", low=_SLOWEST, high=_FASTEST)
        if seconds is not None and not _SHORTEST <= seconds <= _LONGEST:
            raise BadValueError("out_of_range", setting="duration", low=_SHORTEST, high=_LONGEST)
        if not self.reach.allows(move):
            raise CameraUnsupportedError("it has no motor for that")
        mirrored, upside_down = self._motors.turned(self._pages())
        told = self.wiring.mirrored(pan=mirrored, tilt=upside_down).through(move)
        order = self._begin(self.deadline if seconds is None else seconds)
        async with self._sending:
            if order != self._order:
                return  # somebody wants something else since
            try:
                await self._motors.move(told, speed)
            except CameraError:
                if order == self._order:
                    self._stop_soon()  # perhaps it moves: only the answer may have been lost
                raise
            finally:
                if self._stopping is not None and not self._moving:
                    self._stop_soon()  # it was told to stop meanwhile, and may have heard that before this

    async def stop(self) -> None:
        """Stop; tries on for minutes if the camera does not take it within some seconds.

        Raises:
            CameraError: why it has not.
        """
        self._stop_soon()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LEAVING):
                await self._stopped.wait()
        if self._failure is not None:
            raise self._failure

    async def close(self) -> None:
        """Leave no motor running."""
        if self._moving:
            with suppress(CameraError):
                await self.stop()
        if self._dead_man is not None:
            self._dead_man.cancel()
        if self._stopping is not None:
            self._stopping.cancel()
            await asyncio.wait([self._stopping])

    def _begin(self, seconds: float) -> int:
        """Take note of a new order, which all earlier ones make way for."""
        self._make_way()
        self._moving = True
        self._dead_man = asyncio.get_running_loop().call_later(seconds, self._stop_soon)
        return self._order

    def _stop_soon(self) -> None:
        self._make_way()
        self._stopping = asyncio.create_task(self._stop_for_sure(), name="ip_camera_cgi stop")

    def _make_way(self) -> None:
        self._order += 1
        self._failure = None
        self._stopped.clear()
        if self._dead_man is not None:
            self._dead_man.cancel()
        if self._stopping is not None:
            self._stopping.cancel()
            self._stopping = None

    async def _stop_for_sure(self) -> None:
        for wait in chain(_AGAIN, repeat(_AGAIN[-1], _TIMES)):
            try:
                await self._motors.stop()
            except CameraError as err:
                self._failure = err
                _LOGGER.debug("It may still move: %s", err)
                await asyncio.sleep(wait)
                continue
            self._failure = None
            self._moving = False
            self._stopped.set()
            await asyncio.sleep(_MAKE_SURE)
            with suppress(CameraError):
                await self._motors.stop()
            return
