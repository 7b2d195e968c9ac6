"""Takes multipart/x-mixed-replace apart, in every framing that cameras were seen to use."""

from collections.abc import AsyncGenerator, AsyncIterator
import re

from ..model.errors import CameraResponseError

_BOUNDARY = re.compile(r"""boundary\s*=[\s"'-]*([^"';\s]+)""", re.IGNORECASE)
_HEADER_FOLLOWS = rb"(?=[\w-]{0,40}[ \t]{0,8}:|\r?\n)"  # or none, and then an empty line
_PICTURE_PRECEDES = rb"(?<=\xff\xd9)"
_EMPTY_LINE = b"\r\n"
_LENGTH = re.compile(rb"^content-length\s*:\s*<?(\d{1,10})", re.IGNORECASE | re.MULTILINE)
_HEADERS_END = re.compile(rb"(?:^|\r?\n)\r?\n")
_MAX_HEADER_BYTES = 8 * 1024
_MAX_PATTERN_BYTES = 300  # bytes: no delimiter and no end of headers is longer


def _delimiter(content_type: str) -> re.Pattern[bytes]:
    """Return what stands between two parts.

    Some cameras write its dashes into the boundary parameter, some do not, and one prints a blank into the
    delimiter alone (Hucoms manual 7.2.3). The same bytes within a picture are none: neither does it end before them,
    nor do headers follow.
    """
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise CameraResponseError(f"no boundary in {content_type[:80]!r}")
    letters = (re.escape(bytes([letter])) for letter in boundary[1].encode(errors="surrogateescape")[:70])
    line = rb"(?:^|\r?\n)-{1,40}" + rb" ?".join(letters) + rb"(?:--)?[ \t]{0,40}\r?\n"
    return re.compile(_PICTURE_PRECEDES + line + rb"|" + line + _HEADER_FOLLOWS)


class _Buffer:
    """What came in and was not yet taken out. Pictures are large and many, so they are copied once."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._data = b""
        self._position = 0

    async def read_until(self, pattern: re.Pattern[bytes], max_bytes: int, end: bytes = b"") -> bytes | None:
        """Take out what precedes a pattern, and the pattern with it; None where the answer ended before.

        The end is what the pattern finds behind the answer.

        Raises:
            CameraResponseError: more precedes it than the most; however the bytes were cut on their way.
        """
        rest = memoryview(self._data)[
            self._position :
        ]  # many small parts may have come at once: none is copied for another
        if (found := pattern.search(rest)) is not None and found.start() <= max_bytes:
            self._position += found.end()
            return bytes(rest[: found.start()])
        come = bytearray(rest)
        while found is None and len(come) <= max_bytes + _MAX_PATTERN_BYTES:
            start = max(0, len(come) - _MAX_PATTERN_BYTES)
            if not (chunk := await anext(self._chunks, b"")):
                found = pattern.search(come + end, start)
                break
            come += chunk
            found = pattern.search(come, start)
        if (found.start() if found else len(come)) > max_bytes:
            raise CameraResponseError(f"{max_bytes} bytes and no end of the part")
        self._data, self._position = bytes(come), min(found.end(), len(come)) if found else 0
        return self._data[: found.start()] if found else None

    async def read(self, size: int) -> bytes | None:
        """Take out so many bytes; None where the answer ended before."""
        end = self._position + size
        pieces = [memoryview(self._data)[self._position : end]]
        while (missing := end - len(self._data)) > 0:
            if not (chunk := await anext(self._chunks, b"")):
                return None
            self._data, end = chunk, missing
            pieces.append(memoryview(chunk)[:missing])
        self._position = end
        return b"".join(pieces)

    def read_rest(self) -> bytes:
        """Take out what is left when the answer has ended."""
        return self._data[self._position :]


async def iter_parts(content_type: str, chunks: AsyncIterator[bytes], limit: int) -> AsyncGenerator[bytes]:
    """Yield the body of each part, of limit bytes at most, until the chunks end.

    Raises:
        CameraResponseError: it is no multipart answer, or a part is too long.
    """
    delimiter = _delimiter(content_type)
    incoming = _Buffer(chunks)
    going_on = await incoming.read_until(delimiter, limit, _EMPTY_LINE) is not None
    while going_on and (headers := await incoming.read_until(_HEADERS_END, _MAX_HEADER_BYTES)) is not None:
        length = _LENGTH.search(headers)
        size = int(length[1]) if length else 0
        if size > limit:
            raise CameraResponseError(f"a part of {size} bytes")
        if size:
            body = await incoming.read(size)
            if body is None:
                return
            yield body
            going_on = await incoming.read_until(delimiter, limit, _EMPTY_LINE) is not None
        else:
            body = await incoming.read_until(delimiter, limit, _EMPTY_LINE)
            going_on = body is not None
            yield incoming.read_rest() if body is None else body
