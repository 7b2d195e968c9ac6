"""Back-off between retries."""

import pytest

from custom_components.ip_camera_cgi.protocol.model.backoff import Backoff


def test_delays_grow_to_the_limit_and_reset_after_success() -> None:
    backoff = Backoff(10, 60)
    assert [backoff.fail() for _ in range(5)] == [10, 20, 40, 60, 60]
    assert backoff.failures == 5
    backoff.reset()
    assert backoff.fail() == 10


def test_first_delay_is_kept_for_a_number_of_failures() -> None:
    backoff = Backoff(10, 60, patience=3)
    assert [backoff.fail() for _ in range(6)] == [10, 10, 10, 20, 40, 60]


def test_first_delay_is_limited() -> None:
    assert Backoff(10, 3).fail() == 3


def test_delays_are_randomized() -> None:
    backoff = Backoff(10, 10, spread=0.2)
    waits = {backoff.fail() for _ in range(50)}
    assert len(waits) > 40
    assert all(wait == pytest.approx(10, rel=0.2) for wait in waits)


def test_many_failures_cost_no_time() -> None:
    backoff = Backoff(1, 60)
    backoff.failures = 10**9
    assert backoff.fail() == 60
