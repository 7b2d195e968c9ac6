"""Identification of a camera before the login is sent."""

import re

from ..http.client import CameraHttp
from ..http.request import Request
from ..model.errors import (
    CameraAuthError,
    CameraConnectionError,
    CameraDisconnectedError,
    CameraError,
    CameraPermissionError,
    CameraRejectedError,
    CameraUnavailableError,
)

_MADE_UP = "no_such_page.cgi"
_DIGITS = re.compile(r"[0-9a-f]{12}")
NO_MAC = "00:00:00:00:00:00"
"""MAC address of clones that do not have one."""


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
