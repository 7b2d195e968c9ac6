"""Unreachable RTSP ports: fallback to MJPEG, repair issue, recovery."""

import asyncio
from collections.abc import AsyncGenerator
import socket
import time
from typing import Any

from homeassistant.components.camera import DATA_COMPONENT, async_get_image, async_get_stream_source
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.helpers.event import async_track_state_change_event
import pytest

from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.protocol import Address
from custom_components.ip_camera_cgi.protocol.features import rtsp_monitor
from custom_components.ip_camera_cgi.protocol.features.rtsp_monitor import answers_rtsp
from custom_components.ip_camera_cgi.repairs import async_create_fix_flow
from simulator import SimulatedCamera, simulate

from ..conftest import PASSWORD, USER
from ..protocol.test_camera import until
from .conftest import set_up
from .test_alarm_webhook import problems
from .test_entities import entity_id, keys
from .test_streams import has_stream

ISSUE = {"rtsp_unreachable"}


@pytest.fixture(autouse=True)
def rtsp_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Probe for real, at short intervals."""
    for name in ("_CONFIRM_DELAY", "_MIN_PAUSE", "_MIN_RETRY", "_MAX_RETRY"):
        monkeypatch.setattr(rtsp_monitor, name, 0.1)
    monkeypatch.setattr(rtsp_monitor, "_TIMEOUT", 1)


@pytest.fixture
async def simulated() -> AsyncGenerator[SimulatedCamera]:
    """A camera with an RTSP server."""
    async with simulate("hucoms", user=USER, password=PASSWORD, rtsp_port=0) as camera:
        yield camera


async def test_unreachable_port_is_detected_at_setup(
    hass: HomeAssistant, simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulated.faults.no_rtsp = True
    async with set_up(hass, simulated) as entry:
        camera = entity_id(hass, entry, "camera")
        await until(lambda: not has_stream(hass, camera) and problems(hass) == ISSUE)
        source = await async_get_stream_source(hass, camera)
        assert source is None or source.startswith("http")
        assert (await async_get_image(hass, camera)).content.startswith(b"\xff\xd8")
        (issue,) = (issue for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN)
        assert issue.translation_placeholders == {"name": "Camera"}
        await hass.config_entries.async_unload(entry.entry_id)
        monkeypatch.setattr(rtsp_monitor, "_CONFIRM_DELAY", 60)
        shown: list[bool] = []
        stop = async_track_state_change_event(hass, camera, lambda _: shown.append(has_stream(hass, camera)))
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        stop()
        assert not any(shown), "the last finding is kept until the next probe"
        assert problems(hass) == ISSUE
        await hass.config_entries.async_remove(entry.entry_id)
        assert not problems(hass)


async def test_new_camera_never_offers_an_unreachable_stream(
    hass: HomeAssistant, simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its ports are probed before the entity is added, and set-up does not wait longer than that."""
    monkeypatch.setattr(rtsp_monitor, "_CONFIRM_DELAY", 60)
    monkeypatch.setattr(rtsp_monitor, "_FIRST_TIMEOUT", 0.5)
    with socket.socket() as deaf:  # accepts connections and never answers
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        simulated.settings["rtspset/rtspport"] = str(deaf.getsockname()[1])
        began = time.monotonic()
        shown: list[bool] = []
        stop = async_track_state_change_event(
            hass, "camera.gate", lambda event: shown.append(has_stream(hass, event.data["entity_id"]))
        )
        async with set_up(hass, simulated) as entry:
            stop()
            assert time.monotonic() - began < 5
            assert shown
            assert not any(shown)
            assert not has_stream(hass, entity_id(hass, entry, "camera"))
            assert not problems(hass)


async def test_new_camera_offers_its_stream_at_once(
    hass: HomeAssistant, simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_: object) -> bool:
        await asyncio.Event().wait()
        return False

    monkeypatch.setattr(rtsp_monitor.RtspMonitor, "check", never)
    async with set_up(hass, simulated) as entry:
        assert has_stream(hass, entity_id(hass, entry, "camera"))


async def test_rtsp_becomes_unreachable_and_returns(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    """A request for the stream triggers a probe."""
    async with set_up(hass, simulated) as entry:
        camera = entity_id(hass, entry, "camera")
        await until(lambda: entry.runtime_data.rtsp.known)
        assert has_stream(hass, camera)
        assert not problems(hass)
        played = await hass.data[DATA_COMPONENT].get_entity(camera).async_create_stream()  # type: ignore[union-attr]
        assert played is not None
        assert played.source.startswith("rtsp://")
        simulated.faults.no_rtsp = True
        assert (await async_get_stream_source(hass, camera) or "").startswith("rtsp://")
        await until(lambda: not has_stream(hass, camera) and problems(hass) == ISSUE)
        simulated.faults.no_rtsp = False
        await until(lambda: has_stream(hass, camera) and not problems(hass))
        assert (await async_get_stream_source(hass, camera) or "").startswith("rtsp://")


async def test_webrtc_is_offered_instead(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    """The WebRTC entity exists while RTSP is unreachable, and stays if the owner has enabled it."""
    hass.config.components.add("go2rtc")
    async with set_up(hass, simulated) as entry:
        await until(lambda: entry.runtime_data.rtsp.known)
        assert "camera_webrtc" not in keys(hass, entry)
        simulated.faults.no_rtsp = True
        await entry.runtime_data.rtsp.check()
        await until(lambda: "camera_webrtc" in keys(hass, entry))
        webrtc = entity_id(hass, entry, "camera_webrtc")
        er.async_get(hass).async_update_entity(webrtc, disabled_by=None)
        simulated.faults.no_rtsp = False
        await entry.runtime_data.rtsp.check()
        await hass.config_entries.async_reload(entry.entry_id)
        assert has_stream(hass, entity_id(hass, entry, "camera"))
        assert hass.states.get(webrtc).state == "idle"  # type: ignore[union-attr]


async def test_webrtc_is_not_offered_before_the_streams_are_known(
    hass: HomeAssistant, simulated: SimulatedCamera
) -> None:
    hass.config.components.add("go2rtc")
    simulated.faults.reset = True
    simulated.faults.only = "connectinfo"
    async with set_up(hass, simulated) as entry:
        assert entry.runtime_data.camera.streams == ()
        assert "camera_webrtc" not in keys(hass, entry)


@pytest.mark.parametrize("opened", [True, False])
async def test_repair_checks_the_port_again(
    hass: HomeAssistant, simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch, opened: bool
) -> None:
    monkeypatch.setattr(rtsp_monitor, "_MIN_RETRY", 60)
    monkeypatch.setattr(rtsp_monitor, "_MAX_RETRY", 60)
    simulated.faults.no_rtsp = True
    async with set_up(hass, simulated) as entry:
        await until(lambda: problems(hass) == ISSUE)
        (issue,) = (issue for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN)
        flow: Any = await async_create_fix_flow(hass, issue.issue_id, issue.data)
        flow.hass, flow.handler, flow.context = hass, DOMAIN, {"issue_id": issue.issue_id}
        page = await flow.async_step_init()
        assert page["description_placeholders"]["port"] == simulated.settings["rtspset/rtspport"]
        simulated.faults.no_rtsp = not opened
        await asyncio.sleep(0.1)
        done = await flow.async_step_confirm({})
        assert done["type"] is (FlowResultType.CREATE_ENTRY if opened else FlowResultType.ABORT)
        assert done.get("reason") == (None if opened else "not_done")
        assert has_stream(hass, entity_id(hass, entry, "camera")) is opened


async def test_no_issue_while_camera_is_unavailable(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    async with set_up(hass, simulated) as entry:
        await until(lambda: entry.runtime_data.rtsp.known)
        simulated.faults.no_rtsp = simulated.faults.refuse = True
        assert not await entry.runtime_data.rtsp.check()
        assert not entry.runtime_data.rtsp.unreachable
        assert not problems(hass)


@pytest.mark.parametrize(
    ("response", "answers"),
    [(b"RTSP/1.0 401 Unauthorized\r\n\r\n", True), (b"HTTP/1.1 400 No\r\n\r\n", False), (b"", False)],
)
async def test_rtsp_probe_responses(response: bytes, answers: bool) -> None:
    """A server that requires a login counts; other servers and silent ports do not."""
    heard = b""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal heard
        heard = await reader.readuntil(b"\r\n\r\n")
        writer.write(response)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert await answers_rtsp(Address("127.0.0.1"), port) is answers
    assert heard.startswith(b"OPTIONS rtsp://")
    assert b"@" not in heard
