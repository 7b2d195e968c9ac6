"""Weekly schedules of Netwave cameras: 96 quarters of an hour per day in three numbers."""

from collections.abc import Mapping
from datetime import datetime

from .fields import DAYS


def is_on(settings: Mapping[str, str], prefix: str, now: datetime) -> bool:
    """Return whether the schedule is active; bit 0 is the first quarter of the day."""
    word, bit = divmod(now.hour * 4 + now.minute // 15, 32)
    day = DAYS[(now.weekday() + 1) % 7]
    return bool(int(settings[f"{prefix}schedule_{day}_{word}"]) >> bit & 1)
