"""The blueprints with a simulated camera, over sockets."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
import shutil
from typing import Any
from urllib.parse import quote

from homeassistant.components.blueprint import Blueprint
from homeassistant.components.blueprint.schemas import BLUEPRINT_SCHEMA
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import yaml as yaml_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.recordings import store as store_module
from simulator import SimulatedCamera, simulate

from ..conftest import PASSWORD, USER
from ..protocol.test_camera import until
from .conftest import lose, orders, set_up
from .test_alarm_webhook import options
from .test_entities import entity_id, state
from .test_recordings import shorten

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "blueprints" / "automation" / DOMAIN
BLUEPRINTS = sorted((ROOT / "blueprints").glob(f"*/{DOMAIN}/*.yaml"))
HANDBOOK = (ROOT / "docs" / "automations.md").read_text("utf-8")
URL = "https://github.com/ip-camera-cgi/ip-camera-cgi/blob/main/blueprints"
PERSON = "person.anne"

type Calls = list[ServiceCall]


class House:
    """A house with one camera and a phone."""

    def __init__(self, hass: HomeAssistant, entry: MockConfigEntry, camera: SimulatedCamera) -> None:
        self.hass = hass
        self.entry = entry
        self.camera = camera
        self.calls: Calls = []
        phones = MockConfigEntry(domain="mobile_app")
        phones.add_to_hass(hass)
        device = dr.async_get(hass).async_get_or_create(
            config_entry_id=phones.entry_id, identifiers={("mobile_app", "1")}, name="Anne's phone"
        )
        self.phone = device.id

        @callback
        def do(call: ServiceCall) -> None:
            self.calls.append(call)

        for domain, action in (("light", "turn_on"), ("light", "turn_off"), ("notify", "mobile_app_anne_s_phone")):
            hass.services.async_register(domain, action, do)

    def entity(self, key: str) -> str:
        """Return an entity of the camera."""
        return entity_id(self.hass, self.entry, key)

    async def use(self, blueprint: str, **inputs: Any) -> None:
        """Create an automation from a blueprint."""
        automation = {"alias": blueprint, "use_blueprint": {"path": f"{DOMAIN}/{blueprint}.yaml", "input": inputs}}
        assert await async_setup_component(self.hass, "automation", {"automation": [automation]})
        await self.hass.async_block_till_done()
        (made,) = self.hass.states.async_all("automation")
        assert made.state == "on"

    @property
    def sent(self) -> list[dict[str, Any]]:
        """Return the notifications."""
        return [dict(call.data) for call in self.calls if call.domain == "notify"]


@pytest.fixture
async def house(hass: HomeAssistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[House]:
    """A house with all blueprints imported."""
    hass.config.config_dir = str(tmp_path)
    await hass.async_add_executor_job(shutil.copytree, FOLDER, tmp_path / "blueprints" / "automation" / DOMAIN)
    monkeypatch.setattr(store_module, "MIN_FREE", 0)
    hass.config.media_dirs = {"local": str(tmp_path)}
    async with (
        simulate("hucoms", personality="hucoms-dome", user=USER, password=PASSWORD) as camera,
        set_up(hass, camera) as entry,
    ):
        shorten(hass, entry)
        await until(lambda: entry.runtime_data.camera.listening)
        yield House(hass, entry, camera)
        await hass.services.async_call("automation", "turn_off", {ATTR_ENTITY_ID: "all"}, blocking=True)


@pytest.mark.parametrize("path", BLUEPRINTS, ids=lambda path: path.stem)
def test_every_blueprint_has_an_import_badge(path: Path) -> None:
    kind = path.parts[-3]
    blueprint = Blueprint(yaml_util.load_yaml_dict(path), path=path.name, expected_domain=kind, schema=BLUEPRINT_SCHEMA)
    url = f"{URL}/{kind}/{DOMAIN}/{path.name}"
    assert blueprint.metadata["source_url"] == url
    assert f"blueprint_url={quote(url, safe='')}" in HANDBOOK
    assert blueprint.name in HANDBOOK


async def test_alert_adds_picture_and_clip(house: House) -> None:
    """One notification gets the text at once, then the picture, then the clip; its URLs can be opened."""
    hass = house.hass
    await hass.services.async_call("switch", "turn_on", {ATTR_ENTITY_ID: house.entity("record_alarms")}, blocking=True)
    await house.use("alert", alarm=house.entity("alarm"), kinds=["motion"], phone=house.phone)
    house.camera.world.motion = True
    await until(lambda: house.sent)
    assert house.sent[0]["message"] == "Motion"
    await until(lambda: len(house.sent) == 2)
    house.camera.world.motion = False
    await until(lambda: len(house.sent) == 3, 20)
    text, picture, clip = (each["data"] for each in house.sent)
    assert text["tag"] == picture["tag"] == clip["tag"]
    assert text.keys() == {"tag"}
    assert picture["image"].endswith(".jpg")
    assert clip["video"] == picture["image"].replace(".jpg", ".mp4")
    assert clip["video"].startswith(f"/api/{DOMAIN}/recording/")


async def test_alert_without_recordings(house: House) -> None:
    await house.use("alert", alarm=house.entity("alarm"), phone=house.phone)
    house.camera.world.motion = True
    await until(lambda: len(house.sent) == 2)
    assert house.sent[1]["data"]["image"] == f"/api/camera_proxy/{house.entity('camera')}"


async def test_doorbell(house: House) -> None:
    """An input configured as a doorbell rings and remains an alarm; motion does not ring."""
    hass = house.hass
    assert [each.entity_id for each in hass.states.async_all("event")] == [house.entity("alarm")]
    await options(hass, house.entry, hold=0, clip_before=0, doorbells=["input"])
    await until(lambda: house.entry.runtime_data.camera.listening)
    bell = house.entity("doorbell")
    found = hass.states.get(bell)
    assert found is not None
    assert found.attributes["device_class"] == "doorbell"
    assert found.attributes["event_types"] == ["ring"]
    more = [{"action": "light.turn_on", "target": {"entity_id": "light.porch"}}]
    await house.use("doorbell", doorbell=bell, phone=house.phone, actions=more)
    house.camera.world.motion = True
    await until(lambda: state(hass, house.entry, "motion") == "on")
    house.camera.world.input = True
    await until(lambda: len(house.calls) == 2)
    assert house.sent[0]["message"] == "Somebody is at the door"
    assert house.calls[1].service == "turn_on"
    assert hass.states.get(house.entity("alarm")).attributes["event_type"] == "input"  # type: ignore[union-attr]
    await options(hass, house.entry, hold=0, clip_before=0, doorbells=[])
    assert [each.entity_id for each in hass.states.async_all("event")] == [house.entity("alarm")]


async def test_light(house: House) -> None:
    """The light turns off after the motion, and stays off by day."""
    hass = house.hass
    hass.states.async_set("sun.sun", "above_horizon")
    light = {"entity_id": "light.porch"}
    await house.use("light", motion=house.entity("motion"), light=light, minutes=0.01)
    house.camera.world.motion = True
    await until(lambda: state(hass, house.entry, "motion") == "on")
    house.camera.world.motion = False
    await until(lambda: state(hass, house.entry, "motion") == "off", 15)
    assert house.calls == []
    hass.states.async_set("sun.sun", "below_horizon")
    house.camera.world.motion = True
    await until(lambda: house.calls)
    await asyncio.sleep(1)
    assert [call.service for call in house.calls] == ["turn_on"]
    house.camera.world.motion = False
    await until(lambda: len(house.calls) == 2, 15)
    assert [call.service for call in house.calls] == ["turn_on", "turn_off"]


async def test_look(house: House) -> None:
    """It looks at the preset, and goes back to where the camera was."""
    hass, camera = house.hass, house.camera
    door = "binary_sensor.door"
    hass.states.async_set(door, "off", {"device_class": "door"})
    sensors = [{"trigger": "door.opened", "target": {"entity_id": door}}]
    await house.use("look", sensors=sensors, camera=house.entity("camera"), preset="2", seconds=1)
    camera.dome.presets[2] = (60.0, 0.0, 1)  # type: ignore[attr-defined]
    before = camera.world.pan = 20.0
    hass.states.async_set(door, "on", {"device_class": "door"})

    await until(lambda: camera.world.pan == pytest.approx(60, abs=1), 10)
    await until(lambda: camera.world.pan == pytest.approx(before, abs=1), 10)


async def test_tour(house: House) -> None:
    """The tour runs while the schedule is on."""
    hass, clock = house.hass, "schedule.night"
    stops = [{"preset": number, "seconds": 60} for number in (1, 2)]
    hass.config_entries.async_update_entry(house.entry, options={"tour": stops})
    await hass.config_entries.async_reload(house.entry.entry_id)
    hass.states.async_set(clock, "off")
    await house.use("tour", clock=clock, tour=[house.entity("tour")])
    hass.states.async_set(clock, "on")
    await until(lambda: [each.params.get("number") for each in orders(house.camera)] == ["1"])
    hass.states.async_set(clock, "off")
    await until(lambda: state(hass, house.entry, "tour") == "off")


async def test_guard(house: House) -> None:
    hass = house.hass
    assert await async_setup_component(hass, "zone", {})
    switches = [house.entity("motion_detection"), house.entity("record_alarms")]
    at_home = {"in_zones": ["zone.home"]}
    hass.states.async_set(PERSON, "home", at_home)
    await house.use("guard", people=[PERSON], switches=switches)
    await hass.services.async_call("switch", "turn_off", {ATTR_ENTITY_ID: switches}, blocking=True)
    hass.states.async_set(PERSON, "not_home", {"in_zones": []})
    await until(lambda: all(hass.states.get(each).state == "on" for each in switches))  # type: ignore[union-attr]
    assert house.entry.options["recording"] is True
    hass.states.async_set(PERSON, "home", at_home)
    await until(lambda: all(hass.states.get(each).state == "off" for each in switches))  # type: ignore[union-attr]


async def test_gone(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    hass = house.hass
    await house.use("gone", cameras=[house.entity("camera")], minutes=0.001, phone=house.phone)
    await hass.services.async_call("switch", "turn_on", {ATTR_ENTITY_ID: house.entity("record_alarms")}, blocking=True)
    monkeypatch.setattr(store_module, "MIN_FREE", 1 << 60)
    house.camera.world.motion = True
    await until(lambda: house.sent)
    assert house.sent[0]["message"] == "Alarms can't be recorded. See Settings → Repairs."
    await lose(house.entry, house.camera)
    await until(lambda: len(house.sent) == 2)
    assert "is offline" in house.sent[1]["message"]
