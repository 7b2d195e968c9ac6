"""A recording in progress: a picture at once, and a clip with pre-recorded seconds."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
import time
from typing import Any, override

from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID
from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..coordinator import CameraCoordinator
from ..options import Options
from ..protocol import Alarm, CameraError
from ..protocol.video.mkv_file import first_picture
from .archive import Archive
from .footage import Footage, Write
from .recording import EVENT_RECORDED, Key, Recording, State, media_content_id
from .recording_writer import ClipInProgress
from .store import DESCRIPTION, PICTURE, RAW_CLIP, UNFINISHED, CameraFolder, recording_path, require_space

_PICTURE_TIMEOUT = 10  # seconds
_RECENT = 2  # seconds since the last picture, after which the camera counts as away


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a recording is written."""

    root: Path
    """The media folder."""
    folder: CameraFolder


class RunningRecording(ClipInProgress):
    """A recording in progress."""

    def __init__(
        self,
        coordinator: CameraCoordinator,
        archive: Archive,
        placement: Placement,
        alarms: Sequence[Alarm],
        footage: Callable[[Path, float], Footage[Any]],
        *,
        not_before: float,
        alarm_is_on: Callable[[], bool],
        end: Callable[[RunningRecording, State], None],
    ) -> None:
        """Create a recording of alarms.

        `footage` returns the material for a file from a moment on, `end` is called when it is over. Frames until
        `not_before` are part of the last recording.
        """
        now, options = time.monotonic(), Options.from_entry(coordinator.config_entry)
        self.root = placement.root
        self.started: datetime = dt_util.utcnow()
        self.key = Key.new(placement.folder.name, self.started)
        self._coordinator = coordinator
        self._archive = archive
        self._folder = placement.folder
        self._alarm_is_on = alarm_is_on
        self._end = end
        self._kinds = [alarm.value for alarm in alarms]
        self._after = options.recording_after
        self._began_at = self._alarm_at = now
        self._deadline = now + options.recording_longest
        since = max(now - options.recording_before, not_before)
        unfinished = recording_path(self.root, self.key, RAW_CLIP + UNFINISHED)
        self._footage = footage(unfinished, since) if options.recording_clip else None
        self._beginning: asyncio.Task[None] | None = None
        self._error: OSError | None = None

    @property
    def recorded_until(self) -> float:
        """Return the time of the last frame taken, by the monotonic clock."""
        return self._footage.until if self._footage is not None else float("-inf")

    @property
    def may_go_on(self) -> bool:
        """Return whether it ends at its longest duration while an alarm is on and pictures arrive."""
        now = time.monotonic()
        return self._alarm_is_on() and now >= self._deadline and now - self.recorded_until < _RECENT

    @callback
    def start(self) -> None:
        """Take the picture, and write."""
        self._archive.active.add(self.key)
        self._beginning = self._coordinator.hass.async_create_task(self._begin(), f"{DOMAIN} picture of an alarm")
        self._archive.writer.add(self)

    @callback
    def extend(self, alarm: Alarm) -> None:
        """Extend the recording because of another alarm."""
        self._alarm_at = time.monotonic()
        if alarm.value not in self._kinds:
            self._kinds.append(alarm.value)

    @property
    def _recording(self) -> Recording:
        return Recording(key=self.key, started=self.started, kinds=tuple(self._kinds))

    async def _begin(self) -> None:
        """Write picture and description."""
        store = self._archive.store
        picture = None
        try:
            await self._archive.run(partial(require_space, self.root))
            with suppress(CameraError, TimeoutError):
                async with asyncio.timeout(_PICTURE_TIMEOUT):
                    picture = await self._coordinator.camera.pictures.still()
            await self._archive.run(partial(store.note_camera, self.root, self._folder))
            await self._archive.run(partial(store.begin, self.root, self._recording, picture))
        except OSError as err:
            self._fail(err)
        else:
            self._archive.changed(self.key)

    @override
    def take(self, now: float) -> Write | None:
        if self._alarm_is_on():
            self._alarm_at = now
        return self._footage.take(self._until) if self._footage is not None else None

    @override
    def written(self, now: float, error: OSError | None) -> None:
        if error is not None:
            self._fail(error)
        elif now >= self._until or self._coordinator.privacy.on:
            self._end(self, State.DONE)

    @property
    def _until(self) -> float:
        """Return the end of the recording as currently known."""
        return min(self._alarm_at + self._after, self._deadline)

    @callback
    def _fail(self, err: OSError) -> None:
        self._error = err
        self._end(self, State.INTERRUPTED)

    @callback
    def close(self) -> Write | None:
        """Stop taking what arrives; return what writes the rest."""
        self._archive.writer.remove(self)
        return self.take(time.monotonic()) if self._error is None else None

    async def finish(self, write: Write | None, state: State) -> OSError | None:
        """Complete the files of the recording; return the error if they are not complete."""
        if self._beginning is not None:
            await asyncio.wait([self._beginning])
        recorded: Recording | None = None
        try:
            await self._archive.writer.settle()
            recorded = await self._archive.run(partial(self._finish, write, state))
        except OSError as err:
            self._error = err
        finally:
            self._archive.active.discard(self.key)
        self._archive.changed(self.key)
        if recorded is not None:
            self._archive.converter.note_recorded()
            self._fire_recorded(recorded)
        return self._error

    def _finish(self, write: Write | None, state: State) -> Recording | None:
        """Complete the files in a thread; return the recording, or None if it was deleted."""
        store, footage = self._archive.store, self._footage
        error = _close(footage, write) if footage is not None else None
        if error is not None:
            state = State.INTERRUPTED
        seconds = before = 0.0
        if footage is not None:
            raw = recording_path(self.root, self.key, RAW_CLIP)
            if footage.file.frames and recording_path(self.root, self.key, DESCRIPTION).exists():
                footage.file.path.replace(raw)
            else:
                footage.file.path.unlink(missing_ok=True)
            seconds = footage.file.seconds
            if footage.file.frames and footage.began_at is not None:
                before = max(self._began_at - footage.began_at, 0)
            self._picture_from(raw, before)
        kinds = tuple(self._kinds)
        updated = store.update(
            self.key,
            lambda each: replace(each, kinds=kinds, state=state, seconds=seconds, before=round(before, 3)),
        )
        if error is not None:
            raise error
        return updated

    def _picture_from(self, raw: Path, at: float) -> None:
        """Take the picture from the clip if the camera did not deliver one."""
        if not raw.exists() or recording_path(self.root, self.key, PICTURE).exists():
            return
        if (jpeg := first_picture(raw, at)) is not None:
            self._archive.store.write_picture(self.root, self.key, jpeg)

    @callback
    def _fire_recorded(self, recorded: Recording) -> None:
        self._coordinator.hass.bus.async_fire(
            EVENT_RECORDED,
            {
                ATTR_ENTITY_ID: self._archive.entity_id(self._folder),
                ATTR_DEVICE_ID: self._archive.device_id(self._folder),
                "media_content_id": media_content_id(recorded.key),
                "kinds": list(recorded.kinds),
                "seconds": recorded.seconds,
            },
        )


def _close(footage: Footage[Any], write: Write | None) -> OSError | None:
    """Write the rest and close the file; return the error."""
    error: OSError | None = None
    for step in (write, footage.file.close):
        try:
            if step is not None:
                step()
        except OSError as err:
            error = err
    return error
