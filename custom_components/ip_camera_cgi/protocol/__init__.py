"""Speaks to cameras; knows nothing of Home Assistant.

connect() finds out what a camera speaks and returns a Camera. What it is (info), can do (capabilities), can be set to
(settings) and how it stands (state) are plain values; whatever is asked of it raises a CameraError or nothing.
"""

from .address import Account, Address, Role
from .camera import Camera
from .errors import (
    BadValueError,
    CameraAuthError,
    CameraConnectionError,
    CameraError,
    CameraPermissionError,
    CameraRejectedError,
    CameraResponseError,
    CameraUnknownError,
    CameraUnsupportedError,
    Stranger,
)
from .model import (
    Alarm,
    CameraInfo,
    CameraState,
    Capabilities,
    LogEntry,
    Stream,
    Task,
    Trial,
    Upload,
    WifiNetwork,
)
from .search import DRIVERS, connect, remember
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
    "DRIVERS",
    "Account",
    "Address",
    "Alarm",
    "BadValueError",
    "Camera",
    "CameraAuthError",
    "CameraConnectionError",
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
    "Codec",
    "Flag",
    "Ipv4",
    "LastLine",
    "Level",
    "LogEntry",
    "Mask",
    "Measure",
    "Moment",
    "Role",
    "Secret",
    "Setting",
    "Stranger",
    "Stream",
    "Task",
    "Text",
    "Trial",
    "Upload",
    "WifiNetwork",
    "connect",
    "remember",
]
