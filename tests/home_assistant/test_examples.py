"""The example automations of the documentation."""

from collections.abc import AsyncGenerator
from pathlib import Path
import re
from typing import Any

from freezegun import freeze_time
from homeassistant.const import ATTR_ENTITY_ID, STATE_HOME, STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service
import yaml

from custom_components.ip_camera_cgi.const import DOMAIN
from simulator import NetwaveCamera, simulate

from ..conftest import PASSWORD, USER
from ..protocol.test_camera import until
from .conftest import set_up

TEXT = (Path(__file__).parents[2] / "docs" / "automations.md").read_text("utf-8")
AUTOMATIONS: dict[str, Any] = {
    automation["alias"]: automation
    for automation in map(yaml.safe_load, re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL))
}
OTHERS = {
    "light.garden": STATE_OFF,
    "group.family": STATE_HOME,
    "input_boolean.gardener": STATE_ON,
    "sun.sun": "below_horizon",
}
"""The other entities of the examples."""


def test_examples_exist() -> None:
    assert len(AUTOMATIONS) == TEXT.count("```yaml") > 5


@pytest.fixture
async def garden() -> AsyncGenerator[NetwaveCamera]:
    """The camera of the examples."""
    async with simulate("netwave", personality="netwave-generic", user=USER, password=PASSWORD) as simulated:
        assert isinstance(simulated, NetwaveCamera)
        simulated.settings |= {"alias": "Garden", "alarm_motion_armed": "1", "alarm_input_armed": "1"}
        yield simulated


@pytest.fixture
async def house(hass: HomeAssistant, garden: NetwaveCamera) -> AsyncGenerator[list[ServiceCall]]:
    """Home Assistant with the camera and all automations; records calls of other actions."""
    done: list[ServiceCall] = []

    @callback
    def do(call: ServiceCall) -> None:
        done.append(call)

    async with set_up(hass, garden):
        for entity, state in OTHERS.items():
            hass.states.async_set(entity, state)
        for domain, action in (("light", "turn_on"), ("light", "turn_off"), ("notify", "mobile_app_phone")):
            hass.services.async_register(domain, action, do)
        assert await async_setup_component(hass, "automation", {"automation": list(AUTOMATIONS.values())})
        await hass.async_block_till_done()
        yield done
        await hass.services.async_call("automation", "turn_off", {ATTR_ENTITY_ID: "all"}, blocking=True)


async def run(hass: HomeAssistant, alias: str) -> None:
    """Run the actions of an automation without triggers and conditions."""
    entity = "automation." + re.sub(r"\W+", "_", alias.lower())
    await hass.services.async_call("automation", "trigger", {ATTR_ENTITY_ID: entity})


async def test_examples_are_valid(hass: HomeAssistant, house: list[ServiceCall]) -> None:
    automations = hass.states.async_all("automation")
    assert len(automations) == len(AUTOMATIONS)
    assert {automation.state for automation in automations} == {STATE_ON}
    known = {state.entity_id for state in hass.states.async_all() if state.state != STATE_UNAVAILABLE}
    for alias, automation in AUTOMATIONS.items():
        assert set(re.findall(r"\b[a-z_]+\.garden\w*", str(automation))) <= known, alias


async def test_motion_example(hass: HomeAssistant, house: list[ServiceCall], garden: NetwaveCamera) -> None:
    """Motion while the house is empty sends the picture and a clip."""
    schema = hass.services.async_services()[DOMAIN]["save_clip"].schema
    clips = async_mock_service(hass, DOMAIN, "save_clip", schema)  # it would take as long as the clip
    hass.states.async_set("group.family", "not_home")
    garden.world.motion = True
    await until(lambda: clips and any(call.domain == "notify" for call in house))
    (reported,) = [call for call in house if call.domain == "notify"]  # the light goes on first where it is night
    (device,) = dr.async_get(hass).devices
    assert clips[0].data == {"device_id": [device.id], "duration": 20, "overwrite": False}
    assert reported.data["message"] == "motion"
    assert reported.data["data"]["image"].removeprefix("/api/image_proxy/") in hass.states.async_entity_ids("image")


async def test_bell_example(hass: HomeAssistant, house: list[ServiceCall], garden: NetwaveCamera) -> None:
    with freeze_time("2026-06-01 12:00:00+00:00", tick=True):
        await hass.config.async_set_time_zone("UTC")
        garden.world.input = True
        await until(lambda: garden.world.relay)


@pytest.mark.parametrize("alias", ["Garden light on motion", "The garden camera is offline"])
async def test_notification_example(hass: HomeAssistant, house: list[ServiceCall], alias: str) -> None:
    await run(hass, alias)
    await until(lambda: house)


async def test_camera_example(hass: HomeAssistant, house: list[ServiceCall], garden: NetwaveCamera) -> None:
    await run(hass, "Brightness by the sun")
    await until(lambda: garden.settings["brightness"] == "160")
    await run(hass, "Garden motion detection while away")
    await until(lambda: garden.settings["alarm_motion_armed"] == "0")
    await run(hass, "Gardener on Tuesdays")
    await until(lambda: garden.settings["alarm_schedule_enable"] == "1")
    assert garden.settings["alarm_schedule_tue_0"] == str(2**32 - 1), "eight hours are 32 quarters of an hour"
    await run(hass, "Restart the garden camera")
    await until(lambda: garden.rebooting)
