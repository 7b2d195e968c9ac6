"""The ring buffer that holds the last seconds of the live stream."""

from collections import deque
from dataclasses import dataclass
import time
from typing import override

from .frame import Frame
from .hub import Viewer

_MAX_BYTES = 48 * 1024 * 1024  # bytes: 30 seconds of 64 KB at 25 frames per second


@dataclass(frozen=True, slots=True)
class BufferedFrame:
    """A buffered frame without the framing for viewers, which would double its memory."""

    jpeg: bytes
    no_signal: bool
    at: float
    """Arrival by the monotonic clock, because the system clock may be set in between."""

    @classmethod
    def from_frame(cls, frame: Frame) -> BufferedFrame:
        """Buffer a frame that has just arrived."""
        return cls(frame.jpeg, frame.no_signal, time.monotonic())


class FrameRingBuffer(Viewer):
    """Keeps the frames of the last seconds, limited by duration and bytes.

    Each silence of the camera is kept as one frame with the "no signal" mark.
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
        """Return the buffered frames, oldest first."""
        self._drop_old()
        return tuple(self._frames)

    def _drop_old(self) -> None:
        oldest = time.monotonic() - self._seconds
        while self._frames and (self._frames[0].at < oldest or self._bytes > self._max_bytes):
            self._bytes -= len(self._frames.popleft().jpeg)
