"""Value types of cameras."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import Any

from .address import Address, Role
from .settings import Setting

type Page = Mapping[str, str]
"""The fields of one page, in the camera's own format."""

type Rectangle = tuple[int, int, int, int]
"""An area of the picture: left, top, right, bottom, 0 to 255 in the camera's own unit."""

_EMPTY: Mapping[Any, Any] = MappingProxyType({})


class Alarm(Enum):
    """Kinds of alarm."""

    MOTION = "motion"
    INPUT = "input"
    TAMPER = "tamper"
    SOUND = "sound"
    INPUT_2 = "input_2"
    INPUT_3 = "input_3"
    INPUT_4 = "input_4"


FURTHER_INPUTS = frozenset({Alarm.INPUT_2, Alarm.INPUT_3, Alarm.INPUT_4})
"""Alarm inputs that a camera with a single one does not have."""


class MaintenanceTask(Enum):
    """Maintenance commands."""

    REBOOT = "reboot"
    SET_CLOCK = "set_clock"
    RESET = "reset"
    RESET_KEEPING_NETWORK = "reset_keeping_network"
    RESET_LENS = "reset_lens"
    BACK_UP = "back_up"
    UPLOAD = "upload"
    SET_MAC = "set_mac"
    READ_LOG = "read_log"
    SCAN_WIFI = "scan_wifi"
    TEST_MAIL = "test_mail"
    TEST_FTP = "test_ftp"
    SEND_SERIAL = "send_serial"


@dataclass(frozen=True, slots=True)
class DiscoveredCamera:
    """A camera that identified itself without a login."""

    mac: str
    address: Address
    name: str


class Upload(Enum):
    """Kinds of file that can be uploaded."""

    FIRMWARE = "firmware"
    WEB_PAGES = "web_pages"


class DeliveryResult(Enum):
    """Result of a test mail or a test upload."""

    SUCCESS = "success"
    NO_CONNECTION = "no_connection"
    NETWORK_ERROR = "network_error"
    SERVER_ERROR = "server_error"
    WRONG_USER = "wrong_user"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105
    SENDER_REFUSED = "sender_refused"
    RECIPIENT_REFUSED = "recipient_refused"
    MESSAGE_REFUSED = "message_refused"
    LOGIN_UNSUPPORTED = "login_unsupported"
    WRONG_FOLDER = "wrong_folder"
    PASSIVE_MODE_FAILED = "passive_mode_failed"
    ACTIVE_MODE_FAILED = "active_mode_failed"
    UPLOAD_REFUSED = "upload_refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of a camera's log."""

    time: str
    """Wall-clock time of the camera: 2009-08-03 19:53:04; empty if the line has none."""
    text: str


@dataclass(frozen=True, slots=True)
class WifiNetwork:
    """A wireless network found by a scan."""

    ssid: bytes
    name: str
    """The SSID as people read it."""
    bssid: str
    security: str
    ad_hoc: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """An RTSP stream of the camera."""

    name: str
    codec: str
    size: str
    port: int
    path: str
    codec_setting: str
    """Key of the setting that selects the codec."""

    @property
    def playable(self) -> bool:
        """Return whether browsers can play it through Home Assistant."""
        return self.codec == "h264"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Direction of each axis from the viewer's point of view: -1, 0 or 1."""

    pan: int = 0
    """1 moves right."""
    tilt: int = 0
    """1 moves up."""
    zoom: int = 0
    """1 zooms in."""
    focus: int = 0
    """1 focuses farther away."""
    iris: int = 0
    """1 opens the iris."""
    speed: int | None = None
    """1 (slowest) to 100 (fastest); None for the camera's default."""
    tilt_speed: int | None = None
    """Speed of tilting, if it differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """Axes that are reversed compared with the manual; this differs between cameras (docs/sources.md N10)."""

    pan_swapped: bool = False
    tilt_swapped: bool = False
    zoom_swapped: bool = False

    def apply(self, move: Move) -> Move:
        """Map a move to the orientation of the camera's axes."""
        return replace(
            move,
            pan=-move.pan if self.pan_swapped else move.pan,
            tilt=-move.tilt if self.tilt_swapped else move.tilt,
            zoom=-move.zoom if self.zoom_swapped else move.zoom,
        )

    def for_image(self, *, pan: bool, tilt: bool) -> Wiring:
        """Return the wiring for a picture that is mirrored or upside down."""
        return replace(self, pan_swapped=self.pan_swapped != pan, tilt_swapped=self.tilt_swapped != tilt)


class Patrol(Enum):
    """Movements that a camera repeats by itself until it is stopped."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"
    AUTO_PAN = "auto_pan"
    CLOCKWISE = "clockwise"
    COUNTERCLOCKWISE = "counterclockwise"
    TOUR = "tour"


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolRequest:
    """A patrol with its options."""

    patrol: Patrol
    number: int = 1
    """Number of the patrol, if there are several of one kind."""
    presets: tuple[int, int] | None = None
    """The two presets between which the camera moves, if they can be chosen."""
    speed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A position; None for axes that are unknown or stay unchanged."""

    pan: float | None = None
    """Degrees to the right of the camera's zero, 0 to 359.99."""
    tilt: float | None = None
    """Degrees above the horizon; negative below it."""
    zoom: int | None = None
    """In the camera's own units; 0 is the widest angle."""
    focus: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PtzCapabilities:
    """What of a camera can move."""

    pan: bool = False
    tilt: bool = False
    diagonal: bool = False
    """Whether pan and tilt can run at the same time."""
    step: bool = False
    """Whether the camera ends a step by itself."""
    zoom: bool = False
    focus: bool = False
    iris: bool = False
    speed: bool = False
    """Whether the speed can be chosen."""
    autofocus: bool = False
    home: bool = False
    """Whether it has a center position of its own."""
    position: bool = False
    """Whether positions can be read and set."""
    presets: int = 0
    """Highest number of a preset; 0 if there are none."""
    presets_off: bool = False
    """Whether presets are disabled in the camera's settings."""
    patrols: frozenset[Patrol] = frozenset()
    auxiliaries: int = 0
    """Number of auxiliary outputs of the motor unit."""

    @property
    def can_move(self) -> bool:
        """Return whether any axis can move."""
        return self.pan or self.tilt or self.zoom or self.focus

    def allows(self, move: Move) -> bool:
        """Return whether the camera has all axes of a move."""
        driver = (
            (move.pan, self.pan),
            (move.tilt, self.tilt),
            (move.pan and move.tilt, self.diagonal),
            (move.zoom, self.zoom),
            (move.focus, self.focus),
            (move.iris, self.iris),
        )
        return any(way for way, _ in driver) and all(there for way, there in driver if way)


@dataclass(frozen=True, slots=True)
class StreamPreferences:
    """Requested rate and size of live pictures; None for the camera's own setting."""

    rate: str | None = None
    """Frames per second: "10", or "1/2"."""
    size: str | None = None
    """Size as the camera's size setting names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraInfo:
    """Identity of a camera."""

    mac: str
    """Lower case, with colons."""
    name: str
    manufacturer: str
    model: str
    hardware: str | None = None
    firmware: str | None = None
    web_version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a camera can do for the account in use, apart from its settings."""

    role: Role
    alarms: frozenset[Alarm] = frozenset()
    output: bool = False
    """Whether there is a relay output."""
    reports_output: bool = False
    """Whether the camera reports the state of the output; otherwise the last command is assumed."""
    infrared_on_relay: bool = False
    """Whether cameras of this manufacturer have infrared lamps on the relay."""
    tasks: frozenset[MaintenanceTask] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraEvent:
    """One report of a camera about alarms and output; what it does not mention is unchanged."""

    alarms: Mapping[Alarm, bool] = _EMPTY
    """Kinds of alarm in this report, on (True) or off."""
    output: bool | None = None
    """Whether the output is on; None if the camera did not say."""
    areas: Mapping[Alarm, Rectangle] = _EMPTY
    """The area of the picture in which an alarm was detected, if reported."""
    fields: Mapping[str, Page] = _EMPTY
    """Settings that have changed: by page, the fields with their new values."""
    reconnected: bool = False
    """Whether this is the first report over a new connection, so that earlier changes may have been missed."""
    asked_at: float | None = None
    """The time.monotonic() of the request, for answers to polls; None for pushed reports."""


@dataclass(frozen=True, slots=True)
class CameraState:
    """Last known state of a camera; what is missing is unknown."""

    pages: Mapping[str, Page] = field(default_factory=dict)
    alarms: Mapping[Alarm, bool] = field(default_factory=dict)
    output: bool | None = None

    def get[T](self, setting: Setting[T]) -> T | None:
        """Return the value of a setting, or None if it is unknown or invalid."""
        raw = self.pages.get(setting.page, _EMPTY).get(setting.field)
        if raw is None:
            return None
        try:
            return setting.codec.decode(raw)
        except ValueError:
            return None
