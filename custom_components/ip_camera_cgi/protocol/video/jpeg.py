"""Checks from the bytes, without decoding, whether a JPEG picture is complete and safe to decode."""

from dataclasses import dataclass, field
import re

from ..model.errors import CameraResponseError
from .frame import Buffer

MAX_PIXELS = 16 * 1024 * 1024
_MAX_SIDE = 16 * 1024  # pixels
_MAX_SCANS = 16  # scans; a progressive picture has about ten, and each one costs a full decoding pass
_MAX_BYTES_BEFORE = 16  # bytes that may precede a picture
_TAIL = 1024  # bytes at the end that are searched for the end marker first

START, END = b"\xff\xd8", b"\xff\xd9"
WHOLE_START = START + b"\xff"
_ANOTHER_START = re.compile(WHOLE_START)
# Matches the next marker as decoders find it: stray bytes and markers without a segment are skipped.
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\x01\xd0-\xd7\xff]")
_SOF_BASELINE, _SOF_EXTENDED, _SOF_PROGRESSIVE = 0xC0, 0xC1, 0xC2
_DHT, _SOI, _EOI, _SOS = 0xC4, 0xD8, 0xD9, 0xDA
_FRAME_HEADERS = frozenset({*range(0xC0, 0xD0), 0xDE, 0xF7}) - {_DHT, 0xC8, 0xCC}
_ORDINARY = frozenset(
    {_SOF_BASELINE, _SOF_EXTENDED, _SOF_PROGRESSIVE, _DHT, _SOS, _EOI, 0xDB, 0xDD, 0xFE, *range(0xE0, 0xF0)}
)
_COMPONENTS = frozenset({1, 3})


class NoEndMarkerError(CameraResponseError):
    """A JPEG picture without an end marker; only decoding shows whether it is complete."""


class EndFinder:
    """Finds the end of a picture in data that is still arriving; each byte is examined once."""

    def __init__(self) -> None:
        self._at = len(START)

    def find(self, data: Buffer) -> int | None:
        """Return the offset behind the end marker, or of the next picture if there is no marker; None if not here yet.

        `data` starts with the picture and includes what was passed to the previous call.
        """
        while marker := _MARKER.search(data, self._at):
            kind = marker[0][1]
            if kind == _EOI:
                return marker.end()
            if kind == _SOI:
                return marker.start()
            if len(data) < marker.end() + 2:  # the length of the segment is not here yet
                self._at = marker.start()
                return None
            self._at = _segment_end(data, marker.end())
        self._at = max(self._at, len(data) - 1)  # the last byte may be the first half of a marker
        return None


@dataclass(frozen=True, slots=True)
class FrameHeader:
    """The frame header of a JPEG picture."""

    width: int
    height: int
    progressive: bool
    end: int = field(default=0, compare=False)
    """Offset of the end of the header in the picture."""

    @property
    def pixels(self) -> int:
        """Return the size in pixels."""
        return self.width * self.height


def without_preamble[T: Buffer](picture: T) -> T:
    """Return a picture without the few bytes, such as an empty line, that some cameras send before it."""
    start = bytes(picture[:_MAX_BYTES_BEFORE]).find(START)
    return picture[start:] if start > 0 else picture  # type: ignore[return-value]


def require_whole_jpeg[T: Buffer](picture: T, *, framed: bool = False) -> T:
    """Return the picture if it is complete and safe to decode.

    Cameras also send error pages and truncated pictures with status 200. Bytes behind the end marker are kept. A
    picture with a declared length (`framed`) cannot contain parts of another one.

    Raises:
        NoEndMarkerError: it has no end marker.
        CameraResponseError: it is not a complete JPEG, has more than MAX_PIXELS, or uses an unusual coding.
    """
    if picture[:3] != WHOLE_START:
        raise CameraResponseError("not a JPEG picture")
    frame_header(picture)
    ended = picture[-2:] == END or END in bytes(picture[-_TAIL:])
    # A second start marker is a thumbnail in the header, or the next picture behind a truncated one.
    if ended and (framed or _ANOTHER_START.search(picture, 2) is None):
        return picture
    last = _last_marker(picture)
    if last == _EOI:
        return picture
    if ended or last == _SOI:
        raise CameraResponseError("not a whole JPEG picture")
    raise NoEndMarkerError("a JPEG picture without an end")


def frame_header(picture: Buffer) -> FrameHeader | None:
    """Return the frame header, or None if there is none, which decoders reject.

    Raises:
        CameraResponseError: the picture is too large, or neither baseline nor progressive.
    """
    at = len(START)
    while marker := _MARKER.search(picture, at):
        kind = marker[0][1]
        if kind in _FRAME_HEADERS:
            return _checked_header(kind, picture, marker.end())
        if kind in {_SOS, _EOI}:
            return None
        at = _segment_end(picture, marker.end())
    return None


def is_decodable(picture: Buffer) -> bool:
    """Return whether all segments are ordinary and there is exactly one valid frame header.

    Scans the whole picture, because decoders treat a second header differently. Blocking: call it in a thread.
    """
    at, headers = len(START), 0
    while marker := _MARKER.search(picture, at):
        kind = marker[0][1]
        if kind not in _ORDINARY:
            return False
        if kind == _EOI:
            break
        headers += kind in _FRAME_HEADERS
        at = _segment_end(picture, marker.end())
    try:
        return headers == 1 and frame_header(picture) is not None
    except CameraResponseError:
        return False


def _checked_header(kind: int, picture: Buffer, at: int) -> FrameHeader:
    fields = picture[at : at + 8]
    if kind not in _ORDINARY or len(fields) < 8 or fields[2] != 8 or fields[7] not in _COMPONENTS:
        raise CameraResponseError("a JPEG picture of an unusual coding")
    height, width = int.from_bytes(fields[3:5]), int.from_bytes(fields[5:7])
    header = FrameHeader(width, height, kind == _SOF_PROGRESSIVE, at + 8)
    if not 0 < header.pixels <= MAX_PIXELS or max(width, height) > _MAX_SIDE:
        raise CameraResponseError(f"a JPEG picture of {width}x{height} pixels")
    if header.progressive and bytes(picture).count(bytes((0xFF, _SOS))) > _MAX_SCANS:
        raise CameraResponseError("a JPEG picture of too many scans")
    return header


def _segment_end(picture: Buffer, at: int) -> int:
    """Return the end offset of the segment whose length field is at `at`."""
    return at + max(int.from_bytes(picture[at : at + 2]), 2)


def _last_marker(picture: Buffer) -> int | None:
    """Return the last marker, which is an end or start marker, or None.

    Segments of the header have to be contiguous, otherwise the picture is truncated and followed by something else.
    """
    at, find = len(START), _NEXT_MARKER.match
    while marker := find(picture, at):
        kind = picture[marker.end() - 1]
        if kind in {_SOI, _EOI}:
            return kind
        at = _segment_end(picture, marker.end())
        find = _MARKER.search if kind == _SOS else _NEXT_MARKER.match
    return None
