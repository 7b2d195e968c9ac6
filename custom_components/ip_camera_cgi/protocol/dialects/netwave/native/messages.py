"""Messages of the native protocol as values. No I/O (docs/sources.md N21)."""

from collections.abc import Mapping
from enum import IntEnum
import struct
from typing import Any, NamedTuple, Self

from ....model.address import Account
from ....model.errors import CameraResponseError
from ....model.values import Rectangle
from ....sound.adpcm import State
from .frames import Frame

_TEXT = 13
"""Bytes of a user name or password; the last byte is always zero."""
_RESULT = struct.Struct("<H")
_IDENTITY = struct.Struct("<13sII4B")
_ALARM = struct.Struct("<B4H")
_SETTING = struct.Struct("<BB")
_PICTURE = struct.Struct("<IIBI")
_SOUND = struct.Struct("<IIIBI")
_DECODER = struct.Struct("<hB")
_STEPS = 89
_OVER_TCP = b"\x02"
_WHOLE_PICTURE = (0, 0, 100, 100)
_SETTINGS: Mapping[int, str] = {0: "resolution", 1: "brightness", 2: "contrast", 3: "mode", 5: "flip"}
"""Numbers of settings and their names in get_camera_params.cgi."""


class Control(IntEnum):
    """Opcodes of the control connection. The answer to a request has the next number."""

    LOGIN = 0
    VERIFY = 2
    PICTURE_BEGIN = 4
    SOUND_BEGIN = 8
    TALK_BEGIN = 11
    PTZ = 14
    FETCH_SETTINGS = 16
    SETTINGS = 17
    SETTING_CHANGED = 18
    ALARM = 25
    KEEP_ALIVE = 255


MEDIA_END = 2
"""From the opcode that begins pictures, sound or talk to that which ends them."""


class Media(IntEnum):
    """Opcodes of the media connection."""

    BEGIN = 0
    PICTURE = 1
    SOUND = 2
    TALK = 3


class Result(IntEnum):
    """Results of requests that have a meaning of their own; 0 is success, the rest are refusals."""

    NO_SUCH_USER = 1
    BUSY = 2
    WRONG_PASSWORD = 5
    UNSUPPORTED = 7
    FORBIDDEN_NOW = 8


LOGIN = Frame(Control.LOGIN)
FETCH_SETTINGS = Frame(Control.FETCH_SETTINGS)
KEEP_ALIVE = Frame(Control.KEEP_ALIVE)
PICTURE_BEGIN = Frame(Control.PICTURE_BEGIN, _OVER_TCP)
SOUND_BEGIN = Frame(Control.SOUND_BEGIN, _OVER_TCP)


def verify(account: Account) -> Frame:
    """Return the login message, in clear.

    Raises:
        ValueError: the name or password is too long; it is not truncated.
    """
    fields = [text.encode() for text in (account.username, account.password)]
    if any(len(each) >= _TEXT or b"\0" in each for each in fields):
        raise ValueError("the login is too long for this protocol")
    return Frame(Control.VERIFY, b"".join(each.ljust(_TEXT, b"\0") for each in fields))


def _unpack(layout: struct.Struct, body: bytes) -> tuple[Any, ...]:
    """Return the fields at the start of a body; raises CameraResponseError if it is shorter."""
    if len(body) < layout.size:
        raise CameraResponseError(f"native protocol: a message of {len(body)} bytes")
    return layout.unpack_from(body)


def result_of(answer: bytes) -> tuple[int, bytes]:
    """Return the result of a request and what follows it; raises CameraResponseError."""
    return _unpack(_RESULT, answer)[0], answer[_RESULT.size :]


def settings(body: bytes) -> Mapping[str, str]:
    """Parse the picture settings, named as in get_camera_params.cgi; raises CameraResponseError."""
    if len(body) <= max(_SETTINGS):
        raise CameraResponseError(f"native protocol: picture settings of {len(body)} bytes")
    return {name: str(body[number]) for number, name in _SETTINGS.items()}


def setting_changed(body: bytes) -> Mapping[str, str]:
    """Parse a changed setting; empty if get_camera_params.cgi does not have it. Raises CameraResponseError."""
    number, value = _unpack(_SETTING, body)
    return {_SETTINGS[number]: str(value)} if number in _SETTINGS else {}


class Identity(NamedTuple):
    """The camera that answers a login request, before any password is sent."""

    id: str
    firmware: str

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Parse an answer; raises CameraResponseError, also for related protocols with another verify."""
        if len(body) != _IDENTITY.size:
            raise CameraResponseError(f"native protocol: an identity of {len(body)} bytes")
        camera_id, _, _, *firmware = _IDENTITY.unpack(body)
        text = camera_id.partition(b"\0")[0].decode("ascii", "replace")
        return cls(text, ".".join(map(str, firmware)))

    def is_of(self, camera_id: str) -> bool:
        """Return whether this may be the camera with this id; clones report 10 of 12 characters."""
        reported, known = self.id.upper(), camera_id.upper()
        return reported == known or (len(reported) == 10 and (known.startswith(reported) or known.endswith(reported)))


class AlarmNotice(NamedTuple):
    """The active alarm from now on: 0 none, 1 motion, 2 input, 3 sound."""

    kind: int
    area: Rectangle | None = None

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Parse a notice, which may be short; raises CameraResponseError.

        The area is None unless it has four valid coordinates of 0 to 255 and is not the whole picture.
        """
        kind, left, top, right, bottom = _unpack(_ALARM, body.ljust(_ALARM.size, b"\0") if body else body)
        is_area = left < right <= 255 and top < bottom <= 255 and (left, top, right, bottom) != _WHOLE_PICTURE
        return cls(kind, (left, top, right, bottom) if is_area else None)


def _payload(layout: struct.Struct, body: bytes) -> tuple[tuple[int, ...], bytes, bytes]:
    """Return the header of pictures or sound, the data, and what follows; raises CameraResponseError."""
    *header, kind, length = _unpack(layout, body)
    end = layout.size + length
    if kind or end > len(body):
        raise CameraResponseError("native protocol: media of unknown format or length")
    return tuple(header), body[layout.size : end], body[end:]


class Picture(NamedTuple):
    """A picture; the tick is in hundredths of a second since the camera's start."""

    tick: int
    jpeg: bytes

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Parse a picture; raises CameraResponseError."""
        (tick, _), jpeg, _ = _payload(_PICTURE, body)
        return cls(tick, jpeg)


class Sound(NamedTuple):
    """Sound from or to the camera: usually 160 bytes of ADPCM for 40 ms; the tick is in hundredths of a second."""

    tick: int
    number: int
    seconds: int
    adpcm: bytes
    before: State | None = None
    """The decoder state before this packet, if the camera sends it."""

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Parse a packet; raises CameraResponseError."""
        (tick, number, seconds), adpcm, rest = _payload(_SOUND, body)
        before = State(*_DECODER.unpack(rest)) if len(rest) == _DECODER.size else None
        return cls(tick, number, seconds, adpcm, before if before and before.step < _STEPS else None)

    def talk(self) -> Frame:
        """Return the packet for the camera's loudspeaker, where the tick is in milliseconds."""
        header = _SOUND.pack(self.tick & 0xFFFFFFFF, self.number & 0xFFFFFFFF, self.seconds, 0, len(self.adpcm))
        return Frame(Media.TALK, header + self.adpcm)
