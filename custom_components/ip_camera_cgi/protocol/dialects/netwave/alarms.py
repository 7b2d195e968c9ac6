"""get_status.cgi: alarms of the Netwave dialect, which has one number for all of them."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
import time
from typing import ClassVar, override

from ...model.values import Alarm, CameraEvent, Page
from ..alarm_source import AlarmContext, AlarmSource

_ALARMS = {"1": Alarm.MOTION, "2": Alarm.INPUT, "3": Alarm.SOUND}
_MASKED_TIME = 60  # seconds: about as long as a camera shows an alarm (field guide 2.4)
_POLL = 1.5  # seconds: the page is small, needs no login, and an alarm lasts longer
_POLL_SELDOM = 10  # seconds: somebody may arm it elsewhere, or its call may get lost
_ALWAYS_THERE = "alarm_motion_armed"  # unless the account may not read it
_ARMED = (_ALWAYS_THERE, "alarm_input_armed", "alarm_sounddetect_armed")


class AlarmNumber:
    """Reads the one number by which a camera reports its alarms: 0 for none, else the kind of the latest.

    Another kind hides the one before, which may well go on: a bell push in the middle of a motion. So a hidden alarm
    is taken to go on until the number is 0, but no longer than a camera would have shown it.
    """

    def __init__(self) -> None:
        self._shown_at: dict[Alarm, float] = {}

    def read(self, number: str) -> Mapping[Alarm, bool]:
        """Return which kinds are on. What a newer firmware may raise an alarm for counts as motion."""
        now = time.monotonic()
        if number in {"0", ""}:
            self._shown_at.clear()
        else:
            self._shown_at[_ALARMS.get(number, Alarm.MOTION)] = now
        return {alarm: now - self._shown_at.get(alarm, float("-inf")) < _MASKED_TIME for alarm in _ALARMS.values()}


class StatusPolling(AlarmSource):
    """Asks for the status again and again: often where an alarm may begin or end any moment."""

    name: ClassVar[str] = "polling"

    def __init__(self, read_status: Callable[[], Awaitable[Page]]) -> None:
        self._read_status = read_status

    @override
    async def events(self, context: AlarmContext) -> AsyncGenerator[CameraEvent]:
        number, first = AlarmNumber(), True
        while True:
            asked_at = time.monotonic()
            status = await self._read_status()
            alarms = number.read(status.get("alarm_status", "0"))
            yield CameraEvent(alarms=alarms, asked_at=asked_at, reconnected=first)
            first = False
            await context.pause(_pause(context))


def _pause(context: AlarmContext) -> float:
    if context.alarm_is_on:
        return _POLL
    params = context.pages.get("params", {})
    armed = any(params.get(field, "1" if field == _ALWAYS_THERE else "0") != "0" for field in _ARMED)
    return _POLL if armed and not context.pushed else _POLL_SELDOM
