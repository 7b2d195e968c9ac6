"""The last seconds of the live pictures."""

from collections import deque
from dataclasses import dataclass
import time
from typing import override

from .hub import Frame, Viewer

_MOST = 48 * 1024 * 1024  # bytes: 30 seconds of 64 KB at 25 frames per second


@dataclass(frozen=True, slots=True)
class Shot:
    """A frame that is kept, without what was made of it for those who watch: that would double its bytes."""

    jpeg: bytes
    marked: bool
    at: float
    """When it came, by the monotonic clock: the other one may be set meanwhile."""

    @classmethod
    def of(cls, frame: Frame) -> Shot:
        """Take a frame that has come just now."""
        return cls(frame.jpeg, frame.marked, time.monotonic())


class Ring(Viewer):
    """Keeps the frames of the last seconds, and no more than so many bytes of them.

    That the camera was silent is kept, too: one frame with the mark for each silence.
    """

    def __init__(self, seconds: float, most: int = _MOST) -> None:
        self._seconds = seconds
        self._most = most
        self._shots: deque[Shot] = deque()
        self._bytes = 0

    @override
    def show(self, frame: Frame) -> None:
        if not self._shots or self._shots[-1].jpeg is not frame.jpeg:
            self._shots.append(Shot.of(frame))
            self._bytes += len(frame.jpeg)
        self._forget()

    @override
    def end(self) -> None:
        self._shots.clear()
        self._bytes = 0

    @property
    def shots(self) -> tuple[Shot, ...]:
        """Return what is kept, the oldest first."""
        self._forget()
        return tuple(self._shots)

    def _forget(self) -> None:
        oldest = time.monotonic() - self._seconds
        while self._shots and (self._shots[0].at < oldest or self._bytes > self._most):
            self._bytes -= len(self._shots.popleft().jpeg)
