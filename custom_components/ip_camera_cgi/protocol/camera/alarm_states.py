"""State of each kind of alarm: which have begun, and which continue after a gap."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
import time

from ..model.rate_limit import RateLimit
from ..model.values import FURTHER_INPUTS, Alarm

_SETTLE_TIME = 2  # seconds within which a camera that reports all states does so over a new connection
_LATE = 10  # seconds after which a report on a new connection is no longer a repetition
_UNREPORTED_TIME = 60  # seconds for which motion and similar alarms may continue unreported after a gap
CHANGES_AT_ONCE = 60  # changes of one kind that are published without delay
CHANGES_PER_SECOND = 0.2  # beyond that; each change costs database rows and a picture
_LASTING = FURTHER_INPUTS | {Alarm.INPUT}

type Publish = Callable[[Collection[Alarm]], None]


class AlarmStates:
    """The state of each kind of alarm.

    `shown` is the published state; it is empty while nothing is known. `known` outlasts gaps: an alarm that was on
    before and is on again continues; one that was off has begun. While beginnings cannot be published (the entities are
    unavailable), alarms that have begun are shown as off.
    """

    def __init__(self, publish: Publish, *, expected: Collection[Alarm]) -> None:
        """Call `publish` after each visible change with the kinds that have begun."""
        self.shown: Mapping[Alarm, bool] = {}
        self.known: Mapping[Alarm, bool] = {}
        self.hold: float = 0
        """Seconds for which an ended alarm is still shown."""
        self._publish = publish
        self._expected = expected
        self._reported: dict[Alarm, bool] = {}
        self._reported_at: dict[Alarm, float] = {}
        self._connected_at = float("-inf")
        self._states_told = False
        self._unconfirmed: set[Alarm] = set()
        self._ready = True
        self._waiting: set[Alarm] = set()
        self._limits = {alarm: RateLimit(per_second=CHANGES_PER_SECOND, burst=CHANGES_AT_ONCE) for alarm in Alarm}
        self._holding: dict[Alarm, asyncio.TimerHandle] = {}
        self._delayed: dict[Alarm, asyncio.TimerHandle] = {}
        self._settling: asyncio.TimerHandle | None = None
        self._expiring: asyncio.TimerHandle | None = None

    def restore(self, known: Mapping[Alarm, bool]) -> None:
        """Restore known alarms."""
        self.known = {**known, **self.known}

    def reconnected(self) -> None:
        """Note a new connection: changes before it may have been missed."""
        self._connected_at = time.monotonic()
        self._states_told = False
        self._unconfirmed = {alarm for alarm, on in self._reported.items() if on}
        _cancel(self._settling)
        self._settling = asyncio.get_running_loop().call_later(_SETTLE_TIME, self._settle)

    def report(self, alarms: Mapping[Alarm, bool], asked_at: float | None = None) -> None:
        """Process a report; an answer to an older request does not override newer reports."""
        now = time.monotonic()
        self._states_told = self._states_told or bool(alarms)
        changed: list[Alarm] = []
        for alarm, on in alarms.items():
            if asked_at is not None and self._reported_at.get(alarm, asked_at) > asked_at:
                continue
            if asked_at is None:
                self._reported_at[alarm] = now
            if on and asked_at is None and alarm in self._unconfirmed and now - self._connected_at > _LATE:
                self._set({alarm: False})  # the end was missed, because this camera only reports changes
            self._unconfirmed.discard(alarm)
            if not self._is_held(alarm, on):
                changed.append(alarm)
                self._reported[alarm] = on
        self._show(changed)

    def set_ready(self, ready: bool) -> None:
        """Set whether beginnings can be published, and publish those held back."""
        self._ready = ready
        if ready and self._waiting:
            begun, self._waiting = self._waiting, set()
            self._reported = {**dict.fromkeys(begun, False), **self._reported}
            self._set(dict.fromkeys(begun, True), begun)
            self._show(begun)

    def forget(self) -> None:
        """Hide all states until the next report; known alarms are kept."""
        self.stop()
        self.shown = {}
        self._reported.clear()
        self._unconfirmed.clear()

    def stop(self) -> None:
        """Cancel every timer."""
        for timer in (*self._holding.values(), *self._delayed.values(), self._settling, self._expiring):
            _cancel(timer)
        self._holding.clear()
        self._delayed.clear()

    def _is_held(self, alarm: Alarm, on: bool) -> bool:
        """Return whether an ended alarm is still shown; starts and cancels the hold timer."""
        if on:
            _cancel(self._holding.pop(alarm, None))
            return False
        if not self._reported.get(alarm) or not self.hold:
            return False
        if alarm not in self._holding:
            self._holding[alarm] = asyncio.get_running_loop().call_later(self.hold, self._end, alarm)
        return True

    def _end(self, *alarms: Alarm) -> None:
        for alarm in alarms:
            _cancel(self._holding.pop(alarm, None))
            self._reported[alarm] = False
        self._show(alarms)

    def _settle(self) -> None:
        """Decide about alarms that the camera has not reported over its new connection.

        A camera that reports every state on connecting has ended them. For one that reports changes only, the known
        state stays, but motion and similar alarms expire, as their end may have been missed.
        """
        unconfirmed, self._unconfirmed = self._unconfirmed, set()
        if self._states_told:
            self._end(*unconfirmed)
            return
        self._unconfirmed = unconfirmed
        unreported = [alarm for alarm in self._expected if alarm not in self._reported]
        self._reported |= {alarm: self.known.get(alarm, False) for alarm in unreported}
        self._unconfirmed |= {alarm for alarm in unreported if self._reported[alarm]}
        self._show(unreported)
        if doubtful := [alarm for alarm in unreported if self._reported[alarm] and alarm not in _LASTING]:
            _cancel(self._expiring)
            self._expiring = asyncio.get_running_loop().call_later(_UNREPORTED_TIME, self._expire, doubtful)

    def _expire(self, doubtful: Collection[Alarm]) -> None:
        ended = self._unconfirmed.intersection(doubtful)
        self._unconfirmed -= ended
        self._end(*ended)

    def _show(self, alarms: Collection[Alarm]) -> None:
        """Publish the reported states, as far as holding and rate limit allow.

        An alarm that has begun after a gap is shown as off first: Home Assistant triggers on the change from off to on.
        """
        first: dict[Alarm, bool] = {}
        begun: set[Alarm] = set()
        for alarm in alarms:
            on, shown = self._reported[alarm], self.shown.get(alarm)
            if on == shown or (on and alarm in self._waiting) or self._is_delayed(alarm):
                continue
            if on and not (shown is None and self._goes_on(alarm)):
                begun.add(alarm)
            if not on or shown is None:
                first[alarm] = on and alarm not in begun
        if not self._ready:
            self._waiting |= begun
            begun.clear()
        self._set(first)
        self._set(dict.fromkeys(begun, True), begun)

    def _goes_on(self, alarm: Alarm) -> bool:
        """Return whether an active alarm was active before; for an unknown one, its first report decides."""
        return self.known.get(alarm, time.monotonic() - self._connected_at <= _LATE)

    def _set(self, states: Mapping[Alarm, bool], begun: Collection[Alarm] = ()) -> None:
        shown = {**self.shown, **states}
        if shown == self.shown:
            return
        self.shown = shown
        self.known = {**self.known, **{alarm: on for alarm, on in states.items() if alarm not in self._waiting}}
        self._publish(begun)

    def _is_delayed(self, alarm: Alarm) -> bool:
        """Return whether the kind changes too often to be published now; its latest state follows later."""
        if alarm in self._delayed:
            return True
        limit = self._limits[alarm]
        if not (delay := limit.delay):
            limit.take()
            return False
        self._delayed[alarm] = asyncio.get_running_loop().call_later(delay, self._show_late, alarm)
        return True

    def _show_late(self, alarm: Alarm) -> None:
        del self._delayed[alarm]
        with suppress(KeyError):  # already unknown
            self._show([alarm])


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
