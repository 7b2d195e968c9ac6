"""Compatibility with other versions of the integration."""

import json
import os
from pathlib import Path

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.config_flow import IpCameraConfigFlow
from simulator import SimulatedCamera, simulate

from ..protocol.test_camera import EVERY_PERSONALITY, until
from .conftest import entry_for, set_up

UNIQUE_IDS = Path(__file__).with_name("unique_ids.json")
"""The unique ids of each simulated camera's entities without its MAC address."""


def native_state(entry: MockConfigEntry) -> str:
    """Return the state of the native protocol of a Netwave camera."""
    sources = entry.runtime_data.camera.alarms.sources.details
    return next(str(each["state"]) for each in sources if each["name"] == "native")


@pytest.mark.parametrize(("dialect", "personality"), EVERY_PERSONALITY)
async def test_unique_ids_never_change(hass: HomeAssistant, dialect: str, personality: str) -> None:
    """UPDATE_UNIQUE_IDS=1 adds new ones; removed ones have to come back."""
    hass.config.components.add("go2rtc")  # which adds entities
    async with simulate(dialect, personality=personality) as simulated:
        simulated.set_password("admin", "secret")
        async with set_up(hass, simulated) as entry:
            if getattr(simulated.personality, "native", "") == "speaks":
                await until(lambda: native_state(entry) != "not_tried")  # until the loudspeaker is detected
            await entry.runtime_data.async_refresh()
            await hass.async_block_till_done()
            entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
            assert all(entity.unique_id.startswith(f"{entry.unique_id}_") for entity in entities)
            found: dict[str, list[str]] = {}
            for entity in sorted(entities, key=lambda entity: (entity.domain, entity.unique_id)):
                found.setdefault(entity.domain, []).append(entity.unique_id.removeprefix(f"{entry.unique_id}_"))
    known: dict[str, dict[str, list[str]]] = json.loads(UNIQUE_IDS.read_text())
    written = known.get(personality, {})
    assert not {platform: gone for platform in written if (gone := {*written[platform]} - {*found.get(platform, [])})}
    if os.environ.get("UPDATE_UNIQUE_IDS"):
        known[personality] = found
        UNIQUE_IDS.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
    else:
        assert found == written, "new ones: run this with UPDATE_UNIQUE_IDS=1 and -p no:xdist"


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
@pytest.mark.parametrize(
    ("version", "minor_version", "state"),
    [
        (1, 1, ConfigEntryState.LOADED),
        (1, 2, ConfigEntryState.LOADED),  # additions of later minor versions are ignored
        (2, 1, ConfigEntryState.MIGRATION_ERROR),
    ],
)
async def test_entry_of_another_version(
    hass: HomeAssistant, simulated: SimulatedCamera, version: int, minor_version: int, state: ConfigEntryState
) -> None:
    entry = entry_for(simulated)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, version=version, minor_version=minor_version)
    before = dict(entry.data)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is state
    assert (entry.version, entry.minor_version, dict(entry.data)) == (version, minor_version, before)
    assert bool(simulated.requests) is (state is ConfigEntryState.LOADED)
    if state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)


def test_entries_are_of_version_1() -> None:
    """A change of the stored format raises the version and migrates in async_migrate_entry."""
    assert (IpCameraConfigFlow.VERSION, IpCameraConfigFlow.MINOR_VERSION) == (1, 1)
