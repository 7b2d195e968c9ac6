"""Coordinator of a camera: connection, polling, alarms, options."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
import time
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PORT, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryNotReady
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util.hass_dict import HassKey

from .alarm_feed import AlarmFeed
from .connection import CameraConnection
from .const import DOMAIN, LOGGER
from .discovery.address_book import get_address_book, is_same_host
from .errors import error_key, error_text, translated
from .options import Options
from .pre_recording import PreRecording
from .preset_names import PresetNames
from .privacy import Privacy
from .protocol import (
    Address,
    Camera,
    CameraAuthError,
    CameraConnectionError,
    CameraError,
    CameraState,
    CameraUnavailableError,
    LiveState,
    RtspMonitor,
    probe,
)
from .restart_window import RestartWindow

type IpCameraConfigEntry = ConfigEntry[CameraCoordinator]

_POLL_INTERVAL = timedelta(seconds=30)
_START_TIMEOUT = 5  # seconds to wait for a known camera during start
_STREAM_LOOK = 0.5  # seconds between checks whether the live stream that prevented a poll has ended
_MIN_RELOAD_INTERVAL = 300  # seconds between reloads because the capabilities have changed
_RELOADED_AT: HassKey[dict[str, float]] = HassKey(f"{DOMAIN}_reloaded_at")


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
        self.options = Options.from_entry(entry)
        self.pre_recording = PreRecording(hass, lambda: self.camera.live)
        self.alarm_feed = AlarmFeed(hass, entry, lambda: self.camera.alarms, self._handle_alarm_change)
        self.restart_window = RestartWindow()
        self.preset_names = PresetNames(hass, entry)
        self.privacy = Privacy(hass, entry, lambda: self.camera, self.show_state)
        self.rtsp = RtspMonitor(lambda: self.camera, is_available=self._is_available, changed=self._handle_rtsp_change)
        self.holds: set[asyncio.Event] = set()
        """Buttons that cards hold; each event is set when its button is released."""
        self._reachable = asyncio.Event()
        self._left_moving = False
        self._tasks: dict[str, asyncio.Task[None]] = {}

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
            self.hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._stop)
        )
        self.config_entry.async_on_unload(
            self.pre_recording.end
        )  # after what still needs them: the last one goes first
        await self.privacy.async_load()
        known = await self.connection.load()
        self._left_moving = self.connection.findings.may_be_moving
        self.rtsp.unreachable = self.connection.findings.silent_rtsp_ports
        if known:
            self.config_entry.async_on_unload(self._close)
            self.data = self.camera.state
            await self._wait_for(self._connect_and_read())
            self.connection.camera = self.camera.rebuilt()
            if not self.connection.answers:
                self.last_update_success = False
        else:
            await self._connect_new()
            self.config_entry.async_on_unload(self._close)
        self.data = self.camera.state
        self.options.apply(self.camera)
        self.privacy.apply()
        self.camera.alarms.recall(self.connection.findings.alarm_sources)
        self.camera.speaker.recall(self.connection.findings.loudspeaker)
        self.camera.ptz.add_listener(self._handle_ptz_change)
        if self.connection.answers:
            await self.connection.save()

    async def _connect_new(self) -> None:
        """Connect to a camera without a stored description."""
        try:
            await self.connection.connect_new()
        except CameraAuthError as err:
            raise ConfigEntryAuthFailed(translation_domain=DOMAIN, translation_key=error_key(err)) from err
        except CameraError as err:
            key, placeholders = error_text(err, self.config_entry.title)
            raise ConfigEntryNotReady(
                translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
            ) from err
        self._reachable.set()

    async def _connect_and_read(self) -> None:
        await self.async_refresh()
        if self.connection.answers:
            await self._read_missing()

    async def _wait_for(self, doing: Coroutine[None, None, None]) -> None:
        """Wait up to the start timeout for a task, which then continues in the background."""
        task = self._in_background("start", doing)
        await asyncio.wait([task], timeout=_START_TIMEOUT)
        if task.done():
            task.result()

    async def async_when_reachable(self, doing: Callable[[], Coroutine[None, None, None]]) -> None:
        """Run a coroutine once the camera answers; if it does now, wait for the result up to the start timeout."""

        async def wait_and_do() -> None:
            await self._reachable.wait()
            await doing()

        if self.connection.answers:
            await self._wait_for(wait_and_do())
        else:
            self._in_background("first contact", wait_and_do())

    async def async_begin(self) -> None:
        """Start what needs an answering camera: stop a move of the last run, pre-record, listen for alarms."""
        if self._left_moving and self.camera.ptz.supported:
            self._left_moving = False
            self.camera.ptz.request_stop()
        self.pre_recording.keep("clips", self.options.clip_before)
        self.privacy.catch_up()
        self.config_entry.async_on_unload(self.async_add_listener(self._handle_availability))
        self._in_background("events", self.alarm_feed.run(lambda: self.last_update_success))
        if set(self.async_contexts()) - self.data.pages.keys():  # on-demand pages of enabled entities
            await self.async_refresh()
        self._read_missing_soon()
        self.check_health()
        self._in_background("loudspeaker", self.camera.speaker.run())
        self.config_entry.async_on_unload(self.camera.speaker.add_listener(self.show_state))
        self.config_entry.async_on_unload(self.async_add_listener(self._look_at_speaker))
        if self.camera.stream_page is not None:
            self._in_background("RTSP", self.rtsp.run())

    def _in_background(self, name: str, doing: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Run a coroutine until the entry is unloaded."""
        return self.config_entry.async_create_background_task(self.hass, doing, name=f"{DOMAIN} {self.name} {name}")

    @callback
    def _once(self, name: str, doing: Callable[[], Coroutine[None, None, None]]) -> None:
        """Run a coroutine in the background, unless it is running already."""
        if (task := self._tasks.get(name)) is None or task.done():
            self._tasks[name] = self._in_background(name, doing())

    @callback
    def _look_at_speaker(self) -> None:
        """Have the loudspeaker examined after changes, and store what was found out."""
        self.camera.speaker.look()
        self.connection.record(replace(self.connection.findings, loudspeaker=self.camera.speaker.memory))

    @callback
    def _handle_ptz_change(self) -> None:
        self.show_state()
        self.connection.record(replace(self.connection.findings, may_be_moving=True))

    @callback
    def _handle_rtsp_change(self) -> None:
        self.show_state()
        self.connection.record(replace(self.connection.findings, silent_rtsp_ports=self.rtsp.unreachable))

    async def _stop(self, _: Event) -> None:
        await self._close()

    async def _close(self) -> None:
        await self.camera.close()
        still = not (self._left_moving or self.camera.ptz.may_be_moving)
        if self.connection.findings.may_be_moving and still:
            self.connection.findings = replace(self.connection.findings, may_be_moving=False)
            await self.connection.save()

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
                await self.camera.check_health()
        except CameraError as err:
            if self._is_streaming_through(err, asked_at):
                LOGGER.debug("%s does not answer polls, but sends pictures: %s", self.name, err)
                return self.camera.state
            raise await self._failed(err) from err
        if pause := self.restart_window.pause:  # this poll began before
            raise self._restarting(pause)
        if back:
            self.restart_window.close()
            self.privacy.catch_up()
        self.connection.succeed()
        self._reachable.set()
        self._read_missing_soon()
        if self.camera.unread_pages != unread:
            self.show_state()
        return self.camera.state

    @callback
    def _is_streaming_through(self, err: CameraError, asked_at: float) -> bool:
        """Return whether frames since the start of a failed poll prove that the camera is available.

        Some cameras accept one connection, or answer nothing else while they stream. The next poll follows when the
        stream ends.
        """
        temporary = isinstance(err, CameraConnectionError | CameraUnavailableError)
        live = self.camera.live
        if not temporary or not self.connection.answers:
            return False
        if live.state is not LiveState.STREAMING and live.frame_at < asked_at:
            return False
        self._once("poll after stream", self._poll_after_stream)
        return True

    async def _poll_after_stream(self) -> None:
        await asyncio.sleep(_STREAM_LOOK)  # the failed poll has to finish first
        while self.camera.live.state is LiveState.STREAMING:  # noqa: ASYNC110  the end of a stream raises no event
            await asyncio.sleep(_STREAM_LOOK)
        self._refresh_soon()

    def _restarting(self, pause: float) -> UpdateFailed:
        """Mark a camera that has just been restarted as unavailable, without a request."""
        if self.last_update_success:
            self.last_update_success = False
            self.connection.fail(CameraConnectionError("it restarts"))
            LOGGER.info("%s restarts, its entities are unavailable until it is back", self.name)
        return UpdateFailed(
            translation_domain=DOMAIN,
            translation_key="cannot_connect",
            translation_placeholders={"name": self.config_entry.title},
            retry_after=pause,
        )

    async def _failed(self, err: CameraError) -> UpdateFailed:
        """Record a failed poll and log the first one; look for a new address after repeated failures."""
        key, placeholders = error_text(err, self.config_entry.title)
        login_was_unwanted = self.connection.login_is_unwanted
        failure = UpdateFailed(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders=placeholders,
            retry_after=self.connection.fail(err),
        )
        if self.connection.login_is_unwanted is not login_was_unwanted:
            self.async_update_listeners()  # Home Assistant does it for the first failure only
        if self.last_update_success:
            self.last_update_success = False
            log = LOGGER.info if self.restart_window.is_open else LOGGER.warning
            log("%s is unavailable: %s", self.name, failure)
        if self.connection.failures > 1 and (address := await self.connection.find_new_address()):
            LOGGER.info("%s has moved to %s", self.name, address)
            data = {**self.config_entry.data, CONF_HOST: address.host, CONF_PORT: address.port}
            self.hass.config_entries.async_update_entry(self.config_entry, data=data)
            self.hass.config_entries.async_schedule_reload(self.config_entry.entry_id)
        return failure

    @callback
    def _read_missing_soon(self) -> None:
        """Read unread pages in the background."""
        if self.camera.unread_pages:
            self._once("pages", self._read_missing)

    async def _read_missing(self) -> None:
        """Read unread pages; reload the entry if they change identity, capabilities or settings."""
        try:
            await self.camera.read_missing(self.show_state)
        except CameraError as err:  # the next poll shows whether the camera is available
            LOGGER.debug("%s: pages could not be read: %s", self.name, err)
            return
        if self.connection.answers:
            self.connection.succeed()
        if not self._reachable.is_set() or not self.camera.has_changed:
            return
        await self.connection.save()
        reloaded_at = self.hass.data.setdefault(_RELOADED_AT, {})
        if time.monotonic() - reloaded_at.get(self.config_entry.entry_id, float("-inf")) > _MIN_RELOAD_INTERVAL:
            reloaded_at[self.config_entry.entry_id] = time.monotonic()
            self.hass.config_entries.async_schedule_reload(self.config_entry.entry_id)

    async def record_address(self, address: Address) -> None:
        """Record a new address, which is used if the camera does not answer at the current one."""
        get_address_book(self.hass).record(self.mac, address)
        if not self.last_update_success:
            self._refresh_soon()
        elif address != self.camera.address:
            await self._exclude_clone(address)

    async def _exclude_clone(self, address: Address) -> None:
        """Exclude an address where a camera with the same MAC address answers while this one answers at its own."""
        found = await probe(async_get_clientsession(self.hass), address)
        if found is None or format_mac(found.mac) != self.connection.camera_mac:
            return
        await self.async_refresh()
        if self.last_update_success and not await is_same_host(self.hass, self.camera.address, address):
            LOGGER.debug("%s: another camera with the same MAC address is at %s", self.name, address)
            get_address_book(self.hass).exclude(self.mac, address)

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
    def _handle_availability(self) -> None:
        self.alarm_feed.set_available(self.last_update_success)

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
        self._once("check-up", self._check_health)

    async def _check_health(self) -> None:
        await self.camera.check_health()
        self.show_state()

    @callback
    def show_state(self) -> None:
        """Publish the state outside of a poll.

        async_set_updated_data would postpone the next poll each time, so a lively camera would never be polled.
        """
        self.data = self.camera.state
        self.async_update_listeners()

    @callback
    def _handle_alarm_change(self) -> None:
        self.show_state()
        self.connection.record(replace(self.connection.findings, alarm_sources=self.camera.alarms.memory))
        if self.camera.listening is self.last_update_success:
            return
        # A poll finds out whether it was lost or returned, and logs it once.
        self._refresh_soon()

    @callback
    def _refresh_soon(self) -> None:
        self._once("refresh", self.async_refresh)
