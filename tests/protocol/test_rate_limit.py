"""Rate limits."""

import pytest

from custom_components.ip_camera_cgi.protocol.model import rate_limit
from custom_components.ip_camera_cgi.protocol.model.rate_limit import RateLimit


class Clock:
    """A clock set by the test."""

    now = 1000.0

    def monotonic(self) -> float:
        """Stand in for time.monotonic()."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Replace the clock of the rate limit."""
    clock = Clock()
    monkeypatch.setattr(rate_limit, "time", clock)
    return clock


def test_burst_passes_and_the_rest_is_spread(clock: Clock) -> None:
    limit = RateLimit(per_second=2, burst=3)
    assert [limit.take() for _ in range(5)] == [0, 0, 0, 0.5, 1]


def test_delayed_unit_passes_later(clock: Clock) -> None:
    limit = RateLimit(per_second=2, burst=1)
    assert limit.delay == 0
    limit.take()
    assert limit.delay == 0.5
    clock.now += 0.5
    assert limit.delay == 0


def test_burst_is_limited_after_a_pause(clock: Clock) -> None:
    limit = RateLimit(per_second=10, burst=2)
    clock.now += 3600
    assert [limit.take() for _ in range(3)] == pytest.approx([0, 0, 0.1])
