"""Speaks to cameras; knows nothing of Home Assistant.

connect() finds out what a camera speaks and returns a Camera. What it is (info), can do (capabilities), can be set to
(settings) and how it stands (state) are plain values; whatever is asked of it raises a CameraError or nothing.
"""

from .address import Account, Address, Role
from .camera import Camera
from .clip import Clip, record
from .concerns import Concern, concerns_of
from .diagnosis import diagnose, redaction_for
from .errors import (
    BadValueError,
    CameraAuthError,
    CameraConnectionError,
    CameraElsewhereError,
    CameraError,
    CameraPermissionError,
    CameraRejectedError,
    CameraResponseError,
    CameraUnknownError,
    CameraUnsupportedError,
    Stranger,
)
from .mjpeg import BOUNDARY, Frame, LiveState, MjpegHub, Viewer
from .model import (
    Alarm,
    CameraInfo,
    CameraState,
    Capabilities,
    LiveWish,
    LogEntry,
    Sighting,
    Stream,
    Task,
    Trial,
    Upload,
    WifiNetwork,
)
from .redaction import Redaction
from .ring import Ring
from .search import DRIVERS, connect, discover, remember
from .settings import (
    Category,
    Choice,
    Codec,
    Flag,
    Ipv4,
    LastLine,
    Level,
    Mask,
    Measure,
    Moment,
    Secret,
    Setting,
    Text,
)

__all__ = [
    "BOUNDARY",
    "DRIVERS",
    "Account",
    "Address",
    "Alarm",
    "BadValueError",
    "Camera",
    "CameraAuthError",
    "CameraConnectionError",
    "CameraElsewhereError",
    "CameraError",
    "CameraInfo",
    "CameraPermissionError",
    "CameraRejectedError",
    "CameraResponseError",
    "CameraState",
    "CameraUnknownError",
    "CameraUnsupportedError",
    "Capabilities",
    "Category",
    "Choice",
    "Clip",
    "Codec",
    "Concern",
    "Flag",
    "Frame",
    "Ipv4",
    "LastLine",
    "Level",
    "LiveState",
    "LiveWish",
    "LogEntry",
    "Mask",
    "Measure",
    "MjpegHub",
    "Moment",
    "Redaction",
    "Ring",
    "Role",
    "Secret",
    "Setting",
    "Sighting",
    "Stranger",
    "Stream",
    "Task",
    "Text",
    "Trial",
    "Upload",
    "Viewer",
    "WifiNetwork",
    "concerns_of",
    "connect",
    "diagnose",
    "discover",
    "record",
    "redaction_for",
    "remember",
]
