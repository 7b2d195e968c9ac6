"""PTZ from Home Assistant; the tests check where the motors stop."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
import gc
from html import unescape
import json
from typing import Any
from unittest.mock import patch

from homeassistant.auth.models import User
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Context, HomeAssistant, State
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, mock_restore_cache
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.ip_camera_cgi.access import Access
from custom_components.ip_camera_cgi.actions.ptz import ACTIONS
from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.protocol import PtzOptions
from simulator import SimulatedCamera, simulate

from ..protocol.test_camera import until
from ..protocol.test_ptz_controller import AWAY, is_still, near
from .conftest import refused, set_up
from .test_alarm_webhook import options_page
from .test_entities import call, enable, entity_id, keys, state
from .test_texts import FOLDER

PERSONALITIES = {"netwave": "foscam-fi8910w", "hucoms": "hucoms-dome"}


@pytest.fixture
async def dome(dialect: str) -> AsyncGenerator[SimulatedCamera]:
    """A PTZ camera away from its end stops, controlled over HTTP (test_netwave_native.py has the native protocol)."""
    async with simulate(dialect, personality=PERSONALITIES[dialect]) as camera:
        camera.faults.native = "busy"
        camera.world.pan = AWAY[dialect]
        yield camera


@pytest.fixture
async def moving(hass: HomeAssistant, dome: SimulatedCamera) -> AsyncGenerator[MockConfigEntry]:
    """The entry of the PTZ camera."""
    async with set_up(hass, dome) as entry:
        yield entry


async def steer(hass: HomeAssistant, entry: MockConfigEntry, action: str, **data: Any) -> dict[str, Any]:
    """Call an action of the camera entity and return its response."""
    target = entity_id(hass, entry, "camera")
    answers = action == "ptz_get_position"
    reported = await hass.services.async_call(
        DOMAIN, action, {"entity_id": target, **data}, blocking=True, return_response=answers
    )
    answer = reported[target] if reported else {}
    assert isinstance(answer, dict)
    return answer


@pytest.mark.parametrize(("direction", "way"), [("left", -1), ("right", 1), ("up_right", 1), ("down_left", -1)])
async def test_directions(
    hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera, direction: str, way: int
) -> None:
    before = dome.world.pan
    await steer(hass, moving, "ptz_move", direction=direction, duration=0.4)
    await until(lambda: not moving.runtime_data.camera.ptz.motion.may_be_moving, 3)
    assert await is_still(dome)
    assert (dome.world.pan - before) * way > 1


async def test_stop(hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera) -> None:
    for action, data in (("ptz_stop", {}), ("ptz_move", {"direction": "stop"})):
        await steer(hass, moving, "ptz_move", direction="right", duration=30)
        assert not await is_still(dome)
        await steer(hass, moving, action, **data)
        assert await is_still(dome)


@pytest.mark.parametrize("leaving", ["unload", "reload", "remove", "stop"])
async def test_unload_stops_motors(
    hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera, leaving: str
) -> None:
    await steer(hass, moving, "ptz_move", direction="left", duration=60)
    match leaving:
        case "stop":
            await hass.async_stop()
        case "remove":
            await hass.config_entries.async_remove(moving.entry_id)
        case _:
            await getattr(hass.config_entries, f"async_{leaving}")(moving.entry_id)
    assert await is_still(dome)


@pytest.mark.parametrize("lost", ["refuse", "password"])
async def test_move_left_running_is_stopped_at_next_start(
    hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera, lost: str, hass_storage: dict[str, Any]
) -> None:
    """A move that could not be stopped, for example because Home Assistant was killed, is stopped at the next start."""
    known = f"{DOMAIN}.{moving.entry_id}"
    assert not hass_storage[known]["data"]["moved"]
    await steer(hass, moving, "ptz_move", direction="left", duration=60)
    await hass.async_block_till_done()
    assert hass_storage[known]["data"]["moved"], "written at once, because Home Assistant may be killed"
    dome.faults.set(lost, "1")
    with patch("custom_components.ip_camera_cgi.protocol.camera.ptz_motion.COMMAND_TIMEOUT", 0.5):
        if lost == "refuse":  # another start without the camera
            await hass.config_entries.async_reload(moving.entry_id)
        await hass.config_entries.async_unload(moving.entry_id)
    assert not await is_still(dome)
    dome.faults.clear()
    await hass.config_entries.async_setup(moving.entry_id)
    await until(lambda: not moving.runtime_data.camera.ptz.motion.may_be_moving, 3)
    assert await is_still(dome)
    await hass.config_entries.async_unload(moving.entry_id)
    assert not hass_storage[known]["data"]["moved"]


async def test_stop_is_available_after_failed_poll(
    hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera
) -> None:
    """A moving camera stays available for the stop action."""
    await enable(hass, moving, "stop")
    for stop in (lambda: steer(hass, moving, "ptz_stop"), lambda: call(hass, moving, "stop", "press")):
        await steer(hass, moving, "ptz_move", direction="left", duration=60)
        dome.faults.refuse = True
        await moving.runtime_data.async_refresh()
        dome.faults.clear()
        assert state(hass, moving, "brightness") == STATE_UNAVAILABLE
        await stop()
        assert await is_still(dome)
        assert state(hass, moving, "camera") == STATE_UNAVAILABLE
        await moving.runtime_data.async_refresh()


async def test_stop_is_sent_when_network_returns(
    hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera
) -> None:
    """A stop that was lost in an outage is sent as soon as the network is back."""
    await steer(hass, moving, "ptz_move", direction="right", duration=0.5)
    dome.faults.refuse = True
    await asyncio.sleep(1.5)
    assert not await is_still(dome)
    dome.faults.clear()
    await until(lambda: not moving.runtime_data.camera.ptz.motion.may_be_moving, 10)
    assert await is_still(dome)


async def test_failed_stop_raises_error(hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera) -> None:
    await steer(hass, moving, "ptz_move", direction="right")
    dome.faults.refuse = True
    with pytest.raises(HomeAssistantError) as raised:
        await steer(hass, moving, "ptz_stop")
    assert raised.value.translation_key == "cannot_connect"
    dome.faults.clear()
    await until(lambda: not moving.runtime_data.camera.ptz.motion.may_be_moving, 10)


async def test_latest_of_two_moves_wins(hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera) -> None:
    """The latest move wins and ends in time."""
    await steer(hass, moving, "ptz_move", direction="right", duration=20)
    await steer(hass, moving, "ptz_move", direction="left", duration=0.5)
    before = dome.world.pan
    await until(lambda: not moving.runtime_data.camera.ptz.motion.may_be_moving, 3)
    assert await is_still(dome)
    assert 180 < (dome.world.pan - before) % 360 < 355


async def test_move_timeout_option(hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera) -> None:
    """The move timeout stops moves that are not ended otherwise."""
    await store(hass, moving, "steering", move_limit=1)
    dome.world.pan = AWAY[moving.runtime_data.camera.dialect]
    await steer(hass, moving, "ptz_move", direction="left")
    assert not await is_still(dome)
    await asyncio.sleep(1.2)
    assert await is_still(dome)


async def store(hass: HomeAssistant, entry: MockConfigEntry, page: str, **wanted: Any) -> None:
    """Submit an options page with some values changed."""
    flow = await options_page(hass, entry, page)
    data = flow["data_schema"](wanted)
    done = await hass.config_entries.options.async_configure(flow["flow_id"], data)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("personality", "right", "up"),
    [
        ("netwave-manual", "right_way", "right_way"),
        ("foscam-fi8910w", "right_way", "right_way"),
        ("wansview-ncb541w", "wrong_way", "wrong_way"),
        ("wanscam-c0d8", "right_way", "wrong_way"),
    ],
)
async def test_direction_check_corrects_all_wirings(hass: HomeAssistant, personality: str, right: str, up: str) -> None:
    """The direction check corrects each of the four wirings."""
    async with simulate("netwave", personality=personality) as camera, set_up(hass, camera) as entry:
        camera.world.pan, camera.world.tilt = 20, 0
        flow = await options_page(hass, entry, "check")
        assert "/api/camera_proxy_stream/camera." in flow["description_placeholders"]["picture"]
        assert await is_still(camera)  # no move before the picture is shown
        flow = await hass.config_entries.options.async_configure(flow["flow_id"], {})  # type: ignore[assignment]
        for page, went in (("check_pan", "again"), ("check_tilt", right)):
            before = camera.world.pan
            await until(lambda: not entry.runtime_data.camera.ptz.motion.may_be_moving, 4)
            assert (camera.world.pan > before) is (right == "right_way")
            flow = await hass.config_entries.options.async_configure(flow["flow_id"], {"went": went})  # type: ignore[assignment]
            assert flow["step_id"] == page
            assert "/api/camera_proxy_stream/camera." in flow["description_placeholders"]["picture"]
            assert flow["data_schema"]({}) == {"went": "again"}  # the default does not confirm the direction
        before = camera.world.tilt
        await until(lambda: not entry.runtime_data.camera.ptz.motion.may_be_moving, 4)
        assert (camera.world.tilt > before) is (up == "right_way")
        await hass.config_entries.options.async_configure(flow["flow_id"], {"went": up})
        await hass.async_block_till_done()
        camera.world.pan, camera.world.tilt = before_pan, before_tilt = 20, 0
        await steer(hass, entry, "ptz_move", direction="up_right", duration=0.5)
        await until(lambda: not entry.runtime_data.camera.ptz.motion.may_be_moving, 3)
        assert camera.world.pan > before_pan
        assert camera.world.tilt > before_tilt


async def test_direction_check_without_movement(
    hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera, dialect: str
) -> None:
    """The PTZ page follows if the camera did not move, and an error is shown if it is unavailable."""
    flow = await options_page(hass, moving, "check")
    manager = hass.config_entries.options
    await manager.async_configure(flow["flow_id"], {})
    await until(lambda: not moving.runtime_data.camera.ptz.motion.may_be_moving, 4)
    dome.faults.refuse = True
    reported = await manager.async_configure(flow["flow_id"], {"went": "again"})
    assert reported["errors"] == {"base": "cannot_connect"}
    dome.faults.clear()
    then = await manager.async_configure(flow["flow_id"], {"went": "not_at_all"})
    assert then["step_id"] == {"netwave": "steering", "hucoms": "check_tilt"}[dialect]
    manager.async_abort(then["flow_id"])


async def test_direction_check_with_one_axis(hass: HomeAssistant) -> None:
    """The answer for one axis is kept when the second axis does not move."""
    async with simulate("netwave", personality="wansview-ncb541w") as camera, set_up(hass, camera) as entry:
        flow = await options_page(hass, entry, "check")
        for answer in ({}, {"went": "wrong_way"}, {"went": "not_at_all"}):
            flow = await hass.config_entries.options.async_configure(flow["flow_id"], answer)  # type: ignore[assignment]
        assert flow["step_id"] == "steering"
        suggested = {
            str(field): (field.description or {}).get("suggested_value") for field in flow["data_schema"].schema
        }
        assert (suggested["swap_pan"], suggested["swap_tilt"]) == (True, None)
        hass.config_entries.options.async_abort(flow["flow_id"])


@pytest.mark.parametrize(
    ("motors", "steps"),
    [
        ({"tilt"}, ["tilt"]),
        ({"zoom"}, ["zoom"]),
        ({"pan", "zoom"}, ["pan", "zoom"]),
        ({"pan", "tilt", "zoom"}, ["pan", "tilt", "zoom"]),
        ({"focus"}, []),
    ],
)
async def test_direction_check_has_the_axes_of_the_camera(
    hass: HomeAssistant, motors: set[str], steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each axis that the camera has is checked and can be reversed, and no other."""
    async with simulate("hucoms", personality="hucoms-dome") as camera, set_up(hass, camera) as entry:
        driver = entry.runtime_data.camera.driver.ptz
        there = driver.capabilities
        lacking = dict.fromkeys({"pan", "tilt", "zoom"} - motors, False)
        monkeypatch.setattr(type(driver), "capabilities", lambda _, pages: replace(there(pages), **lacking))
        manager = hass.config_entries.options
        menu = await manager.async_init(entry.entry_id)
        assert ("check" in menu["menu_options"]) is bool(steps)
        manager.async_abort(menu["flow_id"])
        form = await options_page(hass, entry, "steering")
        offered = {str(field) for field in form["data_schema"].schema}
        assert {f"swap_{axis}" for axis in steps} == {each for each in offered if each.startswith("swap_")}
        manager.async_abort(form["flow_id"])
        if not steps:
            return
        flow = await options_page(hass, entry, "check")
        flow = await manager.async_configure(flow["flow_id"], {})  # type: ignore[assignment]
        for step in steps:
            assert (flow["step_id"], flow["errors"]) == (f"check_{step}", {})
            flow = await manager.async_configure(flow["flow_id"], {"went": "wrong_way"})  # type: ignore[assignment]
        assert flow["type"] is FlowResultType.CREATE_ENTRY
        assert {each for each in flow["data"] if each.startswith("swap_")} == {f"swap_{axis}" for axis in steps}
        await hass.async_block_till_done()


async def test_any_preset_can_be_home_position(hass: HomeAssistant, moving: MockConfigEntry, dialect: str) -> None:
    most = {"netwave": 30, "hucoms": 255}[dialect]
    await store(hass, moving, "steering", home_preset=most)
    assert moving.runtime_data.camera.ptz.options.home_preset == most


@pytest.mark.parametrize("page", ["steering", "check", "presets"])
async def test_camera_becomes_unavailable_while_options_are_open(
    hass: HomeAssistant, moving: MockConfigEntry, page: str
) -> None:
    manager = hass.config_entries.options
    menu = await manager.async_init(moving.entry_id)
    await hass.config_entries.async_unload(moving.entry_id)
    reported = await manager.async_configure(menu["flow_id"], {"next_step_id": page})
    assert (reported["type"], reported["reason"]) == (FlowResultType.ABORT, "not_there")


async def test_camera_set_to_fixed(hass: HomeAssistant, dialect: str) -> None:
    """The PTZ buttons disappear, the options stay."""
    personality = {"netwave": "netwave-manual", "hucoms": "hucoms-fixed"}[dialect]
    async with simulate(dialect, personality=personality) as camera, set_up(hass, camera) as entry:
        if dialect == "netwave":
            await store(hass, entry, "steering", motors="fixed")
        request_count = len(camera.requests)
        for key in keys(hass, entry) & {"home", "preset"}:
            assert state(hass, entry, key) == STATE_UNAVAILABLE
        with pytest.raises(ServiceValidationError) as raised:
            await steer(hass, entry, "ptz_move", direction="left")
        assert raised.value.translation_key == "value_no_motor"
        assert [
            each for each in camera.requests[request_count:] if "control" in each.path and "move" in each.params
        ] == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (("ptz_move", {"direction": "right", "duration": 0}), "out_of_range"),
        (("ptz_move", {"direction": "right", "duration": 61}), "out_of_range"),
        (("ptz_preset", {"preset": "0"}), "out_of_range"),
        (("ptz_preset", {"preset": "300"}), "out_of_range"),
        (("ptz_preset", {"preset": "Nowhere"}), "unknown_preset"),
        (("ptz_preset", {"preset": "1", "task": "set", "name": "12"}), "preset_name"),
        (("ptz_patrol", {"patrol": "tour"}), "no_patrol"),
        (("ptz_switch", {"number": 1, "on": True}), "no_auxiliary"),
        (("ptz_iris", {"direction": "open"}), "no_motor"),
    ],
)
async def test_invalid_moves_are_not_sent(
    hass: HomeAssistant,
    moving: MockConfigEntry,
    dome: SimulatedCamera,
    wrong: tuple[str, dict[str, Any]],
    reason: str,
) -> None:
    action, data = wrong
    with refused(dome, f"value_{reason}", ServiceValidationError):
        await steer(hass, moving, action, **data)


@pytest.mark.parametrize("speed", [0, 101])
async def test_unsupported_speeds(
    hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera, speed: int
) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await steer(hass, moving, "ptz_move", direction="right", speed=speed)
    assert raised.value.translation_key == "value_out_of_range"
    assert await is_still(dome)


async def test_preset_names(hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera) -> None:
    """Names are stored in Home Assistant: set, selected, renamed in the options, cleared."""
    dome.world.pan, dome.world.tilt = 30, 5
    await steer(hass, moving, "ptz_preset", preset="3", task="set", name="Gate")
    assert state(hass, moving, "preset") == "Gate"
    await steer(hass, moving, "ptz_move", direction="left", duration=0.5)
    assert state(hass, moving, "preset") == STATE_UNKNOWN
    await call(hass, moving, "preset", "select_option", option="Gate")
    await until(lambda: near(dome, 30, 5), 4)
    assert state(hass, moving, "preset") == "Gate"
    with pytest.raises(ServiceValidationError):
        await steer(hass, moving, "ptz_preset", preset="4", task="set", name="gate")
    await store(hass, moving, "presets", presets=[{"number": 3, "name": "Barn"}, {"number": 20, "name": "Pond"}])
    shown = hass.states.get(entity_id(hass, moving, "preset"))
    assert shown is not None
    assert shown.attributes["options"] == [*"12", "Barn", *map(str, range(4, 17)), "Pond"]
    dome.world.pan = 0
    await steer(hass, moving, "ptz_preset", preset="barn")
    await until(lambda: near(dome, 30, 5), 4)
    await steer(hass, moving, "ptz_preset", preset="Barn", task="clear")
    with pytest.raises(ServiceValidationError):
        await steer(hass, moving, "ptz_preset", preset="Barn")


async def test_duplicate_preset_names_are_refused(hass: HomeAssistant, moving: MockConfigEntry) -> None:
    flow = await options_page(hass, moving, "presets")
    for rows, reason in (
        ([{"number": 1, "name": "Gate"}, {"number": 2, "name": " gate"}], "preset_twice"),
        ([{"number": 1, "name": "Gate"}, {"number": 1, "name": "Barn"}], "preset_twice"),
        ([{"number": 1, "name": "7"}], "preset_name"),
        ([{"number": 1, "name": " "}], "preset_name"),
    ):
        reported = await hass.config_entries.options.async_configure(flow["flow_id"], {"presets": rows})
        assert reported["errors"] == {"base": reason}
    hass.config_entries.options.async_abort(flow["flow_id"])


async def test_buttons(hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera) -> None:
    registry = er.async_get(hass)
    home = registry.async_get(entity_id(hass, moving, "home"))
    assert home is not None
    assert home.disabled_by is None
    await enable(hass, moving, "left", "right", "up", "stop")
    for key, way in (("left", -1), ("right", 1)):
        before = dome.world.pan
        await call(hass, moving, key, "press")
        await until(lambda: not moving.runtime_data.camera.ptz.motion.may_be_moving, 4)
        assert (dome.world.pan - before) * way > 0.5
        assert await is_still(dome)
    await steer(hass, moving, "ptz_move", direction="up", duration=30)
    await call(hass, moving, "stop", "press")
    assert await is_still(dome)


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_home_position(hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera) -> None:
    """The home position is the camera's own center, or a preset."""
    middle = dome.world.pan_motor.home
    await call(hass, moving, "home", "press")
    await until(lambda: abs(dome.world.pan - middle) < 0.5, 6)
    dome.world.pan = 40
    await steer(hass, moving, "ptz_preset", preset="2", task="set")
    await store(hass, moving, "steering", home_preset=2)
    dome.world.pan = 0
    await steer(hass, moving, "ptz_home")
    await until(lambda: abs(dome.world.pan - 40) < 0.5, 6)


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_infrared_lamps(hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera) -> None:
    for action, on in (("turn_on", True), ("turn_off", False)):
        await call(hass, moving, "infrared", action)
        assert dome.world.infrared is on
        assert state(hass, moving, "infrared") == (STATE_ON if on else STATE_OFF)
    await store(hass, moving, "steering", infrared="reversed")
    await call(hass, moving, "infrared", "turn_off")
    assert dome.world.infrared is True


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
@pytest.mark.parametrize(
    ("before", "shown"), [(STATE_ON, STATE_ON), (STATE_OFF, STATE_OFF), (STATE_UNAVAILABLE, STATE_UNKNOWN)]
)
async def test_infrared_lamps_after_a_restart(
    hass: HomeAssistant, dome: SimulatedCamera, before: str, shown: str
) -> None:
    """The last command is restored; without one, the state is unknown."""
    async with set_up(hass, dome) as entry:
        light = entity_id(hass, entry, "infrared")
        await hass.config_entries.async_unload(entry.entry_id)
        mock_restore_cache(hass, [State(light, before)])
        await hass.config_entries.async_setup(entry.entry_id)
        assert state(hass, entry, "infrared") == shown


@pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
async def test_positions(hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera) -> None:
    await steer(hass, moving, "ptz_go_to", pan=90, tilt=-10)
    await until(lambda: (round(dome.world.pan, 2), round(dome.world.tilt, 2)) == (90, -10), 5)
    reported = await steer(hass, moving, "ptz_get_position")
    assert (reported["pan"], reported["tilt"]) == (90, -10)
    await steer(hass, moving, "ptz_center", x=75, y=50)
    await asyncio.sleep(0.5)
    assert dome.world.pan > 90.5
    with pytest.raises(ServiceValidationError):
        await steer(hass, moving, "ptz_go_to")
    with pytest.raises(ServiceValidationError):
        await steer(hass, moving, "ptz_go_to", tilt=45)


async def card(hass: HomeAssistant, entry: MockConfigEntry, kind: str) -> dict[str, Any]:
    """Return the configuration of a card, as users copy it."""
    registered = er.async_get(hass).async_get(entity_id(hass, entry, "camera"))
    assert registered is not None
    wanted = {"device_id": registered.device_id, "card": kind}
    reported = await hass.services.async_call(DOMAIN, "get_card", wanted, blocking=True, return_response=True)
    assert reported is not None
    return dict(reported)


NAME = 'Gärtchen "hinten" 🐈 <b>'


async def test_cards(hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera) -> None:
    """Each action in the configuration is called like the card does it, and the camera moves."""
    assert (await card(hass, moving, "picture_elements"))["type"] == "picture-elements"
    await steer(hass, moving, "ptz_preset", preset="3", task="set", name=NAME)
    picture, presets = (await card(hass, moving, "picture_elements"))["cards"]
    advanced = await card(hass, moving, "advanced_camera_card")
    webrtc = await card(hass, moving, "webrtc_camera")
    (folder,) = advanced["folders"]
    assert advanced["cameras"][0]["media"]["folders"] == [folder["id"]]
    target = entity_id(hass, moving, "camera")
    assert picture["camera_image"] == advanced["cameras"][0]["camera_entity"] == webrtc["entity"] == target
    shown = [*picture["elements"], *presets["cards"]]
    performed = [each[tap] for each in shown for tap in ("tap_action", "hold_action") if tap in each]
    ptz = advanced["cameras"][0]["ptz"]
    assert {"actions_left_start", "actions_left_stop", "actions_up_start", "presets"} <= set(ptz)
    performed += [*ptz.pop("presets").values(), *ptz.values()]
    calls = [(each["perform_action"], {**each["target"], **each["data"]}) for each in performed]
    calls += [(webrtc["ptz"]["service"], data) for name, data in webrtc["ptz"].items() if name.startswith("data_")]
    calls += [(each["service"], each["service_data"]) for each in webrtc["shortcuts"]]
    assert len([data for _, data in calls if data.get("preset") == NAME]) == 3
    for action, data in calls:
        await hass.services.async_call(DOMAIN, action.removeprefix(f"{DOMAIN}."), data, blocking=True)
    await steer(hass, moving, "ptz_stop")
    assert await is_still(dome)


@pytest.mark.parametrize("size", [(358, 201), (358, 269)], ids=["16:9", "4:3"])
async def test_card_controls_do_not_overlap(
    hass: HomeAssistant, moving: MockConfigEntry, size: tuple[int, int]
) -> None:
    """On a phone 390 pixels wide, the dashboard gives 358 to a card."""
    picture = await card(hass, moving, "picture_elements")
    elements = picture["elements"]
    assert len(elements) >= 6
    centres = [
        tuple(
            float(each["style"][side].rstrip("%")) / 100 * length
            for side, length in zip(("left", "top"), size, strict=True)
        )
        for each in elements
    ]
    half = float(elements[0]["style"]["--mdc-icon-size"].removesuffix("px")) / 2
    for number, (x, y) in enumerate(centres):
        assert half <= x <= size[0] - half
        assert half <= y <= size[1] - half
        for other_x, other_y in centres[:number]:
            assert abs(x - other_x) >= 2 * half or abs(y - other_y) >= 2 * half


async def test_card_controls_have_translated_tooltips(hass: HomeAssistant, moving: MockConfigEntry) -> None:
    """Controls have tooltips in Home Assistant's language; preset buttons have the names of the presets."""
    hass.config.language = "de"
    await steer(hass, moving, "ptz_preset", preset="3", task="set", name=NAME)
    picture, presets = (await card(hass, moving, "picture_elements"))["cards"]
    titles = [each["title"] for each in picture["elements"]]
    assert len({*titles}) == len(titles)
    german = json.loads((FOLDER / "translations" / "de.json").read_text("utf-8"))["entity"]["button"]
    assert {german["left"]["name"], german["right"]["name"]} <= {*titles}
    assert all(each["name"] for each in presets["cards"])


async def test_advanced_camera_card_without_stream(hass: HomeAssistant, moving: MockConfigEntry, dialect: str) -> None:
    (camera,) = (await card(hass, moving, "advanced_camera_card"))["cameras"]
    assert camera.get("live_provider") == ("image" if dialect == "netwave" else None)


async def test_webrtc_card_distinguishes_tap_and_hold_of_home(hass: HomeAssistant, moving: MockConfigEntry) -> None:
    """The card distinguishes a tap from a long press."""
    ptz = (await card(hass, moving, "webrtc_camera"))["ptz"]
    if moving.runtime_data.camera.ptz.has_home:
        assert ptz["data_home"] == ptz["data_long_home"]
        assert ptz["data_home"]["direction"] == "home"


async def test_card_escapes_names(hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera) -> None:
    """WebRTC Camera inserts names into HTML without escaping."""
    await steer(hass, moving, "ptz_preset", preset="3", task="set", name=NAME)
    shown = (await card(hass, moving, "webrtc_camera"))["shortcuts"][0]["name"]
    assert not set(shown) & set('<>"')
    assert unescape(shown) == NAME


async def test_read_permission_does_not_allow_ptz(
    hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera, hass_read_only_user: User
) -> None:
    guest = Context(user_id=hass_read_only_user.id)
    for action in ACTIONS:
        if action.access is Access.READ:
            continue
        with pytest.raises(Unauthorized):
            await hass.services.async_call(
                DOMAIN,
                action.name,
                {"entity_id": entity_id(hass, moving, "camera"), **FILLED.get(action.name, {})},
                blocking=True,
                context=guest,
            )
    assert await is_still(dome)


FILLED: dict[str, dict[str, Any]] = {
    "ptz_move": {"direction": "left"},
    "ptz_zoom": {"direction": "in"},
    "ptz_focus": {"direction": "near"},
    "ptz_iris": {"direction": "open"},
    "ptz_preset": {"preset": "1"},
    "ptz_patrol": {"patrol": "horizontal"},
    "ptz_center": {"x": 50, "y": 50},
    "ptz_switch": {"number": 1, "on": True},
}


async def test_hold_moves_until_released(
    hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera, hass_ws_client: WebSocketGenerator
) -> None:
    """A held button moves the camera; the card renews the hold before the timeout."""
    await async_setup_component(hass, "websocket_api", {})
    client = await hass_ws_client(hass)
    hold = {"type": f"{DOMAIN}/ptz/hold", "entity_id": entity_id(hass, moving, "camera"), "direction": "left"}
    moving.runtime_data.camera.ptz.configure(PtzOptions(move_timeout=1))
    await client.send_json_auto_id(hold)
    first = await client.receive_json()
    assert first["success"]
    for _ in range(3):
        await asyncio.sleep(0.6)
        await client.send_json_auto_id(hold)
        assert (await client.receive_json())["success"]
    assert not await is_still(dome)
    await client.send_json_auto_id({"type": "unsubscribe_events", "subscription": first["id"]})
    assert (await client.receive_json())["success"]
    await until(lambda: not moving.runtime_data.camera.ptz.motion.may_be_moving, 3)
    assert await is_still(dome)


async def test_hold_ends_with_connection(
    hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera, hass_ws_client: WebSocketGenerator
) -> None:
    client = await hass_ws_client(hass)
    moving.runtime_data.camera.ptz.configure(PtzOptions(move_timeout=30))
    target = entity_id(hass, moving, "camera")
    await client.send_json_auto_id({"type": f"{DOMAIN}/ptz/hold", "entity_id": target, "direction": "right"})
    assert (await client.receive_json())["success"]
    assert not await is_still(dome)
    await client.close()
    await until(lambda: not moving.runtime_data.camera.ptz.motion.may_be_moving, 3)
    assert await is_still(dome)


async def test_release_during_outage(
    hass: HomeAssistant,
    moving: MockConfigEntry,
    dome: SimulatedCamera,
    hass_ws_client: WebSocketGenerator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No caller is left, so stopping is retried until it succeeds."""
    client = await hass_ws_client(hass)
    target = entity_id(hass, moving, "camera")
    await client.send_json_auto_id({"type": f"{DOMAIN}/ptz/hold", "entity_id": target, "direction": "right"})
    assert (await client.receive_json())["success"]
    dome.faults.refuse = True
    await client.close()
    await asyncio.sleep(3.5)
    gc.collect()
    assert "Task exception was never retrieved" not in caplog.text
    dome.faults.clear()
    await until(lambda: not moving.runtime_data.camera.ptz.motion.may_be_moving, 10)
    assert await is_still(dome)


async def test_release_before_move_is_answered(
    hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera, hass_ws_client: WebSocketGenerator
) -> None:
    """Stopping does not wait for the slow answer to the move command."""
    client = await hass_ws_client(hass)
    target = entity_id(hass, moving, "camera")
    dome.faults.slow = 1
    await client.send_json_auto_id({"type": f"{DOMAIN}/ptz/hold", "entity_id": target, "direction": "right"})
    await until(lambda: dome.requests[-1].params.get("command") == "4" or "pan" in dome.requests[-1].params, 3)
    reported = len(dome.requests)
    await client.close()
    await until(lambda: len(dome.requests) > reported, 0.5)
    dome.faults.clear()
    await until(lambda: not moving.runtime_data.camera.ptz.motion.may_be_moving, 3)
    assert await is_still(dome)


async def test_release_after_another_client_took_over(
    hass: HomeAssistant, moving: MockConfigEntry, dome: SimulatedCamera, hass_ws_client: WebSocketGenerator
) -> None:
    """Releasing a superseded hold does not stop the newer move."""
    client = await hass_ws_client(hass)
    target = entity_id(hass, moving, "camera")
    await client.send_json_auto_id({"type": f"{DOMAIN}/ptz/hold", "entity_id": target, "direction": "right"})
    held = await client.receive_json()
    await steer(hass, moving, "ptz_move", direction="left", duration=20)
    await client.send_json_auto_id({"type": "unsubscribe_events", "subscription": held["id"]})
    await client.receive_json()
    assert not await is_still(dome)
    await steer(hass, moving, "ptz_stop")


async def test_hold_that_is_refused(
    hass: HomeAssistant, moving: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    client = await hass_ws_client(hass)
    hold = {"type": f"{DOMAIN}/ptz/hold", "direction": "left"}
    await client.send_json_auto_id({**hold, "entity_id": "camera.nobody"})
    assert (await client.receive_json())["error"]["translation_key"] == "no_camera_entity"
    await client.send_json_auto_id({**hold, "entity_id": entity_id(hass, moving, "camera"), "speed": 101})
    assert (await client.receive_json())["error"]["translation_key"] == "value_out_of_range"
