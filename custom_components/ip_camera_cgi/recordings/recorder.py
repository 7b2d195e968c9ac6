"""Records the alarms of one camera: a picture at once, and a clip with pre-recorded seconds.

The clip is written as sent by the camera. Overlapping alarms extend one recording.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from errno import EDQUOT, EFBIG, ENOSPC
from functools import partial
from pathlib import Path
import time
from typing import override

from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import CONF_RECORDING, DOMAIN, LOGGER
from ..coordinator import CameraCoordinator, IpCameraConfigEntry
from ..options import Options
from ..protocol import Alarm, CameraError
from ..protocol.video.film import FilmFile, first_picture
from ..protocol.video.ring_buffer import BufferedFrame
from .archive import Archive, archive
from .film_writer import Film
from .recording import Key, Recording, State, camera_folder
from .store import DESCRIPTION, PICTURE, RAW_CLIP, UNFINISHED, CameraFolder, recording_path, require_space

EVENT_RECORDED = f"{DOMAIN}_recorded"
"""Fired when a recording is complete."""
_PICTURE_TIMEOUT = 10  # seconds
_MIN_BUFFER = 3  # seconds of frames that wait to be written
_PURPOSE = "recording"
_ISSUE = "recording_failed"
_FULL = {ENOSPC, EDQUOT, EFBIG}
_RECORDERS: HassKey[dict[str, AlarmRecorder]] = HassKey(f"{DOMAIN}_recorders")


class AlarmRecorder:
    """Starts, extends and ends the recordings of one camera."""

    def __init__(self, hass: HomeAssistant, coordinator: CameraCoordinator) -> None:
        self.hass = hass
        self.coordinator = coordinator
        self.archive = archive(hass)
        self.options = Options.from_entry(coordinator.config_entry)
        self.recorded_until = float("-inf")
        """End of the last clip by the monotonic clock."""
        self.latest: Key | None = None
        """The current or last recording."""
        self._running: _Running | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._failed = False
        self._stopped = False

    @property
    def folder(self) -> CameraFolder:
        """Return the stored data of the camera's folder."""
        options = self.options
        unique_id = self.coordinator.mac
        title = self.archive.title(CameraFolder(camera_folder(unique_id), unique_id, self.coordinator.name))
        return CameraFolder(
            camera_folder(unique_id), unique_id, title, options.recording_days, options.recording_gigabytes * 10**9
        )

    @property
    def on(self) -> bool:
        """Return whether alarms are recorded."""
        return self.options.recording

    @property
    def current(self) -> Key | None:
        """Return the recording in progress."""
        return self._running.key if self._running is not None else None

    @callback
    def listen(self) -> None:
        """Record alarms, if enabled, until the entry is unloaded or Home Assistant stops."""
        entry = self.coordinator.config_entry
        entry.async_on_unload(self.coordinator.alarm_feed.add_listener(self._alarm_began))
        entry.async_on_unload(self.stop)
        entry.async_on_unload(self.hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._stop))

    @callback
    def start(self) -> None:
        """Take the picture and start writing."""
        self._keep_frames()

    async def _stop(self, _: Event) -> None:
        await self.stop()

    @callback
    def set_on(self, on: bool) -> None:
        """Switch recording on or off; a recording in progress is ended."""
        entry = self.coordinator.config_entry
        self.hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_RECORDING: on})
        self.options = Options.from_entry(entry)
        if not on:
            self._end_running(State.DONE)
            clear_recording_issue(self.hass, entry.entry_id)
        self._keep_frames()

    async def stop(self) -> None:
        """End the recording in progress and wait until it is on disk; no other one starts."""
        self._stopped = True
        self._end_running(State.DONE)
        if self._ending:
            await asyncio.wait(set(self._ending))

    def is_recorded(self, alarm: Alarm) -> bool:
        """Return whether alarms of a kind are recorded."""
        kinds = self.options.recording_kinds
        return self.on and (kinds is None or alarm.value in kinds)

    @property
    def alarm_is_on(self) -> bool:
        """Return whether an alarm of a recorded kind is on."""
        return any(on and self.is_recorded(alarm) for alarm, on in self.coordinator.camera.alarms.alarms.items())

    @callback
    def _alarm_began(self, alarm: Alarm) -> None:
        if self._stopped or not self.is_recorded(alarm) or self.coordinator.privacy.on:
            return
        if self._running is not None:
            self._running.extend(alarm)
            return
        root = self.archive.folder(self.options.recording_folder)
        if root is None:
            self.failed(OSError("there is no media folder"))
            return
        self._running = _Running(self, root, alarm)
        self.latest = self._running.key
        self._keep_frames()
        self._running.start()

    @callback
    def _keep_frames(self) -> None:
        """Buffer frames for pre-recording and those not written yet."""
        if self._stopped:  # the camera's stream is closed, too
            return
        options, seconds = self.options, 0
        if self.on and options.recording_clip:
            seconds = options.recording_before
            if self._running is not None:
                seconds = max(seconds, _MIN_BUFFER)
        self.coordinator.pre_recording.keep(_PURPOSE, seconds)

    @callback
    def end(self, running: _Running, state: State) -> None:
        """End a recording."""
        if running is self._running:
            self._end_running(state)

    @callback
    def _end_running(self, state: State) -> None:
        if (running := self._running) is None:
            return
        self._running = None
        frames = running.close()
        self._keep_frames()
        # Not one of the entry's background tasks: those are cancelled when it is unloaded.
        task = self.hass.async_create_task(running.finish(frames, state), f"{DOMAIN} {self.coordinator.name} recording")
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    @callback
    def failed(self, err: OSError) -> None:
        """Create a repair issue once if recording fails."""
        if self._failed:
            return
        self._failed = True
        entry = self.coordinator.config_entry
        reason = err.strerror or str(err)
        LOGGER.warning("The alarms of %s are not recorded: %s", self.coordinator.name, reason)
        ir.async_create_issue(
            self.hass,
            DOMAIN,
            f"{_ISSUE}_{entry.entry_id}",
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=f"{_ISSUE}_full" if err.errno in _FULL else _ISSUE,
            translation_placeholders={"name": entry.title},
        )

    @callback
    def succeeded(self) -> None:
        """Delete the repair issue."""
        if self._failed:
            LOGGER.info("The alarms of %s are recorded again", self.coordinator.name)
        self._failed = False
        clear_recording_issue(self.hass, self.coordinator.config_entry.entry_id)


class _Running(Film):
    """A recording in progress."""

    def __init__(self, recorder: AlarmRecorder, root: Path, alarm: Alarm) -> None:
        now, options = time.monotonic(), recorder.options
        self.root = root
        self.started: datetime = dt_util.utcnow()
        self.key = Key.new(recorder.folder.name, self.started)
        self._recorder = recorder
        self._archive: Archive = recorder.archive
        self._kinds = [alarm.value]
        self._clip = options.recording_clip
        self._after = options.recording_after
        self._began_at = self._alarm_at = now
        self._deadline = now + options.recording_longest
        self._cursor = max(now - options.recording_before, recorder.recorded_until)
        self._first_at: float | None = None
        self._file = FilmFile(recording_path(root, self.key, RAW_CLIP + UNFINISHED))
        self._beginning: asyncio.Task[None] | None = None
        self._error: OSError | None = None

    @callback
    def start(self) -> None:
        """Take the picture, and write."""
        self._archive.active.add(self.key)
        self._beginning = self._recorder.hass.async_create_task(self._begin(), f"{DOMAIN} picture of an alarm")
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
        recorder, store = self._recorder, self._archive.store
        picture = None
        try:
            await self._archive.run(partial(require_space, self.root))
            with suppress(CameraError, TimeoutError):
                async with asyncio.timeout(_PICTURE_TIMEOUT):
                    picture = await recorder.coordinator.camera.pictures.still()
            await self._archive.run(partial(store.note_camera, self.root, recorder.folder))
            await self._archive.run(partial(store.begin, self.root, self._recording, picture))
        except OSError as err:
            self._fail(err)
        else:
            self._archive.changed(self.key)

    @override
    def take(self, now: float) -> Sequence[BufferedFrame]:
        if self._recorder.alarm_is_on:
            self._alarm_at = now
        if not self._clip:
            return ()
        until = self._until
        frames = [
            each for each in self._recorder.coordinator.pre_recording.buffer.since(self._cursor) if each.at <= until
        ]
        if frames:
            self._cursor = frames[-1].at
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
        elif now >= self._until or self._recorder.coordinator.privacy.on:
            self._recorder.end(self, State.DONE)

    @property
    def _until(self) -> float:
        """Return the end of the recording as far as it is known."""
        return min(self._alarm_at + self._after, self._deadline)

    @callback
    def _fail(self, err: OSError) -> None:
        self._error = err
        self._recorder.end(self, State.INTERRUPTED)

    @callback
    def close(self) -> Sequence[BufferedFrame]:
        """Stop taking frames; return the unwritten ones."""
        self._archive.writer.remove(self)
        frames = self.take(time.monotonic()) if self._error is None else ()
        self._recorder.recorded_until = max(self._recorder.recorded_until, self._cursor)
        return frames

    async def finish(self, frames: Sequence[BufferedFrame], state: State) -> None:
        """Complete the files of the recording."""
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
        if self._error is None:
            self._recorder.succeeded()
        else:
            self._recorder.failed(self._error)
        self._archive.changed(self.key)
        if recorded is not None:
            self._archive.converter.note_recorded()
            self._tell(recorded)

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
    def _tell(self, recorded: Recording) -> None:
        hass, folder = self._recorder.hass, self._recorder.folder
        hass.bus.async_fire(
            EVENT_RECORDED,
            {
                ATTR_ENTITY_ID: self._archive.entity_id(folder),
                ATTR_DEVICE_ID: self._archive.device_id(folder),
                "media_content_id": media_content_id(recorded.key),
                "kinds": list(recorded.kinds),
                "seconds": recorded.seconds,
            },
        )


def media_content_id(key: Key) -> str:
    """Return the media id of a recording."""
    return f"media-source://{DOMAIN}/{key}"


@callback
def clear_recording_issue(hass: HomeAssistant, entry_id: str) -> None:
    """Delete the repair issue."""
    ir.async_delete_issue(hass, DOMAIN, f"{_ISSUE}_{entry_id}")


@callback
def set_up_recorder(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Create the recorder of a camera, before the entities that depend on it."""
    recorders = hass.data.setdefault(_RECORDERS, {})
    recorders[entry.entry_id] = recorder = AlarmRecorder(hass, entry.runtime_data)
    recorder.listen()

    @callback
    def forget() -> None:
        recorders.pop(entry.entry_id, None)

    entry.async_on_unload(forget)


@callback
def recorder_of(hass: HomeAssistant, entry_id: str) -> AlarmRecorder | None:
    """Return the recorder of a loaded entry."""
    return hass.data.get(_RECORDERS, {}).get(entry_id)
