"""Wire format of responses, including the mistakes that cameras make."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal

from .faults import Faults
from .http_protocol import HttpProtocol

REASONS = {
    200: "OK",
    204: "No Content",
    302: "Found",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    501: "Not Implemented",
}
GARBAGE = b"\x00\x15\xfe\x93MO_O\x00\x00\x11\x80" * 6
HTML_PAGE = b"<html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """HTTP peculiarities of one firmware's web server."""

    version: str = "HTTP/1.1"
    status_end: str = "\r\n"
    header_end: str = "\r\n"
    lf_pages: tuple[str, ...] = ()  # CGIs whose header lines end in a bare LF
    plus_is_blank: bool = True  # whether + means a blank in a query
    blank_before_colon: bool = False  # "Content-type : text/plain", as printed in the manual except for live video
    nameless_header: bool = False  # a header line without a name
    duplicate_length: bool = False
    no_length: bool = False
    body_end: str = "\n"
    commands: Literal["204", "204 with body", "200"] = "204"  # response to a command without content
    unknown_action: Literal["204", "error"] = "204"
    remarks: bool = False  # "maxno = 1     * Max supported number"
    error: str = "Error:"
    part_length: Literal["header", "body", "none"] = "header"  # where the Content-Length of an event is written
    part_end: str = "\n"
    blank_in_boundary: bool = False  # "--image_boundary _at" as the first delimiter
    bare_pictures: bool = False  # live video is one JPEG after the other, without delimiters
    live_type: str | None = None  # Content-Type of live video instead of the usual one; empty for none


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A response: a body, or a stream."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    stream: AsyncGenerator[bytes] | None = None
    video: bool = False
    afterwards: Callable[[], None] | None = None  # called when everything is sent

    def head(self, wire: Wire, page: str) -> bytes:
        """Return status line and headers."""
        end = "\n" if page in wire.lf_pages else wire.header_end
        lines = []
        for name, value in self.headers:
            length = name.lower() == "content-length"
            if length and wire.no_length:
                continue
            if self.video and name.lower() == "content-type" and wire.live_type is not None:
                if wire.live_type:
                    lines.append(f"{name}: {wire.live_type}")
                continue
            spaced = wire.blank_before_colon and name.lower() == "content-type" and not value.startswith("multipart")
            lines.append(f"{name} : {value}" if spaced else f"{name}: {value}")
            if length and wire.duplicate_length:
                lines.append(lines[-1])
        if wire.nameless_header:
            lines.append(": no-cache")
        status = f"{wire.version} {self.status} {REASONS[self.status]}{wire.status_end}"
        return (status + "".join(line + end for line in lines) + end).encode("latin-1", "replace")


class ResponseSender:
    """Sends one response, altered by the active faults."""

    def __init__(self, protocol: HttpProtocol, on_send: Callable[[bytes], None]) -> None:
        self._protocol = protocol
        self._on_send = on_send

    async def send(self, answer: Response, wire: Wire, page: str, faults: Faults | None) -> None:
        """Send a response and close the connection."""
        if faults and faults.reset:
            self._protocol.reset()
        elif faults and faults.garbage:
            await self._write(GARBAGE)
        elif faults and faults.html:
            await self._send_html_page()
        elif answer.stream is not None:
            await self._send_stream(answer.head(wire, page), answer.stream, half=bool(faults and faults.half))
        elif faults and faults.half:
            head = answer.head(wire, page)
            await self._write(head + answer.body[: len(answer.body) // 2])
        else:
            await self._write(answer.head(wire, page) + answer.body)
            self._protocol.close()
            if answer.afterwards:
                answer.afterwards()
        self._protocol.close()

    async def _send_stream(self, head: bytes, stream: AsyncGenerator[bytes], *, half: bool) -> None:
        self._protocol.streaming = True
        async with aclosing(stream):
            await self._write(head)
            async for piece in stream:
                if half:
                    await self._write(piece[: len(piece) // 2])
                    return
                await self._write(piece)

    async def _send_html_page(self) -> None:
        headers = (("Content-Type", "text/html"), ("Content-Length", str(len(HTML_PAGE))))
        await self._write(Response(headers=headers).head(Wire(), "") + HTML_PAGE)

    async def _write(self, data: bytes) -> None:
        self._on_send(data)
        await self._protocol.write(data)
