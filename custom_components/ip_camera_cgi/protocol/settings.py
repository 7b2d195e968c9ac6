"""What a setting of a camera is: where it is read, how it is written, which values it takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
import re
from types import MappingProxyType
from typing import Protocol

from .address import Role

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Codec[T](Protocol):
    """Turns a field's text into a value and back."""

    def decode(self, raw: str) -> T:
        """Return the value of a text; ValueError where it makes no sense."""
        ...

    def encode(self, value: T) -> str:
        """Return the text of a value; ValueError where the camera would not take it."""
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
        raise ValueError(f"none of {', '.join(self.options.values())}: {value!r}")


@dataclass(frozen=True, slots=True)
class Level:
    """A whole number between two others, or one more that means something of its own."""

    low: int
    high: int
    also: int | None = None

    @property
    def lowest(self) -> int:
        """Return the lowest that the camera takes."""
        return self.low if self.also is None else min(self.low, self.also)

    def decode(self, raw: str) -> int:
        """Return the number, even one that the camera should not have."""
        return int(raw)

    def encode(self, value: int) -> str:
        """Return the number's digits."""
        if not self.low <= value <= self.high and value != self.also:
            besides = "" if self.also is None else f"{self.also} or "
            raise ValueError(f"not {besides}between {self.low} and {self.high}: {value}")
        return str(value)


@dataclass(frozen=True, slots=True)
class Text:
    """A text of limited length; the camera stores printable ASCII only where it says so."""

    longest: int
    pattern: str = r"[^\x00-\x1f\x7f]*"

    def decode(self, raw: str) -> str:
        """Return it as it is."""
        return raw

    def encode(self, value: str) -> str:
        """Return it as it is."""
        if len(value) > self.longest:
            raise ValueError(f"longer than {self.longest} characters: {value!r}")
        if not re.fullmatch(self.pattern, value):
            raise ValueError(f"the camera cannot store it: {value!r}")
        return value


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that is only read."""

    def decode(self, raw: str) -> float:
        """Return the number."""
        return float(raw)

    def encode(self, value: float) -> str:
        """Refuse: nobody can set what is measured."""
        raise ValueError(f"cannot be set: {value}")


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
    fixed: Mapping[str, str] = _NOTHING
    # Fields of the setting's page that the camera wants with every write, by the parameter they are written as.
    along: Mapping[str, str] = _NOTHING
    # What to send for those that the page does not show at the moment.
    otherwise: Mapping[str, str] = _NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting[T]:
    """One setting of a camera; its codec tells what kind of thing it is."""

    key: str
    page: str
    field: str
    codec: Codec[T]
    write: Write | None = None
    category: Category = Category.CONFIG
    advanced: bool = False
    """Whether it is for experts, and disabled until asked for."""
    when: tuple[str, tuple[str, ...]] | None = None
    """A field of its page, and the values of it with which the setting means something."""
