"""Messages of the native protocol as values. No I/O (docs/sources.md N21)."""

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
"""Bytes of a user name or password; the last byte is always zero."""
_LOGIN_ANSWER = struct.Struct("<H13sII4B")
_START_NUMBER = struct.Struct("<HI")
_ALARM = struct.Struct("<B4H")
_PICTURE = struct.Struct("<IIBI")
_SOUND = struct.Struct("<IIIBI")
_DECODER = struct.Struct("<hB")
_OVER_TCP = b"\x02"
_WHOLE_PICTURE = (0, 0, 100, 100)
_SETTINGS: Mapping[int, str] = {0: "resolution", 1: "brightness", 2: "contrast", 3: "mode", 5: "flip"}
"""Numbers of settings and their names in get_camera_params.cgi."""


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
    """Result of a request: success or the reason of a refusal."""

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
        raise CameraResponseError("answer without a result")
    return int.from_bytes(body[:2], "little")


class LoginAnswer(NamedTuple):
    """Identity of the camera, sent before any password; id and firmware are present if the result is 0."""

    result: int
    id: str = ""
    firmware: str = ""

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Parse an answer; raises CameraResponseError, also for related protocols with another verify."""
        if _result(body):
            return cls(_result(body))
        if len(body) != _LOGIN_ANSWER.size:
            raise CameraResponseError(f"login answer of {len(body)} bytes")
        result, camera_id, _, _, *firmware = _LOGIN_ANSWER.unpack(body)
        text = camera_id.partition(b"\0")[0].decode("ascii", "replace")
        return cls(result, text, ".".join(str(part) for part in firmware))

    def is_of(self, camera_id: str) -> bool:
        """Return whether the answer may be from the camera with this id; clones report 10 of 12 characters."""
        reported, known = self.id.upper(), camera_id.upper()
        return reported == known or (len(reported) == 10 and (known.startswith(reported) or known.endswith(reported)))


class StartAnswer(NamedTuple):
    """Answer to a start request; the number identifies the media connection if it has to be opened."""

    result: int
    number: bytes = b""

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Parse an answer; raises CameraResponseError."""
        return cls(_result(body), body[2:6] if not _result(body) and len(body) >= _START_NUMBER.size else b"")


class AlarmNotice(NamedTuple):
    """The active alarm from now on: 0 none, 1 motion, 2 input, 3 sound."""

    kind: int
    area: Rectangle | None = None

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Parse a notice, which may be short; raises CameraResponseError.

        The area is None unless it has four valid coordinates of 0 to 255 and is not the whole picture.
        """
        if not body:
            raise CameraResponseError("alarm without a kind")
        if len(body) < _ALARM.size:
            return cls(body[0])
        kind, left, top, right, bottom = _ALARM.unpack_from(body)
        is_area = left < right <= 255 and top < bottom <= 255 and (left, top, right, bottom) != _WHOLE_PICTURE
        return cls(kind, (left, top, right, bottom) if is_area else None)


def verify(account: Account) -> Frame:
    """Return the login message, in clear.

    Raises:
        ValueError: the name or password is too long; it is not truncated.
    """
    fields = [text.encode() for text in (account.username, account.password)]
    if any(len(each) >= _TEXT or b"\0" in each for each in fields):
        raise ValueError("the login is too long for this protocol")
    return Frame(Control.VERIFY, b"".join(each.ljust(_TEXT, b"\0") for each in fields))


def ptz(command: int) -> Frame:
    """Return a PTZ command (a number of decoder_control.cgi), which the camera does not answer."""
    return Frame(Control.PTZ, bytes((command,)))


def talk_begin(seconds: int) -> Frame:
    """Return the request to talk; `seconds` is the camera's buffer, at least one."""
    return Frame(Control.TALK_BEGIN, bytes((seconds,)))


def media_begin(number: bytes) -> Frame:
    """Return the first message of a media connection; `number` comes from the camera."""
    return Frame(Media.BEGIN, number)


def settings(body: bytes) -> Mapping[str, str]:
    """Parse the picture settings, named as in get_camera_params.cgi; raises CameraResponseError."""
    if len(body) < 6:
        raise CameraResponseError(f"picture settings of {len(body)} bytes")
    return {name: str(body[number]) for number, name in _SETTINGS.items()}


def setting_changed(body: bytes) -> Mapping[str, str]:
    """Parse a changed setting; empty if get_camera_params.cgi does not have it."""
    if len(body) < 2:
        raise CameraResponseError("changed setting without a value")
    return {_SETTINGS[body[0]]: str(body[1])} if body[0] in _SETTINGS else {}


class Picture(NamedTuple):
    """A picture; the tick is in hundredths of a second since the camera's start."""

    tick: int
    jpeg: bytes

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Parse a picture; raises CameraResponseError."""
        if len(body) < _PICTURE.size:
            raise CameraResponseError("picture without a header")
        tick, _, kind, length = _PICTURE.unpack_from(body)
        end = _PICTURE.size + length
        if kind or end > len(body):
            raise CameraResponseError("picture of unknown format or length")
        return cls(tick, body[_PICTURE.size : end])


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
        if len(body) < _SOUND.size:
            raise CameraResponseError("sound without a header")
        tick, number, seconds, kind, length = _SOUND.unpack_from(body)
        end = _SOUND.size + length
        if kind or end > len(body):
            raise CameraResponseError("sound of unknown format or length")
        before = State(*_DECODER.unpack_from(body, end)) if len(body) - end == _DECODER.size else None
        if before and before.step >= 89:
            before = None
        return cls(tick, number, seconds, body[_SOUND.size : end], before)

    def talk(self) -> Frame:
        """Return the packet for the camera's loudspeaker, where the tick is in milliseconds."""
        header = _SOUND.pack(self.tick & 0xFFFFFFFF, self.number & 0xFFFFFFFF, self.seconds, 0, len(self.adpcm))
        return Frame(Media.TALK, header + self.adpcm)
