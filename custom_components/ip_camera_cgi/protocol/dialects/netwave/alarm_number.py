"""The one number by which Netwave cameras report their alarms, in get_status.cgi and in the native protocol."""

from collections.abc import Mapping
import time

from ...model.values import Alarm

_ALARMS = {"1": Alarm.MOTION, "2": Alarm.INPUT, "3": Alarm.SOUND}
_MASKED_TIME = 60  # seconds: about as long as a camera shows an alarm (docs/sources.md N13)


def kind_of(number: str) -> Alarm | None:
    """Return the kind of alarm of a number; an unknown one, which a newer firmware may have, counts as motion."""
    return None if number in {"0", ""} else _ALARMS.get(number, Alarm.MOTION)


class AlarmNumber:
    """Reads the one number by which a camera reports its alarms: 0 for none, else the kind of the latest.

    Another kind hides the one before, which may well go on: a bell push in the middle of a motion. So a hidden alarm
    is taken to go on until the number is 0, but no longer than a camera would have shown it.
    """

    def __init__(self) -> None:
        self._shown_at: dict[Alarm, float] = {}

    def read(self, number: str) -> Mapping[Alarm, bool]:
        """Return which kinds are on."""
        now = time.monotonic()
        if (latest := kind_of(number)) is None:
            self._shown_at.clear()
        else:
            self._shown_at[latest] = now
        return {alarm: now - self._shown_at.get(alarm, float("-inf")) < _MASKED_TIME for alarm in _ALARMS.values()}
