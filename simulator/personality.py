"""Models and firmwares of cameras, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
import tomllib
from typing import Any, Self

from .account import AccountRole
from .wire import Wire

FOLDER = Path(__file__).parent / "personalities"


@dataclass(frozen=True, slots=True, kw_only=True)
class Personality:
    """What all cameras have; the dialects add their own."""

    name: str
    dialect: str
    model: str
    firmware: str
    id: str  # the MAC address, twelve hexadecimal digits
    wire: Wire = field(default_factory=Wire)
    settings: Mapping[str, str] = field(default_factory=dict)  # where it differs from the others
    lacks: tuple[str, ...] = ()  # patterns of what this model does not have
    levels: Mapping[str, str] = field(default_factory=dict)  # page: who may ask for it, where that is unusual
    strict: bool = True  # refuses parameters it does not know
    frames_per_second: float = 15.0
    look_at: tuple[float, float, float] = (0.0, 0.0, 1.0)  # pan, tilt, zoom when it starts

    @classmethod
    def load(cls, name: str) -> Self:
        """Read a personality from its file."""
        with (FOLDER / f"{name}.toml").open("rb") as file:
            facts = tomllib.load(file)
        wire = Wire(**_frozen(facts.pop("wire", {})))
        return cls(name=name, wire=wire, **_frozen(facts))

    def has(self, thing: str) -> bool:
        """Whether this model has a field or a page."""
        return not any(fnmatchcase(thing, pattern) for pattern in self.lacks)

    def needs(self, page: str, usually: AccountRole) -> AccountRole:
        """Tell what an account must be allowed to get a page."""
        word = self.levels.get(page)
        return AccountRole[word.upper()] if word else usually


def names(dialect: str) -> list[str]:
    """List the personalities of a dialect."""
    return sorted(
        path.stem for path in FOLDER.glob("*.toml") if tomllib.loads(path.read_text("utf-8"))["dialect"] == dialect
    )


def _frozen(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}
