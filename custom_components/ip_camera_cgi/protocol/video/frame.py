"""A frame with the framing that browsers and players need around it."""

from functools import cached_property
import time

from .part import ROOM_BEFORE, Part

BOUNDARY = "frame"
_DELIMITER = b"\r\n--%s\r\n" % BOUNDARY.encode()
_HEAD = b"Content-Type: image/jpeg\r\n\r\n"
_CHUNK_HEAD = b"%08x\r\n"  # ROOM_BEFORE bytes long
_CHUNK_END = b"\r\n"
_TAIL = _DELIMITER + _HEAD + _CHUNK_END


class Frame:
    """A frame of the live stream.

    Browsers get the delimiter and the next part's header directly behind each picture, because most of them show a
    picture only when they have received both. Players get the length of each part instead.
    """

    browser_start = b"--%s\r\n" % BOUNDARY.encode() + _HEAD
    player_start = b"--%s\r\n" % BOUNDARY.encode()

    def __init__(self, jpeg: bytes | Part, *, marked: bool = False) -> None:
        self._part = jpeg if isinstance(jpeg, Part) else Part.of(jpeg)
        self.no_signal = marked
        """Whether this is an old picture with a "no signal" mark."""
        self.at = time.time()
        """Time of arrival, in seconds since 1970."""

    @cached_property
    def jpeg(self) -> bytes:
        """Return a copy of the picture, which may be kept."""
        return bytes(self._part.body)

    @property
    def body(self) -> memoryview:
        """Return a view of the picture in the receive buffer."""
        return self._part.body

    @cached_property
    def chunk(self) -> memoryview:
        """Return the picture with the framing for browsers, as one chunk of HTTP/1.1."""
        memory, size = self._part.memory, self._part.size
        end = ROOM_BEFORE + size + len(_TAIL)
        memory[:ROOM_BEFORE] = _CHUNK_HEAD % (size + len(_TAIL) - len(_CHUNK_END))
        memory[ROOM_BEFORE + size : end] = _TAIL
        return memoryview(memory)[:end].toreadonly()

    @property
    def unchunked(self) -> memoryview:
        """Return the same without chunk framing, for HTTP/1.0."""
        return self.chunk[ROOM_BEFORE : -len(_CHUNK_END)]

    @cached_property
    def player_part(self) -> tuple[bytes, memoryview, bytes]:
        """Return header, picture and delimiter of a player's stream."""
        head = b"Content-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % self._part.size
        return head, self.body, _DELIMITER

    @cached_property
    def player_chunk(self) -> tuple[bytes, memoryview, bytes]:
        """Return the same as a chunk of HTTP/1.1."""
        head, body, delimiter = self.player_part
        size = len(head) + len(body) + len(delimiter)
        return b"%x\r\n" % size + head, body, delimiter + _CHUNK_END
