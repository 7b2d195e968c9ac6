"""What frames mean: the messages of both sides as values. Pure: no I/O (docs/sources.md N21)."""

from collections.abc import Mapping
from enum import IntEnum
import struct
from typing import NamedTuple, Self

from ....model.address import Account
from ....model.errors import CameraResponseError
from ....model.values import Rectangle
from .adpcm import State
from .frames import Frame

_TEXT = 13
"""Bytes of a user name or a password; the last one is always zero."""
_LOGIN_ANSWER = struct.Struct("<H13sII4B")
_START_NUMBER = struct.Struct("<HI")
_ALARM = struct.Struct("<B4H")
_PICTURE = struct.Struct("<IIBI")
_SOUND = struct.Struct("<IIIBI")
_DECODER = struct.Struct("<hB")
_OVER_TCP = b"\x02"
_WHOLE_PICTURE = (0, 0, 100, 100)
_SETTINGS: Mapping[int, str] = {0: "resolution", 1: "brightness", 2: "contrast", 3: "mode", 5: "flip"}
"""How get_camera_params.cgi calls the settings that have a number here."""


class Control(IntEnum):
    """Opcodes of the control connection."""

    LOGIN = 0
    LOGIN_ANSWER = 1
    VERIFY = 2
    VERIFY_ANSWER = 3
    PICTURE_BEGIN = 4
    PICTURE_ANSWER = 5
    PICTURE_END = 6
    PICTURE_RATE = 7
    SOUND_BEGIN = 8
    SOUND_ANSWER = 9
    SOUND_END = 10
    TALK_BEGIN = 11
    TALK_ANSWER = 12
    TALK_END = 13
    PTZ = 14
    FETCH_SETTINGS = 16
    SETTINGS = 17
    SETTING_CHANGED = 18
    ALARM = 25
    KEEP_ALIVE = 255


class Media(IntEnum):
    """Opcodes of the media connection."""

    BEGIN = 0
    PICTURE = 1
    SOUND = 2
    TALK = 3
    KEEP_ALIVE = 255


class Result(IntEnum):
    """Why a camera refuses, or that it does not."""

    GOOD = 0
    NO_SUCH_USER = 1
    BUSY = 2
    WRONG_VERSION = 3
    WRONG_ID = 4
    WRONG_PASSWORD = 5
    NOT_ALLOWED = 6
    UNSUPPORTED = 7
    FORBIDDEN_NOW = 8


LOGIN = Frame(Control.LOGIN)
FETCH_SETTINGS = Frame(Control.FETCH_SETTINGS)
KEEP_ALIVE = Frame(Control.KEEP_ALIVE)
PICTURE_BEGIN = Frame(Control.PICTURE_BEGIN, _OVER_TCP)
SOUND_BEGIN = Frame(Control.SOUND_BEGIN, _OVER_TCP)


def _result(body: bytes) -> int:
    if len(body) < 2:
        raise CameraResponseError("an answer without a result")
    return int.from_bytes(body[:2], "little")


class LoginAnswer(NamedTuple):
    """Who the camera is; known before any password is sent. The result decides whether the rest is there."""

    result: int
    id: str = ""
    firmware: str = ""

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read an answer; raises CameraResponseError, also for the answer of a relative with another verify."""
        if _result(body):
            return cls(_result(body))
        if len(body) != _LOGIN_ANSWER.size:
            raise CameraResponseError(f"a login answer of {len(body)} bytes")
        result, camera_id, _, _, *firmware = _LOGIN_ANSWER.unpack(body)
        text = camera_id.partition(b"\0")[0].decode("ascii", "replace")
        return cls(result, text, ".".join(str(part) for part in firmware))

    def is_of(self, camera_id: str) -> bool:
        """Return whether a camera of this id may have given the answer; a clone tells ten of its twelve characters."""
        told, known = self.id.upper(), camera_id.upper()
        return told == known or (len(told) == 10 and (known.startswith(told) or known.endswith(told)))


class StartAnswer(NamedTuple):
    """Whether something begins; the number names the media connection, where there is none yet."""

    result: int
    number: bytes = b""

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read an answer; raises CameraResponseError."""
        return cls(_result(body), body[2:6] if not _result(body) and len(body) >= _START_NUMBER.size else b"")


class AlarmNotice(NamedTuple):
    """What the camera raises an alarm for from now on: 0 nothing, 1 motion, 2 input, 3 sound."""

    kind: int
    area: Rectangle | None = None

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read a notice, also a short one; raises CameraResponseError.

        The area is there where it says something: four numbers of 0 to 255 that are not the whole picture.
        """
        if not body:
            raise CameraResponseError("an alarm without a kind")
        if len(body) < _ALARM.size:
            return cls(body[0])
        kind, left, top, right, bottom = _ALARM.unpack_from(body)
        says = left < right <= 255 and top < bottom <= 255 and (left, top, right, bottom) != _WHOLE_PICTURE
        return cls(kind, (left, top, right, bottom) if says else None)


def verify(account: Account) -> Frame:
    """Return the message that shows the login, in clear.

    Raises:
        ValueError: the name or the password does not fit; nothing is cut off.
    """
    fields = [text.encode() for text in (account.username, account.password)]
    if any(len(each) >= _TEXT or b"\0" in each for each in fields):
        raise ValueError("the login is too long for this protocol")
    return Frame(Control.VERIFY, b"".join(each.ljust(_TEXT, b"\0") for each in fields))


def ptz(command: int) -> Frame:
    """Return an order with a number of decoder_control.cgi; the camera does not answer."""
    return Frame(Control.PTZ, bytes((command,)))


def talk_begin(seconds: int) -> Frame:
    """Return the request to talk; the camera buffers so many seconds, at least one."""
    return Frame(Control.TALK_BEGIN, bytes((seconds,)))


def media_begin(number: bytes) -> Frame:
    """Return what the media connection begins with: the number as the camera told it."""
    return Frame(Media.BEGIN, number)


def settings(body: bytes) -> Mapping[str, str]:
    """Read the picture settings, under the names of get_camera_params.cgi; raises CameraResponseError."""
    if len(body) < 6:
        raise CameraResponseError(f"picture settings of {len(body)} bytes")
    return {name: str(body[number]) for number, name in _SETTINGS.items()}


def setting_changed(body: bytes) -> Mapping[str, str]:
    """Read which setting has changed to what; empty where get_camera_params.cgi has no such setting."""
    if len(body) < 2:
        raise CameraResponseError("a changed setting without a value")
    return {_SETTINGS[body[0]]: str(body[1])} if body[0] in _SETTINGS else {}


class Picture(NamedTuple):
    """A picture; the tick counts hundredths of a second since the camera's start."""

    tick: int
    jpeg: bytes

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read a picture; raises CameraResponseError."""
        if len(body) < _PICTURE.size:
            raise CameraResponseError("a picture without a head")
        tick, _, kind, length = _PICTURE.unpack_from(body)
        if kind or length != len(body) - _PICTURE.size:
            raise CameraResponseError("a picture of another format or length")
        return cls(tick, body[_PICTURE.size :])


class Sound(NamedTuple):
    """Sound to or from the camera: usually 160 bytes of ADPCM, 40 ms; ticks are hundredths of a second."""

    tick: int
    number: int
    seconds: int
    adpcm: bytes
    before: State | None = None
    """The state of the decoder before this packet, where the camera tells it."""

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read a packet; raises CameraResponseError."""
        if len(body) < _SOUND.size:
            raise CameraResponseError("sound without a head")
        tick, number, seconds, kind, length = _SOUND.unpack_from(body)
        end = _SOUND.size + length
        if kind or end > len(body):
            raise CameraResponseError("sound of another format or length")
        before = State(*_DECODER.unpack_from(body, end)) if len(body) - end == _DECODER.size else None
        if before and before.step >= 89:
            before = None
        return cls(tick, number, seconds, body[_SOUND.size : end], before)

    def talk(self) -> Frame:
        """Return the packet as it is sent to the camera's loudspeaker; there the tick counts milliseconds."""
        head = _SOUND.pack(self.tick & 0xFFFFFFFF, self.number & 0xFFFFFFFF, self.seconds, 0, len(self.adpcm))
        return Frame(Media.TALK, head + self.adpcm)
