"""State of the alarm output."""

import asyncio
from collections.abc import Callable

from ..model.rate_limit import RateLimit
from .alarm_states import CHANGES_AT_ONCE, CHANGES_PER_SECOND


class OutputState:
    """Whether the output is on; a flickering output is published at a limited rate."""

    def __init__(self, publish: Callable[[], None]) -> None:
        """Create a state; `publish` is called after each visible change."""
        self.on: bool | None = None
        """Whether the output is on; None while nothing is known."""
        self._publish = publish
        self._reported: bool | None = None
        self._limit = RateLimit(per_second=CHANGES_PER_SECOND, burst=CHANGES_AT_ONCE)
        self._delayed: asyncio.TimerHandle | None = None

    def report(self, on: bool) -> None:
        """Record what the camera reports, or what it was set to."""
        self._reported = on
        if self._delayed is not None:
            return
        if delay := self._limit.delay:
            self._delayed = asyncio.get_running_loop().call_later(delay, self._show)
        else:
            self._show()

    def forget(self) -> None:
        """Forget the state, without publishing that."""
        self.on = self._reported = None

    def stop(self) -> None:
        """Stop the timer."""
        if self._delayed is not None:
            self._delayed.cancel()
            self._delayed = None

    def _show(self) -> None:
        self._delayed = None
        if self.on is not self._reported:
            self._limit.take()
            self.on = self._reported
            self._publish()
