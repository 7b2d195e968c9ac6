"""Recordings as values: the key of a recording, and its description on disk."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
import re
import secrets
from typing import Any, Self, override

from homeassistant.util import dt as dt_util

from ..const import DOMAIN

EVENT_RECORDED = f"{DOMAIN}_recorded"
"""Fired when a recording is complete."""
VERSION = 1
_CAMERA = re.compile(r"[0-9a-z](?:[0-9a-z-]{0,62}[0-9a-z])?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NAME = re.compile(r"\d{6}-[0-9a-f]{16}")
NAME_LENGTH = 6 + 1 + 16
"""Length of a recording's name in characters."""
_MAX_KINDS = 16
_MAX_KIND = 32  # characters
_MAX_SECONDS = 24 * 60 * 60


class State(StrEnum):
    """Progress of a recording."""

    RECORDING = "recording"
    DONE = "done"
    INTERRUPTED = "interrupted"
    """Ended early because the disk was full or Home Assistant ended."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """The location of a recording: the camera's folder, the local day, and a name that starts with the time."""

    camera: str
    day: str
    name: str

    @classmethod
    def new(cls, camera: str, started: datetime) -> Self:
        """Return a new unique key, even if the clock jumps."""
        local = dt_util.as_local(started)
        return cls(camera, f"{local:%Y-%m-%d}", f"{local:%H%M%S}-{secrets.token_hex(8)}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a key; raises ValueError."""
        camera, _, rest = text.partition("/")
        day, _, name = rest.partition("/")
        if not (_CAMERA.fullmatch(camera) and _DAY.fullmatch(day) and _NAME.fullmatch(name)):
            raise ValueError("no recording is called so")
        return cls(camera, day, name)

    @override
    def __str__(self) -> str:
        return f"{self.camera}/{self.day}/{self.name}"


def media_content_id(key: Key) -> str:
    """Return the media id of a recording."""
    return f"media-source://{DOMAIN}/{key}"


def camera_folder(unique_id: str) -> str:
    """Return the folder name of a camera: its unique id without characters reserved in paths and URLs."""
    return re.sub(r"[^0-9a-z]+", "-", unique_id.lower()).strip("-")[:64].strip("-") or "camera"


def is_camera_folder(name: str) -> bool:
    """Return whether a name is valid for a camera's folder."""
    return _CAMERA.fullmatch(name) is not None


def is_day(name: str) -> bool:
    """Return whether a name is valid for the folder of a day."""
    return _DAY.fullmatch(name) is not None


def is_name(name: str) -> bool:
    """Return whether a file stem is a recording's name."""
    return _NAME.fullmatch(name) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recording of one alarm, or of several that overlap."""

    key: Key
    started: datetime
    """Time of the first alarm in UTC."""
    kinds: tuple[str, ...]
    """Kinds of alarm in order of occurrence."""
    state: State = State.RECORDING
    seconds: float = 0
    """Length of the clip; 0 without one."""
    before: float = 0
    """Pre-recorded seconds of the clip."""
    keep: bool = False
    """Whether it is excluded from automatic deletion."""
    has_picture: bool = False
    has_clip: bool = False
    """Whether a clip exists, converted or not."""
    bytes: int = 0

    @classmethod
    def from_description(cls, key: Key, stored: Mapping[str, Any]) -> Self:
        """Parse a description; raises ValueError, KeyError or TypeError.

        Additions of later versions are ignored.
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
        """Return the description to store."""
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
        """Return the recording completed with the files found on disk."""
        return replace(self, has_picture=has_picture, has_clip=has_clip, bytes=size)


def _seconds(value: Any) -> float:
    return min(max(float(value), 0), _MAX_SECONDS)
