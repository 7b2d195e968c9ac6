"""MKV files of unmodified pictures: written with their real times, repaired, and converted to H.264.

Encoding during recording would cost a hundred times as much as writing. Blocking: call everything in a thread.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import batched
import os
from pathlib import Path

from ..model.errors import CameraError
from . import matroska
from .clip import Clip
from .jpeg import frame_header
from .ring_buffer import BufferedFrame

_RATE = 30  # frames per second, a hint for players
_USUAL_SIZE = (640, 480)
_FRAMES_PER_WRITE = 256  # of which each is two buffers; the system takes 1024
_FRAMES_PER_BATCH = 8  # frames that are encoded between two looks whether to stop
_LAST_FRAME_SECONDS = 0.1  # seconds for which a film shows its last frame


class StoppedError(Exception):
    """A conversion was stopped."""


class FilmFile:
    """An append-only file: wherever writing stops, the pictures before are complete."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.frames = 0
        self.bytes = 0
        self.seconds = 0.0
        self._started_at = 0.0
        self._file: int | None = None

    def append(self, frames: Sequence[BufferedFrame]) -> None:
        """Append frames; "no signal" frames before the first picture are skipped.

        Raises:
            OSError: disk full or write error; the data written before is complete.
        """
        if self._file is None:
            while frames and frames[0].no_signal:
                frames = frames[1:]
            if not frames:
                return
            self._open(frames[0])
        for some in batched(frames, _FRAMES_PER_WRITE, strict=False):
            try:
                self._append(some)
            except OSError:  # as many as fit
                for frame in some:
                    self._append([frame])

    def close(self) -> None:
        """Flush everything to disk; raises OSError."""
        if self._file is not None:
            file, self._file = self._file, None
            try:
                os.fsync(file)
            finally:
                os.close(file)

    def _open(self, first: BufferedFrame) -> None:
        self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        self._started_at = first.at
        header = None
        with suppress(CameraError):
            header = frame_header(first.jpeg)
        size = (header.width, header.height) if header else _USUAL_SIZE
        self._write([matroska.head(*size, rate=_RATE)])

    def _append(self, frames: Sequence[BufferedFrame]) -> None:
        self._write([part for frame in frames for part in self._parts(frame)])
        self.frames += sum(not frame.no_signal for frame in frames)
        self.seconds = round(frames[-1].at - self._started_at + _LAST_FRAME_SECONDS, 3)

    def _parts(self, frame: BufferedFrame) -> tuple[bytes, bytes]:
        milliseconds = round((frame.at - self._started_at) * 1000)
        return matroska.picture_head(max(milliseconds, 0), len(frame.jpeg)), frame.jpeg

    def _write(self, parts: list[bytes]) -> None:
        assert self._file is not None  # noqa: S101
        size = sum(map(len, parts))
        try:
            written = os.writev(self._file, parts)
            while written < size:  # a disk that is nearly full takes some
                written += os.write(self._file, b"".join(parts)[written:])
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._file, self.bytes)
                os.lseek(self._file, self.bytes, os.SEEK_SET)
            raise
        self.bytes += size


def repair_film(path: Path) -> Clip | None:
    """Truncate an incomplete file to its complete part; return the rest, or None without a picture.

    Raises:
        OSError: the file cannot be read or written.
    """
    with path.open("r+b") as film:
        frames, seconds, end = 0, 0.0, 0
        for block in matroska.pictures(film):
            frames, seconds, end = frames + 1, block.milliseconds / 1000, block.end
        if not frames:
            return None
        film.truncate(end)
    return Clip(round(seconds + _LAST_FRAME_SECONDS, 3), frames, end)


def first_picture(path: Path, at: float = 0) -> bytes | None:
    """Return the first picture at or after a time in seconds, or the last one; raises OSError."""
    last = None
    with path.open("rb") as film:
        for block in matroska.pictures(film):
            last = block
            if block.milliseconds >= at * 1000:
                break
        if last is None:
            return None
        film.seek(last.begin)
        return film.read(last.end - last.begin)


def convert_film(
    source: Path, target: Path, stopped: Callable[[], bool] = lambda: False, *, quick: bool = False
) -> Clip:
    """Encode a file as H.264 in MP4 for browsers, with the original times.

    Raises:
        CameraConnectionError: the file has no picture.
        StoppedError: the conversion was stopped.
        OSError: a file cannot be read or written.
    """
    from .encoder import ClipEncoder  # noqa: PLC0415  loads PyAV, which is needed for clips only

    encoder, last = ClipEncoder(target, quick=quick), 0.0
    try:
        for frames in batched(_frames(source), _FRAMES_PER_BATCH, strict=False):
            encoder.add(frames)
            last = frames[-1].at
            if stopped():
                raise StoppedError  # noqa: TRY301  the encoder closes its file in either case
        return encoder.finish(last + _LAST_FRAME_SECONDS)
    except BaseException:
        encoder.discard()
        raise


def _frames(source: Path) -> Iterator[BufferedFrame]:
    with source.open("rb") as film:
        for block in matroska.pictures(film):
            film.seek(block.begin)
            yield BufferedFrame(film.read(block.end - block.begin), no_signal=False, at=block.milliseconds / 1000)
