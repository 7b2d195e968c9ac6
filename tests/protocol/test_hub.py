"""The hub: one stream for all viewers, and what they see when it stalls."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from io import BytesIO

from PIL import Image
import pytest

from custom_components.ip_camera_cgi.protocol import Camera, Frame, LiveState, MjpegHub
from custom_components.ip_camera_cgi.protocol.model.errors import CameraConnectionError, CameraResponseError
from custom_components.ip_camera_cgi.protocol.video.jpeg import require_whole_jpeg
from custom_components.ip_camera_cgi.protocol.video.no_signal import draw_no_signal
from simulator import SimulatedCamera

from .test_camera import until


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten all delays."""
    for name, seconds in (
        ("_STALL_TIMEOUT", 0.5),
        ("_FRESH_FOR", 0.4),
        ("_STALL_REPEAT", 0.2),
        ("_CLOSE_DELAY", 0.2),
        ("_RETRY_DELAYS", (0.1, 0.2)),
    ):
        monkeypatch.setattr(f"custom_components.ip_camera_cgi.protocol.video.hub.{name}", seconds)


def size(jpeg: bytes) -> tuple[int, int]:
    """Return the size of a picture after decoding it."""
    picture = Image.open(BytesIO(jpeg))
    picture.load()
    return picture.size


@pytest.mark.parametrize("fault", ["stalled_stream", "refuse", "truncated_picture", "error_page_picture", "silent"])
async def test_stall_shows_no_signal_until_recovery(fault: str, camera: Camera, simulated: SimulatedCamera) -> None:
    """Viewers stay connected, see the mark, and then live frames again."""
    async with aclosing(camera.live.frames()) as frames, asyncio.timeout(40):
        first = await anext(frames)
        assert camera.live.state.value == "streaming"
        simulated.faults.set(fault, True)
        simulated.hang_up()
        while not (marked := await anext(frames)).no_signal:
            size(marked.jpeg)
        assert size(marked.jpeg) == size(first.jpeg)
        assert camera.live.state.value == "no_signal"
        assert camera.live.latest is None
        assert camera.live.rate == 0
        assert await anext(frames) is marked, "the mark is drawn once"
        simulated.faults.clear()
        while (frame := await anext(frames)).no_signal:
            pass
        assert size(frame.jpeg) == size(first.jpeg)
        assert camera.live.viewers == 1
    assert camera.live.viewers == 0
    await until(lambda: camera.live.state is LiveState.IDLE)


async def test_camera_without_any_frame(camera: Camera, simulated: SimulatedCamera) -> None:
    simulated.faults.silent = True
    async with aclosing(camera.live.frames()) as frames, asyncio.timeout(5):
        frame = await anext(frames)
    assert frame.no_signal
    assert size(frame.jpeg) == (640, 480)


async def test_new_viewer_gets_current_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also during stalls and with slow streams, but never an outdated frame."""
    monkeypatch.setattr("custom_components.ip_camera_cgi.protocol.video.hub._FRAME_TIMEOUT", 1)

    async def pictures() -> AsyncGenerator[bytes]:
        yield drawn()
        await asyncio.sleep(60)

    async def first(hub: MjpegHub) -> Frame:
        async with aclosing(hub.frames()) as frames, asyncio.timeout(0.1):
            return await anext(frames)

    hub = MjpegHub(pictures)
    async with aclosing(hub.frames()) as frames:
        frame = await anext(frames)
        await asyncio.sleep(0.45)
        assert await first(hub) is frame
        marked = await anext(frames)
        await asyncio.sleep(0.05)
        assert marked.no_signal
        assert await first(hub) is marked
    await until(lambda: hub.state is LiveState.IDLE)
    async with aclosing(hub.frames()) as frames:
        assert not (await anext(frames)).no_signal
    await hub.close()


@pytest.mark.parametrize("bare", [True, False])
@pytest.mark.parametrize("content_type", ["image/jpeg", "text/plain", ""])
async def test_live_video_with_another_content_type(
    camera: Camera, simulated: SimulatedCamera, content_type: str, *, bare: bool
) -> None:
    """Browsers and FFmpeg show it, with delimiters and without."""
    simulated.wire = replace(simulated.wire, bare_pictures=bare, live_type=content_type)
    async with aclosing(camera.live.frames()) as frames, asyncio.timeout(10):
        seen = [await anext(frames) for _ in range(4)]
    assert not any(frame.no_signal for frame in seen)
    assert {size(frame.jpeg) for frame in seen} == {size(await camera.pictures.still())}


async def test_rate(camera: Camera) -> None:
    async with aclosing(camera.live.frames()) as frames, asyncio.timeout(10):
        for _ in range(8):
            await anext(frames)
        assert 1 < camera.live.rate < 100


async def test_slow_viewer_skips_frames(camera: Camera) -> None:
    seen: list[Frame] = []

    async def look() -> None:
        async with aclosing(camera.live.frames()) as frames:
            while True:
                seen.append(await anext(frames))

    async with aclosing(camera.live.frames()) as slow:
        await anext(slow)
        looking = asyncio.create_task(look())
        await until(lambda: len(seen) > 10, 10)
        assert await anext(slow) is seen[-1], "the newest is what it gets"
        looking.cancel()


async def test_picture_behind_an_empty_line() -> None:
    async def pictures() -> AsyncGenerator[bytes]:
        while True:
            yield b"\r\n\xff\xd8\xff\xd9"
            await asyncio.sleep(0.01)

    hub = MjpegHub(pictures)
    async with aclosing(hub.frames()) as frames, asyncio.timeout(2):
        assert (await anext(frames)).jpeg == b"\xff\xd8\xff\xd9"
    await hub.close()


async def test_viewer_attaching_while_stream_closes() -> None:
    """A viewer that attaches while the stream is closing still gets frames."""
    opened = 0

    async def pictures() -> AsyncGenerator[bytes]:
        nonlocal opened
        opened += 1
        try:
            while True:
                yield b"\xff\xd8\xff\xd9"
                await asyncio.sleep(0.01)
        finally:
            await asyncio.sleep(0.05)  # closing the stream takes a while

    hub = MjpegHub(pictures)
    for pause in (0.0, 0.15, 0.2, 0.21, 0.22, 0.25, 0.3, 0.5):
        async with aclosing(hub.frames()) as frames, asyncio.timeout(2):
            await anext(frames)
            await anext(frames)
        await asyncio.sleep(pause)
    assert opened > 1
    await hub.close()
    assert [frame async for frame in hub.frames()] == []


async def test_incomplete_picture_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Occasional bytes keep the connection alive without completing a picture."""
    monkeypatch.setattr("custom_components.ip_camera_cgi.protocol.video.hub._FRAME_TIMEOUT", 0.3)
    opened = 0

    async def pictures() -> AsyncGenerator[bytes]:
        nonlocal opened
        opened += 1
        if opened == 1:
            await asyncio.sleep(60)
        yield b"\xff\xd8\xff\xd9"

    hub = MjpegHub(pictures)
    async with aclosing(hub.frames()) as frames, asyncio.timeout(2):
        await anext(frame async for frame in frames if not frame.no_signal)
    await hub.close()


async def test_close_while_mark_is_drawn() -> None:
    async def pictures() -> AsyncGenerator[bytes]:
        raise CameraConnectionError("gone")
        yield b""

    hub = MjpegHub(pictures)
    viewer = asyncio.create_task(anext(hub.frames(), None))
    await asyncio.sleep(0.5)
    await hub.close()
    await viewer
    assert not [task for task in asyncio.all_tasks() if "ip_camera_cgi" in task.get_name()]


def drawn() -> bytes:
    """Return a picture with a thumbnail in its header, as many cameras send."""
    jpeg = BytesIO()
    Image.effect_noise((320, 240), 90).save(jpeg, "JPEG")
    small = b"Exif\0\0" + jpeg.getvalue()[:3000] + b"\xff\xd9"
    return b"\xff\xd8\xff\xe1" + (len(small) + 2).to_bytes(2) + small + jpeg.getvalue()[2:]


def test_complete_picture() -> None:
    picture = drawn()
    assert size(picture) == (320, 240)
    for tail in (b"", b"\r\n--frame\r\n", b"\0" * 500, picture[:400]):
        assert require_whole_jpeg(picture + tail)


@pytest.mark.parametrize("half", [1000, 3200, 3500, 4000, 9000])
def test_truncated_picture_is_rejected_whatever_follows(half: int) -> None:
    """A wrong length includes following data, and the thumbnail is not the end."""
    picture = drawn()
    for follows in (
        b"",
        b"\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n" + picture,
        picture,
        picture[:9000] + picture,
    ):
        with pytest.raises(CameraResponseError):
            require_whole_jpeg(picture[:half] + follows)


@pytest.mark.parametrize("last", [b"", b"\xff\xd8\xff\xd9", b"GIF89a", b"\xff\xd8\xff" + bytes(500) + b"\xff\xd9"])
def test_mark_on_invalid_picture(last: bytes) -> None:
    assert size(draw_no_signal(last)) == (640, 480)


@pytest.mark.parametrize("size_of_it", [(1, 1), (160, 120), (2560, 1920)])
def test_mark_on_any_size(size_of_it: tuple[int, int]) -> None:
    jpeg = BytesIO()
    Image.new("L", size_of_it).save(jpeg, "JPEG")
    assert size(draw_no_signal(jpeg.getvalue())) == size_of_it
