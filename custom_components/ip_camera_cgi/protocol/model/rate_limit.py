"""Limits how often something happens: a token bucket."""

import time


class RateLimit:
    """Lets a burst pass at once and spreads out what follows it.

    It keeps no queue and never sleeps: the caller waits, drops or postpones.
    """

    def __init__(self, *, per_second: float, burst: float) -> None:
        """Allow so many units per second in the long run, and so many at once after a pause."""
        self._interval = 1 / per_second
        self._span = burst / per_second
        self._paid_until = float("-inf")

    @property
    def delay(self) -> float:
        """Return the seconds until the next unit may pass; 0 if it may pass now."""
        return max(0.0, self._paid_until + self._interval - self._span - time.monotonic())

    def take(self, units: float = 1) -> float:
        """Use up units, allowed or not, and return the seconds that the caller has to wait to keep to the limit."""
        now = time.monotonic()
        self._paid_until = max(self._paid_until, now) + units * self._interval
        return max(0.0, self._paid_until - self._span - now)
