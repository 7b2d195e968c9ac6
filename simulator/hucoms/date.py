"""serverdate.cgi: the clock in the format of the manual."""

from collections.abc import Mapping
from datetime import UTC, datetime

from ..clock import Clock
from ..ranges import number
from .lines import Lines
from .model import HucomsModel
from .store import RefusedError

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DATE = {
    "year": number(1970, 2031),
    "month": number(1, 12),
    "day": number(1, 31),
    "hour": number(0, 23),
    "minute": number(0, 59),
    "second": number(0, 59),
}


class ServerDate:
    """Reads and sets the clock."""

    def __init__(self, model: HucomsModel, clock: Clock) -> None:
        self._model = model
        self._clock = clock
        self._by_user = False  # setting the clock by hand disables the time server
        self.restart()

    def restart(self) -> None:
        """Apply the time after a restart."""
        if not self._model.time_server:
            self._clock.reset()
        elif not self._by_user:
            self._clock.synchronise()

    def reset(self) -> None:
        """Enable the time server again."""
        self._by_user = False

    def obey(self, action: str, params: Mapping[str, str]) -> Lines:
        """Answer serverdate.cgi."""
        if action == "setdate":
            self._clock.set(_moment({"second": "0"} | dict(params)).timestamp())
            self._by_user = True
        return self.lines() if action in ("getdate", "setdate") else None

    def lines(self) -> list[str]:
        """Return the time as lines."""
        now = self._clock.local()
        month = MONTHS[now.month - 1] if self._model.month == "name" else str(now.month)
        return [f"serverdate = {month} {now.day}, {now.year} {now:%H:%M:%S}"]


def _moment(date: Mapping[str, str]) -> datetime:
    for name in DATE.keys() | date.keys():
        if name not in DATE or not DATE[name](date.get(name, "")):
            raise RefusedError(f"invalid value of {name}")
    year, month, day, hour, minute, second = (int(date[name]) for name in DATE)
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise RefusedError("there is no such day") from error
