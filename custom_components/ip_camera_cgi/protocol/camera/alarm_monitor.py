"""Runs the alarm sources of a camera and merges their reports."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import aclosing, suppress
import logging
import time
from typing import Any, override

from ..dialects.alarm_source import AlarmContext, AlarmSource
from ..model.backoff import Backoff
from ..model.errors import (
    CameraConnectionError,
    CameraError,
    CameraUnavailableError,
    CameraUnsupportedError,
)
from ..model.rate_limit import RateLimit
from ..model.values import Alarm, CameraEvent, Page, Rectangle
from .alarm_states import CHANGES_AT_ONCE, CHANGES_PER_SECOND, AlarmStates

_LOGGER = logging.getLogger(__name__)

_WORKING_TIME = 10  # seconds; a connection that lasted longer counts as having worked
_CALL_TIMEOUT = 15  # seconds around the beginning of an alarm in which the call has to arrive; polling takes up to ten
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
        self.output: bool | None = None
        """Whether the output is on; None while nothing is known."""
        self._reported_output: bool | None = None
        self._output_limit = RateLimit(per_second=CHANGES_PER_SECOND, burst=CHANGES_AT_ONCE)
        self._output_delayed: asyncio.TimerHandle | None = None
        self._states = AlarmStates(self._publish, expected=expected)
        self._sources = list(sources)
        self._pages = pages
        self._reports_output = reports_output
        self._store_fields = store_fields
        self._is_streaming = is_streaming
        self._unheard_since: float | None = None
        self._areas: dict[Alarm, Rectangle] = {}
        self._working: set[AlarmSource] = set()
        self._missing: set[AlarmSource] = set()
        self._proven: set[AlarmSource] = set()  # that have worked since the start
        self._broken: set[AlarmSource] = set()  # that broke off and have not reported since
        self._running: asyncio.TaskGroup | None = None
        self._changed: Changed = _do_nothing
        self._began: Began = _do_nothing
        self._call_missed: Callable[[], None] | None = None
        self._called_at = float("-inf")
        self._paused_at = float("-inf")
        self._reachable = asyncio.Event()
        self._ready = False
        self._returned = asyncio.Event()
        """Set, and replaced, when the camera is available again."""
        self._woken = asyncio.Event()
        self._awaiting_call: asyncio.TimerHandle | None = None
        self._published = 0

    @property
    def on(self) -> bool:
        """Return whether any source is working; otherwise nothing is known."""
        return bool(self._working)

    @property
    def alarms(self) -> Mapping[Alarm, bool]:
        """Return the known alarms, on or off."""
        return self._states.shown

    @property
    def known(self) -> Mapping[Alarm, bool]:
        """Return the last known alarms, which restore() takes after a restart."""
        return self._states.known

    @property
    def sources(self) -> list[dict[str, Any]]:
        """Return all sources and their state, for diagnostics."""
        return [
            {"name": each.name, "works": each in self._working, "missing": each in self._missing, **each.details}
            for each in self._sources
        ]

    @property
    def in_use(self) -> str:
        """Return the name of the fastest working source, or an empty string."""
        pushing = [source.name for source in self._working if source.pushes]
        calls = ["webhook"] if self._calls_arrive and self._working else []
        return next(iter([*pushing, *calls, *(source.name for source in self._working)]), "")

    def area(self, alarm: Alarm) -> Rectangle | None:
        """Return the picture area of the latest alarm of a kind, if the camera reports it."""
        return self._areas.get(alarm)

    @property
    def hold(self) -> float:
        """Return the seconds for which an ended alarm is still shown."""
        return self._states.hold

    @property
    def unsupported(self) -> bool:
        """Return whether the camera turned out to have no source at all."""
        return not self._working and bool(self._sources) and self._missing.issuperset(self._sources)

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
        return self._calls_arrive or any(source.pushes for source in self._working)

    @property
    def _calls_arrive(self) -> bool:
        """Return whether the camera has called, and did not miss a call since."""
        return self._call_missed is not None and self._called_at > float("-inf")

    @property
    def at_once(self) -> bool:
        """Return whether alarms are reported without delay."""
        return self.on and self.pushed

    @property
    def optional_source(self) -> AlarmSource | None:
        """Return the source that the owner can switch off, if there is one."""
        return next((source for source in self._sources if source.optional), None)

    @property
    def memory(self) -> Mapping[str, str]:
        """Return findings of the sources that outlast a restart."""
        return {source.name: source.memory for source in self._sources if source.memory}

    def recall(self, memory: Mapping[str, str]) -> None:
        """Restore findings of the sources."""
        for source in self._sources:
            source.memory = memory.get(source.name, "")

    def configure(self, *, hold: float, optional_allowed: bool | None = None) -> None:
        """Set how long ended alarms are shown, and whether the optional source is allowed."""
        self._states.hold = hold
        if (source := self.optional_source) is not None:
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

    def add_source(self, source: AlarmSource) -> None:
        """Add an alarm source."""
        self._sources.append(source)
        if self._running is not None:
            self._running.create_task(self._run_source(source))

    def expect_calls(self, missed: Callable[[], None]) -> None:
        """Expect calls at the beginning of alarms; `missed` is called for an alarm without one."""
        self._call_missed = missed

    def set_output(self, on: bool) -> None:
        """Record the output state; a flickering output is published at a limited rate."""
        self._reported_output = on
        if self._output_delayed is not None:
            return
        if delay := self._output_limit.delay:
            self._output_delayed = asyncio.get_running_loop().call_later(delay, self._show_output)
        else:
            self._show_output()

    def record_call(self) -> None:
        """Record a call of the camera; as it does not name the alarm, the camera is polled at once."""
        self._called_at = time.monotonic()
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
            async with asyncio.TaskGroup() as self._running:
                for source in tuple(self._sources):
                    self._running.create_task(self._run_source(source))
                await asyncio.Event().wait()
        finally:
            self._running = None
            self._states.stop()
            for timer in (self._awaiting_call, self._output_delayed):
                if timer is not None:
                    timer.cancel()

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
                    self._missing.add(source)
                    nonsense = 0
                    self._changed()
            if time.monotonic() - opened > _WORKING_TIME:
                backoff.reset()
            self._broken.add(source)
            dispensable = source in self._missing or bool(self._working - self._broken)
            if dispensable or (backoff.failures and not self._is_busy_streaming(error)):
                self._lose(source)
            await self._wait_to_retry(source, backoff.fail())

    def _is_temporary(self, source: AlarmSource, err: CameraError) -> bool:
        """Return whether to retry an error instead of treating the source as missing: it has worked before."""
        return source in self._proven or isinstance(err, CameraConnectionError | CameraUnavailableError)

    def _is_busy_streaming(self, error: CameraError | None) -> bool:
        """Return whether live pictures explain an error: some cameras answer nothing else meanwhile.

        What is known of the alarms stays for a while then.
        """
        if not isinstance(error, CameraConnectionError | CameraUnavailableError) or not self._is_streaming():
            return False
        now = time.monotonic()
        if self._unheard_since is None:
            self._unheard_since = now
        return now - self._unheard_since < _MAX_UNHEARD

    async def _wait_to_retry(self, source: AlarmSource, wait: float) -> None:
        if source in self._missing:
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
        is_back, published = source not in self._working, self._published
        self._working.add(source)
        self._broken.discard(source)
        self._unheard_since = None
        self._proven.add(source)
        self._missing.discard(source)
        if event.reconnected:
            self._states.reconnected()
        for ended in (alarm for alarm, on in event.alarms.items() if not on):
            self._areas.pop(ended, None)
        self._areas |= event.areas
        self._states.report(event.alarms, event.asked_at)
        if event.fields and self._store_fields is not None and self._store_fields(event.fields):
            self._publish()
        if event.output is not None:
            self.set_output(event.output)
        if is_back and published == self._published:  # the camera answers in this way again, so a poll may succeed
            self._publish()

    def _lose(self, source: AlarmSource) -> None:
        was_on = self.on
        if source.pushes and source in self._working:
            self.wake()  # changes are no longer pushed, so poll
        self._working.discard(source)
        if self._working <= self._broken:  # one that broke off is given another try, unless the camera is gone
            self._working.clear()
        if self._working or not (was_on or source in self._missing):
            return
        self._states.forget()
        if self._reports_output:
            self.output = self._reported_output = None
        self._publish()

    def _publish(self, begun: Collection[Alarm] = ()) -> None:
        self._published += 1
        self._changed()
        if begun:
            if self._call_missed is not None:
                self._await_call(self._call_missed)
            self._began(begun)

    def _show_output(self) -> None:
        self._output_delayed = None
        if self.output is not self._reported_output:
            self._output_limit.take()
            self.output = self._reported_output
            self._publish()

    def _await_call(self, missed: Callable[[], None]) -> None:
        """Check that the camera calls within some seconds of the beginning of an alarm."""
        if self._awaiting_call is not None:
            self._awaiting_call.cancel()
        earliest = time.monotonic() - _CALL_TIMEOUT

        def look() -> None:
            if self._called_at < earliest:
                self._called_at = float("-inf")
                self.wake()  # it is polled in short intervals again
                missed()

        self._awaiting_call = asyncio.get_running_loop().call_later(_CALL_TIMEOUT, look)


def _do_nothing(*_: object) -> None:
    """Default callback."""
