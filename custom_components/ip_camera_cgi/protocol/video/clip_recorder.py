"""Records clips: the pre-recorded seconds and the following live frames, as H.264 in an MP4 file.

Browsers do not play MJPEG files. Frames are encoded in a thread in small batches while they arrive, so the event loop
is not blocked and memory use does not depend on the length of the clip.
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
from .frame import Frame
from .hub import MjpegHub, Viewer
from .ring_buffer import BufferedFrame, FrameRingBuffer

if TYPE_CHECKING:
    from .encoder import ClipEncoder

_FIRST_FRAME_TIMEOUT = 10  # seconds to wait for the first frame
_FRAMES_PER_BATCH = 8  # frames per encoder call; bounds how long a cancellation waits
_MAX_QUEUED_BYTES = 64 * 1024 * 1024  # bytes waiting for the encoder; a slow machine drops frames


class _EncodeQueue(Viewer):
    """Frames waiting for the encoder: the buffered ones, then all that arrive within the duration of the clip.

    The duration starts at the first frame, whether buffered or live.
    """

    def __init__(self, before: Sequence[BufferedFrame], seconds: float) -> None:
        self._frames = deque(before)
        self._bytes = sum(len(buffered.jpeg) for buffered in before)
        self._seconds = seconds
        self._started = any(not buffered.no_signal for buffered in before)
        self._newest = before[-1].jpeg if before else None
        self.until = time.monotonic() + (seconds if self._started else _FIRST_FRAME_TIMEOUT)
        self._changed = asyncio.Event()

    @override
    def show(self, frame: Frame) -> None:
        buffered = BufferedFrame.from_frame(frame)
        if buffered.at > self.until or frame.jpeg is self._newest or self._bytes > _MAX_QUEUED_BYTES:
            return
        if not self._started and not frame.no_signal:
            self._started = True
            self.until = buffered.at + self._seconds
        self._newest = frame.jpeg
        self._frames.append(buffered)
        self._bytes += len(buffered.jpeg)
        self._changed.set()

    @override
    def end(self) -> None:
        self.until = min(self.until, time.monotonic())
        self._changed.set()

    async def next_batch(self) -> list[BufferedFrame]:
        """Wait for frames and return a batch; an empty one at the end."""
        while not self._frames and (left := self.until - time.monotonic()) > 0:
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._changed.wait()
        taken = [self._frames.popleft() for _ in range(min(len(self._frames), _FRAMES_PER_BATCH))]
        self._bytes -= sum(len(buffered.jpeg) for buffered in taken)
        return taken


async def record(
    hub: MjpegHub, before: FrameRingBuffer, seconds: float, path: Path, *, before_seconds: float = float("inf")
) -> Clip:
    """Record some seconds of buffered frames, then the live frames of a hub; ends early if the hub is closed.

    While the camera is silent, the clip shows the same as viewers see: the last frame, then the "no signal" mark.

    Raises:
        CameraConnectionError: there was no frame.
        OSError: the file cannot be written.
    """
    encoder: ClipEncoder | None = None
    waiting = _EncodeQueue(before.since(time.monotonic() - before_seconds), seconds)
    try:
        with hub.attach(waiting):
            encoder = await _in_thread(partial(_open_encoder, path))
            while frames := await waiting.next_batch():
                await _in_thread(partial(encoder.add, frames))
        return await _in_thread(partial(encoder.finish, waiting.until))
    except BaseException:
        if encoder is not None:
            await _in_thread(encoder.discard)
        raise


def _open_encoder(path: Path) -> ClipEncoder:
    from .encoder import ClipEncoder  # noqa: PLC0415  loads PyAV, which is needed for clips only

    return ClipEncoder(path)


async def _in_thread[T](do: Callable[[], T]) -> T:
    """Run a function in a thread and wait for it even if cancelled: two threads must not use one encoder."""
    doing = asyncio.create_task(asyncio.to_thread(do))
    try:
        return await asyncio.shield(doing)
    finally:
        if not doing.done():
            await asyncio.wait([doing])
