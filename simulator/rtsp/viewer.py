"""One RTSP client."""

import asyncio
from collections.abc import Mapping
from email.message import Message
from email.parser import BytesHeaderParser
import re
import secrets
from typing import Protocol
from urllib.parse import urlsplit

from ..talk import Talk
from .broadcast import Broadcast
from .sound import BACKCHANNEL, Microphone, SoundSetup, decode

type Response = tuple[str, tuple[str, ...], bytes]

SEND_TIMEOUT = 60
"""Seconds without a request after which a client is considered gone; players send one at half of that."""
MAX_BACKLOG_BYTES = 1_000_000
"""Bytes that may be unsent before pictures are skipped."""


class Streams(Protocol):
    """The streams that a client may ask for, and the access to them."""

    microphone: Microphone
    talk: Talk | None
    talker: object

    def sound(self) -> SoundSetup | None:
        """Return how the sound is set up; None without sound."""
        ...

    def backchannel_fault(self) -> str:
        """Return what is wrong with the backchannel."""
        ...

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
        self._channels: dict[str, bytes] = {}  # of each track: data and control
        self._setup: SoundSetup | None = None  # of the sound when the session was set up
        self._playing = False
        self._timestamp: int | None = None
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
            sent += b"$" + self._channels["track1"][is_rtcp : is_rtcp + 1] + len(packet).to_bytes(2) + packet
        transport.write(sent)

    def sound(self, packet: bytes) -> None:
        """Send a packet of sound unless the client lags behind."""
        transport = self._writer.transport
        if transport.get_write_buffer_size() <= MAX_BACKLOG_BYTES and not transport.is_closing():
            transport.write(b"$" + self._channels["track2"][:1] + len(packet).to_bytes(2) + packet)

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
            self._server.microphone.listeners.discard(self)
            if self._server.talker is self:
                self._server.talker = None
                if self._server.talk:
                    self._server.talk.over = True
            self._writer.close()

    async def _request(self) -> tuple[str, str, Message]:
        while (first := await self._reader.readexactly(1)) == b"$":
            # RTCP reports of the player use the same connection.
            head = await self._reader.readexactly(3)
            packet = await self._reader.readexactly(int.from_bytes(head[1:]))
            if head[:1] == self._channels.get("track3", b"")[:1]:
                self._hear(packet)
        line, _, rest = (first + await self._reader.readuntil(b"\r\n\r\n")).partition(b"\r\n")
        method, url, _ = line.decode().split()
        headers = BytesHeaderParser().parsebytes(rest)
        await self._reader.readexactly(int(headers.get("Content-Length", "0")))
        return method, url, headers

    def _hear(self, packet: bytes) -> None:
        """Take a packet of the backchannel."""
        if not self._playing or self._setup is None or self._server.talk is None:
            raise ValueError("data before PLAY")
        if len(packet) < 12 or packet[0] >> 6 != 2 or packet[1] & 127 != self._setup.payload_type:
            return
        samples = decode(self._setup.codec, packet[12:])
        timestamp = int.from_bytes(packet[4:8])
        talk = self._server.talk
        if self._timestamp is not None and timestamp != self._timestamp:
            talk.gaps += 1
        self._timestamp = timestamp + len(packet[12:]) & 0xFFFFFFFF
        setup = self._server.sound() or self._setup
        talk.receive(int.from_bytes(packet[2:4]), bytes(len(samples)) if setup.muted else samples, modulus=1 << 16)

    async def _answer(self, method: str, url: str, headers: Message) -> Response:
        if method == "OPTIONS":
            return "200 OK", ("Public: OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN",), b""
        if not self._server.admits(method, headers.get("Authorization", "")):
            return "401 Unauthorized", self._server.challenges, b""
        path = urlsplit(url).path.strip("/")
        name, _, track = path.partition("/")
        if not self._server.serves(name):
            return "404 Not Found", (), b""
        broadcast = self._server.broadcasts[name]
        if method == "DESCRIBE":
            return await self._describe(url, broadcast, asks=BACKCHANNEL in headers.get("Require", ""))
        return self._control(method, headers, broadcast, track)

    async def _describe(self, url: str, broadcast: Broadcast, *, asks: bool) -> Response:
        setup, fault = self._server.sound(), self._server.backchannel_fault()
        if asks and fault == "hangs up":
            raise EOFError
        if asks and (fault == "unsupported" or setup is None or not setup.loudspeaker):
            return "551 Option not supported", (f"Unsupported: {BACKCHANNEL}",), b""
        lines = (f"Content-Base: {url.rstrip('/')}/", "Content-Type: application/sdp")
        tracks = setup.description(backchannel=asks and fault != "ignored") if setup else b""
        return "200 OK", lines, await broadcast.describe() + tracks

    def _set_up(self, track: str, transport: str, session: str) -> Response:
        asked = re.search(r"RTP/AVP/TCP.*interleaved=(\d+)-(\d+)", transport)
        if asked is None:
            return "461 Unsupported Transport", (), b""
        if track not in {"track1", "track2", "track3"}:
            return "404 Not Found", (), b""
        self._setup = self._server.sound()
        if track == "track3":
            if self._server.talker not in {None, self} or self._server.backchannel_fault() == "busy":
                return "453 Not Enough Bandwidth", (), b""
            self._server.talker = self
        self._channels[track] = bytes(map(int, asked.groups()))
        granted = "Transport: RTP/AVP/TCP;unicast;interleaved={}-{}".format(*asked.groups())
        return "200 OK", (granted, session), b""

    def _play(self, broadcast: Broadcast) -> None:
        self._playing = True
        if "track1" in self._channels:
            broadcast.join(self)
        if "track2" in self._channels and self._setup:
            self._server.microphone.join(self, self._setup)
        if "track3" in self._channels:
            self._server.talk = Talk(0)
        if seconds := self._server.time_limit():
            asyncio.get_running_loop().call_later(seconds, self.hang_up)

    def _control(self, method: str, headers: Message, broadcast: Broadcast, track: str) -> Response:
        session = f"Session: {self._session};timeout={SEND_TIMEOUT}"
        match method:
            case "SETUP":
                return self._set_up(track or "track1", headers.get("Transport", ""), session)
            case "PLAY" if not self._channels:
                return "455 Method Not Valid in This State", (), b""
            case "PLAY":
                self._play(broadcast)
                return "200 OK", ("Range: npt=now-", session), b""
            case "GET_PARAMETER" | "TEARDOWN":
                return "200 OK", (session,), b""
        return "501 Not Implemented", (), b""
