"""Tells other kinds of cameras apart, each by what it answers to a question that changes nothing."""

import re

from aiohttp import ClientError, ClientSession, ClientTimeout

from .address import Address
from .errors import Stranger

_ONVIF_QUESTION = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
    '<GetSystemDateAndTime xmlns="http://www.onvif.org/ver10/device/wsdl"/></s:Body></s:Envelope>'
)
_ONVIF_PATH = "/onvif/device_service"
# Field guide, Netwave 4.
_SIGNS: tuple[tuple[Stranger, str, dict[str, str], str], ...] = (
    (Stranger.VSTARCAM, "/get_status.cgi", {}, r'\bdeviceid\s*=|^\s*(?:var\s+)?alias\s*="|\bvar result\s*='),
    (Stranger.FOSCAM_HD, "/cgi-bin/CGIProxy.fcgi", {"cmd": "getDevState"}, r"<CGI_Result>"),
    (
        Stranger.HI3510,
        "/cgi-bin/hi3510/param.cgi",
        {"cmd": "getserverinfo"},
        r'^\s*var \w+\s*="|^\s*\[(?:Succeed|Error)\]',
    ),
    (Stranger.ONVIF, _ONVIF_PATH, {}, r"onvif\.org/ver10|2003/05/soap-envelope"),
)
_TIMEOUT = ClientTimeout(total=2)
_ENOUGH = 4096  # bytes of an answer that are looked at


async def name_stranger(session: ClientSession, address: Address) -> Stranger | None:
    """Return what kind of camera it is, if it is one of those; no login is shown to it."""
    for stranger, path, params, sign in _SIGNS:
        question = _ONVIF_QUESTION if path == _ONVIF_PATH else None
        try:
            async with session.request(
                "POST" if question else "GET",
                address.url(path, params),
                data=question,
                headers={"Content-Type": "application/soap+xml"} if question else None,
                timeout=_TIMEOUT,
                allow_redirects=False,
            ) as response:
                answer = await response.content.read(_ENOUGH)
        except TimeoutError:
            return None
        except ClientError, OSError:
            continue
        if re.search(sign, answer.decode("latin-1"), re.IGNORECASE | re.MULTILINE):
            return stranger
    return None
