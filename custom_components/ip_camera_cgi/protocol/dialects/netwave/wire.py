"""The dialect's texts: pages of JavaScript variables, and the answers to commands."""

import re

from ...model.errors import CameraRejectedError, CameraResponseError
from ...model.text import printable
from ...model.values import Page

_NAME = r"[A-Za-z_]\w*(?:\[\d+\])?"
_START = re.compile(rf"\s*(?:var\s+)?({_NAME})\s*=\s*")
# Nothing is escaped in these strings: one ends where a quote and a semicolon are followed by the end of the line or by
# the next statement.
_STRING_END = re.compile(rf"(['\"])\s*;(?=\s*(?:$|var\s|{_NAME}\s*=))")
_LINE_END = re.compile(r"[\r\n]+")


def parse_page(text: str) -> Page:
    """Return the variables of a page; array elements stand under their whole name, as in ap_ssid[0].

    Raises:
        CameraRejectedError: it is an error text.
        CameraResponseError: it is no page.
    """
    _raise_on_error(text)
    page: dict[str, str] = {}
    for line in _LINE_END.split(text):
        position = 0
        while start := _START.match(line, position):
            at = start.end()
            quote = line[at : at + 1]
            if quote and quote in "'\"":
                end = next((end for end in _STRING_END.finditer(line, at + 1) if end[1] == quote), None)
                if end is None:
                    break
                page[start[1]] = line[at + 1 : end.start()]
                position = end.end()
            else:
                stop = line.find(";", at)
                stop = len(line) if stop < 0 else stop
                page[start[1]] = line[at:stop].strip()
                position = stop + 1
    if not page:
        raise CameraResponseError("not a page of variables")
    return page


def check_command(text: str) -> None:
    """See that a command was taken: a camera says ok. with status 200, and says no with status 200, too.

    Raises:
        CameraRejectedError: it said no.
        CameraResponseError: it said something else.
    """
    _raise_on_error(text)
    if not text.lstrip().lower().startswith("ok"):
        raise CameraResponseError("neither ok nor an error")


def _raise_on_error(text: str) -> None:
    start = text.lstrip()[:100]
    if start.lower().startswith("error"):
        said = printable(start, max_length=100)
        raise CameraRejectedError(said.partition(":")[2].strip().rstrip(".") or said)
