"""Alarms that Hucoms cameras push over an open connection (requestevent.cgi; docs/sources.md H6)."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from itertools import batched
import time
from typing import ClassVar, override

from ...http.client import CameraHttp
from ...http.request import Request
from ...model.errors import CameraIdleError, CameraResponseError
from ...model.rate_limit import RateLimit
from ...model.values import CameraEvent
from ..alarm_source import AlarmContext, AlarmSource
from .pages import CONTROL
from .wire import EventText

_PIECE = 4096  # bytes of the stream per chunk
_BYTES_PER_SECOND = 256 * 1024  # bytes per second; no camera reports this much
# No sign of life is documented, so a silent connection is reopened after a while. One that turned out to be dead
# (a router dropped it, for example) is reopened sooner.
_MAX_SILENCE, _MIN_SILENCE = 30.0, 8.0  # seconds
_FORGIVEN = 0.05  # missed changes counted per silent connection, as one may have fallen between two connections
_STATES_TIME = 2  # seconds within which a camera reports its states over a new connection
_MIN_LIFE = 3.0  # seconds between two connections to a camera that closes each one after a report


class EventStream(AlarmSource):
    """Keeps the event connection of a camera open."""

    name: ClassVar[str] = "event stream"
    pushes: ClassVar[bool] = True

    def __init__(self, http: CameraHttp) -> None:
        self._http = http
        self._missed = 0.0

    @property
    def _silence(self) -> float:
        return max(_MIN_SILENCE, _MAX_SILENCE * 0.5 ** round(self._missed))

    @override
    async def events(self, context: AlarmContext) -> AsyncGenerator[CameraEvent]:
        before = EventText()
        while True:
            text, opened = EventText(), time.monotonic()
            try:
                async with aclosing(self._connection(text)) as events:
                    async for event in events:
                        yield event
                        if time.monotonic() - opened < _STATES_TIME:
                            before = self._compare(before, text)
            except CameraIdleError:  # no events, or a dead connection: a new one shows which
                before = text
                self._missed = max(0.0, self._missed - _FORGIVEN)
                continue
            if not text.states:
                return
            # Some cameras close it after each report, so reopening it amounts to polling.
            await context.pause(max(0.0, opened + _MIN_LIFE - time.monotonic()))

    def _compare(self, before: EventText, now: EventText) -> EventText:
        """Detect changes that the previous, silent connection has not reported."""
        if any(now.states.get(name, on) != on for name, on in before.states.items()):
            self._missed = min(2.0, self._missed + 1)
            return EventText()
        return before

    async def _connection(self, text: EventText) -> AsyncGenerator[CameraEvent]:
        params = {"action": "getevent", "eventtype": "all"}
        path = f"{CONTROL}requestevent.cgi"
        limit = RateLimit(per_second=_BYTES_PER_SECOND, burst=_PIECE)
        async with self._http.open(Request(path, params), idle_timeout=self._silence) as stream:
            if "multipart" not in stream.content_type.lower():
                raise CameraResponseError("requestevent.cgi: no events")
            yield CameraEvent(reconnected=True)  # the camera may not send anything else for a long time
            async for chunk in stream.chunks:
                for piece in batched(chunk, _PIECE, strict=False):
                    for event in text.feed(bytes(piece)):
                        yield event
                    await asyncio.sleep(limit.take(len(piece)))
