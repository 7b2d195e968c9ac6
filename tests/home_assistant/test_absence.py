"""Cameras that become unavailable and return."""

import asyncio
from datetime import timedelta
import logging
from time import monotonic

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.dt import utcnow
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.ip_camera_cgi.connection import connection
from custom_components.ip_camera_cgi.connection.connection import description_store
from simulator import SimulatedCamera

from ..conftest import PASSWORD
from ..protocol.test_camera import until
from .test_entities import call, keys, state


def log_messages(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    """Return the log messages of the integration at a level."""
    records = [record for record in caplog.records if record.name.startswith("custom_components.ip_camera_cgi")]
    return [record.getMessage() for record in records if record.levelno == level]


async def test_health_page_of_a_camera_that_is_dead_for_a_day(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, caplog: pytest.LogCaptureFixture
) -> None:
    """Home Assistant lists the errors and warnings of an integration: there is one, however often it is polled."""
    await until(lambda: entry.runtime_data.camera.listening)
    simulated.faults.refuse = True
    simulated.hang_up()
    caplog.clear()
    coordinator = entry.runtime_data
    for half_hour in range(1, 49):
        polled = coordinator.connection.failures
        async_fire_time_changed(hass, utcnow() + timedelta(minutes=30 * half_hour))
        await until(lambda: coordinator.connection.failures > polled)  # noqa: B023
        await hass.async_block_till_done()
    serious = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [(record.levelname, record.name.partition(".")[0]) for record in serious] == [
        ("WARNING", "custom_components")
    ]
    assert entry.state is ConfigEntryState.LOADED


@pytest.mark.parametrize("fault", ["refuse", "silent", "garbage"])
async def test_start_while_camera_is_unavailable(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulated: SimulatedCamera,
    fault: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Home Assistant starts with the stored description, and the camera connects later."""
    before = keys(hass, entry)
    assert await hass.config_entries.async_unload(entry.entry_id)
    setattr(simulated.faults, fault, True)
    simulated.hang_up()
    caplog.clear()
    started = monotonic()
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert monotonic() - started < 8
    assert entry.state is ConfigEntryState.LOADED
    assert keys(hass, entry) >= before  # loudspeaker entities may be added later
    assert state(hass, entry, "brightness") == state(hass, entry, "motion") == STATE_UNAVAILABLE
    (warning,) = log_messages(caplog, logging.WARNING)
    assert not warning.endswith("None"), "the reason is shown"
    assert not log_messages(caplog, logging.ERROR)

    simulated.faults.clear()
    async_fire_time_changed(hass, utcnow() + timedelta(minutes=1))
    await until(lambda: state(hass, entry, "brightness") != STATE_UNAVAILABLE, 20)
    await until(lambda: entry.runtime_data.camera.listening)


async def test_viewers_of_unavailable_camera_do_not_delay_shutdown(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """Viewers waiting for an unavailable camera do not delay the shutdown of Home Assistant."""
    assert await hass.config_entries.async_unload(entry.entry_id)
    simulated.faults.refuse = True
    simulated.hang_up()
    assert await hass.config_entries.async_setup(entry.entry_id)
    live = entry.runtime_data.camera.live
    viewer = asyncio.create_task(anext(live.frames(), None))
    await until(lambda: live.viewers)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    async with asyncio.timeout(2):
        assert await viewer is None


async def test_outage_is_logged_once_and_return_once(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, caplog: pytest.LogCaptureFixture
) -> None:
    await until(lambda: entry.runtime_data.camera.listening)
    caplog.clear()
    simulated.faults.refuse = True
    simulated.hang_up()
    for minute in range(4):
        async_fire_time_changed(hass, utcnow() + timedelta(minutes=minute + 1))
        await hass.async_block_till_done()
    await until(lambda: state(hass, entry, "brightness") == STATE_UNAVAILABLE, 20)
    assert len(log_messages(caplog, logging.WARNING)) == 1
    simulated.faults.clear()
    await entry.runtime_data.async_refresh()  # no timer is set while a poll is running
    await until(lambda: state(hass, entry, "brightness") != STATE_UNAVAILABLE, 20)
    assert len(log_messages(caplog, logging.WARNING)) == 1
    assert len(log_messages(caplog, logging.INFO)) == 1
    assert not log_messages(caplog, logging.ERROR)


async def test_requested_restart_is_not_logged_as_warning(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, caplog: pytest.LogCaptureFixture
) -> None:
    """A restarting camera is unavailable at once, and available after its first answer."""
    simulated.reboot_seconds = 3
    await until(lambda: entry.runtime_data.camera.listening)
    await call(hass, entry, "reboot", "press")
    assert state(hass, entry, "brightness") == STATE_UNAVAILABLE
    await until(lambda: state(hass, entry, "brightness") != STATE_UNAVAILABLE, 12)
    assert not simulated.rebooting
    assert not log_messages(caplog, logging.WARNING)


async def test_refused_restart_is_not_expected(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    simulated.faults.unauthorized = True
    simulated.faults.only = "reboot"
    with pytest.raises(HomeAssistantError):
        await call(hass, entry, "reboot", "press")
    assert not entry.runtime_data.restart_window.is_open
    assert state(hass, entry, "brightness") != STATE_UNAVAILABLE


async def test_alarm_sources_recover_after_short_outage(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """The alarm sources break off one after the other, and none counts as working for long."""
    alarms = entry.runtime_data.camera.alarms
    await until(lambda: alarms.on and all(source["works"] for source in alarms.sources.details))
    simulated.faults.reset = True
    alarms.wake()
    await until(lambda: not any(source["works"] for source in alarms.sources.details if source["name"] == "polling"))
    simulated.faults.refuse = True
    simulated.hang_up()
    await until(lambda: state(hass, entry, "brightness") == STATE_UNAVAILABLE, 3)
    simulated.faults.clear()
    await until(lambda: state(hass, entry, "brightness") != STATE_UNAVAILABLE, 12)


async def test_reauth_ends_when_old_login_is_accepted_again(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """The reauthentication flow is aborted when the camera accepts the old login again."""
    simulated.faults.unauthorized = True
    for _ in range(4):
        await entry.runtime_data.async_refresh()
    await hass.async_block_till_done()
    assert len(list(entry.async_get_active_flows(hass, {SOURCE_REAUTH}))) == 1
    simulated.faults.clear()
    async_fire_time_changed(hass, utcnow() + timedelta(minutes=2))
    await until(lambda: state(hass, entry, "brightness") != STATE_UNAVAILABLE, 20)
    assert not list(entry.async_get_active_flows(hass, {SOURCE_REAUTH}))


async def test_login_refused_after_outage_at_start(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_REFUSED_PAUSE", 0)
    simulated.faults.refuse = True
    simulated.hang_up()
    assert await hass.config_entries.async_reload(entry.entry_id)
    simulated.faults.refuse = False
    simulated.faults.unauthorized = True
    await entry.runtime_data.async_refresh()
    simulated.faults.clear()
    async_fire_time_changed(hass, utcnow() + timedelta(minutes=2))
    await until(lambda: state(hass, entry, "brightness") != STATE_UNAVAILABLE, 20)
    assert not list(entry.async_get_active_flows(hass, {SOURCE_REAUTH}))


async def test_stored_description_contains_no_password(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    kept = await description_store(hass, entry.entry_id).async_load()
    assert kept is not None
    assert PASSWORD not in str(kept)


async def test_removing_entry_deletes_stored_data(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert await description_store(hass, entry.entry_id).async_load() is not None
    await hass.config_entries.async_remove(entry.entry_id)
    assert await description_store(hass, entry.entry_id).async_load() is None


async def test_description_of_another_version_is_ignored(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    await description_store(hass, entry.entry_id).async_save({"dialect": "morse"})
    simulated.faults.refuse = True
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state.name == "SETUP_RETRY"
    simulated.faults.clear()
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state.name == "LOADED"
