"""One camera, whatever its dialect."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
import logging
import time
from typing import Any, Self

from ..dialects.driver import CameraDriver
from ..model.address import Address, Role
from ..model.errors import (
    BadValueError,
    CameraConnectionError,
    CameraElsewhereError,
    CameraError,
    CameraPermissionError,
    CameraRejectedError,
    CameraResponseError,
    CameraTroubleError,
    CameraUnsupportedError,
)
from ..model.redaction import is_secret
from ..model.settings import Secret, Setting, Write
from ..model.text import tidy
from ..model.values import CameraState, LiveWish, Page, Stream, Task
from ..video.hub import MjpegHub
from ..video.jpeg import checked
from .alarm_monitor import AlarmMonitor
from .ptz_controller import PtzController

_LOGGER = logging.getLogger(__name__)

_FRESH = timedelta(seconds=10)
_CONFIRM_AFTER = (0, 1)  # seconds: some cameras take a moment before a page shows what was written


@dataclass(frozen=True, slots=True)
class _Change:
    """A value that a setting is to get, as the camera writes it."""

    setting: Setting[Any]
    value: Any
    raw: str
    write: Write

    @classmethod
    def of(cls, setting: Setting[Any], value: Any) -> Self:
        """Turn a value into text; raises BadValueError."""
        assert setting.write is not None  # noqa: S101  the caller saw to it
        try:
            raw = setting.codec.encode(value)
        except BadValueError as err:
            err.setting = setting.key
            raise
        return cls(setting, setting.codec.decode(raw), raw, setting.write)


def _by_question(changes: Iterable[_Change]) -> Collection[list[_Change]]:
    """Return those together that one question can carry."""
    questions: dict[tuple[str, ...], list[_Change]] = {}
    for change in changes:
        fixed = (f"{param}={value}" for param, value in change.write.fixed.items())
        questions.setdefault((change.write.path, *fixed), []).append(change)
    return questions.values()


class Camera:
    """A camera: what it is, what it can do, how it stands, and everything it can be asked for."""

    def __init__(self, driver: CameraDriver, pages: dict[str, Page]) -> None:
        self.dialect = driver.dialect
        self.address = driver.address
        info = driver.identify(pages)
        self.info = replace(
            info,
            name=tidy(info.name),
            model=tidy(info.model),
            firmware=tidy(info.firmware or "") or None,
            hardware=tidy(info.hardware or "") or None,
            web_version=tidy(info.web_version or "") or None,
        )
        self.capabilities = driver.capabilities(pages)
        # A setting exists where its field stood in its page, for both manuals leave out what a model lacks, and where
        # the account may write it.
        self.settings: tuple[Setting[Any], ...] = tuple(
            driver.fit(setting, pages)
            for setting in driver.settings
            if driver.has(setting, pages) and (setting.write is None or setting.write.role <= self.capabilities.role)
        )
        self._pages: Mapping[str, Page] = pages
        self.live = MjpegHub(lambda: driver.pictures(self._live_wish))
        self._live_wish = LiveWish()
        self.live_rates = driver.live_rates
        self.live_sizes = driver.live_sizes(pages)
        self.sound_type = driver.sound_type
        self.stream_page = driver.stream_page
        self.upkeep = driver.upkeep
        self.read_and_write = asyncio.Lock()
        """For whoever decides by what the camera has what to write, as long as nobody else may."""
        self.alarms = AlarmMonitor(
            driver.alarm_sources,
            lambda: self._pages,
            expected=self.capabilities.alarms,
            reports_output=self.capabilities.output_told,
        )
        self.ptz = PtzController(driver.ptz, lambda: self._pages, self.capabilities.role)
        self.infrared = driver.infrared if self.capabilities.output else None
        self.is_open: bool | None = None
        """Whether somebody without any login is let in, if that was found out."""
        self._driver = driver
        self._pulse = driver.pulse if driver.pulse in pages else next(iter(pages))
        self._read_at = dict.fromkeys(pages, time.monotonic())
        self._changing = asyncio.Lock()
        self._fetching: asyncio.Task[bytes] | None = None

    @property
    def driver(self) -> CameraDriver:
        """Return what speaks to the camera, for whoever wants to know what goes on there."""
        return self._driver

    @property
    def state(self) -> CameraState:
        """Return how the camera stands, as far as is known."""
        return CameraState(self._pages, self.alarms.alarms, self.alarms.output)

    @property
    def listening(self) -> bool:
        """Return whether the camera is heard; else nothing is known of its alarms."""
        return self.alarms.on

    @property
    def known(self) -> dict[str, Any]:
        """Return what remember() needs to describe this camera when it is not there; there are no secrets in it."""
        secret = {setting.field for setting in self.settings if isinstance(setting.codec, Secret)}
        pages = {
            name: {field: "" if field in secret or is_secret(field) else raw for field, raw in page.items()}
            for name, page in self.state.pages.items()
        }
        return {"dialect": self.dialect, "role": int(self.capabilities.role), "pages": pages}

    @property
    def streams(self) -> tuple[Stream, ...]:
        """Return what can be had by RTSP at the moment."""
        return self._driver.streams(self._pages)

    @property
    def known_hole(self) -> str:
        """Return the name of a hole that the firmware is known to have, or nothing."""
        return self._driver.known_hole(self._pages)

    def age(self, page: str) -> timedelta | None:
        """Return how long ago a page was read, if it was."""
        read_at = self._read_at.get(page)
        return None if read_at is None else timedelta(seconds=time.monotonic() - read_at)

    @property
    def siblings(self) -> tuple[Address, ...]:
        """Return where there are other cameras, as far as this one was told."""
        return self._driver.siblings(self._pages)

    def wish_live(self, wish: LiveWish) -> None:
        """Have live pictures asked for so from now on; what this camera cannot be asked for is left out."""
        rate = wish.rate if wish.rate in self.live_rates else None
        self._live_wish = LiveWish(rate, wish.size if wish.size in self.live_sizes else None)
        self.live.pace(rate)

    def writable[C](self, kind: type[C]) -> list[tuple[Setting[Any], C]]:
        """Return the settings that can be written alone, of one kind of codec, each with its codec."""
        writable = (setting for setting in self.settings if setting.write and not setting.group)
        return [(setting, setting.codec) for setting in writable if isinstance(setting.codec, kind)]

    def setting(self, key: str) -> Setting[Any] | None:
        """Return the setting of that key, if this camera has it."""
        return next((setting for setting in self.settings if setting.key == key), None)

    def applies(self, setting: Setting[Any]) -> bool:
        """Return whether a setting means something in the mode that the camera is in, and is there in that mode."""
        if setting.when is None:
            return True
        field, values = setting.when
        page = self.state.pages.get(setting.page, {})
        return page.get(field, "").lower() in values and (setting.field in page or setting.unshown)

    def readable[C](self, kind: type[C]) -> list[tuple[Setting[Any], C]]:
        """Return the settings that can only be read, of one kind of codec, each with its codec."""
        readable = (setting for setting in self.settings if not setting.write and not setting.group)
        return [(setting, setting.codec) for setting in readable if isinstance(setting.codec, kind)]

    async def see_that_it_is_there(self) -> None:
        """See that no other camera has taken the place of this one.

        Raises:
            CameraElsewhereError: one has.
        """
        page = next(iter(self._driver.pages))
        other = self._driver.identify({page: await self._driver.read(page)}).mac
        if other != self.info.mac:
            raise CameraElsewhereError(other)

    async def update(self, pages: Collection[str]) -> None:
        """Read those of the pages anew that have grown old, and the pulse.

        A page that the camera no longer gives is left out; only what concerns the whole camera is raised. Each page is
        taken in as it comes, lest an old reading covers what was changed meanwhile.
        """
        now = time.monotonic()
        due = [page for page in pages if now - self._read_at.get(page, float("-inf")) >= self._driver.pages[page]]
        self._take(self._pulse, await self._driver.read(self._pulse))
        self.alarms.record_answer()
        for page in due:
            if page == self._pulse:
                continue
            try:
                self._take(page, await self._driver.read(page))
            except CameraConnectionError:
                raise
            except CameraResponseError as err:
                _LOGGER.debug("%s: page %s stays as it was: %s", self.address, page, err)
            except CameraError as err:
                _LOGGER.debug("%s no longer gives page %s: %s", self.address, page, err)
                self._take(page, None)

    async def change[T](self, setting: Setting[T], value: T) -> None:
        """Write a setting and see that the camera has it; raises as change_all() does."""
        await self.change_all({setting.key: value})

    async def change_all(self, values: Mapping[str, Any], *, confirm: bool = True) -> None:
        """Write settings, those that one CGI takes in one go, and see that the camera has them.

        Without confirmation nothing is read again: for what takes the camera away from here.

        Raises:
            BadValueError: the camera would not take a value; nothing was sent.
            CameraUnsupportedError: there is no such setting; nothing was sent.
            CameraPermissionError: it wants another account; nothing was sent.
            CameraRejectedError: the camera refused the values, or kept others.
        """
        changes = self._changes(values)
        async with self._changing:
            for together in _by_question(changes):
                try:
                    await self._write(together)
                    if confirm:
                        await self._confirm(together)
                except CameraError:
                    for change in together:  # perhaps it was done, and only the answer got lost: the next poll tells
                        self._read_at.pop(change.setting.page, None)
                    raise
        if self.stream_page is not None:
            self._read_at.pop(self.stream_page, None)
        self.alarms.wake()  # what was changed may be what alarms are raised for

    def _changes(self, values: Mapping[str, Any]) -> list[_Change]:
        return [_Change.of(self._writable(key), value) for key, value in values.items()]

    def _writable(self, key: str) -> Setting[Any]:
        setting = self.setting(key)
        if setting is None or setting.write is None:
            self._refuse_weak_account(key)
            groups = (each.group for each in self._driver.settings if each.key == key)
            what = next(groups, "") or f"setting {key}"
            raise CameraUnsupportedError(f"this camera has no {what.replace('_', ' ')}")
        return setting

    async def _write(self, changes: list[_Change]) -> None:
        """Send changes in one question, with what the camera wants along with them."""
        page: Page = {}
        if any(change.write.along for change in changes):  # read anew, so that nobody's change is put back
            page = await self._driver.read(changes[0].setting.page)
            self._see_that_nothing_is_lost(changes, page)
        params: dict[str, str] = {}
        for change in changes:
            params |= change.write.otherwise
            params |= {param: page[name] for param, name in change.write.along.items() if name in page}
        params |= {change.write.param: change.raw for change in changes}
        await self._driver.send(changes[0].write.path, {**changes[0].write.fixed, **params})

    def _see_that_nothing_is_lost(self, changes: list[_Change], page: Page) -> None:
        """See that a page holds all that goes along and was there before; what is not sent, some cameras forget.

        Raises:
            CameraResponseError: the page broke off, or the camera left something out.
        """
        name = changes[0].setting.page
        always = {each.field for each in self.settings if each.page == name and each.when is None}
        before = self._pages.get(name, {})
        for change in changes:
            for field in change.write.along.values():
                if field in always and field in before and field not in page:
                    raise CameraResponseError(f"page {name} came without {field}")

    async def _confirm(self, changes: list[_Change]) -> None:
        """See that the camera has what it was sent, as far as it shows that."""
        pages = {change.setting.page for change in changes if change.setting.field}
        differing: list[_Change] = []
        for delay in _CONFIRM_AFTER:
            await asyncio.sleep(delay)
            for page in pages:
                self._take(page, await self._driver.read(page))
            differing = [change for change in changes if self._differs(change)]
            if not differing:
                return
        setting = differing[0].setting
        kept = "as it was" if isinstance(setting.codec, Secret) else f"at {self.state.get(setting)}"
        raise CameraRejectedError(f"{setting.key} stayed {kept}")

    def _differs(self, change: _Change) -> bool:
        """Return whether the camera shows another value; some show a field in some modes only, or never."""
        setting = change.setting
        return setting.field in self.state.pages.get(setting.page, {}) and self.state.get(setting) != change.value

    async def move(self, group: str, values: Mapping[str, Any]) -> bool:
        """Write settings of a group that decides where the camera is found; nothing is read again.

        Returns whether anything was to be changed; what is so already is not written.

        Raises:
            BadValueError: also where one would take the camera away before the next is sent.
        """
        self._changes(values)
        now = await self.group(group)
        values = {key: value for key, value in values.items() if now.get(key) != value}
        if len(_by_question(self._changes(values))) > 1:
            raise BadValueError("one_at_a_time")
        await self.change_all(values, confirm=False)
        if values and group in self._driver.moved_by_restart:
            with suppress(CameraError):  # it may have moved already
                await self.upkeep.reboot()
        return bool(values)

    async def group(self, name: str) -> dict[str, Any]:
        """Read the settings of a group anew.

        Raises:
            CameraUnsupportedError: the camera has none of it.
            CameraPermissionError: it wants another account.
        """
        settings = [setting for setting in self.settings if setting.group == name and setting.field]
        pages = {setting.page for setting in settings}
        await self.refresh(pages)
        if pages.isdisjoint(self.state.pages):
            self._refuse_weak_account(name)
            raise CameraUnsupportedError(f"this camera has no {name.replace('_', ' ')}")
        return {setting.key: self.state.get(setting) for setting in settings}

    def require(self, task: Task) -> None:
        """See that the account may do something; what the dialect does not know is for its upkeep to say."""
        if task not in self.capabilities.upkeep and self.capabilities.role < Role.ADMINISTRATOR:
            raise CameraPermissionError(f"this account may not do this: {task.value}")

    def _refuse_weak_account(self, name: str) -> None:
        """Raise CameraPermissionError if a setting, or a group, of this name wants another account."""
        wanted = (each.write.role for each in self._driver.settings if each.write and name in {each.key, each.group})
        if any(role > self.capabilities.role for role in wanted):
            raise CameraPermissionError(f"this account may not set {name}")

    async def refresh(self, pages: Collection[str]) -> None:
        """Read pages anew, however fresh they are; raises as update() does."""
        for page in pages:
            self._read_at.pop(page, None)
        await self.update(pages)

    async def switch_output(self, on: bool) -> None:
        """Switch the output."""
        await self._driver.switch_output(on)
        self.alarms.set_output(on)

    async def picture(self) -> bytes:
        """Return what the camera sees now: a JPEG. However many ask at once, the camera is asked once."""
        if self.live.frame is not None:
            return self.live.frame
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch(), name="ip_camera_cgi picture")
            # Whoever asked may have left before it fails.
            self._fetching.add_done_callback(lambda task: task.cancelled() or task.exception())
        fetching = self._fetching
        await asyncio.wait([fetching])
        if fetching.cancelled():
            raise CameraConnectionError("the camera was closed")
        return fetching.result()

    async def _fetch(self) -> bytes:
        return checked(await self._driver.picture())

    def with_sound(self) -> AsyncGenerator[bytes]:
        """Yield moving pictures with sound, as sound_type says, over a connection of their own."""
        return self._driver.with_sound(self._live_wish)

    def stream_url(self, stream: Stream) -> str:
        """Return the URL of a stream with the login in it; for nobody's eyes."""
        userinfo = f"{self._driver.account.userinfo}@" if self._driver.account.username else ""
        return f"rtsp://{userinfo}{self.address.netloc}:{stream.port}{stream.path}"

    async def check_up(self) -> None:
        """Find out what somebody should see to; who is let in is found out once."""
        old = [page for page in self._driver.checked_up if (age := self.age(page)) is None or age > _FRESH]
        try:
            if old:
                await self.refresh(old)
            if self.is_open is None:
                self.is_open = await self._driver.is_open()
        except CameraError as err:  # the next poll tells whether it is there
            _LOGGER.debug("%s was not checked up: %s", self.address, err)

    async def close(self) -> None:
        """End everything that is under way; no motor goes on."""
        await self.ptz.close()
        await self.live.close()
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait([self._fetching])

    def _take(self, name: str, page: Page | None) -> None:
        others = {each: fields for each, fields in self._pages.items() if each != name}
        self._pages = others if page is None else {**others, name: page}
        self._read_at[name] = time.monotonic()


async def look(driver: CameraDriver, pages: dict[str, Page]) -> None:
    """Read every page but the seldom ones, and keep each that this camera and this account give.

    A page in trouble is read once more. Some cameras hang up on a CGI that they do not know, so one page that fails
    even then is one that the camera has not; two in a row mean that the camera is gone.

    Raises:
        CameraConnectionError, CameraTroubleError: so it is.
    """
    troubles = 0
    for page in driver.pages:
        if page in driver.seldom:
            continue
        for last in (False, True):
            try:
                pages[page] = await driver.read(page)
            except CameraConnectionError, CameraTroubleError:
                troubles += last
                if troubles > 1:
                    raise
                continue
            except CameraError as err:
                _LOGGER.debug("%s gives no page %s: %s", driver.address, page, err)
            troubles = 0
            break
