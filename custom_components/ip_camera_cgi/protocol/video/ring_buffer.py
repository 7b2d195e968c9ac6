"""The ring buffer that holds the last seconds of the live stream."""

from collections import deque
from dataclasses import dataclass
from itertools import takewhile
import time
from typing import override

from .frame import Frame
from .hub import Viewer

MAX_BYTES = 48 * 1024 * 1024
"""Bytes that one buffer may keep: 30 seconds of 64 KB at 25 frames per second."""
_MAX_TOTAL_BYTES = 128 * 1024 * 1024  # bytes that all buffers together may keep


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


class RingBudget:
    """The memory of several buffers: each that keeps frames may use an equal share."""

    def __init__(self, total: int = _MAX_TOTAL_BYTES) -> None:
        self._total = total
        self._users: set[object] = set()

    @property
    def share(self) -> int:
        """Return how many bytes each buffer may keep."""
        return self._total // max(len(self._users), 1)

    def join(self, user: object) -> None:
        """Count a buffer."""
        self._users.add(user)

    def leave(self, user: object) -> None:
        """Count a buffer no more."""
        self._users.discard(user)


class FrameRingBuffer(Viewer):
    """Keeps the frames of the last seconds, limited by duration and bytes.

    Each silence of the camera is kept as one frame with the "no signal" mark.
    """

    def __init__(self, seconds: float, most: int = MAX_BYTES, budget: RingBudget | None = None) -> None:
        self.seconds = seconds
        self._max_bytes = most
        self._budget = budget or RingBudget(most)
        self._frames: deque[BufferedFrame] = deque()
        self._bytes = 0

    @override
    def show(self, frame: Frame) -> None:
        if not self._frames or self._frames[-1].jpeg is not frame.jpeg:
            self._frames.append(BufferedFrame.from_frame(frame))
            self._bytes += len(frame.jpeg)
            self._budget.join(self)
        self._drop_old()

    @override
    def end(self) -> None:
        self._frames.clear()
        self._bytes = 0
        self._budget.leave(self)

    @property
    def frames(self) -> tuple[BufferedFrame, ...]:
        """Return the buffered frames, oldest first."""
        self._drop_old()
        return tuple(self._frames)

    def since(self, at: float) -> list[BufferedFrame]:
        """Return the frames that came after a moment of the monotonic clock, the oldest first."""
        return list(takewhile(lambda frame: frame.at > at, reversed(self._frames)))[::-1]

    def _drop_old(self) -> None:
        oldest = time.monotonic() - self.seconds
        most = min(self._max_bytes, self._budget.share)
        while self._frames and (self._frames[0].at < oldest or self._bytes > most):
            self._bytes -= len(self._frames.popleft().jpeg)
