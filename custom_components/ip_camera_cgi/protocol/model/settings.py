"""Settings and their codecs: where a setting is read, how it is written, and which values it takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from ipaddress import AddressValueError, IPv4Address
import math
import re
from types import MappingProxyType
from typing import Protocol

from .address import Role
from .errors import BadValueError
from .text import CHINESE, from_wire, readable

_EMPTY: Mapping[str, str] = MappingProxyType({})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_TIMESTAMP = 2**32  # seconds; the limit of a 32-bit clock
_YEARS = range(1970, 2107)  # years that such a clock can show
_NUMBER_LIMIT = 2**63  # larger than any number of a camera, and than JSON can represent exactly as an integer


class Codec[T](Protocol):
    """Converts between the text of a field and a value."""

    def decode(self, raw: str) -> T:
        """Parse the text of a field; raises ValueError."""
        ...

    def encode(self, value: T) -> str:
        """Format a value; raises BadValueError if the camera would not accept it."""
        ...


@dataclass(frozen=True, slots=True)
class Flag:
    """A switch."""

    on: str = "1"
    off: str = "0"

    def decode(self, raw: str) -> bool:
        """Return whether it is on."""
        if raw.lower() not in {self.on, self.off}:
            raise ValueError(f"neither {self.on} nor {self.off}: {raw!r}")
        return raw.lower() == self.on

    def encode(self, value: bool) -> str:
        """Return the camera's word for the value."""
        if not isinstance(value, bool):
            raise BadValueError("not_on_or_off")
        return self.on if value else self.off


@dataclass(frozen=True, slots=True)
class Choice:
    """A selection; keys are the camera's words, values are ours."""

    options: Mapping[str, str]

    def decode(self, raw: str) -> str:
        """Return our word for the option."""
        for theirs, ours in self.options.items():
            if raw.lower() == theirs.lower():
                return ours
        raise ValueError(f"none of {', '.join(self.options)}: {raw!r}")

    def encode(self, value: str) -> str:
        """Return the camera's word for the value."""
        for theirs, ours in self.options.items():
            if value == ours:
                return theirs
        raise BadValueError("not_a_choice", choices=", ".join(dict.fromkeys(self.options.values())))


@dataclass(frozen=True, slots=True)
class Level:
    """An integer within a range, or one special value outside it."""

    low: int
    high: int
    special: int | None = None
    unit: str = ""
    reversed: bool = False
    """Whether the camera counts in the opposite direction; users expect that more is more."""

    @property
    def lowest(self) -> int:
        """Return the lowest accepted value."""
        return self.low if self.special is None else min(self.low, self.special)

    def decode(self, raw: str) -> int:
        """Return the number, even outside the range."""
        if abs(number := int(raw)) >= _NUMBER_LIMIT:
            raise ValueError("no camera counts so far")
        return self._turned(number)

    def encode(self, value: int) -> str:
        """Format the number."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise BadValueError("not_a_number")
        if value == self.special or self.low <= value <= self.high:
            return str(self._turned(value))
        if self.special is None:
            raise BadValueError("out_of_range", low=self.low, high=self.high)
        raise BadValueError("out_of_ranges", low=self.low, high=self.high, also=self.special)

    def _turned(self, number: int) -> int:
        return self.low + self.high - number if self.reversed else number


_OFFSET_HOURS = (
    *(-12, -11, -10, -9.5, -9, -8, -7, -6, -5, -4, -3.5, -3, -2.5, -2, -1, 0, 1, 2, 3, 3.5, 4, 4.5, 5, 5.5, 5.75, 6),
    *(6.5, 7, 8, 8.75, 9, 9.5, 10, 10.5, 11, 12, 12.75, 13, 13.75, 14),
)
"""The offsets from UTC that are in use, by standard or by summer time."""


def time_zone(offset: timedelta) -> str:
    """Return the display text of a time zone: UTC+09:00."""
    hours, minutes = divmod(round(abs(offset.total_seconds()) / 60), 60)
    return f"UTC{'-' if offset < timedelta() else '+'}{hours:02}:{minutes:02}"


def time_zones() -> Choice:
    """Return a choice of time zones for a camera that counts in seconds west of Greenwich."""
    return Choice({str(round(-hours * 3600)): time_zone(timedelta(hours=hours)) for hours in _OFFSET_HOURS})


@dataclass(frozen=True, slots=True)
class Text:
    """A text of limited length; some fields accept printable ASCII only."""

    max_length: int
    """Bytes of its UTF-8."""
    pattern: str = r"[^\x00-\x1f\x7f\ud800-\udfff]*"
    error: str = "characters"
    """The reason given where a text does not fit the pattern."""
    legacy: str = CHINESE
    """The encoding of texts that are not UTF-8."""

    def decode(self, raw: str) -> str:
        """Return the text for display."""
        return readable(raw, self.legacy)

    def encode(self, value: str | bytes) -> str:
        """Return the text as sent to the camera; bytes are values that the camera itself has shown, such as an SSID."""
        if not isinstance(value, (str, bytes)):
            raise BadValueError("not_a_text")
        if len(value) > self.max_length:
            raise BadValueError("too_long", longest=self.max_length)
        if isinstance(value, bytes):
            return from_wire(value)
        if not re.fullmatch(self.pattern, value):
            raise BadValueError(self.error)
        if len(value.encode()) > self.max_length:
            raise BadValueError("too_many_bytes", longest=self.max_length)
        return value


@dataclass(frozen=True, slots=True)
class Secret(Text):
    """A text that is never shown."""


@dataclass(frozen=True, slots=True)
class Mask:
    """A bit field; the first item is bit 0."""

    width: int

    def decode(self, raw: str) -> int:
        """Return the bits as an unsigned number; cameras may write the highest bit as a sign."""
        return int(raw) & ((1 << self.width) - 1)

    def encode(self, value: int) -> str:
        """Format the bits as a number."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise BadValueError("not_a_number")
        if not 0 <= value < 1 << self.width:
            raise BadValueError("out_of_range", low=0, high=(1 << self.width) - 1)
        return str(value)


@dataclass(frozen=True, slots=True)
class Ipv4:
    """An IPv4 address or none, which cameras write in several ways."""

    none: str = ""

    def decode(self, raw: str) -> str:
        """Return the address, or an empty string for none."""
        return "" if raw in {"", "0.0.0.0"} else str(IPv4Address(raw))  # noqa: S104  a placeholder; nothing is bound

    def encode(self, value: str) -> str:
        """Format the address as the camera expects it."""
        if not isinstance(value, str):  # IPv4Address would also accept an integer
            raise BadValueError("no_address")
        try:
            return str(IPv4Address(value)) if self.decode(value) else self.none
        except AddressValueError as err:
            raise BadValueError("no_address") from err


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured, read-only number."""

    unit: str = ""

    def decode(self, raw: str) -> float:
        """Parse the number."""
        if not math.isfinite(measured := float(raw)):
            raise ValueError(f"nothing that can be measured: {raw!r}")
        return measured

    def encode(self, value: float) -> str:
        """Raise BadValueError: measurements are read-only."""
        raise BadValueError("read_only")


@dataclass(frozen=True, slots=True)
class Moment:
    """A read-only point in time, as Unix time or as text of the camera's wall clock."""

    formats: tuple[str, ...] = ()

    def decode(self, raw: str) -> datetime:
        """Return the time, without a time zone if it is wall-clock time."""
        if not self.formats:
            return _EPOCH + timedelta(seconds=max(0, min(int(raw), _MAX_TIMESTAMP)))
        for form in self.formats:
            try:
                moment = datetime.strptime(raw, form)  # noqa: DTZ007  the camera does not report a time zone
            except ValueError:
                continue
            if moment.year in _YEARS:
                return moment
        raise ValueError(f"no date: {raw!r}")

    def encode(self, value: datetime) -> str:
        """Raise BadValueError: the clock is set by a maintenance command."""
        raise BadValueError("read_only")


@dataclass(frozen=True, slots=True)
class LastLine:
    """The last line of a multi-line, read-only text."""

    def decode(self, raw: str) -> str:
        """Return the last line that is not blank."""
        return readable(next((line.strip() for line in reversed(lines_of(raw)) if line.strip()), ""))

    def encode(self, value: str) -> str:
        """Raise BadValueError: the text is read-only."""
        raise BadValueError("read_only")


def lines_of(raw: str) -> list[str]:
    """Split a text into lines; some cameras write line breaks as a backslash and an n."""
    return raw.replace("\\n", "\n").splitlines()


class Category(Enum):
    """Where a setting belongs in the user interface."""

    PRIMARY = auto()
    CONFIG = auto()
    DIAGNOSTIC = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """How a setting is written."""

    path: str
    param: str
    role: Role = Role.ADMINISTRATOR
    fixed: Mapping[str, str] = _EMPTY
    # Fields of the same page that have to be sent with every write, by parameter name.
    sent_with: Mapping[str, str] = _EMPTY
    # Values for those of them that the page does not currently show.
    defaults: Mapping[str, str] = _EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting[T]:
    """One setting of a camera; its codec determines the type of its value."""

    key: str
    page: str
    field: str
    """Name of the field in the page; empty for write-only settings."""
    codec: Codec[T]
    write: Write | None = None
    category: Category = Category.CONFIG
    advanced: bool = False
    """Whether its entity is disabled by default."""
    available_when: tuple[str, tuple[str, ...]] | None = None
    """Another field of the page, and the values of it for which the setting is available."""
    not_echoed: bool = False
    """Whether some cameras accept it without showing it in the page."""
    present: Callable[[Mapping[str, Mapping[str, str]]], bool] | None = None
    """Condition on the pages under which a model has the setting, in addition to the field in its page."""
    for_administrators: bool = False
    """Whether it affects how the camera is reached over the network, so that only administrators may change it."""
    group: str = ""
    """Group that is written as a whole; empty for a setting of its own."""
