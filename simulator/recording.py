"""What a real camera was found to say: the diagnostics that somebody downloaded, so that it can be played.

A page is told word for word as it was, but for what has been changed since at the simulated camera behind it.
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
    """The pages of a camera, each by the question that it answers: path, query, and behind a # its section."""

    dialect: str
    role: AccountRole  # what the account may do that they were recorded with
    login: Way  # how it was shown: "basic", "digest" or "query"
    info: Mapping[str, str]
    pages: Mapping[str, Mapping[str, str]]
    not_given: frozenset[str]
    signed_in: frozenset[str]  # questions that were answered only with a login
    allows_anonymous: bool
    baseline: dict[str, str] = field(default_factory=dict)  # what the simulated camera had when it was first asked

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a download."""
        told: dict[str, Any] = json.loads(path.read_text("utf-8"))["data"]
        role = {"visitor": AccountRole.VISITOR, "operator": AccountRole.OPERATOR}.get(told["role"], AccountRole.ADMIN)
        logins = [each["login"] for each in told["asked"] if each["login"] not in ("", "none")]
        return cls(
            dialect=told["dialect"],
            role=role,
            login=logins[-1] if logins else "basic",
            info={name: value or "" for name, value in told["info"].items()},
            pages=told["pages"],
            not_given=frozenset(told["not_given"]),
            signed_in=frozenset(each["question"] for each in told["asked"] if each["login"] not in ("", "none")),
            allows_anonymous=bool(told["open_to_everybody"]),
        )

    def asks_for_login(self, question: str) -> bool:
        """Whether a question was asked with a login."""
        return question in self.signed_in

    def lacks(self, request: Request) -> bool:
        """Whether the camera was asked this, and gave nothing."""
        return any(_is_asked(question, request) for question in self.not_given - self.pages.keys())

    def sections_for(self, request: Request) -> dict[str, dict[str, str]]:
        """Find what was told when this was asked, by sections; the only one may have no name."""
        found = {question: fields for question, fields in self.pages.items() if _is_asked(question, request)}
        return {question.partition("#")[2]: dict(fields) for question, fields in found.items()}

    def changed(self, settings: Mapping[str, str], name: str) -> bool:
        """Whether a setting of the simulated camera is no longer what it was."""
        if not self.baseline:
            self.baseline.update(settings)
        return name in settings and settings[name] != self.baseline.get(name)


def _is_asked(question: str, request: Request) -> bool:
    """Whether a request asks just this, whoever asks."""
    path, _, query = question.partition("#")[0].partition("?")
    wanted = dict(pair.split("=", 1) for pair in query.split("&") if pair)
    said = {name: value for name, value in request.params.items() if name not in _LOGIN}
    return path.lower() == request.path.lower() and wanted == said
