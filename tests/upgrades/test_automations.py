"""The automations documented on 21 November 2026 still work."""

from collections.abc import AsyncGenerator
from pathlib import Path
import re
from typing import Any

from freezegun import freeze_time
from homeassistant.const import ATTR_ENTITY_ID, STATE_ON
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import format_mac
from homeassistant.setup import async_setup_component
import pytest
import yaml

from custom_components.ip_camera_cgi.const import DOMAIN
from simulator import NetwaveCamera

from ..home_assistant.conftest import not_searched, our_integration, set_up  # noqa: F401  they apply here as well
from ..home_assistant.test_clips import files
from ..home_assistant.test_examples import OTHERS, garden, run  # noqa: F401  the camera that the examples are about
from ..protocol.test_camera import until

TEXT = (Path(__file__).parent / "automations.md").read_text("utf-8")
AUTOMATIONS: dict[str, Any] = {
    automation["alias"]: automation
    for automation in map(yaml.safe_load, re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL))
}
OLD_NAMES = (("event", "alarm", "garden_alarm"), ("image", "last_event", "garden_last_event"))
"""Entity ids generated from former names, which existing registries keep."""


@pytest.fixture
async def done(
    hass: HomeAssistant,
    garden: NetwaveCamera,  # noqa: F811
    tmp_path: Path,
) -> AsyncGenerator[list[ServiceCall]]:
    """Home Assistant with the camera and all automations; records calls of other actions."""
    calls: list[ServiceCall] = []

    @callback
    def do(call: ServiceCall) -> None:
        calls.append(call)

    hass.config.media_dirs = {"local": str(tmp_path)}
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    for domain, key, object_id in OLD_NAMES:
        unique_id = f"{format_mac(garden.settings['id'])}_{key}"
        er.async_get(hass).async_get_or_create(domain, DOMAIN, unique_id, suggested_object_id=object_id)
    async with set_up(hass, garden):
        for entity, state in OTHERS.items():
            hass.states.async_set(entity, state)
        for domain, action in (("light", "turn_on"), ("light", "turn_off"), ("notify", "mobile_app_phone")):
            hass.services.async_register(domain, action, do)
        assert await async_setup_component(hass, "automation", {"automation": list(AUTOMATIONS.values())})
        await hass.async_block_till_done()
        yield calls
        await hass.services.async_call("automation", "turn_off", {ATTR_ENTITY_ID: "all"}, blocking=True)


async def test_automations_are_valid(hass: HomeAssistant, done: list[ServiceCall]) -> None:
    automations = hass.states.async_all("automation")
    assert len(automations) == len(AUTOMATIONS) == 9
    assert {automation.state for automation in automations} == {STATE_ON}


async def test_motion_sends_the_picture(
    hass: HomeAssistant,
    done: list[ServiceCall],
    garden: NetwaveCamera,  # noqa: F811
) -> None:
    hass.states.async_set("group.family", "not_home")
    garden.world.motion = True
    await until(lambda: any(call.domain == "notify" for call in done))
    (sent,) = [call.data for call in done if call.domain == "notify"]
    assert sent["message"] == "motion"


async def test_bell_opens_the_gate(
    hass: HomeAssistant,
    done: list[ServiceCall],
    garden: NetwaveCamera,  # noqa: F811
) -> None:
    with freeze_time("2026-06-01 12:00:00+00:00", tick=True):
        await hass.config.async_set_time_zone("UTC")
        garden.world.input = True
        await until(lambda: garden.world.relay)


async def test_a_clip_is_saved(hass: HomeAssistant, done: list[ServiceCall], tmp_path: Path) -> None:
    """By an action with a device and without a path."""
    clip = next(each for each in AUTOMATIONS.values() if "save_clip" in str(each))
    clip["actions"][0]["data"]["duration"] = 1
    await hass.services.async_call("automation", "turn_off", {ATTR_ENTITY_ID: "all"}, blocking=True)
    action = clip["actions"][0]
    await async_setup_component(hass, "script", {"script": {"clip": {"sequence": [action]}}})
    await hass.services.async_call("script", "clip", blocking=True)
    assert [path.suffix for path in files(tmp_path)] == [".mp4"]


async def test_automations_change_the_camera(
    hass: HomeAssistant,
    done: list[ServiceCall],
    garden: NetwaveCamera,  # noqa: F811
) -> None:
    await run(hass, "Brightness by the sun")
    await until(lambda: garden.settings["brightness"] == "160")
    await run(hass, "Watch the garden while everybody is away")
    await until(lambda: garden.settings["alarm_motion_armed"] == "0")
    await run(hass, "Gardener on Tuesdays")
    await until(lambda: garden.settings["alarm_schedule_enable"] == "1")
    assert garden.settings["alarm_schedule_tue_0"] == str(2**32 - 1), "eight hours are 32 quarters of an hour"
    await run(hass, "The garden camera is gone")
    await until(lambda: any(call.domain == "notify" for call in done))
    await run(hass, "Garden light on motion")
    await until(lambda: any(call.domain == "light" for call in done))
    await run(hass, "Restart the garden camera")
    await until(lambda: garden.rebooting)
