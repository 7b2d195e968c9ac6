"""States kept over a restart of Home Assistant while the camera is offline, and over renames."""

from collections import Counter

from homeassistant.components.event import ATTR_EVENT_TYPE
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import entity_registry as er, restore_state
from homeassistant.helpers.json import json_bytes
from homeassistant.util import dt as dt_util
from homeassistant.util.json import json_loads_object
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.ip_camera_cgi.camera import MainCamera, TranscodedCamera, TranscodedSoundCamera
from custom_components.ip_camera_cgi.entity import AlarmStartEntity
from custom_components.ip_camera_cgi.light import InfraredLight
from custom_components.ip_camera_cgi.live.live_camera import LiveCamera
from simulator import SimulatedCamera

from ..protocol.test_camera import until
from .conftest import lose
from .test_entities import call, entity_id, state


async def restart(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Store the states as Home Assistant does when it stops, and start the entry with what was stored."""
    data = restore_state.async_get(hass)
    stored = [
        restore_state.StoredState.from_dict(json_loads_object(json_bytes(each.as_dict())))
        for each in data.async_get_stored_states()
    ]
    assert await hass.config_entries.async_unload(entry.entry_id)
    data.last_states = {each.state.entity_id: each for each in stored}
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


async def test_last_alarm_keeps_its_time(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """It is kept over any number of restarts while the camera is offline, and does not fire on its return."""
    await call(hass, entry, "motion_detection", "turn_on")
    simulated.world.motion = True
    await until(lambda: state(hass, entry, "alarm") != "unknown", 10)
    fired = state(hass, entry, "alarm")
    simulated.world.motion = False
    await until(lambda: state(hass, entry, "motion") == "off", 20)
    await lose(entry, simulated)
    assert state(hass, entry, "alarm") == STATE_UNAVAILABLE
    for _ in range(2):
        await restart(hass, entry)
        assert state(hass, entry, "alarm") == STATE_UNAVAILABLE
    events: list[Event] = async_capture_events(hass, "state_changed")
    simulated.faults.refuse = False
    await entry.runtime_data.async_refresh()
    await until(lambda: state(hass, entry, "alarm") == fired)
    shown = hass.states.get(entity_id(hass, entry, "alarm"))
    assert shown is not None
    assert shown.attributes[ATTR_EVENT_TYPE] == "motion"
    await hass.async_block_till_done()
    times = {each.data["new_state"].state for each in events if each.data["entity_id"] == shown.entity_id}
    assert times == {fired}


async def test_connected_since(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    def since() -> str:
        shown = hass.states.get(entity_id(hass, entry, "connected"))
        assert shown is not None
        return str(shown.attributes["since"])

    assert state(hass, entry, "connected") == "on"
    began = since()
    await restart(hass, entry)
    assert (state(hass, entry, "connected"), since()) == ("on", began)
    await lose(entry, simulated)
    assert state(hass, entry, "connected") == "off"
    lost = since()
    assert lost > began
    await restart(hass, entry)
    assert (state(hass, entry, "connected"), since()) == ("off", lost)
    simulated.faults.refuse = False
    await entry.runtime_data.async_refresh()
    assert state(hass, entry, "connected") == "on"
    assert dt_util.parse_datetime(since().replace(" ", "T"))
    assert since() > lost


@pytest.mark.parametrize("dialect", ["netwave"])
async def test_lamps_keep_their_state(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    await call(hass, entry, "infrared", "turn_on")
    await lose(entry, simulated)
    for _ in range(2):
        await restart(hass, entry)
        assert state(hass, entry, "infrared") == STATE_UNAVAILABLE
    simulated.faults.refuse = False
    await entry.runtime_data.async_refresh()
    assert state(hass, entry, "infrared") == "on"


async def test_renamed_entities_work(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    for key, name in (("camera", "camera.renamed"), ("connected", "binary_sensor.renamed"), ("alarm", "event.renamed")):
        er.async_get(hass).async_update_entity(entity_id(hass, entry, key), new_entity_id=name)
    await hass.async_block_till_done()
    assert state(hass, entry, "connected") == "on"
    await lose(entry, simulated)
    assert state(hass, entry, "connected") == "off"
    assert hass.states.is_state("camera.renamed", STATE_UNAVAILABLE)
    assert hass.states.is_state("event.renamed", STATE_UNAVAILABLE)


def test_entities_are_renamed_in_place() -> None:
    """A class with hooks of its own needs the hook for renames, in itself or in a class that inherits from it."""
    hooks = {"async_added_to_hass", "async_will_remove_from_hass"}
    for kind in (LiveCamera, MainCamera, TranscodedCamera, TranscodedSoundCamera, AlarmStartEntity, InfraredLight):
        ours = [each for each in kind.__mro__ if each.__module__.startswith("custom_components")]
        renames = [each for each in ours if "async_entity_id_changed" in vars(each)]
        for each in ours:
            if hooks & vars(each).keys():
                assert any(issubclass(other, each) for other in renames), (kind, each)


async def test_every_page_is_read_once_at_the_start(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """Cameras answer slowly: reading their pages twice would double the time of a start."""
    await hass.async_block_till_done()
    assert await hass.config_entries.async_unload(entry.entry_id)
    request_count = len(simulated.requests)
    assert await hass.config_entries.async_setup(entry.entry_id)
    read = Counter(
        (each.path, frozenset(each.params.items())) for each in simulated.requests[request_count:] if each.login
    )
    often = {"/get_status.cgi", *(f"/cgi-bin/control/{each}.cgi" for each in ("servermac", "servername"))}  # identity
    assert len(read) > 3
    assert {path for (path, _), times in read.items() if times > 1} <= often
