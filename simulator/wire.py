"""What a camera's answer looks like on the wire: byte for byte, and wrong where cameras are wrong."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal, override

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from .connection import reset
from .faults import Faults

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
PAGE_FOR_PEOPLE = b"<html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """The habits of one firmware's web server."""

    version: str = "HTTP/1.1"
    status_end: str = "\r\n"
    header_end: str = "\r\n"
    lf_pages: tuple[str, ...] = ()  # CGIs whose header lines end in a bare LF
    blank_before_colon: bool = False  # "Content-type : text/plain"
    nameless_header: bool = False  # a header line that is a value only
    duplicate_length: bool = False
    no_length: bool = False
    body_end: str = "\n"
    commands: Literal["204", "204 with body", "200"] = "204"  # a command that has nothing to tell
    unknown_action: Literal["204", "error"] = "204"
    remarks: bool = False  # "maxno = 1     * Max supported number"
    error: str = "Error:"
    part_length: Literal["header", "body", "none"] = "header"  # where an event's Content-Length stands
    part_end: str = "\n"
    blank_in_boundary: bool = False  # "--image_boundary _at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a camera answers: a body, or a stream that goes on."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    stream: AsyncGenerator[bytes] | None = None
    video: bool = False
    afterwards: Callable[[], None] | None = None  # to be done when all is sent

    def head(self, wire: Wire, page: str) -> bytes:
        """Write the status line and the headers."""
        end = "\n" if page in wire.lf_pages else wire.header_end
        lines = []
        for name, value in self.headers:
            length = name.lower() == "content-length"
            if length and wire.no_length:
                continue
            spaced = wire.blank_before_colon and name.lower() == "content-type"
            lines.append(f"{name} : {value}" if spaced else f"{name}: {value}")
            if length and wire.duplicate_length:
                lines.append(lines[-1])
        if wire.nameless_header:
            lines.append(": no-cache")
        status = f"{wire.version} {self.status} {REASONS[self.status]}{wire.status_end}"
        return (status + "".join(line + end for line in lines) + end).encode("latin-1", "replace")


class Reply(web.StreamResponse):
    """Sends an answer as it is, past everything aiohttp would put right."""

    def __init__(self, request: web.BaseRequest) -> None:
        super().__init__()
        self.force_close()
        self._asked = request
        self._over = False

    @override
    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Leave the head to the camera."""
        return request.writer

    @override
    async def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send bytes as they are."""
        transport = self._asked.transport
        if transport is None or transport.is_closing():
            raise ConnectionResetError("the client has gone")
        transport.write(data)
        await self._asked.writer.drain()

    @override
    async def write_eof(self, data: bytes = b"") -> None:
        """Hang up."""
        if not self._over and (transport := self._asked.transport) is not None:
            transport.close()
        self._over = True

    def reset(self) -> None:
        """Break the connection off."""
        if isinstance(transport := self._asked.transport, asyncio.Transport):
            reset(transport)
        self._over = True

    async def send(self, answer: Answer, wire: Wire, page: str, faults: Faults | None) -> None:
        """Send a whole answer, spoiled by the faults there are."""
        if faults and faults.reset:
            self.reset()
        elif faults and faults.garbage:
            await self.write(GARBAGE)
        elif faults and faults.html:
            await self._page_for_people()
        elif answer.stream is not None:
            await self._send_stream(answer.head(wire, page), answer.stream, half=bool(faults and faults.half))
        elif faults and faults.half:
            head = answer.head(wire, page)
            await self.write(head + answer.body[: len(answer.body) // 2])
        else:
            await self.write(answer.head(wire, page) + answer.body)
            await self.write_eof()
            if answer.afterwards:
                answer.afterwards()
        await self.write_eof()

    async def _send_stream(self, head: bytes, stream: AsyncGenerator[bytes], *, half: bool) -> None:
        async with aclosing(stream):
            await self.write(head)
            async for piece in stream:
                if half:
                    await self.write(piece[: len(piece) // 2])
                    return
                await self.write(piece)

    async def _page_for_people(self) -> None:
        headers = (("Content-Type", "text/html"), ("Content-Length", str(len(PAGE_FOR_PEOPLE))))
        await self.write(Answer(headers=headers).head(Wire(), "") + PAGE_FOR_PEOPLE)
