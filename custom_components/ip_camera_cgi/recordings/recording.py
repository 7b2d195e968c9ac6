"""What is known of one recording: the key under which it is found, and what its description on the disk says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
import re
import secrets
from typing import Any, Self, override

from homeassistant.util import dt as dt_util

VERSION = 1
_CAMERA = re.compile(r"[0-9a-z](?:[0-9a-z-]{0,62}[0-9a-z])?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NAME = re.compile(r"\d{6}-[0-9a-f]{16}")
NAME_LENGTH = 6 + 1 + 16
"""Characters of the name of a recording."""
_MAX_KINDS = 16
_MAX_KIND = 32  # characters
_MAX_SECONDS = 24 * 60 * 60


class State(StrEnum):
    """How far a recording is."""

    RECORDING = "recording"
    DONE = "done"
    INTERRUPTED = "interrupted"
    """It ended before its time: the disk was full, or Home Assistant was ended."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Where a recording is: the folder of its camera, the local day, and a name that begins with the time."""

    camera: str
    day: str
    name: str

    @classmethod
    def new(cls, camera: str, started: datetime) -> Self:
        """Return the key of a recording that begins; no other has it, however the clock jumps."""
        local = dt_util.as_local(started)
        return cls(camera, f"{local:%Y-%m-%d}", f"{local:%H%M%S}-{secrets.token_hex(8)}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the key that a text names; raises ValueError where it is none."""
        camera, _, rest = text.partition("/")
        day, _, name = rest.partition("/")
        if not (_CAMERA.fullmatch(camera) and _DAY.fullmatch(day) and _NAME.fullmatch(name)):
            raise ValueError("no recording is called so")
        return cls(camera, day, name)

    @override
    def __str__(self) -> str:
        return f"{self.camera}/{self.day}/{self.name}"


def camera_folder(unique_id: str) -> str:
    """Return the name of a camera's folder: its unique id without what file systems or addresses may not take."""
    return re.sub(r"[^0-9a-z]+", "-", unique_id.lower()).strip("-")[:64].strip("-") or "camera"


def is_camera_folder(name: str) -> bool:
    """Return whether a folder may be that of a camera."""
    return _CAMERA.fullmatch(name) is not None


def is_day(name: str) -> bool:
    """Return whether a folder may be that of a day."""
    return _DAY.fullmatch(name) is not None


def is_name(name: str) -> bool:
    """Return whether the stem of a file is the name of a recording."""
    return _NAME.fullmatch(name) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One alarm, or several that overlap."""

    key: Key
    started: datetime
    """When the first alarm began, in UTC."""
    kinds: tuple[str, ...]
    """What alarms they were, the first one first."""
    state: State = State.RECORDING
    seconds: float = 0
    """The length of the clip; 0 where there is none."""
    before: float = 0
    """Seconds of the clip before the alarm."""
    keep: bool = False
    """Whether it stays until somebody deletes it."""
    has_picture: bool = False
    has_clip: bool = False
    """Whether there is a clip, converted or not."""
    bytes: int = 0

    @classmethod
    def from_description(cls, key: Key, stored: Mapping[str, Any]) -> Self:
        """Return what a description says; raises ValueError, KeyError or TypeError where it makes no sense.

        What a later version added is left out.
        """
        started = dt_util.parse_datetime(stored["started"], raise_on_error=True)
        if started.tzinfo is None:
            raise ValueError("a time without a zone")
        kinds = tuple(str(kind)[:_MAX_KIND] for kind in stored["kinds"][:_MAX_KINDS])
        return cls(
            key=key,
            started=dt_util.as_utc(started),
            kinds=kinds,
            state=State(stored.get("state", State.DONE)),
            seconds=_seconds(stored.get("seconds", 0)),
            before=_seconds(stored.get("before", 0)),
            keep=stored.get("keep") is True,
        )

    @property
    def description(self) -> dict[str, Any]:
        """Return what is stored beside the files."""
        return {
            "version": VERSION,
            "started": self.started.isoformat(),
            "kinds": list(self.kinds),
            "state": self.state.value,
            "seconds": self.seconds,
            "before": self.before,
            "keep": self.keep,
        }

    def with_files(self, *, has_picture: bool, has_clip: bool, size: int) -> Self:
        """Return the recording with what was found of it on the disk."""
        return replace(self, has_picture=has_picture, has_clip=has_clip, bytes=size)


def _seconds(value: Any) -> float:
    return min(max(float(value), 0), _MAX_SECONDS)
