"""Framing of the native protocol: a 23-byte header and a body. No I/O (docs/sources.md N21)."""

from collections.abc import Collection, Iterator
from enum import StrEnum
import struct
from typing import NamedTuple

from ....model.errors import CameraResponseError

# Magic number, opcode, encryption flag, key, and the length of the body (twice).
_HEAD = struct.Struct("<4sHB8sII")
_NO_KEY = bytes(8)


class Channel(StrEnum):
    """Kind of connection; the value is the magic number of its frames."""

    CONTROL = "MO_O"
    MEDIA = "MO_V"

    @property
    def mark(self) -> bytes:
        """Return the magic number: the first four bytes of each frame."""
        return self.value.encode()

    @property
    def limit(self) -> int:
        """Return the maximum length of a body in bytes; the longest known ones have 1,152 and 78,785."""
        return 4096 if self is Channel.CONTROL else 512 * 1024


class Frame(NamedTuple):
    """A frame of any channel."""

    opcode: int
    body: bytes = b""

    def encode(self, channel: Channel) -> bytes:
        """Return the frame as bytes."""
        length = len(self.body)
        return _HEAD.pack(channel.mark, self.opcode, 0, _NO_KEY, length, length) + self.body


class FrameReader:
    """Splits a stream of bytes into frames.

    Bodies of unwanted opcodes are dropped as they arrive, so that, for example, the passwords of linked cameras (opcode
    28) are never stored.
    """

    def __init__(self, channel: Channel, wanted: Collection[int]) -> None:
        self._channel = channel
        self._wanted = frozenset(wanted)
        self._buffer = bytearray()
        self._to_skip = 0
        self._missing = _HEAD.size

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Yield the wanted frames that are complete; at most one incomplete frame is buffered.

        Raises:
            CameraResponseError: not a frame, or the body is too long; the stream cannot be parsed any further.
        """
        if self._to_skip:
            skipped = min(self._to_skip, len(data))
            self._to_skip -= skipped
            data = data[skipped:]
        self._buffer += data
        if len(self._buffer) < self._missing:
            return
        start = 0
        try:
            while (end := start + _HEAD.size) <= len(self._buffer):
                opcode, length = self._read_head(start)
                if opcode not in self._wanted:
                    self._to_skip = max(0, end + length - len(self._buffer))
                    start = min(end + length, len(self._buffer))
                    continue
                if end + length > len(self._buffer):
                    self._missing = _HEAD.size + length
                    return
                start = end + length
                yield Frame(opcode, bytes(self._buffer[end:start]))
            self._missing = _HEAD.size
        finally:
            del self._buffer[:start]

    def _read_head(self, at: int) -> tuple[int, int]:
        mark, opcode, _, _, length, _ = _HEAD.unpack_from(self._buffer, at)
        if mark != self._channel.mark:
            raise CameraResponseError(f"{self._channel}: not a frame")
        if length > self._channel.limit:
            raise CameraResponseError(f"{self._channel}: a frame of {length} bytes is too long")
        return opcode, length
