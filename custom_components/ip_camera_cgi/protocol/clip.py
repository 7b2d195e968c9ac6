"""Clips: some seconds of the live pictures, and those before, as a film that every browser plays.

Browsers play no MJPEG in a file, so the pictures are coded anew, as H.264. That is done in a thread while they come,
some at a time, so that neither the event loop waits nor the clip is ever in memory as a whole.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
import time
from typing import override

import av
from av.container import OutputContainer
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from .errors import CameraConnectionError
from .mjpeg import Frame, MjpegHub, Viewer
from .ring import Ring, Shot

_PATIENCE = 10  # seconds to wait for the first frame
_BATCH = 8  # frames that are coded in one go: so much is there to wait for when somebody gives up
_MOST = 64 * 1024 * 1024  # bytes that may wait to be coded; a machine that is too slow misses frames
_TICK = Fraction(1, 1000)  # seconds
_SIZE = "33554432"  # pixels: a picture that claims to have more is none
_ENCODER = {
    "preset": "superfast",  # a third faster than the next one, and no larger with what these cameras see
    "crf": "23",
    "bf": "0",
    "g": "50",  # so that one can go to any place in the clip
}


@dataclass(frozen=True, slots=True)
class Clip:
    """What became of a clip."""

    seconds: float
    frames: int
    """Frames of the camera in it."""
    bytes: int


class _Film:
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


class _Waiting(Viewer):
    """Frames that wait to be coded: those before, and all that come within some seconds.

    The seconds begin with the first picture, be it from before or yet to come.
    """

    def __init__(self, before: Sequence[Shot], seconds: float) -> None:
        self._shots = deque(before)
        self._bytes = sum(len(shot.jpeg) for shot in before)
        self._seconds = seconds
        self._begun = any(not shot.marked for shot in before)
        self._newest = before[-1].jpeg if before else None
        self.until = time.monotonic() + (seconds if self._begun else _PATIENCE)
        self._changed = asyncio.Event()

    @override
    def show(self, frame: Frame) -> None:
        shot = Shot.of(frame)
        if shot.at > self.until or frame.jpeg is self._newest or self._bytes > _MOST:
            return
        if not self._begun and not frame.marked:
            self._begun = True
            self.until = shot.at + self._seconds
        self._newest = frame.jpeg
        self._shots.append(shot)
        self._bytes += len(shot.jpeg)
        self._changed.set()

    @override
    def end(self) -> None:
        self.until = min(self.until, time.monotonic())
        self._changed.set()

    async def take(self) -> list[Shot]:
        """Wait for frames, and return some; none when it is over."""
        while not self._shots and (left := self.until - time.monotonic()) > 0:
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._changed.wait()
        taken = [self._shots.popleft() for _ in range(min(len(self._shots), _BATCH))]
        self._bytes -= sum(len(shot.jpeg) for shot in taken)
        return taken


async def record(hub: MjpegHub, before: Ring, seconds: float, path: Path) -> Clip:
    """Write what was before, and what a hub shows for some seconds, as MP4; ends early if the hub is closed.

    While the camera is silent, the clip shows what all viewers see: the last picture, then a mark on it.

    Raises:
        CameraConnectionError: there was no picture.
        OSError: the file cannot be written.
    """
    film = _Film(path)
    waiting = _Waiting(before.shots, seconds)
    try:
        with hub.attach(waiting):
            while shots := await waiting.take():
                await _in_thread(partial(film.add, shots))
        return await _in_thread(partial(film.finish, waiting.until))
    except BaseException:
        await _in_thread(film.give_up)
        raise


async def _in_thread[T](do: Callable[[], T]) -> T:
    """Do something in a thread, and wait for it also when cancelled: two threads must not have one film."""
    doing = asyncio.create_task(asyncio.to_thread(do))
    try:
        return await asyncio.shield(doing)
    finally:
        if not doing.done():
            await asyncio.wait([doing])
