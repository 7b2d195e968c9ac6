"""Calls of a camera at the beginning of its alarms."""

import asyncio
from collections.abc import Callable
import time

_CALL_TIMEOUT = 15  # seconds around the beginning of an alarm in which the call has to arrive; polling takes up to ten


class AlarmCalls:
    """Whether calls arrive; an alarm without one shows that they do not."""

    def __init__(self, missed: Callable[[], None]) -> None:
        """Create a watch; `missed` is called for an alarm without a call."""
        self._missed = missed
        self._called_at = float("-inf")
        self._waiting: asyncio.TimerHandle | None = None

    @property
    def arrive(self) -> bool:
        """Return whether the camera has called, and did not miss a call since."""
        return self._called_at > float("-inf")

    def record(self) -> None:
        """Record a call."""
        self._called_at = time.monotonic()

    def expect(self) -> None:
        """Expect a call within some seconds of the beginning of an alarm."""
        self.stop()
        earliest = time.monotonic() - _CALL_TIMEOUT

        def look() -> None:
            if self._called_at < earliest:
                self._called_at = float("-inf")
                self._missed()

        self._waiting = asyncio.get_running_loop().call_later(_CALL_TIMEOUT, look)

    def stop(self) -> None:
        """Stop waiting."""
        if self._waiting is not None:
            self._waiting.cancel()
