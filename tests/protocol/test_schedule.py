"""Weekly schedules."""

from datetime import time
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.ip_camera_cgi.protocol import BadValueError
from custom_components.ip_camera_cgi.protocol.features.schedule import parse_day, to_bits, to_ranges


@pytest.mark.parametrize(
    ("wanted", "ranges"),
    [
        ("Always", [(0, 96)]),
        ("never", []),
        ([], []),
        ("always", [(0, 96)]),
        ("08:00-12:00", [(32, 48)]),
        ("8:00 - 12:00,13:30-24:00", [(32, 48), (54, 96)]),
        ("13:30-24:00, 8:00-12:00", [(32, 48), (54, 96)]),
        ("08:00-12:00, 12:00-13:00", [(32, 48), (48, 52)]),
        ("22:00-00:00", [(88, 96)]),
        ("22:00-23:59", [(88, 96)]),
        ("22:00-23:59:59", [(88, 96)]),
        (["08:00 to 12:00"], [(32, 48)]),
        ([{"from": "08:00:00", "to": "12:15:00"}], [(32, 49)]),
        ([{"from": time(8), "to": time(12, 15)}], [(32, 49)]),
    ],
)
def test_valid_days(wanted: Any, ranges: list[tuple[int, int]]) -> None:
    assert parse_day(wanted) == ranges


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ("", "no_range"),
        ("08:00-09:00,", "no_range"),
        ("08:00", "no_range"),
        ("tomorrow", "no_range"),
        (None, "no_range"),
        (800, "no_range"),
        ([8], "no_range"),
        ({"from": "08:00", "to": "09:00"}, "no_range"),
        ([{"from": "08:00"}], "no_time"),
        ("25:00-26:00", "no_time"),
        ("08:60-09:00", "no_time"),
        ("24:15-24:30", "no_time"),
        ("08:05-09:00", "no_quarter"),
        ("08:00:30-09:00", "no_quarter"),
        ("09:00-08:00", "ends_before_start"),
        ("09:00-09:00", "ends_before_start"),
        ("00:00-00:00", "ends_before_start"),
        ("08:00-12:00, 11:45-13:00", "overlap"),
        ("always, 08:00-09:00", "overlap"),
    ],
)
def test_invalid_days(wanted: Any, reason: str) -> None:
    with pytest.raises(BadValueError) as refused:
        parse_day(wanted)
    assert refused.value.reason == reason


@given(st.integers(0, 2**96 - 1))
def test_bits_and_ranges_round_trip(bits: int) -> None:
    assert to_bits(to_ranges(bits)) == bits


@given(st.one_of(st.text(), st.lists(st.text()), st.lists(st.dictionaries(st.text(), st.text()))))
def test_any_text_is_a_day_or_bad_value(wanted: Any) -> None:
    try:
        ranges = parse_day(wanted)
    except BadValueError:
        return
    assert to_ranges(to_bits(ranges)) or not ranges


@pytest.mark.parametrize(
    ("wanted", "bits"),
    [
        (["Always"], to_bits([(0, 96)])),
        ("ALWAYS", to_bits([(0, 96)])),
        ("08:00-10:00, never", to_bits([(32, 40)])),
        ([" Never "], 0),
        (["08:00-10:00", "Never"], to_bits([(32, 40)])),
    ],
)
def test_case_and_blanks_are_ignored(wanted: Any, bits: int) -> None:
    assert to_bits(parse_day(wanted)) == bits
