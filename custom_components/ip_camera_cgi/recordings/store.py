"""The recordings on disk: a folder per camera, with a folder per local day.

A recording consists of a description (JSON, written atomically), a picture, and a clip: `.mkv` as sent by the camera,
`.mp4` once converted. Files without a description belong to no recording. Blocking: call everything in a thread.
"""

from collections import OrderedDict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from errno import ENOSPC
from itertools import islice
import json
import os
from pathlib import Path
import shutil
from threading import RLock
import time
from typing import Any

from ..const import LOGGER
from ..protocol.video.mkv_file import repair_mkv
from .recording import Key, Recording, State, is_camera_folder, is_day, is_name

FOLDER = ".ip_camera_cgi"
"""Folder below a media folder; hidden from media browsers, which every user may use."""
DESCRIPTION, PICTURE, RAW_CLIP, CLIP = ".json", ".jpg", ".mkv", ".mp4"
UNFINISHED = ".part"
MIN_FREE = 512 * 1024 * 1024  # bytes that recordings leave to others on the disk
_CAMERA_FILE = "camera.json"
_MAX_DESCRIPTION = 64 * 1024  # bytes
_MAX_CACHED_DAYS = 64
_ABANDONED_AFTER = 24 * 60 * 60  # seconds after which a file without a description is removed


@dataclass(frozen=True, slots=True)
class CameraFolder:
    """The camera of a folder, even after it was renamed or removed."""

    name: str
    unique_id: str = ""
    title: str = ""
    days: int = 14
    """Days until its recordings are deleted."""
    bytes: int = 10**10
    """Maximum size of its recordings."""


@dataclass(slots=True)
class _Day:
    """The recordings of a day at the last change of its folder."""

    changed: int
    recordings: tuple[Recording, ...] = field(default=())


class RecordingStore:
    """Finds, describes and deletes recordings below several media folders."""

    def __init__(self, media_folders: Iterable[Path]) -> None:
        self._roots = tuple(dict.fromkeys(folder / FOLDER for folder in media_folders))
        self._lock = RLock()
        self._days: OrderedDict[Path, _Day] = OrderedDict()

    def cameras(self) -> list[CameraFolder]:
        """Return the cameras that have a folder."""
        names = {name for root in self._roots for name in _folders(root, is_camera_folder)}
        return [self.camera(name) for name in sorted(names)]

    def camera(self, name: str) -> CameraFolder:
        """Return the stored data of a camera."""
        for root in self._roots:
            with suppress(OSError, ValueError, KeyError, TypeError):
                stored = _read_json(root / name / _CAMERA_FILE)
                return CameraFolder(
                    name, str(stored["unique_id"]), str(stored["title"]), int(stored["days"]), int(stored["bytes"])
                )
        return CameraFolder(name)

    def days(self, camera: str) -> list[str]:
        """Return the days of a camera, newest first."""
        found = {day for root in self._roots for day in _folders(root / camera, is_day)}
        return sorted(found, reverse=True)

    def day(self, camera: str, day: str) -> list[Recording]:
        """Return the recordings of a day, newest first."""
        if not (is_camera_folder(camera) and is_day(day)):
            return []
        found = [each for root in self._roots for each in self._day(root, camera, day)]
        return sorted(found, key=lambda each: (each.started, each.key), reverse=True)

    def newest(self, camera: str, limit: int, day: str | None = None) -> list[Recording]:
        """Return the newest recordings of a day or of all days, newest first."""
        days = [day] if day is not None else self.days(camera)
        return list(islice((each for one in days for each in self.day(camera, one)), limit))

    def find(self, key: Key) -> Recording | None:
        """Return a recording."""
        return next((each for each in self.day(key.camera, key.day) if each.key == key), None)

    def path(self, key: Key, suffix: str) -> Path | None:
        """Return the path of a recording's file, if it exists."""
        for root in self._roots:
            path = _path(root, key, suffix)
            if path.is_file() and not path.is_symlink():
                return path
        return None

    def raw_clips(self) -> list[Key]:
        """Return the recordings with an unconverted clip, newest first."""
        return sorted(
            (key for root in self._roots for key, suffixes in _all(root) if RAW_CLIP in suffixes),
            key=lambda key: (key.day, key.name),
            reverse=True,
        )

    def begin(self, root: Path, recording: Recording, picture: bytes | None) -> None:
        """Write picture and description of a new recording; raises OSError."""
        if picture is not None:
            self.write_picture(root, recording.key, picture)
        with self._lock:
            _write_json(recording_path(root, recording.key, DESCRIPTION), recording.description)

    def write_picture(self, root: Path, key: Key, picture: bytes) -> None:
        """Write the picture of a recording atomically; raises OSError."""
        _write(recording_path(root, key, PICTURE), picture)

    def update(self, key: Key, change: Callable[[Recording], Recording]) -> Recording | None:
        """Change the description of a recording; return the result, or None if it was deleted. Raises OSError."""
        with self._lock:
            path = self.path(key, DESCRIPTION)
            recording = _describe_file(path, key) if path is not None else None
            if path is None or recording is None:
                return None
            changed = change(recording)
            if changed != recording:
                _write_json(path, changed.description)
        return self.find(key)

    def delete(self, key: Key) -> bool:
        """Delete a recording; return whether it existed. Raises OSError."""
        with self._lock:
            found = [path for suffix in (DESCRIPTION, CLIP, RAW_CLIP, PICTURE) if (path := self.path(key, suffix))]
            for path in found:
                path.unlink(missing_ok=True)
            for folder in {path.parent for path in found}:
                with suppress(OSError):
                    folder.rmdir()
        return bool(found)

    def note_camera(self, root: Path, camera: CameraFolder) -> None:
        """Store name and retention of a camera; raises OSError."""
        if self.camera(camera.name) == camera:
            return
        stored = {"unique_id": camera.unique_id, "title": camera.title, "days": camera.days, "bytes": camera.bytes}
        for other in self._roots:
            if other == root / FOLDER or (other / camera.name / _CAMERA_FILE).is_file():
                _write_json(other / camera.name / _CAMERA_FILE, stored)

    def sweep(self, active: Container[Key], now: float | None = None) -> int:
        """Recover from a crash: complete unfinished clips and remove useless files; return their number.

        Other files are not touched, nor those of recordings that are active when their turn comes.
        """
        swept = 0
        for root in self._roots:
            for key, suffixes in _all(root):
                if key not in active:
                    with suppress(OSError):
                        swept += self._sweep(root, key, suffixes, time.time() if now is None else now)
        return swept

    def retain(self, camera: CameraFolder, now: datetime) -> list[Key]:
        """Delete recordings beyond the limits of age and size, oldest first, except for kept ones."""
        recordings = [each for day in reversed(self.days(camera.name)) for each in reversed(self.day(camera.name, day))]
        free = [each for each in recordings if not each.keep and each.state is not State.RECORDING]
        oldest = now - timedelta(days=camera.days)
        size, deleted = sum(each.bytes for each in free), []
        for each in free:
            if each.started >= oldest and size <= camera.bytes:
                continue
            with suppress(OSError):
                self.delete(each.key)
                deleted.append(each.key)
                size -= each.bytes
        return deleted

    def forget_empty(self, camera: str) -> None:
        """Remove the folder of a removed camera when it is empty."""
        for root in self._roots:
            folder = root / camera
            with suppress(OSError):
                if [each.name for each in folder.iterdir()] == [_CAMERA_FILE]:
                    (folder / _CAMERA_FILE).unlink()
                    folder.rmdir()

    def _day(self, root: Path, camera: str, day: str) -> tuple[Recording, ...]:
        folder = root / camera / day
        with self._lock:
            try:
                changed = folder.stat().st_mtime_ns
            except OSError:
                self._days.pop(folder, None)
                return ()
            known = self._days.pop(folder, None)
            # A change within the resolution of the file system's clock would be missed.
            if known is None or known.changed != changed or time.time_ns() - changed < 50_000_000:
                known = _Day(changed, tuple(_recordings(folder, camera, day)))
            self._days[folder] = known
            while len(self._days) > _MAX_CACHED_DAYS:
                self._days.popitem(last=False)
            return known.recordings

    def _sweep(self, root: Path, key: Key, suffixes: Mapping[str, os.stat_result], now: float) -> int:
        swept = 0
        described = DESCRIPTION in suffixes
        for suffix in (CLIP + UNFINISHED, PICTURE + UNFINISHED, DESCRIPTION + UNFINISHED):
            if suffix in suffixes:
                _path(root, key, suffix).unlink()
                swept += 1
        if described and RAW_CLIP + UNFINISHED in suffixes:
            self._recover(root, key)
            swept += 1
        elif described and self.update(key, _interrupted):
            if {RAW_CLIP, CLIP} <= suffixes.keys():  # the conversion was finished
                _path(root, key, RAW_CLIP).unlink()
                swept += 1
        elif not described and all(now - stat.st_mtime > _ABANDONED_AFTER for stat in suffixes.values()):
            for suffix in suffixes:
                _path(root, key, suffix).unlink(missing_ok=True)
                swept += 1
        return swept

    def _recover(self, root: Path, key: Key) -> None:
        """Complete a clip that was interrupted by a crash."""
        unfinished = _path(root, key, RAW_CLIP + UNFINISHED)
        clip = repair_mkv(unfinished)
        if clip is None:
            unfinished.unlink()
            self.update(key, _interrupted)
            return
        unfinished.replace(unfinished.with_suffix(""))
        self.update(key, lambda each: replace(each, state=State.INTERRUPTED, seconds=clip.seconds))


def require_space(root: Path) -> None:
    """Raise OSError if too little disk space is left."""
    folder = next(folder for folder in (root, *root.parents) if folder.exists())
    if shutil.disk_usage(folder).free < MIN_FREE:
        raise OSError(ENOSPC, os.strerror(ENOSPC))


def recording_path(root: Path, key: Key, suffix: str) -> Path:
    """Return the path of a recording's file below a media folder."""
    return _path(root / FOLDER, key, suffix)


def _interrupted(recording: Recording) -> Recording:
    return replace(recording, state=State.INTERRUPTED) if recording.state is State.RECORDING else recording


def _path(root: Path, key: Key, suffix: str) -> Path:
    return root / key.camera / key.day / f"{key.name}{suffix}"


def _folders(folder: Path, wanted: Callable[[str], bool]) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [each.name for each in entries if wanted(each.name) and each.is_dir(follow_symlinks=False)]
    except OSError:
        return []


def _files(folder: Path) -> dict[str, dict[str, os.stat_result]]:
    """Return the files of recordings in a folder by name and suffix, ignoring others."""
    found: dict[str, dict[str, os.stat_result]] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                name, dot, suffix = entry.name.partition(".")
                if dot and is_name(name) and entry.is_file(follow_symlinks=False):
                    with suppress(OSError):
                        found.setdefault(name, {})[f".{suffix}"] = entry.stat(follow_symlinks=False)
    except OSError:
        return {}
    return found


def _all(root: Path) -> Iterator[tuple[Key, dict[str, os.stat_result]]]:
    for camera in _folders(root, is_camera_folder):
        for day in _folders(root / camera, is_day):
            for name, suffixes in _files(root / camera / day).items():
                yield Key(camera, day, name), suffixes


def _recordings(folder: Path, camera: str, day: str) -> Iterator[Recording]:
    for name, files in _files(folder).items():
        key = Key(camera, day, name)
        if DESCRIPTION in files and (recording := _describe_file(folder / f"{name}{DESCRIPTION}", key)):
            yield recording.with_files(
                has_picture=PICTURE in files,
                has_clip=not files.keys().isdisjoint({RAW_CLIP, CLIP}),
                size=sum(stat.st_size for stat in files.values()),
            )


def _describe_file(path: Path, key: Key) -> Recording | None:
    try:
        return Recording.from_description(key, _read_json(path))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as err:
        LOGGER.debug("%s describes no recording: %r", path, err)
        return None


def _read_json(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        stored = json.loads(file.read(_MAX_DESCRIPTION))
    if not isinstance(stored, dict):
        raise TypeError("no description")
    return stored


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    _write(path, json.dumps(content).encode())


def _write(path: Path, content: bytes) -> None:
    """Write a file atomically; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}{UNFINISHED}")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise
