"""The MJPEG hub: one connection to the camera, any number of viewers."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import aclosing, contextmanager
from enum import Enum
from fractions import Fraction
from itertools import pairwise
import logging
import time
from typing import Protocol, override

from ..model.errors import CameraError, CameraResponseError
from ..model.rate_limit import RateLimit
from .frame import Frame
from .jpeg import without_preamble
from .picture_checker import PictureChecker

_LOGGER = logging.getLogger(__name__)

_CLOSE_DELAY = 2  # seconds that the stream stays open without viewers, for example while a page reloads
_RETRY_DELAYS = (1, 2, 4, 8, 10)  # seconds between attempts to reopen the stream
_STALL_TIMEOUT = 3  # seconds without a frame until viewers get the "no signal" frame
_STALL_FRAMES = 2.5  # frame intervals without a frame until the stream counts as stalled
_STALL_REPEAT = 5  # seconds between "no signal" frames; a write is what detects that a viewer has disconnected
_FRESH_FOR = 2  # seconds for which a frame counts as current
_MAX_RATE = 60  # pictures and invalid parts read per second; no camera sends more
_FRAME_TIMEOUT = 30  # seconds until an incomplete picture causes a reconnect
_RATE_WINDOW = 32  # frames over which the frame rate is averaged
_RECENT = 6  # frames from whose intervals the next arrival is estimated


class LiveState(Enum):
    """State of the live stream."""

    IDLE = "idle"
    """No viewers, no connection."""
    STREAMING = "streaming"
    NO_SIGNAL = "no_signal"


class Viewer(Protocol):
    """Receives the frames of a hub."""

    def show(self, frame: Frame) -> None:
        """Receive a frame or drop it; must return quickly."""
        ...

    def end(self) -> None:
        """Handle the end of the stream."""
        ...


class _LatestFrame(Viewer):
    """Keeps only the newest frame, for a slow consumer."""

    def __init__(self) -> None:
        self._frame: Frame | None = None
        self._ended = False
        self._changed = asyncio.Event()

    @override
    def show(self, frame: Frame) -> None:
        self._frame = frame
        self._changed.set()

    @override
    def end(self) -> None:
        self._ended = True
        self._changed.set()

    async def next(self) -> Frame | None:
        """Wait for the next frame; None at the end of the stream."""
        await self._changed.wait()
        self._changed.clear()
        frame, self._frame = self._frame, None
        return None if self._ended else frame


class MjpegHub:
    """Opens the camera's stream for the first viewer, shares it, and closes it after the last one.

    While the camera is silent, viewers stay connected and get the last frame with a "no signal" mark.
    """

    def __init__(self, pictures: Callable[[], AsyncGenerator[bytes | Frame]]) -> None:
        self._pictures = pictures
        self._current: Frame | None = None
        self._last: Frame | None = None
        self._arrivals: deque[float] = deque(maxlen=_RATE_WINDOW)
        self._task: asyncio.Task[None] | None = None
        self._silence_task: asyncio.Task[None] | None = None
        self._closed = False
        self._suspended = False
        self._watched_at = float("-inf")
        self._rate_limit = RateLimit(per_second=_MAX_RATE, burst=_MAX_RATE)
        self._viewers: tuple[Viewer, ...] = ()
        """Replaced, never changed: viewers come and go while a frame is shown."""
        self._stall_timeout = float(_STALL_TIMEOUT)
        self._checker = PictureChecker()
        self._limit: asyncio.Timeout | None = None
        self._pushed_at = float("-inf")

    def set_rate(self, rate: str | None) -> None:
        """Set the expected frame rate, which lengthens the stall timeout of slow streams."""
        self._stall_timeout = max(_STALL_TIMEOUT, _STALL_FRAMES / Fraction(rate) if rate else 0)

    @property
    def viewers(self) -> int:
        """Return the number of viewers."""
        return len(self._viewers)

    @property
    def latest(self) -> bytes | None:
        """Return the newest picture, or None if it is outdated."""
        if self._last is None or self._age() >= max(_FRESH_FOR, _STALL_FRAMES * self._interval()):
            return None
        return self._last.jpeg

    @property
    def current(self) -> bytes | None:
        """Return the newest picture while the stream is running, else None."""
        return self._last.jpeg if self._last is not None and self.state is LiveState.STREAMING else None

    @property
    def _frame_at(self) -> float:
        """Return the time.monotonic() of the newest frame; minus infinity before the first."""
        return self._arrivals[-1] if self._arrivals else float("-inf")

    def has_streamed_since(self, since: float) -> bool:
        """Return whether a frame has arrived since a time.monotonic(), or one is due."""
        return self.state is LiveState.STREAMING or self._frame_at >= since

    @property
    def state(self) -> LiveState:
        """Return the state of the stream."""
        if self._task is None or self._task.done():
            return LiveState.IDLE
        return LiveState.STREAMING if self._age() < self._silence_limit() else LiveState.NO_SIGNAL

    @property
    def rate(self) -> float:
        """Return the current frame rate in frames per second."""
        if len(self._arrivals) < 2 or self._age() > self._silence_limit():
            return 0
        return (len(self._arrivals) - 1) / (self._arrivals[-1] - self._arrivals[0])

    @contextmanager
    def attach(self, viewer: Viewer) -> Generator[None]:
        """Attach a viewer: it gets the current frame at once, then every new one, until the context ends."""
        self._viewers += (viewer,)
        try:
            if self._closed or self._suspended:
                viewer.end()
            else:
                self._open()
            if self._current is not None:
                viewer.show(self._current)
            yield
        finally:
            self._viewers = tuple(other for other in self._viewers if other is not viewer)

    def _open(self) -> None:
        """Open the stream unless it is open."""
        if self._task is None or self._task.done() or self._task.cancelling():
            if self._age() >= self._silence_limit():
                self._current = None  # too old to be shown as current
            self._task = asyncio.create_task(self._run(), name="ip_camera_cgi live pictures")

    async def frames(self) -> AsyncGenerator[Frame]:
        """Yield the newest frame, then each newer one; a slow consumer skips frames. Ends when the hub is closed."""
        newest = _LatestFrame()
        with self.attach(newest):
            while frame := await newest.next():
                yield frame

    @property
    def suspended(self) -> bool:
        """Return whether viewing is blocked."""
        return self._suspended

    def suspend(self) -> None:
        """End every view at once, forget all pictures, and admit no viewer until resume()."""
        self._suspended = True
        for viewer in tuple(self._viewers):
            viewer.end()
        for task in (self._task, self._silence_task):
            if task is not None:
                task.cancel()
        self._current = self._last = None
        self._arrivals.clear()

    def resume(self) -> None:
        """Admit viewers again; those still connected continue."""
        self._suspended = False
        if self._viewers:
            self._open()

    async def close(self) -> None:
        """End all viewers and close the stream."""
        self._closed = True
        for viewer in self._viewers:
            viewer.end()
        tasks = [task for task in (self._task, self._silence_task) if task is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _age(self) -> float:
        """Return the seconds since the last frame."""
        return time.monotonic() - self._frame_at

    def _interval(self) -> float:
        """Return the median interval between the last frames in seconds."""
        recent = tuple(self._arrivals)[-_RECENT:]
        gaps = sorted(after - before for before, after in pairwise(recent))
        return gaps[len(gaps) // 2] if gaps else 0

    def _silence_limit(self) -> float:
        """Return the seconds without a frame after which the camera counts as silent; slow cameras get more."""
        return max(self._stall_timeout, min(_STALL_FRAMES * self._interval(), _FRAME_TIMEOUT))

    async def _run(self) -> None:
        """Keep the stream open while there are viewers, and show "no signal" when it stalls."""
        silence = self._silence_task = asyncio.create_task(self._watch_for_silence(), name="ip_camera_cgi no signal")
        try:
            await self._stream()
        finally:  # no await here: a viewer that attaches now must see the task either running or done
            silence.cancel()

    async def _stream(self) -> None:
        failures = 0
        while self._has_viewers():
            accepted = len(self._arrivals) and self._arrivals[-1]
            try:
                await self._receive()
            except CameraError as err:
                _LOGGER.debug("Live pictures broke off: %s", err)
            except TimeoutError:
                _LOGGER.debug("No live picture within %s seconds", _FRAME_TIMEOUT)
            if not self._has_viewers():
                return
            if self._arrivals and self._arrivals[-1] != accepted:
                failures = 0
            await asyncio.sleep(_RETRY_DELAYS[min(failures, len(_RETRY_DELAYS) - 1)])
            failures += 1

    async def _receive(self) -> None:
        """Receive frames until the stream ends or all viewers have left.

        Raises:
            CameraError: the stream broke off.
            TimeoutError: a picture was not complete in time.
        """
        loop = asyncio.get_running_loop()
        async with aclosing(self._pictures()) as pictures, asyncio.timeout(_FRAME_TIMEOUT) as self._limit:
            async for picture in pictures:
                self._limit.reschedule(loop.time() + _FRAME_TIMEOUT)
                await self._accept(picture)
                if not self._has_viewers():
                    return
                await self._limit_rate()

    def push(self, frame: Frame) -> bool:
        """Show a picture at once; return False if the caller has to check, delay or drop it."""
        now = time.monotonic()
        if self._suspended or not self._viewers or self._limit is None or not self._checker.accepts(frame):
            return False
        if len(self._arrivals) == _RATE_WINDOW and now - self._arrivals[0] < _RATE_WINDOW / _MAX_RATE:
            return False
        if now - self._pushed_at > 1:  # costs as much as a small picture, so only once a second
            self._pushed_at = now
            self._watched_at = now
            self._limit.reschedule(asyncio.get_running_loop().time() + _FRAME_TIMEOUT)
        self._take(frame, now)
        return True

    async def _limit_rate(self) -> None:
        """Delay a camera that sends more than the maximum rate; delayed bursts may catch up."""
        if wait := self._rate_limit.take():
            await asyncio.sleep(wait)

    async def _accept(self, picture: bytes | Frame) -> None:
        frame = picture if isinstance(picture, Frame) else Frame(picture)
        if len(body := without_preamble(frame.body)) < len(frame.body):
            frame = Frame(body, framed=frame.framed)
        try:
            await self._checker.check(frame.body, framed=frame.framed)
        except CameraResponseError:
            return  # incomplete: the previous frame stays
        self._take(frame, time.monotonic())

    def _take(self, frame: Frame, now: float) -> None:
        self._arrivals.append(now)
        self._last = self._current = frame
        for viewer in self._viewers:
            viewer.show(frame)

    def _show(self, frame: Frame) -> None:
        self._current = frame
        for viewer in self._viewers:
            viewer.show(frame)

    async def _watch_for_silence(self) -> None:
        """Show "no signal" while the stream is stalled; the mark is drawn once per stall."""
        started = time.monotonic()
        while True:
            silence = min(self._age(), time.monotonic() - started)
            if (left := self._silence_limit() - silence) > 0:
                await asyncio.sleep(left)
                continue
            last = self._last
            marked = Frame(await asyncio.to_thread(_no_signal, last.jpeg if last else b""), marked=True)
            while self._last is last and self._age() >= self._silence_limit():
                self._show(marked)
                await asyncio.sleep(_STALL_REPEAT)

    def _has_viewers(self) -> bool:
        """Return whether there are viewers, or were until a moment ago."""
        now = time.monotonic()
        if self._viewers:
            self._watched_at = now
        return now - self._watched_at < _CLOSE_DELAY


def _no_signal(last: bytes) -> bytes:
    from .no_signal import draw_no_signal  # noqa: PLC0415  loads Pillow, which is not needed at start

    return draw_no_signal(last)
