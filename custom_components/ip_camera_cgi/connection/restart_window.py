"""The time after a requested restart, in which a camera may be unavailable."""

from collections.abc import Generator
from contextlib import contextmanager
import time

_TIMEOUT = 120  # seconds that a camera may be unavailable after a requested restart
_PAUSE = 5  # seconds without requests to a camera that restarts; it may answer for a moment before it does


class RestartWindow:
    """Whether a requested restart is in progress, and whether requests have to pause for it."""

    def __init__(self) -> None:
        self._deadline = self._paused_until = float("-inf")

    @property
    def is_open(self) -> bool:
        """Return whether a requested restart is still in progress."""
        return time.monotonic() < self._deadline

    @property
    def pause(self) -> float:
        """Return the seconds for which no request may be sent, or 0."""
        return max(self._paused_until - time.monotonic(), 0)

    @contextmanager
    def expect(self) -> Generator[None]:
        """Expect the camera to become unavailable for a while, unless the block fails."""
        self._deadline = time.monotonic() + _TIMEOUT
        try:
            yield
        except BaseException:
            self.close()
            raise

    def start_pause(self) -> None:
        """Send no requests for some seconds: the camera has accepted the restart."""
        self._paused_until = time.monotonic() + _PAUSE

    def close(self) -> None:
        """End the window: the camera is back, or does not restart."""
        self._deadline = float("-inf")
