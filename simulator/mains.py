"""Whether a camera runs, starts again or has no power, and so whether anybody listens at its port."""

import asyncio
from collections.abc import Callable

from .faults import Faults
from .listener import Listener


class Mains:
    """The plug of one camera."""

    def __init__(self, listener: Listener, faults: Faults, restarted: Callable[[], None]) -> None:
        self._listener = listener
        self._faults = faults
        self._restarted = restarted
        self._return: asyncio.TimerHandle | None = None

    @property
    def away(self) -> bool:
        """Whether the camera is starting again."""
        return self._return is not None

    def look(self) -> asyncio.Task[None] | None:
        """Listen if there is no reason against it."""
        if self._faults.power_cut:
            self._listener.die()
        elif self.away or self._faults.refuse:
            self._listener.close()
        else:
            return self._listener.open()
        return None

    def boot(self, seconds: float) -> None:
        """Listen after a while, and only then."""
        self.unplug()
        self._return = asyncio.get_running_loop().call_later(seconds, self._come_back)
        self.look()

    def power_changed(self, seconds: float) -> None:
        """Go dead, or start after it."""
        if self._faults.power_cut:
            self.unplug()
            self.look()
        else:
            self._listener.revive()
            self.boot(seconds)

    def unplug(self) -> None:
        """Start no more."""
        if self._return:
            self._return.cancel()
            self._return = None

    def _come_back(self) -> None:
        self._return = None
        self._restarted()
        self.look()
