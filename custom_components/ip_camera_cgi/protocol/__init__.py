"""Speaks to cameras; knows nothing of Home Assistant.

connect() finds out what a camera speaks and returns a Camera. What it is (info), can do (capabilities), can be set to
(settings) and how it stands (state) are plain values; whatever is asked of it raises a CameraError or nothing.
"""

from .camera.camera import Camera
from .camera.ptz_controller import MAX_MOVE_SECONDS, MAX_SPEED, MIN_MOVE_SECONDS, MIN_SPEED, MOVE_TIMEOUT, PtzController
from .connect.connect import DRIVERS, connect, discover, meet, remember, trace
from .dialects.infrared import Infrared
from .features.diagnostics_report import diagnose, redaction_for
from .features.health import Concern, concerns_of
from .model.address import Account, Address, Role
from .model.errors import (
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
from .model.redaction import Redaction
from .model.settings import (
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
from .model.values import (
    Alarm,
    CameraInfo,
    CameraState,
    Capabilities,
    LiveWish,
    LogEntry,
    Move,
    Patrol,
    PatrolRequest,
    Position,
    Sighting,
    Stream,
    Task,
    Trial,
    Upload,
    WifiNetwork,
    Wiring,
)
from .video.clip import Clip
from .video.clip_recorder import record
from .video.hub import BOUNDARY, Frame, LiveState, MjpegHub, Viewer
from .video.ring_buffer import Ring

__all__ = [
    "BOUNDARY",
    "DRIVERS",
    "MAX_MOVE_SECONDS",
    "MAX_SPEED",
    "MIN_MOVE_SECONDS",
    "MIN_SPEED",
    "MOVE_TIMEOUT",
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
    "Infrared",
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
    "Move",
    "Patrol",
    "PatrolRequest",
    "Position",
    "PtzController",
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
    "Wiring",
    "concerns_of",
    "connect",
    "diagnose",
    "discover",
    "meet",
    "record",
    "redaction_for",
    "remember",
    "trace",
]
