"""Responses of a Hucoms camera."""

from collections.abc import Callable
from typing import Protocol

from ..wire import REASONS, Response, Wire
from .model import HucomsModel

CLOSE = ("Connection", "close")


class Format(Protocol):
    """What decides about the form of a response."""

    @property
    def personality(self) -> HucomsModel:
        """The model."""
        ...

    @property
    def wire(self) -> Wire:
        """The wire format, which faults may change."""
        ...


class Responses:
    """Builds responses in the camera's current wire format."""

    def __init__(self, camera: Format) -> None:
        self._camera = camera

    def text(self, lines: list[str], *, status: int = 200, afterwards: Callable[[], None] | None = None) -> Response:
        """Return lines as text."""
        body = "".join(line + self._camera.wire.body_end for line in lines).encode("utf-8", "surrogateescape")
        headers = (("Content-type", "text/plain"), ("Content-Length", str(len(body))), CLOSE)
        return Response(status=status, headers=headers, body=body, afterwards=afterwards)

    def failure(self, status: int) -> Response:
        """Answer a request for a page that does not exist."""
        return self.text([f"{status} {REASONS[status]}"], status=status)

    def error(self, words: str) -> Response:
        """Return an error message."""
        return self.text([f"{self._camera.wire.error}{words}"])

    def unauthorized(self) -> Response:
        """Refuse a login."""
        if self._camera.personality.refusal == "error":
            return self.error("unauthorized")
        return self.text(["Unauthorized"], status=401)

    def not_admin(self) -> Response:
        """Refuse an account without administrator rights."""
        if self._camera.personality.not_admin == "403":
            return self.text(["Forbidden"], status=403)
        return self.error("permission denied") if self._camera.personality.not_admin == "error" else self.unauthorized()

    def api_off(self) -> Response:
        """Refuse because httpapi.cgi has disabled the API."""
        if self._camera.personality.api_off == "404":
            return self.failure(404)
        return self.error("http api is disabled")

    def unknown_action(self) -> Response:
        """Answer an unknown action."""
        return self.nothing_to_tell() if self._camera.wire.unknown_action == "204" else self.error("unknown action")

    def nothing_to_tell(self) -> Response:
        """Answer a command without content."""
        match self._camera.wire.commands:
            case "204":
                return Response(status=204, headers=(CLOSE,))
            case "204 with body":
                return self.text(["OK"], status=204)
            case "200":
                return self.text([])
