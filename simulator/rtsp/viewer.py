"""One RTSP client."""

import asyncio
from collections.abc import Mapping
from email.message import Message
from email.parser import BytesHeaderParser
import re
import secrets
from typing import Protocol
from urllib.parse import urlsplit

from .broadcast import Broadcast

type Response = tuple[str, tuple[str, ...], bytes]

SEND_TIMEOUT = 60
"""Seconds without a request after which a client is considered gone; players send one at half of that."""
MAX_BACKLOG_BYTES = 1_000_000
"""Bytes that may be unsent before pictures are skipped."""


class Streams(Protocol):
    """The streams that a client may ask for, and the access to them."""

    @property
    def broadcasts(self) -> Mapping[str, Broadcast]:
        """The streams by name."""
        ...

    @property
    def challenges(self) -> tuple[str, str]:
        """The challenges for clients without a login."""
        ...

    def admits(self, method: str, authorization: str) -> bool:
        """Return whether an Authorization header is valid."""
        ...

    def serves(self, name: str) -> bool:
        """Return whether the stream exists."""
        ...

    def time_limit(self) -> float:
        """Return the seconds after which a viewer is disconnected; 0 for never."""
        ...


class Viewer:
    """The connection of a client, which is also its session."""

    def __init__(self, server: Streams, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server = server
        self._reader = reader
        self._writer = writer
        self._session = secrets.token_hex(4)
        self._channels = b""
        self._lost = True

    def show(self, packets: list[bytes], begins: bool) -> None:
        """Send a picture unless the client lags behind; resume at a keyframe."""
        transport = self._writer.transport
        self._lost = transport.get_write_buffer_size() > MAX_BACKLOG_BYTES or (self._lost and not begins)
        if self._lost or transport.is_closing():
            return
        sent = bytearray()
        for packet in packets:
            is_rtcp = 200 <= packet[1] <= 204
            sent += b"$" + self._channels[is_rtcp : is_rtcp + 1] + len(packet).to_bytes(2) + packet
        transport.write(sent)

    def hang_up(self) -> None:
        """Close the connection."""
        self._writer.transport.abort()

    async def serve(self) -> None:
        """Answer requests until the client leaves or times out."""
        try:
            method = ""
            while method != "TEARDOWN":
                async with asyncio.timeout(SEND_TIMEOUT):
                    method, url, headers = await self._request()
                    status, lines, body = await self._answer(method, url, headers)
                    lines = (f"CSeq: {headers['CSeq']}", *lines, f"Content-Length: {len(body)}")
                    head = "\r\n".join((f"RTSP/1.0 {status}", *lines, "", ""))
                    self._writer.write(head.encode() + body)
                    await self._writer.drain()
        except OSError, EOFError, ValueError, asyncio.LimitOverrunError:
            self.hang_up()
        finally:
            for broadcast in self._server.broadcasts.values():
                broadcast.viewers.discard(self)
            self._writer.close()

    async def _request(self) -> tuple[str, str, Message]:
        while (first := await self._reader.readexactly(1)) == b"$":
            # RTCP reports of the player use the same connection.
            size = int.from_bytes((await self._reader.readexactly(3))[1:])
            await self._reader.readexactly(size)
        line, _, rest = (first + await self._reader.readuntil(b"\r\n\r\n")).partition(b"\r\n")
        method, url, _ = line.decode().split()
        headers = BytesHeaderParser().parsebytes(rest)
        await self._reader.readexactly(int(headers.get("Content-Length", "0")))
        return method, url, headers

    async def _answer(self, method: str, url: str, headers: Message) -> Response:
        if method == "OPTIONS":
            return "200 OK", ("Public: OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN",), b""
        if not self._server.admits(method, headers.get("Authorization", "")):
            return "401 Unauthorized", self._server.challenges, b""
        name = urlsplit(url).path.strip("/").removesuffix("/track1")
        if not self._server.serves(name):
            return "404 Not Found", (), b""
        broadcast = self._server.broadcasts[name]
        if method == "DESCRIBE":
            lines = (f"Content-Base: {url.rstrip('/')}/", "Content-Type: application/sdp")
            return "200 OK", lines, await broadcast.describe()
        return self._control(method, headers, broadcast)

    def _control(self, method: str, headers: Message, broadcast: Broadcast) -> Response:
        session = f"Session: {self._session};timeout={SEND_TIMEOUT}"
        match method:
            case "SETUP":
                transport = re.search(r"RTP/AVP/TCP.*interleaved=(\d+)-(\d+)", headers.get("Transport", ""))
                if transport is None:
                    return "461 Unsupported Transport", (), b""
                self._channels = bytes(map(int, transport.groups()))
                granted = "Transport: RTP/AVP/TCP;unicast;interleaved={}-{}".format(*self._channels)
                return "200 OK", (granted, session), b""
            case "PLAY" if not self._channels:
                return "455 Method Not Valid in This State", (), b""
            case "PLAY":
                broadcast.join(self)
                if seconds := self._server.time_limit():
                    asyncio.get_running_loop().call_later(seconds, self.hang_up)
                return "200 OK", ("Range: npt=now-", session), b""
            case "GET_PARAMETER" | "TEARDOWN":
                return "200 OK", (session,), b""
        return "501 Not Implemented", (), b""
