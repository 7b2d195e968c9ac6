"""How a page of a Hucoms camera is described: its lines, their ranges, and which models have them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ..ranges import Check, number, one_of
from .model import HucomsModel

type Condition = Callable[[HucomsModel], bool]
type Rule = Callable[[Callable[[str], str]], bool]  # looks at the fields as they would be

SWITCH = one_of("enable", "disable")
PERCENT = number(1, 100)
PORT = number(3000, 60000)


def everywhere(_: HucomsModel) -> bool:
    """Every model has it."""
    return True


def since(version: str) -> Condition:
    """Models have it from this version of the API on."""
    return lambda model: model.speaks(version)


def until(version: str) -> Condition:
    """Models have it before this version of the API."""
    return lambda model: not model.speaks(version)


def having(thing: str) -> Condition:
    """Models with this page have it."""
    return lambda model: model.has(thing)


def lacking(thing: str) -> Condition:
    """Models without this page have it."""
    return lambda model: not model.has(thing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A line of a page."""

    name: str  # as it is read
    start: str = ""
    accepts: Check | None = None  # None: it can only be read
    sent: str = ""  # as it is written, where that differs
    remark: str = ""  # what the manual prints behind it
    when: tuple[str, str] | None = None  # it is told only while another field is at one of these: "h264|mpeg"
    due: tuple[str, str] | None = None  # it must be sent if another one is sent with this value
    gap: bool = False  # an empty line comes first
    only_in_info: bool = False  # its own page does not tell it, serverinfo does
    on: Condition = everywhere  # of two fields with one name, a model has one


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of /cgi-bin/control/ that stores what it is given."""

    get: str = ""
    set: str = ""
    fields: tuple[Field, ...]
    needs: tuple[str, ...] = ()
    numbered: bool = False  # the actions end in a number: getmotion1
    rules: tuple[tuple[str, Rule], ...] = ()  # what must hold between fields, and how to complain

    def of(self, name: str, model: HucomsModel) -> Page:
        """Leave out what a model does not have."""
        fields = (field for field in self.fields if field.on(model) and model.has(f"{name}/{field.name}"))
        return replace(self, fields=tuple(fields))

    def writable(self) -> dict[str, Field]:
        """Find the fields by the names they are written with."""
        return {field.sent or field.name: field for field in self.fields if field.accepts}


type Pages = Mapping[str, Page]


def field(name: str, start: str, accepts: Check, sent: str = "", *, on: Condition = everywhere) -> Field:
    """Describe an ordinary line."""
    return Field(name=name, start=start, accepts=accepts, sent=sent, on=on)


def several(what: str, most: int = 1) -> tuple[Field, Field]:
    """Describe the two lines above things that are numbered."""
    every = Field(name="allstatus", start="enable", accepts=SWITCH)
    return every, Field(name="maxno", start=str(most), remark=f"Max supported number of {what}")
