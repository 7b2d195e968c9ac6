"""Tells other kinds of cameras apart, each by what it answers to a question that changes nothing."""

import re

from aiohttp import ClientError, ClientSession, ClientTimeout

from ..model.address import Address
from ..model.errors import Stranger

_ONVIF_QUESTION = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
    '<GetSystemDateAndTime xmlns="http://www.onvif.org/ver10/device/wsdl"/></s:Body></s:Envelope>'
)
_ONVIF_PATH = "/onvif/device_service"
# Field guide, Netwave 4.
_SIGNS: tuple[tuple[Stranger, str, dict[str, str], str], ...] = (
    (Stranger.VSTARCAM, "/get_status.cgi", {}, r'\bdeviceid\s*="|^[ \t]*(?:var\s+)?alias\s*="|\A\s*var result\s*='),
    (Stranger.FOSCAM_HD, "/cgi-bin/CGIProxy.fcgi", {"cmd": "getDevState"}, r"<CGI_Result>"),
    (
        Stranger.HI3510,
        "/cgi-bin/hi3510/param.cgi",
        {"cmd": "getserverinfo"},
        r'^[ \t]*var \w+\s*="|^[ \t]*\[(?:Succeed|Error)\]',
    ),
    (Stranger.ONVIF, _ONVIF_PATH, {}, r"GetSystemDateAndTimeResponse|Envelope[\s\S]+Fault"),
)
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype html|html)", re.IGNORECASE)  # for people, whatever scripts it holds
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
                answer = b""
                while len(answer) < _ENOUGH and (some := await response.content.read(_ENOUGH)):
                    answer += some
        except TimeoutError:
            return None
        except ClientError, OSError:
            continue
        if not _WEB_PAGE.match(answer) and re.search(sign, answer.decode("latin-1"), re.IGNORECASE | re.MULTILINE):
            return stranger
    return None
