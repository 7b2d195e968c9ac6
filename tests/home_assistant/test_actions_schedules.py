"""Actions for weekly schedules."""

import asyncio
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.ip_camera_cgi.protocol.features.schedule import WEEKDAYS
from simulator import Account, AccountRole, NetwaveCamera, SimulatedCamera, simulate

from .conftest import act, changed, entry_for, refused, set_up

SCHEDULES = {"alarm": "alarm_", "viewing": "", "ftp": "ftp_"}
"""Names of the schedules, and the prefixes of their fields in the camera."""
netwave = pytest.mark.parametrize("dialect", ["netwave"], indirect=True)


@netwave
@pytest.mark.parametrize("schedule", SCHEDULES)
async def test_set_and_get(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera, schedule: str
) -> None:
    prefix = SCHEDULES[schedule]
    simulated.settings[f"{prefix}schedule_tue_1"] = "7"
    with changed(simulated) as now:
        await act(hass, entry, "set_schedule", schedule=schedule, monday="00:00-00:30, 23:45-24:00", enabled=True)
    assert now == {
        f"{prefix}schedule_mon_0": "3",
        f"{prefix}schedule_mon_2": str(1 << 31),
        f"{prefix}schedule_enable": "1",
    }
    reported = await act(hass, entry, "get_schedule", schedule=schedule)
    assert reported["enabled"] is True
    assert reported["monday"] == [{"from": "00:00", "to": "00:30"}, {"from": "23:45", "to": "24:00"}]
    assert reported["tuesday"] == [{"from": "08:00", "to": "08:45"}]
    assert reported["sunday"] == []


ALL_DAY = [str(2**32 - 1)] * 3


@netwave
@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("always", ALL_DAY),
        ("00:00-23:59", ALL_DAY),
        ("never", ["0", "0", "0"]),
        ("NEVER", ["0", "0", "0"]),
        ([], ["0", "0", "0"]),
        ("07:45 to 08:15", [str(1 << 31), "1", "0"]),
        (["08:00-08:15", "00:00 until 00:15"], ["1", "1", "0"]),
        ([{"from": "16:00:00", "to": "00:00:00"}], ["0", "0", ALL_DAY[2]]),
        ("08:00-09:00, 09:00-10:00", ["0", "255", "0"]),
    ],
)
async def test_formats_of_a_day(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera, wanted: Any, words: list[str]
) -> None:
    simulated.settings["alarm_schedule_sun_0"] = "12345"
    await act(hass, entry, "set_schedule", schedule="alarm", sunday=wanted)
    assert [simulated.settings[f"alarm_schedule_sun_{part}"] for part in range(3)] == words
    assert simulated.settings["alarm_schedule_enable"] == "0"


@netwave
async def test_response_can_be_written_back(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera
) -> None:
    simulated.settings |= {"schedule_enable": "1", "schedule_wed_0": "1431655765", "schedule_sat_2": "4026531840"}
    reported = await act(hass, entry, "get_schedule", schedule="viewing")
    never: dict[str, Any] = dict.fromkeys(WEEKDAYS, "never")
    await act(hass, entry, "set_schedule", schedule="viewing", enabled=False, **never)
    assert not any(int(simulated.settings[name]) for name in simulated.settings if name.startswith("schedule_"))
    with changed(simulated) as now:
        await act(hass, entry, "set_schedule", schedule="viewing", **reported)
    assert now == {"schedule_enable": "1", "schedule_wed_0": "1431655765", "schedule_sat_2": "4026531840"}


@netwave
@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        ("08:00-12:00, 11:45-13:00", "value_overlap"),
        ("always, 11:45-13:00", "value_overlap"),
        ("12:00-08:00", "value_ends_before_start"),
        ("12:00-12:00", "value_ends_before_start"),
        ("08:05-12:00", "value_no_quarter"),
        ([{"from": "08:00:00", "to": "12:00:30"}], "value_no_quarter"),
        ("08:00-24:15", "value_no_time"),
        ("08:00-25:00", "value_no_time"),
        ([{"from": "08:00"}], "value_no_time"),
        ([{"from": 480, "to": 720}], "value_no_time"),
        ("08:00", "value_no_range"),
        ("in the morning", "value_no_range"),
        ([8], "value_no_range"),
    ],
)
async def test_invalid_days_are_refused(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera, wanted: Any, key: str
) -> None:
    """Nothing is sent, not even the valid days."""
    with refused(simulated, key, ServiceValidationError):
        await act(hass, entry, "set_schedule", schedule="alarm", enabled=True, monday="always", tuesday=wanted)


@netwave
@pytest.mark.parametrize(
    "data",
    [
        {"schedule": "holiday", "monday": "always"},
        {"monday": "always"},
        {"schedule": "alarm", "monday": 5},
        {"schedule": "alarm", "enabled": "perhaps"},
        {"schedule": "alarm", "today": "always"},
    ],
)
async def test_malformed_schedule_calls(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera, data: dict[str, Any]
) -> None:
    request_count = len(simulated.requests)
    with pytest.raises(vol.Invalid):
        await act(hass, entry, "set_schedule", **data)
    assert [each for each in simulated.requests[request_count:] if "status" not in each.path] == []


@netwave
async def test_nothing_to_set(hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera) -> None:
    with refused(simulated, "nothing_to_set"):
        await act(hass, entry, "set_schedule", schedule="alarm")


@netwave
@pytest.mark.parametrize("schedule", SCHEDULES)
async def test_concurrent_changes_of_two_days(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera, schedule: str
) -> None:
    days: list[dict[str, Any]] = [{day: "00:00-00:15"} for day in ("monday", "friday", "sunday")]
    await asyncio.gather(
        *(act(hass, entry, "set_schedule", schedule=schedule, **day) for day in days),
        act(hass, entry, "set_schedule", schedule=schedule, enabled=True),
    )
    prefix = SCHEDULES[schedule]
    assert [simulated.settings[f"{prefix}schedule_{day}_0"] for day in ("mon", "fri", "sun", "tue")] == [*"1110"]
    assert simulated.settings[f"{prefix}schedule_enable"] == "1"


@netwave
async def test_camera_ignores_schedule(hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera) -> None:
    simulated.faults.deaf = True
    with pytest.raises(Exception, match=r"accepted the change of .*chedule.*, but still shows 0"):
        await act(hass, entry, "set_schedule", schedule="alarm", monday="00:00-00:15")


@pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
@pytest.mark.parametrize(("action", "data"), [("get_schedule", {}), ("set_schedule", {"monday": "always"})])
async def test_hucoms_has_no_schedules(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, action: str, data: dict[str, Any]
) -> None:
    with refused(simulated, "unsupported_function"):
        await act(hass, entry, action, schedule="alarm", **data)


@pytest.mark.parametrize(("action", "data"), [("get_schedule", {}), ("set_schedule", {"monday": "always"})])
async def test_model_without_ftp_schedule(hass: HomeAssistant, action: str, data: dict[str, Any]) -> None:
    async with simulate("netwave", personality="easyn-fs613") as simulated, set_up(hass, simulated) as entry:
        with refused(simulated, "unsupported_function"):
            await act(hass, entry, action, schedule="ftp", **data)
        await act(hass, entry, "set_schedule", schedule="alarm", monday="always")
        assert simulated.settings["alarm_schedule_mon_1"] == ALL_DAY[1]


@pytest.mark.parametrize(("action", "data"), [("get_schedule", {}), ("set_schedule", {"monday": "always"})])
async def test_schedule_requires_camera_rights(hass: HomeAssistant, action: str, data: dict[str, Any]) -> None:
    async with simulate("netwave", accounts=[Account("guest", "guest", AccountRole.OPERATOR)]) as simulated:
        entry = entry_for(simulated, username="guest", password="guest")
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        with refused(simulated, "not_allowed"):
            await act(hass, entry, action, schedule="alarm", **data)
        await hass.config_entries.async_unload(entry.entry_id)
