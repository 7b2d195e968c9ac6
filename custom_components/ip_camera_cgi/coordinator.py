"""Coordinator of a camera: connection, polling, alarms, options."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from datetime import timedelta
import time
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .alarms.alarm_feed import AlarmFeed
from .connection.address_tracker import AddressTracker
from .connection.background import BackgroundTasks
from .connection.connection import CameraConnection
from .connection.finding_recorder import FindingRecorder
from .connection.missing_pages import MissingPages
from .connection.restart_window import RestartWindow
from .connection.short_outages import ShortOutages
from .const import LOGGER
from .discovery.address_book import get_address_book
from .errors import failed_poll, translated, translated_at_start
from .live.pre_recording import PreRecording
from .options import Options
from .privacy import Privacy
from .protocol import (
    Address,
    Camera,
    CameraConnectionError,
    CameraError,
    CameraResponseError,
    CameraState,
    CameraUnavailableError,
    LiveState,
    RtspMonitor,
    read_health,
)
from .ptz.automatic_moves import AutomaticMoves
from .ptz.preset_names import PresetNames

type IpCameraConfigEntry = ConfigEntry[CameraCoordinator]

_POLL_INTERVAL = timedelta(seconds=30)
_START_TIMEOUT = 5  # seconds to wait for a known camera during start
_MIN_RETRY_PAUSE = 1  # seconds after an attempt to reach an unavailable camera, however long it took
_STREAM_LOOK = 0.5  # seconds between checks whether the live stream that prevented a poll has ended


class CameraCoordinator(DataUpdateCoordinator[CameraState]):
    """Keeps the state of one camera and updates its entities."""

    config_entry: IpCameraConfigEntry

    def __init__(self, hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=entry.title,
            update_interval=_POLL_INTERVAL,
            always_update=False,
        )
        self.connection = CameraConnection(hass, entry)
        self._address_tracker = AddressTracker(hass, entry, self.connection)
        self.options = Options.from_entry(entry)
        self.pre_recording = PreRecording(hass, lambda: self.camera.live)
        self.alarm_feed = AlarmFeed(hass, entry, lambda: self.camera.alarms, self._handle_alarm_change)
        self.restart_window = RestartWindow()
        self.short_outages = ShortOutages(hass, self.show_state)
        self.config_entry.async_on_unload(self.short_outages.cancel)
        self.preset_names = PresetNames(hass, entry)
        self.privacy = Privacy(hass, entry, lambda: self.camera, self.show_state)
        self.rtsp = RtspMonitor(lambda: self.camera, is_available=self._is_available, changed=self.show_state)
        self.moves = AutomaticMoves(hass, entry, lambda: self.camera, lambda: self.last_update_success, self.show_state)
        self.holds: set[asyncio.Event] = set()
        """Buttons that cards hold; each event is set when its button is released."""
        self._findings = FindingRecorder(self.connection, self.rtsp)
        self._background = BackgroundTasks(hass, entry)
        self._missing_pages = MissingPages(hass, entry.entry_id, self.connection, self._background, self.show_state)

    @property
    def seems_available(self) -> bool:
        """Return whether entities are available: the camera answers, or has been away for a moment only."""
        return self.last_update_success or self.short_outages.bridged

    @property
    def camera(self) -> Camera:
        """Return the camera."""
        return self.connection.camera

    @property
    def mac(self) -> str:
        """Return the MAC address that identifies the camera."""
        assert self.config_entry.unique_id is not None  # noqa: S101  set by the config flow
        return self.config_entry.unique_id

    async def async_start(self) -> None:
        """Connect to the camera; a known camera may continue to connect in the background.

        Raises:
            ConfigEntryNotReady, ConfigEntryAuthFailed: an unknown camera does not answer or refuses the login.
        """
        self.config_entry.async_on_unload(
            # Entries are not unloaded when Home Assistant stops, and viewers would delay it.
            self.hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._close)
        )
        # After what still needs the frames: the last one goes first.
        self.config_entry.async_on_unload(self.pre_recording.end)
        await self.privacy.async_load()
        known = await self.connection.load()
        self._findings.recall_early()
        self._address_tracker.recall()
        if known:
            self.config_entry.async_on_unload(self._close)
            self.data = self.camera.state
            await self._background.start_and_wait(
                "start", self._missing_pages.read_after(self.async_refresh()), seconds=_START_TIMEOUT
            )
            self.connection.camera = self.camera.rebuilt()
            if not self.connection.answers:
                self.last_update_success = False
        else:
            with translated_at_start(self.config_entry.title):
                await self.connection.connect_new()
            self.config_entry.async_on_unload(self._close)
        if self.connection.answers and self.rtsp.memory is None:
            await self.rtsp.check_first()
        self.data = self.camera.state
        self.options.apply(self.camera)
        self.privacy.apply()
        self._findings.recall()
        self.camera.ptz.motion.add_listener(self.show_state)
        self.config_entry.async_on_unload(self.async_add_listener(self._findings.record))
        if self.connection.answers:
            await self.connection.save()

    async def async_when_reachable(self, doing: Callable[[], Coroutine[None, None, None]]) -> None:
        """Run a coroutine once the camera answers; if it does now, wait for the result up to the start timeout."""
        if self.connection.answers:
            await self._background.start_and_wait("start", doing(), seconds=_START_TIMEOUT)
        else:
            self._background.start_after(self.connection.reached, "first contact", doing)

    async def async_begin(self) -> None:
        """Start what needs an answering camera: stop a move of the last run, pre-record, listen for alarms."""
        self._findings.stop_left_move()
        self.pre_recording.keep("clips", self.options.clip_before)
        self.privacy.catch_up()
        self.config_entry.async_on_unload(self.async_add_listener(self._handle_update))
        self._background.start("events", self.alarm_feed.run(lambda: self.last_update_success))
        self.config_entry.async_on_unload(self.async_add_listener(self.moves.update))
        self.moves.start()
        if set(self.async_contexts()) - self.data.pages.keys():  # on-demand pages of enabled entities
            await self.async_refresh()
        self._missing_pages.read_soon()
        self.check_health()
        self._background.start("loudspeaker", self.camera.speaker.run())
        self.config_entry.async_on_unload(self.camera.speaker.add_listener(self._handle_speaker_change))
        if self.camera.stream_page is not None:
            self._background.start("RTSP", self.rtsp.run())

    async def _close(self, _: Event | None = None) -> None:
        self.moves.stop()
        await self.camera.close()
        await self._findings.close()

    @override
    async def _async_update_data(self) -> CameraState:
        """Check that the camera answers, and read the pages that enabled entities need."""
        back, unread, asked_at = self.connection.failures > 0, self.camera.unread_pages, time.monotonic()
        if pause := self.restart_window.pause:
            raise self._restarting(pause)
        try:
            await self.connection.ensure()
            await self.camera.update(set(self.async_contexts()))
            if back or self.restart_window.is_open:  # it may have lost the time, or applied pending changes
                await read_health(self.camera)
        except CameraError as err:
            # Some cameras accept one connection, or answer nothing else while they stream.
            temporary = isinstance(err, CameraConnectionError | CameraUnavailableError)
            if temporary and self.connection.answers and self.camera.live.has_streamed_since(asked_at):
                LOGGER.debug("%s does not answer polls, but sends pictures: %s", self.name, err)
                self._background.start_once("poll after stream", self._poll_after_stream)
                return self.camera.state
            raise await self._failed(err, asked_at) from err
        if pause := self.restart_window.pause:  # this poll began before
            raise self._restarting(pause)
        if back:
            self.restart_window.close()
            self.privacy.catch_up()
        self.connection.succeed()
        self._missing_pages.read_soon()
        self._missing_pages.notice_new_settings()
        if self.camera.unread_pages != unread:
            self.show_state()
        return self.camera.state

    async def _poll_after_stream(self) -> None:
        await asyncio.sleep(_STREAM_LOOK)  # the failed poll has to finish first
        while self.camera.live.state is LiveState.STREAMING:  # noqa: ASYNC110  the end of a stream raises no event
            await asyncio.sleep(_STREAM_LOOK)
        self._refresh_soon()

    def _restarting(self, pause: float) -> UpdateFailed:
        """Mark a camera that has just been restarted as unavailable, without a request."""
        err = CameraConnectionError("it restarts")
        if self.last_update_success:
            self.last_update_success = False
            self.connection.fail(err)
            LOGGER.info("%s restarts, its entities are unavailable until it is back", self.name)
        return failed_poll(err, self.config_entry.title, retry_after=pause)

    async def _failed(self, err: CameraError, asked_at: float) -> UpdateFailed:
        """Record a failed poll and log the first one; look for a new address after repeated failures."""
        login_was_unwanted = self.connection.login_is_unwanted
        pause = self.connection.fail(err) - (time.monotonic() - asked_at)  # a silent camera has been waited for
        failure = failed_poll(err, self.config_entry.title, retry_after=max(pause, _MIN_RETRY_PAUSE))
        if self.connection.login_is_unwanted is not login_was_unwanted:
            self.async_update_listeners()  # Home Assistant does it for the first failure only
        if self.last_update_success:
            self.last_update_success = False
            if isinstance(err, CameraConnectionError | CameraResponseError) and not self.restart_window.is_open:
                self.short_outages.begin()
            log = LOGGER.info if self.restart_window.is_open else LOGGER.warning
            log("%s is unavailable: %s", self.name, failure)
        if self.connection.failures > 1:
            await self._address_tracker.follow()
        return failure

    async def record_address(self, address: Address) -> None:
        """Record a new address, which is used if the camera does not answer at the current one."""
        get_address_book(self.hass).record(self.mac, address)
        if self.last_update_success:
            await self._address_tracker.exclude_clone(address, self._is_available)
        else:
            self._refresh_soon()

    async def _is_available(self) -> bool:
        """Poll and return whether the camera is available and not restarting."""
        await self.async_refresh()
        return self.last_update_success and not self.restart_window.is_open

    async def restart(self) -> None:
        """Restart the camera; it counts as away from now on, however quick it is, until it has answered again."""
        with self.restart_window.expect():
            await self.camera.maintenance.reboot()
        self.restart_window.start_pause()
        await self.async_refresh()

    @callback
    def _handle_update(self) -> None:
        self.alarm_feed.set_available(self.last_update_success)
        self.camera.speaker.look()

    @contextmanager
    def command(self, doing: str = "") -> Generator[None]:
        """Translate errors of a command for the user, and update the state."""
        with translated(self.config_entry.title, doing=doing):
            try:
                yield
            finally:
                self.show_state()

    @callback
    def check_health(self) -> None:
        """Run the health checks in the background."""
        self._background.start_once("check-up", self._check_health)

    async def _check_health(self) -> None:
        await read_health(self.camera)
        self.show_state()

    @callback
    def show_state(self) -> None:
        """Publish the state outside of a poll.

        async_set_updated_data would postpone the next poll each time, so a lively camera would never be polled.
        """
        self.data = self.camera.state
        self.async_update_listeners()

    @callback
    def _handle_speaker_change(self) -> None:
        if self.camera.speaker.found and not self.camera.speaker.available:
            self.short_outages.suspect()
        self.show_state()

    @callback
    def _handle_alarm_change(self) -> None:
        if not self.camera.listening:
            self.short_outages.suspect()  # nothing is known of its alarms for now
        self.show_state()
        if self.camera.listening is self.last_update_success:
            return
        # A poll finds out whether it was lost or returned, and logs it once.
        self._refresh_soon()

    @callback
    def _refresh_soon(self) -> None:
        self._background.start_once("refresh", self.async_refresh)
