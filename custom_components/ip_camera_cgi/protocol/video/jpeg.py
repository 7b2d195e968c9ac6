"""Checks JPEG pictures by their bytes: whole, and within the bounds of what may be decoded. Decodes nothing."""

from dataclasses import dataclass, field
import re

from ..model.errors import CameraResponseError
from .part import Buffer

MAX_PIXELS = 16 * 1024 * 1024
_MAX_SIDE = 16 * 1024  # pixels
_MAX_SCANS = 16  # a progressive picture has about ten; each costs as much as decoding the whole
_TAIL = 1024  # bytes in which the end of a picture is looked for first

START, END = b"\xff\xd8", b"\xff\xd9"
_START = START + b"\xff"
_ANOTHER_START = re.compile(_START)
# What decoders take for the next marker: they skip bytes that are none, and those that need no segment.
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
    """A JPEG picture without an end marker: it may be whole all the same, which only a decoder can find out."""


@dataclass(frozen=True, slots=True)
class FrameHeader:
    """What a picture claims to be."""

    width: int
    height: int
    progressive: bool
    end: int = field(default=0, compare=False)
    """Where in the picture the header ends."""

    @property
    def pixels(self) -> int:
        """Return the size in pixels."""
        return self.width * self.height


def require_whole_jpeg[T: Buffer](picture: T, *, framed: bool = False) -> T:
    """Return the picture if it is a whole JPEG that decoders may be given.

    Cameras also send error pages and halves with status 200. Bytes behind the end are kept.
    What is framed by a length has nothing of another picture in it.

    Raises:
        NoEndMarkerError: it ends without an end marker.
        CameraResponseError: it is no whole JPEG, or its header claims more than MAX_PIXELS or an unusual coding.
    """
    if picture[:3] != _START:
        raise CameraResponseError("not a JPEG picture")
    frame_header(picture)
    ended = picture[-2:] == END or END in bytes(picture[-_TAIL:])
    # Another start within belongs to a small picture in the head, or to what came behind a half.
    if ended and (framed or _ANOTHER_START.search(picture, 2) is None):
        return picture
    last = _last_marker(picture)
    if last == _EOI:
        return picture
    if ended or last == _SOI:
        raise CameraResponseError("not a whole JPEG picture")
    raise NoEndMarkerError("a JPEG picture without an end")


def frame_header(picture: Buffer) -> FrameHeader | None:
    """Return what the header claims; None if there is none, which no decoder takes for a picture.

    Raises:
        CameraResponseError: the picture is too large, or neither baseline nor ordinary progressive.
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
    """Return whether every segment is an ordinary one, and there is one frame header within the bounds.

    Looks at the whole picture, for decoders differ in what they make of a second header: for a thread.
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
    """Return where the segment ends whose length stands at a place."""
    return at + max(int.from_bytes(picture[at : at + 2]), 2)


def _last_marker(picture: Buffer) -> int | None:
    """Return the marker that ends a JPEG: the end, or the start of another one; None if there is neither.

    In its head one segment follows right behind the other, or it is a half with something else behind it.
    """
    at, find = len(START), _NEXT_MARKER.match
    while marker := find(picture, at):
        kind = picture[marker.end() - 1]
        if kind in {_SOI, _EOI}:
            return kind
        at = _segment_end(picture, marker.end())
        find = _MARKER.search if kind == _SOS else _NEXT_MARKER.match
    return None
