"""Tours, returning when idle, and visits of a preset, with a dome over sockets."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import yaml as yaml_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.actions.ptz import ACTIONS
from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.ptz import automatic_moves
from simulator import SimulatedCamera, simulate

from ..conftest import PASSWORD, USER
from ..protocol.test_camera import until
from .conftest import lose, orders, refused, set_up
from .test_alarm_webhook import options_page
from .test_entities import call, entity_id, keys, state
from .test_texts import FOLDER

STAY = 0.3
TOUR = [{"preset": 1, "seconds": STAY}, {"preset": 2, "seconds": STAY}, {"preset": 3, "seconds": STAY}]


@pytest.fixture
def dialect() -> str:
    return "hucoms"


@pytest.fixture
async def dome() -> AsyncGenerator[SimulatedCamera]:
    async with simulate("hucoms", personality="hucoms-dome", user=USER, password=PASSWORD) as camera:
        yield camera


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute is short."""
    monkeypatch.setattr(automatic_moves, "RESUME_AFTER", 0.8)
    monkeypatch.setattr(automatic_moves, "_MINUTE", 0.3)


@pytest.fixture
async def moving(hass: HomeAssistant, dome: SimulatedCamera) -> AsyncGenerator[MockConfigEntry]:
    async with set_up(hass, dome) as entry:
        await until(lambda: entry.runtime_data.camera.listening)
        yield entry


async def store(hass: HomeAssistant, entry: MockConfigEntry, **options: Any) -> None:
    """Store options and reload."""
    hass.config_entries.async_update_entry(entry, options=options)
    await hass.config_entries.async_reload(entry.entry_id)
    await until(lambda: entry.runtime_data.camera.listening)


async def steer(hass: HomeAssistant, entry: MockConfigEntry, action: str, **data: Any) -> None:
    target = entity_id(hass, entry, "camera")
    await hass.services.async_call(DOMAIN, action, {"entity_id": target, **data}, blocking=True)


def visited(dome: SimulatedCamera, since: int = 0) -> list[str]:
    """Return the presets that the camera was sent to."""
    return [each.params["number"] for each in orders(dome, since) if each.params.get("action") == "gopreset"]


async def test_tour(hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera) -> None:
    """It goes round, pauses while a user moves the camera or an alarm lasts, and ends with Stop."""
    assert "tour" not in keys(hass, moving), "only with a tour"
    await store(hass, moving, tour=TOUR)
    await asyncio.sleep(2 * STAY)
    assert visited(dome) == []
    await call(hass, moving, "tour", "turn_on")
    await until(lambda: visited(dome) == ["1", "2", "3", "1"])

    since = len(dome.requests)
    await steer(hass, moving, "ptz_preset", preset="9")
    await asyncio.sleep(2 * STAY)
    assert visited(dome, since) == ["9"]
    await until(lambda: len(visited(dome, since)) > 2)

    dome.world.input = True
    await until(lambda: state(hass, moving, "input") == "on")
    since = len(dome.requests)
    await asyncio.sleep(3 * STAY)
    assert visited(dome, since) == []
    dome.world.input = False
    await until(lambda: visited(dome, since), 20)

    await steer(hass, moving, "ptz_stop")
    await until(lambda: state(hass, moving, "tour") == "off")
    since = len(dome.requests)
    await asyncio.sleep(1.5)
    assert visited(dome, since) == []


async def test_moving_only_pauses(hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera) -> None:
    """The end of a move is no Stop; a reload ends the moves, and the tour goes on after it."""
    await store(hass, moving, tour=TOUR)
    await call(hass, moving, "tour", "turn_on")
    await until(lambda: visited(dome))
    await steer(hass, moving, "ptz_move", direction="left", duration=20)
    since = len(dome.requests)
    await asyncio.sleep(1)
    assert visited(dome, since) == []
    await steer(hass, moving, "ptz_stop")
    assert state(hass, moving, "tour") == "on"
    await until(lambda: visited(dome, since))
    assert await hass.config_entries.async_unload(moving.entry_id)
    since = len(dome.requests)
    await asyncio.sleep(2 * STAY)
    assert visited(dome, since) == []
    assert await hass.config_entries.async_setup(moving.entry_id)
    await until(lambda: visited(dome, since))
    await call(hass, moving, "privacy_mode", "turn_on")
    since = len(dome.requests)
    await asyncio.sleep(2 * STAY)
    assert visited(dome, since) == []


async def test_tour_that_cannot_start(hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera) -> None:
    await store(hass, moving, tour=[*TOUR, {"preset": 9999, "seconds": 5}])
    with refused(dome, "value_out_of_range", ServiceValidationError):
        await call(hass, moving, "tour", "turn_on")
    assert state(hass, moving, "tour") == "off"
    await store(hass, moving)
    assert "tour" not in keys(hass, moving)


async def test_return(hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera) -> None:
    """It returns once after a while without commands, and again after an outage."""
    await store(hass, moving, return_preset=4, return_minutes=2)
    await until(lambda: visited(dome) == ["4"])
    await steer(hass, moving, "ptz_preset", preset="2")
    assert visited(dome) == ["4", "2"]
    await until(lambda: visited(dome) == ["4", "2", "4"])
    await asyncio.sleep(1)
    assert visited(dome) == ["4", "2", "4"]
    await lose(moving, dome)
    dome.faults.refuse = False
    await moving.runtime_data.async_refresh()
    await until(lambda: visited(dome) == ["4", "2", "4", "4"])


async def test_visit(hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera) -> None:
    """It returns to the position where the camera was, unless a user moves it."""
    dome.dome.presets[2] = (90.0, 10.0, 1)  # type: ignore[attr-defined]
    dome.world.pan = 40
    await steer(hass, moving, "ptz_preset", preset="2", show_for=1)
    await until(lambda: dome.world.pan == pytest.approx(90, abs=1), 10)
    await until(lambda: dome.world.pan == pytest.approx(40, abs=1), 10)

    await steer(hass, moving, "ptz_preset", preset="2", show_for=1)
    await steer(hass, moving, "ptz_preset", preset="3")
    since = len(orders(dome))
    await asyncio.sleep(1.5)
    assert len(orders(dome)) == since


async def test_options(hass: HomeAssistant, moving: MockConfigEntry) -> None:
    await steer(hass, moving, "ptz_preset", preset="5", task="set", name="Gate")
    page = await options_page(hass, moving, "tour")
    wanted: dict[str, Any] = {"tour": [{"preset": "1", "seconds": 10}], "return_preset": "3", "return_minutes": 7}
    page = await hass.config_entries.options.async_configure(page["flow_id"], wanted)  # type: ignore[assignment]
    assert page["errors"] == {"tour": "tour_too_short"}
    wanted["tour"].append({"preset": "Gate", "seconds": 20})
    done = await hass.config_entries.options.async_configure(page["flow_id"], wanted)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert moving.options == {
        "presets": {"5": "Gate"},
        "tour": [{"preset": 1, "seconds": 10}, {"preset": 5, "seconds": 20}],
        "return_preset": 3,
        "return_minutes": 7,
    }
    await until(lambda: "tour" in keys(hass, moving))
    again = await options_page(hass, moving, "tour")
    assert {str(field): field.description["suggested_value"] for field in again["data_schema"].schema} == wanted


@pytest.mark.parametrize(("personality", "offered"), [("hucoms-dome", True), ("hucoms-fixed", False)])
async def test_the_editor_offers_moves_where_something_moves(
    hass: HomeAssistant, personality: str, offered: bool
) -> None:
    """The target of each PTZ action is limited to a device class, which only cameras that can move have."""
    forms = await hass.async_add_executor_job(yaml_util.load_yaml_dict, str(FOLDER / "services.yaml"))
    async with (
        simulate("hucoms", personality=personality, user=USER, password=PASSWORD) as camera,
        set_up(hass, camera) as entry,
    ):
        shown = hass.states.get(entity_id(hass, entry, "camera"))
    assert shown is not None
    for action in ACTIONS:
        (wanted,) = forms[action.name]["target"]["entity"]
        assert (shown.attributes.get("device_class") == wanted["device_class"]) is offered
