"""Texts from a camera: bytes are preserved, and each value is decoded separately for display.

Pages are handled as UTF-8 with surrogate escapes, so all bytes survive. Names may be in other encodings, and cameras
truncate texts in the middle of a character.
"""

from codecs import getincrementaldecoder
import re

from .errors import CameraResponseError

CHINESE, KOREAN = "gb2312", "euc_kr"
_LINE_END = re.compile(r"[\r\n]+")
_MAX_LINES = 4000  # of a page; no camera has half as many
_LONGEST_SHOWN = 1000  # characters of a text that are examined for one line


class AmbiguousText(str):
    """A text whose end is ambiguous: it is shown, but never written back."""

    __slots__ = ()


def from_wire(data: bytes) -> str:
    """Decode bytes without loss; bytes that are not UTF-8 become surrogates."""
    return data.decode("utf-8", "surrogateescape")


def to_wire(text: str) -> bytes:
    """Return the bytes of a text from from_wire()."""
    return text.encode("utf-8", "surrogateescape")


def page_lines(text: str) -> list[str]:
    """Return the lines of a page, without a byte-order mark; raises CameraResponseError for too many."""
    lines = _LINE_END.split(text.removeprefix("\ufeff"), maxsplit=_MAX_LINES)
    if len(lines) > _MAX_LINES:
        raise CameraResponseError(f"page of more than {_MAX_LINES} lines")
    return lines


def readable(raw: str, legacy: str = CHINESE) -> str:
    """Return a text for display: UTF-8, else the legacy encoding, else Latin-1."""
    try:
        raw.encode()
    except UnicodeEncodeError:
        return _decoded(to_wire(raw), legacy)
    return raw


def _decoded(data: bytes, legacy: str) -> str:
    try:
        whole = getincrementaldecoder("utf-8")().decode(data)  # ignores an incomplete character at the end
    except UnicodeDecodeError:
        whole = ""
    if not whole.isascii():
        return whole
    # In those languages, high bytes come in pairs; an umlaut is surrounded by ASCII letters.
    for encoding in (legacy, "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def printable(text: str, *, max_length: int = 40) -> str:
    """Return a text as one printable line of limited length."""
    words = " ".join(readable(text[:_LONGEST_SHOWN]).split())
    return "".join(letter for letter in words if letter.isprintable())[:max_length]
