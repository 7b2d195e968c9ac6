"""A camera's clock: right as long as a time server helps it."""

from datetime import UTC, datetime
from time import time


class Clock:
    """Seconds since 1970, as the camera believes."""

    def __init__(self) -> None:
        self._offset = 0.0

    def now(self) -> float:
        """Tell the time."""
        return time() + self._offset

    def set(self, seconds: float) -> None:
        """Believe something else from now on."""
        self._offset = seconds - time()

    def reset(self) -> None:
        """Start again in 1970, as a camera without a battery does."""
        self.set(0.0)

    @property
    def error(self) -> float:
        """By how many seconds it is wrong."""
        return self._offset

    def jump(self, seconds: float) -> None:
        """Be wrong by so many seconds."""
        self._offset = seconds

    def synchronise(self) -> None:
        """Ask a time server."""
        self._offset = 0.0

    def local(self, west: int = 0) -> datetime:
        """Tell the time on the wall, so many seconds west of Greenwich."""
        return datetime.fromtimestamp(self.now() - west, UTC)

    def http_date(self) -> str:
        """Tell the time as HTTP writes it."""
        moment = self.local()
        day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[moment.weekday()]
        return f"{day}, {moment:%d} {MONTHS[moment.month - 1]} {moment:%Y %H:%M:%S} GMT"


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
