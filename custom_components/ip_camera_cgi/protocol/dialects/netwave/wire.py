"""The text formats of the dialect: pages of JavaScript variables, and replies to commands."""

from collections.abc import Iterator
from itertools import islice
import re

from ...model.errors import CameraRejectedError, CameraResponseError
from ...model.text import AmbiguousText, page_lines, printable
from ...model.values import Page

_NAME = r"[A-Za-z_]\w*(?:\[\d+\])?"
_DECLARES = r"(?i:var|let|const)\s+"
_START = re.compile(rf"[ \t]*({_DECLARES})?({_NAME})\s*=[ \t]*")
# Strings have no escapes. A string ends at the last quote of its line or, in a line of several statements, before the
# next statement.
_LAST_QUOTE = re.compile(r"(['\"])\s*(?:;\s*)?$")
_QUOTE_BEFORE_REMARK = re.compile(r"(['\"])\s*;\s*//.*$")
_NEXT_STATEMENT = re.compile(rf"(['\"])\s*;(?=\s*(?:$|({_DECLARES})?{_NAME}\s*=))")
_QUOTES = {"'", '"'}
_MAX_STATEMENTS = 1000
_ERROR_SEARCH = 300  # characters at the start that are searched for an error message

type _Statement = tuple[str, str]


def parse_page(text: str) -> Page:
    """Return the variables of a page; array elements keep their full name, such as ap_ssid[0].

    A page has either one statement per line or several; the first line, which contains no user text, shows which. A
    string that could be read in two ways becomes an `AmbiguousText`.

    Raises:
        CameraRejectedError: the text is an error message.
        CameraResponseError: not a page, or longer than any page.
    """
    _raise_on_error(text)
    page: dict[str, str] = {}
    several: bool | None = None
    last = ""  # name of the preceding string
    count = 0
    for line in page_lines(text):
        if not line.strip() or line.lstrip().startswith("//"):
            continue
        statements = list(islice(_statements(line), _MAX_STATEMENTS + 1))
        count += len(statements)
        if count > _MAX_STATEMENTS:  # the same name again costs as much as another one
            raise CameraResponseError(f"page of more than {_MAX_STATEMENTS} variables")
        if several is None and statements:
            several = len(statements) > 1
        if not several and len(statements) > 1:
            statements = [(name, AmbiguousText(value)) for name, value in statements]
        if not statements and last:  # the preceding string contains a line break, or the line is invalid
            page[last] = AmbiguousText(page[last])
        for name, value in statements:
            page[name] = value if page.get(name, value) == value else AmbiguousText(value)
        if statements:
            last = statements[-1][0] if line.rstrip(" \t;")[-1:] in _QUOTES else ""
    if not page:
        raise CameraResponseError("not a page of variables")
    return page


def _statements(line: str) -> Iterator[_Statement]:
    """Yield the statements of a line."""
    position = 0
    while start := _START.match(line, position):
        at = start.end()
        if line[at : at + 1] in _QUOTES:
            value, position = _string(line, at, declared=bool(start[1]))
        else:
            semicolon = line.find(";", at)
            end = len(line) if semicolon < 0 else semicolon
            value, position = line[at:end].strip(" \t"), end + 1
        yield start[2], value
        if position >= len(line):
            return


def _string(line: str, at: int, *, declared: bool) -> tuple[str, int]:
    """Return the string that starts with the quote at `at`, and the position of the next statement.

    A declared variable is only followed by declared ones: `ab';c=1` may be a name that the owner has chosen.
    """
    quote = line[at]
    for end in _NEXT_STATEMENT.finditer(line, at + 1):
        if end[1] == quote and (end[2] or not declared):
            return line[at + 1 : end.start()], end.end()
    if (last := _LAST_QUOTE.search(line, at + 1)) and last[1] == quote:
        return line[at + 1 : last.start()], len(line)
    if (last := _QUOTE_BEFORE_REMARK.search(line, at + 1)) and last[1] == quote:
        return AmbiguousText(line[at + 1 : last.start()]), len(line)
    return AmbiguousText(line[at + 1 :]), len(line)


def check_command(text: str) -> None:
    """Verify the reply to a command; success and failure both come with status 200 (docs/sources.md N8).

    Raises:
        CameraRejectedError: the camera refused the command.
        CameraResponseError: the reply is neither "ok" nor an error.
    """
    _raise_on_error(text)
    if not text.lstrip().lower().startswith("ok"):
        raise CameraResponseError("neither ok nor an error message")


def _raise_on_error(text: str) -> None:
    start = text[:_ERROR_SEARCH].lstrip()[:100]
    if start.lower().startswith("error"):
        message = printable(start, max_length=100)
        reason = message.partition(":")[2].strip().rstrip(".")
        raise CameraRejectedError(reason or message, answer=reason)
