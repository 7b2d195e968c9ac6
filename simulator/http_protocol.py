"""A web server like those of small cameras: parses leniently, answers one request and closes."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
import re
import socket
import struct
from typing import override

LINGER_ZERO = struct.pack("ii", 1, 0)  # SO_LINGER: close() discards unsent data and sends RST
MAX_HEAD_BYTES, MAX_BODY_BYTES = 0x8000, 0x2000000
REQUEST_TIMEOUT = 60.0  # seconds to receive a request
HALF_CLOSE_GRACE = 1.0  # seconds to finish a response after the client has half-closed
_HEAD_END = re.compile(rb"\n\r?\n")
_METHOD = re.compile(rb"[A-Za-z]{1,16}\s|[A-Za-z]{0,16}$")  # an HTTP method, or the start of one
_REQUEST_LINE = re.compile(rb"([A-Za-z]+)[ \t]+(\S.*?)(?:[ \t]+(HTTP/[0-9.]+))?[ \t]*", re.IGNORECASE | re.DOTALL)

type Serve = Callable[[HttpProtocol, RawRequest], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class RawRequest:
    """A request as received; header names in lower case."""

    method: str = ""
    target: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    sender: str = ""
    length: int = 0  # of request line and headers, in bytes

    @property
    def is_http(self) -> bool:
        """Whether it could be parsed."""
        return bool(self.method)


NOT_HTTP = RawRequest()


class HttpProtocol(asyncio.Protocol):
    """HTTP on one connection, for one request; further data is ignored."""

    def __init__(self, serve: Serve) -> None:
        self.streaming = False  # True once a stream has started: data is then only sent to clients that are still there
        self.task: asyncio.Task[None] | None = None
        self._serve = serve
        self._received = bytearray()
        self._needed = 1  # bytes needed before parsing is tried again
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._may_write = asyncio.Event()
        self._may_write.set()

    # Events of the transport

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the request timeout."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self._timer = asyncio.get_running_loop().call_later(REQUEST_TIMEOUT, transport.close)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the response."""
        self._cancel_timer()
        self._may_write.set()
        if self.task:
            self.task.cancel()

    @override
    def data_received(self, data: bytes) -> None:
        """Collect a request and start the response."""
        if self.task or self._transport is None or self._transport.is_closing():
            return
        self._received += data
        request = self._parse() if len(self._received) >= self._needed else None
        if request:
            self._cancel_timer()
            self._received.clear()
            self.task = asyncio.get_running_loop().create_task(self._serve_request(request))

    @override
    def eof_received(self) -> bool:
        """Finish the response after a half-close, unless it is a stream."""
        if self.task is None or self.task.done() or self.streaming or self._transport is None:
            return False
        self._timer = asyncio.get_running_loop().call_later(HALF_CLOSE_GRACE, self._transport.abort)
        return True

    @override
    def pause_writing(self) -> None:
        """Wait for a slow client."""
        self._may_write.clear()

    @override
    def resume_writing(self) -> None:
        """Continue."""
        self._may_write.set()

    # Sending

    async def write(self, data: bytes) -> None:
        """Send bytes, no faster than the client takes them."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionResetError("the client has gone")
        self._transport.write(data)
        await self._may_write.wait()

    def close(self) -> None:
        """Close when everything is sent."""
        if self._transport:
            self._transport.close()

    def reset(self) -> None:
        """Close with RST."""
        if self._transport:
            reset(self._transport)

    # Parsing

    async def _serve_request(self, request: RawRequest) -> None:
        try:
            await self._serve(self, request)
        except ConnectionError:
            pass
        finally:
            self.close()

    def _parse(self) -> RawRequest | None:
        """Parse what was received; None while it is incomplete."""
        heard = self._received
        first, newline, _ = heard.partition(b"\n")
        line = _REQUEST_LINE.fullmatch(first.rstrip(b"\r")) if newline else None
        end = _HEAD_END.search(heard)
        long = (end.end() if end else len(heard)) > MAX_HEAD_BYTES
        if long or not _METHOD.match(first) or bool(newline) != bool(line):
            return NOT_HTTP
        if line and not line[3]:  # HTTP/0.9
            return self._request(line, b"", b"", len(first))
        if line is None or end is None:
            return None
        head, body = bytes(heard[len(first) : end.start()]), bytes(heard[end.end() :])
        request = self._request(line, head, body, end.end())
        length = request.headers.get("content-length", "")
        wanted = int(length) if re.fullmatch("[0-9]{1,12}", length) else 0
        if wanted > MAX_BODY_BYTES:
            return NOT_HTTP
        self._needed = end.end() + wanted
        return request if len(heard) >= self._needed else None

    def _request(self, line: re.Match[bytes], head: bytes, body: bytes, length: int) -> RawRequest:
        method, target = (part.decode("utf-8", "surrogateescape") for part in (line[1], line[2]))
        headers: dict[str, str] = {}
        for each in re.sub(r"\r?\n[ \t]+", " ", head.decode("utf-8", "surrogateescape").strip("\r\n")).splitlines():
            name, _, value = each.partition(":")
            headers.setdefault(name.strip().lower(), value.strip())
        sender = self._transport.get_extra_info("peername")[0] if self._transport else ""
        return RawRequest(method.upper(), target, headers, body, sender, length)

    def _cancel_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None


def reset(transport: asyncio.Transport) -> None:
    """Close a connection with RST."""
    if not transport.is_closing():
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_ZERO)
        transport.abort()
