"""Speaks to cameras; knows nothing of Home Assistant.

connect() finds out what a camera speaks and returns a Camera. What it is (info), can do (capabilities), can be set to
(settings) and how it stands (state) are plain values; whatever is asked of it raises a CameraError or nothing.
"""

from .address import Account, Address, Role
from .camera import Camera
from .errors import (
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
from .model import Alarm, CameraInfo, CameraState, Capabilities, Stream
from .search import DRIVERS, connect
from .settings import Category, Choice, Codec, Flag, Level, Measure, Setting, Text

__all__ = [
    "DRIVERS",
    "Account",
    "Address",
    "Alarm",
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
    "Level",
    "Measure",
    "Role",
    "Setting",
    "Stranger",
    "Stream",
    "Text",
    "connect",
]
