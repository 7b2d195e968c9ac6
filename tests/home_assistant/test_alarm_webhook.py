"""Alarm push: cameras that call Home Assistant when an alarm begins."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from time import monotonic
from typing import Any
from unittest.mock import Mock

from aiohttp.test_utils import TestServer
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_WEBHOOK_ID, STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.util.dt import utcnow
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.protocol import Alarm
from custom_components.ip_camera_cgi.protocol.camera import alarm_calls
from custom_components.ip_camera_cgi.repairs import async_create_fix_flow
from simulator import SimulatedCamera
from simulator.netwave.camera import NetwaveCamera

from ..protocol.test_camera import until
from .test_entities import call, entity_id, state

pytestmark = pytest.mark.parametrize("dialect", ["netwave"], indirect=True)


@pytest.fixture
async def port(hass: HomeAssistant, entry: MockConfigEntry) -> AsyncGenerator[int]:
    """The port that Home Assistant listens on."""
    async with TestServer(hass.http.app, host="127.0.0.1") as server:
        assert server.port is not None
        hass.config.api = Mock(use_ssl=False, port=server.port)
        yield server.port


async def options_page(hass: HomeAssistant, entry: MockConfigEntry, page: str) -> dict[str, Any]:
    """Open a page of the options flow, through the menu if there is one."""
    flow: dict[str, Any] = await hass.config_entries.options.async_init(entry.entry_id)  # type: ignore[assignment]
    if flow["type"] is FlowResultType.MENU:
        chosen = {"next_step_id": page}
        flow = await hass.config_entries.options.async_configure(flow["flow_id"], chosen)  # type: ignore[assignment]
    assert flow["type"] is FlowResultType.FORM
    assert flow["step_id"] == page
    return flow


async def options(hass: HomeAssistant, entry: MockConfigEntry, **wanted: Any) -> None:
    """Submit options like a user."""
    form = await options_page(hass, entry, "alarms_and_pictures")
    done = await hass.config_entries.options.async_configure(form["flow_id"], wanted)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


def problems(hass: HomeAssistant) -> set[str]:
    """Return the active repair issues."""
    return {str(issue.translation_key) for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN}


async def test_alarm_arrives_by_call(
    hass: HomeAssistant, port: int, entry: MockConfigEntry, simulated: NetwaveCamera
) -> None:
    """The alarm URL is set, the camera calls, and the alarm is on at once despite slow polling."""
    await call(hass, entry, "motion_detection", "turn_on")
    await options(hass, entry, push=True, hold=0)
    url = simulated.settings["alarm_http_url"]
    assert url == f"http://127.0.0.1:{port}/api/webhook/{entry.data[CONF_WEBHOOK_ID]}"
    assert len(url) <= 63
    assert simulated.settings["alarm_http"] == "1"
    await until(lambda: entry.runtime_data.camera.listening)
    assert not problems(hass)
    began = monotonic()
    simulated.world.motion = True
    await until(lambda: state(hass, entry, "motion") == STATE_ON, 3)
    assert monotonic() - began < 1
    occurred = hass.states.get(entity_id(hass, entry, "alarm"))
    assert occurred is not None
    assert occurred.attributes["event_type"] == "motion"
    simulated.world.motion = False
    await until(lambda: state(hass, entry, "motion") == STATE_OFF, 10)


async def test_previous_alarm_url_is_restored(
    hass: HomeAssistant, port: int, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    simulated.settings |= {"alarm_http": "1", "alarm_http_url": "http://10.0.0.1/bell"}
    await options(hass, entry, push=True, hold=0)
    assert "webhook" in simulated.settings["alarm_http_url"]
    await hass.config_entries.async_reload(entry.entry_id)  # the own URL is not stored as the previous one
    await options(hass, entry, push=False, hold=0)
    assert simulated.settings["alarm_http_url"] == "http://10.0.0.1/bell"
    assert simulated.settings["alarm_http"] == "1"
    assert set(entry.data) == {"host", "port", "username", "password", "dialect"}


async def test_removal_restores_previous_alarm_url(
    hass: HomeAssistant, port: int, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    await options(hass, entry, push=True, hold=0)
    await hass.config_entries.async_remove(entry.entry_id)
    assert simulated.settings["alarm_http_url"] == ""
    assert simulated.settings["alarm_http"] == "0"


async def test_alarm_url_changed_elsewhere_is_kept(
    hass: HomeAssistant, port: int, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    await options(hass, entry, push=True, hold=0)
    simulated.settings["alarm_http_url"] = "http://10.0.0.2/other"
    await options(hass, entry, push=False, hold=0)
    assert simulated.settings["alarm_http_url"] == "http://10.0.0.2/other"


async def test_missed_calls_create_repair_issue(
    hass: HomeAssistant,
    port: int,
    entry: MockConfigEntry,
    simulated: SimulatedCamera,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Polling still detects the alarm; the repair offers to return to polling."""
    monkeypatch.setattr(alarm_calls, "_CALL_TIMEOUT", 0.2)
    await call(hass, entry, "motion_detection", "turn_on")
    await options(hass, entry, push=True, hold=0)
    simulated.settings["alarm_http"] = "0"
    await until(lambda: entry.runtime_data.camera.listening)
    simulated.world.motion = True
    entry.runtime_data.camera.alarms.wake()
    await until(lambda: state(hass, entry, "motion") == STATE_ON)
    await until(lambda: problems(hass) == {"push_not_arriving"})
    (issue,) = (issue for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN)
    flow = await async_create_fix_flow(hass, issue.issue_id, issue.data)
    flow.hass, flow.handler, flow.context = hass, DOMAIN, {"issue_id": issue.issue_id}
    assert (await flow.async_step_init())["type"] is FlowResultType.FORM  # type: ignore[attr-defined]
    assert (await flow.async_step_confirm({}))["type"] is FlowResultType.CREATE_ENTRY  # type: ignore[attr-defined]
    await hass.async_block_till_done()
    assert entry.options["push"] is False
    assert simulated.settings["alarm_http_url"] == ""


@pytest.mark.parametrize("removed", [False, True])
async def test_issues_are_deleted_with_their_cause(
    hass: HomeAssistant, port: int, entry: MockConfigEntry, removed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The issue is deleted when alarm push is switched off or the camera is removed."""
    await options(hass, entry, push=True, hold=0)
    monkeypatch.setattr(alarm_calls, "_CALL_TIMEOUT", 0.1)
    entry.runtime_data.camera.alarms._publish([Alarm.MOTION])
    await until(lambda: bool(problems(hass)))
    assert problems(hass) == {"push_not_arriving"}
    if removed:
        await hass.config_entries.async_remove(entry.entry_id)
    else:
        await options(hass, entry, push=False, hold=0)
    assert not problems(hass)


async def test_camera_rejects_alarm_url(
    hass: HomeAssistant, port: int, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    simulated.faults.deaf = True
    await options(hass, entry, push=True, hold=0)
    await until(lambda: problems(hass) == {"push_not_taken"}, 10)
    await until(lambda: state(hass, entry, "motion") == STATE_OFF)


async def test_forged_call_only_causes_a_poll(
    hass: HomeAssistant, port: int, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """A forged call only causes a poll."""
    await options(hass, entry, push=True, hold=0)
    await until(lambda: state(hass, entry, "motion") == STATE_OFF)
    request_count = len(simulated.requests)
    entry.runtime_data.camera.alarms.record_call()
    await until(lambda: len(simulated.requests) > request_count)
    assert state(hass, entry, "motion") == STATE_OFF


async def test_hold(hass: HomeAssistant, port: int, entry: MockConfigEntry, simulated: NetwaveCamera) -> None:
    simulated.alarm.hold = 0
    await call(hass, entry, "motion_detection", "turn_on")
    await options(hass, entry, push=False, hold=5)
    assert entry.runtime_data.camera.alarms.hold == 5
    async_fire_time_changed(hass, utcnow() + timedelta(seconds=1))


async def test_invalid_previous_url_is_cleared(
    hass: HomeAssistant, port: int, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """A previous URL that is not valid as a setting is cleared instead."""
    simulated.settings |= {"alarm_http": "1", "alarm_http_url": "http://10.0.0.1/the porch"}
    await options(hass, entry, push=True, hold=0)
    await hass.config_entries.async_remove(entry.entry_id)
    assert (simulated.settings["alarm_http"], simulated.settings["alarm_http_url"]) == ("0", "")


async def test_own_address_is_unknown(
    hass: HomeAssistant, port: int, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreachable(*_: Any, **__: Any) -> None:
        raise OSError("no route")

    monkeypatch.setattr(hass.loop, "create_datagram_endpoint", unreachable)
    await options(hass, entry, push=True, hold=0)
    assert problems(hass) == {"push_not_taken"}
    assert entry.state is ConfigEntryState.LOADED


async def test_https_only_installation(
    hass: HomeAssistant, port: int, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """Alarm push is not set up, and a repair explains why."""
    api: Any = hass.config.api
    api.use_ssl = True
    await options(hass, entry, push=True, hold=0)
    assert problems(hass) == {"push_needs_http"}
    assert simulated.settings["alarm_http"] == "0"
    api.use_ssl = False
    await hass.config_entries.async_reload(entry.entry_id)
    assert not problems(hass)
    assert simulated.settings["alarm_http"] == "1"


async def test_removal_while_camera_is_unavailable(
    hass: HomeAssistant,
    port: int,
    entry: MockConfigEntry,
    simulated: SimulatedCamera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The alarm URL cannot be restored, which is logged."""
    await options(hass, entry, push=True, hold=0)
    simulated.faults.refuse = True
    simulated.hang_up()
    await hass.config_entries.async_remove(entry.entry_id)
    assert "still calls Home Assistant" in caplog.text
    assert simulated.settings["alarm_http"] == "1"


@pytest.mark.parametrize(
    "addresses",
    [
        ("http://192.168.1.10:18123", "http://192.168.1.10:18123/"),
        ("http://[fd00::10]:8123/", "http://[fd00::10]:8123/"),
        ("https://home.example:8123", "http://127.0.0.1:{port}/"),
    ],
)
async def test_internal_url_takes_precedence(
    hass: HomeAssistant, port: int, entry: MockConfigEntry, simulated: SimulatedCamera, addresses: tuple[str, str]
) -> None:
    """In a container with its own network, the address of the route is unreachable for cameras."""
    internal_url, reported = addresses
    await hass.config.async_update(internal_url=internal_url)
    await options(hass, entry, push=True, hold=0)
    await until(lambda: simulated.settings["alarm_http_url"].startswith(reported.format(port=port)), 5)


async def test_ipv6_address_in_brackets(
    hass: HomeAssistant, port: int, entry: MockConfigEntry, simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def route(*_: Any, **__: Any) -> tuple[Mock, None]:
        return Mock(get_extra_info=lambda name: ("fd00::10", 1, 0, 0)), None

    monkeypatch.setattr(hass.loop, "create_datagram_endpoint", route)
    await options(hass, entry, push=True, hold=0)
    await until(lambda: simulated.settings["alarm_http_url"].startswith(f"http://[fd00::10]:{port}/"), 5)


@pytest.mark.parametrize(
    "addresses",
    [
        ("http://192.168.1.10:8123", "http://192.168.1.10:8123/"),
        (" http://homeassistant.local:8123/ ", "http://homeassistant.local:8123/"),
        ("http://[fd00::10]", "http://[fd00::10]:80/"),
    ],
)
async def test_push_address_option_takes_precedence(
    hass: HomeAssistant, port: int, entry: MockConfigEntry, simulated: SimulatedCamera, addresses: tuple[str, str]
) -> None:
    """The address from the options takes precedence over Home Assistant's own; without it, that one is used again."""
    typed, reported = addresses
    await hass.config.async_update(internal_url="http://192.168.1.99:18123")
    await options(hass, entry, push=True, push_address=typed, hold=0)
    await until(lambda: simulated.settings["alarm_http_url"].startswith(reported), 5)
    assert len(simulated.settings["alarm_http_url"]) <= 63
    form = await options_page(hass, entry, "alarms_and_pictures")
    (field,) = (each for each in form["data_schema"].schema if each == "push_address")
    assert field.description == {"suggested_value": reported.removesuffix("/")}
    hass.config_entries.options.async_abort(form["flow_id"])
    await options(hass, entry, push=True, hold=0)
    await until(lambda: simulated.settings["alarm_http_url"].startswith("http://192.168.1.99:18123/"), 5)


@pytest.mark.parametrize(
    "refusal",
    [
        ("https://192.168.1.10:8123", "push_address"),
        ("192.168.1.10:8123", "push_address"),
        ("http://", "push_address"),
        ("http://192.168.1.300", "push_address"),
        ("http://user:secret@192.168.1.10", "push_address"),
        ("http://192.168.1.10/lovelace", "push_address"),
        ("http://192.168.1.10?a=b", "push_address"),
        ("http://homeassistant.fritz.box.example:8123", "push_address_too_long"),
    ],
)
async def test_unusable_push_address_is_refused(
    hass: HomeAssistant, port: int, entry: MockConfigEntry, simulated: SimulatedCamera, refusal: tuple[str, str]
) -> None:
    """It is refused before anything is stored and stays in the form."""
    typed, error = refusal
    form = await options_page(hass, entry, "alarms_and_pictures")
    wanted = {"push": True, "push_address": typed, "hold": 0}
    result: Any = await hass.config_entries.options.async_configure(form["flow_id"], wanted)
    assert result["errors"] == {"push_address": error}
    (field,) = (each for each in result["data_schema"].schema if each == "push_address")
    assert field.description == {"suggested_value": typed}
    hass.config_entries.options.async_abort(form["flow_id"])
    assert "push" not in entry.options
    assert simulated.settings["alarm_http"] == "0"


async def test_polling_slows_down_after_first_call(
    hass: HomeAssistant,
    port: int,
    entry: MockConfigEntry,
    simulated: SimulatedCamera,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Calls are trusted only after the first one, and no longer after a missed one."""
    monkeypatch.setattr(alarm_calls, "_CALL_TIMEOUT", 0.2)
    await call(hass, entry, "motion_detection", "turn_on")
    await options(hass, entry, push=True, native=False, hold=0)
    alarms = entry.runtime_data.camera.alarms
    await until(lambda: alarms.on)
    assert not alarms.pushed
    assert alarms.in_use != "webhook"
    simulated.world.motion = True
    await until(lambda: alarms.pushed)
    simulated.world.motion = False
    await until(lambda: state(hass, entry, "motion") == STATE_OFF, 10)
    simulated.settings["alarm_http"] = "0"
    alarms._calls._called_at = monotonic() - 60
    simulated.world.motion = True
    alarms.wake()
    await until(lambda: problems(hass) == {"push_not_arriving"})
    assert not alarms.pushed
