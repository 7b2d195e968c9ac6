"""Finds the place of a manual entry: in the integration's tables, or in tests/manuals/places.toml."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
import json
from pathlib import Path
import re
import tomllib
from typing import Any

from custom_components.ip_camera_cgi.actions import MODULES
from custom_components.ip_camera_cgi.protocol import DRIVERS, Choice, Flag, Level, Setting, Text
from custom_components.ip_camera_cgi.protocol.dialects.hucoms.pages import PAGES as HUCOMS_PAGES
from custom_components.ip_camera_cgi.protocol.dialects.netwave.pages import PAGES as NETWAVE_PAGES

from .manuals import MANUALS, Entry, Kind
from .words import PLAIN, folded

ROOT = Path(__file__).parents[2]
TEXTS: dict[str, Any] = json.loads(
    (ROOT / "custom_components" / "ip_camera_cgi" / "translations" / "en.json").read_text("utf-8")
)
DATA: dict[str, list[dict[str, Any]]] = tomllib.loads((MANUALS / "places.toml").read_text("utf-8"))
EVERY_VALUE = "tests/home_assistant/test_every_setting.py::test_every_value"
DISABLED = " (disabled by default)"

_PLATFORMS: dict[type, str] = {Flag: "switch", Choice: "select", Level: "number", Text: "text"}
_MODULES = {action.name: module.__name__.rpartition(".")[2] for module in MODULES for action in module.ACTIONS}
# Groups of settings by the actions that set and read them, where these have other names.
_GROUPS = {
    r"(?:alarm|viewing|ftp)_schedule": ("set_schedule", "get_schedule"),
    r"motion_area_\w+": ("set_motion_area", "get_motion_area"),
    r"privacy_area_\d+": ("set_privacy_area", "get_privacy_areas"),
    r"factory_ddns": ("set_ddns", "get_settings"),
    r"(\w+)": (r"set_\1", "get_settings"),
}


class Sort(StrEnum):
    """How an entry is covered, the best first."""

    ENTITY = "entity"
    ACTION = "action"
    DEVICE = "device page, forms"
    INSIDE = "used inside"
    REPEATS = "repeated"
    REASON = "left out for a reason"


SERVED = (Sort.ENTITY, Sort.ACTION, Sort.DEVICE, Sort.INSIDE)


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """A setting that reads or writes an entry, possibly only as a side effect."""

    setting: Setting[Any]
    dialect: str
    cgi: str
    action: str
    kind: Kind
    name: str
    by_the_way: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The place of an entry, or the reason why it has none."""

    sort: Sort
    text: str
    tests: tuple[str, ...] = ()
    settings: tuple[Setting[Any], ...] = ()


def source(setting: Setting[Any], dialect: str) -> tuple[str, str]:
    """Return the CGI and action that read a setting."""
    if dialect == "netwave":
        return NETWAVE_PAGES[setting.page][0].removeprefix("/"), ""
    page = HUCOMS_PAGES[setting.page]
    return page.cgi, page.get


def target(setting: Setting[Any]) -> tuple[str, str]:
    """Return the CGI and action that write a setting."""
    assert setting.write is not None  # noqa: S101  the caller saw to it
    return setting.write.path.rpartition("/")[2], setting.write.fixed.get("action", "")


@cache
def uses() -> tuple[Use, ...]:
    """Return all fields read and written by settings of dialects with a manual."""
    documented = (driver for driver in DRIVERS if driver.dialect in DATA)
    return tuple(use for driver in documented for setting in driver.settings for use in _uses(setting, driver.dialect))


def _uses(setting: Setting[Any], dialect: str) -> Iterator[Use]:
    read, write = (setting, dialect, *source(setting, dialect)), setting.write
    if setting.field:
        yield Use(*read, Kind.KEY, setting.field)
    if write is None:
        return
    written = setting, dialect, *target(setting)
    yield Use(*written, Kind.PARAMETER, write.param)
    if dialect == "hucoms":
        for name in HUCOMS_PAGES[setting.page].extra:
            yield Use(*read, Kind.PARAMETER, name, by_the_way=True)
    for name, value in write.fixed.items():
        if name != "action":
            yield Use(*written, Kind.PARAMETER, name, by_the_way=True)
            yield Use(*written, Kind.COMMAND, f"{name}={value}", by_the_way=True)
    for name, reported in write.sent_with.items():
        yield Use(*written, Kind.PARAMETER, name, by_the_way=True)
        yield Use(*read, Kind.KEY, reported, by_the_way=True)


@cache
def users(entry: Entry) -> tuple[Use, ...]:
    """Return the settings that use an entry."""
    return tuple(
        use for use in _uses_of(entry.dialect, entry.cgi, entry.kind) if entry.covers(use.cgi, use.action, use.name)
    )


@cache
def _uses_of(dialect: str, cgi: str, kind: Kind) -> tuple[Use, ...]:
    return tuple(use for use in uses() if (use.dialect, use.cgi, use.kind) == (dialect, cgi, kind))


@cache
def place(entry: Entry) -> Place | None:
    """Return the place of an entry, or None."""
    reported = [_reported(rule) for rule in rules(entry)]
    served = [each for each in reported if each.sort in SERVED]
    owners = {use.setting.key: use.setting for use in users(entry) if not use.by_the_way}
    if not owners and entry.kind in (Kind.PARAMETER, Kind.COMMAND) and not reported:
        owners = {use.setting.key: use.setting for use in users(entry)}
    if owners:
        served.insert(0, _of_settings(tuple(owners.values()), entry.dialect))
    if not served:
        return reported[0] if reported else None
    return Place(
        min((each.sort for each in served), key=list(Sort).index),
        ", ".join(dict.fromkeys(each.text for each in served)),
        tuple(dict.fromkeys(test for each in served for test in each.tests)),
        tuple(owners.values()),
    )


@cache
def rules(entry: Entry) -> tuple[dict[str, Any], ...]:
    """Return the rules of the data file for an entry."""
    return tuple(rule for rule in DATA[entry.dialect] if applies(rule, entry))


def applies(rule: Mapping[str, Any], entry: Entry) -> bool:
    """Return whether a rule applies to an entry; an action itself has an empty name."""
    if entry.kind is Kind.ACTION and not entry.name and "" not in rule.get("names", [""]):
        return False
    return (
        fnmatchcase(entry.cgi, rule["cgi"])
        and fnmatchcase(entry.action, rule.get("action", "*"))
        and fnmatchcase(entry.section, rule.get("section", "*"))
        and ("kind" not in rule or entry.kind == rule["kind"])
        and any(fnmatchcase(entry.name, name) for name in rule.get("names", ["*"]))
    )


def is_named(entry: Entry) -> bool:
    """Return whether a rule names an action itself."""
    return any("" in rule.get("names", ()) for rule in rules(entry))


def _reported(rule: Mapping[str, Any]) -> Place:
    tests = tuple(rule.get("tests", ()))
    for sort, key in ((Sort.INSIDE, "inside"), (Sort.REPEATS, "repeats")):
        if key in rule:
            return Place(sort, rule[key], tests)
    if "reason" in rule:
        return Place(Sort.REASON, rule["reason"], tests)
    places = [_named(name) for name in rule["at"]]
    tests += tuple(f"tests/home_assistant/test_actions_{_MODULES[name]}.py" for name in rule["at"] if name in _MODULES)
    return Place(places[0][0], ", ".join(text for _, text in places), tests)


def _named(name: str) -> tuple[Sort, str]:
    """Parse "binary_sensor.motion" or "set_mac"; other texts are returned unchanged."""
    key, _, hidden = name.partition(" ")
    platform, _, entity = key.partition(".")
    if key in _MODULES:
        return Sort.ACTION, f"action *{TEXTS['services'][key]['name']}*"
    if entity:
        return Sort.ENTITY, f"{platform} *{TEXTS['entity'][platform][entity]['name']}*{DISABLED if hidden else ''}"
    return (Sort.ENTITY if key == "camera" else Sort.DEVICE), name


def _of_settings(settings: tuple[Setting[Any], ...], dialect: str) -> Place:
    texts = folded((_of_setting(setting) for setting in settings), PLAIN)
    return Place(
        Sort.ACTION if all(setting.group for setting in settings) else Sort.ENTITY,
        ", ".join(texts),
        tuple(dict.fromkeys(test for setting in settings for test in covering(setting, dialect))),
    )


def _of_setting(setting: Setting[Any]) -> str:
    if not setting.group:
        name = TEXTS["entity"][platform(setting)][setting.key]["name"]
        return f"{platform(setting)} *{name}*{DISABLED if setting.advanced else ''}"
    sets, reads = actions_of(setting.group)
    services = TEXTS["services"]
    member = re.sub(r"^\d+_", "", setting.key.removeprefix(f"{setting.group}_"))
    part = services[sets]["fields"].get(member, {}).get("name")
    reported = f", read by *{services[reads]['name']}*" if setting.field else ""
    return f"action *{services[sets]['name']}*{f' ({part})' if part else ''}{reported}"


def platform(setting: Setting[Any]) -> str:
    """Return the platform of a setting."""
    if setting.write is None:
        return "binary_sensor" if isinstance(setting.codec, Flag) else "sensor"
    return _PLATFORMS[type(setting.codec)]


def actions_of(group: str) -> tuple[str, str]:
    """Return the actions that write and read a group of settings."""
    pattern, (sets, reads) = next(each for each in _GROUPS.items() if re.fullmatch(each[0], group))
    return re.sub(pattern, sets, group), reads


def covering(setting: Setting[Any], dialect: str) -> tuple[str, ...]:
    """Return the tests of a setting."""
    tests: list[str] = next((rule["tests"] for rule in exceptions(dialect, setting.key)), [EVERY_VALUE])
    if setting.group:
        tests = [*tests, f"tests/home_assistant/test_actions_{_MODULES[actions_of(setting.group)[0]]}.py"]
    return tuple(tests)


def exceptions(dialect: str, key: str) -> Iterator[dict[str, Any]]:
    """Yield rules that name other tests for a setting than the generic one."""
    return (
        rule for rule in DATA["tested"] if rule.get("dialect", dialect) == dialect and re.fullmatch(rule["keys"], key)
    )
