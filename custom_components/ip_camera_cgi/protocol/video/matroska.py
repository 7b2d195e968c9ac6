"""Writes motion JPEG, optionally with sound, as a live Matroska stream.

The muxers of libraries buffer pictures until the matching sound has arrived. Here, each picture and each piece of
sound is a cluster of its own, which can be sent immediately.
"""

import struct

MEDIA_TYPE = "video/x-matroska"
_EBML = 0x1A45DFA3
_UNKNOWN_LENGTH = b"\x01" + b"\xff" * 7
_VIDEO, _AUDIO = 1, 2
_KEY_FRAME = 0x80
_SECOND = 1_000_000_000  # nanoseconds
_WRITER = b"ip_camera_cgi"


def is_matroska(start: bytes) -> bool:
    """Return whether bytes are the start of a Matroska stream."""
    return start.startswith(_number(_EBML))


def head(width: int, height: int, *, hertz: int | None = None, rate: int = 10) -> bytes:
    """Return the stream header: JPEG pictures of one size, optionally with signed 16-bit little-endian mono sound.

    The rate (pictures per second) is a hint that spares players the seconds they need to measure it. Timestamps take
    precedence, but programs that convert to a constant frame rate use the hint.
    """
    doc_type = _element(0x4282, b"matroska") + _element(0x4287, b"\x04") + _element(0x4285, b"\x02")
    info = (
        _element(0x2AD7B1, _number(1_000_000)) + _element(0x4D80, b"ip_camera_cgi") + _element(0x5741, b"ip_camera_cgi")
    )
    pixels = _element(0xB0, _number(width)) + _element(0xBA, _number(height))
    tracks = _track(_VIDEO, b"V_MJPEG", _element(0x23E383, _number(_SECOND // rate)) + _element(0xE0, pixels))
    if hertz is not None:
        sound = _element(0xB5, struct.pack(">d", hertz)) + _element(0x9F, b"\x01") + _element(0x6264, b"\x10")
        tracks += _track(_AUDIO, b"A_PCM/INT/LIT", _element(0xE1, sound))
    segment = _number(0x18538067) + _UNKNOWN_LENGTH
    return _element(_EBML, doc_type) + segment + _element(0x1549A966, info) + _element(0x1654AE6B, tracks)


def picture(milliseconds: int, jpeg: bytes) -> bytes:
    """Return a cluster with one picture; the time is in milliseconds since the start."""
    return picture_head(milliseconds, len(jpeg)) + jpeg


def picture_head(milliseconds: int, size: int) -> bytes:
    """Return the bytes that precede a picture of a given size."""
    return _cluster_head(milliseconds, _VIDEO, size)


def sound(milliseconds: int, pcm: bytes) -> bytes:
    """Return a cluster with one piece of sound; the time is in milliseconds since the start."""
    return _cluster_head(milliseconds, _AUDIO, len(pcm)) + pcm


def _cluster_head(milliseconds: int, track: int, size: int) -> bytes:
    block = struct.pack(">BhB", 0x80 | track, 0, _KEY_FRAME)
    content = _element(0xE7, _number(milliseconds)) + _number(0xA3) + _length(len(block) + size) + block
    return _number(0x1F43B675) + _length(len(content) + size) + content


def _track(number: int, codec: bytes, details: bytes) -> bytes:
    # Matroska's track types use the same numbers for video and audio.
    numbers = b"".join(_element(each, bytes((number,))) for each in (0xD7, 0x73C5, 0x83))
    return _element(0xAE, numbers + _element(0x9C, b"\0") + _element(0x86, codec) + details)


def _element(identifier: int, content: bytes) -> bytes:
    return _number(identifier) + _length(len(content)) + content


def _length(size: int) -> bytes:
    return (size | 1 << 56).to_bytes(8)


def _number(value: int) -> bytes:
    return value.to_bytes(max(1, (value.bit_length() + 7) // 8))
