"""What Home Assistant's recorder keeps of cameras."""

from datetime import timedelta
from functools import partial

from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.history import get_significant_states
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util.dt import utcnow
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket, WebSocketGenerator

from custom_components.ip_camera_cgi.connection import short_outages
from simulator import SimulatedCamera

from ..protocol.test_camera import until
from .conftest import lose, set_up
from .test_change_over import OLD, answer, other, own, take_over

__all__ = ["other"]


@pytest.fixture(autouse=True)
def our_integration(recorder_mock: Recorder, enable_custom_integrations: None) -> Recorder:
    """Let Home Assistant find custom integrations; the recorder has to be the first."""
    return recorder_mock


@pytest.fixture
def recording(our_integration: Recorder) -> Recorder:
    """The recorder."""
    return our_integration


@pytest.mark.parametrize("domain", ["mjpeg"])
async def test_history_goes_on(
    recording: Recorder, hass: HomeAssistant, simulated: SimulatedCamera, other: MockConfigEntry
) -> None:
    """The states of both cameras are one history, also after an undo."""
    start, registry = utcnow(), er.async_get(hass)

    async def recorded() -> list[str]:
        await async_wait_recording_done(hass)
        states = await recording.async_add_executor_job(
            partial(get_significant_states, hass, start, entity_ids=[OLD], significant_changes_only=False)
        )
        return [state.attributes.get("brand") or "" for state in states.get(OLD, ()) if isinstance(state, State)]

    async with set_up(hass, simulated) as entry:
        brand, own_id = simulated.personality.dialect, own(hass, entry).entity_id
        hass.states.async_set(OLD, "recording")
        before = len(await recorded())
        menu = await take_over(hass, entry)
        states = await recorded()
        assert before > 0
        assert states[:before] == [""] * before
        assert states[-1].lower() in {brand, "foscam"}
        await answer(hass, menu, "undo_take_over")
        assert len(await recorded()) > len(states)
        assert own(hass, entry).entity_id == own_id
        assert registry.entities[OLD].platform == "mjpeg"


async def activity(hass: HomeAssistant, client: MockHAClientWebSocket, entry: MockConfigEntry) -> list[tuple[str, str]]:
    """Return what the activity of the camera's page says: the entities without their device's name, and the states."""
    await async_wait_recording_done(hass)
    entities = [each.entity_id for each in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)]
    request = {"type": "logbook/get_events", "start_time": "2020-01-01T00:00:00+00:00", "entity_ids": entities}
    await client.send_json_auto_id(request)
    events = (await client.receive_json())["result"]
    return [(str(each["entity_id"]), str(each.get("state"))) for each in events]


async def test_flapping_camera_does_not_flood_the_activity(
    recording: Recorder,
    hass: HomeAssistant,
    simulated: SimulatedCamera,
    hass_ws_client: WebSocketGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each short outage is two entries, those of Connected; a longer one makes the entities unavailable."""
    monkeypatch.setattr(short_outages, "BRIDGED_SECONDS", 60)
    assert await async_setup_component(hass, "logbook", {})
    async with set_up(hass, simulated) as entry:
        client, camera = await hass_ws_client(), entry.runtime_data.camera
        await until(lambda: camera.listening and None not in states(hass, entry, "binary_sensor"))
        await hass.async_block_till_done()
        before = await activity(hass, client, entry)
        for _ in range(2):
            await lose(entry, simulated)
            simulated.faults.clear()
            await entry.runtime_data.async_refresh()
            await until(lambda: entry.runtime_data.last_update_success and camera.listening, 20)
        entries = (await activity(hass, client, entry))[len(before) :]
        assert [(entity_id.rpartition("_")[2], state) for entity_id, state in entries] == [
            ("connected", "off"),
            ("connected", "on"),
        ] * 2

        await lose(entry, simulated)
        assert STATE_UNAVAILABLE not in states(hass, entry, "camera")
        async_fire_time_changed(hass, utcnow() + timedelta(seconds=61))
        await hass.async_block_till_done()
        assert states(hass, entry, "camera") == {STATE_UNAVAILABLE}


def states(hass: HomeAssistant, entry: MockConfigEntry, domain: str) -> set[str | None]:
    """Return the states of the camera's entities of a domain; None stands for unknown."""
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    found = [hass.states.get(each.entity_id) for each in entities if each.domain == domain]
    return {None if state.state == STATE_UNKNOWN else state.state for state in found if state is not None}
