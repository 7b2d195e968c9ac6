"""One motor axis, whose position is computed when it is read."""

from math import copysign
from time import monotonic


class Axis:
    """A position between two limits that changes over time after a command."""

    def __init__(self, low: float, high: float, *, start: float = 0.0, endless: bool = False) -> None:
        self.low = low
        self.high = high
        self.home = start
        self.endless = endless
        self._from = start
        self._since = 0.0
        self._speed = 0.0
        self._goal: float | None = None
        self._sweeping = False

    @property
    def moving(self) -> bool:
        """Whether it is moving."""
        there = self._raw()
        if self._speed == 0 or there == self._goal:
            return False
        return self.endless or self._sweeping or self._within(there) == there

    @property
    def position(self) -> float:
        """Current position."""
        return self._within(self._raw())

    def move(self, speed: float) -> None:
        """Move until stopped or at a limit; a negative speed moves down."""
        self._start(speed)

    def sweep(self, speed: float) -> None:
        """Move back and forth between the limits until stopped."""
        self._start(abs(speed), sweeps=True)

    def travel(self, to: float, speed: float) -> None:
        """Move to a position; an endless axis takes the shorter way."""
        here = self.position
        way = (to - here + 180) % 360 - 180 if self.endless else min(max(to, self.low), self.high) - here
        self._start(copysign(speed, way), goal=here + way)

    def stop(self) -> None:
        """Stop at the current position."""
        self._start(0.0)

    def jump(self, to: float) -> None:
        """Set the position without moving."""
        self._start(0.0)
        self._from = self._within(to)

    def _start(self, speed: float, *, goal: float | None = None, sweeps: bool = False) -> None:
        self._from = self.position
        self._since = monotonic()
        self._speed = speed
        self._goal = goal
        self._sweeping = sweeps

    def _raw(self) -> float:
        there = self._from + self._speed * (monotonic() - self._since)
        if self._goal is not None:
            return min(there, self._goal) if self._speed > 0 else max(there, self._goal)
        if self._sweeping:
            span = self.high - self.low
            along = (there - self.low) % (2 * span)
            return self.low + (along if along <= span else 2 * span - along)
        return there

    def _within(self, there: float) -> float:
        if self.endless:
            return there % 360
        return min(max(there, self.low), self.high)
