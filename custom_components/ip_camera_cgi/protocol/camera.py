"""One camera, whatever its dialect."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import aclosing, suppress
from dataclasses import replace
import logging
import random
import time
from typing import Any

from .driver import CameraDriver
from .errors import (
    CameraConnectionError,
    CameraError,
    CameraRejectedError,
    CameraResponseError,
    CameraTroubleError,
    CameraUnsupportedError,
)
from .jpeg import checked
from .mjpeg import MjpegHub
from .model import Alarm, CameraEvent, CameraState, Page, Stream
from .settings import Setting

_LOGGER = logging.getLogger(__name__)

_NAME_LENGTH = 40  # a camera may call itself anything
_CONFIRM_AFTER = (0, 1)  # seconds: some cameras take a moment before a page shows what was written
_LASTING = 10  # seconds after which a connection that breaks counts as one that had worked
_CONFIRM_ALARMS = 2  # seconds within which a camera repeats over a new connection what is so
_LISTEN_AGAIN = 30  # seconds, the longest wait before a connection is tried again


class Camera:
    """A camera: what it is, what it can do, how it stands, and everything it can be asked for."""

    def __init__(self, driver: CameraDriver, pages: dict[str, Page]) -> None:
        self.dialect = driver.dialect
        self.address = driver.address
        info = driver.identify(pages)
        self.info = replace(info, name=" ".join(info.name.split())[:_NAME_LENGTH])
        self.capabilities = driver.capabilities(pages)
        # A setting exists where its field stood in its page, for both manuals leave out what a model lacks, and where
        # the account may write it.
        self.settings: tuple[Setting[Any], ...] = tuple(
            driver.fit(setting, pages)
            for setting in driver.settings
            if _has(pages, setting) and (setting.write is None or setting.write.role <= self.capabilities.role)
        )
        self.state = CameraState(pages)
        self.live = MjpegHub(driver.pictures)
        self.listening = False
        self._unconfirmed: set[Alarm] = set()
        self._confirming: asyncio.TimerHandle | None = None
        self._driver = driver
        self._pulse = driver.pulse if driver.pulse in pages else next(iter(pages))
        self._read_at = dict.fromkeys(pages, time.monotonic())
        self._changing = asyncio.Lock()
        self._answered = asyncio.Event()
        self._fetching: asyncio.Task[bytes] | None = None

    def writable[C](self, kind: type[C]) -> list[tuple[Setting[Any], C]]:
        """Return the settings that can be written, of one kind of codec, each with its codec."""
        writable = (setting for setting in self.settings if setting.write)
        return [(setting, setting.codec) for setting in writable if isinstance(setting.codec, kind)]

    def setting(self, key: str) -> Setting[Any] | None:
        """Return the setting of that key, if this camera has it."""
        return next((setting for setting in self.settings if setting.key == key), None)

    def applies(self, setting: Setting[Any]) -> bool:
        """Return whether a setting means something in the mode that the camera is in."""
        if setting.when is None:
            return True
        field, values = setting.when
        return self.state.pages.get(setting.page, {}).get(field, "").lower() in values

    def readable[C](self, kind: type[C]) -> list[tuple[Setting[Any], C]]:
        """Return the settings that can only be read, of one kind of codec, each with its codec."""
        readable = (setting for setting in self.settings if not setting.write)
        return [(setting, setting.codec) for setting in readable if isinstance(setting.codec, kind)]

    async def update(self, pages: Collection[str]) -> None:
        """Read those of the pages anew that have grown old, and the pulse.

        A page that the camera no longer gives is left out; only what concerns the whole camera is raised. Each page is
        taken in as it comes, lest an old reading covers what was changed meanwhile.
        """
        now = time.monotonic()
        due = [page for page in pages if now - self._read_at.get(page, float("-inf")) >= self._driver.pages[page]]
        self._take(self._pulse, await self._driver.read(self._pulse))
        self._answered.set()
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
        """Write a setting and see that the camera has it.

        Raises:
            ValueError: the camera would not take the value; nothing was sent.
            CameraRejectedError: it refused the value, or kept another.
        """
        raw = setting.codec.encode(value)
        write = setting.write
        if write is None:
            raise CameraUnsupportedError(f"{setting.key} can only be read")
        kept: T | None = None
        async with self._changing:
            page: Page = {}
            if write.along:  # read anew, so that nobody's change is put back
                page = await self._driver.read(setting.page)
            along = {**write.otherwise, **{param: page[name] for param, name in write.along.items() if name in page}}
            await self._driver.send(write.path, {**write.fixed, **along, write.param: raw})
            for delay in _CONFIRM_AFTER:
                await asyncio.sleep(delay)
                self._take(setting.page, await self._driver.read(setting.page))
                kept = self.state.get(setting)
                if kept == value:
                    return
        raise CameraRejectedError(f"{setting.key} stayed at {kept}")

    async def switch_output(self, on: bool) -> None:
        """Switch the output."""
        await self._driver.switch_output(on)
        self.state = self.state.with_output(on)

    async def reboot(self) -> None:
        """Start the camera anew; it is away for half a minute or more."""
        await self._driver.reboot()

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

    def stream_url(self, stream: Stream) -> str:
        """Return the URL of a stream with the login in it; for nobody's eyes."""
        userinfo = f"{self._driver.account.userinfo}@" if self._driver.account.username else ""
        return f"rtsp://{userinfo}{self.address.netloc}:{stream.port}{stream.path}"

    async def listen(self, changed: Callable[[], None]) -> None:
        """Take in what the camera announces, for ever; calls back after each change, and when it falls silent.

        A connection that breaks is opened again at once; only if that fails, too, nothing is known any more.
        """
        try:
            await self._listen(changed)
        finally:
            self._forget_unconfirmed()

    async def _listen(self, changed: Callable[[], None]) -> None:
        failures = 0
        while True:
            opened = time.monotonic()
            try:
                async with aclosing(self._driver.events()) as events:
                    async for event in events:
                        self._heard(event, changed)
                        if not event.anew:
                            failures = 0
            except CameraError as err:
                _LOGGER.debug("Listening to %s broke off: %s", self.address, err)
            failures = 1 if time.monotonic() - opened > _LASTING else failures + 1
            if failures > 1 and self.listening:
                self.listening = False
                self.state = self.state.without_alarms()
                if self.capabilities.output_told:
                    self.state = self.state.with_output(None)
                changed()
            wait = min(2 ** min(failures - 1, 10), _LISTEN_AGAIN)
            self._answered.clear()
            with suppress(TimeoutError):  # a camera that answers again is listened to at once
                async with asyncio.timeout(wait * random.uniform(0.8, 1.2)):  # noqa: S311  it spreads reconnects
                    await self._answered.wait()

    def _heard(self, event: CameraEvent, changed: Callable[[], None]) -> None:
        if event.anew and not self._unconfirmed:
            self._unconfirmed = {alarm for alarm, on in self.state.alarms.items() if on}
            self._confirming = asyncio.get_running_loop().call_later(_CONFIRM_ALARMS, self._end_unconfirmed, changed)
        self._unconfirmed -= set(event.alarms)
        self._show(self.state.with_event(event), changed)

    def _end_unconfirmed(self, changed: Callable[[], None]) -> None:
        """Take alarms that the camera did not repeat over its new connection for ended while nobody listened."""
        ended = CameraEvent(alarms=dict.fromkeys(self._unconfirmed, False))
        self._unconfirmed = set()
        if self.listening:
            self._show(self.state.with_event(ended), changed)

    def _forget_unconfirmed(self) -> None:
        self._unconfirmed = set()
        if self._confirming is not None:
            self._confirming.cancel()

    def _show(self, state: CameraState, changed: Callable[[], None]) -> None:
        if state != self.state or not self.listening:
            self.state = state
            self.listening = True
            changed()

    async def close(self) -> None:
        """End everything that is under way."""
        await self.live.close()
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait([self._fetching])

    def _take(self, name: str, page: Page | None) -> None:
        self.state = self.state.with_page(name, page)
        self._read_at[name] = time.monotonic()


def _has(pages: dict[str, Page], setting: Setting[Any]) -> bool:
    """Return whether a camera has a setting: its field stands in its page, or would in another mode."""
    page = pages.get(setting.page, {})
    return setting.field in page or (setting.when is not None and setting.when[0] in page)


async def look(driver: CameraDriver, pages: dict[str, Page]) -> None:
    """Read every page, and keep each that this camera and this account give.

    A page in trouble is read once more. Some cameras hang up on a CGI that they do not know, so one page that fails
    even then is one that the camera has not; two in a row mean that the camera is gone.

    Raises:
        CameraConnectionError, CameraTroubleError: so it is.
    """
    troubles = 0
    for page in driver.pages:
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
