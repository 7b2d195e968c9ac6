"""Runs the alarm sources of a camera and merges their reports."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import aclosing, suppress
import logging
import time
from typing import override

from ..dialects.alarm_source import AlarmContext, AlarmSource
from ..model.backoff import Backoff
from ..model.errors import (
    CameraConnectionError,
    CameraError,
    CameraUnavailableError,
    CameraUnsupportedError,
)
from ..model.values import Alarm, CameraEvent, Page, Rectangle
from .alarm_calls import AlarmCalls
from .alarm_sources import AlarmSources
from .alarm_states import AlarmStates
from .output_state import OutputState

_LOGGER = logging.getLogger(__name__)

_CALLS = "webhook"
_WORKING_TIME = 10  # seconds; a connection that lasted longer counts as having worked
_MIN_PAUSE = 0.2  # seconds between two polls
_MAX_RETRY_PAUSE = 30  # seconds
_UNSUPPORTED_PAUSE = 600  # seconds until a missing source is tried again; new firmware may have it
_MAX_UNHEARD = 60  # seconds that alarms are kept while the camera answers nothing because it streams
_MAX_NONSENSE = 3  # consecutive invalid answers after which a source counts as missing

type Changed = Callable[[], None]
type Began = Callable[[Collection[Alarm]], None]


class AlarmMonitor(AlarmContext):
    """Alarms and output of one camera, merged from all of its sources."""

    def __init__(
        self,
        sources: Iterable[AlarmSource],
        pages: Callable[[], Mapping[str, Page]],
        *,
        expected: Collection[Alarm] = (),
        reports_output: bool,
        store_fields: Callable[[Mapping[str, Page]], bool] | None = None,
        is_streaming: Callable[[], bool] = lambda: False,
    ) -> None:
        self.output = OutputState(self._publish)
        self.sources = AlarmSources(sources)
        self._states = AlarmStates(self._publish, expected=expected)
        self._pages = pages
        self._reports_output = reports_output
        self._store_fields = store_fields
        self._is_streaming = is_streaming
        self._unheard_since: float | None = None
        self._areas: dict[Alarm, Rectangle] = {}
        self._changed: Changed = _do_nothing
        self._began: Began = _do_nothing
        self._calls: AlarmCalls | None = None
        self._paused_at = float("-inf")
        self._reachable = asyncio.Event()
        self._ready = False
        self._returned = asyncio.Event()
        """Set, and replaced, when the camera is available again."""
        self._woken = asyncio.Event()
        self._published = 0

    @property
    def on(self) -> bool:
        """Return whether any source is working; otherwise nothing is known."""
        return self.sources.any_works

    @property
    def alarms(self) -> Mapping[Alarm, bool]:
        """Return the known alarms, on or off."""
        return self._states.shown

    @property
    def known(self) -> Mapping[Alarm, bool]:
        """Return the last known alarms, which restore() takes after a restart."""
        return self._states.known

    @property
    def in_use(self) -> str:
        """Return the name of the fastest working source, or an empty string."""
        if self._calls_arrive and self.on and not self.sources.any_pushes:
            return _CALLS
        return next(iter(self.sources.working_names), "")

    def area(self, alarm: Alarm) -> Rectangle | None:
        """Return the picture area of the latest alarm of a kind, if the camera reports it."""
        return self._areas.get(alarm)

    @property
    def hold(self) -> float:
        """Return the seconds for which an ended alarm is still shown."""
        return self._states.hold

    @property
    @override
    def pages(self) -> Mapping[str, Page]:
        return self._pages()

    @property
    @override
    def alarm_is_on(self) -> bool:
        return any(self.alarms.values())

    @property
    @override
    def pushed(self) -> bool:
        return self._calls_arrive or self.sources.any_pushes

    @property
    def _calls_arrive(self) -> bool:
        return self._calls is not None and self._calls.arrive

    @property
    def at_once(self) -> bool:
        """Return whether alarms are reported without delay."""
        return self.on and self.pushed

    def configure(self, *, hold: float, optional_allowed: bool | None = None) -> None:
        """Set how long ended alarms are shown, and whether the optional source is allowed."""
        self._states.hold = hold
        if (source := self.sources.optional) is not None:
            source.allowed = optional_allowed

    def restore(self, known: Mapping[Alarm, bool]) -> None:
        """Restore the alarms of the previous run; those that are still on are not reported as new."""
        self._states.restore(known)

    def set_ready(self, ready: bool) -> None:
        """Set whether the beginning of alarms can be published; until then it is held back."""
        self._states.set_ready(ready)
        if ready and not self._ready:
            self._returned.set()
            self._returned = asyncio.Event()
        self._ready = ready

    def expect_calls(self, missed: Callable[[], None]) -> None:
        """Expect calls at the beginning of alarms; `missed` is called for an alarm without one."""

        def handle_missed() -> None:
            self.wake()  # it is polled in short intervals again
            missed()

        self._calls = AlarmCalls(handle_missed)

    def record_call(self) -> None:
        """Record a call of the camera; as it does not name the alarm, the camera is polled at once."""
        if self._calls is not None:
            self._calls.record()
        self.record_answer()
        self.wake()

    def record_answer(self) -> None:
        """Record that the camera is reachable; sources waiting for a retry start now."""
        self._reachable.set()

    def wake(self) -> None:
        """Poll the camera for alarms now."""
        self._woken.set()

    @override
    async def pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()  # it may have been set while polling, in which case the answer is older
        await asyncio.sleep(self._paused_at + _MIN_PAUSE - time.monotonic())  # limits the rate of calls
        self._paused_at = time.monotonic()
        self._woken.clear()

    async def run(self, changed: Changed, began: Began = lambda _: None) -> None:
        """Run all sources until cancelled.

        `changed` is called after each change and on loss of the camera, `began` after it with the alarms that have
        begun. A broken connection is reopened at once; only a second failure makes the state unknown.
        """
        self._changed, self._began = changed, began
        self._woken.clear()  # every source starts with a request
        try:
            async with asyncio.TaskGroup() as running:
                for source in self.sources:
                    running.create_task(self._run_source(source))
                await asyncio.Event().wait()
        finally:
            self._states.stop()
            self.output.stop()
            if self._calls is not None:
                self._calls.stop()

    async def _run_source(self, source: AlarmSource) -> None:
        backoff, nonsense = Backoff(1, _MAX_RETRY_PAUSE, spread=0.2), 0
        while True:
            opened, error = time.monotonic(), None
            try:
                async with aclosing(source.events(self)) as events:
                    async for event in events:
                        self._take(source, event)
                        if not event.reconnected:
                            backoff.reset()
                            nonsense = 0
            except CameraError as err:
                error = err
                _LOGGER.debug("Alarm source %s broke off: %s", source.name, err)
                nonsense = 0 if self._is_temporary(source, err) else nonsense + 1
                if isinstance(err, CameraUnsupportedError) or nonsense >= _MAX_NONSENSE:
                    self.sources.record_missing(source)
                    nonsense = 0
                    self._changed()
            if time.monotonic() - opened > _WORKING_TIME:
                backoff.reset()
            self.sources.record_break(source)
            if self.sources.is_dispensable(source) or (backoff.failures and not self._is_busy_streaming(error)):
                self._lose(source)
            await self._wait_to_retry(source, backoff.fail())

    def _is_temporary(self, source: AlarmSource, err: CameraError) -> bool:
        """Return whether to retry an error instead of treating the source as missing: it has worked before."""
        return self.sources.has_worked(source) or isinstance(err, CameraConnectionError | CameraUnavailableError)

    def _is_busy_streaming(self, error: CameraError | None) -> bool:
        """Return whether streaming explains an error: some cameras answer nothing else meanwhile.

        Known alarms are kept for a while.
        """
        if not isinstance(error, CameraConnectionError | CameraUnavailableError) or not self._is_streaming():
            return False
        now = time.monotonic()
        if self._unheard_since is None:
            self._unheard_since = now
        return now - self._unheard_since < _MAX_UNHEARD

    async def _wait_to_retry(self, source: AlarmSource, wait: float) -> None:
        if self.sources.is_missing(source):
            # What a camera answers while it is in trouble says little about its sources.
            with suppress(TimeoutError):
                async with asyncio.timeout(_UNSUPPORTED_PAUSE):
                    await self._returned.wait()
            return
        self._reachable.clear()
        with suppress(TimeoutError):  # a camera that answers again is retried at once
            async with asyncio.timeout(wait):
                await self._reachable.wait()

    def _take(self, source: AlarmSource, event: CameraEvent) -> None:
        is_back, published = self.sources.record_report(source), self._published
        self._unheard_since = None
        if event.reconnected:
            self._states.reconnected()
        for ended in (alarm for alarm, on in event.alarms.items() if not on):
            self._areas.pop(ended, None)
        self._areas |= event.areas
        self._states.report(event.alarms, event.asked_at)
        if event.fields and self._store_fields is not None and self._store_fields(event.fields):
            self._publish()
        if event.output is not None:
            self.output.report(event.output)
        if is_back and published == self._published:  # the camera answers in this way again, so a poll may succeed
            self._publish()

    def _lose(self, source: AlarmSource) -> None:
        was_on = self.on
        if source.pushes and self.sources.works(source):
            self.wake()  # changes are no longer pushed, so poll
        self.sources.record_loss(source)
        if self.on or not (was_on or self.sources.is_missing(source)):
            return
        self._states.forget()
        if self._reports_output:
            self.output.forget()
        self._publish()

    def _publish(self, begun: Collection[Alarm] = ()) -> None:
        self._published += 1
        self._changed()
        if begun:
            if self._calls is not None:
                self._calls.expect()
            self._began(begun)


def _do_nothing(*_: object) -> None:
    """Default callback."""
