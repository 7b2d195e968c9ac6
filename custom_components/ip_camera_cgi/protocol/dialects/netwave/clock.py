"""The clock and the time zone of a camera."""

from collections.abc import Sequence
from datetime import datetime, timedelta
import re
from typing import Any

from ...model.settings import Choice, Codec, Level, Moment, time_zone
from ...model.values import Page


def wall_clocks(status: Page, params: Page) -> Sequence[datetime]:
    """Return the local times that the camera may show: local time is now - tz (docs/sources.md N23).

    Whether cameras also add their summer time is not known.
    """
    try:
        utc = Moment().decode(status["now"]).replace(tzinfo=None)
        west = timedelta(seconds=Level(-50400, 50400).decode(status.get("tz", "0")))
        summer = timedelta(minutes=Level(0, 120).decode(params.get("daylight_saving_time", "0")))
        return [utc - west, utc - west + summer]
    except KeyError, ValueError, OverflowError:
        return []


def with_current_zone(zones: Codec[Any], west: str) -> Codec[Any]:
    """Return the time zones including the current one, in seconds west of UTC, even if it is unusual."""
    assert isinstance(zones, Choice)  # noqa: S101  guaranteed by the table
    if west in zones.options or not re.fullmatch(r"-?\d{1,5}", west):
        return zones
    return Choice({**zones.options, west: time_zone(timedelta(seconds=-int(west)))})
