"""What can go wrong with a camera."""

from enum import Enum


class UnsupportedFamily(Enum):
    """A kind of camera that speaks something else, known only to name what to use instead."""

    FOSCAM_HD = "foscam_hd"
    HI3510 = "hi3510"
    VSTARCAM = "vstarcam"
    ONVIF = "onvif"


class BadValueError(ValueError):
    """A value that the camera would not take; nothing was sent."""

    def __init__(self, reason: str, **limits: object) -> None:
        super().__init__(f"{reason} {limits}" if limits else reason)
        self.reason = reason
        """A word for what is wrong with it."""
        self.limits = limits
        """What would be right."""
        self.setting = ""
        """The setting that it was meant for, if it was meant for one."""


class CameraError(Exception):
    """Something went wrong with a camera."""


class CameraConnectionError(CameraError):
    """Nothing answered, or not in time."""


class CameraBusyError(CameraConnectionError):
    """What was asked before took so long that this was never sent."""


class CameraIdleError(CameraConnectionError):
    """An answer without end went on, but nothing came any more."""


class CameraDisconnectedError(CameraConnectionError):
    """The camera took the question and hung up without an answer."""


class CameraAuthError(CameraError):
    """The camera refuses the user name or the password."""

    def __init__(self, message: str, *, certain: bool = False, challenge: str = "") -> None:
        super().__init__(message)
        self.certain = certain
        """Whether it has shown before that it is a camera of this dialect."""
        self.challenge = challenge
        """How it asked for a login."""


class CameraLockedError(CameraError):
    """Everything is refused to strangers, so it may be anything: no login was sent."""


class CameraEncryptedError(CameraError):
    """It answers only over HTTPS, which is not spoken here."""


class CameraMismatchError(CameraError):
    """Another camera answers where this one was."""

    def __init__(self, mac: str) -> None:
        super().__init__(mac)
        self.mac = mac
        """The other one's."""


class CameraPermissionError(CameraError):
    """The login is right, but the account may not do this."""


class CameraUnknownError(CameraError):
    """Something answers, but no camera of a dialect that is spoken here."""

    def __init__(self, family: UnsupportedFamily | None) -> None:
        super().__init__(family.value if family else "no camera")
        self.family = family


class CameraRejectedError(CameraError):
    """The camera understood and said no."""

    def __init__(self, message: str = "", *, answer: str = "") -> None:
        super().__init__(message)
        self.answer = answer
        """The camera's own words, on one line."""


class CameraNotKeptError(CameraRejectedError):
    """The camera took a value and still shows another."""

    def __init__(self, setting: str, value: object) -> None:
        super().__init__(f"{setting} stayed {'as it was' if value is None else f'at {value}'}")
        self.setting = setting
        self.value = value
        """What it shows; None for what cannot be shown."""


class CameraUnsupportedError(CameraError):
    """The camera does not know what it was asked for."""

    def __init__(self, message: str, *, setting: str = "") -> None:
        super().__init__(message)
        self.setting = setting
        """The key of the setting that is missing, if it is one."""


class CameraResponseError(CameraError):
    """The camera answered something that makes no sense."""


class CameraUnsafeWriteError(CameraResponseError):
    """A setting is written together with one that would not come back as it was; nothing was sent."""

    def __init__(self, setting: str) -> None:
        super().__init__(f"{setting} could not be written back as it is")
        self.setting = setting


class CameraUnavailableError(CameraResponseError):
    """The camera says that it cannot answer now (status 5xx), or broke off."""
