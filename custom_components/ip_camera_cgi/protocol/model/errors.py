"""The errors of the protocol package."""

from enum import Enum
from typing import Literal


class UnsupportedFamily(Enum):
    """A camera family that is recognized but not supported; the user is referred to another integration."""

    FOSCAM_HD = "foscam_hd"
    HI3510 = "hi3510"
    VSTARCAM = "vstarcam"
    ONVIF = "onvif"


class BadValueError(ValueError):
    """A value that the camera would not accept; nothing was sent."""

    def __init__(self, reason: str, **limits: object) -> None:
        super().__init__(f"{reason} {limits}" if limits else reason)
        self.reason = reason
        """Key of the error message."""
        self.limits = limits
        """Placeholders of the error message."""
        self.setting = ""
        """Key of the setting that the value was for, or empty."""


class CameraError(Exception):
    """Base class of all errors of a camera."""


class CameraConnectionError(CameraError):
    """No connection, or no response in time."""


class CameraBusyError(CameraConnectionError):
    """The request was never sent, because earlier ones took too long."""


class CameraIdleError(CameraConnectionError):
    """A stream stayed open, but no data arrived."""


class CameraDisconnectedError(CameraConnectionError):
    """The camera closed the connection without a response."""


class CameraAuthError(CameraError):
    """The camera refuses the user name or password."""

    def __init__(self, message: str, *, certain: bool = False, challenge: str = "") -> None:
        super().__init__(message)
        self.certain = certain
        """Whether the server is proven to be a camera of this dialect."""
        self.challenge = challenge
        """The WWW-Authenticate header of the refusal."""


class CameraLockedError(CameraError):
    """All anonymous requests are refused, so the dialect is unknown and no login was sent."""


class CameraEncryptedError(CameraError):
    """The server only speaks HTTPS, which is not supported."""


class CameraMismatchError(CameraError):
    """Another camera answers at the address of this one."""

    def __init__(self, mac: str) -> None:
        super().__init__(mac)
        self.mac = mac
        """The MAC address of the other camera."""


class CameraPermissionError(CameraError):
    """The login is valid, but the account lacks the rights."""


class CameraUnknownError(CameraError):
    """A server answers, but not as a camera of a supported dialect."""

    def __init__(self, family: UnsupportedFamily | None) -> None:
        super().__init__(family.value if family else "no camera")
        self.family = family


class CameraRejectedError(CameraError):
    """The camera refused a command or value."""

    def __init__(self, message: str = "", *, answer: str = "") -> None:
        super().__init__(message)
        self.answer = answer
        """The camera's own message, on one line."""


LoudspeakerTrouble = Literal["busy", "off", "sampling", "not_now", "time_limit"]
"""Another client talks, it is off, set to another sampling rate, or forbidden by a schedule; keys of error messages."""


class LoudspeakerError(CameraRejectedError):
    """The loudspeaker plays nothing at the moment."""

    def __init__(self, reason: LoudspeakerTrouble) -> None:
        super().__init__(f"loudspeaker: {reason}")
        self.reason = reason


class CameraNotKeptError(CameraRejectedError):
    """The camera accepted a value and still shows another one."""

    def __init__(self, setting: str, value: object) -> None:
        super().__init__(f"{setting} stayed {'as it was' if value is None else f'at {value}'}")
        self.setting = setting
        self.value = value
        """The value it shows; None if it cannot be shown."""


class CameraUnsupportedError(CameraError):
    """The camera does not have the requested function."""

    def __init__(self, message: str, *, setting: str = "") -> None:
        super().__init__(message)
        self.setting = setting
        """The key of the setting that is missing, if it is one."""


class CameraPrivateError(CameraError):
    """Privacy is on: no picture is requested or shown."""


class CameraResponseError(CameraError):
    """The camera sent an invalid response."""


class CameraUnsafeWriteError(CameraResponseError):
    """A write would also change another setting that cannot be kept; nothing was sent."""

    def __init__(self, setting: str) -> None:
        super().__init__(f"{setting} could not be written back unchanged")
        self.setting = setting


class CameraUnavailableError(CameraResponseError):
    """A temporary failure: status 5xx, or a response that broke off."""


class CameraUnidentifiedError(CameraUnavailableError):
    """What answers did not identify itself as the camera, so no login was sent; the camera may still be starting."""
