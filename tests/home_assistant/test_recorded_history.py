"""What Home Assistant's recorder keeps of cameras."""

from functools import partial

from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.history import get_significant_states
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.util.dt import utcnow
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done

from simulator import SimulatedCamera

from .conftest import set_up
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
