"""The entries of both manuals: every CGI with its actions, parameters and return keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
import re
from typing import Any

import yaml

MANUALS = Path(__file__).parents[2] / "tests" / "manuals"


class Kind(StrEnum):
    """Kind of a manual entry."""

    ACTION = "actions"
    PARAMETER = "parameters"
    COMMAND = "numbered commands"
    KEY = "return keys"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a manual."""

    dialect: str
    cgi: str
    action: str
    kind: Kind
    name: str = ""
    section: str = ""

    def covers(self, cgi: str, action: str, name: str) -> bool:
        """Return whether a name matches the entry: {n} is a number, keys are case-insensitive."""
        return cgi == self.cgi and _fits(self.action, action) and _fits(self.name, name)


def _fits(pattern: str, text: str) -> bool:
    if "{n}" not in pattern:
        return pattern.lower() == text.lower()
    return bool(re.fullmatch(re.escape(pattern).replace(r"\{n\}", r"[1-9]\d*"), text, re.IGNORECASE))


@cache
def read(name: str) -> dict[str, Any]:
    """Read the data of a manual."""
    reported: dict[str, Any] = yaml.safe_load((MANUALS / f"{name}.yaml").read_text("utf-8"))
    return reported


def netwave() -> Iterator[Entry]:
    """Yield the entries of the Netwave manual, where a CGI is an action."""
    for cgi in read("netwave")["cgis"]:
        page = "netwave", cgi["cgi"], ""
        yield Entry(*page, Kind.ACTION)
        for param in cgi["params"]:
            yield Entry(*page, Kind.PARAMETER, param["name"])
            if cgi["cgi"] == "camera_control.cgi" and param["name"] == "param":
                for number in param["choices"]:
                    yield Entry(*page, Kind.COMMAND, f"param={number}")
        for number in cgi.get("commands", ()):
            yield Entry(*page, Kind.COMMAND, f"command={number}")
        for key in cgi["returns"]:
            yield Entry(*page, Kind.KEY, key["name"])


def hucoms() -> Iterator[Entry]:
    """Yield the entries of the Hucoms manual 1.20."""
    for cgi in read("hucoms")["cgis"]:
        for action in cgi["actions"]:
            yield from _action(cgi["cgi"], action)


def hucoms_1_22() -> Iterator[Entry]:
    """Yield additions, changes and removals of version 1.22 of the Hucoms manual."""
    delta = read("hucoms_v122_delta")
    for cgi in (*delta["new_cgis"], *delta["new_actions_on_existing_cgis"]):
        for action in cgi["actions"]:
            yield from _action(cgi["cgi"], action)
    for change in delta["changed"]:
        for param in change["request_params"]:
            yield Entry("hucoms", change["cgi"], change["action"], Kind.PARAMETER, param["name"])
    for key in delta["event_keys"]:
        yield Entry("hucoms", "requestevent.cgi", "getevent", Kind.KEY, key)
    for action, keys in delta["capability_keys"].items():
        for key in keys:
            yield Entry("hucoms", "capabilityvideo.cgi", action, Kind.KEY, key)
    for action in delta["gone"]:
        yield Entry("hucoms", action["cgi"], action["action"], Kind.ACTION, "gone")


def _action(cgi: str, action: dict[str, Any]) -> Iterator[Entry]:
    page = "hucoms", cgi, action["name"].replace("(none)", "")
    yield Entry(*page, Kind.ACTION)
    for param in action.get("request_params") or ():
        yield Entry(*page, Kind.PARAMETER, param["name"])
    for key in action.get("response_keys") or ():
        reported = key if isinstance(key, dict) else {"name": key}
        yield Entry(*page, Kind.KEY, reported["name"], reported.get("section", ""))
