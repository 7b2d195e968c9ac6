"""Clips: some seconds of the live pictures, and those before, as a film that every browser plays.

Browsers play no MJPEG in a file, so the pictures are coded anew, as H.264. That is done in a thread while they come,
some at a time, so that neither the event loop waits nor the clip is ever in memory as a whole.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
import time
from typing import TYPE_CHECKING, override

from .clip import Clip
from .hub import Frame, MjpegHub, Viewer
from .ring_buffer import Ring, Shot

if TYPE_CHECKING:
    from .encoder import Film

_PATIENCE = 10  # seconds to wait for the first frame
_BATCH = 8  # frames that are coded in one go: so much is there to wait for when somebody gives up
_MOST = 64 * 1024 * 1024  # bytes that may wait to be coded; a machine that is too slow misses frames


class _Waiting(Viewer):
    """Frames that wait to be coded: those before, and all that come within some seconds.

    The seconds begin with the first picture, be it from before or yet to come.
    """

    def __init__(self, before: Sequence[Shot], seconds: float) -> None:
        self._shots = deque(before)
        self._bytes = sum(len(shot.jpeg) for shot in before)
        self._seconds = seconds
        self._begun = any(not shot.marked for shot in before)
        self._newest = before[-1].jpeg if before else None
        self.until = time.monotonic() + (seconds if self._begun else _PATIENCE)
        self._changed = asyncio.Event()

    @override
    def show(self, frame: Frame) -> None:
        shot = Shot.of(frame)
        if shot.at > self.until or frame.jpeg is self._newest or self._bytes > _MOST:
            return
        if not self._begun and not frame.marked:
            self._begun = True
            self.until = shot.at + self._seconds
        self._newest = frame.jpeg
        self._shots.append(shot)
        self._bytes += len(shot.jpeg)
        self._changed.set()

    @override
    def end(self) -> None:
        self.until = min(self.until, time.monotonic())
        self._changed.set()

    async def take(self) -> list[Shot]:
        """Wait for frames, and return some; none when it is over."""
        while not self._shots and (left := self.until - time.monotonic()) > 0:
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._changed.wait()
        taken = [self._shots.popleft() for _ in range(min(len(self._shots), _BATCH))]
        self._bytes -= sum(len(shot.jpeg) for shot in taken)
        return taken


async def record(hub: MjpegHub, before: Ring, seconds: float, path: Path) -> Clip:
    """Write what was before, and what a hub shows for some seconds, as MP4; ends early if the hub is closed.

    While the camera is silent, the clip shows what all viewers see: the last picture, then a mark on it.

    Raises:
        CameraConnectionError: there was no picture.
        OSError: the file cannot be written.
    """
    film: Film | None = None
    waiting = _Waiting(before.shots, seconds)
    try:
        with hub.attach(waiting):
            film = await _in_thread(partial(_begin, path))
            while shots := await waiting.take():
                await _in_thread(partial(film.add, shots))
        return await _in_thread(partial(film.finish, waiting.until))
    except BaseException:
        if film is not None:
            await _in_thread(film.give_up)
        raise


def _begin(path: Path) -> Film:
    from .encoder import Film  # noqa: PLC0415  it loads PyAV, which few need and nobody at the start

    return Film(path)


async def _in_thread[T](do: Callable[[], T]) -> T:
    """Do something in a thread, and wait for it also when cancelled: two threads must not have one film."""
    doing = asyncio.create_task(asyncio.to_thread(do))
    try:
        return await asyncio.shield(doing)
    finally:
        if not doing.done():
            await asyncio.wait([doing])
