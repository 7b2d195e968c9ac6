"""The material of a recording: the camera's H.264 stream, or its MJPEG stream."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import override

from ..protocol import FrameRingBuffer
from ..protocol.video.mkv_file import JpegMkvFile, MkvFile, StreamMkvFile
from ..protocol.video.ring_buffer import BufferedFrame
from ..protocol.video.stream_buffer import Packet, StreamBuffer

type Write = Callable[[], None]
"""Writes what was taken; blocking, raises OSError."""


class Footage[T](ABC):
    """Moves what arrives from a buffer to a file."""

    def __init__(self, file: MkvFile[T], since: float) -> None:
        self.file = file
        self.until = since
        """Time of the newest item taken, by the monotonic clock."""
        self.began_at: float | None = None
        """Time of the first picture."""

    def take(self, until: float) -> Write | None:
        """Take what has arrived up to a moment; return what writes it, or None if there is nothing."""
        items = self._take(until)
        if not items:
            return None
        if self.began_at is None:
            self.began_at = next((self._at(each) for each in items if self._is_picture(each)), None)
        self.until = max(self.until, self._at(items[-1]))

        def write() -> None:
            self.file.path.parent.mkdir(parents=True, exist_ok=True)
            self.file.append(items)

        return write

    @abstractmethod
    def _take(self, until: float) -> Sequence[T]:
        """Return the new items up to a moment."""

    @abstractmethod
    def _at(self, item: T) -> float:
        """Return the time of an item."""

    @abstractmethod
    def _is_picture(self, item: T) -> bool:
        """Return whether an item is a picture with which a clip may begin."""


class JpegFootage(Footage[BufferedFrame]):
    """Pictures of the MJPEG stream."""

    def __init__(self, path: Path, buffer: FrameRingBuffer, since: float) -> None:
        super().__init__(JpegMkvFile(path), since)
        self._buffer = buffer

    @override
    def _take(self, until: float) -> Sequence[BufferedFrame]:
        return [each for each in self._buffer.since(self.until) if each.at <= until]

    @override
    def _at(self, item: BufferedFrame) -> float:
        return item.at

    @override
    def _is_picture(self, item: BufferedFrame) -> bool:
        return not item.no_signal


class StreamFootage(Footage[Packet]):
    """Pictures and sound of the H.264 stream."""

    def __init__(self, path: Path, buffer: StreamBuffer, since: float) -> None:
        super().__init__(StreamMkvFile(path, lambda: buffer.format), since)
        self._buffer = buffer
        self._number = buffer.before(since)

    @override
    def _take(self, until: float) -> Sequence[Packet]:
        packets = [each for each in self._buffer.since(self._number) if each.at <= until]
        if packets:
            self._number = packets[-1].number
        return packets

    @override
    def _at(self, item: Packet) -> float:
        return item.at

    @override
    def _is_picture(self, item: Packet) -> bool:
        return item.is_key
