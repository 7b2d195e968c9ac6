"""The last seconds of the live pictures."""

from collections import deque
from dataclasses import dataclass
import time
from typing import override

from .frame import Frame
from .hub import Viewer

_MAX_BYTES = 48 * 1024 * 1024  # bytes: 30 seconds of 64 KB at 25 frames per second


@dataclass(frozen=True, slots=True)
class BufferedFrame:
    """A frame that is kept, without what was made of it for those who watch: that would double its bytes."""

    jpeg: bytes
    no_signal: bool
    at: float
    """When it came, by the monotonic clock: the other one may be set meanwhile."""

    @classmethod
    def from_frame(cls, frame: Frame) -> BufferedFrame:
        """Take a frame that has come just now."""
        return cls(frame.jpeg, frame.no_signal, time.monotonic())


class FrameRingBuffer(Viewer):
    """Keeps the frames of the last seconds, and no more than so many bytes of them.

    That the camera was silent is kept, too: one frame with the mark for each silence.
    """

    def __init__(self, seconds: float, most: int = _MAX_BYTES) -> None:
        self._seconds = seconds
        self._max_bytes = most
        self._frames: deque[BufferedFrame] = deque()
        self._bytes = 0

    @override
    def show(self, frame: Frame) -> None:
        if not self._frames or self._frames[-1].jpeg is not frame.jpeg:
            self._frames.append(BufferedFrame.from_frame(frame))
            self._bytes += len(frame.jpeg)
        self._drop_old()

    @override
    def end(self) -> None:
        self._frames.clear()
        self._bytes = 0

    @property
    def frames(self) -> tuple[BufferedFrame, ...]:
        """Return what is kept, the oldest first."""
        self._drop_old()
        return tuple(self._frames)

    def _drop_old(self) -> None:
        oldest = time.monotonic() - self._seconds
        while self._frames and (self._frames[0].at < oldest or self._bytes > self._max_bytes):
            self._bytes -= len(self._frames.popleft().jpeg)
