"""Copies H.264 from MKV to MP4 without encoding it again; G.711 sound becomes AAC, which browsers play.

Blocking: call it in a thread.
"""

from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import cast

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from ..model.errors import CameraConnectionError
from .clip import LAST_FRAME_SECONDS, Clip, StoppedError
from .jpeg import MAX_PIXELS

_FASTSTART = {"movflags": "faststart"}
_PACKETS_PER_LOOK = 200  # packets that are copied between two looks whether to stop
_SAMPLES = "fltp"  # which the encoder takes
_BITS_PER_SAMPLE = 3  # of AAC
_MAX_LAG = 0.15  # seconds of sound that may be missing before silence takes its place


def remux(source: Path, target: Path, stopped: Callable[[], bool]) -> Clip:
    """Write a file that browsers play; return its length and size.

    Raises:
        CameraConnectionError: the file has no picture, or is damaged.
        StoppedError: the conversion was stopped.
        OSError: a file cannot be read or written.
    """
    try:
        with (
            av.open(str(source)) as container,
            av.open(str(target), "w", format="mp4", options=_FASTSTART) as clip,
        ):
            seconds, pictures = _copy(container, clip, stopped)
    except OSError:
        raise
    except (av.FFmpegError, IndexError) as err:
        raise CameraConnectionError("the recording is damaged") from err
    if not pictures:
        raise CameraConnectionError("no picture came")
    return Clip(round(seconds + LAST_FRAME_SECONDS, 3), pictures, target.stat().st_size)


def first_key_frame(source: Path) -> bytes | None:
    """Return the first picture as JPEG; None if it cannot be decoded."""
    try:
        with av.open(str(source)) as container:
            stream = container.streams.video[0]
            stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
            for frame in container.decode(stream):
                jpeg = BytesIO()
                frame.to_image().save(jpeg, "JPEG")  # type: ignore[no-untyped-call]
                return jpeg.getvalue()
    except av.FFmpegError, IndexError:
        pass
    return None


def _copy(container: InputContainer, clip: OutputContainer, stopped: Callable[[], bool]) -> tuple[float, int]:
    """Copy all packets; return the time of the last picture in seconds and the number of pictures."""
    pictures = _Pictures(container.streams.video[0], clip)
    sound = _Sound(container.streams.audio[0], clip) if container.streams.audio else None
    for number, packet in enumerate(container.demux()):
        if number % _PACKETS_PER_LOOK == 0 and stopped():
            raise StoppedError
        if packet.pts is None:
            continue
        if packet.stream is pictures.source:
            pictures.add(cast("Packet[VideoStream]", packet))
        elif sound is not None and packet.stream is sound.source:
            sound.add(cast("Packet[AudioStream]", packet))
    pictures.finish()
    if sound is not None:
        sound.finish()
    return pictures.seconds, pictures.number


class _Pictures:
    """Copies pictures; each is written when the time of the next one is known."""

    def __init__(self, source: VideoStream, clip: OutputContainer) -> None:
        self.source = source
        self.number = 0
        self.seconds = 0.0
        self._clip = clip
        self._stream = clip.add_stream_from_template(source)
        self._last: Packet[VideoStream] | None = None
        self._at = -1

    def add(self, packet: Packet[VideoStream]) -> None:
        assert packet.pts is not None  # noqa: S101  checked by the caller
        at = max(packet.pts, self._at + 1)  # MP4 needs increasing times
        if self._last is not None:
            self._write(self._last, at - self._at)
        packet.pts = packet.dts = at
        self._last, self._at = packet, at
        self.number += 1
        self.seconds = float(at * (packet.time_base or 0))

    def finish(self) -> None:
        if self._last is not None:
            self._write(self._last, round(LAST_FRAME_SECONDS / (self._last.time_base or Fraction(1, 1000))))

    def _write(self, packet: Packet[VideoStream], duration: int) -> None:
        packet.duration = duration
        packet.stream = self._stream
        self._clip.mux(packet)


class _Sound:
    """Encodes sound; gaps become silence, which keeps the timing."""

    def __init__(self, source: AudioStream, clip: OutputContainer) -> None:
        self.source = source
        self._clip = clip
        self._rate = source.codec_context.sample_rate
        self._stream = clip.add_stream("aac", rate=self._rate, layout="mono", bit_rate=_BITS_PER_SAMPLE * self._rate)
        self._resampler = AudioResampler(_SAMPLES, "mono", self._rate)
        self._samples = 0

    def add(self, packet: Packet[AudioStream]) -> None:
        at = float((packet.pts or 0) * (packet.time_base or 0))
        missing = round(at * self._rate) - self._samples
        if missing > _MAX_LAG * self._rate:
            self._silence(missing)
        for frame in packet.decode():
            for decoded in self._resampler.resample(frame):
                self._write(decoded)

    def finish(self) -> None:
        self._clip.mux(self._stream.encode(None))

    def _silence(self, samples: int) -> None:
        while samples:
            part = min(samples, self._rate)
            frame = AudioFrame(_SAMPLES, "mono", samples=part)
            frame.planes[0].update(bytes(frame.planes[0].buffer_size))
            self._write(frame)
            samples -= part

    def _write(self, frame: AudioFrame) -> None:
        frame.sample_rate = self._rate
        frame.time_base, frame.pts = Fraction(1, self._rate), self._samples
        self._samples += frame.samples
        self._clip.mux(self._stream.encode(frame))
