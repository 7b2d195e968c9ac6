"""Bridges outages of a camera that end within a minute.

An old camera on a weak Wi-Fi is often unreachable for some seconds. If each of its entities became unavailable each
time, nothing else could be found in the activity of Home Assistant: more than thirty entries for one short outage. The
sensor *Connected* shows every outage at once; the other entities keep their state for a while.
"""

from collections.abc import Callable

from homeassistant.core import HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

BRIDGED_SECONDS = 60  # a camera restarts within that time, and Wi-Fi comes back


class ShortOutages:
    """The time in which entities keep their state although the camera does not answer."""

    def __init__(self, hass: HomeAssistant, ended: Callable[[], None]) -> None:
        """Call `ended` when that time is over."""
        self._hass = hass
        self._ended = ended
        self._cancel: Callable[[], None] | None = None

    @property
    def bridged(self) -> bool:
        """Return whether the last outage began less than a minute ago."""
        return self._cancel is not None

    @callback
    def begin(self) -> None:
        """Note the beginning of an outage."""
        self.cancel()
        if BRIDGED_SECONDS:
            self._cancel = async_call_later(self._hass, BRIDGED_SECONDS, HassJob(self._end, cancel_on_shutdown=True))

    @callback
    def suspect(self) -> None:
        """Note that a connection has ended, which is often the beginning of an outage."""
        if not self.bridged:
            self.begin()

    @callback
    def cancel(self) -> None:
        """Stop the timer."""
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    @callback
    def _end(self, _: object) -> None:
        self._cancel = None
        self._ended()


class LastKnown[T]:
    """A value that outlasts a short outage."""

    def __init__(self, outages: ShortOutages) -> None:
        self._outages = outages
        self._value: T | None = None

    def update(self, value: T | None) -> T | None:
        """Return a value, or the one before if it has just become unknown."""
        if value is not None or not self._outages.bridged:
            self._value = value
        return self._value
