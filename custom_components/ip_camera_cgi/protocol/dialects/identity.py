"""Finds out who a camera is before it is shown a login."""

import re

from ..http.client import CameraHttp
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
"""The MAC of cameras that do not know theirs."""


def mac_of(text: str) -> str | None:
    """Return a MAC as aa:bb:cc:dd:ee:ff, however a camera writes it, or None where it is none.

    Zeros or ones only, as some clones have, come back as NO_MAC.
    """
    digits = re.sub(r"[:\-. ]", "", text.strip()[:32]).lower()
    if not _DIGITS.fullmatch(digits):
        return None
    mac = ":".join(digits[at : at + 2] for at in range(0, 12, 2))
    return NO_MAC if mac in {NO_MAC, "ff:ff:ff:ff:ff:ff"} else mac


async def has_page(http: CameraHttp, path: str) -> bool:
    """Return whether a server that refuses a page to strangers has it: it answers otherwise to a made-up one.

    A locked router refuses everything alike, and is no reason to send a password.

    Raises:
        CameraConnectionError: it does not answer in time.
        CameraUnavailableError: it cannot tell now.
    """
    try:
        await http.request(f"{path.rpartition('/')[0]}/{_MADE_UP}", login=False, timeout=4)
    except CameraAuthError, CameraPermissionError, CameraRejectedError:
        return False
    except CameraDisconnectedError:
        return True
    except CameraConnectionError, CameraUnavailableError:
        raise
    except CameraError:
        return True
    return True
