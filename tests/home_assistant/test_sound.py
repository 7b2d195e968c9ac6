"""Pictures with sound."""

import asyncio
from collections.abc import AsyncGenerator
import threading
from time import monotonic

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
import av
from homeassistant.components.camera import async_get_stream_source
from homeassistant.components.http import ApiConfig
from homeassistant.core import HomeAssistant
import numpy as np
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import SimulatedCamera

from ..conftest import PASSWORD
from ..protocol.test_camera import until
from .test_entities import enable, entity_id, keys


@pytest.fixture
def dialect() -> str:
    """Return the dialect with sound over HTTP."""
    return "netwave"


@pytest.fixture
async def source(hass: HomeAssistant, entry: MockConfigEntry) -> AsyncGenerator[str]:
    """The address of the stream with sound, served by Home Assistant's own web server."""
    async with TestServer(hass.http.app) as server:
        hass.config.api = ApiConfig("127.0.0.1", "127.0.0.1", server.port or 0, use_ssl=False)
        await enable(hass, entry, "camera_with_sound")
        found = await async_get_stream_source(hass, entity_id(hass, entry, "camera_with_sound"))
        assert found is not None
        yield found


def play(source: str, sound: str) -> dict[str, int]:
    """Decode for a while; return the number of frames by type."""
    heard = {"mjpeg": 0, sound: 0}
    with av.open(source, timeout=10) as container:
        for packet in container.demux():
            heard[packet.stream.codec_context.name] += len(packet.decode())
            if all(each > 5 for each in heard.values()):
                break
    return heard


async def test_picture_and_sound(
    source: str, hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    assert PASSWORD not in source
    hass.config_entries.async_update_entry(entry, options={"native": False})
    await hass.config_entries.async_reload(entry.entry_id)
    source = await async_get_stream_source(hass, entity_id(hass, entry, "camera_with_sound")) or ""
    heard = await asyncio.to_thread(play, source, "adpcm_ima_wav")
    assert min(heard.values()) > 5
    await until(lambda: simulated.open_streams == 0)


async def test_native_picture_and_sound(source: str, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    """All listeners share one connection, and players start at once."""
    await until(lambda: entry.runtime_data.camera.alarms.in_use == "native")
    played = await asyncio.gather(*(asyncio.to_thread(play, source, "pcm_s16le") for _ in range(2)))
    assert min(each for heard in played for each in heard.values()) > 5
    await until(lambda: simulated.open_streams == 0)


def listen(source: str, loud: threading.Event, began: list[float]) -> tuple[float, float]:
    """Return the delay of a noise, and its offset to the picture."""
    shown = 0.0
    with av.open(source, timeout=10) as container:
        for packet in container.demux():
            for frame in packet.decode():
                if isinstance(frame, av.VideoFrame):
                    shown = frame.time or 0.0
                elif began and isinstance(frame, av.AudioFrame) and np.abs(frame.to_ndarray()).max() > 4000:
                    return monotonic() - began[0], abs((frame.time or 0.0) - shown)
            if shown > 0.3:
                loud.set()
    raise AssertionError("nothing was heard")


async def test_sound_is_heard_within_a_second(source: str, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    await until(lambda: entry.runtime_data.camera.alarms.in_use == "native")
    loud, began = threading.Event(), list[float]()
    listening = asyncio.create_task(asyncio.to_thread(listen, source, loud, began))
    await asyncio.to_thread(loud.wait, 15)
    simulated.world.sound = True
    began.append(monotonic())
    late, apart = await listening
    assert late < 1
    assert apart < 0.3


async def test_unload_disconnects_listeners(
    source: str, hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    async with ClientSession() as session, session.get(source) as answer:
        assert answer.content_type in {"video/x-ms-asf", "video/x-matroska"}
        assert await answer.content.readany()
        assert simulated.open_streams == 1
        simulated.hang_up()
        async with asyncio.timeout(10):
            async for _ in answer.content.iter_any():
                pass
        await hass.config_entries.async_unload(entry.entry_id)
        async with session.get(source) as late:
            assert late.status == 404


async def test_unavailable_camera(source: str, simulated: SimulatedCamera) -> None:
    simulated.faults.refuse = True
    simulated.hang_up()
    async with ClientSession() as session, session.get(source) as answer:
        assert answer.status == 502


async def test_no_webrtc_entity_without_go2rtc(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert "camera_webrtc" not in keys(hass, entry)
