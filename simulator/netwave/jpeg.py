"""JPEGs with the header that the chip of a Netwave camera writes."""

from collections.abc import Iterator

APP0, SOF0, DHT, DQT, DRI, SOS = 0xE0, 0xC0, 0xC4, 0xDB, 0xDD, 0xDA
# JFIF 1.02 with three extra bytes, followed by the frame header and all tables as one segment each.
JFIF = b"JFIF\x00\x01\x02\x02" + bytes(9)
ORDER = (SOF0, DQT, DHT, DRI)


def of_the_chip(jpeg: bytes) -> bytes:
    """Rewrite the header of a JPEG; unreadable ones are returned unchanged."""
    parts: dict[int, bytes] = {}
    at = 2
    for marker, content in _parts(jpeg):
        parts[marker] = parts.get(marker, b"") + content
        at += 4 + len(content)
    if SOF0 not in parts or jpeg[at : at + 2] != bytes((0xFF, SOS)):
        return jpeg
    head = _part(APP0, JFIF) + b"".join(_part(marker, parts[marker]) for marker in ORDER if marker in parts)
    return jpeg[:2] + head + jpeg[at:]


def _parts(jpeg: bytes) -> Iterator[tuple[int, bytes]]:
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != SOS:
        length = int.from_bytes(jpeg[at + 2 : at + 4], "big")
        yield jpeg[at + 1], jpeg[at + 4 : at + 2 + length]
        at += 2 + length


def _part(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2, "big") + content
