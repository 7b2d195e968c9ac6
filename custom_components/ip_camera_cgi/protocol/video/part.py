"""A picture as received from a stream, with spare room for the framing that viewers need."""

from dataclasses import dataclass
from typing import Self

ROOM_BEFORE = 10
ROOM_AFTER = 64

type Buffer = bytes | bytearray | memoryview


@dataclass(slots=True, eq=False)
class Part:
    """A receive buffer and the position of the picture in it.

    The framing for viewers is written around the picture in the same buffer, so the picture is not copied again.
    """

    memory: bytearray
    size: int
    framed: bool
    """Whether the camera declared the length, so that the part contains one picture only."""

    @classmethod
    def allocate(cls, size: int) -> Self:
        """Return a part with an empty buffer for a body of a known length."""
        return cls(bytearray(ROOM_BEFORE + size + ROOM_AFTER), size, framed=True)

    @classmethod
    def of(cls, body: Buffer, *, framed: bool = False) -> Self:
        """Return a part with a copy of a body."""
        memory = bytearray().join((bytes(ROOM_BEFORE), body, bytes(ROOM_AFTER)))
        return cls(memory, len(body), framed)

    @property
    def body(self) -> memoryview:
        """Return the picture."""
        return memoryview(self.memory)[ROOM_BEFORE : ROOM_BEFORE + self.size]

    @property
    def place(self) -> memoryview:
        """Return the buffer from the start of the picture to its end."""
        return memoryview(self.memory)[ROOM_BEFORE:]
