"""A recording in progress: a picture at once, and a clip with pre-recorded seconds."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
import time
from typing import override

from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID
from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..coordinator import CameraCoordinator
from ..options import Options
from ..protocol import Alarm, CameraError
from ..protocol.video.film import FilmFile, first_picture
from ..protocol.video.ring_buffer import BufferedFrame
from .archive import Archive
from .film_writer import Film
from .recording import EVENT_RECORDED, Key, Recording, State, media_content_id
from .store import DESCRIPTION, PICTURE, RAW_CLIP, UNFINISHED, CameraFolder, recording_path, require_space

_PICTURE_TIMEOUT = 10  # seconds


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a recording is written."""

    root: Path
    """The media folder."""
    folder: CameraFolder


class RunningRecording(Film):
    """A recording in progress."""

    def __init__(
        self,
        coordinator: CameraCoordinator,
        archive: Archive,
        placement: Placement,
        alarm: Alarm,
        *,
        not_before: float,
        alarm_is_on: Callable[[], bool],
        end: Callable[[RunningRecording, State], None],
    ) -> None:
        """Create a recording of an alarm.

        Frames until `not_before` are part of the last one. `end` is called when it is over.
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
        self._kinds = [alarm.value]
        self._clip = options.recording_clip
        self._after = options.recording_after
        self._began_at = self._alarm_at = now
        self._deadline = now + options.recording_longest
        self.recorded_until = max(now - options.recording_before, not_before)
        """Time of the last frame taken, by the monotonic clock."""
        self._first_at: float | None = None
        self._file = FilmFile(recording_path(self.root, self.key, RAW_CLIP + UNFINISHED))
        self._beginning: asyncio.Task[None] | None = None
        self._error: OSError | None = None

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
    def take(self, now: float) -> Sequence[BufferedFrame]:
        if self._alarm_is_on():
            self._alarm_at = now
        if not self._clip:
            return ()
        until = self._until
        frames = [
            each for each in self._coordinator.pre_recording.buffer.since(self.recorded_until) if each.at <= until
        ]
        if frames:
            self.recorded_until = frames[-1].at
            if self._first_at is None:
                self._first_at = next((each.at for each in frames if not each.no_signal), None)
        return frames

    @override
    def write(self, frames: Sequence[BufferedFrame]) -> None:
        if frames:
            self._file.path.parent.mkdir(parents=True, exist_ok=True)
            self._file.append(frames)

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
    def close(self) -> Sequence[BufferedFrame]:
        """Stop taking frames; return the unwritten ones."""
        self._archive.writer.remove(self)
        return self.take(time.monotonic()) if self._error is None else ()

    async def finish(self, frames: Sequence[BufferedFrame], state: State) -> OSError | None:
        """Complete the files of the recording; return the error if they are not complete."""
        if self._beginning is not None:
            await asyncio.wait([self._beginning])
        recorded: Recording | None = None
        try:
            await self._archive.writer.settle()
            recorded = await self._archive.run(partial(self._finish, frames, state))
        except OSError as err:
            self._error = err
        finally:
            self._archive.active.discard(self.key)
        self._archive.changed(self.key)
        if recorded is not None:
            self._archive.converter.note_recorded()
            self._fire_recorded(recorded)
        return self._error

    def _finish(self, frames: Sequence[BufferedFrame], state: State) -> Recording | None:
        """Complete the files in a thread; return the recording, or None if it was deleted."""
        error: OSError | None = None
        try:
            self.write(frames)
        except OSError as err:
            error = err
        try:
            self._file.close()
        except OSError as err:
            error = err
        raw, store = recording_path(self.root, self.key, RAW_CLIP), self._archive.store
        described = recording_path(self.root, self.key, DESCRIPTION).exists()
        if self._file.frames and described:
            self._file.path.replace(raw)
        else:
            self._file.path.unlink(missing_ok=True)
        if error is not None:
            state = State.INTERRUPTED
        self._picture_from(raw)
        before = max(self._began_at - self._first_at, 0) if self._first_at is not None else 0
        updated = store.update(
            self.key,
            lambda each: replace(
                each, kinds=tuple(self._kinds), state=state, seconds=self._file.seconds, before=round(before, 3)
            ),
        )
        if error is not None:
            raise error
        return updated

    def _picture_from(self, raw: Path) -> None:
        """Take the picture from the clip if the camera did not deliver one."""
        picture = recording_path(self.root, self.key, PICTURE)
        if raw.exists() and not picture.exists():
            at = self._began_at - self._first_at if self._first_at is not None else 0
            if (jpeg := first_picture(raw, max(at, 0))) is not None:
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
