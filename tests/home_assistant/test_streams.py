"""RTSP streams with a camera entity each, and the options of live pictures."""

from contextlib import aclosing
import threading
from typing import Any

from homeassistant.components.camera import DATA_COMPONENT, CameraEntityFeature, async_get_stream_source
from homeassistant.components.camera.const import DATA_CAMERA_PREFS
from homeassistant.components.camera.prefs import get_dynamic_camera_stream_settings
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.protocol import Address, LiveState
from custom_components.ip_camera_cgi.repairs import async_create_fix_flow
from simulator import SimulatedCamera

from ..protocol.test_camera import until
from .test_alarm_webhook import options_page, problems
from .test_entities import enable, entity_id


@pytest.fixture
def dialect() -> str:
    """Return the dialect with RTSP streams."""
    return "hucoms"


@pytest.fixture
def only_one(simulated: SimulatedCamera) -> None:
    """A camera with H.264 on its first stream only."""
    simulated.settings["videoset/encoder2.codec"] = "mpeg"


def has_stream(hass: HomeAssistant, camera: str) -> bool:
    state = hass.states.get(camera)
    assert state is not None
    return bool(state.attributes["supported_features"] & CameraEntityFeature.STREAM)


async def reread_pages(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Poll all pages, regardless of their age."""
    entry.runtime_data.camera._cache._read_at.clear()
    await entry.runtime_data.async_refresh()
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED


async def test_each_stream_has_a_camera(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    first = entity_id(hass, entry, "camera")
    second, third = (entity_id(hass, entry, f"camera_stream{number}") for number in (2, 3))
    assert has_stream(hass, first)
    registry = er.async_get(hass)
    assert [registry.entities[each].disabled for each in (first, second, third)] == [False, True, True]
    await enable(hass, entry, "camera_stream2", "camera_stream3")
    shown = hass.states.get(second)
    assert shown is not None
    assert shown.attributes["friendly_name"].endswith("Stream 2")
    assert has_stream(hass, second)
    assert not has_stream(hass, third), "MJPEG over RTSP is not playable in browsers"
    assert "/stream2" in (await async_get_stream_source(hass, second) or "")
    assert (await async_get_stream_source(hass, first) or "").startswith("rtsp://")


async def test_stream_changed_elsewhere(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """Changes of port and codecs by other programs are detected."""
    first = entity_id(hass, entry, "camera")
    simulated.settings["rtspset/rtspport"] = "8554"
    await reread_pages(hass, entry)
    entity: Any = hass.data[DATA_COMPONENT].get_entity(first)
    assert "/stream1" in (await async_get_stream_source(hass, first) or "")
    assert entity._relay_target() == Address("127.0.0.1", 8554)
    simulated.settings |= {"videoset/encoder1.codec": "mpeg", "videoset/encoder2.codec": "h264"}
    await reread_pages(hass, entry)
    assert "/stream2" in (await async_get_stream_source(hass, first) or "")
    assert entity._relay_target() == Address("127.0.0.1", 8554)


async def test_running_stream_follows_change(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """A running stream switches to the new address, or ends if it is no longer playable."""
    camera = hass.data[DATA_COMPONENT].get_entity(entity_id(hass, entry, "camera"))
    assert camera is not None
    played = await camera.async_create_stream()
    assert played is not None
    simulated.settings["rtspset/rtspport"] = "8554"
    await reread_pages(hass, entry)
    assert camera.stream is played
    assert played.source == await async_get_stream_source(hass, camera.entity_id)
    simulated.settings |= {f"videoset/encoder{number}.codec": "mjpeg" for number in (1, 2)}
    await reread_pages(hass, entry)
    assert camera.stream is None


@pytest.mark.parametrize("how", ["unloaded", "unplayable"])
async def test_preloaded_stream_is_stopped(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, how: str
) -> None:
    """Otherwise it would continue with an outdated login."""
    camera = hass.data[DATA_COMPONENT].get_entity(entity_id(hass, entry, "camera"))
    assert camera is not None
    await hass.data[DATA_CAMERA_PREFS].async_update(camera.entity_id, preload_stream=True)
    played = await camera.async_create_stream()
    assert played is not None
    await played.start()
    if how == "unloaded":
        assert await hass.config_entries.async_unload(entry.entry_id)
    else:
        simulated.settings |= {f"videoset/encoder{number}.codec": "mjpeg" for number in (1, 2)}
        await reread_pages(hass, entry)
    assert "stream_worker" not in {thread.name for thread in threading.enumerate()}
    assert (await get_dynamic_camera_stream_settings(hass, camera.entity_id)).preload_stream


async def test_missing_stream_page_keeps_the_stream(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    entry.runtime_data.camera._cache.store("streams", None)
    entry.runtime_data.show_state()
    assert has_stream(hass, entity_id(hass, entry, "camera"))


@pytest.mark.usefixtures("only_one")
async def test_own_change_is_read_with_the_next_poll(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    first = entity_id(hass, entry, "camera")
    await entry.runtime_data.camera.change_all({"encoder_1_codec": "mjpeg"})
    await entry.runtime_data.async_refresh()
    await hass.async_block_till_done()
    assert not has_stream(hass, first)


@pytest.mark.usefixtures("only_one")
@pytest.mark.parametrize("trouble", [{}, {"deaf": True}, {"refuse": True}])
async def test_stream_can_be_made_playable(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, trouble: dict[str, bool]
) -> None:
    assert not problems(hass)
    simulated.settings["videoset/encoder1.codec"] = "mjpeg"
    await reread_pages(hass, entry)
    assert problems(hass) == {"no_playable_stream"}
    assert not has_stream(hass, entity_id(hass, entry, "camera"))
    (issue,) = (issue for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN)
    flow: Any = await async_create_fix_flow(hass, issue.issue_id, issue.data)
    flow.hass, flow.handler, flow.context = hass, DOMAIN, {"issue_id": issue.issue_id}
    assert (await flow.async_step_init())["type"] is FlowResultType.FORM
    for name, value in trouble.items():
        simulated.faults.set(name, value)
    done = await flow.async_step_confirm({})
    await hass.async_block_till_done()
    if trouble:
        assert done["type"] is FlowResultType.ABORT
        assert done["reason"] == "not_done"
        return
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert simulated.settings["videoset/encoder1.codec"] == "h264"
    assert has_stream(hass, entity_id(hass, entry, "camera"))
    assert not problems(hass)


@pytest.mark.usefixtures("only_one")
async def test_issue_is_deleted_with_the_camera(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    simulated.settings["videoset/encoder1.codec"] = "mjpeg"
    await reread_pages(hass, entry)
    assert problems(hass)
    await hass.config_entries.async_remove(entry.entry_id)
    assert not problems(hass)


@pytest.mark.parametrize(
    ("dialect", "chosen", "sent"),
    [
        ("netwave", {"live_rate": "4", "live_size": "320x240"}, {"rate": "12", "resolution": "8"}),
        ("netwave", {"live_rate": "1/5", "live_size": "as_set"}, {"rate": "23"}),
        ("netwave", {}, {}),
        ("hucoms", {"live_rate": "2"}, {"refresh": "50"}),
        ("hucoms", {"live_rate": "as_set"}, {}),
    ],
)
async def test_live_picture_options(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulated: SimulatedCamera,
    chosen: dict[str, str],
    sent: dict[str, str],
) -> None:
    flow = await options_page(hass, entry, "alarms_and_pictures")
    options = flow["data_schema"]({"hold": 0, **chosen})
    await hass.config_entries.options.async_configure(flow["flow_id"], options)
    await hass.async_block_till_done()
    live = entry.runtime_data.camera.live
    async with aclosing(live.frames()) as pictures:
        assert not (await anext(pictures)).no_signal
        if "live_rate" in chosen and chosen["live_rate"] == "1/5":
            assert not (await anext(pictures)).no_signal, "a low frame rate is not a stall"
    (request,) = (each for each in simulated.requests if each.path in {"/videostream.cgi", "/cgi-bin/image/mjpeg.cgi"})
    assert {name: value for name, value in request.params.items() if name in {"rate", "resolution", "refresh"}} == sent
    await until(lambda: live.state is LiveState.IDLE, 10)
