"""Records the alarms of one camera: a picture at once, and a clip with pre-recorded seconds.

The clip is written as sent by the camera. Overlapping alarms extend one recording.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util.hass_dict import HassKey

from ..const import CONF_RECORDING, DOMAIN
from ..coordinator import CameraCoordinator, IpCameraConfigEntry
from ..options import Options
from ..protocol import Alarm
from .archive import archive
from .footage import Footage, JpegFootage, StreamFootage, Write
from .issue import RecordingIssue
from .recording import Key, State, camera_folder
from .running_recording import Placement, RunningRecording
from .store import CameraFolder
from .stream_source import StreamSource

_MAX_PARTS = 10  # recordings of one alarm that lasts, so that a stuck sensor does not push out everything else
_RETRY = 60  # seconds after which an alarm that lasts is recorded again after a failure
_MIN_BUFFER = 3  # seconds of frames that wait to be written
_PURPOSE = "recording"
_RECORDERS: HassKey[dict[str, AlarmRecorder]] = HassKey(f"{DOMAIN}_recorders")


class AlarmRecorder:
    """Starts, extends and ends the recordings of one camera."""

    def __init__(self, hass: HomeAssistant, coordinator: CameraCoordinator) -> None:
        self.hass = hass
        self.coordinator = coordinator
        self.archive = archive(hass)
        self.options = Options.from_entry(coordinator.config_entry)
        self._recorded_until = float("-inf")  # end of the last clip by the monotonic clock
        self.latest: Key | None = None
        """The current or last recording."""
        self._stream = StreamSource(hass, coordinator, self._keep_frames)
        self._running: RunningRecording | None = None
        self._running_from_stream = False
        self._parts = 0  # recordings of the current alarm
        self._retry: Callable[[], None] | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._issue = RecordingIssue(hass, coordinator.config_entry)
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
        entry.async_on_unload(self.coordinator.async_add_listener(self._keep_frames))  # streams and privacy change
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
            self._cancel_retry()
            self._end_running(State.DONE)
            self._issue.resolve()
        self._keep_frames()

    async def stop(self) -> None:
        """End the recording in progress and wait until it is on disk; no other one starts."""
        self._stopped = True
        self._cancel_retry()
        self._end_running(State.DONE)
        self._stream.stop()
        if self._ending:
            await asyncio.wait(set(self._ending))

    def is_recorded(self, alarm: Alarm) -> bool:
        """Return whether alarms of a kind are recorded."""
        kinds = self.options.recording_kinds
        return self.on and (kinds is None or alarm.value in kinds)

    @property
    def alarm_is_on(self) -> bool:
        """Return whether an alarm of a recorded kind is on."""
        return bool(self._lasting_alarms)

    @property
    def _lasting_alarms(self) -> list[Alarm]:
        alarms = self.coordinator.camera.alarms.alarms
        return [alarm for alarm, on in alarms.items() if on and self.is_recorded(alarm)]

    @callback
    def _alarm_began(self, alarm: Alarm) -> None:
        if self._stopped or not self.is_recorded(alarm) or self.coordinator.privacy.on:
            return
        if self._running is not None:
            self._running.extend(alarm)
        else:
            self._parts = 0
            self._begin([alarm])

    @callback
    def _begin(self, alarms: Sequence[Alarm]) -> None:
        self._cancel_retry()
        root = self.archive.folder(self.options.recording_folder)
        if root is None:
            self._issue.report(OSError("there is no media folder"))
            return
        self._parts += 1
        self._running = RunningRecording(
            self.coordinator,
            self.archive,
            Placement(root, self.folder),
            alarms,
            self._footage,
            not_before=self._recorded_until,
            alarm_is_on=lambda: self.alarm_is_on,
            end=self._end,
        )
        self.latest = self._running.key
        self._keep_frames()
        self._running.start()

    @callback
    def _go_on(self, _: datetime | None = None) -> None:
        """Begin another recording of alarms that last, up to a number of recordings."""
        self._retry = None
        lasting = self._lasting_alarms
        if lasting and self._running is None and self._parts < _MAX_PARTS and not self.coordinator.privacy.on:
            self._begin(lasting)

    @callback
    def _cancel_retry(self) -> None:
        if self._retry is not None:
            self._retry()
            self._retry = None

    @callback
    def _keep_frames(self) -> None:
        """Keep the frames that pre-recording needs or that are not written yet.

        That is the H.264 stream of a camera that has one; while it cannot be received, it is the MJPEG stream, as it is
        for the rest of a recording that began with it.
        """
        if self._stopped:  # the camera's streams are closed, too
            return
        options, seconds = self.options, 0.0
        if self.on and options.recording_clip:
            seconds = options.recording_before
            if self._running is not None:
                seconds = max(seconds, _MIN_BUFFER)
        by_stream = self._stream.keep(seconds if options.recording_before else 0)
        needs_pictures = not by_stream or (self._running is not None and not self._running_from_stream)
        self.coordinator.pre_recording.keep(_PURPOSE, seconds if needs_pictures else 0)

    @callback
    def _footage(self, path: Path, since: float) -> Footage[Any]:
        """Return the material for a clip from a moment on."""
        self._running_from_stream = self._stream.is_receiving
        if self._running_from_stream:
            return StreamFootage(path, self._stream.buffer, since)
        return JpegFootage(path, self.coordinator.pre_recording.buffer, since)

    @callback
    def _end(self, running: RunningRecording, state: State) -> None:
        """End a recording; one that ends before its alarm does is followed by another one."""
        if running is not self._running:
            return
        goes_on = running.may_go_on
        self._end_running(state)
        if state is State.INTERRUPTED:
            self._retry = async_call_later(self.hass, _RETRY, self._go_on)
        elif goes_on:
            self._go_on()

    @callback
    def _end_running(self, state: State) -> None:
        if (running := self._running) is None:
            return
        self._running = None
        write = running.close()
        self._recorded_until = max(self._recorded_until, running.recorded_until)
        self._keep_frames()
        # Not one of the entry's background tasks: those are cancelled when it is unloaded.
        task = self.hass.async_create_task(
            self._finish(running, write, state), f"{DOMAIN} {self.coordinator.name} recording"
        )
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _finish(self, running: RunningRecording, write: Write | None, state: State) -> None:
        error = await running.finish(write, state)
        if error is None:
            self._issue.resolve()
        else:
            self._issue.report(error)


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
