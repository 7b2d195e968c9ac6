"""Splits live video into pictures: multipart/x-mixed-replace in all variants that cameras use, and bare pictures."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
import re
from typing import Protocol, override, runtime_checkable

from ..model.errors import CameraResponseError
from .frame import Frame
from .jpeg import END, WHOLE_START, EndFinder

type Push = Callable[[Frame], bool]
"""Takes a part immediately; returns whether it did."""

_MAX_LANE_HEAD = 1024  # bytes of a typical delimiter with its headers
_MAX_DIGITS = 10
_BOUNDARY = re.compile(r"""boundary\s*=[\s"'-]*([^"';\s]+)""", re.IGNORECASE)
_HEADER_FOLLOWS = rb"(?=[\w-]{0,40}[ \t]{0,8}:|\r?\n)"  # or no headers, followed by an empty line
_FIRST_LINE = re.compile(rb"(?:^|\r?\n)-{2,40}([!-,.-~][ -~]{0,69}?)[ \t]{0,40}\r?\n(?=[\w-]{1,40}[ \t]{0,8}:)")
_PICTURE_PRECEDES = rb"(?<=\xff\xd9)"
_EMPTY_LINE = b"\r\n"
_LENGTH = re.compile(rb"^content-length\s*:\s*<?0{0,20}(\d{1,10})(?![\w.,])", re.IGNORECASE | re.MULTILINE)
_HEADERS_END = re.compile(rb"(?:^|\r?\n)\r?\n|(?=" + WHOLE_START + rb")")
_MAX_HEADER_BYTES = 8 * 1024
_MAX_PATTERN_BYTES = 300  # bytes; no delimiter and no end of headers is longer


def _delimiter(boundary: bytes) -> re.Pattern[bytes]:
    """Return the pattern of the delimiter between two parts.

    Some cameras include the dashes in the boundary parameter, some do not, and one inserts a blank into the delimiter
    only (docs/sources.md H20). The same bytes inside a picture do not match: neither does the end of a picture precede
    them, nor do headers follow. Some cameras leave out the line break after a picture.
    """
    line = rb"-{1,40}" + boundary + rb"(?:--)?[ \t]{0,40}\r?\n"
    return re.compile(_PICTURE_PRECEDES + rb"(?:\r?\n)?" + line + rb"|(?:^|\r?\n)" + line + _HEADER_FOLLOWS)


def _name_pattern(name: bytes) -> bytes:
    """Return the pattern that matches a boundary name."""
    return rb" ?".join(re.escape(bytes([letter])) for letter in name[:70])


async def _boundary(content_type: str, source: ByteSource, limit: int) -> bytes | None:
    """Return the pattern of the boundary; None if a picture precedes the first delimiter, or the data ends.

    Some cameras use another name in the delimiters than in the Content-Type header, or leave it out of the header, or
    send another header or none. As in browsers and ffmpeg, the first delimiter decides.

    Raises:
        CameraResponseError: neither a delimiter nor a picture at the start.
    """
    declared = _BOUNDARY.search(content_type)
    expected = None if declared is None else _name_pattern(declared[1].encode(errors="surrogateescape"))
    first = _FIRST_LINE.pattern if expected is None else _delimiter(expected).pattern + rb"|" + _FIRST_LINE.pattern
    if (found := await _find(source, re.compile(first + rb"|" + WHOLE_START), limit, _EMPTY_LINE)) is None:
        return None
    start = bytes(source.window()[found[0] : found[1] + _MAX_PATTERN_BYTES]) + _EMPTY_LINE
    if start.startswith(WHOLE_START):
        return expected
    if expected is not None and _delimiter(expected).search(start[: found[1] - found[0] + _MAX_PATTERN_BYTES]):
        return expected
    other = _FIRST_LINE.match(start)
    return expected if other is None else _name_pattern(other[1])


@runtime_checkable
class ByteSource(Protocol):
    """A source of bytes that avoids copies: data is inspected in place and copied once when it is consumed."""

    def window(self) -> memoryview:
        """Return the bytes received and not yet consumed; valid until the next wait."""
        ...

    def consume(self, count: int) -> None:
        """Remove bytes from the start of the window."""
        ...

    async def more(self) -> bool:
        """Wait until the window has grown; return False at the end of the data."""
        ...

    async def readinto(self, place: memoryview, size: int) -> bool:
        """Fill the first `size` bytes of a buffer; its rest may be overwritten. Return False if the data ends first."""
        ...


class _ChunkSource(ByteSource):
    """A byte source that reads from an iterator of chunks."""

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
    """Return start and end of a pattern in the window; None if the data ended before.

    `end` is appended at EOF, so that a final delimiter without a line break matches.

    Raises:
        CameraResponseError: more than max_bytes precede the match, regardless of how the data was split.
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


async def _read_headers(source: ByteSource) -> bytes | None:
    if (found := await _find(source, _HEADERS_END, _MAX_HEADER_BYTES)) is None:
        return None
    headers = bytes(source.window()[: found[0]])
    source.consume(found[1])
    return headers


class _Lane:
    """Fast path: receives ordinary parts and pushes them; stops at an unusual part or one that is not taken."""

    def __init__(self, boundary: bytes, limit: int, push: Push) -> None:
        self._head = re.compile(
            rb"[\r\n]{0,4}-{1,40}" + boundary + rb"[ \t]{0,40}\r?\n"
            rb"((?:[\w-]{1,40}[ \t]{0,8}:[^\r\n]{0,200}\r?\n){1,10})\r?\n"
        )
        self._limit = limit
        self._push = push
        self._before = self._behind = b""
        """The bytes before and after the length in the previous header; usually the next header has the same ones."""
        self._frame: Frame | None = None
        self.place: memoryview | None = None
        self.filled = self.size = 0
        self.goes_on = True
        self.rest: Frame | None = None
        """The frame that was not taken."""

    def take(self, received: bytearray, start: int, end: int) -> int:
        """Push the complete parts between start and end; return the start of the remaining bytes."""
        while end - start > len(self._before) + len(self._behind):  # a picture is longer than its header
            at = start + len(self._before)
            stop = received.find(self._behind, at, min(at + _MAX_DIGITS + len(self._behind), end))
            digits = received[at:stop]
            if stop > at and digits.isdigit() and received.startswith(self._before, start):
                body, size = stop + len(self._behind), int(digits)
            else:
                body, size = self._search(received[start : min(start + _MAX_LANE_HEAD, end)], start)
                if not body:
                    return start
            if not 0 < size <= self._limit:
                self.goes_on = False
                return start
            start = body + size
            if start > end:
                self._begin(memoryview(received)[body:end], size)
                return end
            frame = Frame(memoryview(received)[body:start], framed=True)
            if not self._push(frame):
                self.rest, self.goes_on = frame, False
                return start
        return start

    def _search(self, window: bytearray, start: int) -> tuple[int, int]:
        """Return where the next body starts, and its size: 0 and 0 while the header is incomplete, size 0 if odd."""
        if (found := self._head.match(window)) is None:
            return (0, 0) if len(window) < _MAX_LANE_HEAD else (start + 1, 0)
        if (length := _LENGTH.search(found[1])) is None:
            return start + 1, 0
        first, last = (found.start(1) + at for at in length.span(1))
        self._before, self._behind = bytes(window[:first]), bytes(window[last : found.end()])
        return start + found.end(), int(length[1])

    def _begin(self, some: memoryview, size: int) -> None:
        """Allocate a frame and copy its first bytes; the rest is received directly into its buffer."""
        self._frame = Frame.allocate(size)
        self.place, self.size, self.filled = self._frame.place, size, len(some)
        self.place[: len(some)] = some

    def complete(self) -> None:
        """Push the frame whose buffer is filled."""
        frame, self._frame, self.place = self._frame, None, None
        assert frame is not None  # noqa: S101  _begin() has allocated it
        frame.complete()
        if not self._push(frame):
            self.rest, self.goes_on = frame, False


@runtime_checkable
class _LaneSource(Protocol):
    async def run(self, lane: _Lane) -> None:
        """Feed received data to a fast path until it stops."""
        ...


async def _read_size(source: ByteSource, limit: int) -> int | None:
    """Read the headers of a part and return its declared length, 0 without one; None if the data ended before.

    Raises:
        CameraResponseError: it is too long.
    """
    if (headers := await _read_headers(source)) is None:
        return None
    length = _LENGTH.search(headers)
    size = int(length[1]) if length else 0
    if size > limit:
        raise CameraResponseError(f"a part of {size} bytes")
    return size


async def _read_picture(source: ByteSource, delimiter: re.Pattern[bytes] | None, limit: int) -> Frame:
    """Read a picture without a declared length, up to its end marker, the next delimiter or picture, or the last byte.

    Raises:
        CameraResponseError: it is too long.
    """
    finder, searched = EndFinder(), 0
    while True:
        window = source.window()
        end = finder.find(window)
        start = max(0, searched - _MAX_PATTERN_BYTES)
        if delimiter is not None and (found := delimiter.search(window, start, len(window) if end is None else end)):
            end = found.start()
        if end is None and (searched := len(window)) <= limit + _MAX_PATTERN_BYTES and await source.more():
            continue
        window = source.window()
        if end is None and delimiter is not None and (found := delimiter.search(bytes(window) + _EMPTY_LINE, start)):
            end = found.start()
        if (len(window) if end is None else end) > limit:
            raise CameraResponseError(f"a picture of more than {limit} bytes")
        frame = Frame(source.window()[:end])
        source.consume(frame.size)
        return frame


async def iter_parts(
    content_type: str, chunks: AsyncIterator[bytes], limit: int, push: Push | None = None
) -> AsyncGenerator[Frame]:
    """Yield each picture, of `limit` bytes at most, until the data ends; also parts that contain something else.

    Ordinary parts are passed to `push` instead if it takes them, which halves the cost. Lengths are not used any more
    after one that ended before the picture did. Pictures without delimiters are recognized by their markers.

    Raises:
        CameraResponseError: neither a delimiter nor a picture for `limit` bytes, or a picture is too long.
    """
    source = chunks if isinstance(chunks, ByteSource) else _ChunkSource(chunks)
    boundary = await _boundary(content_type, source, limit)
    delimiter = None if boundary is None else _delimiter(boundary)
    lane = None if push is None or boundary is None else _Lane(boundary, limit, push)
    ahead = re.compile(WHOLE_START if delimiter is None else delimiter.pattern + rb"|" + WHOLE_START)
    framed = empty = False
    trusted = True
    while (found := await _find(source, ahead, limit, _EMPTY_LINE)) is not None:
        if framed:
            trusted = not bytes(source.window()[: found[0]]).rstrip(b"\0\r\n").endswith(END)
        framed, was_empty, empty = False, empty, False
        if source.window()[found[0] : found[0] + len(WHOLE_START)] == WHOLE_START:
            source.consume(found[0])
            yield await _read_picture(source, delimiter, limit)
            continue
        part = Frame(source.window()[: found[0]]) if was_empty else None
        source.consume(found[1])
        if part is not None:
            yield part
        if (size := await _read_size(source, limit)) is None:
            return
        if not (size and trusted):
            empty = True
            continue
        frame = Frame.allocate(size)
        if not await source.readinto(frame.place, size):
            return
        frame.complete()
        yield frame
        framed = True
        while lane is not None and isinstance(source, _LaneSource):
            lane.goes_on, lane.rest = True, None
            await source.run(lane)
            if lane.rest is None:
                break
            yield lane.rest
