"""What a camera is, can do, and says of itself: values without behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import Any

from .address import Address, Role
from .settings import Setting

type Page = Mapping[str, str]
"""The fields of one of the camera's pages, as the camera wrote them."""

type Rectangle = tuple[int, int, int, int]
"""Where in the picture something is: left, top, right and bottom, 0 to 255, in a unit that is the camera's own."""

_EMPTY: Mapping[Any, Any] = MappingProxyType({})


class Alarm(Enum):
    """What a camera raises an alarm for."""

    MOTION = "motion"
    INPUT = "input"
    TAMPER = "tamper"
    SOUND = "sound"
    INPUT_2 = "input_2"
    INPUT_3 = "input_3"
    INPUT_4 = "input_4"


class MaintenanceTask(Enum):
    """Something that is done to a camera now and then."""

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
    """A camera that said who it is; nobody signed in."""

    mac: str
    address: Address
    name: str


class Upload(Enum):
    """A kind of file that a camera takes."""

    FIRMWARE = "firmware"
    WEB_PAGES = "web_pages"


class DeliveryResult(Enum):
    """What came of a camera's try to send something."""

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
    """A line of a camera's log."""

    time: str
    """As the camera's clock showed it: 2009-08-03 19:53:04; empty where the line has none."""
    text: str


@dataclass(frozen=True, slots=True)
class WifiNetwork:
    """A wireless network that a camera has found."""

    ssid: bytes
    name: str
    """The SSID as people read it."""
    bssid: str
    security: str
    ad_hoc: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A stream that the camera serves by RTSP."""

    name: str
    codec: str
    size: str
    port: int
    path: str
    codec_setting: str
    """The key of the setting that decides the codec, where the camera has it."""

    @property
    def playable(self) -> bool:
        """Return whether browsers play it by way of Home Assistant."""
        return self.codec == "h264"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Which way each motor is to run, as somebody sees it who looks at the picture: 1, -1, or 0 for not at all."""

    pan: int = 0
    """1 is to the right."""
    tilt: int = 0
    """1 is up."""
    zoom: int = 0
    """1 is closer."""
    focus: int = 0
    """1 is further away."""
    iris: int = 0
    """1 is wider open."""
    speed: int | None = None
    """1 is the slowest, 100 the fastest; None leaves it to the camera."""
    tilt_speed: int | None = None
    """That of tilting, where it is another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """Which motors run the other way round than the manual says: it differs from camera to camera (field guide 2.3)."""

    pan_swapped: bool = False
    tilt_swapped: bool = False
    zoom_swapped: bool = False

    def apply(self, move: Move) -> Move:
        """Return what the camera has to be told, so that it moves as it is to."""
        return replace(
            move,
            pan=-move.pan if self.pan_swapped else move.pan,
            tilt=-move.tilt if self.tilt_swapped else move.tilt,
            zoom=-move.zoom if self.zoom_swapped else move.zoom,
        )

    def for_image(self, *, pan: bool, tilt: bool) -> Wiring:
        """Return it as it is to somebody who sees the picture the other way round."""
        return replace(self, pan_swapped=self.pan_swapped != pan, tilt_swapped=self.tilt_swapped != tilt)


class Patrol(Enum):
    """A way that a camera goes by itself until it is stopped."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"
    AUTO_PAN = "auto_pan"
    CLOCKWISE = "clockwise"
    COUNTERCLOCKWISE = "counterclockwise"
    TOUR = "tour"


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolRequest:
    """A patrol as somebody wants it."""

    patrol: Patrol
    number: int = 1
    """Which of several of its kind."""
    presets: tuple[int, int] | None = None
    """The presets at its ends, where the camera lets them be chosen."""
    speed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a camera looks."""

    pan: float | None = None
    """Degrees to the right of the camera's own zero, 0 to 359.99."""
    tilt: float | None = None
    """Degrees above the horizon; below it is less than 0."""
    zoom: int | None = None
    """As the camera counts it; 0 is the widest."""
    focus: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PtzCapabilities:
    """What of a camera moves, and where it can be sent, as far as it tells."""

    pan: bool = False
    tilt: bool = False
    diagonal: bool = False
    """Whether both can run at once."""
    step: bool = False
    """Whether it ends a step by itself."""
    zoom: bool = False
    focus: bool = False
    iris: bool = False
    speed: bool = False
    """Whether it can be told how fast."""
    autofocus: bool = False
    home: bool = False
    """Whether it has a middle of its own to go to."""
    position: bool = False
    """Whether it tells where it looks, and goes where it is told to."""
    presets: int = 0
    """The highest number."""
    presets_off: bool = False
    """Whether they are switched off in its settings."""
    patrols: frozenset[Patrol] = frozenset()
    auxiliaries: int = 0
    """How many switches the motor unit has."""

    @property
    def can_move(self) -> bool:
        """Return whether anything does."""
        return self.pan or self.tilt or self.zoom or self.focus

    def allows(self, move: Move) -> bool:
        """Return whether it has all the motors for a move."""
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
    """How somebody wants live pictures; where it says nothing, they are as the camera is set."""

    rate: str | None = None
    """Frames per second: "10", or "1/2"."""
    size: str | None = None
    """As the camera's setting for it names sizes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraInfo:
    """Who a camera is."""

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
    """What a camera can do for the account it was asked with; its settings are not among it."""

    role: Role
    alarms: frozenset[Alarm] = frozenset()
    output: bool = False
    """Whether there is an output to switch: a relay."""
    reports_output: bool = False
    """Whether the camera tells how its output stands; else what was last sent is all that is known."""
    infrared_on_relay: bool = False
    """Whether cameras of its maker have infrared lamps where others have the output."""
    tasks: frozenset[MaintenanceTask] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraEvent:
    """One report of a camera about its alarms and its output; what it does not name stays as it was."""

    alarms: Mapping[Alarm, bool] = _EMPTY
    """Kinds of alarm that the camera named, each on (True) or off."""
    output: bool | None = None
    """Whether the output is on; None if the camera did not say."""
    areas: Mapping[Alarm, Rectangle] = _EMPTY
    """Where in the picture an alarm is, where the camera said so."""
    fields: Mapping[str, Page] = _EMPTY
    """Settings that have changed: by page, the fields with their new values."""
    reconnected: bool = False
    """Whether this is the first report over a new connection: changes may have been missed before it."""
    asked_at: float | None = None
    """When the camera was asked, by time.monotonic(); None for what it reported by itself."""


@dataclass(frozen=True, slots=True)
class CameraState:
    """What a camera last said; whatever is missing here is not known."""

    pages: Mapping[str, Page] = field(default_factory=dict)
    alarms: Mapping[Alarm, bool] = field(default_factory=dict)
    output: bool | None = None

    def get[T](self, setting: Setting[T]) -> T | None:
        """Return a setting's value, or None where the camera does not say or says nonsense."""
        raw = self.pages.get(setting.page, _EMPTY).get(setting.field)
        if raw is None:
            return None
        try:
            return setting.codec.decode(raw)
        except ValueError:
            return None
