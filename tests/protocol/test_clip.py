"""Contents and timing of clips."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from io import BytesIO
from itertools import count, pairwise
from pathlib import Path
import time
import weakref

import av
from PIL import Image, ImageStat
import pytest

from custom_components.ip_camera_cgi.protocol import Frame, FrameRingBuffer, MjpegHub, record
from custom_components.ip_camera_cgi.protocol.model.errors import CameraConnectionError
from custom_components.ip_camera_cgi.protocol.video import clip_recorder
from custom_components.ip_camera_cgi.protocol.video.encoder import ClipEncoder

from .test_camera import until
from .test_hub import quick

__all__ = ["quick"]  # shortens timeouts

PACE = 0.05  # seconds between frames
BITS = 8
NO_PICTURE = b"\xff\xd8\xff" + bytes(500) + b"\xff\xd9"
"""Starts and ends like a JPEG, but is not decodable."""

type Pictures = Callable[[], AsyncGenerator[bytes]]


def picture(level: int, size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a gray picture."""
    return encoded(Image.new("L", size, level).convert("RGB"))


def jpeg(number: int) -> bytes:
    """Return a picture with its number as a bar code."""
    drawn = Image.new("L", (BITS, 1))
    drawn.putdata([255 * (number >> bit & 1) for bit in range(BITS)])
    return encoded(drawn.resize((64, 48), Image.Resampling.NEAREST).convert("RGB"))


def encoded(drawn: Image.Image) -> bytes:
    """Return a picture encoded like a camera does."""
    written = BytesIO()
    drawn.save(written, "JPEG", quality=95)
    return written.getvalue()


def filming(pace: float = PACE) -> Pictures:
    """Return a camera that sends numbered pictures."""
    numbers = count()

    async def pictures() -> AsyncGenerator[bytes]:
        for number in numbers:
            yield jpeg(number)
            await asyncio.sleep(pace)

    return pictures


def playing(*pictures: bytes) -> Pictures:
    """Return a camera that sends these pictures and is silent afterwards."""

    async def play() -> AsyncGenerator[bytes]:
        for picture in pictures:
            yield picture
            await asyncio.sleep(PACE)
        await asyncio.Event().wait()

    return play


def watch(film: Path) -> list[tuple[float, Image.Image]]:
    """Play a file; return each picture and its time."""
    with av.open(str(film)) as container:
        (video,) = container.streams.video
        assert video.codec_context.name == "h264"
        assert video.codec_context.pix_fmt == "yuv420p"
        return [
            (float(frame.time or 0), Image.fromarray(frame.to_ndarray(format="rgb24")))
            for frame in container.decode(video)
        ]


def levels(film: Path) -> list[float]:
    """Return the brightness of each frame."""
    return [ImageStat.Stat(seen.convert("L")).mean[0] for _, seen in watch(film)]


def numbers(film: Path) -> list[int]:
    """Return the numbers of the frames; the last frame appears twice."""
    read: list[int] = []
    for _, seen in watch(film):
        bars = seen.convert("L").resize((BITS, 1), Image.Resampling.BOX).tobytes()
        read.append(sum((bar > 128) << bit for bit, bar in enumerate(bars)))
    assert read[-1] == read[-2]
    return read[:-1]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "clip.mp4"


async def test_ring_buffer_keeps_seconds() -> None:
    ring = FrameRingBuffer(0.3)
    old = Frame(b"old")
    for _ in range(3):
        ring.show(old)
    assert len(ring.frames) == 1, "a repeated frame is not stored"
    await asyncio.sleep(0.2)
    ring.show(Frame(b"new"))
    assert [shot.jpeg for shot in ring.frames] == [b"old", b"new"]
    await asyncio.sleep(0.2)
    assert [shot.jpeg for shot in ring.frames] == [b"new"]
    await asyncio.sleep(0.2)
    assert not ring.frames, "also when the camera is silent"


async def test_ring_buffer_memory_limit() -> None:
    """Framing for browsers, which would double the memory, is not kept."""
    ring = FrameRingBuffer(30)
    frames: list[weakref.ref[Frame]] = []
    for number in range(80):
        frame = Frame(bytes([number]) * 1024 * 1024)
        assert frame.chunk
        ring.show(frame)
        frames.append(weakref.ref(frame))
        del frame
        assert sum(len(shot.jpeg) for shot in ring.frames) <= 48 * 1024 * 1024
    assert [shot.jpeg[0] for shot in ring.frames] == list(range(32, 80)), "the newest"
    assert not any(frame() for frame in frames)
    ring.end()
    assert not ring.frames


async def test_seconds_before_and_after(path: Path) -> None:
    """Each frame is included once with its time, and the file plays before it is complete."""
    hub, ring = MjpegHub(filming()), FrameRingBuffer(1)
    with hub.attach(ring):
        await asyncio.sleep(1.5)
        first = ring.frames[0]
        before = len(ring.frames)
        began = time.monotonic()
        saved = await record(hub, ring, 1, path)
        assert 1 <= time.monotonic() - began < 1.8
        assert 0.9 < began - first.at < 1.1
    await hub.close()
    assert saved.seconds == pytest.approx(2, abs=0.2)
    content = await asyncio.to_thread(path.read_bytes)
    assert saved.bytes == len(content)
    assert saved.frames > before + 10
    seen = numbers(path)
    assert seen[0] > 5, "not the first frame of the stream"
    assert [later - one for one, later in pairwise(seen)] == [1] * (saved.frames - 1)
    times = [when for when, _ in watch(path)]
    assert times[0] == 0
    assert times[-1] == pytest.approx(saved.seconds, abs=0.01)
    assert all(0.03 < later - one < 0.2 for one, later in pairwise(times[:-1]))
    assert content.index(b"moov") < content.index(b"mdat")


async def test_clip_without_pre_record_starts_with_first_frame(path: Path) -> None:
    """Regardless of how long the camera takes to send it."""

    async def pictures() -> AsyncGenerator[bytes]:
        await asyncio.sleep(1)
        async for picture in filming()():
            yield picture

    hub = MjpegHub(pictures)
    saved = await record(hub, FrameRingBuffer(0), 1, path)
    await hub.close()
    assert saved.seconds == pytest.approx(1, abs=0.05)
    assert numbers(path)[0] == 0


async def test_clip_of_buffered_frames_only(path: Path) -> None:
    hub, ring = MjpegHub(filming()), FrameRingBuffer(1)
    with hub.attach(ring):
        await asyncio.sleep(1)
        began = time.monotonic()
        saved = await record(hub, ring, 0, path)
        assert time.monotonic() - began < 0.5
    await hub.close()
    assert saved.seconds == pytest.approx(1, abs=0.2)
    assert len(numbers(path)) == saved.frames


async def test_clip_keeps_frame_times(path: Path) -> None:
    """Irregular frame intervals are preserved."""

    async def pictures() -> AsyncGenerator[bytes]:
        for number in count():
            yield jpeg(number)
            await asyncio.sleep(0.3 if number % 4 == 3 else 0.03)

    hub = MjpegHub(pictures)
    await record(hub, FrameRingBuffer(0), 1.5, path)
    await hub.close()
    times = [when for when, _ in watch(path)][:-1]
    pauses = [later - one for one, later in pairwise(times)]
    assert len([pause for pause in pauses if 0.28 < pause < 0.4]) in {3, 4}
    assert len([pause for pause in pauses if pause < 0.1]) > 8


@pytest.mark.parametrize("first", [(33, 17), (640, 480), (1, 1)])
async def test_size_changes_within_clip(first: tuple[int, int], path: Path) -> None:
    sizes = [first, (320, 240), (1280, 720), (65, 49), first]
    hub = MjpegHub(playing(*(picture(40 + number * 50, size) for number, size in enumerate(sizes))))
    saved = await record(hub, FrameRingBuffer(0), PACE * 8, path)
    await hub.close()
    assert saved.frames == 5
    assert {seen.size for _, seen in watch(path)} == {tuple(max(side - side % 2, 16) for side in first)}
    assert levels(path) == pytest.approx([40, 90, 140, 190, 240, 240], abs=4)


async def test_invalid_pictures_are_skipped(path: Path) -> None:
    """Oversized pictures too, as they would exhaust the memory."""
    huge = encoded(Image.new("L", (6000, 6000)))
    hub = MjpegHub(playing(NO_PICTURE, jpeg(10), NO_PICTURE, huge, jpeg(20)))
    saved = await record(hub, FrameRingBuffer(0), PACE * 10, path)
    await hub.close()
    assert saved.frames == 2
    assert numbers(path) == [10, 20]


@pytest.mark.parametrize("sent", [(), (NO_PICTURE,)])
async def test_no_valid_picture_raises(sent: tuple[bytes, ...], path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames marked "no signal" alone do not make a clip."""
    monkeypatch.setattr(clip_recorder, "_FIRST_FRAME_TIMEOUT", 1.5)
    hub = MjpegHub(playing(*sent))
    watching = asyncio.create_task(_note_marks(hub))
    with pytest.raises(CameraConnectionError):
        await record(hub, FrameRingBuffer(0), 1, path)
    await hub.close()
    assert True in await watching
    assert not await asyncio.to_thread(path.exists)


async def _note_marks(hub: MjpegHub) -> list[bool]:
    return [frame.no_signal async for frame in hub.frames()]


def is_marked(picture: Image.Image) -> bool:
    """Return whether the center is red."""
    red, green, _ = picture.resize((1, 1), box=(picture.width * 0.3, picture.height * 0.4, 40, 28)).getpixel((0, 0))  # type: ignore[misc]
    return bool(red > green + 30)


async def test_stalled_stream_shows_no_signal(path: Path) -> None:
    """The clip has its full duration, shows "no signal", and continues with the camera."""
    silent = asyncio.Event()

    async def pictures() -> AsyncGenerator[bytes]:
        for number in count():
            yield jpeg(number)
            if number == 10:
                await asyncio.sleep(1.5)
                silent.set()
            await asyncio.sleep(PACE)

    hub = MjpegHub(pictures)
    saved = await record(hub, FrameRingBuffer(0), 3, path)
    await hub.close()
    assert silent.is_set()
    assert saved.seconds == pytest.approx(3, abs=0.05)
    seen = watch(path)
    marked = [when for when, picture in seen if is_marked(picture)]
    assert len(marked) == 1, "once for all the repetitions"
    assert saved.frames == len(seen) - 2, "neither the mark nor the end counts"
    after = next(when for when, _ in seen if when > marked[0])
    assert marked[0] == pytest.approx(PACE * 10 + 0.5, abs=0.3)
    assert after == pytest.approx(PACE * 10 + 1.5, abs=0.3)


async def test_buffered_silence(path: Path) -> None:
    """A stall is part of the buffered seconds, but a clip does not start with one."""
    hub, ring = MjpegHub(playing(jpeg(10), jpeg(20))), FrameRingBuffer(2)
    with hub.attach(ring):
        await asyncio.sleep(1.5)
        assert [shot.no_signal for shot in ring.frames] == [False, False, True]
        saved = await record(hub, ring, 0, path)
        assert [is_marked(picture) for _, picture in watch(path)] == [False, False, True, True]
        assert saved.frames == 2
        await asyncio.sleep(0.8)
        assert all(shot.no_signal for shot in ring.frames)
    await hub.close()


async def test_closed_hub_ends_clip(path: Path) -> None:
    hub = MjpegHub(filming())
    recording = asyncio.create_task(record(hub, FrameRingBuffer(0), 60, path))
    await until(lambda: hub.latest)
    await asyncio.sleep(1)
    await hub.close()
    async with asyncio.timeout(1):
        saved = await recording
    assert saved.seconds == pytest.approx(1, abs=0.3)
    assert len(numbers(path)) == saved.frames


async def test_cancelled_recording(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing stops after the running encoder call."""
    working = 0
    add = ClipEncoder.add

    def slowly(film: ClipEncoder, shots: list[clip_recorder.BufferedFrame]) -> None:
        nonlocal working
        working += 1
        time.sleep(0.3)
        add(film, shots)
        working -= 1

    monkeypatch.setattr(ClipEncoder, "add", slowly)
    hub = MjpegHub(filming())
    recording = asyncio.create_task(record(hub, FrameRingBuffer(0), 60, path))
    await until(lambda: working and path.exists())
    recording.cancel()
    with pytest.raises(asyncio.CancelledError):
        await recording
    assert not working
    assert hub.viewers == 0
    await hub.close()


async def test_recording_cancelled_at_once(path: Path) -> None:
    hub = MjpegHub(filming())
    recording = asyncio.create_task(record(hub, FrameRingBuffer(0), 60, path))
    await asyncio.sleep(0)
    recording.cancel()
    with pytest.raises(asyncio.CancelledError):
        await recording
    assert hub.viewers == 0
    assert not await asyncio.to_thread(path.exists)
    await hub.close()


async def test_slow_encoder_drops_frames(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue is bounded; frames are dropped, but the speed is real."""
    most = 10 * len(jpeg(1))
    monkeypatch.setattr(clip_recorder, "_MAX_QUEUED_BYTES", most)
    add = ClipEncoder.add
    taken: list[int] = []

    def slowly(film: ClipEncoder, shots: list[clip_recorder.BufferedFrame]) -> None:
        taken.append(len(shots))
        time.sleep(0.5)
        add(film, shots)

    monkeypatch.setattr(ClipEncoder, "add", slowly)
    hub = MjpegHub(filming(0.01))
    saved = await record(hub, FrameRingBuffer(0), 2, path)
    await hub.close()
    assert 10 < saved.frames < 100
    assert sum(taken) < 60
    assert saved.seconds == pytest.approx(2, abs=0.05)
    assert watch(path)[-1][0] == pytest.approx(2, abs=0.05)
