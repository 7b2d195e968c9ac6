"""An installation of the build of 21 November 2026 after the upgrade; README.md describes its origin."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta
import json
from pathlib import Path
from typing import Any
from unittest.mock import Mock

from aiohttp.test_utils import TestServer
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    category_registry as cr,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    issue_registry as ir,
    label_registry as lr,
)
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.ip_camera_cgi.actions import MODULES
from custom_components.ip_camera_cgi.const import DOMAIN
from simulator import SimulatedCamera, simulate

from ..conftest import PASSWORD, USER
from ..home_assistant.conftest import not_searched, our_integration  # noqa: F401  they apply here as well
from ..home_assistant.test_permissions import GOOD_CALLS

FOLDER = Path(__file__).parent
OLD_ACTIONS: dict[str, dict[str, Any]] = json.loads((FOLDER / "actions.json").read_text("utf-8"))
# Customizations and ids of an entity; the rest comes from the integration.
KEPT = ("unique_id", "name", "icon", "hidden_by", "disabled_by", "area_id", "device_id", "platform")
MOVED = {"number.driveway_time_zone_seconds_west_of_greenwich": "select.driveway_time_zone_seconds_west_of_greenwich"}
"""Entities that moved to another platform and therefore have a new registry id."""


@dataclass
class OldHouse:
    """A saved installation and its camera."""

    saved: dict[str, Any]
    simulated: SimulatedCamera
    entry: MockConfigEntry

    def entities(self) -> dict[str, dict[str, Any]]:
        """Return the saved entities by entity id."""
        return {each["entity_id"]: each for each in self.saved[er.STORAGE_KEY]["data"]["entities"]}


@pytest.fixture
def load_registries() -> bool:
    """Load the saved registries instead of empty ones."""
    return False


@pytest.fixture(params=["netwave", "hucoms"])
async def house(
    request: pytest.FixtureRequest, hass: HomeAssistant, hass_storage: dict[str, Any]
) -> AsyncGenerator[OldHouse]:
    """The installation after the upgrade; only the camera's port differs."""
    saved = json.loads((FOLDER / f"{request.param}.json").read_text("utf-8"))
    stored = saved["entry"]
    hass_storage |= {key: saved[key] for key in (er.STORAGE_KEY, dr.STORAGE_KEY, ar.STORAGE_KEY)}
    hass_storage[f"{DOMAIN}.{stored['entry_id']}"] = saved[f"{DOMAIN}.ENTRY"]
    async with simulate(request.param, personality=saved["personality"], user=USER, password=PASSWORD) as simulated:
        entry = MockConfigEntry(domain=DOMAIN, **{**stored, "data": {**stored["data"], "port": simulated.port}})
        entry.add_to_hass(hass)
        dr.async_setup(hass)
        for registry in (cr, fr, lr, ar, dr, er, ir):
            await registry.async_load(hass)
        hass.config.components.add("go2rtc")  # as in the saved installation
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        async with TestServer(hass.http.app, host="127.0.0.1") as server:
            hass.config.api = Mock(use_ssl=False, port=server.port)
            await hass.config_entries.async_reload(entry.entry_id)
            await hass.async_block_till_done()
            yield OldHouse(saved, simulated, entry)
            await hass.config_entries.async_unload(entry.entry_id)
        for _cleanup_then_cooldown in range(2):  # of Home Assistant's device registry, after an entity was removed
            async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=dr.CLEANUP_DELAY + 1))
            await hass.async_block_till_done()


async def test_entry_and_options_are_kept(hass: HomeAssistant, house: OldHouse) -> None:
    stored = house.saved["entry"]
    assert house.entry.state is ConfigEntryState.LOADED
    assert (house.entry.unique_id, house.entry.title) == (stored["unique_id"], stored["title"])
    assert {key: house.entry.options[key] for key in stored["options"]} == stored["options"]
    data = {**stored["data"], "port": house.simulated.port}
    assert {key: house.entry.data[key] for key in data} == data


async def test_entities_keep_their_customizations(hass: HomeAssistant, house: OldHouse) -> None:
    """Each entity keeps its id, area and customizations, and none is orphaned."""
    registry, before = er.async_get(hass), house.entities()
    assert len(before) > 50
    for entity_id, entity in before.items():
        moved = MOVED.get(entity_id)
        now = registry.async_get(moved or entity_id)
        assert now is not None, entity_id
        assert bool(moved) == (now.id != entity["id"])
        assert {key: getattr(now, key) for key in KEPT} == {key: entity[key] for key in KEPT}
        state = hass.states.get(now.entity_id)
        assert (state is None) == (entity["disabled_by"] is not None), entity_id
        assert state is None or not state.attributes.get("restored"), f"{entity_id} is no longer provided"


async def test_user_defined_names_are_kept(hass: HomeAssistant, house: OldHouse) -> None:
    renamed = {entity_id for entity_id, entity in house.entities().items() if entity["name"]}
    assert renamed
    for entity_id in renamed:
        state = hass.states.get(entity_id)
        assert state is not None
        assert state.name == house.saved["names"][entity_id] == "Front gate"
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), house.entry.entry_id)
    (before,) = house.saved[dr.STORAGE_KEY]["data"]["devices"]
    assert (device.id, device.name_by_user, device.area_id) == (before["id"], "The old one", before["area_id"])
    assert sorted(map(list, device.identifiers)) == before["identifiers"]


async def test_options_are_applied(hass: HomeAssistant, house: OldHouse) -> None:
    options, coordinator = house.entry.options, house.entry.runtime_data
    assert coordinator.camera.ptz.move_timeout == options["move_limit"]
    assert coordinator.preset_names.names == {int(number): name for number, name in options["presets"].items()}
    wiring = coordinator.camera.ptz.wiring
    assert (wiring.pan_swapped, wiring.tilt_swapped) == (options["swap_pan"], options["swap_tilt"])
    if options.get("push"):
        assert house.entry.data["webhook_id"] in house.simulated.settings["alarm_http_url"]


@pytest.mark.parametrize("name", OLD_ACTIONS)
def test_actions_accept_their_old_fields(name: str) -> None:
    """Every action exists with its former fields, for a device and for a camera entity."""
    actions = {action.name: action for module in MODULES for action in module.ACTIONS}
    old = OLD_ACTIONS[name]
    fields = {str(marker) for marker in actions[name].all_fields}
    assert set(old["fields"]) - {"device_id"} <= fields
    target = {"entity_id": "camera.garden"} if old["target"] else {"device_id": "b768e4b3829bda669755b14eb2147f22"}
    actions[name].schema({**target, **GOOD_CALLS[name]})
