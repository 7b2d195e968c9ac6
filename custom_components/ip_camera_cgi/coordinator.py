"""Polls a camera, and passes on what it announces."""

import asyncio
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
import time
from typing import Any, override

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryNotReady
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.storage import Store
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .alarm_memory import alarm_memory
from .availability_log import record_availability
from .const import (
    CONF_CLIP_BEFORE,
    CONF_DIALECT,
    CONF_HOLD,
    CONF_HOME_PRESET,
    CONF_INFRARED,
    CONF_LIVE_RATE,
    CONF_LIVE_SIZE,
    CONF_MOTORS,
    CONF_MOVE_LIMIT,
    CONF_NATIVE,
    CONF_SWAP_PAN,
    CONF_SWAP_TILT,
    CONF_SWAP_ZOOM,
    DOMAIN,
    LOGGER,
)
from .discovery.address_book import get_address_book
from .errors import error_key, error_text, translated
from .preset_names import PresetNames
from .protocol import (
    MOVE_TIMEOUT,
    Account,
    Address,
    Alarm,
    Camera,
    CameraAuthError,
    CameraError,
    CameraMismatchError,
    CameraState,
    FrameRingBuffer,
    PtzOptions,
    StreamPreferences,
    Wiring,
    camera_from_description,
    connect,
)

type IpCameraConfigEntry = ConfigEntry[CameraCoordinator]

_POLL_INTERVAL = timedelta(seconds=30)
_MAX_REFUSED_LOGINS = 3  # in a row before anybody is bothered: these cameras refuse at random while they start
_REFUSED_PAUSE = 3  # seconds
_START_TIMEOUT = 5  # seconds that Home Assistant waits for a camera that it knows
_MIN_RETRY_DELAY, _MAX_RETRY_DELAY = 10, 60  # seconds until a camera that is away is tried again
_MAY_BE_MOVING = "moved"
_SOURCE_MEMORY = "alarm_sources"
_RESTART_GRACE = 120  # seconds that a camera may be away when it was told to start anew


def description_store(hass: HomeAssistant, entry_id: str) -> Store[dict[str, Any]]:
    """Return where it is kept what a camera was found to be."""
    return Store(hass, 1, f"{DOMAIN}.{entry_id}", private=True)


class CameraCoordinator(DataUpdateCoordinator[CameraState]):
    """Keeps what is known of one camera, and tells the entities when it changes."""

    config_entry: IpCameraConfigEntry
    camera: Camera

    def __init__(self, hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=entry.title,
            update_interval=_POLL_INTERVAL,
            always_update=False,
        )
        self.ring_buffer = FrameRingBuffer(entry.options.get(CONF_CLIP_BEFORE, 0))
        self.preset_names = PresetNames(hass, entry)
        self._store = description_store(hass, entry.entry_id)
        self._absent = False
        self._failures = 0
        self._restart_deadline = 0.0
        self._refused_logins = 0
        self._refreshing: asyncio.Task[None] | None = None
        self._checking: asyncio.Task[None] | None = None
        self._may_be_moving = False
        self._source_memory: Mapping[str, str] = {}
        self._alarm_memory = alarm_memory(hass, entry.entry_id)
        self._alarm_listeners: list[Callable[[Alarm], None]] = []

    @property
    def address(self) -> Address:
        """Return where the camera is."""
        data = self.config_entry.data
        return Address(data[CONF_HOST], data[CONF_PORT])

    @property
    def mac(self) -> str:
        """Return what tells the camera from all others."""
        assert self.config_entry.unique_id is not None  # noqa: S101  the config flow gives each one
        return self.config_entry.unique_id

    @property
    def account(self) -> Account:
        """Return who asks the camera."""
        data = self.config_entry.data
        return Account(data[CONF_USERNAME], data[CONF_PASSWORD])

    async def async_start(self) -> None:
        """Find out what the camera is; one that does not answer is taken for what it was the last time."""
        known = await self._store.async_load()
        self._may_be_moving = known is not None and known.get(_MAY_BE_MOVING, False)
        self._source_memory = (known or {}).get(_SOURCE_MEMORY, {})
        try:
            async with asyncio.timeout(None if known is None else _START_TIMEOUT):
                await self.async_config_entry_first_refresh()
        except ConfigEntryNotReady, TimeoutError:
            if known is None or not self._restore_from_description(known):
                raise
        self.config_entry.async_on_unload(
            # Entries are not unloaded when Home Assistant stops, and viewers would hold it up.
            self.hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._handle_stop)
        )

    def _restore_from_description(self, known: dict[str, Any]) -> bool:
        try:
            self.camera = camera_from_description(async_get_clientsession(self.hass), self.address, self.account, known)
        except ValueError:  # of another version
            return False
        self.config_entry.async_on_unload(self._close)
        self._apply_options()
        self._absent = True
        self.data = CameraState()
        self.last_update_success = False
        why = self.last_exception or f"too slow, {_START_TIMEOUT} seconds were not enough"
        LOGGER.warning("%s is not there, its entities are unavailable until it is: %s", self.name, why)
        return True

    @override
    async def _async_setup(self) -> None:
        """Connect, and see that it is the same camera."""
        try:
            self.camera = await self._connect()
        except CameraAuthError as err:
            record_availability(self.hass, self.config_entry.entry_id, err)
            raise ConfigEntryAuthFailed(translation_domain=DOMAIN, translation_key=error_key(err)) from err
        except CameraError as err:
            raise self._failure(err) from err
        self.config_entry.async_on_unload(self._close)
        self._apply_options()
        self._start_ring_buffer()
        await self._save_description()

    def _apply_options(self) -> None:
        """Do as somebody wants it, and stop what was left moving."""
        options = self.config_entry.options
        self.camera.alarms.configure(hold=options.get(CONF_HOLD, 0), optional_allowed=options.get(CONF_NATIVE))
        self.camera.alarms.recall(self._source_memory)
        self.camera.set_stream_preferences(StreamPreferences(options.get(CONF_LIVE_RATE), options.get(CONF_LIVE_SIZE)))
        ptz = self.camera.ptz
        wiring = Wiring(
            pan_swapped=options.get(CONF_SWAP_PAN, ptz.wiring.pan_swapped),
            tilt_swapped=options.get(CONF_SWAP_TILT, ptz.wiring.tilt_swapped),
            zoom_swapped=options.get(CONF_SWAP_ZOOM, ptz.wiring.zoom_swapped),
        )
        ptz.configure(
            PtzOptions(
                profile=options.get(CONF_MOTORS),
                wiring=wiring,
                move_timeout=options.get(CONF_MOVE_LIMIT, MOVE_TIMEOUT),
                home_preset=options.get(CONF_HOME_PRESET) or None,
            )
        )
        if self._may_be_moving and ptz.supported:
            ptz.request_stop()
        ptz.add_listener(self._handle_ptz_change)
        if self.camera.infrared is not None:
            self.camera.infrared.select_profile(options.get(CONF_INFRARED))

    def _start_ring_buffer(self) -> None:
        """Let the ring watch, if there is to be anything in it: that keeps the camera's stream open."""
        if self.config_entry.options.get(CONF_CLIP_BEFORE):
            watching = ExitStack()
            watching.enter_context(self.camera.live.attach(self.ring_buffer))
            self.config_entry.async_on_unload(watching.close)

    async def _save_description(self) -> None:
        """Keep what the camera is, and whether it may have been left moving: then it is stopped at the next start."""
        self._source_memory = self.camera.alarms.memory
        kept = {_MAY_BE_MOVING: self._may_be_moving, _SOURCE_MEMORY: self._source_memory}
        await self._store.async_save({**self.camera.description, **kept})

    @callback
    def _handle_ptz_change(self) -> None:
        self.show_state()
        if not self._may_be_moving:
            self._may_be_moving = True
            self.config_entry.async_create_task(self.hass, self._save_description())

    async def _handle_stop(self, _: Event) -> None:
        await self._close()

    async def _close(self) -> None:
        await self.camera.close()
        if self._may_be_moving and not self.camera.ptz.may_be_moving:
            self._may_be_moving = False
            await self._save_description()

    async def _connect(self) -> Camera:
        while True:
            try:
                return await self._connect_to(self.address)
            except CameraAuthError:
                if self._is_final_refusal():
                    raise
                await asyncio.sleep(_REFUSED_PAUSE)

    async def _connect_to(self, address: Address, *, timeout: float | None = None) -> Camera:
        session, dialect = async_get_clientsession(self.hass), self.config_entry.data[CONF_DIALECT]
        camera = await connect(session, address, self.account, dialect=dialect, timeout=timeout)
        if format_mac(camera.info.mac) != self.mac:
            await camera.close()
            raise CameraMismatchError(camera.info.mac)
        return camera

    def _is_final_refusal(self) -> bool:
        self._refused_logins += 1
        return self._refused_logins >= _MAX_REFUSED_LOGINS

    @override
    async def _async_update_data(self) -> CameraState:
        """Read the pages that enabled entities show.

        A person is asked for another login, and the camera goes on being asked: it may take the old one again.
        """
        try:
            if self._absent:
                await self._check_returned()
            if self._failures:
                await self.camera.verify_identity()
            await self.camera.update(set(self.async_contexts()))
            if self._failures or self.restarting:  # it may have forgotten the time, or applied what waited for that
                await self.camera.check_health()
        except CameraError as err:
            if isinstance(err, CameraAuthError) and self._is_final_refusal():
                self.config_entry.async_start_reauth(self.hass)
            failure = self._failure(err)
            if self._failures > 1:
                await self._try_known_address()
            raise failure from err
        self._abort_reauth()
        if self._failures:
            self._restart_deadline = 0.0
        self._refused_logins = self._failures = 0
        record_availability(self.hass, self.config_entry.entry_id, None)
        return self.camera.state

    def _abort_reauth(self) -> None:
        """Ask for no other login any more."""
        for flow in tuple(self.config_entry.async_get_active_flows(self.hass, {SOURCE_REAUTH})):
            self.hass.config_entries.flow.async_abort(flow["flow_id"])

    async def _check_returned(self) -> None:
        """See whether a camera that was not there at the start is there now: then everything begins anew."""
        camera = await self._connect()
        await camera.close()
        self.hass.config_entries.async_schedule_reload(self.config_entry.entry_id)
        raise UpdateFailed("it is back")

    async def _try_known_address(self) -> None:
        """See whether the camera answers where it was seen elsewhere: then its entry says so from now on."""
        entry = self.config_entry
        address = await get_address_book(self.hass).locate(self.mac)
        if address is None or address == self.address:
            return
        try:
            camera = await self._connect_to(address, timeout=_START_TIMEOUT)
        except CameraError as err:
            LOGGER.debug("%s was seen at %s, but is not there: %s", self.name, address, err)
            return
        await camera.close()
        LOGGER.info("%s has moved to %s", self.name, address)
        data = {**entry.data, CONF_HOST: address.host, CONF_PORT: address.port}
        self.hass.config_entries.async_update_entry(entry, data=data)
        self.hass.config_entries.async_schedule_reload(entry.entry_id)

    @callback
    def note_address(self, address: Address) -> None:
        """Take note that the camera has another address; where it answers at its old one, it stays there."""
        get_address_book(self.hass).record(self.mac, address)
        if not self.last_update_success:
            self._refresh_soon()

    @override
    async def _async_refresh(
        self,
        log_failures: bool = True,
        raise_on_auth_failed: bool = False,
        scheduled: bool = False,
        raise_on_entry_error: bool = False,
    ) -> None:
        """Refresh; what Home Assistant would log as an error is none: these cameras come and go."""
        was_there = self.last_update_success
        await super()._async_refresh(False, raise_on_auth_failed, scheduled, raise_on_entry_error)
        if log_failures and was_there and not self.last_update_success:
            say = LOGGER.info if self.restarting else LOGGER.warning
            say("%s has gone: %s", self.name, self.last_exception)

    @callback
    def expect_restart(self) -> None:
        """Take it calmly if the camera goes away now."""
        self._restart_deadline = time.monotonic() + _RESTART_GRACE

    @property
    def restarting(self) -> bool:
        """Return whether the camera was told to start anew, and has not been seen to come back yet."""
        return time.monotonic() < self._restart_deadline

    @property
    def absent(self) -> bool:
        """Return whether the camera has not been seen since the start."""
        return self._absent

    async def async_read_missing(self) -> None:
        """Read what enabled entities show and nobody has read yet: pages that connecting leaves out."""
        if set(self.async_contexts()) - self.data.pages.keys():
            await self.async_refresh()

    @callback
    def listen(self) -> None:
        """Take in what the camera announces until the entry is unloaded."""
        self.config_entry.async_on_unload(self.async_add_listener(self._availability_changed))
        self.config_entry.async_create_background_task(self.hass, self._listen(), name=f"{DOMAIN} {self.name} events")

    async def _listen(self) -> None:
        self.camera.alarms.restore(await self._alarm_memory.async_load())
        self.camera.alarms.set_ready(self.last_update_success)
        await self.camera.alarms.run(self._handle_alarm_change, self._began)

    @callback
    def async_add_alarm_listener(self, began: Callable[[Alarm], None]) -> Callable[[], None]:
        """Call back when an alarm begins; returns what ends that."""
        self._alarm_listeners.append(began)
        return lambda: self._alarm_listeners.remove(began)

    @callback
    def _began(self, alarms: Collection[Alarm]) -> None:
        for alarm in sorted(alarms, key=list(Alarm).index):
            for began in tuple(self._alarm_listeners):
                began(alarm)

    @callback
    def _availability_changed(self) -> None:
        """Publish alarms that brought the camera back in a write of their own, behind that of the availability."""
        if self.last_update_success:
            self.hass.loop.call_soon(self.camera.alarms.set_ready, True)
        else:
            self.camera.alarms.set_ready(False)

    @contextmanager
    def command(self, doing: str = "") -> Generator[None]:
        """Let a person know what went wrong when the camera was told something; show at once what came of it."""
        with translated(self.config_entry.title, doing=doing):
            try:
                yield
            finally:
                self.show_state()

    @callback
    def check_health(self) -> None:
        """Find out what somebody should see to; nobody waits for that."""
        if self._checking is None or self._checking.done():
            self._checking = self.config_entry.async_create_background_task(
                self.hass, self._check_health(), name=f"{DOMAIN} {self.name} check-up"
            )

    async def _check_health(self) -> None:
        await self.camera.check_health()
        self.show_state()

    @callback
    def show_state(self) -> None:
        """Show what the camera said outside of a poll.

        async_set_updated_data would put the next poll off each time, so a lively camera would never be polled.
        """
        self.data = self.camera.state
        self.async_update_listeners()

    @callback
    def _handle_alarm_change(self) -> None:
        self.show_state()
        self._alarm_memory.async_keep(self.camera.alarms.known)
        if self.camera.alarms.memory != self._source_memory:
            self._source_memory = self.camera.alarms.memory
            self.config_entry.async_create_task(self.hass, self._save_description())
        if self.camera.listening is self.last_update_success:
            return
        # It fell silent, or came back: a poll tells which, and says so once in the log.
        self._refresh_soon()

    @callback
    def _refresh_soon(self) -> None:
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = self.config_entry.async_create_background_task(
                self.hass, self.async_refresh(), name=f"{DOMAIN} {self.name} refresh"
            )

    def _failure(self, err: CameraError) -> UpdateFailed:
        self._failures += 1
        record_availability(self.hass, self.config_entry.entry_id, err)
        if isinstance(err, CameraMismatchError):  # somebody else may be looking for that one
            get_address_book(self.hass).record(format_mac(err.mac), self.address)
        key, placeholders = error_text(err, self.config_entry.title)
        return UpdateFailed(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders=placeholders,
            retry_after=min(_MIN_RETRY_DELAY * 2 ** min(self._failures - 1, 8), _MAX_RETRY_DELAY),
        )
