"""Writes motion JPEG or H.264, optionally with sound, as a live Matroska stream.

The muxers of libraries buffer pictures until the matching sound has arrived. Here, each picture and each piece of
sound is a cluster of its own, which can be sent immediately.
A file of such a stream that is cut off is valid up to its last complete cluster.
"""

from collections.abc import Iterator
from dataclasses import dataclass
import struct
from typing import BinaryIO

MEDIA_TYPE = "video/x-matroska"
_EBML = 0x1A45DFA3
_UNKNOWN_LENGTH = b"\x01" + b"\xff" * 7
_VIDEO, _AUDIO = 1, 2
_KEY_FRAME = 0x80
_H264 = b"V_MPEG4/ISO/AVC"
_MAX_START = 8192  # bytes of the header
_SECOND = 1_000_000_000  # nanoseconds
_WRITER = b"ip_camera_cgi"
_SEGMENT, _INFO, _TRACKS, _CLUSTER = 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
_TIMESTAMP, _SIMPLE_BLOCK = 0xE7, 0xA3
_ELEMENT_HEAD = 12  # bytes: an identifier and a length, as they are written here
_SMALL_ELEMENT_HEAD = 9  # bytes of that where the identifier has one
_MAX_NUMBER = 8  # bytes
_MAX_HEAD_ELEMENT = 4096  # bytes
_MAX_PICTURE = 64 * 1024 * 1024  # bytes
_BLOCK = struct.Struct(">BhB")


@dataclass(frozen=True, slots=True)
class Block:
    """A picture or a piece of sound in a file, and where it lies."""

    milliseconds: int
    begin: int
    end: int
    """Where the content, and with it the cluster, ends."""
    is_picture: bool = True


def is_matroska(start: bytes) -> bool:
    """Return whether bytes are the start of a Matroska stream."""
    return start.startswith(_number(_EBML))


def head(width: int, height: int, *, hertz: int | None = None, rate: int = 10) -> bytes:
    """Return the stream header: JPEG pictures of one size, optionally with signed 16-bit little-endian mono sound.

    The rate (pictures per second) is a hint that spares players the seconds they need to measure it. Timestamps take
    precedence, but programs that convert to a constant frame rate use the hint.
    """
    hint = _element(0x23E383, _number(_SECOND // rate))
    tracks = _track(_VIDEO, b"V_MJPEG", hint + _pixels(width, height))
    if hertz is not None:
        tracks += _track(_AUDIO, b"A_PCM/INT/LIT", _sampling(hertz, 16))
    return _head(tracks)


def h264_head(width: int, height: int, configuration: bytes, *, g711: tuple[bool, int] | None = None) -> bytes:
    """Return the header of H.264 pictures, optionally with G.711 sound: whether it is µ-law, and its rate in hertz.

    The configuration is that of ISO 14496-15.
    """
    tracks = _track(_VIDEO, _H264, _element(0x63A2, configuration) + _pixels(width, height))
    if g711 is not None:
        mu_law, hertz = g711
        # WAVEFORMATEX of Windows, as this codec stores it
        parameters = struct.pack("<HHIIHHH", 7 if mu_law else 6, 1, hertz, hertz, 1, 8, 0)
        tracks += _track(_AUDIO, b"A_MS/ACM", _element(0x63A2, parameters) + _sampling(hertz, 8))
    return _head(tracks)


def is_h264(file: BinaryIO) -> bool:
    """Return whether the pictures of a file are H.264."""
    return _H264 in _read(file, 0, _MAX_START)


def picture(milliseconds: int, jpeg: bytes) -> bytes:
    """Return a cluster with one picture; the time is in milliseconds since the start."""
    return picture_head(milliseconds, len(jpeg)) + jpeg


def picture_head(milliseconds: int, size: int, *, is_key: bool = True) -> bytes:
    """Return the bytes that precede a picture of a given size."""
    return _cluster_head(milliseconds, _VIDEO, size, is_key=is_key)


def sound(milliseconds: int, pcm: bytes) -> bytes:
    """Return a cluster with one piece of sound; the time is in milliseconds since the start."""
    return sound_head(milliseconds, len(pcm)) + pcm


def sound_head(milliseconds: int, size: int) -> bytes:
    """Return the bytes that precede a piece of sound of a given size."""
    return _cluster_head(milliseconds, _AUDIO, size)


def pictures(file: BinaryIO) -> Iterator[Block]:
    """Yield where the pictures of a file lie."""
    return (block for block in blocks(file) if block.is_picture)


def blocks(file: BinaryIO) -> Iterator[Block]:
    """Yield where the content of a file lies, up to the first thing that was not written here, or not to its end."""
    size = file.seek(0, 2)
    at = 0
    while len(element := _read(file, at, _ELEMENT_HEAD)) == _ELEMENT_HEAD:
        kind, length = int.from_bytes(element[:4]), int.from_bytes(element[5:])
        at += _ELEMENT_HEAD
        if kind == _SEGMENT:
            continue
        if element[4] != 1 or at + length > size:
            return
        if kind == _CLUSTER:
            block = _block(file, at, length)
            if block is None:
                return
            yield block
        elif kind not in {_EBML, _INFO, _TRACKS} or length > _MAX_HEAD_ELEMENT:
            return
        at += length


def _block(file: BinaryIO, at: int, length: int) -> Block | None:
    """Return what a cluster contains whose content begins there; None if nothing, or if it was not written here."""
    content = _read(file, at, 2 * _SMALL_ELEMENT_HEAD + _MAX_NUMBER + _BLOCK.size)
    clock = content[8] if len(content) > _SMALL_ELEMENT_HEAD and content[0] == _TIMESTAMP else 0
    head = 2 * _SMALL_ELEMENT_HEAD + clock + _BLOCK.size
    if not 0 < clock <= _MAX_NUMBER or not head <= length < head + _MAX_PICTURE:
        return None
    milliseconds = int.from_bytes(content[_SMALL_ELEMENT_HEAD : _SMALL_ELEMENT_HEAD + clock])
    block = content[_SMALL_ELEMENT_HEAD + clock : head]
    track = block[_SMALL_ELEMENT_HEAD] & 0x7F
    if block[:1] != _number(_SIMPLE_BLOCK) or track not in {_VIDEO, _AUDIO}:
        return None
    return Block(milliseconds, at + head, at + length, is_picture=track == _VIDEO)


def _read(file: BinaryIO, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)


def _head(tracks: bytes) -> bytes:
    doc_type = _element(0x4282, b"matroska") + _element(0x4287, b"\x04") + _element(0x4285, b"\x02")
    info = _element(0x2AD7B1, _number(1_000_000)) + _element(0x4D80, _WRITER) + _element(0x5741, _WRITER)
    segment = _number(_SEGMENT) + _UNKNOWN_LENGTH
    return _element(_EBML, doc_type) + segment + _element(_INFO, info) + _element(_TRACKS, tracks)


def _pixels(width: int, height: int) -> bytes:
    return _element(0xE0, _element(0xB0, _number(width)) + _element(0xBA, _number(height)))


def _sampling(hertz: int, bits: int) -> bytes:
    """Return the properties of mono sound."""
    rate = _element(0xB5, struct.pack(">d", hertz))
    return _element(0xE1, rate + _element(0x9F, b"\x01") + _element(0x6264, _number(bits)))


def _cluster_head(milliseconds: int, track: int, size: int, *, is_key: bool = True) -> bytes:
    block = _BLOCK.pack(0x80 | track, 0, _KEY_FRAME if is_key else 0)
    content = _element(_TIMESTAMP, _number(milliseconds)) + _number(_SIMPLE_BLOCK) + _length(len(block) + size) + block
    return _number(_CLUSTER) + _length(len(content) + size) + content


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
