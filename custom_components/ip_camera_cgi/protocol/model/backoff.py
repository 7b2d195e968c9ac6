"""Exponential back-off between retries."""

from dataclasses import dataclass, field
import random


@dataclass(slots=True)
class Backoff:
    """A delay that grows with each consecutive failure, up to a limit."""

    first: float
    """Delay in seconds after the first failure."""
    longest: float
    """Maximum delay in seconds."""
    factor: float = 2.0
    spread: float = 0.0
    """Random part of the delay, so that several clients do not retry together: 0.2 is ± 20 %."""
    patience: int = 1
    """Number of failures with the first delay, until it grows."""
    failures: int = field(default=0, init=False)

    def fail(self) -> float:
        """Count a failure and return the delay in seconds."""
        wait = self.first
        for _ in range(self.failures + 1 - self.patience):
            wait = min(wait * self.factor, self.longest)
            if wait >= self.longest:
                break
        self.failures += 1
        return min(wait, self.longest) * random.uniform(1 - self.spread, 1 + self.spread)  # noqa: S311  no secret

    def reset(self) -> None:
        """Reset after a success."""
        self.failures = 0
