"""JPEG checks by header; the files here declare large sizes and contain no data."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from io import BytesIO
from pathlib import Path
import resource
import time

from PIL import Image
import pytest

from custom_components.ip_camera_cgi.protocol import Frame, FrameRingBuffer, MjpegHub, record
from custom_components.ip_camera_cgi.protocol.model.errors import CameraConnectionError, CameraResponseError
from custom_components.ip_camera_cgi.protocol.video.decoder import decodes
from custom_components.ip_camera_cgi.protocol.video.jpeg import (
    MAX_PIXELS,
    FrameHeader,
    NoEndMarkerError,
    frame_header,
    is_decodable,
    require_whole_jpeg,
)
from custom_components.ip_camera_cgi.protocol.video.no_signal import draw_no_signal
from custom_components.ip_camera_cgi.protocol.video.picture_checker import PictureChecker


def claiming(width: int, height: int, *, kind: int = 0xC0, precision: int = 8, components: int = 3) -> bytes:
    """Return a header with a declared size and no data."""
    fields = bytes((precision,)) + height.to_bytes(2) + width.to_bytes(2) + bytes((components,)) + b"\x01\x11\x00" * 3
    return b"\xff\xd8\xff" + bytes((kind,)) + (len(fields) + 2).to_bytes(2) + fields + b"\xff\xd9"


def drawn(width: int, height: int, **how: bool) -> bytes:
    """Return an ordinary picture."""
    jpeg = BytesIO()
    Image.effect_noise((64, 48), 60).convert("RGB").resize((width, height)).save(jpeg, "JPEG", **how)
    return jpeg.getvalue()


PICTURE = drawn(64, 48)


@pytest.mark.parametrize("kind", [0xC0, 0xC2])
def test_declared_size_within_bounds(kind: int) -> None:
    picture = claiming(4096, 4096, kind=kind)
    assert require_whole_jpeg(picture) == picture
    assert frame_header(picture) == FrameHeader(4096, 4096, progressive=kind == 0xC2)


BEYOND = {
    "large": claiming(4096, 4097),
    "larger": claiming(65_535, 65_535),
    "wide": claiming(65_535, 10),
    "empty": claiming(0, 480),
    "number of lines to come": claiming(640, 0),
    "large, after a comment": b"\xff\xd8\xff\xfe\x00\x06abcd" + claiming(65_535, 65_535)[2:],
    "large, after bytes that decoders skip": b"\xff\xd8\xff\xe0\x00\x02abcd" + claiming(65_535, 65_535)[2:],
    "12 bits": claiming(640, 480, precision=12),
    "four colours": claiming(640, 480, components=4),
    "too many scans": claiming(640, 480, kind=0xC2)[:-2] + b"\xff\xda\x00\x02" * 17 + b"\xff\xd9",
    "header of half a length": claiming(640, 480)[:9],
    **{f"coding {kind:x}": claiming(640, 480, kind=kind) for kind in (0xC3, 0xC5, 0xC9, 0xCA, 0xCB, 0xCF, 0xDE, 0xF7)},
}


@pytest.mark.parametrize("picture", BEYOND.values(), ids=BEYOND)
def test_declared_size_beyond_bounds(picture: bytes) -> None:
    with pytest.raises(CameraResponseError):
        require_whole_jpeg(picture)
    assert not is_decodable(picture)
    assert not decodes(picture)


def test_second_header_is_not_decoded() -> None:
    """Browsers stop at it, other decoders use the second size."""
    second = PICTURE[:-2] + claiming(4096, 4096)[2:]
    assert is_decodable(PICTURE)
    assert require_whole_jpeg(second)
    assert not is_decodable(second)


def test_ambiguous_marker_is_rejected() -> None:
    hidden = claiming(4096, 4096)[2:-2]
    for kind in (0x02, 0xF0, 0xCC, 0xDF):
        around = b"\xff" + bytes((kind,)) + (len(hidden) + 2).to_bytes(2) + hidden
        assert not is_decodable(PICTURE[:2] + around + PICTURE[2:])


@pytest.mark.parametrize("picture", BEYOND.values(), ids=BEYOND)
def test_mark_without_unsafe_picture(picture: bytes) -> None:
    with Image.open(BytesIO(draw_no_signal(picture))) as mark:
        assert mark.size == (640, 480)


@pytest.mark.parametrize("progressive", [False, True])
def test_memory_for_largest_picture(progressive: bool, tmp_path: Path) -> None:
    """Drawing the mark and encoding a clip take less than 200 MB for a picture of the maximum size."""
    picture = drawn(4096, 4096, progressive=progressive)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with Image.open(BytesIO(draw_no_signal(picture))) as mark:
        assert mark.size == ((640, 480) if progressive else (2048, 2048))

    async def filmed() -> None:
        async def pictures() -> AsyncGenerator[bytes]:
            while True:
                yield picture
                await asyncio.sleep(0.2)

        hub = MjpegHub(pictures)
        await record(hub, FrameRingBuffer(0), 1, tmp_path / "clip.mp4")
        await hub.close()

    asyncio.run(filmed())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


async def test_oversized_live_pictures_are_not_shown(tmp_path: Path) -> None:
    async def pictures() -> AsyncGenerator[bytes]:
        yield claiming(65_535, 65_535)
        yield PICTURE
        while True:
            yield claiming(4096, 4097, kind=0xC2)
            await asyncio.sleep(0.05)

    hub = MjpegHub(pictures)
    async with aclosing(hub.frames()) as frames, asyncio.timeout(2):
        assert (await anext(frames)).jpeg == PICTURE
    clip = await record(hub, FrameRingBuffer(0), 0.5, tmp_path / "clip.mp4")
    assert clip.frames == 1
    await hub.close()


async def test_clip_skips_unsafe_pictures(tmp_path: Path) -> None:
    ring = FrameRingBuffer(5)
    for picture in BEYOND.values():
        ring.show(Frame(picture))

    async def pictures() -> AsyncGenerator[bytes]:
        await asyncio.sleep(60)
        yield b""

    hub = MjpegHub(pictures)
    with pytest.raises(CameraConnectionError):
        await record(hub, ring, 0, tmp_path / "clip.mp4")
    await hub.close()


def test_padding_behind_the_end() -> None:
    for padding in (bytes(3000), b"\xff" * 3000, bytes(1021) + b"x" * 90_000):
        assert require_whole_jpeg(PICTURE + padding)


@pytest.mark.parametrize("progressive", [False, True])
async def test_no_end_marker(progressive: bool) -> None:
    """The picture is accepted if all lines decode, rejected if it is truncated."""
    picture = drawn(160, 120, progressive=progressive)
    with pytest.raises(NoEndMarkerError):
        require_whole_jpeg(picture[:-2])
    checker = PictureChecker()
    with pytest.raises(CameraResponseError):
        await checker.check(picture[: len(picture) * 2 // 3])
    checker._next_attempt = 0
    assert await checker.check(picture[:-2]) == picture[:-2]
    assert await PictureChecker().check(picture[:-2] + bytes(5000))


async def test_decoding_attempts_are_rate_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = 0

    def attempt(_: bytes) -> bool:
        nonlocal attempts
        attempts += 1
        time.sleep(0.01)
        return False

    monkeypatch.setattr("custom_components.ip_camera_cgi.protocol.video.decoder.decodes", attempt)
    checker = PictureChecker()
    for _ in range(20):
        with pytest.raises(CameraResponseError):
            await checker.check(PICTURE[:-2])
    assert attempts == 1


def test_limit_is_16_megapixels() -> None:
    assert MAX_PIXELS == 16 * 1024 * 1024
