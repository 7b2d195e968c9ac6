"""A frame with the framing that browsers and players need around it."""

from functools import cached_property
from typing import Self

type Buffer = bytes | bytearray | memoryview

BOUNDARY = "frame"
_DELIMITER = b"\r\n--%s\r\n" % BOUNDARY.encode()
_HEAD = b"Content-Type: image/jpeg\r\n\r\n"
_CHUNK_HEAD = b"%08x\r\n"
_CHUNK_END = b"\r\n"
TAIL = _DELIMITER + _HEAD + _CHUNK_END
"""The framing behind a picture."""
BEFORE, _BEHIND = 10, len(TAIL)
"""Bytes of framing in front of a picture, and behind it."""


class Frame:
    """A frame of the live stream, in one buffer with the framing for browsers, so the picture is not copied again.

    Browsers get the delimiter and the next part's header directly behind each picture, because most of them show a
    picture only when they have received both. Players get the length of each part instead.
    """

    browser_start = b"--%s\r\n" % BOUNDARY.encode() + _HEAD
    player_start = b"--%s\r\n" % BOUNDARY.encode()

    def __init__(self, jpeg: Buffer, *, framed: bool = False, marked: bool = False) -> None:
        """Copy a picture."""
        self.size = len(jpeg)
        self.chunk: bytes | bytearray = b"".join((_CHUNK_HEAD % (self.size + _BEHIND - 2), jpeg, TAIL))
        """The picture with the framing for browsers, as one chunk of HTTP/1.1."""
        self.framed = framed
        """Whether the camera declared the length, so that the part contains one picture only."""
        self.no_signal = marked
        """Whether this is an old picture with a "no signal" mark."""

    @classmethod
    def allocate(cls, size: int) -> Self:
        """Return a frame with an empty buffer for a picture of a known length."""
        frame = cls.__new__(cls)
        frame.size, frame.chunk, frame.framed, frame.no_signal = size, bytearray(BEFORE + size + _BEHIND), True, False
        return frame

    @property
    def place(self) -> memoryview:
        """Return the buffer from the start of the picture to its end."""
        return memoryview(self.chunk)[BEFORE:]

    def complete(self) -> None:
        """Add the framing to a picture that was received into its buffer."""
        memory = self.chunk
        assert isinstance(memory, bytearray)  # noqa: S101  allocate() has made it
        memory[:BEFORE] = _CHUNK_HEAD % (self.size + _BEHIND - 2)
        memory[-_BEHIND:] = TAIL

    @cached_property
    def jpeg(self) -> bytes:
        """Return a copy of the picture, which may be kept."""
        return bytes(self.body)

    @property
    def body(self) -> memoryview:
        """Return a view of the picture in its buffer."""
        return memoryview(self.chunk)[BEFORE : BEFORE + self.size].toreadonly()

    @property
    def unchunked(self) -> memoryview:
        """Return the chunk without chunk framing, for HTTP/1.0."""
        return memoryview(self.chunk)[BEFORE : -len(_CHUNK_END)]

    @cached_property
    def player_part(self) -> tuple[bytes, memoryview, bytes]:
        """Return header, picture and delimiter of a player's stream."""
        head = b"Content-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % self.size
        return head, self.body, _DELIMITER

    @cached_property
    def player_chunk(self) -> tuple[bytes, memoryview, bytes]:
        """Return the same as a chunk of HTTP/1.1."""
        head, body, delimiter = self.player_part
        size = len(head) + len(body) + len(delimiter)
        return b"%x\r\n" % size + head, body, delimiter + _CHUNK_END
