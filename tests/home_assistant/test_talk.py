"""Push to talk: the microphone of a browser, over Home Assistant's websocket."""

import asyncio
from collections.abc import AsyncGenerator
from time import monotonic
from typing import Any, cast

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket, WebSocketGenerator

from simulator import HucomsCamera, NetwaveCamera, SimulatedCamera, simulate
from simulator.talk import Talk

from ..conftest import PASSWORD, USER
from ..protocol.sounds import heard, pitch, tone
from ..protocol.test_camera import until
from .test_entities import entity_id, keys


@pytest.fixture
async def simulated(dialect: str) -> AsyncGenerator[SimulatedCamera]:
    async with simulate(dialect, user=USER, password=PASSWORD, rtsp_port=0) as camera:
        if isinstance(camera, HucomsCamera):
            camera.settings["audioset/audioout"] = "enable"
        yield camera


def talk_of(camera: SimulatedCamera) -> Talk | None:
    return camera.rtsp.talk if isinstance(camera, HucomsCamera) else cast("NetwaveCamera", camera).native.talk


async def begin(hass: HomeAssistant, entry: MockConfigEntry, client: MockHAClientWebSocket) -> tuple[int, int]:
    """Start to talk; return the id of the subscription and the handler for binary messages."""
    await until(lambda: "loudspeaker" in keys(hass, entry))
    await client.send_json_auto_id({"type": "ip_camera_cgi/talk", "entity_id": entity_id(hass, entry, "camera")})
    result = await client.receive_json()
    assert result["success"], result
    ready = (await client.receive_json())["event"]
    assert ready["event"] == "ready"
    assert ready["rate"] == 8000
    return result["id"], ready["handler"]


async def event(client: MockHAClientWebSocket) -> dict[str, Any]:
    async with asyncio.timeout(10):
        return cast("dict[str, Any]", (await client.receive_json())["event"])


async def test_speech_is_heard_within_half_a_second(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, hass_ws_client: WebSocketGenerator
) -> None:
    client = await hass_ws_client()
    _, handler = await begin(hass, entry, client)
    pcm, began = tone(1)[44:], monotonic()
    for at in range(0, len(pcm), 640):
        await client.send_bytes(bytes((handler,)) + pcm[at : at + 640])
        await asyncio.sleep(began + (at + 640) / 16000 - monotonic())
    talk = talk_of(simulated)
    assert talk is not None
    assert talk.began - began < 0.5
    assert await event(client) == {"event": "started"}
    await client.send_bytes(bytes((handler,)))
    assert await event(client) == {"event": "ended"}
    assert len(heard(talk.pcm)) / 8000 == pytest.approx(1, abs=0.4)  # with pauses, on a busy machine
    assert pitch(talk.pcm) == pytest.approx(440, abs=10)
    assert talk.gaps == 0
    assert talk.lead < 0.2


@pytest.mark.parametrize("how", ["unsubscribe", "disconnect"])
async def test_talk_ends_with_the_page(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulated: SimulatedCamera,
    hass_ws_client: WebSocketGenerator,
    how: str,
) -> None:
    client = await hass_ws_client()
    subscription, handler = await begin(hass, entry, client)
    await client.send_bytes(bytes((handler,)) + tone(0.2)[44:])
    await event(client)
    if how == "disconnect":
        await client.close()
    else:
        await client.send_json_auto_id({"type": "unsubscribe_events", "subscription": subscription})
    await until(lambda: (talk := talk_of(simulated)) is not None and talk.over)
    await until(lambda: not entry.runtime_data.camera.speaker.playing)


@pytest.mark.parametrize("dialect", ["hucoms"])
async def test_refusal_is_reported(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: HucomsCamera, hass_ws_client: WebSocketGenerator
) -> None:
    client = await hass_ws_client()
    await until(lambda: "loudspeaker" in keys(hass, entry))
    simulated.faults.backchannel = "busy"
    _, handler = await begin(hass, entry, client)
    await client.send_bytes(bytes((handler,)) + tone(0.2)[44:])
    ended = await event(client)
    assert ended["error"]["translation_key"] == "loudspeaker_busy"
    assert "Someone else" in ended["error"]["message"]
    await client.send_bytes(bytes((handler,)) + tone(0.2)[44:])  # samples sent before the page has received the end
    await client.send_json_auto_id({"type": "ping"})
    assert (await client.receive_json())["type"] in {"pong", "result"}


@pytest.mark.parametrize("dialect", ["netwave"])
async def test_talk_requires_control_permission(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator, hass_admin_user: MockUser
) -> None:
    hass_admin_user.groups = []
    hass_admin_user.mock_policy({"entities": {"entity_ids": {entity_id(hass, entry, "camera"): {"read": True}}}})
    client = await hass_ws_client()
    await client.send_json_auto_id({"type": "ip_camera_cgi/talk", "entity_id": entity_id(hass, entry, "camera")})
    assert (await client.receive_json())["error"]["code"] == "unauthorized"
