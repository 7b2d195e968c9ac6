"""Recognizes unsupported camera families by their answer to one harmless request each."""

import re

from aiohttp import ClientError, ClientSession, ClientTimeout

from ..model.address import Address
from ..model.errors import UnsupportedFamily

_ONVIF_REQUEST = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
    '<GetSystemDateAndTime xmlns="http://www.onvif.org/ver10/device/wsdl"/></s:Body></s:Envelope>'
)
_ONVIF_PATH = "/onvif/device_service"
# Fingerprints: docs/sources.md N18.
_FINGERPRINTS: tuple[tuple[UnsupportedFamily, str, dict[str, str], str], ...] = (
    (
        UnsupportedFamily.VSTARCAM,
        "/get_status.cgi",
        {},
        r'\bdeviceid\s*="|^[ \t]*(?:var\s+)?alias\s*="|\A\s*var result\s*=',
    ),
    (UnsupportedFamily.FOSCAM_HD, "/cgi-bin/CGIProxy.fcgi", {"cmd": "getDevState"}, r"<CGI_Result>"),
    (
        UnsupportedFamily.HI3510,
        "/cgi-bin/hi3510/param.cgi",
        {"cmd": "getserverinfo"},
        r'^[ \t]*var \w+\s*="|^[ \t]*\[(?:Succeed|Error)\]',
    ),
    (UnsupportedFamily.ONVIF, _ONVIF_PATH, {}, r"GetSystemDateAndTimeResponse|Envelope[\s\S]+Fault"),
)
# an HTML page for people, even if a script in it matches a fingerprint
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype html|html)", re.IGNORECASE)
_TIMEOUT = ClientTimeout(total=2)
_MAX_BYTES = 4096  # bytes of a response that are examined


async def identify_unsupported(session: ClientSession, address: Address) -> UnsupportedFamily | None:
    """Return the family of an unsupported camera, or None. No login is sent."""
    for family, path, params, sign in _FINGERPRINTS:
        question = _ONVIF_REQUEST if path == _ONVIF_PATH else None
        try:
            async with session.request(
                "POST" if question else "GET",
                address.url(path, params),
                data=question,
                headers={"Content-Type": "application/soap+xml"} if question else None,
                timeout=_TIMEOUT,
                allow_redirects=False,
            ) as response:
                answer = b""
                while len(answer) < _MAX_BYTES and (some := await response.content.read(_MAX_BYTES)):
                    answer += some
        except TimeoutError:
            return None
        except ClientError, OSError:
            continue
        if not _WEB_PAGE.match(answer) and re.search(sign, answer.decode("latin-1"), re.IGNORECASE | re.MULTILINE):
            return family
    return None
