"""Detects the role of the account."""

from contextlib import suppress

from ...http.client import CameraHttp
from ...http.request import Request
from ...model.address import Role
from ...model.errors import (
    CameraAuthError,
    CameraConnectionError,
    CameraPermissionError,
    CameraRejectedError,
    CameraResponseError,
    CameraUnavailableError,
    CameraUnsupportedError,
)
from ...video.jpeg import require_whole_jpeg, without_preamble
from .pictures import SNAPSHOT
from .wire import parse_page


async def detect_role(http: CameraHttp, *, login_is_known: bool) -> Role:
    """Return the role of the account. Firmware before x.x.2.2 does not report it, so it is probed.

    Unless `login_is_known`, an anonymous request finds out first which login the camera requires.

    Raises:
        CameraAuthError: the login is wrong.
        CameraUnavailableError: temporarily unknown.
    """
    if http.login.known is None and not login_is_known:
        with suppress(CameraAuthError, CameraPermissionError, CameraRejectedError, CameraUnsupportedError):
            await http.send(Request("/check_user.cgi", login=False))
    pri = await _reported(http)
    if pri in {"1", "2", "3"}:
        return Role(int(pri))
    if pri == "0" or not await _may_read_anything(http):
        raise CameraAuthError("check_user.cgi: this account has no rights at all", certain=True)
    try:
        parse_page((await http.send(Request("/get_params.cgi"))).text)
    except CameraAuthError, CameraPermissionError, CameraRejectedError, CameraUnsupportedError:
        return Role.VISITOR
    except CameraConnectionError, CameraUnavailableError:
        raise
    except CameraResponseError as err:  # neither served nor refused
        raise CameraUnavailableError(str(err)) from None
    return Role.ADMINISTRATOR


async def _reported(http: CameraHttp) -> str:
    """Return the role's number as reported by the camera, or an empty string."""
    try:
        return parse_page((await http.send(Request("/check_user.cgi"))).text).get("pri", "")
    except CameraAuthError as err:
        raise CameraAuthError(str(err), certain=True) from None
    except CameraUnavailableError:
        raise
    except CameraUnsupportedError, CameraPermissionError, CameraRejectedError, CameraResponseError:
        return ""


async def _may_read_anything(http: CameraHttp) -> bool:
    """Return whether the account can read what a visitor may read; a refusal may have status 200."""
    for read in (_read_page, _read_picture):
        try:
            await read(http)
        except CameraUnsupportedError:
            continue
        except CameraAuthError, CameraPermissionError, CameraRejectedError:
            return False
        return True
    return True


async def _read_page(http: CameraHttp) -> None:
    try:
        parse_page((await http.send(Request("/get_camera_params.cgi"))).text)
    except CameraConnectionError, CameraUnavailableError:
        raise
    except CameraResponseError as err:
        raise CameraUnavailableError(str(err)) from None


async def _read_picture(http: CameraHttp) -> None:
    try:
        require_whole_jpeg(without_preamble((await http.send(SNAPSHOT)).body))
    except CameraConnectionError, CameraUnavailableError:
        raise
    except CameraResponseError as err:
        raise CameraRejectedError(str(err)) from None
