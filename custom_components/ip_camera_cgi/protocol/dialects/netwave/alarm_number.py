"""The alarm number of Netwave cameras, in get_status.cgi and in the native protocol."""

from collections.abc import Mapping
import re
import time

from ...model.values import Alarm

_ALARMS = {"1": Alarm.MOTION, "2": Alarm.INPUT, "3": Alarm.SOUND}
_NUMBER = re.compile(r"0{0,9}([1-9][0-9]{0,9})")
_MASKED_TIME = 60  # seconds; assumed duration of an alarm (docs/sources.md N13)


def kind_of(number: str) -> Alarm | None:
    """Return the kind of an alarm number, or None for 0 and other texts; numbers of newer firmware count as motion."""
    found = _NUMBER.fullmatch(number.strip())
    return _ALARMS.get(found[1], Alarm.MOTION) if found else None


class AlarmNumber:
    """Decodes the alarm number: 0 for none, otherwise the kind of the latest alarm.

    A new kind hides the previous one, which may continue. A hidden alarm is assumed to last until the number is 0, at
    most for the usual duration of an alarm.
    """

    def __init__(self) -> None:
        self._shown_at: dict[Alarm, float] = {}

    def read(self, number: str) -> Mapping[Alarm, bool]:
        """Return the kinds that are on."""
        now = time.monotonic()
        if (latest := kind_of(number)) is None:
            self._shown_at.clear()
        else:
            self._shown_at[latest] = now
        return {alarm: now - self._shown_at.get(alarm, float("-inf")) < _MASKED_TIME for alarm in _ALARMS.values()}
