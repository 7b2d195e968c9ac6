"""Reads a body without end from a transport: about one wake-up of the event loop for each picture.

It takes a connection over from whatever sent the request and read the head of the response, so logins and odd heads
are none of its business.
"""

import asyncio
import socket
import sys
from typing import Protocol, Self, override

from ..model.errors import CameraIdleError

_SCRATCH = 64 * 1024  # bytes that are received without a place of their own
_MIN_LOW_WATER = 4 * 1024  # bytes; for fewer it is not worth asking the kernel to wait
_MAX_LOW_WATER = 256 * 1024  # bytes
_GRACE = 0.1  # seconds in which bytes that the kernel held back arrive


class FastLane(Protocol):
    """Takes parts out of what comes, as long as there is nothing odd about them."""

    def next_place(self, window: memoryview) -> tuple[int, memoryview | None, int] | None:
        """Return how much of the window precedes the next body, where that belongs, and its size.

        There is no place yet where more of the window is needed; None where the lane gives up.
        """
        ...

    def filled(self) -> bool:
        """Take note that the place is filled; return whether the lane goes on."""
        ...


class BodyReader(asyncio.BufferedProtocol):
    """Receives into one buffer, or straight into the place of a picture whose length is known.

    On Linux the kernel then wakes the event loop when all of it is there (SO_RCVLOWAT), and not with each segment; it
    does so earlier at the end of the stream, and when its own buffer is full.
    """

    def __init__(self, path: str, transport: asyncio.Transport, received: bytes, idle_timeout: float) -> None:
        self._path = path
        self._transport = transport
        self._former = transport.get_protocol()
        self._loop = asyncio.get_running_loop()
        self._scratch = memoryview(bytearray(max(_SCRATCH, 2 * len(received))))
        self._scratch[: len(received)] = received
        self._start, self._end = 0, len(received)
        self._lane: FastLane | None = None
        self._target: memoryview | None = None
        self._filled = self._wanted = 0
        self._paused = self._ended = self._silent = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._idle_timeout = idle_timeout
        self._heard_at = self._loop.time()
        self._timer = self._loop.call_later(idle_timeout, self._check_idle)
        self._low_water = 1
        self._may_wait = True
        self._socket: socket.socket | None = None
        if sys.platform == "linux" and transport.get_extra_info("ssl_object") is None:
            self._socket = transport.get_extra_info("socket")
        transport.set_protocol(self)
        transport.resume_reading()

    # What the transport calls

    @override
    def get_buffer(self, sizehint: int) -> memoryview:
        return self._scratch[self._end :] if self._target is None else self._target[self._filled :]

    @override
    def buffer_updated(self, nbytes: int) -> None:
        self._heard_at = self._loop.time()
        if self._target is None:
            self._end += nbytes
            if self._end == len(self._scratch):
                self._transport.pause_reading()
                self._paused = True
            if self._lane is None or not self._advance(self._lane):
                self._wake()
            return
        self._filled += nbytes
        if self._filled < self._wanted:
            self._set_low_water(self._wanted - self._filled)
            return
        self._finish(self._target)
        if self._lane is None or not self._lane.filled() or not self._advance(self._lane):
            self._wake()

    @override
    def eof_received(self) -> None:
        self._ended = True
        self._wake()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._ended, self._error = True, exc
        self._timer.cancel()
        self._wake()
        self._former.connection_lost(exc)  # who opened the connection may wait for it to be closed

    # What a parser calls

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        """Return some bytes."""
        if self._start == self._end and not await self.more():
            raise StopAsyncIteration
        chunk = bytes(self.window())
        self.consume(len(chunk))
        return chunk

    def window(self) -> memoryview:
        """Return what was received and not consumed; valid until more is waited for."""
        return self._scratch[self._start : self._end]

    def consume(self, count: int) -> None:
        """Take bytes out of the window."""
        self._start += count
        if self._start == self._end:
            self._start = self._end = 0
            self._resume()

    async def more(self) -> bool:
        """Wait until the window is longer; return whether it is, or the body has ended."""
        if self._end == len(self._scratch):
            self._make_room()
        before = self._end
        while self._end == before:
            if not await self._wait():
                return False
        return True

    async def readinto(self, place: memoryview, size: int) -> bool:
        """Fill the first size bytes of a place; return whether they came before the body ended.

        What is behind them in the place may be overwritten: it takes the first bytes of what follows.
        """
        taken = min(self._end - self._start, size)
        place[:taken] = self._scratch[self._start : self._start + taken]
        self.consume(taken)
        if taken == size:
            return True
        self._target, self._filled, self._wanted = place, taken, size
        self._may_wait = True
        self._set_low_water(size - taken)
        try:
            while self._target is not None:
                if not await self._wait():
                    return False
        finally:
            self._target = None
        return True

    async def run(self, lane: FastLane) -> None:
        """Give what comes to a lane, without a task for each part, until it gives up or the body ends."""
        self._lane = lane
        try:
            if self._advance(lane):
                await self._wait()
        finally:
            self._lane = self._target = None

    def _advance(self, lane: FastLane) -> bool:
        """Let a lane take what has come; return whether it goes on."""
        while (place := lane.next_place(self.window())) is not None:
            consumed, memory, size = place
            if memory is None:
                if self._start > 0 or self._end == len(self._scratch):
                    self._make_room()  # so that the next picture comes in one piece
                return True
            start = self._start + consumed
            taken = min(self._end - start, size)
            memory[:taken] = self._scratch[start : start + taken]
            self.consume(consumed + taken)
            if taken < size:
                self._target, self._filled, self._wanted = memory, taken, size
                self._may_wait = True
                self._set_low_water(size - taken)
                return True
            if not lane.filled():
                return False
        return False

    def close(self) -> None:
        """Hang up."""
        self._timer.cancel()
        self._transport.abort()

    def _make_room(self) -> None:
        """Move what was not consumed to the beginning; where there is no room even then, take more memory."""
        rest = self.window()
        if self._start == 0:
            self._scratch = memoryview(bytearray(2 * len(self._scratch)))
        self._scratch[: len(rest)] = rest
        self._start, self._end = 0, len(rest)
        self._resume()

    def _finish(self, target: memoryview) -> None:
        surplus = self._filled - self._wanted
        self._scratch[:surplus] = target[self._wanted : self._filled]
        self._end = surplus
        self._target = None
        self._set_low_water(1)

    async def _wait(self) -> bool:
        """Wait for bytes; return whether there may be any."""
        if self._error is not None and not self._silent:
            raise self._error
        if self._ended:
            if self._silent:
                raise CameraIdleError(f"{self._path}: silent for {self._idle_timeout:g} seconds")
            return False
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None
        return True

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _resume(self) -> None:
        if self._paused:
            self._paused = False
            self._transport.resume_reading()

    def _set_low_water(self, missing: int) -> None:
        mark = min(missing, _MAX_LOW_WATER) if missing >= _MIN_LOW_WATER and self._may_wait else 1
        if mark == self._low_water or self._socket is None:
            return
        self._low_water = mark
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, mark)
        except OSError:  # a kernel without it, or a connection that was just closed
            self._socket = None

    def _check_idle(self) -> None:  # one timer for many pictures
        left = self._heard_at + self._idle_timeout - self._loop.time()
        if left <= 0 and self._low_water > 1:  # bytes may have come, but not all that were waited for
            self._may_wait = False
            self._set_low_water(1)
            left = _GRACE
        if left > 0:
            self._timer = self._loop.call_later(left, self._check_idle)
        elif self._paused:  # it is us who do not listen
            self._heard_at = self._loop.time()
            self._timer = self._loop.call_later(self._idle_timeout, self._check_idle)
        else:
            self._ended = self._silent = True
            self._transport.abort()
            self._wake()
