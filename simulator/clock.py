"""The clock of a camera, which a time server keeps correct."""

from datetime import UTC, datetime
from time import time


class Clock:
    """Unix time as the camera believes."""

    def __init__(self) -> None:
        self._offset = 0.0

    def now(self) -> float:
        """Return the time of the camera."""
        return time() + self._offset

    def set(self, seconds: float) -> None:
        """Set the time."""
        self._offset = seconds - time()

    def reset(self) -> None:
        """Reset to 1970, like a camera without a battery."""
        self.set(0.0)

    @property
    def error(self) -> float:
        """Deviation from the real time in seconds."""
        return self._offset

    def jump(self, seconds: float) -> None:
        """Set the deviation in seconds."""
        self._offset = seconds

    def synchronise(self) -> None:
        """Synchronize with a time server."""
        self._offset = 0.0

    def local(self, west: int = 0) -> datetime:
        """Return the wall-clock time, the given number of seconds west of Greenwich."""
        return datetime.fromtimestamp(self.now() - west, UTC)

    def http_date(self) -> str:
        """Return the time in HTTP format."""
        moment = self.local()
        day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[moment.weekday()]
        return f"{day}, {moment:%d} {MONTHS[moment.month - 1]} {moment:%Y %H:%M:%S} GMT"


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
