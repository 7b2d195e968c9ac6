"""Snapshots of every entity of every platform.

After an intended change: script/test tests/home_assistant/test_snapshots.py -p no:xdist --snapshot-update
"""

from unittest.mock import patch

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

from custom_components.ip_camera_cgi import PLATFORMS
from simulator import simulate

from ..conftest import PASSWORD, USER
from ..protocol.test_camera import until
from .conftest import set_up

PERSONALITIES = {"netwave": "foscam-fi8910w", "hucoms": "hucoms-dome"}
VOLATILE = frozenset({"clock", "log"})
"""Sensors whose state is a time."""
VOLATILE_TIME = "2026-11-21T12:00:00+00:00"


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Snapshots in Home Assistant's format, without values that always differ."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_platform(hass: HomeAssistant, snapshot: SnapshotAssertion, platform: Platform, dialect: str) -> None:
    hass.config.components.add("go2rtc")  # which adds entities
    with (
        patch("custom_components.ip_camera_cgi.PLATFORMS", (platform,)),
        patch("homeassistant.helpers.entity.Entity.entity_registry_enabled_default", new=True),
        patch("homeassistant.components.camera._RND.getrandbits", return_value=1),
        patch("homeassistant.components.image._RND.getrandbits", return_value=1),
    ):
        async with (
            simulate(dialect, personality=PERSONALITIES[dialect], user=USER, password=PASSWORD) as simulated,
            set_up(hass, simulated) as entry,
        ):
            if dialect == "netwave":
                await until(lambda: entry.runtime_data.camera.speaker.available)
            await entry.runtime_data.async_refresh()
            await hass.async_block_till_done()
            registry = er.async_get(hass)
            if not er.async_entries_for_config_entry(registry, entry.entry_id):
                assert dialect == "hucoms"
                assert platform in {Platform.LIGHT, Platform.MEDIA_PLAYER, Platform.SIREN}, (
                    "the camera has no entities of this platform"
                )
                return
            for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
                if entity.unique_id.removeprefix(f"{entry.unique_id}_") in VOLATILE:
                    hass.states.async_set(entity.entity_id, VOLATILE_TIME)
                state = hass.states.get(entity.entity_id)
                if state is not None and "since" in state.attributes:
                    hass.states.async_set(entity.entity_id, state.state, {**state.attributes, "since": VOLATILE_TIME})
            await snapshot_platform(hass, registry, snapshot, entry.entry_id)
    hass.config.components.remove("go2rtc")
