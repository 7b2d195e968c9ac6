"""The file of a clip: pictures coded anew as H.264."""

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
from .ring_buffer import Shot

_TICK = Fraction(1, 1000)  # seconds
_SIZE = "33554432"  # pixels: a picture that claims to have more is none
_ENCODER = {
    "preset": "superfast",  # a third faster than the next one, and no larger with what these cameras see
    "crf": "23",
    "bf": "0",
    "g": "50",  # so that one can go to any place in the clip
}


class Film:
    """Writes frames into a file, at the speed at which they came. It takes its time: for a thread, one at a time."""

    def __init__(self, path: Path) -> None:
        self.frames = 0
        self._path = path
        self._decoder = av.CodecContext.create("mjpeg", "r")
        self._decoder.thread_count = 1
        self._decoder.options = {"max_pixels": _SIZE}
        self._film: OutputContainer | None = None
        self._video: VideoStream | None = None
        self._last: av.VideoFrame | None = None
        self._began = 0.0
        self._shown = -1

    def add(self, shots: Sequence[Shot]) -> None:
        """Add frames; those that are no picture after all are left out, and so are marks before the first picture."""
        for shot in shots:
            if self.frames or not shot.marked:
                self._add(shot)

    def finish(self, until: float) -> Clip:
        """Show the last frame until then, and close the file; raises CameraConnectionError where there is none."""
        if self._film is None or self._video is None or self._last is None:
            raise CameraConnectionError("no picture came")
        self._show(self._last, until)
        self._film.mux(self._video.encode(None))
        self._film.close()
        return Clip(round(max(until - self._began, 0), 3), self.frames, self._path.stat().st_size)

    def give_up(self) -> None:
        """Let go of the file; what is in it is of no use."""
        if self._film is not None:
            with suppress(av.FFmpegError):
                self._film.close()

    def _add(self, shot: Shot) -> None:
        try:
            pictures = self._decoder.decode(av.Packet(shot.jpeg))
        except av.FFmpegError:
            return
        for picture in pictures:
            assert isinstance(picture, av.VideoFrame)  # noqa: S101  a JPEG decoder gives nothing else
            if self._video is None:
                self._open(picture, shot.at)
            assert self._video is not None  # noqa: S101
            # A film has one size, so what the camera sends in another is stretched.
            self._last = picture.reformat(
                *(self._video.width, self._video.height, "yuv420p"),
                dst_colorspace=Colorspace.ITU601,
                dst_color_range=ColorRange.MPEG,
            )
            self._show(self._last, shot.at)
            self.frames += not shot.marked

    def _open(self, first: av.VideoFrame, at: float) -> None:
        self._film = av.open(str(self._path), "w", format="mp4", options={"movflags": "faststart"})
        self._video = self._film.add_stream("h264", options=_ENCODER)
        self._video.width, self._video.height = (max(side - side % 2, 16) for side in (first.width, first.height))
        self._video.pix_fmt = "yuv420p"
        self._video.codec_context.time_base = _TICK
        self._video.codec_context.thread_count = 1  # others need the machine, too
        # Players guess by the size, and mostly wrongly, what colours are meant.
        self._video.codec_context.colorspace = Colorspace.ITU601
        self._video.codec_context.color_range = ColorRange.MPEG
        self._began = at

    def _show(self, picture: av.VideoFrame, at: float) -> None:
        assert self._film is not None  # noqa: S101
        assert self._video is not None  # noqa: S101
        self._shown = max(round((at - self._began) / _TICK), self._shown + 1)
        picture.pts, picture.time_base = self._shown, _TICK
        self._film.mux(self._video.encode(picture))
