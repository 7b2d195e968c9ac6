"""Description of Hucoms pages: fields, ranges, and the models that have them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ..ranges import Check, number, one_of
from .model import HucomsModel

type Condition = Callable[[HucomsModel], bool]
type Rule = Callable[[Callable[[str], str]], bool]  # receives a function that returns the new value of a field

SWITCH = one_of("enable", "disable")
PERCENT = number(1, 100)
PORT = number(3000, 60000)


def everywhere(_: HucomsModel) -> bool:
    """Every model has it."""
    return True


def since(version: str) -> Condition:
    """Models from this API version on have it."""
    return lambda model: model.speaks(version)


def until(version: str) -> Condition:
    """Models before this API version have it."""
    return lambda model: not model.speaks(version)


def having(thing: str) -> Condition:
    """Models with this page have it."""
    return lambda model: model.has(thing)


def lacking(thing: str) -> Condition:
    """Models without this page have it."""
    return lambda model: not model.has(thing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One line of a page."""

    name: str  # name in responses
    start: str = ""
    accepts: Check | None = None  # None for read-only fields
    sent: str = ""  # name in requests, if it differs
    remark: str = ""  # remark that the manual prints behind the value
    when: tuple[str, str] | None = None  # only shown while another field has one of these values: "h264|mpeg"
    due: tuple[str, str] | None = None  # required if another field is sent with this value
    gap: bool = False  # preceded by an empty line
    only_in_info: bool = False  # only shown in serverinfo
    on: Condition = everywhere  # the models that have it; of two fields with one name, each model has one


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of /cgi-bin/control/ with stored fields."""

    get: str = ""
    set: str = ""
    fields: tuple[Field, ...]
    needs: tuple[str, ...] = ()
    numbered: bool = False  # actions end in a number: getmotion1
    rules: tuple[tuple[str, Rule], ...] = ()  # constraints between fields, with their error messages

    def of(self, name: str, model: HucomsModel) -> Page:
        """Return the fields that a model has."""
        fields = (field for field in self.fields if field.on(model) and model.has(f"{name}/{field.name}"))
        return replace(self, fields=tuple(fields))

    def writable(self) -> dict[str, Field]:
        """Return the writable fields by request name."""
        return {field.sent or field.name: field for field in self.fields if field.accepts}


type Pages = Mapping[str, Page]


def field(name: str, start: str, accepts: Check, sent: str = "", *, on: Condition = everywhere) -> Field:
    """Describe a normal line."""
    return Field(name=name, start=start, accepts=accepts, sent=sent, on=on)


def several(what: str, most: int = 1) -> tuple[Field, Field]:
    """Describe the two lines that precede numbered items."""
    every = Field(name="allstatus", start="enable", accepts=SWITCH)
    return every, Field(name="maxno", start=str(most), remark=f"Max supported number of {what}")
