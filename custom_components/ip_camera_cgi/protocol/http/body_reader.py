"""Reads an endless response body from a transport, with about one wake-up of the event loop per picture.

The connection is taken over after the response header has been read, so login and headers are handled elsewhere.
"""

import asyncio
import socket
import sys
from time import monotonic
from typing import Protocol, Self, override

from ..model.errors import CameraIdleError

_SCRATCH = 64 * 1024  # bytes received at a time while no picture is being received
_MIN_LOW_WATER = 4 * 1024  # bytes; below that, a low-water mark saves nothing
_MAX_LOW_WATER = 256 * 1024  # bytes
_GRACE = 0.1  # seconds until bytes that the kernel has held back arrive


class FastLane(Protocol):
    """Receives parts with ordinary framing."""

    place: memoryview | None
    """The buffer of an incomplete picture, with some room behind it."""
    filled: int
    """How many bytes of the picture there are."""
    size: int
    """How many there will be."""
    goes_on: bool
    """False to leave the fast path."""

    def take(self, received: bytearray, start: int, end: int) -> int:
        """Process the bytes between start and end; return the start of the remaining bytes."""
        ...

    def complete(self) -> None:
        """Handle a filled buffer."""
        ...


class BodyReader(asyncio.BufferedProtocol):
    """Receives into a scratch buffer, or directly into the buffer of a picture whose length is known.

    On Linux, SO_RCVLOWAT makes the kernel wake the event loop when the whole picture has arrived instead of for each
    segment; earlier only at the end of the stream or when the kernel's own buffer is full.
    """

    def __init__(self, path: str, transport: asyncio.Transport, received: bytes, idle_timeout: float) -> None:
        self._path = path
        self._transport = transport
        self._former = transport.get_protocol()
        self._loop = asyncio.get_running_loop()
        self._memory = bytearray(max(_SCRATCH, 2 * len(received)))
        self._scratch = memoryview(self._memory)
        self._scratch[: len(received)] = received
        self._start, self._end = 0, len(received)
        self._lane: FastLane | None = None
        self._target: memoryview | None = None
        self._filled = self._wanted = 0
        self._paused = self._ended = self._silent = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._idle_timeout = idle_timeout
        self._received_at = monotonic()
        self._timer = self._loop.call_later(idle_timeout, self._check_idle)
        self._low_water = 1
        self._may_wait = True
        self._socket: socket.socket | None = None
        if sys.platform == "linux" and transport.get_extra_info("ssl_object") is None:
            self._socket = transport.get_extra_info("socket")
        transport.set_protocol(self)
        transport.resume_reading()

    # Called by the transport

    @override
    def get_buffer(self, sizehint: int) -> memoryview:
        if self._target is not None:
            return self._target[self._filled :]
        return self._scratch[self._end :] if self._end else self._scratch

    @override
    def buffer_updated(self, nbytes: int) -> None:
        self._received_at = monotonic()
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
        if self._lane is not None:
            self._lane.complete()
            if self._lane.goes_on and self._advance(self._lane):
                return
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
        self._former.connection_lost(exc)  # the previous owner of the connection may wait for it to close

    # Called by parsers

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        """Return the next bytes."""
        if self._start == self._end and not await self.more():
            raise StopAsyncIteration
        chunk = bytes(self.window())
        self.consume(len(chunk))
        return chunk

    def window(self) -> memoryview:
        """Return the bytes received and not yet consumed; valid until the next wait."""
        return self._scratch[self._start : self._end]

    def consume(self, count: int) -> None:
        """Remove bytes from the start of the window."""
        self._start += count
        if self._start == self._end:
            self._start = self._end = 0
            if self._paused:
                self._resume()

    async def more(self) -> bool:
        """Wait until the window has grown; return False at the end of the body."""
        if self._end == len(self._scratch):
            self._make_room()
        before = self._end
        while self._end == before:
            if not await self._wait():
                return False
        return True

    async def readinto(self, place: memoryview, size: int) -> bool:
        """Fill the first `size` bytes of a buffer; return False if the body ended before.

        The rest of the buffer may be overwritten with the first bytes of the following data.
        """
        taken = min(self._end - self._start, size)
        place[:taken] = self._scratch[self._start : self._start + taken]
        self.consume(taken)
        if taken == size:
            return True
        self._receive_into(place, taken, size)
        try:
            while self._target is not None:
                if not await self._wait():
                    return False
        finally:
            self._target = None
        return True

    async def run(self, lane: FastLane) -> None:
        """Feed a fast path from the transport callbacks, without a task switch per part, until it or the body ends."""
        self._lane = lane
        try:
            if self._advance(lane):
                await self._wait()
        finally:
            self._lane = self._target = None

    def _advance(self, lane: FastLane) -> bool:
        """Let the fast path process what has been received; return False if it has stopped."""
        self._start = lane.take(self._memory, self._start, self._end)
        if self._start > 0 or self._end == len(self._scratch):
            self._make_room()  # so that the next picture is received in one piece
        if lane.place is not None:
            self._receive_into(lane.place, lane.filled, lane.size)
        return lane.goes_on

    def close(self) -> None:
        """Close the connection."""
        self._timer.cancel()
        self._transport.abort()

    def _make_room(self) -> None:
        """Move unconsumed bytes to the start of the buffer, or enlarge it if there is no room to gain."""
        rest = self._scratch[self._start : self._end]
        if self._start == 0:
            self._memory = bytearray(2 * len(self._scratch))
            self._scratch = memoryview(self._memory)
        self._start, self._end = 0, len(rest)
        self._scratch[: self._end] = rest
        if self._paused:
            self._resume()

    def _receive_into(self, place: memoryview, filled: int, size: int) -> None:
        self._target, self._filled, self._wanted = place, filled, size
        self._may_wait = True
        self._set_low_water(size - filled)

    def _finish(self, target: memoryview) -> None:
        self._end = self._filled - self._wanted
        self._scratch[: self._end] = target[self._wanted : self._filled]
        self._target = None
        self._set_low_water(1)

    async def _wait(self) -> bool:
        """Wait for data; return False at the end of the body."""
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
        self._paused = False
        self._transport.resume_reading()

    def _set_low_water(self, missing: int) -> None:
        mark = min(missing, _MAX_LOW_WATER) if missing >= _MIN_LOW_WATER and self._may_wait else 1
        if mark == self._low_water or self._socket is None:
            return
        self._low_water = mark
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, mark)
        except OSError:  # not supported by the kernel, or the connection has just been closed
            self._socket = None

    def _check_idle(self) -> None:  # one timer for many pictures
        left = self._received_at + self._idle_timeout - monotonic()
        if left <= 0 and self._low_water > 1:  # some of the expected bytes may be held back by the kernel
            self._may_wait = False
            self._set_low_water(1)
            left = _GRACE
        if left > 0:
            self._timer = self._loop.call_later(left, self._check_idle)
        elif self._paused:  # reading is paused on our side
            self._received_at = monotonic()
            self._timer = self._loop.call_later(self._idle_timeout, self._check_idle)
        else:
            self._ended = self._silent = True
            self._transport.abort()
            self._wake()
