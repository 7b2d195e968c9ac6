"""Talk over the backchannel of an RTSP session, as ONVIF specifies it; for dialects whose cameras have RTSP."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
import re
import secrets
from typing import TYPE_CHECKING, ClassVar, NamedTuple, override

from ..model.address import Account, Address
from ..model.errors import (
    CameraConnectionError,
    CameraError,
    CameraUnavailableError,
    CameraUnsupportedError,
    LoudspeakerError,
)
from ..rtsp.client import RtspConnection, require_success, resolved
from ..rtsp.sdp import Backchannel, backchannel
from ..sound.pcm import RATE, SAMPLE_BYTES
from .loudspeaker import Talk

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext

_REQUIRE = "www.onvif.org/ver20/backchannel"
_ACCEPT = "application/sdp"
_BUSY = {453, 455, 461, 503}
_PACKET = 160  # samples: 20 ms
_CHANNELS = re.compile(r"interleaved=(\d{1,3})-")
_SESSION = re.compile(r"([^;\s]{1,200})(?:;\s*timeout=(\d{1,5}))?")
_TIMEOUT = 60  # seconds of a session, where the camera does not say
_MOST_UNSENT = RATE  # bytes: a second


class Description(NamedTuple):
    """The way to send sound, and the URL that its control attribute refers to."""

    track: Backchannel
    base: str


async def describe(rtsp: RtspConnection, path: str) -> Description:
    """Return how a stream accepts sound; no session is opened.

    Raises:
        CameraUnsupportedError: it does not accept sound.
        CameraError: no answer, or the login is refused.
    """
    url = rtsp.url(path)
    answer = await rtsp.request("DESCRIBE", url, Accept=_ACCEPT, Require=_REQUIRE)
    if answer.status == 503:
        raise CameraUnavailableError("RTSP: busy")
    if answer.status != 200:
        raise CameraUnsupportedError(f"RTSP: status {answer.status}")
    track = backchannel(answer.body)
    if track is None:
        raise CameraUnsupportedError("RTSP: no backchannel")
    return Description(track, answer.headers.get("Content-Base") or answer.headers.get("Content-Location") or url)


class RtspTalk(Talk):
    """Sends RTP packets of 20 ms."""

    tail: ClassVar[float] = 0.3

    def __init__(self, rtsp: RtspConnection, track: Backchannel, channel: int, keep_alive: str, session: str) -> None:
        self._rtsp = rtsp
        self._track = track
        self._channel = channel
        self._url = keep_alive
        self._session = session
        self._encoder = _encoder(track.encoder)
        self._sequence = secrets.randbelow(1 << 16)
        self._timestamp = secrets.randbelow(1 << 32)
        self._source = secrets.token_bytes(4)
        self._marker = 0x80  # on the first packet

    @override
    def send(self, pcm: bytes) -> None:
        if self._rtsp.unsent > _MOST_UNSENT:
            raise CameraConnectionError("RTSP: the camera takes no sound")
        for at in range(0, len(pcm), _PACKET * SAMPLE_BYTES):
            payload = self._encode(pcm[at : at + _PACKET * SAMPLE_BYTES])
            head = bytes((0x80, self._marker | self._track.payload_type)) + self._sequence.to_bytes(2)
            self._rtsp.send(self._channel, head + self._timestamp.to_bytes(4) + self._source + payload)
            self._marker = 0
            self._sequence = (self._sequence + 1) % (1 << 16)
            self._timestamp = (self._timestamp + _PACKET) % (1 << 32)

    def _encode(self, pcm: bytes) -> bytes:
        from av import AudioFrame  # noqa: PLC0415  loads PyAV, which is needed for sound only

        frame = AudioFrame("s16", "mono", samples=len(pcm) // SAMPLE_BYTES)
        frame.sample_rate = RATE
        frame.planes[0].update(pcm)
        return b"".join(bytes(packet) for packet in self._encoder.encode(frame))

    @override
    async def confirm(self) -> None:
        await self._rtsp.request("GET_PARAMETER", self._url, Session=self._session)

    async def keep_alive(self, interval: float) -> None:
        """Keep the session open until cancelled."""
        with suppress(CameraError):  # send() raises when the connection has ended
            while True:
                await asyncio.sleep(interval)
                await self.confirm()


@asynccontextmanager
async def open_talk(address: Address, port: int, account: Account, path: str) -> AsyncGenerator[RtspTalk]:
    """Open a session with only the sound track to the camera.

    Raises:
        LoudspeakerError: another client is talking.
        CameraUnsupportedError: the stream accepts no sound.
    """
    async with RtspConnection(address, port, account) as rtsp:
        track, base = await describe(rtsp, path)
        transport = "RTP/AVP/TCP;unicast;interleaved=0-1"
        answer = await rtsp.request("SETUP", resolved(base, track.control), Transport=transport, Require=_REQUIRE)
        if answer.status in _BUSY:
            raise LoudspeakerError("busy")
        require_success(answer)
        given = _SESSION.match(answer.headers.get("Session", ""))
        if given is None:
            raise CameraUnsupportedError("RTSP: no session")
        session, timeout = given[1], int(given[2] or _TIMEOUT)
        channels = _CHANNELS.search(answer.headers.get("Transport", ""))
        channel = min(int(channels[1]), 255) if channels else 0
        try:
            answer = await rtsp.request("PLAY", base, Session=session, Require=_REQUIRE)
            if answer.status in _BUSY:
                raise LoudspeakerError("busy")
            require_success(answer)
            talk = RtspTalk(rtsp, track, channel, base, session)
            keeping = asyncio.create_task(talk.keep_alive(max(timeout / 2, 1)), name="ip_camera_cgi RTSP session")
            try:
                yield talk
            finally:
                keeping.cancel()
        finally:
            with suppress(CameraError):
                await rtsp.request("TEARDOWN", base, Session=session)


def _encoder(name: str) -> AudioCodecContext:
    from av.audio.codeccontext import AudioCodecContext  # noqa: PLC0415  loads PyAV, which is needed for sound only

    encoder = AudioCodecContext.create(name, "w")
    assert isinstance(encoder, AudioCodecContext)  # noqa: S101  both encode sound
    encoder.sample_rate = RATE
    encoder.layout = "mono"
    encoder.format = "s16"
    encoder.open()
    return encoder
