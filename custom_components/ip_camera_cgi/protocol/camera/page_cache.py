"""The pages of one camera: read, kept while they are fresh, and asked for again after trouble.

Trouble is neither "has not" nor "may not": a page that fails keeps what was known of it, and is asked for again later.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
import logging
import time

from ..dialects.driver import CameraDriver
from ..model.backoff import Backoff
from ..model.errors import (
    CameraConnectionError,
    CameraError,
    CameraPermissionError,
    CameraResponseError,
    CameraUnavailableError,
)
from ..model.values import Page

_LOGGER = logging.getLogger(__name__)

_RETRY = 30  # seconds until a page in trouble is asked for again, at first
_MAX_RETRY = 3600  # seconds
_MAX_FAILURES = 3  # in a row, until what a page said before no longer counts


class PageCache:
    """What the pages of a camera say, and which of them are still to be read."""

    def __init__(self, driver: CameraDriver, remembered: Mapping[str, Page] | None = None) -> None:
        self._driver = driver
        self.pages: Mapping[str, Page] = dict(remembered or {})
        """The pages by their names, also those that are remembered from an earlier run and not read since."""
        self.unread: frozenset[str] = frozenset(driver.pages) - driver.on_demand_pages
        """The pages of which it is not known yet, or not any more, what they say or that the camera has none."""
        self._read_at: dict[str, float] = {}
        self._trouble: dict[str, Backoff] = {}
        self._retry_at: dict[str, float] = {}

    def age(self, page: str) -> timedelta | None:
        """Return how long ago a page was read, if it was."""
        read_at = self._read_at.get(page)
        return None if read_at is None else timedelta(seconds=time.monotonic() - read_at)

    def expire(self, page: str) -> None:
        """Have a page read anew at the next opportunity."""
        self._read_at.pop(page, None)
        self._retry_at.pop(page, None)

    def store(self, name: str, page: Page | None) -> None:
        """Take in a page, or that the camera has none of that name."""
        others = {each: fields for each, fields in self.pages.items() if each != name}
        self.pages = others if page is None else {**others, name: page}
        self.unread -= {name}
        self._read_at[name] = time.monotonic()
        self._trouble.pop(name, None)
        self._retry_at.pop(name, None)

    def merge(self, name: str, reported: Page) -> bool:
        """Take in fields of a page that the camera reported by itself; return whether any of them is new."""
        page = self.pages.get(name, {})
        new = {field: raw for field, raw in reported.items() if page.get(field, raw) != raw}
        if new:
            self.pages = {**self.pages, name: {**page, **new}}
            if name not in self.unread:
                self._read_at[name] = time.monotonic()
        return bool(new)

    async def read(self, name: str) -> None:
        """Read one page anew; raises what the driver raises."""
        self.store(name, await self._driver.read(name))

    async def read_missing(self, on_page: Callable[[], None] = lambda: None) -> None:
        """Read every page that is still to be read, and call back after each.

        A page in trouble is read twice. Some cameras hang up on a CGI that they do not know, so a page that fails even
        then says nothing of the camera; after two in a row the page that is always there tells whether it is gone.

        Raises:
            CameraError: it is.
        """
        failures = 0
        for name in [each for each in self._driver.pages if each in self.unread and self._may_retry(each)]:
            error = await self._try(name) and await self._try(name)
            if error is None:
                failures = 0
                on_page()
                continue
            self._note_trouble(name, error)
            failures += isinstance(error, CameraConnectionError | CameraUnavailableError)
            if failures > 1:
                await self._driver.read(next(iter(self._driver.pages)))
                failures = 0

    async def _try(self, name: str) -> CameraError | None:
        """Read a page; return what went wrong, unless that settles that the camera has none."""
        try:
            await self.read(name)
        except CameraError as err:
            if self._settles(name, err):
                _LOGGER.debug("%s gives no page %s: %s", self._driver.address, name, err)
                self.store(name, None)
                return None
            return err
        return None

    def _settles(self, name: str, err: CameraError) -> bool:
        """Return whether an error means that there is no such page, or that the account may not read it.

        Of a page that was there before, one answer does not: a camera that starts may not have all of its CGIs yet.
        """
        if isinstance(err, CameraPermissionError):
            return True
        if isinstance(err, CameraConnectionError | CameraResponseError):
            return False
        return name not in self.pages or self._failures(name) >= _MAX_FAILURES

    def _failures(self, name: str) -> int:
        backoff = self._trouble.get(name)
        return 0 if backoff is None else backoff.failures

    def _may_retry(self, name: str) -> bool:
        return self._retry_at.get(name, 0) <= time.monotonic()

    def _note_trouble(self, name: str, err: CameraError) -> None:
        _LOGGER.debug("%s: page %s stays as it was: %s", self._driver.address, name, err)
        backoff = self._trouble.setdefault(name, Backoff(_RETRY, _MAX_RETRY))
        self._retry_at[name] = time.monotonic() + backoff.fail()
        if backoff.failures >= _MAX_FAILURES:
            self.unread |= {name}

    async def update(self, names: Collection[str], heartbeat: str, *, on_answer: Callable[[], None]) -> None:
        """Read the heartbeat page, and those of the others that have grown old.

        A page in trouble stays as it was; after two in a row the heartbeat page tells whether the camera is gone.

        Raises:
            CameraError: what concerns the whole camera.
        """
        now = time.monotonic()
        due = [
            name
            for name in names
            if name not in self.unread and now - self._read_at.get(name, float("-inf")) >= self._driver.pages[name]
        ]
        await self.read(heartbeat)
        on_answer()
        failures = 0
        for name in due:
            if name == heartbeat or not self._may_retry(name):
                continue
            error = await self._try(name)
            failures = 0 if error is None else failures + isinstance(error, CameraConnectionError)
            if error is not None:
                self._note_trouble(name, error)
                if failures > 1:
                    await self.read(heartbeat)
                    failures = 0

    async def refresh(self, names: Collection[str]) -> None:
        """Read pages now, however fresh they are; one that makes no sense stays as it was.

        Raises:
            CameraConnectionError, CameraAuthError: a page was not answered, or the login refused.
        """
        for name in names:
            error = await self._try(name)
            if isinstance(error, CameraResponseError):
                self._note_trouble(name, error)
            elif error is not None:
                raise error
