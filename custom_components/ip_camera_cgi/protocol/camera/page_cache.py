"""The page cache of one camera: reads pages, keeps them while they are fresh, and retries failed ones.

A failed read does not mean that the camera lacks the page: its last content is kept and it is read again later.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
import logging
import time

from ..dialects.driver import CameraDriver
from ..model.backoff import Backoff
from ..model.errors import (
    CameraConnectionError,
    CameraError,
    CameraLockedError,
    CameraMismatchError,
    CameraPermissionError,
    CameraResponseError,
    CameraUnavailableError,
    CameraUnidentifiedError,
)
from ..model.values import Page

_LOGGER = logging.getLogger(__name__)

_RETRY = 1  # seconds until a page that failed is read again with the next poll, at first
_MAX_RETRY = 3600  # seconds, for a page that was never read: the camera may not have it
_MAX_KNOWN_RETRY = 30  # seconds, for a page that was read before: the camera has it
_MAX_FAILURES = 3  # consecutive failures until the last content of a page counts as outdated


@dataclass(frozen=True, slots=True)
class PagesRead:
    """The pages of a camera as they were read, to be used by another cache of the same camera."""

    pages: Mapping[str, Page]
    unread: frozenset[str]
    read_at: Mapping[str, float]


class PageCache:
    """The last content of each page, and which pages have to be read."""

    def __init__(self, driver: CameraDriver, remembered: Mapping[str, Page] | None = None) -> None:
        self._driver = driver
        self.pages: Mapping[str, Page] = dict(remembered or {})
        """Pages by name, including those restored from an earlier run."""
        self.unread: frozenset[str] = frozenset(driver.pages) - driver.on_demand_pages
        """Pages whose content, or absence, is unknown or outdated."""
        self._reading_missing = asyncio.Lock()
        self._read_at: dict[str, float] = {}
        self._backoffs: dict[str, Backoff] = {}
        self._retry_at: dict[str, float] = {}

    @property
    def read_so_far(self) -> PagesRead:
        """Return what has been read."""
        return PagesRead(self.pages, self.unread, dict(self._read_at))

    def take_over(self, read: PagesRead) -> None:
        """Use what another cache has read."""
        self.pages, self.unread, self._read_at = read.pages, read.unread, dict(read.read_at)

    def age(self, page: str) -> timedelta | None:
        """Return the time since a page was read, or None."""
        read_at = self._read_at.get(page)
        return None if read_at is None else timedelta(seconds=time.monotonic() - read_at)

    def expire(self, page: str) -> None:
        """Mark a page to be read at the next opportunity."""
        self._read_at.pop(page, None)
        self._retry_at.pop(page, None)

    def store(self, name: str, page: Page | None) -> None:
        """Store a page, or None if the camera does not have it."""
        others = {each: fields for each, fields in self.pages.items() if each != name}
        self.pages = others if page is None else {**others, name: page}
        self.unread -= {name}
        self._read_at[name] = time.monotonic()
        self._backoffs.pop(name, None)
        self._retry_at.pop(name, None)

    def merge(self, name: str, reported: Page) -> bool:
        """Merge fields that the camera has pushed into a page; return whether any value is new."""
        page = self.pages.get(name, {})
        new = {field: raw for field, raw in reported.items() if page.get(field, raw) != raw}
        if new:
            self.pages = {**self.pages, name: {**page, **new}}
            if name not in self.unread:
                self._read_at[name] = time.monotonic()
        return bool(new)

    async def read(self, name: str) -> None:
        """Read and store one page; raises as CameraDriver.read() does."""
        self.store(name, await self._driver.read(name))

    async def read_missing(self, on_page: Callable[[], None] = lambda: None) -> None:
        """Read all unread pages and call `on_page` after each.

        A failed page is tried twice. Some cameras hang up on unknown CGIs, so even the second failure says nothing
        about the camera; after two failed pages in a row, a page that always exists shows whether the camera is
        available.

        Raises:
            CameraError: the camera is unavailable.
        """
        async with self._reading_missing:  # otherwise two callers would read each page twice
            await self._read_missing(on_page)

    async def _read_missing(self, on_page: Callable[[], None]) -> None:
        failures = 0
        for name in [each for each in self._driver.pages if each in self.unread and self._may_retry(each)]:
            error = await self._try(name) and await self._try(name)
            if error is None:
                failures = 0
                on_page()
                continue
            self._record_failure(name, error)
            failures += isinstance(error, CameraConnectionError | CameraUnavailableError)
            if failures > 1:
                await self._driver.read(next(iter(self._driver.pages)))
                failures = 0

    async def _try(self, name: str) -> CameraError | None:
        """Read a page; return the error, unless it proves that the camera does not have the page."""
        try:
            await self.read(name)
        except CameraUnidentifiedError, CameraMismatchError, CameraLockedError:
            raise  # not an error of the page
        except CameraError as err:
            if self._proves_absence(name, err):
                _LOGGER.debug("%s has no page %s: %s", self._driver.address, name, err)
                self.store(name, None)
                return None
            return err
        return None

    def _proves_absence(self, name: str, err: CameraError) -> bool:
        """Return whether an error proves that a page does not exist or may not be read.

        For a page that existed before, one error is not enough: a starting camera may not have all of its CGIs yet.
        """
        if isinstance(err, CameraPermissionError):
            return True
        if isinstance(err, CameraConnectionError | CameraResponseError):
            return False
        return name not in self.pages or self._failures(name) >= _MAX_FAILURES

    def _failures(self, name: str) -> int:
        backoff = self._backoffs.get(name)
        return 0 if backoff is None else backoff.failures

    def _may_retry(self, name: str) -> bool:
        return self._retry_at.get(name, 0) <= time.monotonic()

    def _record_failure(self, name: str, err: CameraError) -> None:
        """Count a failure; more of them before the next retry is due do not count."""
        _LOGGER.debug("%s: page %s could not be read: %s", self._driver.address, name, err)
        if not self._may_retry(name):
            return
        longest = _MAX_KNOWN_RETRY if name in self.pages else _MAX_RETRY
        backoff = self._backoffs.setdefault(name, Backoff(_RETRY, longest))
        self._retry_at[name] = time.monotonic() + backoff.fail()
        if backoff.failures >= _MAX_FAILURES:
            self.unread |= {name}

    async def update(self, names: Collection[str], heartbeat: str, *, on_answer: Callable[[], None]) -> None:
        """Read the heartbeat page and those of the others that are no longer fresh.

        A failed page keeps its last content; after two in a row, the heartbeat page is read to see if the camera is
        available.

        Raises:
            CameraError: the camera is unavailable.
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
                self._record_failure(name, error)
                if failures > 1:
                    await self.read(heartbeat)
                    failures = 0

    async def refresh(self, names: Collection[str]) -> None:
        """Read pages regardless of their age; a page with an invalid answer keeps its last content.

        Raises:
            CameraConnectionError, CameraAuthError: a page was not answered, or the login was refused.
        """
        for name in names:
            error = await self._try(name)
            if isinstance(error, CameraResponseError):
                self._record_failure(name, error)
            elif error is not None:
                raise error
