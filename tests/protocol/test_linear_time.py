"""Text from a camera is bounded before it is matched, and every regular expression is linear.

A camera may send 256 kB of any text, and parsing it must not block Home Assistant.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
import re
import time
from typing import Any

import pytest

from custom_components.ip_camera_cgi import protocol
from custom_components.ip_camera_cgi.protocol import DRIVERS, CameraState, Redaction
from custom_components.ip_camera_cgi.protocol.dialects.hucoms import wire as hucoms
from custom_components.ip_camera_cgi.protocol.dialects.netwave import wire as netwave
from custom_components.ip_camera_cgi.protocol.model.errors import CameraError
from custom_components.ip_camera_cgi.protocol.model.settings import lines_of
from custom_components.ip_camera_cgi.protocol.model.text import from_wire, printable, readable

SIZE = 256 * 1024  # what a camera may answer
SHORT = 8 * 1024
SECONDS = 0.4  # more than what it takes; a quadratic one takes many times longer
PARSING = 0.1  # seconds, as the event loop waits for it
SLOWEST = 6  # of the short texts are tried at full length as well
FOLDER = Path(protocol.__file__).parent


type Pattern = re.Pattern[str] | re.Pattern[bytes]
SOURCE = "\n".join(file.read_text("utf-8") for file in sorted(FOLDER.rglob("*.py")))


def expressions() -> Iterator[tuple[str, tuple[Pattern, list[str]]]]:
    """Yield every regular expression of the protocol package with its name and uses."""
    for file in sorted(FOLDER.rglob("*.py")):
        name = ".".join(file.relative_to(FOLDER).with_suffix("").parts).removesuffix(".__init__")
        module = import_module(f"{protocol.__name__}.{name}") if name != "__init__" else protocol
        source = file.read_text("utf-8")
        for attribute, value in vars(module).items():
            if isinstance(value, re.Pattern) and f"\n{attribute} = " in f"\n{source}":
                used = rf"\b{attribute}\.(match|fullmatch|search|finditer|findall|sub|split)\("
                ways = re.findall(used, source) or re.findall(used, SOURCE)
                yield f"{name}.{attribute}", (value, sorted({*ways}) or ["search"])


EXPRESSIONS = dict(expressions())
PIECES = (
    *("a", "0", " ", "\t", ".", "-", ":", "@", "=", ";", "'", '"', "/", "<", "*", "\\", "\\n", "_", "f", "[", "\udcfc"),
    *("a@", "@a", "a.", "a://", "'; ", "';a", "';a ", "var ", "'a", "a=';", "1.1.1.1 ", "00:00:00 a", "00:00:00  1"),
    *("aa:", "12:", "a:b", "motion1 =", "min:1", "= *", "ab\n", " \n", "var a='", "';var ", "0123456789ab", "a=b\n"),
    *("a=b;", "a=b; ", "var a=b;", "a='b';", "a='\n", "a='b'\n", "'; \t", "//\n", "[a]\n", "a= *\n"),
)
"""Fragments that make regular expressions backtrack, repeated."""


def hostile(size: int) -> Iterator[str]:
    """Yield texts of a given size, bare and as an unterminated string."""
    for piece in PIECES:
        for start, end in (("", ""), ("var a='", "\x00")):
            yield f"{start}{piece * (size // len(piece))}{end}"


def seconds(do: Callable[[], object], limit: float) -> float:
    """Return the CPU time of a function; slow results are measured a second time."""
    taken = 0.0
    for _ in range(2):
        started = time.process_time()
        with suppress(CameraError, ValueError):
            do()
        taken = time.process_time() - started
        if taken < limit:
            break
    return taken


def check(
    name: str,
    do: Callable[[str], object],
    texts: Callable[[int], Iterator[str]] = hostile,
    *,
    limit: float = SECONDS,
) -> None:
    """Measure short texts, on which quadratic behavior is visible, and the slowest ones at full length."""
    times = dict[int, float]()
    for index, text in enumerate(texts(SHORT)):
        times[index] = seconds(partial(do, text), 0.1)
        assert times[index] < 0.1, (name, SHORT, text[:26], times[index])
    slowest = sorted(times, key=times.__getitem__)[-SLOWEST:]
    for index, text in enumerate(texts(SIZE)):
        if index in slowest:
            taken = seconds(partial(do, text), limit)
            assert taken < limit, (name, SIZE, text[:26], taken)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_expressions(name: str) -> None:
    pattern, ways = EXPRESSIONS[name]
    used: Any = pattern
    is_bytes = isinstance(pattern.pattern, bytes)

    def do(text: str) -> None:
        subject: Any = text.encode("utf-8", "surrogateescape") if is_bytes else text
        for way in ways:
            match way:
                case "sub":
                    used.sub(b"" if is_bytes else "", subject)
                case "search" | "finditer":
                    sum(1 for _ in used.finditer(subject))
                case _:
                    getattr(used, way)(subject)

    check(name, do)


REDACTION = Redaction(
    "00:62:6e:0a:1b:2c", secrets=["secret", "00000000", "a" * 9], private=["Anna", "a.b"], versions={"11.37.2.49"}
)
PARSERS: dict[str, Callable[[str], object]] = {
    "netwave page": netwave.parse_page,
    "netwave answer": netwave.check_command,
    "hucoms page": hucoms.parse_page,
    "hucoms section": partial(hucoms.parse_page, section="a"),
    "hucoms answer": hucoms.raise_on_error,
    "hucoms events": lambda text: list(hucoms.EventText().feed(text.encode("utf-8", "surrogateescape"))),
}
FUNCTIONS: dict[str, Callable[[str], object]] = {
    "readable": readable,
    "printable": printable,
    "lines": lines_of,
    "redacted field": lambda text: REDACTION.field("log_text", text),
    "redacted unknown field": lambda text: REDACTION.unknown_field("what", text),
    "from the wire": lambda text: from_wire(text.encode("utf-8", "surrogateescape")),
}


@pytest.mark.parametrize("name", PARSERS)
def test_parsers(name: str) -> None:
    check(name, PARSERS[name], limit=PARSING)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(name: str) -> None:
    check(name, FUNCTIONS[name])


KINDS = {repr(setting.codec): setting for driver in DRIVERS for setting in driver.settings}


def test_codecs() -> None:
    def decode(text: str) -> None:
        for setting in KINDS.values():
            CameraState({setting.page: {setting.field: text}}).get(setting)

    check("codecs", decode, lambda size: iter((" " * size, "9" * size, f"{'9' * size}.", "1 1, 2011" + " " * size)))


@pytest.mark.parametrize("line", ["var a{}='x';\n", "a{} = x\n", "var a{}='x';", "var a='x';\n", "a = x\n"])
def test_pages_with_too_many_fields_are_rejected(line: str) -> None:
    page = "".join(line.format(number) for number in range(9500))
    parse = netwave.parse_page if line.startswith("var") else hucoms.parse_page
    started = time.process_time()
    with pytest.raises(CameraError, match=r"page of more than (1000|4000)"):
        parse(page)
    assert time.process_time() - started < 0.1
