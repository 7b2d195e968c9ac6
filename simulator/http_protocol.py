"""A web server as small cameras have one: it reads a request without being particular, answers it and hangs up."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
import re
import socket
import struct
from typing import override

LINGER_ZERO = struct.pack("ii", 1, 0)  # SO_LINGER: closing throws away what is left and sends RST
MAX_HEAD_BYTES, MAX_BODY_BYTES = 0x8000, 0x2000000
REQUEST_TIMEOUT = 60.0  # seconds a client may take to say what it wants
HALF_CLOSE_GRACE = 1.0  # seconds in which a client that says no more may still be answered
_HEAD_END = re.compile(rb"\n\r?\n")
_METHOD = re.compile(rb"[A-Za-z]{1,16}\s|[A-Za-z]{0,16}$")  # of a request line, as far as it has come
_REQUEST_LINE = re.compile(rb"([A-Za-z]+)[ \t]+(\S.*?)(?:[ \t]+(HTTP/[0-9.]+))?[ \t]*", re.IGNORECASE | re.DOTALL)

type Serve = Callable[[HttpProtocol, RawRequest], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class RawRequest:
    """What a client has said; the names of the headers are in small letters."""

    method: str = ""
    target: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    sender: str = ""
    length: int = 0  # of line and headers, in bytes

    @property
    def is_http(self) -> bool:
        """Whether it is anything that can be understood."""
        return bool(self.method)


NOT_HTTP = RawRequest()


class HttpProtocol(asyncio.Protocol):
    """Speaks HTTP on one connection, for one request: whatever comes after it is not heard."""

    def __init__(self, serve: Serve) -> None:
        self.streaming = False  # from now on only a client that is there gets anything
        self.task: asyncio.Task[None] | None = None
        self._serve = serve
        self._received = bytearray()
        self._needed = 1  # so many bytes are worth a look
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._may_write = asyncio.Event()
        self._may_write.set()

    # What the network tells

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to listen."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self._timer = asyncio.get_running_loop().call_later(REQUEST_TIMEOUT, transport.close)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Stop whatever is being done for this client."""
        self._cancel_timer()
        self._may_write.set()
        if self.task:
            self.task.cancel()

    @override
    def data_received(self, data: bytes) -> None:
        """Collect a request and have it answered."""
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
        """Answer who has asked and says no more, unless that would go on for ever."""
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
        """Go on."""
        self._may_write.set()

    # What the camera says

    async def write(self, data: bytes) -> None:
        """Send bytes as they are, no faster than they are taken."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionResetError("the client has gone")
        self._transport.write(data)
        await self._may_write.wait()

    def close(self) -> None:
        """Hang up when all is sent."""
        if self._transport:
            self._transport.close()

    def reset(self) -> None:
        """Break the connection off."""
        if self._transport:
            reset(self._transport)

    # What is between them

    async def _serve_request(self, request: RawRequest) -> None:
        try:
            await self._serve(self, request)
        except ConnectionError:
            pass
        finally:
            self.close()

    def _parse(self) -> RawRequest | None:
        """Read what has come so far; None as long as something is missing."""
        heard = self._received
        first, newline, _ = heard.partition(b"\n")
        line = _REQUEST_LINE.fullmatch(first.rstrip(b"\r")) if newline else None
        end = _HEAD_END.search(heard)
        long = (end.end() if end else len(heard)) > MAX_HEAD_BYTES
        if long or not _METHOD.match(first) or bool(newline) != bool(line):
            return NOT_HTTP
        if line and not line[3]:  # before HTTP/1.0 that was all
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
    """End a connection with RST."""
    if not transport.is_closing():
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_ZERO)
        transport.abort()
