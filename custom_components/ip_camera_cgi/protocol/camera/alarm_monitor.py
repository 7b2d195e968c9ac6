"""Takes in what a camera announces, for as long as somebody wants to know."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import aclosing, suppress
import logging
import random
import time
from typing import override

from ..dialects.driver import CameraDriver, Watch
from ..model.errors import CameraError
from ..model.values import Alarm, CameraEvent, Page

_LOGGER = logging.getLogger(__name__)

_LASTING = 10  # seconds after which a connection that breaks counts as one that had worked
_CONFIRM = 2  # seconds within which a camera repeats over a new connection what is so
_CALLED_WITHIN = 15  # seconds around the beginning of an alarm; a camera is asked each ten seconds
_SOONEST = 0.2  # seconds until a camera that is asked is asked again
_LISTEN_AGAIN = 30  # seconds, the longest wait before a connection is tried again
_CHANGES = 20  # a second are told for ever
_BURST = 40  # changes that are told at once, however quickly they follow each other


class Listening(Watch):
    """What is known of a camera's alarms and of its output, and how it becomes known."""

    def __init__(self, driver: CameraDriver, pages: Callable[[], Mapping[str, Page]], *, output_told: bool) -> None:
        self.on = False
        """Whether the camera is heard at the moment; else nothing is known."""
        self.alarms: Mapping[Alarm, bool] = {}
        self.output: bool | None = None
        self.hold = 0.0
        """Seconds for which an alarm that the camera ended still counts."""
        self.pushed = False
        self.called_late: Callable[[], None] = lambda: None
        """Called when an alarm was found by asking, although the camera should have said so."""
        self._called_at = float("-inf")
        self._paused_at = float("-inf")
        self._driver = driver
        self._pages = pages
        self._output_told = output_told
        self._changed: Callable[[], None] = lambda: None
        self._told_for = float("-inf")
        self._telling: asyncio.TimerHandle | None = None
        self._answered = asyncio.Event()
        self._woken = asyncio.Event()
        self._ending: dict[Alarm, asyncio.TimerHandle] = {}
        self._unconfirmed: set[Alarm] = set()
        self._confirming: asyncio.TimerHandle | None = None
        self._expecting: asyncio.TimerHandle | None = None

    @property
    @override
    def pages(self) -> Mapping[str, Page]:
        return self._pages()

    @property
    def at_once(self) -> bool:
        """Return whether the camera says by itself when an alarm begins."""
        return self.on and (self.pushed or self._driver.announces)

    @override
    async def pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()  # it may have been woken while it asked, and the answer be older
        await asyncio.sleep(self._paused_at + _SOONEST - time.monotonic())  # however often it calls
        self._paused_at = time.monotonic()
        self._woken.clear()

    def wake(self) -> None:
        """Have a camera that is asked be asked at once."""
        self._woken.set()

    def called(self) -> None:
        """Take note that the camera says that an alarm begins; it does not say which, so it is asked at once."""
        self._called_at = time.monotonic()
        self.answered()
        self.wake()

    def answered(self) -> None:
        """Note that the camera has answered something: it is there."""
        self._answered.set()

    async def run(self, changed: Callable[[], None]) -> None:
        """Listen for ever; calls back after each change, and when the camera falls silent.

        A connection that breaks is opened again at once; only if that fails, too, nothing is known any more.
        """
        self._changed = changed
        self._woken.clear()  # it begins by asking
        try:
            await self._listen()
        finally:
            self._forget()

    async def _listen(self) -> None:
        failures = 0
        while True:
            opened = time.monotonic()
            try:
                async with aclosing(self._driver.events(self)) as events:
                    async for event in events:
                        self._hear(event)
                        if not event.anew:
                            failures = 0
            except CameraError as err:
                _LOGGER.debug("Listening to %s broke off: %s", self._driver.address, err)
            failures = 1 if time.monotonic() - opened > _LASTING else failures + 1
            if failures > 1 and self.on:
                self._lose()
            wait = min(2 ** min(failures - 1, 10), _LISTEN_AGAIN)
            self._answered.clear()
            with suppress(TimeoutError):  # a camera that answers again is listened to at once
                async with asyncio.timeout(wait * random.uniform(0.8, 1.2)):  # noqa: S311  it spreads reconnects
                    await self._answered.wait()

    def _hear(self, event: CameraEvent) -> None:
        if event.anew and not self._unconfirmed:
            if self._confirming is not None:
                self._confirming.cancel()
            self._unconfirmed = {alarm for alarm, on in self.alarms.items() if on}
            self._confirming = asyncio.get_running_loop().call_later(_CONFIRM, self._end_unconfirmed)
        self._unconfirmed -= set(event.alarms)
        if self.pushed and any(on and not self.alarms.get(alarm) for alarm, on in event.alarms.items()):
            self._expect_call()
        alarms = dict(self.alarms)
        for alarm, on in event.alarms.items():
            if on and alarm in self._ending:
                self._ending.pop(alarm).cancel()
            alarms[alarm] = on or self._is_held(alarm)
        output = self.output if event.output is None else event.output
        if (alarms, output, True) != (self.alarms, self.output, self.on):
            self.alarms, self.output, self.on = alarms, output, True
            self._tell()

    def _expect_call(self) -> None:
        """See that the camera calls within some seconds of the beginning of an alarm."""
        if self._expecting is not None:
            self._expecting.cancel()
        earliest = time.monotonic() - _CALLED_WITHIN

        def look() -> None:
            if self._called_at < earliest:
                self.called_late()

        self._expecting = asyncio.get_running_loop().call_later(_CALLED_WITHIN, look)

    def _is_held(self, alarm: Alarm) -> bool:
        """Return whether an alarm counts although the camera has ended it."""
        if not self.alarms.get(alarm) or not self.hold:
            return False
        if alarm not in self._ending:
            self._ending[alarm] = asyncio.get_running_loop().call_later(self.hold, self._end, alarm)
        return True

    def _end(self, *alarms: Alarm) -> None:
        for alarm in alarms:
            self._ending.pop(alarm, None)
        if self.on and any(self.alarms.get(alarm) for alarm in alarms):
            self.alarms = {**self.alarms, **dict.fromkeys(alarms, False)}
            self._tell()

    def _end_unconfirmed(self) -> None:
        """Take alarms that the camera did not repeat over its new connection for ended while nobody listened."""
        ended, self._unconfirmed = self._unconfirmed, set()
        self._end(*ended)

    def _tell(self) -> None:
        """Tell that something has changed; of a camera that flickers without end, now and then how it stands.

        Each change costs much more than hearing of it: one camera gone mad would take all of Home Assistant's time.
        """
        loop = asyncio.get_running_loop()
        now = loop.time()
        if self._telling is not None:
            return
        wait = self._told_for - _BURST / _CHANGES - now
        if wait > 0:
            self._telling = loop.call_later(wait, self._tell_late)
            return
        self._told_for = max(self._told_for, now) + 1 / _CHANGES
        self._changed()

    def _tell_late(self) -> None:
        self._telling = None
        self._tell()

    def _lose(self) -> None:
        self.on = False
        self.alarms = {}
        if self._output_told:
            self.output = None
        self._forget()
        self._tell()

    def _forget(self) -> None:
        self._unconfirmed = set()
        for timer in (*self._ending.values(), self._confirming, self._expecting, self._telling):
            if timer is not None:
                timer.cancel()
        self._ending.clear()
        self._telling = None
