"""Alarms by polling get_status.cgi, which has one number for all kinds."""

from collections.abc import AsyncGenerator, Awaitable, Callable
import time
from typing import ClassVar, override

from ...model.values import CameraEvent, Page
from ..alarm_source import AlarmContext, AlarmSource
from .alarm_number import AlarmNumber
from .native.alarms import NativePush

_POLL = 1.5  # seconds; the page is small, needs no login, and alarms last longer
_POLL_SELDOM = 10  # seconds while nothing is armed; it may be armed elsewhere, or a push may get lost
_SAFETY_NET = 60  # seconds while the camera pushes the beginning and end of each alarm
_ALWAYS_THERE = "alarm_motion_armed"  # present unless the account may not read it
_ARMED = (_ALWAYS_THERE, "alarm_input_armed", "alarm_sounddetect_armed")


class StatusPolling(AlarmSource):
    """Polls the status, often while an alarm may begin or end."""

    name: ClassVar[str] = "polling"

    def __init__(self, read_status: Callable[[], Awaitable[Page]], number: AlarmNumber, native: NativePush) -> None:
        self._read_status = read_status
        self._number = number
        self._native = native

    @override
    async def events(self, context: AlarmContext) -> AsyncGenerator[CameraEvent]:
        first = True
        while True:
            asked_at = time.monotonic()
            status = await self._read_status()
            alarms = self._number.read(status.get("alarm_status", "0"))
            yield CameraEvent(alarms=alarms, asked_at=asked_at, reconnected=first)
            first = False
            self._native.compare(alarms, asked_at)
            await context.pause(self._pause(context))

    def _pause(self, context: AlarmContext) -> float:
        if self._native.is_reliable:
            return _SAFETY_NET
        return _pause(context, pushed=context.pushed and self._native.link.connection is None)


def _pause(context: AlarmContext, *, pushed: bool) -> float:
    if context.alarm_is_on:
        return _POLL
    params = context.pages.get("params", {})
    armed = any(params.get(field, "1" if field == _ALWAYS_THERE else "0") != "0" for field in _ARMED)
    return _POLL if armed and not pushed else _POLL_SELDOM
