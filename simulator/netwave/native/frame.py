"""One frame as it travels, written from the field guide; nothing here is shared with the integration."""

from dataclasses import dataclass
import struct
from typing import Self

HEAD = 23
CONTROL, MEDIA = b"MO_O", b"MO_V"
LONGEST = 64 * 1024  # of what a client says; a camera that reads more would have no memory left


class NoFrameError(Exception):
    """What came is no frame, and nothing that follows can be one."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of either kind."""

    mark: bytes
    opcode: int
    body: bytes = b""

    @classmethod
    def take(cls, heard: bytearray) -> Self | None:
        """Take the first frame out of what was heard; None while something is missing."""
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
        """Write it; the clone has a flag of its own."""
        length = len(self.body).to_bytes(4, "little")
        return self.mark + self.opcode.to_bytes(2, "little") + bytes((flag,)) + bytes(8) + length * 2 + self.body


def text(value: str, size: int) -> bytes:
    """Write a text into a field that always ends in zero."""
    return value.encode("utf-8", "surrogateescape")[: size - 1].ljust(size, b"\0")


def words(field: bytes) -> str:
    """Read such a field."""
    return field.partition(b"\0")[0].decode("utf-8", "surrogateescape")


def picture(tick: int, seconds: int, jpeg: bytes) -> Frame:
    """Put a picture into a frame."""
    return Frame(MEDIA, 1, struct.pack("<IIBI", tick & 0xFFFFFFFF, seconds, 0, len(jpeg)) + jpeg)


def sound(tick: int, number: int, seconds: int, code: bytes, before: tuple[int, int] | None) -> Frame:
    """Put sound into a frame; some firmwares add how the decoder stood before it."""
    head = struct.pack("<IIIBI", tick & 0xFFFFFFFF, number & 0xFFFFFFFF, seconds, 0, len(code))
    tail = struct.pack("<hB", *before) if before else b""
    return Frame(MEDIA, 2, head + code + tail)
