"""Clock and time zone of a camera, which its schedules follow."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import override

from homeassistant.components.repairs.const import DOMAIN as REPAIRS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import homeassistant.util.dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.protocol import HealthIssue
from custom_components.ip_camera_cgi.protocol.connect import time_server
from simulator import SimulatedCamera, simulate

from ..conftest import PASSWORD, USER
from ..protocol.test_camera import until
from .conftest import entry_for, orders, set_up
from .test_alarm_webhook import problems
from .test_entities import call, enable, state
from .test_health import Mending

SEOUL = "Asia/Seoul"


@pytest.fixture
async def mending(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Mending:
    assert await async_setup_component(hass, REPAIRS, {})
    return Mending(hass, hass_client)


@asynccontextmanager
async def at_home(west: str) -> AsyncGenerator[SimulatedCamera]:
    """A camera in a time zone, given in seconds west of Greenwich."""
    async with simulate("netwave", user=USER, password=PASSWORD) as camera:
        camera.settings["tz"] = west
        yield camera


async def read_again(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Read the camera's clock again."""
    await entry.runtime_data.camera.refresh(entry.runtime_data.camera.driver.health_pages)
    entry.runtime_data.show_state()
    await hass.async_block_till_done()


async def test_wrong_time_zone_is_reported_and_corrected(hass: HomeAssistant, mending: Mending) -> None:
    async with at_home("0") as camera, set_up(hass, camera) as entry:
        assert problems(hass) == set()
        await hass.config.async_set_time_zone(SEOUL)
        await read_again(hass, entry)
        assert problems(hass) == {"clock_wrong"}
        form = await mending.start(entry, HealthIssue.CLOCK_WRONG)
        shown = datetime.fromisoformat(form["description_placeholders"]["time"]) - datetime.fromisoformat(
            form["description_placeholders"]["camera_time"]
        )
        assert shown == timedelta(hours=9)
        assert (await mending.submit())["type"] == "create_entry"
        assert (camera.settings["tz"], abs(camera.clock.error) < 2) == ("-32400", True)
        assert problems(hass) == set()


class TimeServer(asyncio.DatagramProtocol):
    """Answers every request like a time server of a stratum."""

    def __init__(self, stratum: int) -> None:
        self._stratum = stratum
        self._transport: asyncio.DatagramTransport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.DatagramTransport)
        self._transport = transport

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        assert self._transport is not None
        self._transport.sendto(bytes([0x24, self._stratum]) + bytes(46), addr)


@asynccontextmanager
async def serving_time(monkeypatch: pytest.MonkeyPatch, stratum: int) -> AsyncGenerator[None]:
    """Run a time server on this computer."""
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: TimeServer(stratum), local_addr=("127.0.0.1", 0)
    )
    monkeypatch.setattr(time_server, "PORT", transport.get_extra_info("sockname")[1])
    yield
    transport.close()


async def test_dead_time_server_is_noticed_and_replaced(
    hass: HomeAssistant, mending: Mending, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that no time zone explains, although network time is on."""
    monkeypatch.setattr(time_server, "_TIMEOUT", 0.3)
    async with at_home("0") as camera, set_up(hass, camera) as entry:
        camera.faults.clock_jump = -50 * 365 * 86400 + 700
        await read_again(hass, entry)
        assert problems(hass) == {"time_server_silent"}
        form = await mending.start(entry, HealthIssue.CLOCK_WRONG)
        assert form["description_placeholders"]["server"] == r"time\.example\.org"
        request_count = len(camera.requests)
        assert (await mending.submit(server="127.0.0.1"))["errors"] == {"server": "no_time_server"}
        async with serving_time(monkeypatch, stratum=0):  # it has no time itself
            assert (await mending.submit(server="127.0.0.1"))["errors"] == {"server": "no_time_server"}
        assert orders(camera, request_count) == []
        async with serving_time(monkeypatch, stratum=2):
            assert (await mending.submit(server="127.0.0.1"))["type"] == "create_entry"
        assert (camera.settings["ntp_svr"], camera.settings["ntp_enable"]) == ("127.0.0.1", "1")
        assert abs(camera.clock.error) < 2
        assert problems(hass) == set()


async def test_network_time_is_turned_off_by_an_empty_server(hass: HomeAssistant, mending: Mending) -> None:
    async with at_home("0") as camera, set_up(hass, camera) as entry:
        camera.faults.clock_jump = 500
        await read_again(hass, entry)
        assert problems(hass) == {"time_server_silent"}
        await mending.start(entry, HealthIssue.CLOCK_WRONG)
        assert (await mending.submit())["type"] == "create_entry"
        assert (camera.settings["ntp_svr"], camera.settings["ntp_enable"]) == ("time.example.org", "0")
        assert abs(camera.clock.error) < 2
        assert problems(hass) == set()


async def test_correct_wall_clock_with_unset_zone_is_kept(hass: HomeAssistant) -> None:
    """Correcting the zone to UTC would shift the schedules by nine hours."""
    async with simulate("netwave", user=USER, password=PASSWORD) as camera:
        camera.settings |= {"tz": "0", "ntp_enable": "0"}
        camera.faults.clock_jump = 9 * 3600
        async with set_up(hass, camera) as entry:
            await hass.config.async_set_time_zone(SEOUL)
            await read_again(hass, entry)
            assert problems(hass) == set()
            await enable(hass, entry, "clock")
            await hass.config.async_set_time_zone(SEOUL)
            await read_again(hass, entry)
            shown = datetime.fromisoformat(state(hass, entry, "clock"))
            assert abs(shown - dt_util.utcnow()) < timedelta(minutes=1)


@pytest.mark.parametrize("summer", ["0", "60"])
async def test_daylight_saving_minutes_are_ambiguous(hass: HomeAssistant, summer: str) -> None:
    """It is unknown whether the camera adds its daylight saving minutes, so neither reading counts as wrong."""
    async with simulate("netwave", user=USER, password=PASSWORD) as camera:
        camera.settings |= {"tz": "-3600" if summer == "60" else "-7200", "daylight_saving_time": summer}
        async with set_up(hass, camera) as entry:
            await hass.config.async_set_time_zone("Africa/Cairo" if datetime.now(UTC).month < 4 else "Africa/Tripoli")
            await read_again(hass, entry)
            assert problems(hass) == set()


@pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
async def test_end_of_daylight_saving_time(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """A reading from before the change is renewed instead of reported."""
    await until(lambda: entry.runtime_data.camera.allows_anonymous is not None)
    camera = entry.runtime_data.camera
    (page,) = {each.page for each in camera.settings if each.key == "clock"}
    camera._cache._read_at[page] -= 3600  # an hour more than has passed on the wall
    request_count = len(simulated.requests)
    entry.runtime_data.show_state()
    await until(lambda: any(each.path.endswith("serverdate.cgi") for each in simulated.requests[request_count:]))
    await hass.async_block_till_done()
    assert problems(hass) == set()


async def test_time_zone_is_chosen_from_a_list(hass: HomeAssistant) -> None:
    async with at_home("-20700") as camera, set_up(hass, camera) as entry:
        await enable(hass, entry, "time_offset")
        assert state(hass, entry, "time_offset") == "UTC+05:45"
        await call(hass, entry, "time_offset", "select_option", option="UTC-02:30")
        assert camera.settings["tz"] == "9000"


async def test_unusual_time_zone(hass: HomeAssistant) -> None:
    async with at_home("-20000") as camera, set_up(hass, camera) as entry:
        await enable(hass, entry, "time_offset")
        assert state(hass, entry, "time_offset") == "UTC+05:33"
        assert orders(camera) == []


async def test_time_zone_entity_migrates_from_number(hass: HomeAssistant) -> None:
    """Enabled and renamed entities keep their customizations."""
    async with at_home("0") as camera:
        entry = entry_for(camera)
        entry.add_to_hass(hass)
        registry = er.async_get(hass)
        old = registry.async_get_or_create(
            "number", DOMAIN, f"{entry.unique_id}_time_offset", suggested_object_id="porch_zone", config_entry=entry
        )
        registry.async_update_entity(old.entity_id, name="Zone of the porch")
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        new = registry.async_get("select.porch_zone")
        assert new is not None
        assert (new.unique_id, new.name, new.disabled_by) == (old.unique_id, "Zone of the porch", None)
        assert registry.async_get("number.porch_zone") is None
        shown = hass.states.get("select.porch_zone")
        assert shown is not None
        assert shown.state == "UTC+00:00"
        await hass.config_entries.async_unload(entry.entry_id)
