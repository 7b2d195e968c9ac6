"""Responses of a Netwave camera."""

from collections.abc import AsyncGenerator, Callable, Mapping

from ..clock import Clock
from ..request import Request
from ..wire import Response
from .fields import Fields
from .model import NetwaveModel

CLOSE = ("Connection", "close")
OPENING = b"--ipcamera\r\n"
CLOSING = b"\r\n--ipcamera\r\n"


class Responses:
    """Builds the responses of one camera."""

    def __init__(self, model: NetwaveModel, clock: Clock, value: Callable[[str], str]) -> None:
        self._model = model
        self._server = ("Server", model.server)
        self._clock = clock
        self._value = value

    def text(self, words: str, *, afterwards: Callable[[], None] | None = None) -> Response:
        """Return plain text."""
        body = words.encode("utf-8", "surrogateescape")
        return Response(headers=self._headers("text/plain", body), body=body, afterwards=afterwards)

    def fields(self, fields: Fields) -> Response:
        """Return fields as JavaScript variables: texts quoted, numbers bare."""
        lines = []
        for name, factory in fields.items():
            if self._model.has(name):
                quote = "'" if isinstance(factory, str) else ""
                lines.append(f"var {name}={quote}{self._value(name)}{quote};\n")
        return self.text("".join(lines))

    def recorded(self, fields: Mapping[str, str]) -> Response:
        """Return recorded fields."""
        values = {name: value if value.isdecimal() else f"'{value}'" for name, value in fields.items()}
        return self.text("".join(f"var {name}={value};\n" for name, value in values.items()))

    def done(self, request: Request, *, afterwards: Callable[[], None] | None = None) -> Response:
        """Report success, or redirect to next_url."""
        target = request.params.get("next_url")
        if not target:
            return self.text(self._model.done, afterwards=afterwards)
        headers = (*self._headers("text/html", b""), ("Location", f"/{target.lstrip('/')}"))
        return Response(status=302, headers=headers, afterwards=afterwards)

    def refused(self) -> Response:
        """Report invalid parameters."""
        return self.text(self._model.refused)

    def bad_frame(self) -> Response:
        """Report an invalid kind of request."""
        return self.text(self._model.bad_frame)

    def picture(self, jpeg: bytes, name: str) -> Response:
        """Return a picture."""
        kind, length = ("Content-Type", "image/jpeg"), ("Content-Length", str(len(jpeg)))
        called = ("Content-disposition", f'filename="{name}"')
        return Response(headers=(self._server, self._date(), kind, length, called, CLOSE), body=jpeg)

    def mjpeg(self, stream: AsyncGenerator[bytes]) -> Response:
        """Start an MJPEG stream."""
        kind = ("Content-Type", "multipart/x-mixed-replace;boundary=ipcamera")
        headers = (self._server, self._date(), ("Accept-Ranges", "bytes"), CLOSE, kind)
        return Response(headers=headers, stream=stream, video=True)

    def asf(self, stream: AsyncGenerator[bytes]) -> Response:
        """Start an ASF stream with audio."""
        headers = (self._server, self._date(), CLOSE, ("Content-Type", "video/x-ms-asf"))
        return Response(headers=headers, stream=stream, video=True)

    def file(self, content: bytes, name: str) -> Response:
        """Return a file download."""
        called = ("Content-disposition", f'filename="{name}"')
        return Response(headers=(*self._headers("application/octet-stream", content), called), body=content)

    def error_page(self, status: int, words: str, *extra: tuple[str, str]) -> Response:
        """Return an HTML error page."""
        head = f"<HTML><HEAD><TITLE>{status}</TITLE></HEAD>\n"
        page = f'{head}<BODY BGCOLOR="#cc9999"><H4>{status}</H4>\n{words}\n</BODY></HTML>\n'
        body = page.encode("utf-8", "replace")
        return Response(status=status, headers=(*extra, *self._headers("text/html", body)), body=body)

    def _headers(self, kind: str, body: bytes) -> tuple[tuple[str, str], ...]:
        length = ("Content-Length", str(len(body)))
        return (self._server, self._date(), ("Content-Type", kind), length, ("Cache-Control", "no-cache"), CLOSE)

    def _date(self) -> tuple[str, str]:
        return ("Date", self._clock.http_date())
