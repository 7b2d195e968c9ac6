"""Fuzzing of every parser of camera data and user input: a result or a typed error.

Typed errors are CameraError, BadValueError and documented ValueErrors. Results may not be longer than the input, and
must not depend on how it was split. The texts of both dialects, schedules and grids are fuzzed beside their other
tests.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import groupby, pairwise
import json
import time as clock
from typing import Any

import aiohttp
from hypothesis import HealthCheck, given, settings, strategies as st
import pytest
from yarl import URL

from custom_components.ip_camera_cgi.protocol import (
    DRIVERS,
    Account,
    Address,
    BadValueError,
    Camera,
    CameraError,
    CameraState,
    DeliveryResult,
    Ipv4,
    Level,
    Role,
    Setting,
    camera_from_description,
)
from custom_components.ip_camera_cgi.protocol.camera.page_cache import PageCache
from custom_components.ip_camera_cgi.protocol.connect.fingerprint import identify_unsupported
from custom_components.ip_camera_cgi.protocol.dialects.driver import CameraDriver
from custom_components.ip_camera_cgi.protocol.dialects.hucoms.wire import EventText
from custom_components.ip_camera_cgi.protocol.dialects.maintenance import validate_upload
from custom_components.ip_camera_cgi.protocol.dialects.netwave import maintenance
from custom_components.ip_camera_cgi.protocol.features.motion_grid import Grid, Rectangle
from custom_components.ip_camera_cgi.protocol.http.client import Response
from custom_components.ip_camera_cgi.protocol.http.response import LenientResponse
from custom_components.ip_camera_cgi.protocol.model.errors import CameraResponseError, UnsupportedFamily
from custom_components.ip_camera_cgi.protocol.video.jpeg import require_whole_jpeg
from custom_components.ip_camera_cgi.protocol.video.multipart import iter_parts

from ..conftest import PASSWORD, USER
from .stub import answer, stub

ACCOUNT = Account(USER, PASSWORD)
HERE = Address("127.0.0.1", 80)


def fuzz[**P, R](examples: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Run a number of reproducible examples."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],  # the fixtures below keep no state of an example
    )


@pytest.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    """A client session."""
    async with aiohttp.ClientSession() as session:
        yield session


class Anything:
    """A camera with a given response."""

    data = b""
    address = HERE


@pytest.fixture
async def camera() -> AsyncGenerator[Anything]:
    """A camera that responds with any data."""
    anything = Anything()
    async with stub(lambda page, params: anything.data) as stubbed:
        anything.address = Address("127.0.0.1", stubbed.port)
        yield anything


def mixed(*known: bytes) -> st.SearchStrategy[bytes]:
    """Return bytes that contain known fragments."""
    return st.lists(st.one_of(st.sampled_from(known), st.binary(max_size=8)), max_size=25).map(b"".join)


def cut(body: bytes, places: Iterable[int]) -> list[bytes]:
    """Split bytes at given positions."""
    ends = sorted({min(place, len(body)) for place in places} | {0, len(body)})
    return [body[start:end] for start, end in pairwise(ends)]


PLACES = st.lists(st.integers(0, 200), max_size=8)


# Responses


HTTP = mixed(
    *(b"HTTP/1.1 200 OK", b"HTTP/1.0 ", b"401", b"\r\n", b"\n", b"\r\n\r\n", b": ", b":", b"x" * 70),
    *(b"Content-Length: ", b"0", b"5", b"9" * 5000, b"\xb2", b"Content-Type: multipart/x", b"Content-Type", b"body"),
)


async def lenient(pieces: Sequence[bytes], writer: asyncio.StreamWriter) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return status, headers and body of a response that arrives in pieces."""
    reader = asyncio.StreamReader()
    reply = LenientResponse(URL("http://127.0.0.1/"), reader, writer)

    async def read() -> bytes:
        await reply._read_head()
        body = b""
        while some := await reply.read():
            body += some
        return body

    reading = asyncio.create_task(read())
    for piece in pieces:
        await asyncio.sleep(0)
        reader.feed_data(piece)
    await asyncio.sleep(0)
    reader.feed_eof()
    body = await reading
    return reply.status, list(reply.headers.items()), body


@pytest.fixture
async def writer(camera: Anything) -> AsyncGenerator[asyncio.StreamWriter]:
    """A writer without effect."""
    _, writer = await asyncio.open_connection(camera.address.host, camera.address.port)
    yield writer
    writer.close()


@fuzz(300)
@given(data=HTTP, places=PLACES)
async def test_lenient_responses(writer: asyncio.StreamWriter, data: bytes, places: list[int]) -> None:
    """Only ClientError, OSError and ValueError are documented."""
    outcomes: list[Any] = []
    for pieces in ([data] if data else [], cut(data, places)):
        try:
            outcomes.append(await lenient(pieces, writer))
        except (aiohttp.ClientError, OSError, ValueError) as err:
            outcomes.append(type(err))
        else:
            assert outcomes[-1][2] in data
    assert outcomes[0] == outcomes[1]


@fuzz(200)
@given(st.one_of(st.binary(), mixed(b"error: ", PASSWORD.encode(), "ü".encode(), b"\xb8\xbb\x90\x30")))
def test_any_body_is_text(body: bytes) -> None:
    text = Response(body, ACCOUNT).text
    if PASSWORD.encode() not in body:
        assert text.encode(errors="surrogateescape") == body
    assert len(text) <= len(body)
    assert not text.lower().startswith("error") or PASSWORD not in text


@fuzz(200)
@given(mixed(b"\xff\xd8\xff", b"\xff\xd9", b"\0" * 1024, b"error"))
def test_pictures(body: bytes) -> None:
    with suppress(CameraResponseError):
        assert require_whole_jpeg(body) == body


# Streams


TYPES = st.one_of(
    st.sampled_from(["multipart/x-mixed-replace;boundary=ipcamera", 'multipart/x; boundary="--ipcamera"']),
    st.lists(st.sampled_from(["boundary", "=", '"', "-", "ipcamera", " ", ";", "\udcff", "ü"])).map("".join),
)
STREAM = mixed(
    *(b"--ipcamera", b"\r\n", b"\n", b"\r\n\r\n", b"--ipcamera\r\n\r\n", b"-" * 300, b" " * 40, b"--", b"picture"),
    *(b"Content-Length: ", b"content-length:<", b"5", b"150", b"99999999999", b"x" * 90, b"x" * 400),
    *(b"\xff\xd8", b"\xff", b"\xff\xda\0\2", b"\xff\xd9", b"\xff\xdb\0\x09"),
)
LIMIT = 100


async def taken(content_type: str, pieces: Iterable[bytes]) -> tuple[list[bytes], type | None]:
    async def chunks() -> AsyncGenerator[bytes]:
        for piece in pieces:
            yield piece

    got: list[bytes] = []
    try:
        async for part in iter_parts(content_type, chunks(), LIMIT):
            got.append(bytes(part.body))  # noqa: PERF401  what came before an error counts, too
    except CameraResponseError as err:
        return got, type(err)
    return got, None


@fuzz(500)
@given(TYPES, STREAM, PLACES)
async def test_streams_of_pictures(content_type: str, body: bytes, places: list[int]) -> None:
    whole = await taken(content_type, [body] if body else [])
    assert whole == await taken(content_type, cut(body, places))
    assert whole == await taken(content_type, cut(body, range(len(body))))
    assert all(len(part) <= LIMIT for part in whole[0])
    assert sum(map(len, whole[0])) <= len(body)


@fuzz(200)
@given(st.lists(st.binary(max_size=LIMIT), max_size=4), st.booleans(), st.sampled_from([b"\r\n", b"\n"]), PLACES)
async def test_valid_pictures_are_extracted(
    pictures: list[bytes], reported: bool, end: bytes, places: list[int]
) -> None:
    if reported:
        pictures = [picture for picture in pictures if picture]
    else:  # then a picture ends with its marker
        pictures = [b"\xff\xd8\xff\xda\0\2" + picture.replace(b"\xff", b"\xff\0") + b"\xff\xd9" for picture in pictures]
        pictures = [picture for picture in pictures if len(picture) <= LIMIT]
    body = b""
    for picture in pictures:
        length = b"Content-Length: %d" % len(picture) if reported else b"Content-Type: image/jpeg"
        body += b"--ipcamera" + end + length + end + end + picture + end
    body += b"--ipcamera" + end
    assert await taken("multipart/x-mixed-replace;boundary=ipcamera", cut(body, places)) == (pictures, None)


EVENTS = st.lists(
    st.one_of(
        st.sampled_from(["--eventlist", "Content-Length: 12", "", "motion1 = on", " MOTION = Off ", "alarmin1=on"]),
        st.sampled_from(["alarmout1 = off", "videotamper = on", "audiodetect_2=on", "x" * 195 + "motion1 = on"]),
        st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=20),
        st.builds("{}{}".format, st.text(" x", max_size=300), st.just("motion1 = on")),
    ),
    max_size=6,
).map(lambda lines: "".join(f"{line}\r\n" for line in lines).encode("latin-1"))


@fuzz(300)
@given(EVENTS, PLACES)
def test_events(data: bytes, places: list[int]) -> None:
    """A split line may be counted twice, nothing else may differ."""
    together, apart = EventText(), EventText()
    whole = [event for event, _ in groupby(together.feed(data))]
    pieces = [event for event, _ in groupby(event for piece in cut(data, places) for event in apart.feed(piece))]
    assert pieces == whole
    assert len(apart._rest) <= 200


# Fields


SETTINGS = {setting.key: setting for driver in DRIVERS for setting in driver.settings}
RAW = st.one_of(
    st.sampled_from(["0", "1", "-1", "3", "100", "4294967295", "9" * 19, "9" * 5000, "1e400", "nan", "٣", "1_0", ""]),
    st.sampled_from(["on", "enable", "Disable", "yes", "auto", "h264", "H.264", "mjpeg", "dhcp", "user", "lpr"]),
    st.sampled_from(["1280x1024;640x480", "1280X1024;1280x1024", "x" * 300, "min:100;max:1", "min:1fps;max:30fps"]),
    st.sampled_from(
        ["0.0" + ".0.0", "1.2.3.4", "1.2.3", "January 1, 2011 12:30:00", "13 1, 2011 12:30:00", "one\\ntwo"]
    ),
    st.sampled_from(
        ["rtsp://1.2.3.4:554/a?b=c", "rtsp://[::1", "rtsp://[]@", "rtsp://a:99999/", "rtsp:@evil/", "4", "11.22.2.38"]
    ),
    st.text(max_size=12),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), RAW),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(RAW, inner, max_size=3)),
    max_leaves=6,
)


def is_sane(value: Any) -> bool:
    """Return whether Home Assistant can store and show a value."""
    shown = value.isoformat() if isinstance(value, datetime) else value
    return isinstance(shown, (bool, int, float, str)) and bool(json.dumps(shown, allow_nan=False))


@fuzz(20)
@given(st.lists(st.tuples(RAW, JSON), min_size=5))
def test_every_field(fields: list[tuple[str, Any]]) -> None:
    """Every shown text has a value or none; every value that can be sent is read back unchanged."""
    for setting in SETTINGS.values():
        for raw, wanted in fields:
            value = CameraState({setting.page: {setting.field: raw}}).get(setting)
            assert value is None or is_sane(value), setting.key
            for each in (value, wanted):
                check_sent(setting, each)


def check_sent(setting: Setting[Any], value: Any) -> None:
    """Check that a value is refused or read back as sent."""
    try:
        sent = setting.codec.encode(value)
    except BadValueError:
        return
    again = setting.codec.decode(sent)
    assert again == value or (isinstance(setting.codec, Ipv4) and not again), setting.key
    assert setting.codec.encode(again) == sent, setting.key


def pages_of(driver: type[CameraDriver]) -> st.SearchStrategy[dict[str, dict[str, str]]]:
    """Return pages a driver may have read, with a valid identity page."""
    reported = {
        "video_ability": ("videosizeall", "videocodecsupported", "maxframerate", "bitrateall", "jpegqualitysupported"),
        "audio_ability": ("samplingall", "compress", "audioinputsupported", "audiooutputsupported"),
        "color_ranges": ("brightness", "contrast", "saturation", "sharpness", "edgeenhance", "hue"),
        "streams": tuple(f"stream1.{name}" for name in ("address", "codec", "size")),
        "ptz": ("pansupported",),
        "version": ("hardware", "firmware"),
        "model": ("servermodel",),
        "privacy1": ("maxno",),
        "motion_fine": ("motion1.area18",),
        "status": ("id", "sys_ver", "app_ver", "alias"),
    }
    fields = {
        page: {s.field for s in driver.settings if s.page == page} | {*reported.get(page, ())} for page in driver.pages
    }
    page = {name: st.dictionaries(st.sampled_from(sorted(known)), RAW) for name, known in fields.items() if known}
    first = {"status": {"id": "00606E0A0B0C"}, "mac": {"mac": "00:07:d8:0a:0b:0c"}}
    name = next(iter(driver.pages))
    return st.fixed_dictionaries({}, optional=page).map(
        lambda pages: {name: {**pages.pop(name, {}), **first[name]}, **pages}
    )


PAGES = {driver: pages_of(driver) for driver in DRIVERS}


@pytest.mark.parametrize("driver", DRIVERS)
@fuzz(150)
@given(data=st.data(), role=st.sampled_from(Role))
async def test_any_pages_make_a_camera(
    session: aiohttp.ClientSession, driver: type[CameraDriver], data: st.DataObject, role: Role
) -> None:
    """The description is bounded and restores an identical camera."""
    asking = driver(session, HERE, ACCOUNT)
    asking.restore(role, "")
    camera = Camera(asking, PageCache(asking, dict[str, Mapping[str, str]](data.draw(PAGES[driver]))))
    for text in (camera.info.name, camera.info.model, camera.info.firmware, camera.info.hardware):
        assert text is None or (len(text) <= 40 and text.isprintable())
    for stream in camera.streams:
        url = URL(camera.pictures.stream_url(stream))
        assert (url.scheme, url.host, url.password) == ("rtsp", HERE.host, PASSWORD)
    for setting in camera.settings:
        if isinstance(setting.codec, Level):
            assert setting.codec.low <= setting.codec.high, setting.key
        value = camera.state.get(setting)
        assert value is None or is_sane(value), setting.key
        check_sent(setting, value)
        camera.is_available(setting)
    again = camera_from_description(session, HERE, ACCOUNT, json.loads(json.dumps(camera.description)))
    assert (again.info, again.capabilities) == (camera.info, camera.capabilities)
    assert again.settings == camera.settings


@pytest.mark.parametrize("driver", DRIVERS)
@fuzz(300)
@given(data=st.data())
async def test_any_description_is_a_camera_or_value_error(
    session: aiohttp.ClientSession, driver: type[CameraDriver], data: st.DataObject
) -> None:
    """Invalid descriptions only raise ValueError."""
    several = st.dictionaries(st.sampled_from(sorted(driver.pages)), JSON)
    stored = {
        "dialect": st.one_of(st.just(driver.dialect), JSON),
        "role": st.one_of(st.just(3), JSON),
        "pages": st.one_of(PAGES[driver], several, JSON),
    }
    known = data.draw(st.one_of(st.fixed_dictionaries(stored), st.fixed_dictionaries({}, optional=stored), JSON))
    try:
        camera = camera_from_description(session, HERE, ACCOUNT, known)
    except ValueError:
        return
    for setting in camera.settings:
        camera.state.get(setting)


# User input


@fuzz(500)
@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(["http://", "rtsp:", "//", "cam", ".", ":", "81", "@", "[", "]", "::1", "%", "/", "?", " "])
        ).map("".join),
        st.builds("fe80::1%{}".format, st.text()),
    )
)
def test_addresses(typed: str) -> None:
    """The result is ValueError or an address whose URL has that host."""
    try:
        address = Address.parse(typed)
    except ValueError:
        return
    url = address.url("/x.cgi", {"a": "b"})
    assert (url.port, url.path, url.query_string) == (address.port, "/x.cgi", "a=b")
    assert url.raw_host == address.host
    assert Address.parse(str(address)) == address
    assert len(address.host) <= 253


GRID = Grid(4, (0, 15, 5))


@fuzz(200)
@given(st.lists(st.text("xX. ", max_size=5), max_size=4), st.lists(st.builds(Rectangle, *[st.integers(-2, 6)] * 4)))
def test_grids(drawn: list[str], rectangles: list[Rectangle]) -> None:
    with suppress(BadValueError):
        assert GRID.from_drawing(drawn).drawing == [row.lower() for row in drawn]
    with suppress(BadValueError):
        grid = GRID.with_rectangles(rectangles)
        assert all(0 <= bits < 16 for bits in grid.bits)
        assert GRID.from_drawing(grid.drawing) == grid


@fuzz(200)
@given(mixed(b"PK\x03\x04", b"<", b"{", b"\xff\xd8", b" "))
def test_uploads(file: bytes) -> None:
    with suppress(BadValueError):
        validate_upload(file)


# Requests with special responses


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the delays between requests."""
    monkeypatch.setattr(maintenance, "_SCAN_DELAY", 0)


PAGE = mixed(
    *(b"var log_text='", b"Sun, 2009-08-03 19:53:04 ", b"\\n", b"\n", b"';", b"var result=", b"-", b"0", b"7", b"99"),
    *(b"var ap_number=1;", b"ap_bssid[0]='0060B3ABCDEF';", b"ap_ssid[0]='", b"ap_security[0]=9;", b"ap_mode[0]=x;"),
    *(b"error: no", b"ok.", b" ", b"\r\n"),
)


@pytest.mark.usefixtures("hasty")
@fuzz(80)
@given(body=PAGE)
async def test_maintenance(session: aiohttp.ClientSession, camera: Anything, body: bytes) -> None:
    camera.data = answer(body)
    asking = DRIVERS[0](session, camera.address, ACCOUNT).maintenance
    with suppress(CameraError):
        assert all(len(line.text) <= len(body) for line in await asking.read_log())
    with suppress(CameraError):
        assert await asking.test_mail() in DeliveryResult
    with suppress(CameraError):
        assert len(await asking.scan_wifi()) <= 100
    with suppress(CameraError):
        assert await asking.back_up() == body


SIGNS = mixed(b'var alias="', b"<CGI_Result>", b"[Succeed]", b"\n", b" ", b"Envelope", b"Fault", b"<html", b"var x=")


@fuzz(100)
@given(data=st.one_of(SIGNS.map(answer), HTTP))
async def test_fingerprints(session: aiohttp.ClientSession, camera: Anything, data: bytes) -> None:
    camera.data = data
    assert await identify_unsupported(session, camera.address) in {*UnsupportedFamily, None}


@pytest.mark.parametrize("word", [b"\n", b"Envelope", b"var ", b"var\n"])
async def test_parsers_do_not_block(session: aiohttp.ClientSession, camera: Anything, word: bytes) -> None:
    camera.data = answer(word * 8000)
    started = clock.process_time()
    await identify_unsupported(session, camera.address)
    assert clock.process_time() - started < 0.15


async def test_boundaries_do_not_block() -> None:
    started = clock.process_time()
    assert await taken("multipart/x;boundary=" + " " * 16_000 + '";', [b"x"]) == ([], None), "no part, and no delimiter"
    assert clock.process_time() - started < 0.15
