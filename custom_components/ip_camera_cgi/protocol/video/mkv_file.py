"""MKV files of unmodified pictures: written with their real times, repaired, and converted for browsers.

Encoding during recording would cost a hundred times as much as writing. Blocking: call everything in a thread.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import batched, dropwhile
import os
from pathlib import Path
from typing import override

from ..model.errors import CameraError
from . import matroska
from .clip import LAST_FRAME_SECONDS, Clip, StoppedError
from .jpeg import frame_header
from .ring_buffer import BufferedFrame
from .stream_buffer import Packet, StreamFormat

_RATE = 30  # frames per second, a hint for players
_USUAL_SIZE = (640, 480)
_ITEMS_PER_WRITE = 256  # of which each is two buffers; the system takes 1024
_FRAMES_PER_BATCH = 8  # frames that are encoded between two looks whether to stop


class MkvFile[T](ABC):
    """An append-only file: wherever writing stops, what comes before is complete."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.frames = 0
        self.bytes = 0
        self.seconds = 0.0
        self._started_at = 0.0
        self._file: int | None = None

    def append(self, items: Sequence[T]) -> None:
        """Append pictures or sound.

        Raises:
            OSError: disk full or write error; the data written before is complete.
        """
        if self._file is None:
            items = self._from_first_picture(items)
            if not items:
                return
            self._open(items[0])
        for some in batched(items, _ITEMS_PER_WRITE, strict=False):
            try:
                self._append(some)
            except OSError:  # as many as fit
                for item in some:
                    self._append([item])

    def close(self) -> None:
        """Flush everything to disk; raises OSError."""
        if self._file is not None:
            file, self._file = self._file, None
            try:
                os.fsync(file)
            finally:
                os.close(file)

    @abstractmethod
    def _from_first_picture(self, items: Sequence[T]) -> Sequence[T]:
        """Return the items from the first one on with which a file may begin."""

    @abstractmethod
    def _head(self, first: T) -> bytes:
        """Return the header."""

    @abstractmethod
    def _parts(self, item: T) -> tuple[bytes, bytes]:
        """Return the bytes before an item's content, and the content."""

    @abstractmethod
    def _time(self, item: T) -> float:
        """Return the time of an item by the monotonic clock."""

    @abstractmethod
    def _count(self, item: T) -> bool:
        """Return whether an item counts as a picture."""

    def _milliseconds(self, item: T) -> int:
        """Return the time of an item since the start."""
        return max(round((self._time(item) - self._started_at) * 1000), 0)

    def _open(self, first: T) -> None:
        self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        self._started_at = self._time(first)
        self._write([self._head(first)])

    def _append(self, items: Sequence[T]) -> None:
        self._write([part for item in items for part in self._parts(item)])
        self.frames += sum(map(self._count, items))
        self.seconds = max(self.seconds, round(self._time(items[-1]) - self._started_at + LAST_FRAME_SECONDS, 3))

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


class JpegMkvFile(MkvFile[BufferedFrame]):
    """Pictures of an MJPEG stream; "no signal" frames before the first one are skipped."""

    @override
    def _from_first_picture(self, items: Sequence[BufferedFrame]) -> Sequence[BufferedFrame]:
        return list(dropwhile(lambda frame: frame.no_signal, items))

    @override
    def _head(self, first: BufferedFrame) -> bytes:
        header = None
        with suppress(CameraError):
            header = frame_header(first.jpeg)
        size = (header.width, header.height) if header else _USUAL_SIZE
        return matroska.head(*size, rate=_RATE)

    @override
    def _parts(self, item: BufferedFrame) -> tuple[bytes, bytes]:
        return matroska.picture_head(self._milliseconds(item), len(item.jpeg)), item.jpeg

    @override
    def _time(self, item: BufferedFrame) -> float:
        return item.at

    @override
    def _count(self, item: BufferedFrame) -> bool:
        return not item.no_signal


class StreamMkvFile(MkvFile[Packet]):
    """Pictures and sound of an H.264 stream, from a key frame on."""

    def __init__(self, path: Path, stream: Callable[[], StreamFormat | None]) -> None:
        super().__init__(path)
        self._stream = stream
        """Returns the current format."""

    @override
    def _from_first_picture(self, items: Sequence[Packet]) -> Sequence[Packet]:
        return list(dropwhile(lambda packet: not packet.is_key, items)) if self._stream() is not None else ()

    @override
    def _head(self, first: Packet) -> bytes:
        stream = self._stream()
        assert stream is not None  # noqa: S101  else there is no first picture
        sound = (stream.sound.mu_law, stream.sound.rate) if stream.sound is not None else None
        return matroska.h264_head(stream.width, stream.height, stream.configuration, g711=sound)

    @override
    def _parts(self, item: Packet) -> tuple[bytes, bytes]:
        at, size = self._milliseconds(item), len(item.data)
        if item.is_sound:
            return matroska.sound_head(at, size), item.data
        return matroska.picture_head(at, size, is_key=item.is_key), item.data

    @override
    def _time(self, item: Packet) -> float:
        return item.at

    @override
    def _count(self, item: Packet) -> bool:
        return not item.is_sound


def repair_mkv(path: Path) -> Clip | None:
    """Truncate an incomplete file to its complete part; return the rest, or None without a picture.

    Raises:
        OSError: the file cannot be read or written.
    """
    with path.open("r+b") as opened:
        frames, seconds, end = 0, 0.0, 0
        for block in matroska.blocks(opened):
            frames, seconds, end = frames + block.is_picture, block.milliseconds / 1000, block.end
        if not frames:
            return None
        opened.truncate(end)
    return Clip(round(seconds + LAST_FRAME_SECONDS, 3), frames, end)


def first_picture(path: Path, at: float = 0) -> bytes | None:
    """Return the first picture at or after a time in seconds, or the last one; raises OSError."""
    last = None
    with path.open("rb") as opened:
        if matroska.is_h264(opened):
            return _first_key_frame(path)
        for block in matroska.pictures(opened):
            last = block
            if block.milliseconds >= at * 1000:
                break
        if last is None:
            return None
        opened.seek(last.begin)
        return opened.read(last.end - last.begin)


def convert_mkv(
    source: Path, target: Path, stopped: Callable[[], bool] = lambda: False, *, quick: bool = False
) -> Clip:
    """Write a file as H.264 in MP4 for browsers, with the original times; H.264 is copied.

    Raises:
        CameraConnectionError: the file has no picture.
        StoppedError: the conversion was stopped.
        OSError: a file cannot be read or written.
    """
    with source.open("rb") as opened:
        if matroska.is_h264(opened):
            from .remux import remux  # noqa: PLC0415  loads PyAV, which is needed for clips only

            return remux(source, target, stopped)
    from .encoder import ClipEncoder  # noqa: PLC0415  the same

    encoder, last = ClipEncoder(target, quick=quick), 0.0
    try:
        for frames in batched(_frames(source), _FRAMES_PER_BATCH, strict=False):
            encoder.add(frames)
            last = frames[-1].at
            if stopped():
                raise StoppedError  # noqa: TRY301  the encoder closes its file in either case
        return encoder.finish(last + LAST_FRAME_SECONDS)
    except BaseException:
        encoder.discard()
        raise


def _first_key_frame(path: Path) -> bytes | None:
    from .remux import first_key_frame  # noqa: PLC0415  loads PyAV

    return first_key_frame(path)


def _frames(source: Path) -> Iterator[BufferedFrame]:
    with source.open("rb") as opened:
        for block in matroska.pictures(opened):
            opened.seek(block.begin)
            yield BufferedFrame(opened.read(block.end - block.begin), no_signal=False, at=block.milliseconds / 1000)
