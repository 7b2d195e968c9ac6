"""Recordings of cameras with H.264: copied from the RTSP stream, not encoded again."""

import asyncio
from collections.abc import AsyncGenerator
from itertools import pairwise
from pathlib import Path
from typing import cast

import av
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.recordings import stream_source
from custom_components.ip_camera_cgi.recordings.archive import archive
from custom_components.ip_camera_cgi.recordings.recording import State
from custom_components.ip_camera_cgi.recordings.store import recording_path
from simulator import HucomsCamera, simulate

from ..conftest import PASSWORD, USER
from ..protocol.test_camera import until
from .test_entities import call, state
from .test_recordings import files, find, folder, play, shorten, walk

assert folder  # a fixture


@pytest.fixture
async def simulated() -> AsyncGenerator[HucomsCamera]:
    async with simulate("hucoms", user=USER, password=PASSWORD, rtsp_port=0) as camera:
        camera.settings["audioset/audioin"] = "enable"
        yield cast("HucomsCamera", camera)


@pytest.fixture
async def recorded(
    hass: HomeAssistant, folder: Path, entry: MockConfigEntry, simulated: HucomsCamera
) -> AsyncGenerator[MockConfigEntry]:
    """A camera that records alarms: a second before, and half a second after them."""
    shorten(hass, entry, recording_before=1, recording_after=0.5)
    await call(hass, entry, "motion_detection", "turn_on")
    await call(hass, entry, "record_alarms", "turn_on")
    yield entry
    simulated.world.motion = False


async def test_the_stream_is_copied(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: HucomsCamera, folder: Path
) -> None:
    """Over one connection to the camera, and with its sound."""
    await until(lambda: simulated.rtsp.viewers == 1)
    await asyncio.sleep(1.2)
    assert simulated.open_streams == 0
    assert not recorded.runtime_data.pre_recording.buffer.frames
    recording = await walk(hass, recorded, simulated, seconds=1)
    assert 0.8 < recording.before < 2.2, "from the key frame before"
    assert files(folder) == ["jpg", "json", "mkv"]
    raw = recording_path(folder, recording.key, ".mkv")
    codec, _, pictures = await hass.async_add_executor_job(play, raw)
    assert codec == "h264"
    assert pictures > 15
    path = await archive(hass).converter.ready(recording.key)
    assert path is not None
    codec, seconds, converted = await hass.async_add_executor_job(play, path)
    assert (codec, converted) == ("h264", pictures)
    assert seconds == pytest.approx(recording.seconds, abs=0.2)
    assert await hass.async_add_executor_job(sound_seconds, path) == pytest.approx(seconds, abs=0.4)
    assert simulated.rtsp.viewers == 1
    await call(hass, recorded, "record_alarms", "turn_off")
    await until(lambda: simulated.rtsp.viewers == 0)


def sound_seconds(path: Path) -> float:
    """Return the length of the sound."""
    with av.open(str(path)) as container:
        return sum(each.samples / each.sample_rate for each in container.decode(audio=0))


async def test_without_rtsp_the_other_stream_is_recorded(
    hass: HomeAssistant,
    recorded: MockConfigEntry,
    simulated: HucomsCamera,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And the H.264 stream again as soon as it can be had."""
    monkeypatch.setattr(stream_source, "_MAX_RETRY", 1)
    await until(lambda: simulated.rtsp.viewers == 1)
    simulated.faults.no_rtsp = True
    await until(lambda: simulated.rtsp.viewers == 0)
    await until(lambda: simulated.open_streams == 1, 10)
    await until(lambda: recorded.runtime_data.pre_recording.buffer.frames)
    recording = await walk(hass, recorded, simulated, seconds=1)
    codec, _, pictures = await hass.async_add_executor_job(play, recording_path(folder, recording.key, ".mkv"))
    assert (codec, pictures > 3) == ("mjpeg", True)
    simulated.faults.no_rtsp = False
    await until(lambda: simulated.rtsp.viewers == 1, 10)
    await until(lambda: simulated.open_streams == 0, 10)


async def test_the_stream_breaks_off_in_the_middle(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: HucomsCamera, folder: Path
) -> None:
    """It is opened again; the clip has a gap and its true length."""
    await until(lambda: simulated.rtsp.viewers == 1)
    await asyncio.sleep(1)
    walking = hass.async_create_task(walk(hass, recorded, simulated, seconds=4))
    await until(lambda: find(hass, recorded))
    await asyncio.sleep(0.5)
    for broadcast in simulated.rtsp.broadcasts.values():
        for viewer in tuple(broadcast.viewers):
            viewer.hang_up()
    recording = await walking
    assert recording.seconds > 4.5
    path = await archive(hass).converter.ready(recording.key)
    assert path is not None

    def times() -> list[float]:
        with av.open(str(path)) as container:
            return [float(each.time or 0) for each in container.decode(video=0)]

    shown = await hass.async_add_executor_job(times)
    assert shown == sorted(shown)
    assert shown[-1] == pytest.approx(recording.seconds, abs=0.5)
    assert 0.8 < max(after - before for before, after in pairwise(shown)) < 3


async def test_privacy_closes_the_stream(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: HucomsCamera, folder: Path
) -> None:
    await until(lambda: simulated.rtsp.viewers == 1)
    await asyncio.sleep(0.5)
    simulated.world.motion = True
    await until(lambda: find(hass, recorded))
    await asyncio.sleep(0.7)
    await call(hass, recorded, "privacy_mode", "turn_on")
    await until(lambda: simulated.rtsp.viewers == 0)
    await until(lambda: find(hass, recorded)[0].state is State.DONE)
    assert find(hass, recorded)[0].seconds > 0.7
    await call(hass, recorded, "privacy_mode", "turn_off")
    await until(lambda: simulated.rtsp.viewers == 1)


async def test_unload_closes_the_stream(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: HucomsCamera, folder: Path
) -> None:
    """The clip is completed first."""
    await until(lambda: simulated.rtsp.viewers == 1)
    await asyncio.sleep(0.5)
    simulated.world.motion = True
    await until(lambda: state(hass, recorded, "motion") == "on")
    await until(lambda: find(hass, recorded))
    await asyncio.sleep(0.7)
    assert await hass.config_entries.async_unload(recorded.entry_id)
    (done,) = find(hass, recorded)
    assert done.state is State.DONE
    assert done.seconds > 0.7
    await until(lambda: simulated.rtsp.viewers == 0)
    assert files(folder) == ["jpg", "json", "mkv"]
