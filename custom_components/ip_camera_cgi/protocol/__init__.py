"""Client library for IP cameras, independent of Home Assistant.

connect() detects the dialect and returns a Camera. Its info, capabilities, settings and state are plain values; its
methods raise CameraError.
"""

from .camera.camera import Camera
from .camera.page_cache import PagesRead
from .camera.ptz_controller import (
    MAX_MOVE_SECONDS,
    MAX_SPEED,
    MIN_MOVE_SECONDS,
    MIN_SPEED,
    MOVE_TIMEOUT,
    PtzController,
    PtzOptions,
)
from .camera.speaker import Speaker
from .connect.connect import DRIVERS, camera_from_description, connect, discover, parse_snapshot_url, probe
from .connect.time_server import answers_time
from .dialects.identity import NO_MAC
from .dialects.infrared import Infrared
from .features.clock import correct_clock, set_time_server, time_server, time_server_is_silent, wall_clock
from .features.diagnostics_report import diagnostics_report, redaction_for
from .features.health import HealthIssue, has_to_be_read_again, health_issues, read_health
from .features.rtsp_monitor import RtspMonitor
from .model.address import Account, Address, HttpsAddressError, Role
from .model.backoff import Backoff
from .model.errors import (
    BadValueError,
    CameraAuthError,
    CameraBusyError,
    CameraConnectionError,
    CameraEncryptedError,
    CameraError,
    CameraLockedError,
    CameraMismatchError,
    CameraNotKeptError,
    CameraPermissionError,
    CameraPrivateError,
    CameraRejectedError,
    CameraResponseError,
    CameraUnavailableError,
    CameraUnknownError,
    CameraUnsafeWriteError,
    CameraUnsupportedError,
    LoudspeakerError,
    UnsupportedFamily,
)
from .model.rate_limit import RateLimit
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
    FURTHER_INPUTS,
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
from .sound.decoder import DecodedSound
from .sound.download import Download
from .sound.source import LiveSpeech, Samples, SoundSource, SoundSourceError
from .sound.tones import RepeatedTone, Tone
from .video.clip import Clip
from .video.clip_recorder import record
from .video.frame import BOUNDARY, Frame
from .video.hub import LiveState, MjpegHub, Viewer
from .video.matroska import MEDIA_TYPE as MATROSKA, is_matroska
from .video.ring_buffer import FrameRingBuffer, RingBudget
from .video.rtsp_relay import RtspRelay

__all__ = [
    "BOUNDARY",
    "DRIVERS",
    "FURTHER_INPUTS",
    "MATROSKA",
    "MAX_MOVE_SECONDS",
    "MAX_SPEED",
    "MIN_MOVE_SECONDS",
    "MIN_SPEED",
    "MOVE_TIMEOUT",
    "NO_MAC",
    "Account",
    "Address",
    "Alarm",
    "Backoff",
    "BadValueError",
    "Camera",
    "CameraAuthError",
    "CameraBusyError",
    "CameraConnectionError",
    "CameraEncryptedError",
    "CameraError",
    "CameraInfo",
    "CameraLockedError",
    "CameraMismatchError",
    "CameraNotKeptError",
    "CameraPermissionError",
    "CameraPrivateError",
    "CameraRejectedError",
    "CameraResponseError",
    "CameraState",
    "CameraUnavailableError",
    "CameraUnknownError",
    "CameraUnsafeWriteError",
    "CameraUnsupportedError",
    "Capabilities",
    "Category",
    "Choice",
    "Clip",
    "Codec",
    "DecodedSound",
    "DeliveryResult",
    "DiscoveredCamera",
    "Download",
    "Flag",
    "Frame",
    "FrameRingBuffer",
    "HealthIssue",
    "HttpsAddressError",
    "Infrared",
    "Ipv4",
    "LastLine",
    "Level",
    "LiveSpeech",
    "LiveState",
    "LogEntry",
    "LoudspeakerError",
    "MaintenanceTask",
    "Mask",
    "Measure",
    "MjpegHub",
    "Moment",
    "Move",
    "PagesRead",
    "Patrol",
    "PatrolRequest",
    "Position",
    "PtzController",
    "PtzOptions",
    "RateLimit",
    "Redaction",
    "RepeatedTone",
    "RingBudget",
    "Role",
    "RtspMonitor",
    "RtspRelay",
    "Samples",
    "Secret",
    "Setting",
    "SoundSource",
    "SoundSourceError",
    "Speaker",
    "Stream",
    "StreamPreferences",
    "Text",
    "Tone",
    "UnsupportedFamily",
    "Upload",
    "Viewer",
    "WifiNetwork",
    "Wiring",
    "answers_time",
    "camera_from_description",
    "connect",
    "correct_clock",
    "diagnostics_report",
    "discover",
    "has_to_be_read_again",
    "health_issues",
    "is_matroska",
    "parse_snapshot_url",
    "probe",
    "read_health",
    "record",
    "redaction_for",
    "set_time_server",
    "time_server",
    "time_server_is_silent",
    "wall_clock",
]
