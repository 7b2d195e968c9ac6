"""Talk over the backchannel of an RTSP session, as ONVIF specifies it; for dialects whose cameras have RTSP."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
import secrets
from typing import TYPE_CHECKING, ClassVar, override

from ..model.address import Account, Address
from ..model.errors import (
    CameraConnectionError,
    CameraUnavailableError,
    CameraUnsupportedError,
    LoudspeakerError,
)
from ..rtsp.client import RtspConnection
from ..rtsp.sdp import Backchannel, backchannel
from ..rtsp.session import Session, describe
from ..sound.pcm import RATE, SAMPLE_BYTES
from .loudspeaker import Talk

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext

_REQUIRE = "www.onvif.org/ver20/backchannel"
_PACKET = 160  # samples: 20 ms
_MOST_UNSENT = RATE  # bytes: a second


async def find_backchannel(rtsp: RtspConnection, path: str) -> tuple[Backchannel, str]:
    """Return how a stream accepts sound, and the URL that its control attribute refers to; no session is opened.

    Raises:
        CameraUnsupportedError: it does not accept sound.
        CameraError: no answer, or the login is refused.
    """
    description = await describe(rtsp, path, Require=_REQUIRE)
    track = backchannel(description.sdp)
    if track is None:
        raise CameraUnsupportedError("RTSP: no backchannel")
    return track, description.base


class RtspTalk(Talk):
    """Sends RTP packets of 20 ms."""

    tail: ClassVar[float] = 0.3

    def __init__(self, rtsp: RtspConnection, session: Session, track: Backchannel, channel: int) -> None:
        self._rtsp = rtsp
        self._session = session
        self._track = track
        self._channel = channel
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
        await self._session.confirm()


@asynccontextmanager
async def open_talk(address: Address, port: int, account: Account, path: str) -> AsyncGenerator[RtspTalk]:
    """Open a session with only the sound track to the camera.

    Raises:
        LoudspeakerError: another client is talking.
        CameraUnsupportedError: the stream accepts no sound.
    """
    async with RtspConnection(address, port, account) as rtsp, AsyncExitStack() as stack:
        track, base = await find_backchannel(rtsp, path)
        session = Session(rtsp, base, Require=_REQUIRE)
        stack.push_async_callback(session.end)
        try:
            channel = await session.set_up(track.control)
            await stack.enter_async_context(session.played())
        except CameraUnavailableError:
            raise LoudspeakerError("busy") from None
        yield RtspTalk(rtsp, session, track, channel)


def _encoder(name: str) -> AudioCodecContext:
    from av.audio.codeccontext import AudioCodecContext  # noqa: PLC0415  loads PyAV, which is needed for sound only

    encoder = AudioCodecContext.create(name, "w")
    assert isinstance(encoder, AudioCodecContext)  # noqa: S101  both encode sound
    encoder.sample_rate = RATE
    encoder.layout = "mono"
    encoder.format = "s16"
    encoder.open()
    return encoder
