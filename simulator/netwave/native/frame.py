"""Frames of the native protocol, written from the documented facts and independent of the integration."""

from dataclasses import dataclass
import struct
from typing import Self

HEAD = 23
CONTROL, MEDIA = b"MO_O", b"MO_V"
LONGEST = 64 * 1024  # of what a client says; a camera that reads more would have no memory left


class NoFrameError(Exception):
    """The received data is not a frame, so the stream cannot be parsed any further."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of either channel."""

    mark: bytes
    opcode: int
    body: bytes = b""

    @classmethod
    def take(cls, heard: bytearray) -> Self | None:
        """Remove the first frame from the received data; None while it is incomplete."""
        if len(heard) < HEAD:
            return None
        mark = bytes(heard[:4])
        length = int.from_bytes(heard[15:19], "little")
        if mark not in (CONTROL, MEDIA) or length > LONGEST:
            raise NoFrameError
        if len(heard) < HEAD + length:
            return None
        frame = cls(mark, int.from_bytes(heard[4:6], "little"), bytes(heard[HEAD : HEAD + length]))
        del heard[: HEAD + length]
        return frame

    def bytes_of(self, flag: int = 0) -> bytes:
        """Return the bytes of the frame; a clone sets a flag of its own."""
        length = len(self.body).to_bytes(4, "little")
        return self.mark + self.opcode.to_bytes(2, "little") + bytes((flag,)) + bytes(8) + length * 2 + self.body


def text(value: str, size: int) -> bytes:
    """Return a zero-terminated text field."""
    return value.encode("utf-8", "surrogateescape")[: size - 1].ljust(size, b"\0")


def words(field: bytes) -> str:
    """Read a zero-terminated text field."""
    return field.partition(b"\0")[0].decode("utf-8", "surrogateescape")


def picture(tick: int, seconds: int, jpeg: bytes) -> Frame:
    """Return a frame with a picture."""
    return Frame(MEDIA, 1, struct.pack("<IIBI", tick & 0xFFFFFFFF, seconds, 0, len(jpeg)) + jpeg)


def sound(tick: int, number: int, seconds: int, code: bytes, before: tuple[int, int] | None) -> Frame:
    """Return a frame with sound; some firmware appends the decoder state."""
    head = struct.pack("<IIIBI", tick & 0xFFFFFFFF, number & 0xFFFFFFFF, seconds, 0, len(code))
    tail = struct.pack("<hB", *before) if before else b""
    return Frame(MEDIA, 2, head + code + tail)
