"""Speaks to cameras; knows nothing of Home Assistant.

connect() finds out what a camera speaks and returns a Camera. What it is (info), can do (capabilities), can be set to
(settings) and how it stands (state) are plain values; whatever is asked of it raises a CameraError or nothing.
"""

from .camera.camera import Camera
from .camera.ptz_controller import MAX_MOVE_SECONDS, MAX_SPEED, MIN_MOVE_SECONDS, MIN_SPEED, MOVE_TIMEOUT, PtzController
from .connect.connect import DRIVERS, camera_from_description, connect, discover, parse_snapshot_url, probe
from .dialects.infrared import Infrared
from .features.diagnostics_report import diagnostics_report, redaction_for
from .features.health import HealthIssue, health_issues
from .model.address import Account, Address, Role
from .model.errors import (
    BadValueError,
    CameraAuthError,
    CameraConnectionError,
    CameraError,
    CameraMismatchError,
    CameraPermissionError,
    CameraRejectedError,
    CameraResponseError,
    CameraUnknownError,
    CameraUnsupportedError,
    UnsupportedFamily,
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
    DeliveryResult,
    DiscoveredCamera,
    LogEntry,
    MaintenanceTask,
    Move,
    Patrol,
    PatrolRequest,
    Position,
    Stream,
    StreamPreferences,
    Upload,
    WifiNetwork,
    Wiring,
)
from .video.clip import Clip
from .video.clip_recorder import record
from .video.hub import BOUNDARY, Frame, LiveState, MjpegHub, Viewer
from .video.ring_buffer import FrameRingBuffer

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
    "CameraError",
    "CameraInfo",
    "CameraMismatchError",
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
    "DeliveryResult",
    "DiscoveredCamera",
    "Flag",
    "Frame",
    "FrameRingBuffer",
    "HealthIssue",
    "Infrared",
    "Ipv4",
    "LastLine",
    "Level",
    "LiveState",
    "LogEntry",
    "MaintenanceTask",
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
    "Role",
    "Secret",
    "Setting",
    "Stream",
    "StreamPreferences",
    "Text",
    "UnsupportedFamily",
    "Upload",
    "Viewer",
    "WifiNetwork",
    "Wiring",
    "camera_from_description",
    "connect",
    "diagnostics_report",
    "discover",
    "health_issues",
    "parse_snapshot_url",
    "probe",
    "record",
    "redaction_for",
]
