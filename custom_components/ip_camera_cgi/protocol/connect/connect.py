"""Connects to cameras and detects their dialect; the only module that knows every dialect."""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from aiohttp import ClientSession
from yarl import URL

from ..camera.camera import Camera
from ..camera.page_cache import PageCache
from ..dialects.driver import CameraDriver
from ..dialects.hucoms import HucomsDriver
from ..dialects.netwave import NetwaveDriver
from ..model.address import Account, Address, Role
from ..model.errors import (
    CameraAuthError,
    CameraConnectionError,
    CameraDisconnectedError,
    CameraEncryptedError,
    CameraError,
    CameraLockedError,
    CameraResponseError,
    CameraUnavailableError,
    CameraUnknownError,
    UnsupportedFamily,
)
from ..model.text import printable
from ..model.values import DiscoveredCamera, Page
from .fingerprint import identify_unsupported

_RETRY_DELAY = 1  # seconds before a dialect is tried again after a temporary failure
_PROBE_TIMEOUT = 9  # seconds for all dialects together

DRIVERS: tuple[type[CameraDriver], ...] = (NetwaveDriver, HucomsDriver)


async def connect(
    session: ClientSession,
    address: Address,
    account: Account,
    *,
    dialect: str | None = None,
    mac: str | None = None,
    timeout: float | None = None,
    read_timeout: float | None = None,
) -> Camera:
    """Detect the dialect of a camera, sign in, and read its pages.

    With `mac`, a camera that reports another MAC address anonymously does not receive the login.
    `timeout` (seconds) covers everything, `read_timeout` the pages alone: pages that a slow camera has not sent by then
    are left to read_missing().

    Raises:
        CameraConnectionError: no answer, or too slow.
        CameraAuthError: wrong user name or password.
        CameraMismatchError: another camera answers.
        CameraLockedError: all anonymous requests are refused, so no login was sent.
        CameraPermissionError: the login is right, but the dialect requires an account with more rights.
        CameraEncryptedError: the server only speaks HTTPS.
        CameraUnknownError: not a camera of a known dialect.
    """
    search = _DialectDetector(session, address, account, dialect, mac)
    cache: PageCache | None = None
    try:
        async with asyncio.timeout(timeout):
            cache = PageCache(await search.recognize())
            async with asyncio.timeout(read_timeout):
                await cache.read_missing()
    except TimeoutError:
        if cache is None or not cache.pages:
            raise search.best_error or CameraConnectionError("too slow") from None
    if search.driver is None or next(iter(search.driver.pages)) not in cache.pages:
        raise CameraResponseError("no longer identifies itself")
    return Camera(search.driver, cache)


async def discover(networks: Collection[str], macs: Collection[str]) -> Collection[DiscoveredCamera]:
    """Broadcast a search in these networks; return the replies of all known MACs and a limited number of others."""
    if not networks:
        return ()
    found = await asyncio.gather(*(driver.discover(networks, macs) for driver in DRIVERS))
    return [_with_printable_name(discovered) for each in found for discovered in each]


async def probe(session: ClientSession, address: Address, account: Account | None = None) -> DiscoveredCamera | None:
    """Return the camera at an address, or None if no supported camera identifies itself there.

    The account is only used for cameras that do not identify themselves anonymously.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(_PROBE_TIMEOUT):
            for driver in DRIVERS:
                with suppress(CameraError):
                    if (discovered := await driver.probe(session, address, account)) is not None:
                        return _with_printable_name(discovered)
    return None


def parse_snapshot_url(link: str) -> tuple[Address, Account] | None:
    """Return the address and account in a URL of a still or live picture, or None if no dialect has such a path."""
    try:
        url, address = URL(link.strip()), Address.parse(link)
    except ValueError, IndexError:  # IndexError: yarl raises it for empty brackets
        return None
    driver = next((each for each in DRIVERS if url.path.lower() in each.picture_paths), None)
    if driver is None or url.scheme != "http":
        return None
    username, password = (url.query.get(name, "") for name in driver.query_names)
    return address, Account(url.user or username, url.password or password)


def _with_printable_name(discovered: DiscoveredCamera) -> DiscoveredCamera:
    return replace(discovered, name=printable(discovered.name))


def camera_from_description(
    session: ClientSession, address: Address, account: Account, known: Mapping[str, Any]
) -> Camera:
    """Build a camera from a stored Camera.description without sending any request.

    Raises:
        ValueError: the description is not valid, for example from another version.
    """
    try:
        kind = next(each for each in DRIVERS if each.dialect == known["dialect"])
        role = Role(known["role"])
        pages: dict[str, Page] = {name: dict(page) for name, page in known["pages"].items()}
        if not all(isinstance(text, str) for page in pages.values() for field in page.items() for text in field):
            raise ValueError("something but texts in a page")
        driver = kind(session, address, account)
        driver.restore(role, str(known.get("login", "")))
        driver.expected.realm = None if known.get("realm") is None else str(known["realm"])
        return Camera(driver, PageCache(driver, pages))
    except (KeyError, TypeError, AttributeError, StopIteration) as err:
        raise ValueError("no description of a camera") from err


class _DialectDetector:
    """Tries the dialects on one address until one is recognized."""

    def __init__(
        self, session: ClientSession, address: Address, account: Account, dialect: str | None, mac: str | None
    ) -> None:
        self.driver: CameraDriver | None = None
        self.best_error: CameraError | None = None
        """Most specific failure so far: a refused login outranks a timeout."""
        self._arguments = (session, address, account)
        self._dialect = dialect
        self._mac = mac
        self._responded = False
        self._locked: type[CameraDriver] | None = None
        """The dialect of a server that refuses all anonymous requests, as far as that can be guessed."""

    async def recognize(self) -> CameraDriver:
        """Return the driver of the first dialect that recognizes the camera; raises as connect() does."""
        for driver in DRIVERS:
            if self._dialect in {None, driver.dialect}:
                self.driver = await self._try(driver)
            if self.driver is not None:
                return self.driver
        session, address, _ = self._arguments
        asks = self._responded and (self._dialect is None or self._locked is not None)
        family = await identify_unsupported(session, address) if asks else None
        if family is UnsupportedFamily.ONVIF and self._locked is not None:
            # An ONVIF camera that may speak this dialect: it receives the login.
            self.driver = await self._try(self._locked, trusted=True)
            if self.driver is not None:
                return self.driver
        if self._dialect is not None:
            raise self.best_error or CameraResponseError(f"this is no {self._dialect} camera now")
        # A refused login proves nothing about a camera that also speaks ONVIF.
        if self.best_error is not None and family in {None, UnsupportedFamily.ONVIF}:
            raise self.best_error
        raise CameraUnknownError(family)

    async def _try(self, driver: type[CameraDriver], *, trusted: bool = False) -> CameraDriver | None:
        """Try one dialect. A refusal is recorded, not raised: a server may refuse or drop any unknown path."""
        recognize = partial(
            driver.recognize, *self._arguments, mac=self._mac, known=self._dialect is not None, trusted=trusted
        )
        try:
            try:
                found = await recognize()
            except CameraUnavailableError:  # it may still be starting
                await asyncio.sleep(_RETRY_DELAY)
                found = await recognize()
        except CameraLockedError as err:
            self._responded = True
            self._locked = driver
            self.best_error = self.best_error or err
        except CameraAuthError as err:
            if err.certain:
                raise
            self._responded = True
            self.best_error = err
        except (CameraConnectionError, CameraUnavailableError, CameraEncryptedError) as err:
            self._responded = self._responded or not isinstance(err, CameraConnectionError)
            self._responded = self._responded or isinstance(err, CameraDisconnectedError)
            self.best_error = self.best_error or err
        else:
            self._responded = True
            return found
        return None
