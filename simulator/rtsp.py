"""RTSP as the cameras speak it beside their CGIs: live H.264 of what they draw."""

import asyncio
import base64
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from email.parser import BytesHeaderParser
from fractions import Fraction
import hashlib
from ipaddress import ip_address
import logging
import math
import re
import secrets
from urllib.parse import urlsplit
from urllib.request import parse_http_list, parse_keqv_list

import av
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext
from PIL import Image

type Draw = Callable[[], Image.Image]
type Answer = tuple[str, tuple[str, ...], bytes]

_LOGGER = logging.getLogger(__name__)
_REALM = "camera"
_TIMEOUT = 60
"""Seconds of silence after which a client counts as gone; players speak up at half of that."""
_BACKLOG = 1_000_000
"""Bytes a client may lag behind before it misses pictures."""


def _h264(size: tuple[int, int], rate: int) -> VideoCodecContext:
    codec = av.CodecContext.create("libx264", "w")
    codec.width, codec.height = size
    codec.pix_fmt = "yuv420p"
    codec.framerate = Fraction(rate)
    codec.time_base = Fraction(1, rate)
    codec.gop_size = rate
    codec.thread_count = 1
    # The parameter sets are wanted twice: here for the SDP, and before each keyframe for a change of size.
    codec.flags |= Flags.global_header
    codec.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "profile": "baseline",
        "x264-params": "repeat-headers=1",
    }
    codec.open()
    return codec


def _sdp(picture: Image.Image, rate: int) -> bytes:
    sps, pps = (_h264(picture.size, rate).extradata or b"").split(b"\0\0\0\1")[1:]
    sets = ",".join(base64.b64encode(each).decode() for each in (sps, pps))
    lines = (
        "v=0",
        "o=- 0 0 IN IP4 127.0.0.1",
        "s=camera",
        "c=IN IP4 0.0.0.0",
        "t=0 0",
        "a=control:*",
        "m=video 0 RTP/AVP 96",
        "a=rtpmap:96 H264/90000",
        f"a=fmtp:96 packetization-mode=1;profile-level-id={sps[1:4].hex()};sprop-parameter-sets={sets}",
        "a=control:track1",
    )
    return "".join(f"{line}\r\n" for line in lines).encode()


class Packets:
    """Makes RTP and RTCP packets of pictures; FFmpeg encodes, splits, numbers and stamps them."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._written: list[bytes] = []
        self._codec: VideoCodecContext | None = None
        self._muxer = av.open(self, "w", format="rtp", options={"packetsize": "1400"})
        self._stream = self._muxer.add_mux_stream("h264")

    def write(self, packet: bytes) -> int:
        """Take one packet from FFmpeg, which knows us as its file."""
        self._written.append(packet)
        return len(packet)

    def encode(self, picture: Image.Image, tick: int) -> tuple[list[bytes], bool]:
        """Return the picture's packets and whether a player can begin with them."""
        if self._codec is None or (self._codec.width, self._codec.height) != picture.size:
            self._codec = _h264(picture.size, self._rate)
        # PyAV has left this one untyped; its typed ways cost half as much again.
        frame: av.VideoFrame = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
        frame.pts = tick
        frame.time_base = Fraction(1, self._rate)
        begins = False
        for packet in self._codec.encode(frame):
            packet.stream = self._stream
            begins |= packet.is_keyframe
            self._muxer.mux(packet)
        packets, self._written = self._written, []
        return packets, begins

    def close(self) -> None:
        """Free FFmpeg's side."""
        self._muxer.close()


class Broadcast:
    """One stream of a camera, encoded once for all its viewers and only while there are any."""

    def __init__(self, draw: Draw, rate: int, executor: ThreadPoolExecutor) -> None:
        self.viewers: set[Viewer] = set()
        self._draw = draw
        self._rate = rate
        self._executor = executor
        self._task: asyncio.Task[None] | None = None

    async def describe(self) -> bytes:
        """Return the SDP for the picture's present size."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, lambda: _sdp(self._draw(), self._rate))

    def join(self, viewer: Viewer) -> None:
        """Send the pictures to this viewer as well, from the next keyframe on."""
        self.viewers.add(viewer)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def ended(self) -> None:
        """Wait until the encoder has noticed that nobody watches any more."""
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        packets = Packets(self._rate)
        start, tick = loop.time(), 0
        try:
            while self.viewers:
                shot = await loop.run_in_executor(self._executor, self._shoot, packets, tick)
                for viewer in self.viewers:
                    viewer.show(*shot)
                # A slow drawing skips ticks, so that the stamps keep to the clock.
                tick = max(tick + 1, math.ceil((loop.time() - start) * self._rate))
                await asyncio.sleep(start + tick / self._rate - loop.time())
        except Exception:
            _LOGGER.exception("The picture could not be drawn or encoded")
        finally:
            for viewer in self.viewers:
                viewer.hang_up()
            self.viewers.clear()
        # Not in case of cancellation, for then the thread may still be at it.
        packets.close()

    def _shoot(self, packets: Packets, tick: int) -> tuple[list[bytes], bool]:
        return packets.encode(self._draw(), tick)


class Viewer:
    """A client's connection, which is at the same time its session."""

    def __init__(self, server: RtspServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server = server
        self._reader = reader
        self._writer = writer
        self._session = secrets.token_hex(4)
        self._channels = b""
        self._lost = True

    def show(self, packets: list[bytes], begins: bool) -> None:
        """Send a picture, unless the client lags behind; then it goes on at a keyframe."""
        transport = self._writer.transport
        self._lost = transport.get_write_buffer_size() > _BACKLOG or (self._lost and not begins)
        if self._lost or transport.is_closing():
            return
        sent = bytearray()
        for packet in packets:
            is_rtcp = 200 <= packet[1] <= 204
            sent += b"$" + self._channels[is_rtcp : is_rtcp + 1] + len(packet).to_bytes(2) + packet
        transport.write(sent)

    def hang_up(self) -> None:
        """Drop the connection."""
        self._writer.transport.abort()

    async def serve(self) -> None:
        """Answer requests until the client leaves or falls silent."""
        try:
            method = ""
            while method != "TEARDOWN":
                async with asyncio.timeout(_TIMEOUT):
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
            # The player's RTCP reports share the connection.
            size = int.from_bytes((await self._reader.readexactly(3))[1:])
            await self._reader.readexactly(size)
        line, _, rest = (first + await self._reader.readuntil(b"\r\n\r\n")).partition(b"\r\n")
        method, url, _ = line.decode().split()
        headers = BytesHeaderParser().parsebytes(rest)
        await self._reader.readexactly(int(headers.get("Content-Length", "0")))
        return method, url, headers

    async def _answer(self, method: str, url: str, headers: Message) -> Answer:
        if method == "OPTIONS":
            return "200 OK", ("Public: OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN",), b""
        if not self._server.admits(method, headers.get("Authorization", "")):
            return "401 Unauthorized", self._server.challenges, b""
        broadcast = self._server.broadcasts.get(urlsplit(url).path.strip("/").removesuffix("/track1"))
        if broadcast is None:
            return "404 Not Found", (), b""
        if method == "DESCRIBE":
            lines = (f"Content-Base: {url.rstrip('/')}/", "Content-Type: application/sdp")
            return "200 OK", lines, await broadcast.describe()
        return self._control(method, headers, broadcast)

    def _control(self, method: str, headers: Message, broadcast: Broadcast) -> Answer:
        session = f"Session: {self._session};timeout={_TIMEOUT}"
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
                return "200 OK", ("Range: npt=now-", session), b""
            case "GET_PARAMETER" | "TEARDOWN":
                return "200 OK", (session,), b""
        return "501 Not Implemented", (), b""


class RtspServer:
    """Serves a simulated camera's pictures by RTSP, as real cameras do beside their CGIs."""

    def __init__(self, pictures: Mapping[str, Draw], *, account: tuple[str, str] | None = None, rate: int = 10) -> None:
        self.account = account
        self.port = 0
        self.broadcasts: dict[str, Broadcast] = {}
        self._pictures = pictures
        self._rate = rate
        self._nonce = secrets.token_hex(16)
        self._clients: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._executor: ThreadPoolExecutor | None = None

    @property
    def viewers(self) -> int:
        """How many clients are playing now."""
        return sum(len(broadcast.viewers) for broadcast in self.broadcasts.values())

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 chooses a free one."""
        if not ip_address(host).is_loopback:
            raise ValueError(f"The simulator stays on this machine, {host} does not")
        self._server = await asyncio.start_server(self._connected, host, port)
        self.port = self._server.sockets[0].getsockname()[1]
        self._executor = ThreadPoolExecutor(len(self._pictures), "rtsp")
        self.broadcasts = {name: Broadcast(draw, self._rate, self._executor) for name, draw in self._pictures.items()}

    async def stop(self) -> None:
        """Disconnect everybody and free the port."""
        if self._server is None or self._executor is None:
            return
        self._server.close()
        self._server.abort_clients()
        await self._server.wait_closed()
        await asyncio.gather(*self._clients, return_exceptions=True)
        await asyncio.gather(*(broadcast.ended() for broadcast in self.broadcasts.values()))
        self._executor.shutdown()
        self._server = self._executor = None

    @property
    def challenges(self) -> tuple[str, str]:
        """What a client without the password is told."""
        return (
            f'WWW-Authenticate: Digest realm="{_REALM}", nonce="{self._nonce}"',
            f'WWW-Authenticate: Basic realm="{_REALM}"',
        )

    def admits(self, method: str, authorization: str) -> bool:
        """Whether this Authorization header proves the account."""
        if self.account is None:
            return True
        account = ":".join(self.account)
        scheme, _, proof = authorization.partition(" ")
        match scheme.lower():
            case "basic":
                return proof.strip() == base64.b64encode(account.encode()).decode()
            case "digest":
                given = parse_keqv_list(parse_http_list(proof))
                secret = _md5(f"{self.account[0]}:{_REALM}:{self.account[1]}")
                return given.get("response") == _md5(f"{secret}:{self._nonce}:{_md5(f'{method}:{given.get("uri")}')}")
        return False

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = asyncio.create_task(Viewer(self, reader, writer).serve())
        self._clients.add(client)
        client.add_done_callback(self._clients.discard)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
