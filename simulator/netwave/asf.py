"""videostream.asf: pictures and microphone audio."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from fractions import Fraction
from math import sin, tau
import struct
from time import monotonic

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream

MILLISECONDS = Fraction(1, 1000)
HERTZ = 8000
TONE = 440
LOUD, QUIET = 9000, 20


class AsfStream:
    """One live stream; muxed bytes are fetched piece by piece."""

    def __init__(self, size: tuple[int, int], *, audible: bool) -> None:
        self._written = bytearray()
        self._began = monotonic()
        self._heard = 0  # samples
        # An output that cannot seek makes the muxer write a live stream without length and index.
        self._file: OutputContainer = av.open(self, "w", format="asf")
        self._video: VideoStream = self._file.add_stream("mjpeg", rate=15)
        self._video.width, self._video.height = size
        self._video.pix_fmt = "yuvj422p"
        self._audio: AudioStream | None = None
        if audible:
            self._audio = self._file.add_stream("adpcm_ima_wav", rate=HERTZ)
            self._audio.layout = "mono"
        self._file.start_encoding()

    def write(self, data: bytes) -> int:
        """Receive bytes from the muxer."""
        self._written += data
        return len(data)

    def take(self) -> bytes:
        """Return the bytes written since the last call."""
        piece = bytes(self._written)
        self._written.clear()
        return piece

    def show(self, jpeg: bytes, *, loud: bool) -> None:
        """Add a picture, and the audio up to now."""
        now = monotonic() - self._began
        if self._audio:
            length = self._audio.codec_context.frame_size
            while self._heard + length <= now * HERTZ:
                self._listen(self._audio, length, LOUD if loud else QUIET)
        packet = av.Packet(jpeg)
        packet.stream = self._video
        packet.time_base = MILLISECONDS
        packet.pts = packet.dts = round(now * 1000)
        packet.is_keyframe = True
        self._file.mux(packet)

    def close(self) -> None:
        """Free the muxer."""
        self._file.close()

    def _listen(self, audio: AudioStream, length: int, volume: int) -> None:
        samples = (round(volume * sin(tau * TONE * (self._heard + at) / HERTZ)) for at in range(length))
        frame = av.AudioFrame(format="s16p", layout="mono", samples=length)
        frame.planes[0].update(struct.pack(f"<{length}h", *samples))
        frame.sample_rate = HERTZ
        frame.pts, frame.time_base = self._heard, Fraction(1, HERTZ)
        self._heard += length
        self._file.mux(audio.encode(frame))


async def asf_stream(
    picture: Callable[[], bytes | None], size: tuple[int, int], seconds: float, *, loud: Callable[[], bool] | None
) -> AsyncGenerator[bytes]:
    """Yield the stream until pictures end; `loud` is None without a microphone."""
    asf = AsfStream(size, audible=loud is not None)
    try:
        while (jpeg := picture()) is not None:
            asf.show(jpeg, loud=loud is not None and loud())
            yield asf.take()
            await asyncio.sleep(seconds - monotonic() % seconds)
    finally:
        asf.close()
