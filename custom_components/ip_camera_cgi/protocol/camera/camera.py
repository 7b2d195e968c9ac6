"""The facade of one camera of any dialect."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, Self

from ..dialects.driver import CameraDriver
from ..model.address import Address, Role
from ..model.errors import (
    BadValueError,
    CameraError,
    CameraMismatchError,
    CameraPermissionError,
    CameraResponseError,
    CameraUnsupportedError,
)
from ..model.settings import Setting
from ..model.values import CameraState, MaintenanceTask, Page, Stream
from ..video.hub import LiveState
from .alarm_monitor import AlarmMonitor
from .description import Description
from .page_cache import PageCache, PagesRead
from .pictures import CameraPictures
from .ptz_controller import PtzController
from .setting_writer import SettingWriter, by_request
from .speaker import Speaker


class Camera:
    """One camera: identity, capabilities, settings, state, streams, alarms and PTZ."""

    def __init__(self, driver: CameraDriver, cache: PageCache) -> None:
        pages = cache.pages
        self.dialect = driver.dialect
        self.address = driver.address
        self._description = Description.of(driver, pages)
        self.info, self.capabilities = self._description.info, self._description.capabilities
        self.settings = self._description.settings
        self._cache = cache
        self._searched = pages
        """The pages that were searched for settings last."""
        self.pictures = CameraPictures(driver, pages)
        self.live = self.pictures.live
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

    @property
    def driver(self) -> CameraDriver:
        """Return the driver, for diagnostics."""
        return self._driver

    @property
    def state(self) -> CameraState:
        """Return the last known state."""
        return CameraState(self._cache.pages, self.alarms.alarms, self.alarms.output.on)

    @property
    def listening(self) -> bool:
        """Return whether alarms are being received; otherwise their state is unknown."""
        return self.alarms.on

    @property
    def description(self) -> dict[str, Any]:
        """Return the snapshot that camera_from_description() restores; it contains no secrets."""
        return self._description.stored(self._driver, self._cache.pages)

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

    @property
    def pages_read(self) -> PagesRead:
        """Return the pages as they were read, for another object of the same camera."""
        return self._cache.read_so_far

    def take_over(self, read: PagesRead) -> Self:
        """Return a new camera with the pages that another object of the same camera has read."""
        self._cache.take_over(read)
        return self.rebuilt()

    def rebuilt(self) -> Self:
        """Return a new camera with identity, capabilities and settings derived from the current pages."""
        return type(self)(self._driver, self._cache)

    def add_new_settings(self) -> bool:
        """Add the settings of fields read since, and return whether there are any; existing ones are not changed."""
        if self._searched is self._cache.pages:
            return False
        self._searched = self._cache.pages
        known = {setting.key for setting in self.settings}
        found = Description.of(self._driver, self._searched).settings
        new = tuple(setting for setting in found if setting.key not in known)
        if new:
            self.settings = self._writer.settings = (*self.settings, *new)
        return bool(new)

    @property
    def has_changed(self) -> bool:
        """Return whether the current pages yield another identity, capabilities or settings than this object has."""
        return Description.of(self._driver, self._cache.pages) != self._description

    async def update(self, pages: Collection[str]) -> None:
        """Read the heartbeat page and those of the given pages that are no longer fresh.

        Raises CameraError if the camera has become unavailable. Each page is stored as it arrives, so that an old
        reading cannot hide a later change.
        """
        await self._cache.update(pages, self._heartbeat_page, on_answer=self.alarms.record_answer)

    def hold_settings(self, held: Collection[str]) -> None:
        """Let only change_all() with `held` change these settings, by their keys, until others are held."""
        self._writer.held = frozenset(held)

    async def change[T](self, setting: Setting[T], value: T) -> None:
        """Write a setting and read it back; raises as change_all() does."""
        await self.change_all({setting.key: value})

    async def change_all(self, values: Mapping[str, Any], *, confirm: bool = True, held: bool = False) -> None:
        """Write settings, as few requests as possible, and read them back; with `held`, also those held.

        Without `confirm` nothing is read back, for changes that make the camera unreachable.

        Raises:
            BadValueError: a value is invalid, or held by hold_settings(); nothing was sent.
            CameraUnsupportedError: a setting does not exist; nothing was sent.
            CameraPermissionError: the account has too few rights; nothing was sent.
            CameraRejectedError: the camera refused the values, or kept others.
        """
        await self._writer.write(self._writer.changes(values, held=held), confirm=confirm)
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
        found = await self.groups([name])
        if name not in found:
            raise CameraUnsupportedError(f"this camera has no {name.replace('_', ' ')}", setting=name)
        return found[name]

    async def groups(self, names: Collection[str]) -> dict[str, dict[str, Any]]:
        """Read the settings of those groups that the camera has, each page once.

        Raises:
            CameraPermissionError: the account has too few rights for one of them.
        """
        settings = {name: [each for each in self.settings if each.group == name and each.field] for name in names}
        await self.refresh({setting.page for group in settings.values() for setting in group})
        state, found = self.state, dict[str, dict[str, Any]]()
        for name, group in settings.items():
            if any(setting.page in state.pages for setting in group):
                found[name] = {setting.key: state.get(setting) for setting in group}
            else:
                self._writer.require_role(name)
        return found

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
        self.alarms.output.report(on)

    async def close(self) -> None:
        """Stop motors, streams and tasks."""
        await self.ptz.motion.close()
        await self.speaker.stop()
        await self.pictures.close()

    def _store_fields(self, reported: Mapping[str, Page]) -> bool:
        """Store fields that the camera has pushed; return whether any changed."""
        changed = [name for name, fields in reported.items() if self._cache.merge(name, fields)]
        return bool(changed)
