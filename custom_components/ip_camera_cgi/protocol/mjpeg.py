"""One stream of pictures from the camera, any number of viewers."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from enum import Enum
from functools import cached_property
import logging
import time

from .errors import CameraError, CameraResponseError
from .jpeg import checked
from .no_signal import draw_no_signal

_LOGGER = logging.getLogger(__name__)

_LINGER = 2  # seconds that the stream stays open without viewers: a page that reloads finds it running
_RETRY = (1, 2, 4, 8, 10)  # seconds between attempts while viewers wait
_STALLED = 3  # seconds without a frame until viewers are shown so
_REPEAT = 5  # seconds after which that is shown again: only so is it noticed that a viewer has left
_FRESH = 2  # seconds for which a frame still tells what the camera sees
_COUNTED = 32  # frames of which the rate is taken

BOUNDARY = "frame"


class LiveState(Enum):
    """What becomes of the live pictures."""

    IDLE = "idle"
    """Nobody watches."""
    STREAMING = "streaming"
    NO_SIGNAL = "no_signal"


class Frame:
    """A picture of the stream."""

    __slots__ = ("__dict__", "at", "jpeg")

    def __init__(self, jpeg: bytes) -> None:
        self.jpeg = jpeg
        self.at = time.time()
        """When it arrived, in seconds since 1970."""

    @cached_property
    def part(self) -> bytes:
        """Return it as a part of a multipart answer, the same for all viewers.

        The boundary comes right behind a picture: browsers show a picture when they see what ends it.
        """
        return b"Content-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%s\r\n--%s\r\n" % (
            len(self.jpeg),
            self.jpeg,
            BOUNDARY.encode(),
        )


class MjpegHub:
    """Opens the camera's stream for the first viewer, shares it, and closes it after the last one.

    While the camera sends nothing, viewers are shown the last frame with a mark on it, and stay.
    """

    def __init__(self, pictures: Callable[[], AsyncGenerator[bytes]]) -> None:
        self._pictures = pictures
        self._shown: Frame | None = None
        self._number = 0
        self._last = b""
        self._arrivals: deque[float] = deque(maxlen=_COUNTED)
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._watched_at = float("-inf")
        self.viewers = 0

    @property
    def frame(self) -> bytes | None:
        """Return the newest frame while it is fresh."""
        return self._last if self._age() < _FRESH else None

    @property
    def state(self) -> LiveState:
        """Return what becomes of the pictures."""
        if self._task is None or self._task.done():
            return LiveState.IDLE
        return LiveState.STREAMING if self._age() < _STALLED else LiveState.NO_SIGNAL

    @property
    def rate(self) -> float:
        """Return how many frames per second the camera sends."""
        if len(self._arrivals) < 2 or self._age() > _STALLED:
            return 0
        return (len(self._arrivals) - 1) / (self._arrivals[-1] - self._arrivals[0])

    async def watch(self) -> AsyncGenerator[Frame]:
        """Yield the newest frame, then each newer one; whoever is slow misses some. Ends when the hub is closed."""
        self.viewers += 1
        seen = self._number if self.frame is None else self._number - 1
        try:
            while not self._closed:
                if self._task is None or self._task.done():
                    self._task = asyncio.create_task(self._run(), name="ip_camera_cgi live pictures")
                if seen == self._number or self._shown is None:
                    await self._arrived.wait()
                    continue
                seen = self._number
                yield self._shown
        finally:
            self.viewers -= 1

    async def close(self) -> None:
        """Send every viewer away and hang up."""
        self._closed = True
        self._wake()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def _wake(self) -> None:
        arrived, self._arrived = self._arrived, asyncio.Event()
        arrived.set()

    def _age(self) -> float:
        """Return how many seconds ago the camera sent the last frame."""
        return time.monotonic() - self._arrivals[-1] if self._arrivals else float("inf")

    async def _run(self) -> None:
        """Keep the stream open for as long as there are viewers, and let them know when nothing comes."""
        marking = asyncio.create_task(self._mark(), name="ip_camera_cgi no signal")
        try:
            await self._stream()
        finally:
            marking.cancel()
            await asyncio.wait([marking])

    async def _stream(self) -> None:
        failures = 0
        while self._wanted():
            try:
                async with aclosing(self._pictures()) as pictures:
                    async for picture in pictures:
                        if self._take(picture):
                            failures = 0
                        if not self._wanted():
                            return
            except CameraError as err:
                _LOGGER.debug("Live pictures broke off: %s", err)
            await asyncio.sleep(_RETRY[min(failures, len(_RETRY) - 1)])
            failures += 1

    def _take(self, picture: bytes) -> bool:
        try:
            self._last = checked(picture)
        except CameraResponseError:
            return False  # half a picture: the one before stays
        self._arrivals.append(time.monotonic())
        self._show(self._last)
        return True

    def _show(self, jpeg: bytes) -> None:
        self._shown = Frame(jpeg)
        self._number += 1
        self._wake()

    async def _mark(self) -> None:
        """Watch for the camera to fall silent; the mark is drawn once for each silence."""
        started = time.monotonic()
        while True:
            silence = min(self._age(), time.monotonic() - started)
            if silence < _STALLED:
                await asyncio.sleep(_STALLED - silence)
                continue
            last = self._last
            marked = await asyncio.to_thread(draw_no_signal, last)
            while self._last is last and self._age() >= _STALLED:
                self._show(marked)
                await asyncio.sleep(_REPEAT)

    def _wanted(self) -> bool:
        """Return whether anybody watches, or watched a moment ago."""
        now = time.monotonic()
        if self.viewers:
            self._watched_at = now
        return now - self._watched_at < _LINGER
