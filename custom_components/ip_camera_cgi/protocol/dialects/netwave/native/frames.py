"""Framing of the native protocol: a 23-byte header and a body. No I/O (docs/sources.md N21)."""

from collections.abc import Collection, Iterator
import struct
from typing import NamedTuple

from ....model.errors import CameraResponseError

# Magic number, opcode, encryption flag, key, and the length of the body (twice).
_HEAD = struct.Struct("<4sHB8sII")
_NO_KEY = bytes(8)


class Channel(NamedTuple):
    """A kind of connection."""

    mark: bytes
    """The magic number: the first four bytes of each frame."""
    longest: int
    """Bytes of the longest body; the longest known ones have 1,152 and 78,785."""
    rate: int
    """Bytes received per second, so that a flood of frames does not occupy the event loop."""


CONTROL = Channel(b"MO_O", 4096, 1024 * 1024)
MEDIA = Channel(b"MO_V", 512 * 1024, 4 * 1024 * 1024)


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

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Yield the wanted frames that are complete; at most one incomplete frame is buffered.

        Raises:
            CameraResponseError: not a frame, or the body is too long; the stream cannot be parsed any further.
        """
        self._buffer += data
        start = min(self._to_skip, len(self._buffer))
        self._to_skip -= start
        try:
            while (body := start + _HEAD.size) <= len(self._buffer):
                opcode, length = self._read_head(start)
                missing = body + length - len(self._buffer)
                if opcode in self._wanted:
                    if missing > 0:
                        return
                    yield Frame(opcode, bytes(self._buffer[body : body + length]))
                elif missing > 0:
                    self._to_skip, start = missing, len(self._buffer)
                    return
                start = body + length
        finally:
            del self._buffer[:start]

    def _read_head(self, at: int) -> tuple[int, int]:
        mark, opcode, _, _, length, _ = _HEAD.unpack_from(self._buffer, at)
        if mark != self._channel.mark:
            raise CameraResponseError("native protocol: not a frame")
        if length > self._channel.longest:
            raise CameraResponseError(f"native protocol: a frame of {length} bytes is too long")
        return opcode, length
