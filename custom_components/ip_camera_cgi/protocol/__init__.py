"""Speaks to cameras; knows nothing of Home Assistant.

connect() finds out what a camera speaks and returns a Camera. What it is (info), can do (capabilities), can be set to
(settings) and how it stands (state) are plain values; whatever is asked of it raises a CameraError or nothing.
"""

import asyncio

from aiohttp import ClientSession

from .address import Account, Address, Role
from .camera import Camera, look
from .driver import CameraDriver
from .errors import (
    CameraAuthError,
    CameraConnectionError,
    CameraError,
    CameraPermissionError,
    CameraRejectedError,
    CameraResponseError,
    CameraUnknownError,
    CameraUnsupportedError,
    Stranger,
)
from .hucoms import HucomsDriver
from .model import Alarm, CameraInfo, CameraState, Capabilities, Page, Stream
from .netwave import NetwaveDriver
from .settings import Category, Choice, Codec, Flag, Level, Setting
from .strangers import name_stranger

__all__ = [
    "Account",
    "Address",
    "Alarm",
    "Camera",
    "CameraAuthError",
    "CameraConnectionError",
    "CameraError",
    "CameraInfo",
    "CameraPermissionError",
    "CameraRejectedError",
    "CameraResponseError",
    "CameraState",
    "CameraUnknownError",
    "CameraUnsupportedError",
    "Capabilities",
    "Category",
    "Choice",
    "Codec",
    "Flag",
    "Level",
    "Role",
    "Setting",
    "Stranger",
    "Stream",
    "connect",
]

DRIVERS: tuple[type[CameraDriver], ...] = (NetwaveDriver, HucomsDriver)


async def connect(
    session: ClientSession,
    address: Address,
    account: Account,
    *,
    dialect: str | None = None,
    patience: float | None = None,
) -> Camera:
    """Find out what a camera speaks, sign in, and look at it.

    With patience (seconds) it is over by then: a slow camera is looked at for as long as that lasts, and no longer.

    Raises:
        CameraConnectionError: nothing answers, or too slowly.
        CameraAuthError: the user name or the password is wrong.
        CameraPermissionError: they are right, but this dialect wants an account with more rights.
        CameraUnknownError: what answers is no camera of a known dialect.
    """
    pages: dict[str, Page] = {}
    driver: CameraDriver | None = None
    try:
        async with asyncio.timeout(patience):
            driver = await _recognise(session, address, account, dialect)
            await look(driver, pages)
    except TimeoutError:
        if driver is None or not pages:
            raise CameraConnectionError("too slow") from None
    if (first := next(iter(driver.pages))) not in pages:
        raise CameraResponseError(f"it gives no page {first}")
    return Camera(driver, pages)


async def _recognise(session: ClientSession, address: Address, account: Account, dialect: str | None) -> CameraDriver:
    refused: CameraError | None = None
    answered = False
    for driver in DRIVERS:
        if dialect not in {None, driver.dialect}:
            continue
        try:
            found = await driver.recognise(session, address, account)
        except (CameraAuthError, CameraConnectionError) as err:
            # A server may refuse or drop whatever it does not know, so the other dialects are tried, too.
            answered = answered or isinstance(err, CameraAuthError)
            refused = err if refused is None or isinstance(err, CameraAuthError) else refused
            continue
        if found is not None:
            return found
        answered = True
    if dialect is not None:
        raise refused or CameraResponseError(f"this is no {dialect} camera now")
    stranger = await name_stranger(session, address) if answered else None
    # Cameras of dialects that are spoken here speak ONVIF, too: where one refuses the login, that proves nothing.
    if refused is not None and stranger in {None, Stranger.ONVIF}:
        raise refused
    raise CameraUnknownError(stranger)
