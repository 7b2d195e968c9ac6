"""How a Hucoms camera writes its answers."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..wire import REASONS, Response

if TYPE_CHECKING:
    from .camera import HucomsCamera

CLOSE = ("Connection", "close")


class Responses:
    """Puts words and pictures into answers, in the habits that the camera has now."""

    def __init__(self, camera: HucomsCamera) -> None:
        self._camera = camera

    def text(self, lines: list[str], *, status: int = 200, afterwards: Callable[[], None] | None = None) -> Response:
        """Write lines."""
        body = "".join(line + self._camera.wire.body_end for line in lines).encode("utf-8", "surrogateescape")
        headers = (("Content-type", "text/plain"), ("Content-Length", str(len(body))), CLOSE)
        return Response(status=status, headers=headers, body=body, afterwards=afterwards)

    def failure(self, status: int) -> Response:
        """Answer what is no page of this camera."""
        return self.text([f"{status} {REASONS[status]}"], status=status)

    def error(self, words: str) -> Response:
        """Refuse what is asked."""
        return self.text([f"{self._camera.wire.error}{words}"])

    def unauthorized(self) -> Response:
        """Refuse a login."""
        if self._camera.personality.refusal == "error":
            return self.error("unauthorized")
        return self.text(["Unauthorized"], status=401)

    def not_admin(self) -> Response:
        """Refuse an account that is too weak."""
        if self._camera.personality.not_admin == "403":
            return self.text(["Forbidden"], status=403)
        return self.error("permission denied") if self._camera.personality.not_admin == "error" else self.unauthorized()

    def api_off(self) -> Response:
        """Refuse because httpapi.cgi has disabled everything."""
        if self._camera.personality.api_off == "404":
            return self.failure(404)
        return self.error("http api is disabled")

    def unknown_action(self) -> Response:
        """Answer what there is not."""
        return self.nothing_to_tell() if self._camera.wire.unknown_action == "204" else self.error("unknown action")

    def nothing_to_tell(self) -> Response:
        """Answer a command."""
        match self._camera.wire.commands:
            case "204":
                return Response(status=204, headers=(CLOSE,))
            case "204 with body":
                return self.text(["OK"], status=204)
            case "200":
                return self.text([])
