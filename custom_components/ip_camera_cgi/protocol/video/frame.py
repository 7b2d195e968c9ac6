"""One picture for viewers, with what each of them needs around it."""

from functools import cached_property
import time

from .part import ROOM_BEFORE, Part

BOUNDARY = "frame"
_DELIMITER = b"\r\n--%s\r\n" % BOUNDARY.encode()
_HEAD = b"Content-Type: image/jpeg\r\n\r\n"
_CHUNK_HEAD = b"%08x\r\n"  # as long as ROOM_BEFORE
_CHUNK_END = b"\r\n"
_TAIL = _DELIMITER + _HEAD + _CHUNK_END


class Frame:
    """A picture of the stream.

    For browsers the boundary and the head of the next part come right behind each picture: most of them show a picture
    only when they have seen both. Players want the length of each part instead.
    """

    browser_start = b"--%s\r\n" % BOUNDARY.encode() + _HEAD
    player_start = b"--%s\r\n" % BOUNDARY.encode()

    def __init__(self, jpeg: bytes | Part, *, marked: bool = False) -> None:
        self._part = jpeg if isinstance(jpeg, Part) else Part.of(jpeg)
        self.no_signal = marked
        """Whether it is an old one, with a mark that says so."""
        self.at = time.time()
        """When it arrived, in seconds since 1970."""

    @cached_property
    def jpeg(self) -> bytes:
        """Return a copy of the picture for those who keep it."""
        return bytes(self._part.body)

    @property
    def body(self) -> memoryview:
        """Return the picture where it was received."""
        return self._part.body

    @cached_property
    def chunk(self) -> memoryview:
        """Return the picture and what follows it in a browser's stream, as a chunk of HTTP/1.1."""
        memory, size = self._part.memory, self._part.size
        end = ROOM_BEFORE + size + len(_TAIL)
        memory[:ROOM_BEFORE] = _CHUNK_HEAD % (size + len(_TAIL) - len(_CHUNK_END))
        memory[ROOM_BEFORE + size : end] = _TAIL
        return memoryview(memory)[:end].toreadonly()

    @property
    def unchunked(self) -> memoryview:
        """Return the same without the framing of the chunk, for HTTP/1.0."""
        return self.chunk[ROOM_BEFORE : -len(_CHUNK_END)]

    @cached_property
    def player_part(self) -> tuple[bytes, memoryview, bytes]:
        """Return head, picture and delimiter in a player's stream."""
        head = b"Content-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % self._part.size
        return head, self.body, _DELIMITER

    @cached_property
    def player_chunk(self) -> tuple[bytes, memoryview, bytes]:
        """Return the same as a chunk of HTTP/1.1."""
        head, body, delimiter = self.player_part
        size = len(head) + len(body) + len(delimiter)
        return b"%x\r\n" % size + head, body, delimiter + _CHUNK_END
