"""What is done to a camera now and then: restart, clock, log, backup, firmware."""

from abc import abstractmethod
from datetime import datetime
from typing import Protocol

from ..model.errors import BadValueError, CameraUnsupportedError
from ..model.values import DeliveryResult, LogEntry, Upload, WifiNetwork

_MAX_UPLOAD_BYTES = 32 * 1024 * 1024  # bytes; these cameras have less memory than that
# How files begin that people mistake for a camera's: what the file really is, for the message.
_FOREIGN_FORMATS = {
    b"PK\x03\x04": "zip",
    b"Rar!": "rar",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"%PDF": "pdf",
    b"<": "html",
    b"{": "json",
    b"\xff\xd8": "jpeg",
    b"\x89PNG": "png",
    b"GIF8": "gif",
    b"\xff\xfe": "text",
}
_SMALLEST_BACKUP = 32  # bytes
_BACKUP_HEAD = 1024  # bytes in which a dump of settings has a zero byte


class Maintenance(Protocol):
    """The upkeep of one camera; what a dialect does not know raises CameraUnsupportedError."""

    @abstractmethod
    async def reboot(self) -> None:
        """Start the camera anew; it is away for half a minute or more."""

    @abstractmethod
    async def set_clock(self, moment: datetime) -> None:
        """Set the camera's clock to a moment with a time zone."""

    @abstractmethod
    async def reset(self, *, keep_network: bool = False) -> None:
        """Make the camera forget everything that it was told; it starts anew."""

    async def reset_lens(self) -> None:
        """Let zoom and focus find their ends anew."""
        raise _unsupported("lens reset")

    async def back_up(self) -> bytes:
        """Return a file with all settings, the passwords among them."""
        raise _unsupported("backup")

    async def restore(self, file: bytes) -> None:
        """Set everything as a file says that back_up() made; raises BadValueError where it is none."""
        raise _unsupported("backup")

    async def upload(self, kind: Upload, file: bytes) -> None:
        """Send a file to the camera, which starts anew; raises BadValueError where it cannot be one."""
        raise _unsupported("upload")

    async def set_mac(self, mac: str) -> str:
        """Give the camera another MAC address, and with it another identity; return it with colons."""
        raise _unsupported("MAC")

    async def read_log(self) -> list[LogEntry]:
        """Return what the camera wrote down, the oldest first."""
        raise _unsupported("log")

    async def scan_wifi(self) -> list[WifiNetwork]:
        """Return the wireless networks that the camera finds; takes some seconds."""
        raise _unsupported("Wi-Fi")

    async def test_mail(self) -> DeliveryResult:
        """Have the camera send a mail as it is set up, and return what came of it."""
        raise _unsupported("mail")

    async def test_ftp(self) -> DeliveryResult:
        """Have the camera store a file as it is set up, and return what came of it."""
        raise _unsupported("FTP")

    async def send_serial(self, data: bytes, *, port: int, baud: int) -> None:
        """Send bytes out of the camera's serial port."""
        raise _unsupported("serial port")


def _unsupported(what: str) -> CameraUnsupportedError:
    return CameraUnsupportedError(f"this camera has no {what}")


def is_backup(file: bytes) -> bool:
    """Return whether a file can be a dump of a camera's settings: a login page or a short answer is text instead."""
    if len(file) < _SMALLEST_BACKUP or b"\0" not in file[:_BACKUP_HEAD]:
        return False
    return not file.lstrip().startswith(tuple(_FOREIGN_FORMATS))


def validate_upload(file: bytes) -> None:
    """See that a file could be a camera's; raises BadValueError."""
    if not file:
        raise BadValueError("file_empty")
    if len(file) > _MAX_UPLOAD_BYTES:
        raise BadValueError("file_too_large", megabytes=_MAX_UPLOAD_BYTES // 1024 // 1024)
    for start, kind in _FOREIGN_FORMATS.items():
        if file.lstrip().startswith(start):
            raise BadValueError("file_mistaken", kind=kind)
