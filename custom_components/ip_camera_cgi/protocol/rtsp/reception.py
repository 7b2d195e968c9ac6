"""Receives a camera's H.264 stream, and its sound, without decoding them."""

import asyncio
from collections.abc import Callable
import time

from ..model.address import Account, Address
from ..model.errors import CameraConnectionError, CameraError, CameraResponseError, CameraUnsupportedError
from ..video.jpeg import MAX_PIXELS
from ..video.stream_buffer import G711, StreamBuffer, StreamFormat
from .client import RtspConnection
from .h264 import Depacketizer, Parameters
from .h264_size import picture_size
from .rtp import RtpClock, parse_rtp
from .sdp import SoundTrack, VideoTrack, sound_track, video_track
from .session import Session, describe

_VIDEO_RATE = 90_000  # of the timestamps
_STALL_TIMEOUT = 10.0  # seconds without a picture after which the connection counts as dead


class _Video:
    """Passes the pictures of a track on to a buffer."""

    def __init__(self, track: VideoTrack, sound: G711 | None, buffer: StreamBuffer) -> None:
        self._track = track
        self._sound = sound
        self._buffer = buffer
        self._depacketizer = Depacketizer(track)
        self._clock = RtpClock(_VIDEO_RATE)
        self._parameters: Parameters | None = None
        self._format: StreamFormat | None = None

    def receive(self, data: bytes) -> None:
        """Handle a packet; raises CameraResponseError."""
        packet = parse_rtp(data)
        if packet.payload_type != self._track.payload_type:
            return
        for unit in self._depacketizer.add(packet):
            if unit.is_key:
                self._learn(self._depacketizer.parameters)
            if self._format is not None:
                at = self._clock.at(unit.timestamp, time.monotonic())
                self._buffer.picture(unit.data, at, self._format, is_key=unit.is_key)

    def _learn(self, parameters: Parameters | None) -> None:
        if parameters is not None and parameters != self._parameters:
            width, height = picture_size(parameters.sequence)
            if width * height > MAX_PIXELS:
                raise CameraResponseError("RTSP: the pictures are too large")
            self._parameters = parameters
            self._format = StreamFormat(width, height, parameters.configuration, self._sound)


class _Sound:
    """Passes the sound of a track on to a buffer."""

    def __init__(self, track: SoundTrack, buffer: StreamBuffer) -> None:
        self._track = track
        self._buffer = buffer
        self._clock = RtpClock(track.rate)

    def receive(self, data: bytes) -> None:
        """Handle a packet; raises CameraResponseError."""
        packet = parse_rtp(data)
        if packet.payload_type == self._track.payload_type and packet.payload:
            self._buffer.sound(bytes(packet.payload), self._clock.at(packet.timestamp, time.monotonic()))


async def receive(address: Address, port: int, account: Account, path: str, buffer: StreamBuffer) -> None:
    """Fill a buffer with a stream until it ends.

    Raises:
        CameraError: it has ended, or it cannot be received.
    """
    handlers: dict[int, Callable[[bytes], None]] = {}

    def received(channel: int, data: bytes) -> None:
        if (handle := handlers.get(channel)) is not None:
            handle(data)

    async with RtspConnection(address, port, account, received) as rtsp:
        description = await describe(rtsp, path)
        video = video_track(description.sdp)
        if video is None:
            raise CameraUnsupportedError("RTSP: no H.264")
        session = Session(rtsp, description.base)
        try:
            channel = await session.set_up(video.control)
            sound = await _set_up_sound(session, sound_track(description.sdp), handlers, buffer)
            handlers[channel] = _Video(video, sound, buffer).receive
            async with session.played():
                await _until_it_stalls(rtsp, buffer)
        finally:
            await session.end()


async def _set_up_sound(
    session: Session, track: SoundTrack | None, handlers: dict[int, Callable[[bytes], None]], buffer: StreamBuffer
) -> G711 | None:
    """Set the sound up, if there is any; a refusal leaves it out."""
    if track is None:
        return None
    try:
        handlers[await session.set_up(track.control)] = _Sound(track, buffer).receive
    except CameraConnectionError:
        raise
    except CameraError:
        return None
    return G711(track.mu_law, track.rate)


async def _until_it_stalls(rtsp: RtspConnection, buffer: StreamBuffer) -> None:
    began = time.monotonic()
    while (silence := time.monotonic() - max(buffer.received_at, began)) < _STALL_TIMEOUT:
        done, _ = await asyncio.wait([rtsp.ended], timeout=_STALL_TIMEOUT - silence)
        if done:
            raise rtsp.ended.result()
    raise CameraResponseError("RTSP: no picture")
