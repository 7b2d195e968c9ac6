"""Copies of the cameras' settings in Home Assistant's backups, later changes, and restoring them."""

import time
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi import backup
from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.protocol import MaintenanceTask
from custom_components.ip_camera_cgi.stored_backups import async_stored_backup
from simulator import SimulatedCamera, simulate

from .conftest import SURE, act, lose, refused, set_up
from .test_entities import call, state

netwave = pytest.mark.parametrize("dialect", ["netwave"])


def content(hass_storage: dict[str, Any], entry: MockConfigEntry) -> dict[str, Any]:
    return dict(hass_storage[f"{DOMAIN}.{entry.entry_id}.backup"]["data"])


async def test_changes_are_listed_and_undone(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, hass_storage: dict[str, Any]
) -> None:
    with refused(simulated, "no_stored_backup", ServiceValidationError):
        await act(hass, entry, "get_changes")
    await backup.async_pre_backup(hass)
    await backup.async_post_backup(hass)
    copy = content(hass_storage, entry)
    assert ("file" in copy) is (MaintenanceTask.BACK_UP in entry.runtime_data.camera.capabilities.tasks)
    assert not {key for key in copy["settings"] if key.startswith(("network", "user_", "wifi", "pppoe"))}
    assert (await act(hass, entry, "get_changes"))["changes"] == []

    before = dict(simulated.settings)
    brightness = state(hass, entry, "brightness")
    await call(hass, entry, "brightness", "set_value", value=11)
    await call(
        hass, entry, "motion_detection", "turn_off" if state(hass, entry, "motion_detection") == "on" else "turn_on"
    )
    answer = await act(hass, entry, "get_changes")
    assert answer["since"] == copy["time"]
    changes = {each["setting"]: (each["before"], each["now"]) for each in answer["changes"]}
    assert changes["Brightness"] == (int(brightness), 11)
    assert set(changes) == {"Brightness", "Motion detection"}

    asked = len(simulated.requests)
    await act(hass, entry, "restore", **SURE)
    assert simulated.settings == before
    assert not [each for each in simulated.requests[asked:] if each.path.startswith(("/restore", "/set_network"))]


@netwave
async def test_passwords_are_not_shown(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    await act(hass, entry, "set_mail", server="smtp.example.org", username="ann", password="apple")
    await backup.async_pre_backup(hass)
    await act(hass, entry, "set_mail", password="banana")
    answer = await act(hass, entry, "get_changes")
    assert "apple" not in str(answer)
    assert "banana" not in str(answer)
    (change,) = answer["changes"]
    assert change["before"] == change["now"] == "••••"


async def test_camera_that_is_offline_keeps_its_copy(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    await backup.async_pre_backup(hass)
    copy = await async_stored_backup(entry.runtime_data)
    await lose(entry, simulated)
    await backup.async_pre_backup(hass)
    assert await async_stored_backup(entry.runtime_data) == copy


async def test_unresponsive_cameras_do_not_delay_the_backup(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulated: SimulatedCamera,
    monkeypatch: pytest.MonkeyPatch,
    hass_storage: dict[str, Any],
) -> None:
    """Cameras that hang or answer invalidly are skipped; the others are copied."""
    monkeypatch.setattr(backup, "_TIMEOUT", 2)
    other = "hucoms" if simulated.personality.dialect == "netwave" else "netwave"
    async with simulate(other) as second, set_up(hass, second) as good:
        simulated.faults.silent = True
        simulated.hang_up()
        began = time.monotonic()
        await backup.async_pre_backup(hass)
        assert time.monotonic() - began < 4
        assert content(hass_storage, good)["settings"]
        assert f"{DOMAIN}.{entry.entry_id}.backup" not in hass_storage
        simulated.faults.silent = False
        simulated.faults.garbage = True
        await backup.async_pre_backup(hass)
        simulated.faults.garbage = False


async def test_while_privacy_is_on(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    """During privacy the camera has temporary settings: they are not copied, and nothing is restored over them."""
    await backup.async_pre_backup(hass)
    copy = await async_stored_backup(entry.runtime_data)
    await call(hass, entry, "privacy_mode", "turn_on")
    await backup.async_pre_backup(hass)
    assert await async_stored_backup(entry.runtime_data) == copy
    with refused(simulated, "private"):
        await act(hass, entry, "restore", **SURE)
    await call(hass, entry, "privacy_mode", "turn_off")


async def test_removed_camera(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, hass_storage: dict[str, Any]
) -> None:
    await backup.async_pre_backup(hass)
    assert content(hass_storage, entry)
    await hass.config_entries.async_remove(entry.entry_id)
    assert f"{DOMAIN}.{entry.entry_id}.backup" not in hass_storage
