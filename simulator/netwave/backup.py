"""params.bin: all settings of a Netwave camera, with passwords in clear and a checksum."""

from collections.abc import Mapping
import struct
from zlib import crc32

_HEAD = struct.Struct("<III13s")  # magic number, checksum, length, the camera's id
_MAGIC = 0x440C9ABD  # also that of the file with the web pages


def pack(camera_id: str, settings: Mapping[str, str]) -> bytes:
    """Build the file from the settings."""
    body = b"".join(f"{name}={value}\0".encode("utf-8", "surrogateescape") for name, value in settings.items())
    return _HEAD.pack(_MAGIC, crc32(body), len(body), camera_id.encode("ascii")) + body


def unpack(file: bytes) -> dict[str, str] | None:
    """Return the settings of a file, or None if it is invalid."""
    if len(file) < _HEAD.size:
        return None
    magic, checksum, length, _ = _HEAD.unpack_from(file)
    body = file[_HEAD.size :]
    if (magic, length, checksum) != (_MAGIC, len(body), crc32(body)):
        return None
    pairs = (pair.partition("=") for pair in body.decode("utf-8", "surrogateescape").split("\0") if pair)
    return {name: value for name, _, value in pairs}
