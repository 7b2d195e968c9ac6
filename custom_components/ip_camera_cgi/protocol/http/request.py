"""Requests to a camera, independent of how the login is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from aiohttp import FormData

from .priority_lock import Priority

_NO_PARAMS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Form:
    """A multipart form with one file."""

    content_type: str
    body: bytes

    @classmethod
    async def with_file(cls, name: str, file: bytes) -> Self:
        """Build the form for a file."""
        form = FormData(default_to_multipart=True)
        form.add_field("file", file, filename=name, content_type="application/octet-stream")
        multipart = form()
        return cls(multipart.headers["Content-Type"], await multipart.as_bytes())


@dataclass(frozen=True, slots=True)
class Request:
    """A request: what is sent, and how it competes with other requests."""

    path: str
    params: Mapping[str, str] = _NO_PARAMS
    form: Form | None = None
    """A form, which makes it a POST."""
    login: bool = True
    """Whether the login is sent."""
    command: bool = False
    """Whether it changes something: it precedes queries and is never sent twice."""
    urgent: bool = False
    """Whether it is sent at once, in parallel to all others."""
    alarm: bool = False
    """Whether it polls for alarms, which gets at least every other turn."""
    lasting: bool = False
    """Whether it may take the camera a minute: it runs in parallel, but one at a time."""
    timeout: float = 8
    """Seconds until the response must be complete, without the time in the queue."""
    max_bytes: int = 256 * 1024
    """Maximum length of the response."""

    @property
    def priority(self) -> Priority:
        """Return the priority in the queue."""
        if self.alarm:
            return Priority.ALARM
        return Priority.COMMAND if self.command else Priority.QUERY
