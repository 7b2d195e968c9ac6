"""Identification of a camera before the login is sent."""

from collections.abc import Mapping
import re

from ..http.client import CameraHttp
from ..http.login import Login
from ..http.request import Request
from ..model.errors import (
    CameraAuthError,
    CameraConnectionError,
    CameraDisconnectedError,
    CameraError,
    CameraLockedError,
    CameraMismatchError,
    CameraPermissionError,
    CameraRejectedError,
    CameraUnavailableError,
)

_MADE_UP = "no_such_page.cgi"
_REALM = re.compile(r"\brealm\s*=\s*\"?([^\",]{0,100})", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9a-f]{12}")
NO_MAC = "00:00:00:00:00:00"
"""MAC address of clones that do not have one."""


class ExpectedCamera:
    """The camera that is expected at an address."""

    def __init__(self) -> None:
        self.mac: str | None = None
        """A camera that reports another MAC address anonymously does not receive the login."""
        self.realm: str | None = None
        """The realm of a camera that refuses all anonymous requests and receives the login nevertheless."""

    def require(self, reported: str) -> None:
        """Raise CameraMismatchError if a camera reports another MAC address."""
        mac = mac_of(reported)
        if self.mac is not None and mac not in {None, self.mac}:
            raise CameraMismatchError(mac or NO_MAC)


def mac_of(text: str) -> str | None:
    """Return a MAC address as aa:bb:cc:dd:ee:ff, or None; all zeros or ones become NO_MAC."""
    digits = re.sub(r"[:\-. ]", "", text.strip()[:32]).lower()
    if not _DIGITS.fullmatch(digits):
        return None
    mac = ":".join(digits[at : at + 2] for at in range(0, 12, 2))
    return NO_MAC if mac in {NO_MAC, "ff:ff:ff:ff:ff:ff"} else mac


async def has_page(http: CameraHttp, path: str) -> bool:
    """Return whether a server has a page that it refuses anonymously: a made-up path is answered differently.

    A router that refuses everything alike must not receive a password.

    Raises:
        CameraConnectionError: no answer in time.
        CameraUnavailableError: temporarily unknown.
    """
    try:
        await http.send(Request(f"{path.rpartition('/')[0]}/{_MADE_UP}", login=False, timeout=4))
    except CameraAuthError, CameraPermissionError, CameraRejectedError:
        return False
    except CameraDisconnectedError:
        return True
    except CameraConnectionError, CameraUnavailableError:
        raise
    except CameraError:
        return True
    return True


def realm_of(refusal: CameraError) -> str:
    """Return the realm of a refusal, or an empty string."""
    found = _REALM.search(refusal.challenge) if isinstance(refusal, CameraAuthError) else None
    return found[1] if found else ""


async def require_safe_login(http: CameraHttp, path: str, refusal: CameraError, *, trusted_realm: str | None) -> None:
    """Verify that a server that refuses an identifying page anonymously may receive the login.

    `trusted_realm` is the realm of a server that refuses everything and is trusted for another reason.

    Raises:
        CameraLockedError: it refuses everything, and the login would be sent in clear.
    """
    if http.login.first() is Login.DIGEST or await has_page(http, path):
        return
    if trusted_realm is None or realm_of(refusal) != trusted_realm:
        raise CameraLockedError(f"{path.rpartition('/')[2]}: refused, as everything is")


def anonymous(path: str, before: Request, params: Mapping[str, str] | None = None) -> Request:
    """Return an anonymous request that precedes another one and competes with others as that one does."""
    return Request(
        path, params or {}, login=False, timeout=4, command=before.command, urgent=before.urgent, alarm=before.alarm
    )
