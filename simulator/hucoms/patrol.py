"""Automatic movement between positions: auto pan and tours."""

import asyncio
from collections.abc import Callable, Sequence

type Place = tuple[float, float, float]  # pan, tilt, zoom
type Go = Callable[[Place, float], float]  # moves to a position at a speed and returns the duration in seconds


class Patrol:
    """Visits positions in turn until it is stopped."""

    def __init__(self, go: Go) -> None:
        self._go = go
        self._next: asyncio.TimerHandle | None = None

    @property
    def walking(self) -> bool:
        """Whether it is running."""
        return self._next is not None

    def start(self, places: Sequence[Place], *, speed: float, rest: float) -> None:
        """Visit the positions in an endless loop, with a pause at each."""
        self.stop()
        if places:
            self._visit(places, 0, speed, rest)

    def stop(self) -> None:
        """Stop after the current move."""
        if self._next:
            self._next.cancel()
            self._next = None

    def _visit(self, places: Sequence[Place], number: int, speed: float, rest: float) -> None:
        seconds = self._go(places[number], speed) + rest
        following = (number + 1) % len(places)
        loop = asyncio.get_running_loop()
        # Always sleep, because all positions may be the same.
        self._next = loop.call_later(max(seconds, 0.02), self._visit, places, following, speed, rest)
