"""What a setting of a camera is: where it is read, how it is written, which values it takes."""

from collections.abc import Mapping
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
_MAX_TIMESTAMP = 2**32  # seconds; beyond that no such clock counts
_YEARS = range(1970, 2107)  # that such a clock may show
_NUMBER_LIMIT = 2**63  # what no camera's number reaches, and what no JSON may hold


class Codec[T](Protocol):
    """Turns a field's text into a value and back."""

    def decode(self, raw: str) -> T:
        """Return the value of a text; ValueError where it makes no sense."""
        ...

    def encode(self, value: T) -> str:
        """Return the text of a value; BadValueError where the camera would not take it."""
        ...


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that is on or off."""

    on: str = "1"
    off: str = "0"

    def decode(self, raw: str) -> bool:
        """Return whether it is on."""
        if raw.lower() not in {self.on, self.off}:
            raise ValueError(f"neither {self.on} nor {self.off}: {raw!r}")
        return raw.lower() == self.on

    def encode(self, value: bool) -> str:
        """Return the camera's word for it."""
        if not isinstance(value, bool):
            raise BadValueError("not_on_or_off")
        return self.on if value else self.off


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several; the camera's words are the keys, ours the values."""

    options: Mapping[str, str]

    def decode(self, raw: str) -> str:
        """Return our word for it."""
        for theirs, ours in self.options.items():
            if raw.lower() == theirs.lower():
                return ours
        raise ValueError(f"none of {', '.join(self.options)}: {raw!r}")

    def encode(self, value: str) -> str:
        """Return the camera's word for it."""
        for theirs, ours in self.options.items():
            if value == ours:
                return theirs
        raise BadValueError("not_a_choice", choices=", ".join(dict.fromkeys(self.options.values())))


@dataclass(frozen=True, slots=True)
class Level:
    """A whole number between two others, or one more that means something of its own."""

    low: int
    high: int
    special: int | None = None
    unit: str = ""
    reversed: bool = False
    """Whether the camera counts the other way round: people expect that more is more."""

    @property
    def lowest(self) -> int:
        """Return the lowest that the camera takes."""
        return self.low if self.special is None else min(self.low, self.special)

    def decode(self, raw: str) -> int:
        """Return the number, even one that the camera should not have."""
        if abs(number := int(raw)) >= _NUMBER_LIMIT:
            raise ValueError("no camera counts so far")
        return self._turned(number)

    def encode(self, value: int) -> str:
        """Return the number's digits."""
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
    """Return how a time zone is shown: UTC+09:00."""
    hours, minutes = divmod(round(abs(offset.total_seconds()) / 60), 60)
    return f"UTC{'-' if offset < timedelta() else '+'}{hours:02}:{minutes:02}"


def time_zones() -> Choice:
    """Return the choice of a time zone, which a camera counts in seconds west of Greenwich."""
    return Choice({str(round(-hours * 3600)): time_zone(timedelta(hours=hours)) for hours in _OFFSET_HOURS})


@dataclass(frozen=True, slots=True)
class Text:
    """A text of limited length; the camera stores printable ASCII only where it says so."""

    max_length: int
    """Bytes of its UTF-8."""
    pattern: str = r"[^\x00-\x1f\x7f\ud800-\udfff]*"
    error: str = "characters"
    """The reason given where a text does not fit the pattern."""
    legacy: str = CHINESE
    """The encoding of texts that are not UTF-8."""

    def decode(self, raw: str) -> str:
        """Return it as people read it."""
        return readable(raw, self.legacy)

    def encode(self, value: str | bytes) -> str:
        """Return it as it travels; bytes are those that the camera itself showed elsewhere, such as a network's."""
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
    """A text that nobody is shown."""


@dataclass(frozen=True, slots=True)
class Mask:
    """Many things that are on or off, a bit each; the first is bit 0."""

    width: int

    def decode(self, raw: str) -> int:
        """Return the bits; a camera may write the highest as a sign."""
        return int(raw) & ((1 << self.width) - 1)

    def encode(self, value: int) -> str:
        """Return the bits as a number."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise BadValueError("not_a_number")
        if not 0 <= value < 1 << self.width:
            raise BadValueError("out_of_range", low=0, high=(1 << self.width) - 1)
        return str(value)


@dataclass(frozen=True, slots=True)
class Ipv4:
    """An address of four numbers, or none, which cameras write in several ways."""

    none: str = ""

    def decode(self, raw: str) -> str:
        """Return the address, or nothing."""
        return "" if raw in {"", "0.0.0.0"} else str(IPv4Address(raw))  # noqa: S104  nothing listens here

    def encode(self, value: str) -> str:
        """Return it as the camera writes it."""
        if not isinstance(value, str):  # a number would do for an address, too
            raise BadValueError("no_address")
        try:
            return str(IPv4Address(value)) if self.decode(value) else self.none
        except AddressValueError as err:
            raise BadValueError("no_address") from err


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that is only read."""

    unit: str = ""

    def decode(self, raw: str) -> float:
        """Return the number."""
        if not math.isfinite(measured := float(raw)):
            raise ValueError(f"nothing that can be measured: {raw!r}")
        return measured

    def encode(self, value: float) -> str:
        """Refuse: nobody can set what is measured."""
        raise BadValueError("read_only")


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time that is only read: in seconds since 1970, or as the camera's wall clock shows it."""

    formats: tuple[str, ...] = ()

    def decode(self, raw: str) -> datetime:
        """Return the moment; without a time zone where the camera does not say which one it means."""
        if not self.formats:
            return _EPOCH + timedelta(seconds=max(0, min(int(raw), _MAX_TIMESTAMP)))
        for form in self.formats:
            try:
                moment = datetime.strptime(raw, form)  # noqa: DTZ007  that is all the camera says
            except ValueError:
                continue
            if moment.year in _YEARS:
                return moment
        raise ValueError(f"no date: {raw!r}")

    def encode(self, value: datetime) -> str:
        """Refuse: a clock is set in another way."""
        raise BadValueError("read_only")


@dataclass(frozen=True, slots=True)
class LastLine:
    """The last of several lines that the camera writes into one text; only read."""

    def decode(self, raw: str) -> str:
        """Return it."""
        return readable(next((line.strip() for line in reversed(lines_of(raw)) if line.strip()), ""))

    def encode(self, value: str) -> str:
        """Refuse: the camera writes it."""
        raise BadValueError("read_only")


def lines_of(raw: str) -> list[str]:
    """Return the lines of a text; some cameras write a backslash and an n where one ends."""
    return raw.replace("\\n", "\n").splitlines()


class Category(Enum):
    """How close to daily life a setting is."""

    PRIMARY = auto()
    CONFIG = auto()
    DIAGNOSTIC = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """How a setting is written: what is sent where, beside the value itself."""

    path: str
    param: str
    role: Role = Role.ADMINISTRATOR
    fixed: Mapping[str, str] = _EMPTY
    # Fields of the setting's page that the camera wants with every write, by the parameter they are written as.
    sent_with: Mapping[str, str] = _EMPTY
    # What to send for those that the page does not show at the moment.
    defaults: Mapping[str, str] = _EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting[T]:
    """One setting of a camera; its codec tells what kind of thing it is."""

    key: str
    page: str
    field: str
    """Its name in the page; empty for what can be set and not read."""
    codec: Codec[T]
    write: Write | None = None
    category: Category = Category.CONFIG
    advanced: bool = False
    """Whether it is for experts, and disabled until asked for."""
    available_when: tuple[str, tuple[str, ...]] | None = None
    """A field of its page, and the values of it with which the setting means something."""
    not_echoed: bool = False
    """Whether some cameras take it, and do not show it in its page."""
    for_administrators: bool = False
    """Whether it decides how the camera is reached in the network, so that not every user may change it."""
    group: str = ""
    """The group that it is set with in one go; it is of no use alone."""
