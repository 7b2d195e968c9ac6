"""The URL of the live pictures for programs on the same machine."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
import av
from homeassistant.components.camera import DATA_COMPONENT, async_get_stream_source
from homeassistant.components.http import ApiConfig
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_component import async_update_entity
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ip_camera_cgi.diagnostics import async_get_config_entry_diagnostics
from simulator import SimulatedCamera, simulate

from ..conftest import PASSWORD
from ..protocol.test_camera import until
from .conftest import set_up
from .test_entities import enable, entity_id, state


@pytest.fixture
async def simulated() -> AsyncGenerator[SimulatedCamera]:
    """A camera without H.264."""
    async with simulate("netwave") as camera:
        yield camera


@pytest.fixture
async def source(hass: HomeAssistant, entry: MockConfigEntry) -> AsyncGenerator[str]:
    """The address, served by Home Assistant's own web server."""
    server = TestServer(hass.http.app)
    await server.start_server()
    hass.config.internal_url = "http://home.invalid:1"  # the URL for browsers, which this machine cannot resolve
    assert server.port is not None
    hass.config.api = ApiConfig("127.0.0.1", "0.0.0.0", server.port, use_ssl=False)  # noqa: S104
    found = await async_get_stream_source(hass, entity_id(hass, entry, "camera"))
    assert found is not None
    yield found
    await server.close()


def read(source: str, frames: int) -> list[float]:
    """Read frames like a player; return the time of each one in seconds."""
    with av.open(source, options={"use_wallclock_as_timestamps": "1"}, timeout=10) as container:
        video = container.streams.video[0]
        assert video.codec_context.name == "mjpeg"
        assert video.time_base is not None
        times: list[float] = []
        for packet in container.demux(video):
            assert packet.pts is not None
            times.append(float(packet.pts * video.time_base))
            if len(times) == frames:
                break
        return times


async def test_two_players_share_one_stream(source: str, simulated: SimulatedCamera, entry: MockConfigEntry) -> None:
    """Both show moving pictures at real speed over one connection to the camera."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    both = await asyncio.gather(*(asyncio.to_thread(read, source, 12) for _ in range(2)))
    took = loop.time() - started
    assert simulated.open_streams == 1
    for times in both:
        assert times == sorted(times)
        assert 0 < times[-1] - times[0] < took + 0.2
    await until(lambda: entry.runtime_data.camera.live.viewers == 0, 15)


async def test_other_programs_get_parts_with_their_length(source: str) -> None:
    async with ClientSession() as session, session.get(source) as answer:
        assert answer.content_type == "multipart/x-mixed-replace"
        assert b"Content-Length: " in await answer.content.readany() + await answer.content.readany()


async def test_address_contains_no_password(source: str) -> None:
    assert PASSWORD not in source
    assert "127.0.0.1" in source


async def test_address_is_not_exposed(source: str, hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """It changes with each reload, so a copied address would stop working."""
    token = source.partition("auth=")[2]
    assert len(token) > 20
    states = repr([state.as_dict() for state in hass.states.async_all()])
    registered = repr(er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id))
    diagnostics = repr(await async_get_config_entry_diagnostics(hass, entry))
    for shown in (states, registered, diagnostics, repr(entry.as_dict())):
        assert token not in shown
        assert "/live?" not in shown


async def test_unknown_token_is_refused(source: str, hass: HomeAssistant, entry: MockConfigEntry) -> None:
    async with ClientSession() as session:
        for wrong in (source[:-1], source.partition("?")[0], source.partition("=")[0] + "="):
            async with session.get(wrong) as answer:
                assert answer.status == web.HTTPNotFound.status_code
        assert await hass.config_entries.async_unload(entry.entry_id)
        async with session.get(source) as answer:
            assert answer.status == web.HTTPNotFound.status_code


@pytest.mark.usefixtures("source")
async def test_record_action(hass: HomeAssistant, entry: MockConfigEntry, tmp_path: Path) -> None:
    """Home Assistant's record action saves the stream in real time."""
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    film = tmp_path / "film.mp4"
    await hass.services.async_call(
        "camera",
        "record",
        {"entity_id": entity_id(hass, entry, "camera"), "filename": str(film), "duration": 4},
        blocking=True,
    )
    await until(film.exists, 20)
    with av.open(str(film)) as container:
        assert container.duration is not None
        assert 2 < container.duration / 1e6 < 7
        frames = sum(1 for packet in container.demux(video=0) if packet.size)
        assert frames > 5


async def test_without_web_server(hass: HomeAssistant) -> None:
    async with simulate("netwave") as simulated, set_up(hass, simulated) as entry:
        hass.config.internal_url = None
        hass.config.api = None
        assert await async_get_stream_source(hass, entity_id(hass, entry, "camera")) is None


async def test_live_sensors(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    """They describe the live stream even while the camera is unavailable."""
    await enable(hass, entry, "live_state", "live_viewers", "live_rate")

    async def seen() -> tuple[str, str, float]:
        for key in ("live_state", "live_viewers", "live_rate"):
            await async_update_entity(hass, entity_id(hass, entry, key))
        return (
            state(hass, entry, "live_state"),
            state(hass, entry, "live_viewers"),
            float(state(hass, entry, "live_rate")),
        )

    assert await seen() == ("idle", "0", 0)
    async with aclosing(entry.runtime_data.camera.live.frames()) as frames:
        for _ in range(4):
            await anext(frames)
        shown, viewers, rate = await seen()
        assert (shown, viewers) == ("streaming", "1")
        assert rate > 1
        simulated.faults.refuse = True
        simulated.hang_up()
        while not (await anext(frames)).no_signal:
            pass
        assert await seen() == ("no_signal", "1", 0)


async def test_snapshot_of_unavailable_camera(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, tmp_path: Path
) -> None:
    """The action fails instead of succeeding without a file."""
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    simulated.faults.refuse = True
    file = tmp_path / "still.jpg"
    with pytest.raises(HomeAssistantError):
        await hass.services.async_call(
            "camera",
            "snapshot",
            {"entity_id": entity_id(hass, entry, "camera"), "filename": str(file)},
            blocking=True,
        )
    assert not file.exists()


async def test_view_ends_after_two_token_rotations(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client_no_auth: ClientSessionGenerator
) -> None:
    """WebKit keeps connections of hidden pictures; an active page has opened new ones."""
    camera = hass.data[DATA_COMPONENT].get_entity(entity_id(hass, entry, "camera"))
    assert camera is not None
    live = entry.runtime_data.camera.live
    client = await hass_client_no_auth()
    path = camera.entity_picture.replace("camera_proxy", "camera_proxy_stream")
    async with client.get(path) as old, asyncio.timeout(10):
        await old.content.readany()
        camera.async_update_token()
        async with client.get(camera.entity_picture.replace("camera_proxy", "camera_proxy_stream")) as new:
            await new.content.readany()
            assert live.viewers == 2
            camera.async_update_token()
            await until(lambda: live.viewers == 1)
            while await old.content.readany():
                pass
            assert await new.content.readany()
