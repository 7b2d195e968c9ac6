"""Texts from a camera: their bytes are kept, and what people see is decoded from each value by itself.

A page travels as UTF-8 with surrogate escapes, so every byte comes back as it was. Owners typed their names in pages of
other encodings, too, and cameras cut a text where their memory ends, be it in the middle of a character.
"""

from codecs import getincrementaldecoder

CHINESE, KOREAN = "gb2312", "euc_kr"
_LONGEST_SHOWN = 1000  # characters that are looked at for a text of one line


class AmbiguousText(str):
    """A field that may end elsewhere than it seems to: it can be shown, but is never written back."""

    __slots__ = ()


def from_wire(data: bytes) -> str:
    """Return bytes as text without losing any: those that are not UTF-8 become surrogates."""
    return data.decode("utf-8", "surrogateescape")


def to_wire(text: str) -> bytes:
    """Return the bytes of a text from `from_wire()`."""
    return text.encode("utf-8", "surrogateescape")


def readable(raw: str, legacy: str = CHINESE) -> str:
    """Return a text as people read it: UTF-8, else the legacy encoding, else Latin-1."""
    try:
        raw.encode()
    except UnicodeEncodeError:
        return _decoded(to_wire(raw), legacy)
    return raw


def _decoded(data: bytes, legacy: str) -> str:
    try:
        whole = getincrementaldecoder("utf-8")().decode(data)  # without a character that is cut off at the end
    except UnicodeDecodeError:
        whole = ""
    if not whole.isascii():
        return whole
    # Only text of those languages consists of pairs of high bytes; an umlaut stands beside ASCII letters.
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
