"""Weekly schedules in quarters of an hour."""

from collections.abc import Mapping, Sequence
from datetime import time
from itertools import pairwise
import re
from typing import Any

from ..camera.camera import Camera
from ..model import keys
from ..model.errors import BadValueError

WEEKDAYS = {
    "monday": "mon",
    "tuesday": "tue",
    "wednesday": "wed",
    "thursday": "thu",
    "friday": "fri",
    "saturday": "sat",
    "sunday": "sun",
}
_QUARTERS_PER_DAY = 96  # of a day
_QUARTERS_PER_FIELD = 32  # quarters in a field, the first of the day in bit 0
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?")
_RANGE = re.compile(r"\s*([\d:]+)\s*(?:-|\u2013|to|until)\s*([\d:]+)\s*")

type Range = tuple[int, int]
"""Start and end as quarters of an hour since midnight; the end is exclusive."""


def parse_day(wanted: Any) -> list[Range]:
    """Parse the ranges of a day.

    Accepts "08:00-12:00, 13:00-24:00", a list of such texts or of {"from": "08:00", "to": "12:00"} as Home Assistant's
    schedules use them, "always" and "never".

    Raises:
        BadValueError: not a range, not on a quarter of an hour, overlapping, or ending before it starts.
    """
    parts = wanted.split(",") if isinstance(wanted, str) else wanted
    if not isinstance(parts, Sequence) or wanted == "":
        raise BadValueError("no_range", range=wanted)
    words = [part.strip().lower() if isinstance(part, str) else part for part in parts]
    ranges = sorted(_parse_range(part) for part in words if part != "never")
    for before, after in pairwise(ranges):
        if after[0] < before[1]:
            raise BadValueError("overlap", first=_format_range(before), second=_format_range(after))
    return ranges


def _parse_range(part: Any) -> Range:
    if part == "always":
        return 0, _QUARTERS_PER_DAY
    if isinstance(part, Mapping):
        start, end = part.get("from"), part.get("to")
    elif isinstance(part, str) and (found := _RANGE.fullmatch(part)):
        start, end = found[1], found[2]
    else:
        raise BadValueError("no_range", range=part)
    first, last = _parse_time(start), _parse_time(end)
    if last == 0 and first > 0:  # until midnight
        last = _QUARTERS_PER_DAY
    if last <= first:
        raise BadValueError("ends_before_start", range=f"{start}-{end}")
    return first, last


def _parse_time(value: Any) -> int:
    """Return the quarter that starts at a time; 23:59 counts as the end of the day."""
    if isinstance(value, time):
        value = value.isoformat()
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise BadValueError("no_time", time=value)
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if (hour, minute) == (23, 59):
        return _QUARTERS_PER_DAY
    if hour * 60 + minute > 24 * 60 or minute > 59 or second > 59:
        raise BadValueError("no_time", time=value)
    if minute % 15 or second:
        raise BadValueError("no_quarter", time=value)
    return hour * 4 + minute // 15


def _format_time(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


def _format_range(span: Range) -> str:
    return f"{_format_time(span[0])}-{_format_time(span[1])}"


def to_bits(ranges: Sequence[Range]) -> int:
    """Return a bitmap with one bit per quarter of a day."""
    return sum((1 << end) - (1 << start) for start, end in ranges)


def to_ranges(bits: int) -> list[Range]:
    """Return the ranges of a bitmap, adjacent ones merged."""
    ranges: list[Range] = []
    for quarter in range(_QUARTERS_PER_DAY):
        if bits >> quarter & 1:
            if ranges and ranges[-1][1] == quarter:
                ranges[-1] = (ranges[-1][0], quarter + 1)
            else:
                ranges.append((quarter, quarter + 1))
    return ranges


async def read_week(camera: Camera, schedule: str) -> dict[str, list[dict[str, str]]]:
    """Read the ranges of each weekday in the format of Home Assistant's schedules."""
    fields = await camera.group(schedule)
    return {
        weekday: [
            {"from": _format_time(start), "to": _format_time(end)}
            for start, end in to_ranges(_bits_of_day(fields, schedule, day))
        ]
        for weekday, day in WEEKDAYS.items()
    }


def _bits_of_day(fields: Mapping[str, Any], schedule: str, day: str) -> int:
    parts = (fields.get(keys.schedule_part(schedule, day, part)) or 0 for part in range(3))
    return sum(bits << _QUARTERS_PER_FIELD * part for part, bits in enumerate(parts))


async def write_week(camera: Camera, schedule: str, days: Mapping[str, Sequence[Range]]) -> None:
    """Write the ranges of some weekdays; the others are kept. Raises as Camera.change_all() does."""
    values: dict[str, Any] = {}
    for weekday, ranges in days.items():
        bits = to_bits(ranges)
        for part in range(3):
            values[keys.schedule_part(schedule, WEEKDAYS[weekday], part)] = (
                bits >> _QUARTERS_PER_FIELD * part & (1 << _QUARTERS_PER_FIELD) - 1
            )
    await camera.change_all(values)
