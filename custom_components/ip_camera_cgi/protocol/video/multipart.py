"""Takes multipart/x-mixed-replace apart, in every framing that cameras were seen to use."""

from collections.abc import AsyncGenerator, AsyncIterator
import re
from typing import Protocol, override, runtime_checkable

from ..model.errors import CameraResponseError
from .part import Part

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
    delimiter alone (docs/sources.md H20). The same bytes within a picture are none: neither does it end before them,
    nor do headers follow.
    """
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise CameraResponseError(f"no boundary in {content_type[:80]!r}")
    letters = (re.escape(bytes([letter])) for letter in boundary[1].encode(errors="surrogateescape")[:70])
    line = rb"(?:^|\r?\n)-{1,40}" + rb" ?".join(letters) + rb"(?:--)?[ \t]{0,40}\r?\n"
    return re.compile(_PICTURE_PRECEDES + line + rb"|" + line + _HEADER_FOLLOWS)


@runtime_checkable
class ByteSource(Protocol):
    """Bytes as they come in, which are copied only when they are taken out."""

    def window(self) -> memoryview:
        """Return what has come and was not consumed; valid until more is waited for."""
        ...

    def consume(self, count: int) -> None:
        """Take bytes out of the window."""
        ...

    async def more(self) -> bool:
        """Wait until the window is longer; return whether it is, or the bytes have ended."""
        ...

    async def readinto(self, place: memoryview, size: int) -> bool:
        """Fill the first size bytes of a place, and perhaps more; return whether they came before the end."""
        ...


class _ChunkSource(ByteSource):
    """Bytes that come in chunks."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._data = b""
        self._position = 0

    @override
    def window(self) -> memoryview:
        return memoryview(self._data)[self._position :]

    @override
    def consume(self, count: int) -> None:
        self._position += count

    @override
    async def more(self) -> bool:
        chunk = await anext(self._chunks, b"")
        self._data = self._data[self._position :] + chunk
        self._position = 0
        return bool(chunk)

    @override
    async def readinto(self, place: memoryview, size: int) -> bool:
        filled = 0
        while True:
            some = self.window()[: size - filled]
            place[filled : filled + len(some)] = some
            self.consume(len(some))
            filled += len(some)
            if filled == size:
                return True
            self._data, self._position = await anext(self._chunks, b""), 0
            if not self._data:
                return False


async def _find(
    source: ByteSource, pattern: re.Pattern[bytes], max_bytes: int, end: bytes = b""
) -> tuple[int, int] | None:
    """Return where in the window a pattern starts and ends; None if the bytes ended before.

    The bytes in end are what the pattern finds behind them all.

    Raises:
        CameraResponseError: more than max_bytes precede it; however the bytes were cut on their way.
    """
    searched = 0
    while True:
        window = source.window()
        start = max(0, searched - _MAX_PATTERN_BYTES)
        found = pattern.search(window, start)
        if found is None and (searched := len(window)) <= max_bytes + _MAX_PATTERN_BYTES and await source.more():
            continue
        if found is None and searched <= max_bytes + _MAX_PATTERN_BYTES:
            found = pattern.search(bytes(window) + end, start)
        if (found.start() if found else len(window)) > max_bytes:
            raise CameraResponseError(f"{max_bytes} bytes and no end of the part")
        return (found.start(), min(found.end(), len(window))) if found else None


async def _skip(source: ByteSource, pattern: re.Pattern[bytes], max_bytes: int, end: bytes = b"") -> bool:
    """Take out everything up to a pattern; return whether it came."""
    if (found := await _find(source, pattern, max_bytes, end)) is None:
        return False
    source.consume(found[1])
    return True


async def _read_headers(source: ByteSource) -> bytes | None:
    if (found := await _find(source, _HEADERS_END, _MAX_HEADER_BYTES)) is None:
        return None
    headers = bytes(source.window()[: found[0]])
    source.consume(found[1])
    return headers


async def iter_parts(content_type: str, chunks: AsyncIterator[bytes], limit: int) -> AsyncGenerator[Part]:
    """Yield each part, of limit bytes at most, until the chunks end.

    Raises:
        CameraResponseError: it is no multipart answer, or a part is too long.
    """
    delimiter = _delimiter(content_type)
    source = chunks if isinstance(chunks, ByteSource) else _ChunkSource(chunks)
    going_on = await _skip(source, delimiter, limit, _EMPTY_LINE)
    while going_on and (headers := await _read_headers(source)) is not None:
        length = _LENGTH.search(headers)
        size = int(length[1]) if length else 0
        if size > limit:
            raise CameraResponseError(f"a part of {size} bytes")
        if size:
            part = Part.allocate(size)
            if not await source.readinto(part.place, size):
                return
            yield part
            going_on = await _skip(source, delimiter, limit, _EMPTY_LINE)
        else:
            found = await _find(source, delimiter, limit, _EMPTY_LINE)
            going_on = found is not None
            part = Part.of(source.window()[: found[0] if found else None])
            source.consume(found[1] if found else 0)
            yield part
