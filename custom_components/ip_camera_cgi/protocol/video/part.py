"""One picture as it came out of a stream, with room around it for the framing that viewers need."""

from dataclasses import dataclass
from typing import Self

ROOM_BEFORE = 10
ROOM_AFTER = 64

type Buffer = bytes | bytearray | memoryview


@dataclass(slots=True, eq=False)
class Part:
    """The memory into which a picture was received, and where it lies in that.

    What is sent to viewers lies around it in the same memory, so that it need not be copied for them.
    """

    memory: bytearray
    size: int
    framed: bool
    """Whether the camera told the length: then nothing of another picture is in it."""

    @classmethod
    def allocate(cls, size: int) -> Self:
        """Return a part of a known length that is yet to be received."""
        return cls(bytearray(ROOM_BEFORE + size + ROOM_AFTER), size, framed=True)

    @classmethod
    def of(cls, body: Buffer, *, framed: bool = False) -> Self:
        """Return a part with a body that was received elsewhere; it is copied."""
        memory = bytearray().join((bytes(ROOM_BEFORE), body, bytes(ROOM_AFTER)))
        return cls(memory, len(body), framed)

    @property
    def body(self) -> memoryview:
        """Return the picture."""
        return memoryview(self.memory)[ROOM_BEFORE : ROOM_BEFORE + self.size]

    @property
    def place(self) -> memoryview:
        """Return where the picture is to be received, and the room behind it."""
        return memoryview(self.memory)[ROOM_BEFORE:]
