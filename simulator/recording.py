"""Recordings: diagnostics of a real camera that the simulator replays.

Recorded pages are returned unchanged, except for settings that were changed since.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
import json
from pathlib import Path
from typing import Any, Literal, Self

from .account import AccountRole
from .request import Request

type Way = Literal["basic", "digest", "query"]

_LOGIN = frozenset(("user", "pwd", "id", "passwd"))


@dataclass(frozen=True, slots=True)
class Recording:
    """The pages of a camera, each under its request: path, query and, after a #, the section."""

    dialect: str
    role: AccountRole  # role of the recorded account
    login: Way  # how the login was sent: "basic", "digest" or "query"
    info: Mapping[str, str]
    pages: Mapping[str, Mapping[str, str]]
    not_given: frozenset[str]
    signed_in: frozenset[str]  # requests that were answered only with a login
    allows_anonymous: bool
    baseline: dict[str, str] = field(default_factory=dict)  # settings of the simulated camera at the first request

    @classmethod
    def load(cls, path: Path) -> Self:
        """Load a diagnostics file."""
        report: dict[str, Any] = json.loads(path.read_text("utf-8"))["data"]
        role = {"visitor": AccountRole.VISITOR, "operator": AccountRole.OPERATOR}.get(report["role"], AccountRole.ADMIN)
        logins = [each["login"] for each in report["asked"] if each["login"] not in ("", "none")]
        return cls(
            dialect=report["dialect"],
            role=role,
            login=logins[-1] if logins else "basic",
            info={name: value or "" for name, value in report["info"].items()},
            pages=report["pages"],
            not_given=frozenset(report["not_given"]),
            signed_in=frozenset(each["question"] for each in report["asked"] if each["login"] not in ("", "none")),
            allows_anonymous=bool(report["open_to_everybody"]),
        )

    def asks_for_login(self, question: str) -> bool:
        """Return whether a request was sent with a login."""
        return question in self.signed_in

    def lacks(self, request: Request) -> bool:
        """Return whether the camera was asked and had no such page."""
        return any(_matches(question, request) for question in self.not_given - self.pages.keys())

    def sections_for(self, request: Request) -> dict[str, dict[str, str]]:
        """Return the recorded fields for a request by section; a single section may have no name."""
        found = {question: fields for question, fields in self.pages.items() if _matches(question, request)}
        return {question.partition("#")[2]: dict(fields) for question, fields in found.items()}

    def changed(self, settings: Mapping[str, str], name: str) -> bool:
        """Return whether a setting of the simulated camera has been changed."""
        if not self.baseline:
            self.baseline.update(settings)
        return name in settings and settings[name] != self.baseline.get(name)


def _matches(question: str, request: Request) -> bool:
    """Return whether a request matches a recorded one, ignoring the login."""
    path, _, query = question.partition("#")[0].partition("?")
    wanted = dict(pair.split("=", 1) for pair in query.split("&") if pair)
    params = {name: value for name, value in request.params.items() if name not in _LOGIN}
    return path.lower() == request.path.lower() and wanted == params
