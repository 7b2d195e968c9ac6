"""Every observed or documented framing of live video."""

import asyncio
from collections.abc import AsyncGenerator
import contextlib
from io import BytesIO

from hypothesis import given, strategies as st
from PIL import Image
import pytest

from custom_components.ip_camera_cgi.protocol.model.errors import CameraResponseError
from custom_components.ip_camera_cgi.protocol.video.multipart import iter_parts

ONE, TWO = b"\xff\xd8\xff one --ipcamera \r\n\xff\xd9", b"\xff\xd8\xff two \xff\xd9"
NETWAVE = "multipart/x-mixed-replace;boundary=ipcamera"


async def chunked(body: bytes, size: int) -> AsyncGenerator[bytes]:
    for at in range(0, len(body), size):
        yield body[at : at + size]


async def taken(content_type: str, body: bytes, size: int = 7, limit: int = 1000) -> list[bytes]:
    return [bytes(part.body) async for part in iter_parts(content_type, chunked(body, size), limit)]


def framed(
    *pictures: bytes, boundary: bytes = b"--ipcamera", end: bytes = b"\r\n", length: bytes = b"Content-Length: %d"
) -> bytes:
    body = b""
    for picture in pictures:
        headers = [b"Content-Type: image/jpeg"]
        if length:
            headers.append(length % len(picture))
        body += boundary + end + end.join(headers) + end + end + picture + end
    return body + boundary + end


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (NETWAVE, framed(ONE, TWO)),
        (NETWAVE, b"some text before\r\n" + framed(ONE, TWO)),
        (NETWAVE, framed(ONE, TWO, end=b"\n")),
        (NETWAVE, framed(ONE, TWO, length=b"content-length:%d")),
        ('multipart/x-mixed-replace; boundary="ipcamera"', framed(ONE, TWO)),
        ("multipart/x-mixed-replace; boundary=--ipcamera", framed(ONE, TWO)),
        ("multipart/x-mixed-replace; boundary=--ipcamera", framed(ONE, TWO, boundary=b"----ipcamera")),
        (
            "multipart/x-mixed-replace;boundary=image_boundary_at",
            framed(ONE, TWO, boundary=b"--image_boundary _at", length=b"Content-Length: <%d>"),
        ),
    ],
)
async def test_framings(content_type: str, body: bytes, size: int) -> None:
    assert await taken(content_type, body, size) == [ONE, TWO]


@pytest.mark.parametrize("size", [1, 7, 1000])
async def test_delimiter_right_behind_the_picture(size: int) -> None:
    body = b"".join(b"--ipcamera\r\nContent-Type: image/jpeg\r\n\r\n" + each for each in (ONE, TWO, TWO))
    assert await taken(NETWAVE, body, size) == [ONE, TWO, TWO]


async def test_no_content_type() -> None:
    assert await taken("", framed(ONE, TWO)) == [ONE, TWO]


async def test_length_that_is_too_short() -> None:
    """It costs one picture; after that, the delimiters count."""
    picture = b"\xff\xd8\xff a picture of some bytes \xff\xd9"
    wrong = framed(picture, picture, picture).replace(b"Length: %d" % len(picture), b"Length: %d" % (len(picture) - 9))
    assert (await taken(NETWAVE, wrong))[1:] == [picture, picture]


async def test_without_length() -> None:
    assert await taken(NETWAVE, framed(TWO, TWO, length=b"")) == [TWO, TWO]


@pytest.mark.parametrize("length", [b"", b"Content-Length: %d"])
async def test_boundary_in_a_picture(length: bytes) -> None:
    picture = b"\xff\xd8\xff one\r\n--ipcamera\r\n\x80 and so on \xff\xd9"
    assert await taken(NETWAVE, framed(picture, TWO, length=length), 1000) == [picture, TWO]


async def test_last_part_without_delimiter() -> None:
    assert await taken(NETWAVE, b"--ipcamera\r\n\r\n" + TWO) == [TWO]


async def test_truncated_part_is_dropped() -> None:
    assert await taken(NETWAVE, framed(ONE)[:-20]) == []


async def test_part_without_a_picture() -> None:
    """It is one, so that a flood of them is slowed down."""
    assert await taken(NETWAVE, framed(TWO, b"", TWO)) == [TWO, b"", TWO]
    assert await taken(NETWAVE, framed(TWO, b"error", TWO, length=b"")) == [TWO, b"error", TWO]


def drawn(*, shade: int = 90, thumbnail: bool = False) -> bytes:
    """Return a real picture; its thumbnail is another picture in its header."""
    file = BytesIO()
    Image.linear_gradient("L").resize((64, 48)).point(lambda level: level * shade // 100).save(file, "JPEG")
    picture = file.getvalue()
    if thumbnail:
        picture = picture[:2] + b"\xff\xe1" + (len(picture) + 2).to_bytes(2) + picture + picture[2:]
    return picture


PICTURES = [drawn(), drawn(shade=60, thumbnail=True), drawn(shade=30), drawn(shade=80)]
HEADERS = b"Content-Type: image/jpeg\r\n\r\n"


@pytest.mark.parametrize("size", [1, 7, 1000, 100_000])
@pytest.mark.parametrize("content_type", ["", "image/jpeg", "video/x-motion-jpeg", "text/plain", NETWAVE])
@pytest.mark.parametrize(
    "between", [b"", b"\r\n", bytes(40), HEADERS], ids=["nothing", "line break", "zeros", "headers"]
)
async def test_pictures_without_delimiters(content_type: str, between: bytes, size: int) -> None:
    body = between + between.join(PICTURES)
    assert await taken(content_type, body, size, 10_000) == PICTURES


@pytest.mark.parametrize("size", [1, 100, 100_000])
@pytest.mark.parametrize("content_type", ["image/jpeg", "text/html; charset=utf-8", "application/octet-stream"])
@pytest.mark.parametrize("length", [b"", b"Content-Length: %d"])
async def test_wrong_content_type(content_type: str, length: bytes, size: int) -> None:
    assert await taken(content_type, framed(*PICTURES, length=length), size, 10_000) == PICTURES


@pytest.mark.parametrize(
    "body",
    [
        b"--ipcamera\r\n" + HEADERS + b"".join(PICTURES),
        b"--ipcamera\r\n".join(PICTURES),
        PICTURES[0] + b"\r\n" + framed(*PICTURES[1:]),
        HEADERS + PICTURES[0] + b"\r\n" + framed(*PICTURES[1:], length=b""),
    ],
    ids=["a delimiter at the start only", "no headers", "no delimiter at the start", "headers at the start"],
)
@pytest.mark.parametrize("size", [1, 100, 100_000])
async def test_delimiters_are_missing(body: bytes, size: int) -> None:
    assert await taken(NETWAVE, body, size, 10_000) == PICTURES


@pytest.mark.parametrize("size", [1, 100, 100_000])
@pytest.mark.parametrize(
    "part",
    [
        b"--ipcamera\rContent-Type: image/jpeg\r\r%s\r",
        b"\r\n\r\n--ipcamera\r\n\r\nContent-Type: image/jpeg\r\n\r\n%s\r\n\r\n",
        b"--ipcamera\r\nContent-Type: image/jpeg\r\n%s\r\n",
        b"--ipcamera\r\nContent-Type: image/jpeg\r\nContent-Length: 0\r\n\r\n%s\r\n",
    ],
    ids=["CR only", "more empty lines", "no empty line", "length of zero"],
)
async def test_odd_headers(part: bytes, size: int) -> None:
    body = b"".join(part % picture for picture in PICTURES)
    assert [each for each in await taken(NETWAVE, body, size, 10_000) if len(each) > 100] == PICTURES


async def test_bare_picture_is_complete_with_its_last_byte() -> None:
    """It does not wait for the next one."""

    async def chunks() -> AsyncGenerator[bytes]:
        yield PICTURES[0]
        await asyncio.Event().wait()

    async with asyncio.timeout(5):
        assert bytes((await anext(iter_parts("image/jpeg", chunks(), 10_000))).body) == PICTURES[0]


@pytest.mark.parametrize("size", [1, 100, 100_000])
async def test_broken_picture_costs_no_other(size: int) -> None:
    """One without an end marker ends where the next one starts."""
    half = PICTURES[0][:-20]
    assert await taken("image/jpeg", half + PICTURES[1] + half + PICTURES[2], size, 10_000) == [
        half,
        PICTURES[1],
        half,
        PICTURES[2],
    ]


@pytest.mark.parametrize("body", [PICTURES[0][:-2] + bytes(20_000), PICTURES[0] + bytes(20_000), b"<html>" * 4000])
async def test_endless_bytes(body: bytes) -> None:
    with pytest.raises(CameraResponseError):
        await taken("image/jpeg", body, 100, 10_000)


async def test_no_picture_at_all() -> None:
    assert await taken("text/html", b"<html>Welcome</html>") == []


@pytest.mark.parametrize(
    "body",
    [
        b"x" * 5000,
        b"--ipcamera\r\nContent-Length: 5000\r\n\r\n",
        b"--ipcamera\r\n" + b"x" * 9000,
        b"--ipcamera\r\n\r\n" + b"x" * 5000,
    ],
)
async def test_too_long(body: bytes) -> None:
    with pytest.raises(CameraResponseError):
        await taken(NETWAVE, body, 100)


@pytest.mark.parametrize("size", [1, 7, 2000])
async def test_part_length_limit(size: int) -> None:
    picture = b"\xff\xd8\xff" + b"x" * 97
    assert await taken(NETWAVE, framed(picture, length=b""), size, limit=100) == [picture]
    with pytest.raises(CameraResponseError):
        await taken(NETWAVE, framed(picture, length=b""), size, limit=99)


@given(st.binary(), st.integers(1, 50))
async def test_noise(body: bytes, size: int) -> None:
    """Noise yields parts or a typed error, and terminates."""
    with contextlib.suppress(CameraResponseError):
        await taken(NETWAVE, b"--ipcamera\r\n" + body, size)
