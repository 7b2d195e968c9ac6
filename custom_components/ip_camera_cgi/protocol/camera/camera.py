"""The facade of one camera of any dialect."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import timedelta
import logging
from typing import Any, Self

from ..dialects.driver import CameraDriver
from ..model.address import Address, Role
from ..model.errors import (
    BadValueError,
    CameraConnectionError,
    CameraError,
    CameraMismatchError,
    CameraPermissionError,
    CameraPrivateError,
    CameraResponseError,
    CameraUnavailableError,
    CameraUnsupportedError,
)
from ..model.redaction import is_secret
from ..model.settings import Secret, Setting
from ..model.text import printable, readable
from ..model.values import CameraInfo, CameraState, Capabilities, MaintenanceTask, Page, Stream, StreamPreferences
from ..video.hub import LiveState, MjpegHub
from ..video.picture_checker import PictureChecker
from .alarm_monitor import AlarmMonitor
from .page_cache import PageCache
from .ptz_controller import PtzController
from .setting_writer import SettingWriter, by_request
from .speaker import Speaker

_LOGGER = logging.getLogger(__name__)

_MAX_DESCRIPTION_LENGTH = 1000  # characters of a field that are stored in the description
_HEALTH_MAX_AGE = timedelta(seconds=10)


def _describe(
    driver: CameraDriver, pages: Mapping[str, Page]
) -> tuple[CameraInfo, Capabilities, tuple[Setting[Any], ...]]:
    """Derive identity, capabilities and settings of a camera from its pages."""
    info = driver.identify(pages)
    info = replace(
        info,
        name=printable(info.name),
        model=printable(info.model),
        firmware=printable(info.firmware or "") or None,
        hardware=printable(info.hardware or "") or None,
        web_version=printable(info.web_version or "") or None,
    )
    capabilities = driver.capabilities(pages)
    # A setting exists if its page has the field, because both manuals leave out what a model lacks, and if the account
    # may write it.
    settings = tuple(
        driver.adapt_setting(setting, pages)
        for setting in driver.settings
        if driver.has_setting(setting, pages) and (setting.write is None or setting.write.role <= capabilities.role)
    )
    return info, capabilities, settings


class Camera:
    """One camera: identity, capabilities, settings, state, streams, alarms and PTZ."""

    def __init__(self, driver: CameraDriver, cache: PageCache) -> None:
        pages = cache.pages
        self.dialect = driver.dialect
        self.address = driver.address
        self.info, self.capabilities, self.settings = _describe(driver, pages)
        self._cache = cache
        self.live = MjpegHub(lambda: driver.pictures(self._stream_preferences, self.live.push))
        self._stream_preferences = StreamPreferences()
        self.live_rates = driver.live_rates
        self.live_sizes = driver.live_sizes(pages)
        self.sound_type = driver.sound_type
        self.stream_page = driver.stream_page
        self.maintenance = driver.maintenance
        self.account_lock = asyncio.Lock()
        """Held across a read-modify-write that needs more than one call."""
        self.alarms = AlarmMonitor(
            driver.alarm_sources,
            lambda: self._cache.pages,
            expected=self.capabilities.alarms,
            reports_output=self.capabilities.reports_output,
            store_fields=self._store_fields,
            is_streaming=lambda: self.live.state is LiveState.STREAMING,
        )
        self.ptz = PtzController(driver.ptz, lambda: self._cache.pages, self.capabilities.role, str(self.address))
        self.infrared = driver.infrared if self.capabilities.output else None
        may_talk = self.capabilities.role >= Role.OPERATOR
        self.speaker = Speaker(driver.loudspeaker if may_talk else None, lambda: self._cache.pages)
        self.allows_anonymous: bool | None = None
        """Whether anonymous clients are served; None while unknown."""
        driver.expected.mac = self.info.mac
        self._driver = driver
        self._heartbeat_page = driver.heartbeat_page if driver.heartbeat_page in pages else next(iter(pages))
        self._writer = SettingWriter(driver, cache, self.settings, self.capabilities.role)
        self._fetching: asyncio.Task[bytes] | None = None
        self._held: Collection[str] = ()
        self._picture_checker = PictureChecker()

    @property
    def driver(self) -> CameraDriver:
        """Return the driver, for diagnostics."""
        return self._driver

    @property
    def state(self) -> CameraState:
        """Return the last known state."""
        return CameraState(self._cache.pages, self.alarms.alarms, self.alarms.output)

    @property
    def listening(self) -> bool:
        """Return whether alarms are being received; otherwise their state is unknown."""
        return self.alarms.on

    @property
    def description(self) -> dict[str, Any]:
        """Return the snapshot that camera_from_description() restores; it contains no secrets."""
        secret = {setting.field for setting in self.settings if isinstance(setting.codec, Secret)}
        pages = {
            name: {
                field: "" if field in secret or is_secret(field) else readable(str(raw))[:_MAX_DESCRIPTION_LENGTH]
                for field, raw in page.items()
            }
            for name, page in self.state.pages.items()
        }
        role = self._driver.capabilities(self._cache.pages).role
        known = {"dialect": self.dialect, "role": int(role), "login": self._driver.working_login, "pages": pages}
        return known if self._driver.expected.realm is None else {**known, "realm": self._driver.expected.realm}

    @property
    def streams(self) -> tuple[Stream, ...]:
        """Return the current RTSP streams."""
        return self._driver.streams(self._cache.pages)

    @property
    def known_vulnerability(self) -> str:
        """Return the identifier of a known vulnerability of the firmware, or an empty string."""
        return self._driver.known_vulnerability(self._cache.pages)

    def age(self, page: str) -> timedelta | None:
        """Return the time since a page was read, or None."""
        return self._cache.age(page)

    @property
    def unread_pages(self) -> frozenset[str]:
        """Return the pages that have to be read, or read again."""
        return self._cache.unread

    @property
    def siblings(self) -> tuple[Address, ...]:
        """Return the addresses of other cameras that are configured in this one."""
        return self._driver.siblings(self._cache.pages)

    def set_stream_preferences(self, preferences: StreamPreferences) -> None:
        """Set rate and size of live pictures; values that the camera lacks are ignored."""
        rate = preferences.rate if preferences.rate in self.live_rates else None
        self._stream_preferences = StreamPreferences(
            rate, preferences.size if preferences.size in self.live_sizes else None
        )
        self.live.set_rate(rate)

    def writable[C](self, kind: type[C]) -> list[tuple[Setting[Any], C]]:
        """Return the writable settings without a group whose codec is of this type, with the codec."""
        writable = (setting for setting in self.settings if setting.write and not setting.group)
        return [(setting, setting.codec) for setting in writable if isinstance(setting.codec, kind)]

    def setting(self, key: str) -> Setting[Any] | None:
        """Return the setting of a key, or None."""
        return next((setting for setting in self.settings if setting.key == key), None)

    def is_available(self, setting: Setting[Any]) -> bool:
        """Return whether a setting is available in the current mode."""
        if setting.available_when is None:
            return True
        field, values = setting.available_when
        page = self.state.pages.get(setting.page, {})
        return page.get(field, "").lower() in values and (setting.field in page or setting.not_echoed)

    def readable[C](self, kind: type[C]) -> list[tuple[Setting[Any], C]]:
        """Return the read-only settings whose codec is of this type, with the codec."""
        readable = (setting for setting in self.settings if not setting.write and not setting.group)
        return [(setting, setting.codec) for setting in readable if isinstance(setting.codec, kind)]

    def doubt_identity(self) -> None:
        """Identify the camera anonymously before the login is sent again, because another device may be there now."""
        self._driver.identity.doubt()

    async def verify_identity(self) -> None:
        """Verify that the address still belongs to this camera.

        Raises:
            CameraMismatchError: another camera answers.
        """
        page = next(iter(self._driver.pages))
        fields = await self._driver.read(page)
        other = self._driver.identify({page: fields}).mac
        if other != self.info.mac:
            raise CameraMismatchError(other)
        self._cache.store(page, fields)

    async def sign_in(self) -> None:
        """Verify identity and login of a camera restored from its description.

        Raises:
            CameraAuthError: the login is refused.
            CameraMismatchError: another camera answers.
            CameraResponseError: another kind of device answers.
        """
        if not await self._driver.sign_in(known=True):
            raise CameraResponseError(f"this is no {self.dialect} camera now")
        await self.verify_identity()

    async def read_missing(self, on_page: Callable[[], None] = lambda: None) -> None:
        """Read all unread pages with a callback after each; raises CameraError if the camera has become unavailable."""
        await self._cache.read_missing(on_page)

    def rebuilt(self) -> Self:
        """Return a new camera with identity, capabilities and settings derived from the current pages."""
        return type(self)(self._driver, self._cache)

    @property
    def has_changed(self) -> bool:
        """Return whether the current pages yield another identity, capabilities or settings than this object has."""
        return _describe(self._driver, self._cache.pages) != (self.info, self.capabilities, self.settings)

    async def update(self, pages: Collection[str]) -> None:
        """Read the heartbeat page and those of the given pages that are no longer fresh.

        Raises CameraError if the camera has become unavailable. Each page is stored as it arrives, so that an old
        reading cannot hide a later change.
        """
        await self._cache.update(pages, self._heartbeat_page, on_answer=self.alarms.record_answer)

    @property
    def private(self) -> bool:
        """Return whether pictures are withheld."""
        return self.live.suspended

    def withhold_pictures(self) -> None:
        """End every picture at once, and give none until release_pictures()."""
        self.live.suspend()
        if self._fetching is not None:
            self._fetching.cancel()

    def release_pictures(self) -> None:
        """Give pictures again."""
        self.live.resume()

    def require_pictures(self) -> None:
        """Raise CameraPrivateError while pictures are withheld."""
        if self.private:
            raise CameraPrivateError("privacy is on")

    def hold_settings(self, held: Collection[str]) -> None:
        """Let only change_held() change these settings, by their keys, until others are held."""
        self._held = frozenset(held)

    async def change_held(self, values: Mapping[str, Any]) -> None:
        """Change settings that are held; raises as change_all() does."""
        await self._change_all(values)

    async def change[T](self, setting: Setting[T], value: T) -> None:
        """Write a setting and read it back; raises as change_all() does."""
        await self.change_all({setting.key: value})

    async def change_all(self, values: Mapping[str, Any], *, confirm: bool = True) -> None:
        """Write settings, as few requests as possible, and read them back.

        Without `confirm` nothing is read back, for changes that make the camera unreachable.

        Raises:
            BadValueError: a value is invalid, or held by hold_settings(); nothing was sent.
            CameraUnsupportedError: a setting does not exist; nothing was sent.
            CameraPermissionError: the account has too few rights; nothing was sent.
            CameraRejectedError: the camera refused the values, or kept others.
        """
        if held := next((key for key in values if key in self._held), None):
            raise BadValueError("held_by_privacy", setting=held)
        await self._change_all(values, confirm=confirm)

    async def _change_all(self, values: Mapping[str, Any], *, confirm: bool = True) -> None:
        await self._writer.write(self._writer.changes(values), confirm=confirm)
        if self.stream_page is not None:
            self._cache.expire(self.stream_page)
        self.alarms.wake()  # the change may affect alarms

    async def change_network(self, group: str, values: Mapping[str, Any]) -> bool:
        """Write network settings of a group without reading them back; return whether anything changed.

        Raises:
            BadValueError: a value is invalid, or the first request would make the camera unreachable for the next.
        """
        changes = self._writer.changes(values)  # validates everything before the first request
        now = await self.group(group)
        changes = [change for change in changes if now.get(change.setting.key) != change.value]
        if len(by_request(changes)) > 1:
            raise BadValueError("one_at_a_time")
        await self._writer.write(changes, confirm=False)
        if changes and group in self._driver.applied_on_restart:
            with suppress(CameraError):  # it may already be unreachable
                await self.maintenance.reboot()
        return bool(changes)

    async def group(self, name: str) -> dict[str, Any]:
        """Read the settings of a group.

        Raises:
            CameraUnsupportedError: the camera does not have the group.
            CameraPermissionError: the account has too few rights.
        """
        settings = [setting for setting in self.settings if setting.group == name and setting.field]
        pages = {setting.page for setting in settings}
        await self.refresh(pages)
        if pages.isdisjoint(self.state.pages):
            self._writer.require_role(name)
            raise CameraUnsupportedError(f"this camera has no {name.replace('_', ' ')}", setting=name)
        return {setting.key: self.state.get(setting) for setting in settings}

    def require_task(self, task: MaintenanceTask) -> None:
        """Raise CameraPermissionError if the account may not use a maintenance command."""
        if task not in self.capabilities.tasks and self.capabilities.role < Role.ADMINISTRATOR:
            raise CameraPermissionError(f"this account may not do this: {task.value}")

    async def refresh(self, pages: Collection[str]) -> None:
        """Read pages regardless of their age; a page with an invalid answer keeps its last content.

        Raises:
            CameraConnectionError, CameraAuthError: a page was not answered, or the login was refused.
        """
        await self._cache.refresh(pages)
        self.alarms.record_answer()

    async def switch_output(self, on: bool) -> None:
        """Switch the output."""
        await self._driver.switch_output(on)
        self.alarms.set_output(on)

    async def picture(self) -> bytes:
        """Return the current picture as JPEG; concurrent callers share one request.

        A camera that cannot serve stills while it streams is answered for from its live stream.
        """
        self.require_pictures()
        if self.live.latest is not None:
            return self.live.latest
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch(), name="ip_camera_cgi picture")
            # All callers may have been cancelled before it fails.
            self._fetching.add_done_callback(lambda task: task.cancelled() or task.exception())
        fetching = self._fetching
        await asyncio.wait([fetching])
        self.require_pictures()
        if fetching.cancelled():
            raise CameraConnectionError("the camera was closed")
        return fetching.result()

    async def _fetch(self) -> bytes:
        try:
            return await self._picture_checker.check(await self._driver.picture())
        except CameraConnectionError, CameraUnavailableError:
            if self.live.current is None:
                raise
            return self.live.current

    async def stream_with_sound(self) -> AsyncGenerator[bytes]:
        """Yield the live stream with sound over a connection of its own."""
        self.require_pictures()
        async with aclosing(self._driver.stream_with_sound(self._stream_preferences)) as chunks:
            async for chunk in chunks:
                self.require_pictures()
                yield chunk

    def stream_url(self, stream: Stream, via: Address | None = None) -> str:
        """Return the URL of a stream, by way of a relay if given; it contains the login, so never show or log it."""
        userinfo = f"{self._driver.account.userinfo}@" if self._driver.account.username else ""
        netloc = f"{self.address.netloc}:{stream.port}" if via is None else f"{via.host}:{via.port}"
        return f"rtsp://{userinfo}{netloc}{stream.path}"

    async def check_health(self) -> None:
        """Read the pages for the health checks; anonymous access is checked once."""
        old = [page for page in self._driver.health_pages if (age := self.age(page)) is None or age > _HEALTH_MAX_AGE]
        try:
            if old:
                await self.refresh(old)
            if self.allows_anonymous is None:
                self.allows_anonymous = await self._driver.allows_anonymous()
        except CameraError as err:  # the next poll finds out whether it is unavailable
            _LOGGER.debug("%s was not checked up: %s", self.address, err)

    async def close(self) -> None:
        """Stop motors, streams and tasks."""
        await self.ptz.close()
        await self.speaker.stop()
        await self.live.close()
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait([self._fetching])

    def _store_fields(self, reported: Mapping[str, Page]) -> bool:
        """Store fields that the camera has pushed; return whether any changed."""
        changed = [name for name, fields in reported.items() if self._cache.merge(name, fields)]
        return bool(changed)
