"""Alarms that a camera pushes over the control connection (docs/sources.md N21)."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
import time
from typing import Any, ClassVar, override

from ....model.errors import CameraError
from ....model.rate_limit import RateLimit
from ....model.values import Alarm, CameraEvent, Page
from ...alarm_source import AlarmContext, AlarmSource
from ..alarm_number import AlarmNumber, kind_of
from .link import LinkState, NativeLink
from .messages import AlarmNotice

_JUST_NOW = 1.0  # seconds; a poll that was under way when an alarm was pushed proves nothing
_KINDS_KEPT = 20
_SETTINGS_AT_ONCE = 20  # changes of settings; the next poll finds those that are too frequent


class NativePush(AlarmSource):
    """Yields pushed alarms and settings of the native protocol while a connection lasts.

    Slow polling verifies that alarms are pushed. After it has found a beginning or an end that was not pushed, polling
    is fast again for this kind of change until one is pushed.
    """

    name: ClassVar[str] = "native"
    pushes: ClassVar[bool] = True
    optional: ClassVar[bool] = True

    def __init__(
        self,
        link: NativeLink,
        read_status: Callable[[], Awaitable[Page]],
        number: AlarmNumber,
        page: str,
    ) -> None:
        """Create a source; `number` is shared with polling, changed settings belong to `page`."""
        self.link = link
        self._read_status = read_status
        self._number = number
        self._page = page
        self._on = False
        self._pushed_at = float("-inf")
        self._settings_limit = RateLimit(per_second=1, burst=_SETTINGS_AT_ONCE)
        self._pushed = {True: True, False: True}
        """Whether the camera pushes the beginning (True) and the end (False) of alarms."""

    @property
    def is_reliable(self) -> bool:
        """Return whether the next change is expected to be pushed."""
        return self.link.connection is not None and self._pushed[not self._on]

    @property
    @override
    def usually_allowed(self) -> bool:
        return not self.link.needs_consent

    @property
    @override
    def details(self) -> Mapping[str, Any]:
        pushed = {"begins": self._pushed[True], "ends": self._pushed[False]}
        gaps = self.link.connection.keep_alive_gaps if self.link.connection else ()
        return {"state": self.link.state.value, "pushed": pushed, "keep_alive_gaps": list(gaps), **self.link.report}

    def compare(self, alarms: Mapping[Alarm, bool], asked_at: float) -> None:
        """Compare the result of a poll with what was pushed."""
        on = any(alarms.values())
        if self.link.state is not LinkState.CONNECTED:
            self.link.polled()
            return
        if self._pushed_at <= asked_at - _JUST_NOW and on != self._on:
            self._on = on
            self._pushed[on] = False

    @override
    async def events(self, context: AlarmContext) -> AsyncGenerator[CameraEvent]:
        status = context.pages.get("status", {})
        self.link.allowed, self.link.not_spoken_by = self.allowed, self.memory
        try:
            connection = await self.link.open(status.get("id", ""), status.get("sys_ver", ""), self._read_status)
        finally:
            self.memory = self.link.not_spoken_by
        try:
            yield await self._present()
            while True:
                await connection.news.wait()
                notices, settings = connection.take()
                for notice in notices:
                    yield self._event(notice)
                if settings and not self._settings_limit.delay:
                    self._settings_limit.take()
                    yield CameraEvent(fields={self._page: settings})
                if connection.ended.done():
                    raise connection.ended.result()
        except CameraError as err:
            self.link.lost(err)
            raise
        finally:
            self.link.close()

    async def _present(self) -> CameraEvent:
        """Read the current alarms; it is not documented whether cameras push them on connecting."""
        asked_at = time.monotonic()
        try:
            alarms = self._number.read((await self._read_status()).get("alarm_status", "0"))
        except CameraError:  # polling will show what this means
            return CameraEvent(reconnected=True)
        self._on = any(alarms.values())
        return CameraEvent(alarms=alarms, asked_at=asked_at, reconnected=True)

    def _event(self, notice: AlarmNotice) -> CameraEvent:
        self._pushed_at, self._on = time.monotonic(), notice.kind != 0
        self._pushed[self._on] = True
        self.link.report["kinds"] = [*self.link.report.get("kinds", []), notice.kind][-_KINDS_KEPT:]
        latest = kind_of(str(notice.kind))
        areas = {latest: notice.area} if latest and notice.area else {}
        return CameraEvent(alarms=self._number.read(str(notice.kind)), areas=areas)
