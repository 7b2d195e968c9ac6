"""The facade of one camera of any dialect."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
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
    CameraNotKeptError,
    CameraPermissionError,
    CameraResponseError,
    CameraUnsafeWriteError,
    CameraUnsupportedError,
)
from ..model.redaction import is_secret
from ..model.settings import Flag, Secret, Setting, Text, Write
from ..model.text import AmbiguousText, printable, readable
from ..model.values import CameraInfo, CameraState, Capabilities, MaintenanceTask, Page, Stream, StreamPreferences
from ..video.hub import MjpegHub
from ..video.picture_checker import PictureChecker
from .alarm_monitor import AlarmMonitor
from .page_cache import PageCache
from .ptz_controller import PtzController

_LOGGER = logging.getLogger(__name__)

_MAX_DESCRIPTION_LENGTH = 1000  # characters of a field that are stored in the description
_HEALTH_MAX_AGE = timedelta(seconds=10)
_CONFIRM_DELAYS = (0, 1, 1.5, 2.5)  # seconds between readings; some cameras show a written value late


@dataclass(frozen=True, slots=True)
class _Change:
    """A new value of a setting in the format of the camera."""

    setting: Setting[Any]
    value: Any
    raw: str
    write: Write
    exact: bool
    """Whether the value was given as bytes."""

    @classmethod
    def of(cls, setting: Setting[Any], value: Any) -> Self:
        """Format a value; raises BadValueError."""
        assert setting.write is not None  # noqa: S101  checked by the caller
        try:
            raw = setting.codec.encode(value)
        except BadValueError as err:
            err.setting = setting.key
            raise
        return cls(setting, setting.codec.decode(raw), raw, setting.write, isinstance(value, bytes))

    def raw_for(self, page: Page) -> str:
        """Return what to send: a text that the page already shows, in the bytes that the camera has for it."""
        shown = page.get(self.setting.field)
        if shown is None or self.exact or not isinstance(self.setting.codec, Text):
            return self.raw
        return shown if self.setting.codec.decode(shown) == self.value else self.raw


def _by_request(changes: Iterable[_Change]) -> Collection[list[_Change]]:
    """Group the changes that one request can carry."""
    questions: dict[tuple[str, ...], list[_Change]] = {}
    for change in changes:
        fixed = (f"{param}={value}" for param, value in change.write.fixed.items())
        questions.setdefault((change.write.path, *fixed), []).append(change)
    return questions.values()


def _describe(
    driver: CameraDriver, pages: Mapping[str, Page]
) -> tuple[CameraInfo, Capabilities, tuple[Setting[Any], ...]]:
    """Return what a camera is, what it can do, and what can be set, by what its pages say."""
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
    # A setting exists where its field stood in its page, for both manuals leave out what a model lacks, and where the
    # account may write it.
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
        )
        self.ptz = PtzController(driver.ptz, lambda: self._cache.pages, self.capabilities.role, str(self.address))
        self.infrared = driver.infrared if self.capabilities.output else None
        self.allows_anonymous: bool | None = None
        """Whether anonymous clients are served; None while unknown."""
        self._driver = driver
        self._heartbeat_page = driver.heartbeat_page if driver.heartbeat_page in pages else next(iter(pages))
        self._changing = asyncio.Lock()
        self._fetching: asyncio.Task[bytes] | None = None
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
        """Return what camera_from_description() needs to find this camera again; there are no secrets in it."""
        secret = {setting.field for setting in self.settings if isinstance(setting.codec, Secret)}
        pages = {
            name: {
                field: "" if field in secret or is_secret(field) else readable(str(raw))[:_MAX_DESCRIPTION_LENGTH]
                for field, raw in page.items()
            }
            for name, page in self.state.pages.items()
        }
        role = self._driver.capabilities(self._cache.pages).role
        return {"dialect": self.dialect, "role": int(role), "login": self._driver.working_login, "pages": pages}

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
        """Return the pages of which it is not known yet, or not any more, what they say."""
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

    async def verify_identity(self) -> None:
        """See that no other camera has taken the place of this one.

        Raises:
            CameraMismatchError: one has.
        """
        page = next(iter(self._driver.pages))
        fields = await self._driver.read(page)
        other = self._driver.identify({page: fields}).mac
        if other != self.info.mac:
            raise CameraMismatchError(other)
        self._cache.store(page, fields)

    async def sign_in(self) -> None:
        """Find a camera again that was remembered: the same one, and the login is taken.

        Raises:
            CameraAuthError: the login is refused.
            CameraMismatchError: another camera is there.
            CameraResponseError: something else is there.
        """
        if not await self._driver.sign_in(trusted=True, mac=self.info.mac):
            raise CameraResponseError(f"this is no {self.dialect} camera now")
        await self.verify_identity()

    async def read_missing(self, on_page: Callable[[], None] = lambda: None) -> None:
        """Read all pages that are still to be read, and call back after each; raises where the camera is gone."""
        await self._cache.read_missing(on_page)

    def anew(self) -> Self:
        """Return the same camera as it is to be described by what its pages say now."""
        return type(self)(self._driver, self._cache)

    @property
    def has_changed(self) -> bool:
        """Return whether its pages say now that it is, can do, or can be set to something else than they did."""
        return _describe(self._driver, self._cache.pages) != (self.info, self.capabilities, self.settings)

    async def update(self, pages: Collection[str]) -> None:
        """Read those of the pages anew that have grown old, and the heartbeat page; raises what concerns the camera.

        Each page is taken in as it comes, lest an old reading covers what was changed meanwhile.
        """
        await self._cache.update(pages, self._heartbeat_page, on_answer=self.alarms.record_answer)

    async def change[T](self, setting: Setting[T], value: T) -> None:
        """Write a setting and read it back; raises as change_all() does."""
        await self.change_all({setting.key: value})

    async def change_all(self, values: Mapping[str, Any], *, confirm: bool = True) -> None:
        """Write settings, as few requests as possible, and read them back.

        Without `confirm` nothing is read back, for changes that make the camera unreachable.

        Raises:
            BadValueError: a value is invalid; nothing was sent.
            CameraUnsupportedError: a setting does not exist; nothing was sent.
            CameraPermissionError: the account has too few rights; nothing was sent.
            CameraRejectedError: the camera refused the values, or kept others.
        """
        changes = self._changes(values)
        async with self._changing:
            for together in _by_request(changes):
                try:
                    await self._write(together)
                    if confirm:
                        await self._confirm(together)
                except CameraError:
                    for change in together:  # it may have been written although the answer was lost: read it again
                        self._cache.expire(change.setting.page)
                    raise
        if self.stream_page is not None:
            self._cache.expire(self.stream_page)
        self.alarms.wake()  # the change may affect alarms

    def _changes(self, values: Mapping[str, Any]) -> list[_Change]:
        return [_Change.of(self._writable(key), value) for key, value in values.items()]

    def _writable(self, key: str) -> Setting[Any]:
        setting = self.setting(key)
        if setting is None or setting.write is None:
            self._raise_if_role_too_low(key)
            raise CameraUnsupportedError(f"this camera has no setting {key}", setting=key)
        return setting

    async def _write(self, changes: list[_Change]) -> None:
        """Send the changes of one request, with the fields that the camera requires along with them."""
        page = self._cache.pages.get(changes[0].setting.page, {})
        if any(change.write.sent_with for change in changes):  # read again, so that changes by others are kept
            page = await self._driver.read(changes[0].setting.page)
            self._verify_complete(changes, page)
        params: dict[str, str] = {}
        for change in changes:
            params |= change.write.defaults
            params |= {param: page[name] for param, name in change.write.sent_with.items() if name in page}
        params |= {change.write.param: change.raw_for(page) for change in changes}
        await self._driver.send(changes[0].write.path, {**changes[0].write.fixed, **params})

    def _verify_complete(self, changes: list[_Change], page: Page) -> None:
        """Verify that a page contains all fields that have to be sent along; cameras reset those that are missing.

        Raises:
            CameraResponseError: the page is incomplete.
            CameraUnsafeWriteError: a field is ambiguous and would not be written back unchanged.
        """
        name = changes[0].setting.page
        written = {change.write.param for change in changes}
        for change in changes:
            for param, field in change.write.sent_with.items():
                if param not in written and isinstance(page.get(field), AmbiguousText):
                    keys = (each.key for each in self.settings if (each.page, each.field) == (name, field))
                    raise CameraUnsafeWriteError(next(keys, field))
        always = {each.field for each in self.settings if each.page == name and each.available_when is None}
        before = self._cache.pages.get(name, {})
        for change in changes:
            for field in change.write.sent_with.values():
                if field in always and field in before and field not in page:
                    raise CameraResponseError(f"page {name} came without {field}")

    async def _confirm(self, changes: list[_Change]) -> None:
        """Read back the changes and raise if the camera shows other values."""
        pages = {change.setting.page for change in changes if change.setting.field}
        differing: list[_Change] = []
        for delay in _CONFIRM_DELAYS:
            await asyncio.sleep(delay)
            for page in pages:
                await self._cache.read(page)
            differing = [change for change in changes if self._differs(change)]
            if not differing:
                return
        setting = differing[0].setting
        can_be_shown = not isinstance(setting.codec, Secret | Flag)
        raise CameraNotKeptError(setting.key, self.state.get(setting) if can_be_shown else None)

    def _differs(self, change: _Change) -> bool:
        """Return whether the camera shows another value; fields that it does not show are ignored."""
        setting = change.setting
        return setting.field in self.state.pages.get(setting.page, {}) and self.state.get(setting) != change.value

    async def change_network(self, group: str, values: Mapping[str, Any]) -> bool:
        """Write network settings of a group without reading them back; return whether anything changed.

        Raises:
            BadValueError: a value is invalid, or the first request would make the camera unreachable for the next.
        """
        self._changes(values)  # validates everything before the first request
        now = await self.group(group)
        values = {
            change.setting.key: values[change.setting.key]
            for change in self._changes(values)
            if now.get(change.setting.key) != change.value
        }
        if len(_by_request(self._changes(values))) > 1:
            raise BadValueError("one_at_a_time")
        await self.change_all(values, confirm=False)
        if values and group in self._driver.applied_on_restart:
            with suppress(CameraError):  # it may already be unreachable
                await self.maintenance.reboot()
        return bool(values)

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
            self._raise_if_role_too_low(name)
            raise CameraUnsupportedError(f"this camera has no {name.replace('_', ' ')}", setting=name)
        return {setting.key: self.state.get(setting) for setting in settings}

    def require_task(self, task: MaintenanceTask) -> None:
        """Raise CameraPermissionError if the account may not use a maintenance command."""
        if task not in self.capabilities.tasks and self.capabilities.role < Role.ADMINISTRATOR:
            raise CameraPermissionError(f"this account may not do this: {task.value}")

    def _raise_if_role_too_low(self, name: str) -> None:
        """Raise CameraPermissionError if a setting or group exists, but requires a higher role."""
        wanted = (each.write.role for each in self._driver.settings if each.write and name in {each.key, each.group})
        if any(role > self.capabilities.role for role in wanted):
            raise CameraPermissionError(f"this account may not set {name}")

    async def refresh(self, pages: Collection[str]) -> None:
        """Read pages anew, however fresh they are; one that makes no sense stays as it was.

        Raises:
            CameraConnectionError, CameraAuthError: a page was not answered, or the login refused.
        """
        await self._cache.refresh(pages)
        self.alarms.record_answer()

    async def switch_output(self, on: bool) -> None:
        """Switch the output."""
        await self._driver.switch_output(on)
        self.alarms.set_output(on)

    async def picture(self) -> bytes:
        """Return the current picture as JPEG; concurrent callers share one request."""
        if self.live.latest is not None:
            return self.live.latest
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch(), name="ip_camera_cgi picture")
            # The callers may be gone before it fails.
            self._fetching.add_done_callback(lambda task: task.cancelled() or task.exception())
        fetching = self._fetching
        await asyncio.wait([fetching])
        if fetching.cancelled():
            raise CameraConnectionError("the camera was closed")
        return fetching.result()

    async def _fetch(self) -> bytes:
        return await self._picture_checker.check(await self._driver.picture())

    def stream_with_sound(self) -> AsyncGenerator[bytes]:
        """Yield the live stream with sound over a connection of its own."""
        return self._driver.stream_with_sound(self._stream_preferences)

    def stream_url(self, stream: Stream) -> str:
        """Return the URL of a stream including the login; never show or log it."""
        userinfo = f"{self._driver.account.userinfo}@" if self._driver.account.username else ""
        return f"rtsp://{userinfo}{self.address.netloc}:{stream.port}{stream.path}"

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
        await self.live.close()
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait([self._fetching])

    def _store_fields(self, reported: Mapping[str, Page]) -> bool:
        """Store fields that the camera has pushed; return whether any changed."""
        changed = [name for name, fields in reported.items() if self._cache.merge(name, fields)]
        return bool(changed)
