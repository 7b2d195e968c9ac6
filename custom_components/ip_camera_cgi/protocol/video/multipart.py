"""Takes multipart/x-mixed-replace apart, in every framing that cameras were seen to use."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
import re
from typing import Protocol, override, runtime_checkable

from ..model.errors import CameraResponseError
from .part import Part

type Push = Callable[[Part], bool]
"""Takes a part at once; returns whether it did."""

type _Place = tuple[int, memoryview | None, int]
_WAIT: _Place = (0, None, 0)
_MAX_LANE_HEAD = 1024  # bytes of an ordinary delimiter and its headers
_MAX_DIGITS = 10
_BOUNDARY = re.compile(r"""boundary\s*=[\s"'-]*([^"';\s]+)""", re.IGNORECASE)
_HEADER_FOLLOWS = rb"(?=[\w-]{0,40}[ \t]{0,8}:|\r?\n)"  # or none, and then an empty line
_FIRST_LINE = re.compile(rb"(?:^|\r?\n)-{2,40}([!-,.-~][ -~]{0,69}?)[ \t]{0,40}\r?\n(?=[\w-]{1,40}[ \t]{0,8}:)")
_PICTURE_PRECEDES = rb"(?<=\xff\xd9)"
_EMPTY_LINE = b"\r\n"
_LENGTH = re.compile(rb"^content-length\s*:\s*<?(\d{1,10})", re.IGNORECASE | re.MULTILINE)
_HEADERS_END = re.compile(rb"(?:^|\r?\n)\r?\n")
_MAX_HEADER_BYTES = 8 * 1024
_MAX_PATTERN_BYTES = 300  # bytes: no delimiter and no end of headers is longer


def _delimiter(boundary: bytes) -> re.Pattern[bytes]:
    """Return what stands between two parts.

    Some cameras write its dashes into the boundary parameter, some do not, and one prints a blank into the
    delimiter alone (docs/sources.md H20). The same bytes within a picture are none: neither does it end before them,
    nor do headers follow.
    """
    line = rb"(?:^|\r?\n)-{1,40}" + boundary + rb"(?:--)?[ \t]{0,40}\r?\n"
    return re.compile(_PICTURE_PRECEDES + line + rb"|" + line + _HEADER_FOLLOWS)


def _named(name: bytes) -> bytes:
    """Return a pattern for the name of a boundary."""
    return rb" ?".join(re.escape(bytes([letter])) for letter in name[:70])


async def _boundary(content_type: str, source: ByteSource, limit: int) -> bytes | None:
    """Return a pattern for the boundary; None if the bytes end before the first one.

    Some cameras write another name into the delimiters than into the header, or none into that: what the first
    delimiter says counts, as it does for browsers and ffmpeg.

    Raises:
        CameraResponseError: it is no multipart answer, or has no delimiter among its first bytes.
    """
    said = _BOUNDARY.search(content_type)
    if said is None and not content_type.lstrip().lower().startswith("multipart/"):
        raise CameraResponseError(f"no boundary in {content_type[:80]!r}")
    expected = None if said is None else _named(said[1].encode(errors="surrogateescape"))
    first = _FIRST_LINE.pattern if expected is None else _delimiter(expected).pattern + rb"|" + _FIRST_LINE.pattern
    if (found := await _find(source, re.compile(first), limit, _EMPTY_LINE)) is None:
        return None
    start = bytes(source.window()[found[0] : found[1] + _MAX_PATTERN_BYTES]) + _EMPTY_LINE
    if expected is not None and _delimiter(expected).search(start[: found[1] - found[0] + _MAX_PATTERN_BYTES]):
        return expected
    other = _FIRST_LINE.match(start)
    return expected if other is None else _named(other[1])


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


class _Lane:
    """Takes ordinary parts out of a window and pushes them to a viewer; gives up where one is odd or not taken."""

    def __init__(self, boundary: bytes, limit: int, push: Push) -> None:
        self._head = re.compile(
            rb"[\r\n]{0,4}-{1,40}" + boundary + rb"[ \t]{0,40}\r?\n"
            rb"((?:[\w-]{1,40}[ \t]{0,8}:[^\r\n]{0,200}\r?\n){1,10})\r?\n"
        )
        self._limit = limit
        self._push = push
        self._before = self._behind = b""
        """What stood before the length and behind it in the last head: mostly it does so in the next one, too."""
        self._part: Part | None = None
        self.rest: Part | None = None
        """The part that was not taken."""

    def next_place(self, window: memoryview) -> _Place | None:
        """Return how much of the window precedes the next body, where that belongs, and its size."""
        before = self._before
        head = bytes(window[: len(before) + len(self._behind) + _MAX_DIGITS])
        if len(head) <= len(before) and before.startswith(head):
            return _WAIT
        if before and head.startswith(before):
            end = head.find(self._behind, len(before))
            digits = head[len(before) : end]
            if end > 0 and digits.isdigit() and 0 < (size := int(digits)) <= self._limit:
                return self._allocate(end + len(self._behind), size)
        return self._search(window)

    def _search(self, window: memoryview) -> _Place | None:
        if (found := self._head.match(window)) is None:
            return _WAIT if len(window) <= _MAX_LANE_HEAD else None
        if (length := _LENGTH.search(found[1])) is None or not 0 < int(length[1]) <= self._limit:
            return None
        start, end = (found.start(1) + at for at in length.span(1))
        self._before, self._behind = bytes(window[:start]), bytes(window[end : found.end()])
        return self._allocate(found.end(), int(length[1]))

    def _allocate(self, consumed: int, size: int) -> _Place:
        self._part = Part.allocate(size)
        return consumed, self._part.place, size

    def filled(self) -> bool:
        """Push the part; return whether it was taken."""
        part, self._part = self._part, None
        assert part is not None  # noqa: S101  there was a place
        if self._push(part):
            return True
        self.rest = part
        return False


@runtime_checkable
class _LaneSource(Protocol):
    async def run(self, lane: _Lane) -> None:
        """Give what comes to a lane until it gives up."""
        ...


async def iter_parts(
    content_type: str, chunks: AsyncIterator[bytes], limit: int, push: Push | None = None
) -> AsyncGenerator[Part]:
    """Yield each part, of limit bytes at most, until the chunks end.

    Ordinary ones are pushed at once, where push takes them, and not yielded: that costs half as much.

    Raises:
        CameraResponseError: it is no multipart answer, or a part is too long.
    """
    source = chunks if isinstance(chunks, ByteSource) else _ChunkSource(chunks)
    if (boundary := await _boundary(content_type, source, limit)) is None:
        return
    delimiter = _delimiter(boundary)
    lane = None if push is None else _Lane(boundary, limit, push)
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
            while lane is not None and isinstance(source, _LaneSource):
                lane.rest = None
                await source.run(lane)
                if lane.rest is None:
                    break
                yield lane.rest
            going_on = await _skip(source, delimiter, limit, _EMPTY_LINE)
        else:
            found = await _find(source, delimiter, limit, _EMPTY_LINE)
            going_on = found is not None
            part = Part.of(source.window()[: found[0] if found else None])
            source.consume(found[1] if found else 0)
            yield part
