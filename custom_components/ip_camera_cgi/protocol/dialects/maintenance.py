"""The contract of maintenance commands: restart, clock, log, backup, firmware."""

from abc import ABC, abstractmethod
from datetime import datetime

from ..model.errors import BadValueError, CameraUnsupportedError
from ..model.values import DeliveryResult, LogEntry, Upload, WifiNetwork

_MAX_UPLOAD_BYTES = 32 * 1024 * 1024  # 32 MiB, more than the memory of such a camera
# The first bytes of files that are not firmware, and the key of the error message.
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


class Maintenance(ABC):
    """Maintenance of one camera; commands that a dialect lacks raise CameraUnsupportedError."""

    @abstractmethod
    async def reboot(self) -> None:
        """Restart the camera; it is unavailable for 30 seconds or more."""

    @abstractmethod
    async def set_clock(self, moment: datetime) -> None:
        """Set the clock to a moment with a time zone."""

    @abstractmethod
    async def reset(self, *, keep_network: bool = False) -> None:
        """Reset to factory settings and restart."""

    async def reset_lens(self) -> None:
        """Recalibrate the end positions of zoom and focus."""
        raise _unsupported("lens reset")

    async def back_up(self) -> bytes:
        """Return the camera's own backup file, which includes the passwords."""
        raise _unsupported("backup")

    async def restore(self, file: bytes) -> None:
        """Restore a file of back_up(); raises BadValueError if it is not one."""
        raise _unsupported("backup")

    async def upload(self, kind: Upload, file: bytes) -> None:
        """Upload firmware or web pages, after which the camera restarts; raises BadValueError for other files."""
        raise _unsupported("upload")

    async def set_mac(self, mac: str) -> str:
        """Change the MAC address and with it the identity; return the new one with colons."""
        raise _unsupported("MAC")

    async def read_log(self) -> list[LogEntry]:
        """Return the entries of the camera's log, oldest first."""
        raise _unsupported("log")

    async def scan_wifi(self) -> list[WifiNetwork]:
        """Scan for wireless networks; takes some seconds."""
        raise _unsupported("Wi-Fi")

    async def test_mail(self) -> DeliveryResult:
        """Have the camera send a test mail with its stored settings; return the result."""
        raise _unsupported("mail")

    async def test_ftp(self) -> DeliveryResult:
        """Have the camera store a test file with its stored FTP settings; return the result."""
        raise _unsupported("FTP")

    async def send_serial(self, data: bytes, *, port: int, baud: int) -> None:
        """Write bytes to the serial port of the camera."""
        raise _unsupported("serial port")


def _unsupported(what: str) -> CameraUnsupportedError:
    return CameraUnsupportedError(f"this camera has no {what}")


def is_backup(file: bytes) -> bool:
    """Return whether a file can be a dump of a camera's settings: a login page or a short answer is text instead."""
    if len(file) < _SMALLEST_BACKUP or b"\0" not in file[:_BACKUP_HEAD]:
        return False
    return not file.lstrip().startswith(tuple(_FOREIGN_FORMATS))


def validate_upload(file: bytes) -> None:
    """Raise BadValueError if a file cannot be firmware or web pages: empty, too large or of a foreign format."""
    if not file:
        raise BadValueError("file_empty")
    if len(file) > _MAX_UPLOAD_BYTES:
        raise BadValueError("file_too_large", megabytes=_MAX_UPLOAD_BYTES // 1024 // 1024)
    for start, kind in _FOREIGN_FORMATS.items():
        if file.lstrip().startswith(start):
            raise BadValueError("file_mistaken", kind=kind)
