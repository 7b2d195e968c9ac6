"""Going from place to place by itself: auto pan and tours."""

import asyncio
from collections.abc import Callable, Sequence

type Place = tuple[float, float, float]  # pan, tilt, zoom
type Go = Callable[[Place, float], float]  # goes to a place at a speed and tells how many seconds that takes


class Patrol:
    """Visits places one after the other until it is stopped."""

    def __init__(self, go: Go) -> None:
        self._go = go
        self._next: asyncio.TimerHandle | None = None

    @property
    def walking(self) -> bool:
        """Whether it is under way."""
        return self._next is not None

    def start(self, places: Sequence[Place], *, speed: float, rest: float) -> None:
        """Go to the first place, stay there for a while, go on, and so on for ever."""
        self.stop()
        if places:
            self._visit(places, 0, speed, rest)

    def stop(self) -> None:
        """Forget the other places; whatever moves still moves."""
        if self._next:
            self._next.cancel()
            self._next = None

    def _visit(self, places: Sequence[Place], number: int, speed: float, rest: float) -> None:
        seconds = self._go(places[number], speed) + rest
        following = (number + 1) % len(places)
        loop = asyncio.get_running_loop()
        # Never without a breath: all places may be the same one.
        self._next = loop.call_later(max(seconds, 0.02), self._visit, places, following, speed, rest)
