"""Personalities: models and firmware versions as data."""

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
    """Fields that all dialects share; each dialect adds its own."""

    name: str
    dialect: str
    model: str
    firmware: str
    id: str  # MAC address as twelve hexadecimal digits
    wire: Wire = field(default_factory=Wire)
    settings: Mapping[str, str] = field(default_factory=dict)  # differences from the factory values
    lacks: tuple[str, ...] = ()  # patterns of missing fields and pages
    levels: Mapping[str, str] = field(default_factory=dict)  # page: required role, where it differs
    strict: bool = True  # refuses unknown parameters
    frames_per_second: float = 15.0
    look_at: tuple[float, float, float] = (0.0, 0.0, 1.0)  # initial pan, tilt and zoom

    @classmethod
    def load(cls, name: str) -> Self:
        """Load a personality from its file."""
        with (FOLDER / f"{name}.toml").open("rb") as file:
            facts = tomllib.load(file)
        wire = Wire(**_frozen(facts.pop("wire", {})))
        return cls(name=name, wire=wire, **_frozen(facts))

    def has(self, thing: str) -> bool:
        """Return whether this model has a field or page."""
        return not any(fnmatchcase(thing, pattern) for pattern in self.lacks)

    def needs(self, page: str, usually: AccountRole) -> AccountRole:
        """Return the role that a page requires."""
        word = self.levels.get(page)
        return AccountRole[word.upper()] if word else usually


def names(dialect: str) -> list[str]:
    """Return the personalities of a dialect."""
    return sorted(
        path.stem for path in FOLDER.glob("*.toml") if tomllib.loads(path.read_text("utf-8"))["dialect"] == dialect
    )


def _frozen(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}
