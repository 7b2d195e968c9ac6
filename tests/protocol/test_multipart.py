"""Every observed or documented framing of multipart streams."""

from collections.abc import AsyncGenerator
import contextlib

from hypothesis import given, strategies as st
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


async def test_empty_part() -> None:
    assert await taken(NETWAVE, framed(b"", TWO)) == [b"", TWO]


async def test_no_boundary() -> None:
    with pytest.raises(CameraResponseError):
        await taken("image/jpeg", ONE)


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
    picture = b"x" * 100
    assert await taken(NETWAVE, framed(picture, length=b""), size, limit=100) == [picture]
    with pytest.raises(CameraResponseError):
        await taken(NETWAVE, framed(picture, length=b""), size, limit=99)


@given(st.binary(), st.integers(1, 50))
async def test_noise(body: bytes, size: int) -> None:
    """Noise yields parts or a typed error, and terminates."""
    with contextlib.suppress(CameraResponseError):
        await taken(NETWAVE, b"--ipcamera\r\n" + body, size)
