"""Faults that can be switched on and off at any time."""

from collections.abc import Mapping
from random import random

from .observable import Observable

type Value = bool | int | float | str

ABOUT: Mapping[str, str] = {
    "slow": "seconds before every answer",
    "silent": "accepts connections and never answers",
    "refuse": "refuses connections",
    "reset": "resets the connection instead of answering",
    "garbage": "answers with garbage instead of HTTP",
    "html": "answers everything with status 200 and an HTML page",
    "half": "closes the connection in the middle of every answer",
    "truncated_picture": "truncated pictures with a correct Content-Length",
    "error_page_picture": "answers with status 200 and a text instead of a picture",
    "unauthorized": "refuses every login",
    "open_access": "accepts every login",
    "flapping_login": "refuses every second request (alternating) or half of them (random)",
    "busy_streaming": "answers 503 to everything else while it sends live video",
    "stalled_stream": "live video stops in the middle of a picture",
    "no_rtsp": "refuses RTSP connections",
    "backchannel": "fault of sound to the camera over RTSP",
    "event_silence": "the event stream stays open without events",
    "deaf": "reports success for every write and changes nothing",
    "connections": "maximum number of concurrent connections; 0 is no limit",
    "too_many": "further connections: hang (until one is free) or refuse",
    "password": "changes the password of the first account",
    "moved": "moves to this port; 1 is any free port",
    "clock_jump": "deviation of the clock in seconds",
    "power_cut": "no power: connections go silent and new ones get no answer",
    "native": "fault of the native protocol",
    "only": "part of a path to which faults of answers are limited",
}
NAMES = tuple(ABOUT)
CHOICES: Mapping[str, tuple[str, ...]] = {
    "flapping_login": ("", "alternating", "random"),
    "too_many": ("hang", "refuse"),
    "backchannel": (
        "",
        "unsupported",  # 551 to the option
        "ignored",  # answers as without the option
        "hangs up",
        "busy",  # another client talks
    ),
    "native": (
        "",
        "busy",  # refuses logins: too many connections
        "alien",  # answers with another camera's id
        "mute",  # accepts the login and sends nothing else
        "unordered",  # sends other messages before the answer
        "trickle",  # byte by byte
        "no_alarms",  # everything but alarms
        "unknown",  # an unknown kind of alarm
        "unable",  # has neither microphone nor speaker
        "drops",  # closes every connection after five seconds
        "forgets",  # connections stay open, but no data passes
        "garbage",
        "half",  # half a frame, then closes
        "endless",  # announces a frame of 4 GB
        "flood",  # 100,000 alarms per second
        "reset",
    ),
}
ON, OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class Faults(Observable):
    """The faults of one camera, described in ABOUT; all off by default."""

    slow: float = 0.0
    silent: bool = False
    refuse: bool = False
    reset: bool = False
    garbage: bool = False
    html: bool = False
    half: bool = False
    truncated_picture: bool = False
    error_page_picture: bool = False
    unauthorized: bool = False
    open_access: bool = False
    flapping_login: str = ""
    busy_streaming: bool = False
    stalled_stream: bool = False
    no_rtsp: bool = False
    backchannel: str = ""
    event_silence: bool = False
    deaf: bool = False
    connections: int = 0
    too_many: str = "hang"
    password: str = ""
    moved: int = 0
    clock_jump: float = 0.0
    power_cut: bool = False
    native: str = ""
    only: str = ""

    def __init__(self) -> None:
        super().__init__()
        self._refusals = 0

    def apply_to(self, path: str) -> bool:
        """Return whether a request for this path is affected."""
        return self.only in path

    def refuse_login(self) -> bool:
        """Return whether the login of this request is refused although it is valid."""
        if self.flapping_login == "random":
            return random() < 0.5
        if self.flapping_login:
            self._refusals += 1
            return self._refusals % 2 == 1
        return self.unauthorized

    def clear(self) -> None:
        """Switch all faults off."""
        for name in NAMES:
            setattr(self, name, getattr(Faults, name))

    def set(self, name: str, value: object) -> None:
        """Set a fault by name; the value may be text."""
        new, before = read(name, value), getattr(self, name)
        try:
            setattr(self, name, new)
        except OSError:  # the port is in use
            setattr(self, name, before)
            raise

    def facts(self) -> dict[str, Value]:
        """Return the active faults."""
        return {name: getattr(self, name) for name in NAMES if getattr(self, name) != getattr(Faults, name)}


def read(name: str, value: object) -> Value:
    """Convert a value to the type of the fault."""
    if name not in NAMES:
        raise ValueError(f"no such fault: {name}")
    kind: type[Value] = type(getattr(Faults, name))
    if kind is bool and isinstance(value, str):
        if value.lower() not in ON + OFF:
            raise ValueError(f"{name} is on or off, not {value}")
        return value.lower() in ON
    if value is False:
        return getattr(Faults, name)  # type: ignore[no-any-return]
    if name == "flapping_login" and value is True:
        value = "alternating"
    if not isinstance(value, str if kind is str else bool | int | float | str):
        raise TypeError(f"{name} cannot be {value}")
    if name in CHOICES and value not in CHOICES[name]:
        raise ValueError(f"{name} is one of {', '.join(filter(None, CHOICES[name]))}")
    new = kind(value)
    if not isinstance(new, str) and new < 0 and name != "clock_jump":
        raise ValueError(f"{name} cannot be {value}")
    return new
