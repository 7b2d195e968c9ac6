"""MKV files of unmodified pictures: times, recovery after a crash, conversion."""

from collections.abc import Sequence
import os
from pathlib import Path
import signal
import subprocess
import sys
import time

import av
import pytest

from custom_components.ip_camera_cgi.protocol import Frame, FrameRingBuffer, RingBudget
from custom_components.ip_camera_cgi.protocol.model.errors import CameraConnectionError
from custom_components.ip_camera_cgi.protocol.video.clip import StoppedError
from custom_components.ip_camera_cgi.protocol.video.mkv_file import (
    JpegMkvFile,
    convert_mkv,
    first_picture,
    repair_mkv,
)
from custom_components.ip_camera_cgi.protocol.video.ring_buffer import BufferedFrame

from .test_clip import jpeg

TIMES = (0, 0.1, 0.15, 0.5, 2.5)
"""Arrival times of pictures in seconds, with bursts and a gap."""


def frames(*times: float) -> list[BufferedFrame]:
    """Return pictures with given times and different brightness."""
    return [BufferedFrame(jpeg(10 + 20 * number), no_signal=False, at=1000 + at) for number, at in enumerate(times)]


def film(path: Path, pictures: Sequence[BufferedFrame]) -> JpegMkvFile:
    """Write a file."""
    written = JpegMkvFile(path)
    written.append(pictures[:2])
    written.append(pictures[2:])
    written.close()
    return written


def shown(path: Path) -> list[tuple[float, int]]:
    """Play a file; return the time and the brightness of each picture."""
    with av.open(str(path)) as container:
        return [
            (round(float(each.time or 0), 2), hash(each.to_ndarray().tobytes())) for each in container.decode(video=0)
        ]


def test_pictures_keep_their_times(tmp_path: Path) -> None:
    written = film(tmp_path / "film.mkv", frames(*TIMES))
    assert (written.frames, written.bytes) == (5, (tmp_path / "film.mkv").stat().st_size)
    assert written.seconds == pytest.approx(2.6)
    played = shown(tmp_path / "film.mkv")
    assert [at for at, _ in played] == list(TIMES)
    assert len({picture for _, picture in played}) == 5


def test_conversion_keeps_times_and_pictures(tmp_path: Path) -> None:
    film(tmp_path / "film.mkv", frames(*TIMES))
    clip = convert_mkv(tmp_path / "film.mkv", tmp_path / "film.mp4")
    assert clip.seconds == pytest.approx(2.6)
    assert clip.frames == 5
    assert [at for at, _ in shown(tmp_path / "film.mp4")][:5] == list(TIMES)


def test_marks_before_the_first_picture_are_left_out(tmp_path: Path) -> None:
    mark = BufferedFrame(jpeg(250), no_signal=True, at=999)
    film(tmp_path / "film.mkv", [mark, *frames(0, 1)])
    assert [at for at, _ in shown(tmp_path / "film.mkv")] == [0, 1]
    nothing = JpegMkvFile(tmp_path / "nothing.mkv")
    nothing.append([mark])
    nothing.close()
    assert not (tmp_path / "nothing.mkv").exists()


@pytest.mark.parametrize("lost", [1, 30, 700, 1500])
def test_complete_part_of_truncated_file_is_kept(tmp_path: Path, lost: int) -> None:
    path = tmp_path / "film.mkv"
    pictures = frames(*TIMES)
    size = film(path, pictures).bytes
    os.truncate(path, size - lost)
    clip = repair_mkv(path)
    assert clip is not None
    assert 2 <= clip.frames < 5
    assert clip.bytes == path.stat().st_size < size
    assert len(shown(path)) == clip.frames
    assert clip.seconds == pytest.approx(TIMES[clip.frames - 1] + 0.1)
    assert repair_mkv(path) == clip


@pytest.mark.parametrize("content", [b"", b"\x1a\x45\xdf\xa3", bytes(5000), b"<html>" * 400])
def test_no_film(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "film.mkv"
    path.write_bytes(content)
    assert repair_mkv(path) is None
    assert path.read_bytes() == content
    assert first_picture(path) is None
    with pytest.raises(CameraConnectionError):
        convert_mkv(path, tmp_path / "film.mp4")


def test_first_picture(tmp_path: Path) -> None:
    path, pictures = tmp_path / "film.mkv", frames(*TIMES)
    film(path, pictures)
    assert first_picture(path) == pictures[0].jpeg
    assert first_picture(path, 0.2) == pictures[3].jpeg
    assert first_picture(path, 60) == pictures[4].jpeg


def test_conversion_that_is_stopped(tmp_path: Path) -> None:
    film(tmp_path / "film.mkv", frames(*TIMES))
    with pytest.raises(StoppedError):
        convert_mkv(tmp_path / "film.mkv", tmp_path / "film.mp4", lambda: True)


WRITER = """
import sys, time
from pathlib import Path
from custom_components.ip_camera_cgi.protocol.video.mkv_file import JpegMkvFile
from custom_components.ip_camera_cgi.protocol.video.ring_buffer import BufferedFrame
film, picture, number = JpegMkvFile(Path(sys.argv[1])), Path(sys.argv[2]).read_bytes(), 0
while True:
    film.append([BufferedFrame(picture, False, number / 15 + each / 15) for each in range(8)])
    number += 8
    print(number, flush=True)
    time.sleep(0.01)
"""


def test_file_of_killed_process_is_playable(tmp_path: Path) -> None:
    """Everything written before can be played."""
    path, picture = tmp_path / "film.mkv", tmp_path / "picture.jpg"
    picture.write_bytes(jpeg(100))
    with subprocess.Popen([sys.executable, "-c", WRITER, path, picture], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        written = [int(writer.stdout.readline()) for _ in range(5)][-1]
        writer.send_signal(signal.SIGKILL)
    clip = repair_mkv(path)
    assert clip is not None
    assert clip.frames >= written
    assert len(shown(path)) == clip.frames


async def test_buffers_share_one_memory_limit() -> None:
    """The total is limited for any number of cameras."""
    budget = RingBudget(100_000)
    rings = [FrameRingBuffer(60, 60_000, budget) for _ in range(4)]
    picture = b"\xff\xd8\xff" + bytes(4_000) + b"\xff\xd9"

    def fill(*some: FrameRingBuffer) -> None:
        for _ in range(50):
            for ring in some:
                ring.show(Frame(picture))

    fill(rings[0])
    assert 50_000 < sum(len(each.jpeg) for each in rings[0].frames) <= 60_000
    fill(*rings)
    kept = [sum(len(each.jpeg) for each in ring.frames) for ring in rings]
    assert all(15_000 < each <= 25_000 for each in kept)
    for ring in rings[1:]:
        ring.end()
    fill(rings[0])
    assert sum(len(each.jpeg) for each in rings[0].frames) > 50_000
    newest = rings[0].frames[-1].at
    assert rings[0].since(newest) == []
    assert rings[0].since(time.monotonic() - 60) == list(rings[0].frames)
