"""How long to wait before something that failed is tried again."""

from dataclasses import dataclass, field
import random


@dataclass(slots=True)
class Backoff:
    """A wait that grows with each failure in a row, up to a limit."""

    first: float
    """Seconds to wait after the first failure."""
    longest: float
    """Seconds to wait at most."""
    factor: float = 2.0
    spread: float = 0.0
    """The part of the wait that is random, so that several clients do not retry together: 0.2 is ± 20 %."""
    failures: int = field(default=0, init=False)

    def fail(self) -> float:
        """Count a failure and return the seconds to wait."""
        wait = self.first
        for _ in range(self.failures):
            wait = min(wait * self.factor, self.longest)
            if wait >= self.longest:
                break
        self.failures += 1
        return min(wait, self.longest) * random.uniform(1 - self.spread, 1 + self.spread)  # noqa: S311  no secret

    def reset(self) -> None:
        """Forget the failures: it worked."""
        self.failures = 0
