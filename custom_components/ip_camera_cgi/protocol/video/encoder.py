"""Encodes frames as H.264 in an MP4 file."""

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
from av.container import OutputContainer
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from ..model.errors import CameraConnectionError
from .clip import Clip
from .decoder import create_decoder
from .jpeg import is_decodable
from .ring_buffer import BufferedFrame

_TICK = Fraction(1, 1000)  # seconds
_MAX_PIXELS = 4 * 1024 * 1024  # pixels; larger frames are scaled down, as the encoder would need hundreds of megabytes
_ENCODER_OPTIONS = {
    "preset": "superfast",  # a third faster than the next preset, with the same size for typical camera pictures
    "crf": "23",
    "bf": "0",
    "g": "50",  # frames between key frames, so that players can seek
}
_QUICK = {"preset": "ultrafast"}  # 0.6 of the encoding time, for a clip that a viewer waits for
_QUICK_THREADS = 2


class ClipEncoder:
    """Writes frames to a file with their original timing. Blocking: call it in a thread, one call at a time."""

    def __init__(self, path: Path, *, quick: bool = False) -> None:
        self.frames = 0
        self._quick = quick
        self._path = path
        self._decoder = create_decoder()
        self._container: OutputContainer | None = None
        self._stream: VideoStream | None = None
        self._last_frame: av.VideoFrame | None = None
        self._started_at = 0.0
        self._last_pts = -1

    def add(self, frames: Sequence[BufferedFrame]) -> None:
        """Add frames; invalid ones are skipped, as are "no signal" frames before the first picture."""
        for buffered in frames:
            if self.frames or not buffered.no_signal:
                self._add(buffered)

    def finish(self, until: float) -> Clip:
        """Extend the last frame to this time and close the file; raises CameraConnectionError if it has no frame."""
        if self._container is None or self._stream is None or self._last_frame is None:
            raise CameraConnectionError("no picture came")
        self._show(self._last_frame, until)
        self._container.mux(self._stream.encode(None))
        self._container.close()
        return Clip(round(max(until - self._started_at, 0), 3), self.frames, self._path.stat().st_size)

    def discard(self) -> None:
        """Close the incomplete file without finishing it."""
        if self._container is not None:
            with suppress(av.FFmpegError):
                self._container.close()

    def _add(self, buffered: BufferedFrame) -> None:
        if not is_decodable(buffered.jpeg):
            return
        try:
            pictures = self._decoder.decode(av.Packet(buffered.jpeg))
        except av.FFmpegError:
            return
        for picture in pictures:
            assert isinstance(picture, av.VideoFrame)  # noqa: S101  a JPEG decoder yields only video frames
            if self._stream is None:
                self._open(picture, buffered.at)
            assert self._stream is not None  # noqa: S101
            # All frames of a file have one size, so a frame of another size is scaled to it.
            self._last_frame = picture.reformat(
                *(self._stream.width, self._stream.height, "yuv420p"),
                dst_colorspace=Colorspace.ITU601,
                dst_color_range=ColorRange.MPEG,
            )
            self._show(self._last_frame, buffered.at)
            self.frames += not buffered.no_signal

    def _open(self, first: av.VideoFrame, at: float) -> None:
        self._container = av.open(str(self._path), "w", format="mp4", options={"movflags": "faststart"})
        self._stream = self._container.add_stream(
            "h264", options={**_ENCODER_OPTIONS, **(_QUICK if self._quick else {})}
        )
        self._stream.width, self._stream.height = _clip_size(first.width, first.height)
        self._stream.pix_fmt = "yuv420p"
        self._stream.codec_context.time_base = _TICK
        self._stream.codec_context.thread_count = _QUICK_THREADS if self._quick else 1  # others need the cores, too
        # Without this, players guess the color space from the size, and often guess wrong.
        self._stream.codec_context.colorspace = Colorspace.ITU601
        self._stream.codec_context.color_range = ColorRange.MPEG
        self._started_at = at

    def _show(self, picture: av.VideoFrame, at: float) -> None:
        assert self._container is not None  # noqa: S101
        assert self._stream is not None  # noqa: S101
        self._last_pts = max(round((at - self._started_at) / _TICK), self._last_pts + 1)
        picture.pts, picture.time_base = self._last_pts, _TICK
        self._container.mux(self._stream.encode(picture))


def _clip_size(width: int, height: int) -> tuple[int, int]:
    """Return the size of a clip in pixels: even, as the encoder requires, and within the limit."""
    scale = min(1, (_MAX_PIXELS / (width * height)) ** 0.5)
    wide, high = (max(int(side * scale) // 2 * 2, 16) for side in (width, height))
    return wide, high
