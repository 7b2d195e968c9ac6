"""Tells a picture from what some cameras send in its place."""

import re

from ..model.errors import CameraResponseError

_START, _END = b"\xff\xd8", b"\xff\xd9"
_MARKER = re.compile(rb"\xff+([^\x00\x01\xd0-\xd7\xff])")  # all but those that stand within the picture's own bytes
_SCAN = b"\xda"  # only behind this one there are such bytes


def require_whole_jpeg(picture: bytes) -> bytes:
    """Return the picture if it is a whole JPEG; error pages and halves come with status 200, too."""
    if (
        not picture.startswith(_START + b"\xff")
        or _END not in picture[-1024:]
        # Another one within is a small one in its head, or what came behind a half: seldom enough to look closer.
        or (picture.find(_START + b"\xff", 2) > 0 and not _ends_before_next(picture))
    ):
        raise CameraResponseError("not a whole JPEG picture")
    return picture


def _ends_before_next(picture: bytes) -> bool:
    """Return whether a JPEG comes to its end before another one begins."""
    at, find = len(_START), _MARKER.match
    while marker := find(picture, at):
        if marker[1] in {_START[1:], _END[1:]}:
            return marker[1] == _END[1:]
        at = marker.end() + int.from_bytes(picture[marker.end() : marker.end() + 2])
        find = _MARKER.search if marker[1] == _SCAN else _MARKER.match
    return False
