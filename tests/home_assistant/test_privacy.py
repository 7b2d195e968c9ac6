"""Privacy: every running picture ends, none begins, and the camera's settings are restored."""

import asyncio
from http import HTTPStatus
from pathlib import Path
import time
from typing import Any

from aiohttp import ClientResponse
import av
from homeassistant.components.camera import DATA_COMPONENT, async_get_image, async_request_stream
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from simulator import Account, AccountRole, SimulatedCamera, simulate

from ..conftest import PASSWORD
from ..protocol.test_camera import until
from .conftest import act, lose, refused, set_up
from .test_card import Card
from .test_entities import call, entity_id, state
from .test_wall import opened

SWITCH = "privacy_mode"
_SOON = 2  # seconds in which every picture ends


async def turn(hass: HomeAssistant, entry: MockConfigEntry, *, on: bool) -> None:
    await call(hass, entry, SWITCH, "turn_on" if on else "turn_off")


def hides(simulated: SimulatedCamera) -> bool:
    """Return whether the camera itself hides its picture."""
    if simulated.personality.dialect == "netwave":
        whole = [simulated.settings[f"schedule_{day}_{part}"] for day in ("sun", "sat") for part in range(3)]
        return simulated.settings["schedule_enable"] == "1" and {int(each) % 2**32 for each in whole} == {2**32 - 1}
    last = max(int(name[15:-5]) for name in simulated.settings if name.endswith(".endx"))
    area = [simulated.settings[f"privacy/privacy{last}.{part}"] for part in ("startx", "starty", "endx", "endy")]
    switches = [simulated.settings[f"privacy/{each}"] for each in ("allstatus", f"privacy{last}.enable")]
    return (area, switches) == (["0", "0", "320", "240"], ["enable", "enable"])


async def ends(answer: ClientResponse, after: float) -> None:
    """Check that a running response ends soon."""
    with_bytes = 0
    async with asyncio.timeout(_SOON + 1):
        while chunk := await answer.content.readany():
            with_bytes += len(chunk)
    assert time.monotonic() - after < _SOON


async def test_every_picture_ends_and_none_begins(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulated: SimulatedCamera,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
) -> None:
    camera = entity_id(hass, entry, "camera")
    client = await hass_client()
    shown = hass.states.get(camera)
    assert shown is not None
    token = shown.attributes["access_token"]
    player = await player_path(hass, camera)
    paths = [f"/api/camera_proxy_stream/{camera}?token={token}", f"/api/camera_proxy_stream/{camera}?interval=0.5"]
    running = [await client.get(path) for path in [*paths, player]]
    for answer in running:
        assert answer.status == HTTPStatus.OK
        assert await answer.content.readany()
    card = Card(hass, await hass_ws_client(hass), camera)
    await card.subscribe()
    assert card.info["private"] is False
    async with opened(client) as page:
        await page.watch(1, camera)
        await until(lambda: page.count(1, 0) > 1)
        started = time.monotonic()
        await turn(hass, entry, on=True)
        for answer in running:
            await ends(answer, started)
        await until(lambda: page.states[1, 0][-1] == "off", _SOON)
        seen = page.count(1, 0)
        requests = len(simulated.requests)
        for path in [*paths, player, f"/api/camera_proxy/{camera}?token={token}"]:
            assert (await client.get(path)).status == HTTPStatus.SERVICE_UNAVAILABLE
        assert (await client.get(f"/api/ip_camera_cgi/last_picture/{camera}")).status == HTTPStatus.NOT_FOUND
        with pytest.raises(HomeAssistantError):
            await async_get_image(hass, camera)
        assert await source(hass, camera) is None
        with pytest.raises(HomeAssistantError) as raised:
            await act(hass, entry, "save_clip", duration=1)
        assert raised.value.translation_key == "private"
        await asyncio.sleep(1.2)
        assert page.count(1, 0) == seen
        pictures = ("snapshot", "videostream", "jpg", "mjpeg")
        assert not [each.path for each in simulated.requests[requests:] if any(word in each.path for word in pictures)]
        state_of = hass.states.get(camera)
        assert state_of is not None
        assert state_of.attributes["privacy"] is True
        await turn(hass, entry, on=False)
        await until(lambda: page.states[1, 0][-1] == "live" and page.count(1, 0) > seen, 10)
    assert (await async_get_image(hass, camera)).content.startswith(b"\xff\xd8")


async def source(hass: HomeAssistant, camera: str) -> str | None:
    entity = hass.data[DATA_COMPONENT].get_entity(camera)
    assert entity is not None
    return await entity.stream_source()


async def player_path(hass: HomeAssistant, camera: str) -> str:
    """Return the address of the pictures for players."""
    entity: Any = hass.data[DATA_COMPONENT].get_entity(camera)
    return str(entity._live_path)


async def test_settings_are_restored(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    await prepare(hass, entry)
    before = dict(simulated.settings)
    await hass.services.async_call("camera", "turn_off", {"entity_id": entity_id(hass, entry, "camera")}, blocking=True)
    assert hides(simulated)
    shown = hass.states.get(entity_id(hass, entry, SWITCH))
    assert shown is not None
    assert (shown.state, shown.attributes["in_camera"]) == ("on", True)
    await hass.services.async_call("camera", "turn_on", {"entity_id": entity_id(hass, entry, "camera")}, blocking=True)
    assert simulated.settings == before
    assert state(hass, entry, SWITCH) == "off"


async def prepare(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set values that privacy has to restore."""
    if entry.data["dialect"] == "netwave":
        await act(hass, entry, "set_schedule", schedule="viewing", monday="08:15-12:00", enabled=True)
    else:
        for area in (1, 6):
            await act(hass, entry, "set_privacy_area", area=area, enabled=True, left=10, top=20, width=30, height=40)


async def test_changes_are_refused_during_privacy(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, dialect: str
) -> None:
    """The changes would show the picture, or be lost when the previous settings are restored."""
    await turn(hass, entry, on=True)
    with refused(simulated, "value_held_by_privacy", ServiceValidationError):
        if dialect == "netwave":
            await act(hass, entry, "set_schedule", schedule="viewing", monday="never")
        else:
            await act(hass, entry, "set_privacy_area", area=6, enabled=False)
    await turn(hass, entry, on=False)


async def test_survives_a_restart(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    """Of the entry, of the camera, and both at once; and it can be turned off while the camera is away."""
    await prepare(hass, entry)
    before = dict(simulated.settings)
    await turn(hass, entry, on=True)
    written = len(simulated.requests)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert state(hass, entry, SWITCH) == "on"
    assert entry.runtime_data.camera.pictures.withheld
    await until(lambda: entry.runtime_data.privacy.in_camera)
    assert not [each for each in simulated.requests[written:] if each.path.startswith("/set_forbidden")], (
        "the camera is available"
    )
    with pytest.raises(HomeAssistantError):
        await async_get_image(hass, entity_id(hass, entry, "camera"))
    await lose(entry, simulated)
    await turn(hass, entry, on=False)
    assert hides(simulated)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert not entry.runtime_data.camera.pictures.withheld
    simulated.faults.refuse = False
    await entry.runtime_data.async_refresh()
    await until(lambda: simulated.settings == before)


async def test_turned_on_while_camera_is_unavailable(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    await lose(entry, simulated)
    assert state(hass, entry, SWITCH) == "off"
    await turn(hass, entry, on=True)
    assert state(hass, entry, SWITCH) == "on"
    assert not hides(simulated)
    simulated.faults.refuse = False
    await entry.runtime_data.async_refresh()
    await until(lambda: hides(simulated))
    with pytest.raises(HomeAssistantError):
        await async_get_image(hass, entity_id(hass, entry, "camera"))


async def test_removed_entry(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    """Nothing is left behind in the camera."""
    await prepare(hass, entry)
    before = dict(simulated.settings)
    await turn(hass, entry, on=True)
    assert hides(simulated)
    await hass.config_entries.async_remove(entry.entry_id)
    assert simulated.settings == before


async def test_clip_ends(
    hass: HomeAssistant, entry: MockConfigEntry, tmp_path: Path, simulated: SimulatedCamera
) -> None:
    hass.config.media_dirs = {"local": str(tmp_path)}
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    live = entry.runtime_data.camera.live
    recording = asyncio.create_task(act(hass, entry, "save_clip", duration=60))
    await until(lambda: live.rate > 0)
    await asyncio.sleep(0.5)
    await turn(hass, entry, on=True)
    async with asyncio.timeout(10):
        saved = await recording
    assert 0 < saved["seconds"] < 5


async def test_camera_that_refuses(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    """The error is raised, and Home Assistant shows no picture."""
    simulated.faults.deaf = True
    with pytest.raises(HomeAssistantError) as raised:
        await turn(hass, entry, on=True)
    assert raised.value.translation_key == "privacy_not_in_camera"
    shown = hass.states.get(entity_id(hass, entry, SWITCH))
    assert shown is not None
    assert (shown.state, shown.attributes["in_camera"]) == ("on", False)
    assert entry.runtime_data.camera.pictures.withheld


@pytest.mark.parametrize("dialect", ["netwave"])
async def test_account_without_rights(hass: HomeAssistant, dialect: str) -> None:
    """Pictures are withheld in Home Assistant."""
    async with (
        simulate(dialect, accounts=[Account("guest", "guest", AccountRole.VISITOR)]) as simulated,
        set_up(hass, simulated, username="guest", password="guest") as entry,
    ):
        await turn(hass, entry, on=True)
        assert not hides(simulated)
        assert entry.runtime_data.camera.pictures.withheld


async def test_streams_end(hass: HomeAssistant, hass_client: ClientSessionGenerator, socket_enabled: None) -> None:
    """Players of HLS and WebRTC are disconnected, also those that keep the source URL."""
    async with simulate("hucoms", rtsp_port=0) as simulated, set_up(hass, simulated) as entry:
        camera = entity_id(hass, entry, "camera")
        url = await source(hass, camera)
        assert url is not None
        assert url.startswith(f"rtsp://admin:{PASSWORD}@127.0.0.1:")
        assert await async_setup_component(hass, "stream", {})
        client = await hass_client()
        playlist = await async_request_stream(hass, camera, "hls")
        watched = asyncio.create_task(asyncio.to_thread(watch, url))
        rtsp: Any = simulated
        await until(lambda: rtsp.rtsp.viewers == 2, 20)
        assert (await client.get(playlist)).status == HTTPStatus.OK
        asked = time.monotonic()
        await turn(hass, entry, on=True)
        async with asyncio.timeout(_SOON + 3):
            assert await watched - asked < _SOON
        await until(lambda: rtsp.rtsp.viewers == 0, _SOON)
        assert (await client.get(playlist)).status == HTTPStatus.NOT_FOUND
        async with asyncio.timeout(2):
            await asyncio.to_thread(watch, url)  # the old URL is no longer served
        assert rtsp.rtsp.viewers == 0
        await turn(hass, entry, on=False)
        assert await source(hass, camera) == url


def watch(url: str) -> float:
    """Play a stream to its end; return the time of the end."""
    try:
        with av.open(url, options={"rtsp_transport": "tcp"}, timeout=10) as container:
            for _ in container.demux(video=0):
                pass
    except OSError, av.FFmpegError:
        pass  # it was cut off
    return time.monotonic()
