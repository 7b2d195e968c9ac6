"""The blueprints that speak through a camera."""

from collections.abc import AsyncGenerator
from pathlib import Path
import shutil
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.const import DOMAIN
from simulator import NetwaveCamera

from ..protocol.sounds import heard
from ..protocol.test_camera import until
from .test_alarm_webhook import options
from .test_entities import entity_id, keys

BLUEPRINTS = Path(__file__).parents[2] / "blueprints"


@pytest.fixture
def dialect() -> str:
    """Return the dialect whose loudspeaker needs no RTSP."""
    return "netwave"


@pytest.fixture
async def spoken(
    hass: HomeAssistant, tmp_path: Path, entry: MockConfigEntry, simulated: NetwaveCamera
) -> AsyncGenerator[list[ServiceCall]]:
    """A house with the blueprints and a camera with a loudspeaker; yields the spoken texts."""
    hass.config.config_dir = str(tmp_path)
    await hass.async_add_executor_job(shutil.copytree, BLUEPRINTS, tmp_path / "blueprints")
    simulated.settings |= {"alarm_motion_armed": "1", "alarm_input_armed": "1"}
    calls: list[ServiceCall] = []

    @callback
    def speak(call: ServiceCall) -> None:
        calls.append(call)

    hass.services.async_register("tts", "speak", speak)
    await until(lambda: "loudspeaker" in keys(hass, entry))
    await hass.async_block_till_done()
    yield calls
    if hass.services.has_service("automation", "turn_off"):
        await hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, blocking=True)


async def use(hass: HomeAssistant, kind: str, blueprint: str, **inputs: Any) -> None:
    """Create an automation or a script from a blueprint."""
    made = {"alias": blueprint, "use_blueprint": {"path": f"{DOMAIN}/{blueprint}.yaml", "input": inputs}}
    assert await async_setup_component(hass, kind, {kind: [made] if kind == "automation" else {blueprint: made}})
    await hass.async_block_till_done()
    assert [each.state for each in hass.states.async_all(kind)] == ["on" if kind == "automation" else "off"]


async def test_answer(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera, spoken: list[ServiceCall]
) -> None:
    await options(hass, entry, doorbells=["input"])
    camera = entry.runtime_data.camera
    await until(lambda: camera.listening and camera.speaker.available)
    loudspeaker = entity_id(hass, entry, "loudspeaker")
    bell = entity_id(hass, entry, "doorbell")
    await use(hass, "automation", "answer", doorbell=bell, loudspeaker=loudspeaker, voice="tts.voice")
    simulated.world.input = True
    await until(lambda: spoken, 15)
    assert spoken[0].data["media_player_entity_id"] in (loudspeaker, [loudspeaker])
    assert spoken[0].data["message"] == "One moment, please"
    assert simulated.native.talk is not None
    assert len(heard(simulated.native.talk.pcm)) / 8000 > 1.5, "the chime comes first"


async def test_scare(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera, spoken: list[ServiceCall]
) -> None:
    await until(lambda: entry.runtime_data.camera.listening)
    inputs = {"motion": entity_id(hass, entry, "motion"), "loudspeaker": entity_id(hass, entry, "loudspeaker")}
    always = {"after": "00:00:00", "before": "23:59:59"}
    await use(hass, "automation", "scare", sound="alarm", voice=["tts.voice"], **inputs, **always)
    simulated.world.motion = True
    await until(lambda: spoken, 15)
    assert simulated.native.talk is not None
    assert len(heard(simulated.native.talk.pcm)) / 8000 > 2
    assert "recorded" in spoken[0].data["message"]


async def test_announcement(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera, spoken: list[ServiceCall]
) -> None:
    await use(hass, "script", "announce", voice="tts.voice")
    await hass.services.async_call("script", "announce", {"message": "Dinner is ready"}, blocking=True)
    assert spoken[0].data["message"] == "Dinner is ready"
    assert spoken[0].data["media_player_entity_id"] == [entity_id(hass, entry, "loudspeaker")]
    assert simulated.native.talk is not None
