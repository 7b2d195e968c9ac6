"""Diagnostics and the replay of downloaded reports."""

import json
from pathlib import Path
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import get_diagnostics_for_config_entry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ip_camera_cgi.connection.availability_log import record_availability
from custom_components.ip_camera_cgi.protocol import CameraRejectedError
from script.diagnostics import FOLDER, SAMPLES, diagnosed
from simulator import SimulatedCamera, replay

from ..conftest import PASSWORD, USER
from ..protocol.test_camera import until
from .conftest import entry_for, lose, set_up

REPORTED = sorted(FOLDER.glob("*.json"))


async def download(hass: HomeAssistant, client: ClientSessionGenerator, entry: MockConfigEntry) -> dict[str, Any]:
    """Return the diagnostics as downloaded."""
    return dict(await get_diagnostics_for_config_entry(hass, client, entry))


def read(file: Path) -> dict[str, Any]:
    """Return a saved report."""
    return dict(json.loads(file.read_text("utf-8"))["data"])


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_health_issues_require_a_connection(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, simulated: SimulatedCamera
) -> None:
    """The stored description of an unavailable camera yields no health issues."""
    simulated.settings["sys_ver"] = "11.37.2.54"
    async with set_up(hass, simulated) as entry:
        reported = await download(hass, hass_client, entry)
        assert (reported["absent"], reported["there"], reported["concerns"]) == (False, True, ["firmware_hole"])
        simulated.faults.refuse = True
        await hass.config_entries.async_reload(entry.entry_id)
        reported = await download(hass, hass_client, entry)
        assert (reported["absent"], reported["there"], reported["concerns"]) == (True, False, [])


@pytest.mark.parametrize("file", REPORTED, ids=lambda file: file.stem)
async def test_replayed_report_yields_same_diagnostics(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, file: Path
) -> None:
    """A replayed camera can be set up and produces the same report."""
    reported = read(file)
    registry = er.async_get(hass)
    async with replay(file, user=USER, password=PASSWORD) as simulated, set_up(hass, simulated) as entry:
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
            registry.async_update_entity(entity.entity_id, disabled_by=None)
        await hass.config_entries.async_reload(entry.entry_id)
        await until(
            lambda: entry.runtime_data.camera.listening and entry.runtime_data.camera.allows_anonymous is not None
        )
        again = await download(hass, hass_client, entry)
        assert {question: again["pages"].get(question) for question in reported["pages"]} == reported["pages"]
        for part in ("dialect", "info", "role", "capabilities", "open_to_everybody", "not_given"):
            assert again[part] == reported[part], part
        camera = entry.runtime_data.camera
        idle = {setting.key for setting in camera.settings if not camera.is_available(setting)}
        unavailable = {
            entity.unique_id.removeprefix(f"{entry.unique_id}_")
            for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
            if (state := hass.states.get(entity.entity_id)) is None or state.state == STATE_UNAVAILABLE
        }
        assert unavailable <= idle


def test_samples_of_each_dialect() -> None:
    assert {read(file)["dialect"] for file in REPORTED} == {"netwave", "hucoms"}


@pytest.mark.parametrize("personality", SAMPLES)
async def test_samples_are_up_to_date(personality: str) -> None:
    sample = read(FOLDER / f"{personality}.json")
    reported = json.loads(json.dumps(await diagnosed(SAMPLES[personality], personality)))
    assert set(reported) == set(sample), "run python -m script.diagnostics"
    assert set(reported["pages"]) == set(sample["pages"]), "run python -m script.diagnostics"
    for page, fields in reported["pages"].items():
        moving = {"now", "serverdate", "port"}
        differing = {name for name, value in fields.items() if sample["pages"][page].get(name) != value}
        # The simulator uses free ports for its streams.
        assert {name for name in differing - moving if not name.endswith(".address")} == set()


async def test_diagnostics_are_deterministic(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """No request is sent, and all sets are sorted."""
    await until(lambda: entry.runtime_data.camera.allows_anonymous is not None)
    simulated.faults.power_cut = True  # so that no request is sent meanwhile
    first = await download(hass, hass_client, entry)
    second = await download(hass, hass_client, entry)
    kept = [{key: value for key, value in each.items() if key not in {"asked", "alarms"}} for each in (first, second)]
    assert json.dumps(kept[0]) == json.dumps(kept[1])
    assert list(first["pages"]) == sorted(first["pages"])
    assert all(list(page) == sorted(page) for page in first["pages"].values())
    assert first["concerns"] == []
    assert first["entry"]["state"] == "loaded"


async def test_request_log(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    await entry.runtime_data.async_refresh()
    simulated.faults.half = True
    await entry.runtime_data.async_refresh()
    reported = await download(hass, hass_client, entry)
    assert {each["outcome"] for each in reported["asked"]} >= {"answered", "CameraUnavailableError"}
    assert all(each["question"].partition("?")[0].endswith(".cgi") for each in reported["asked"])
    assert all(0 <= each["seconds"] < 5 for each in reported["asked"])
    page = next(iter(entry.runtime_data.camera.driver.pages))
    for _ in range(60):
        await entry.runtime_data.camera.refresh([page]) if not simulated.faults.half else simulated.faults.clear()
    assert len((await download(hass, hass_client, entry))["asked"]) == 50


async def test_preset_names_are_omitted(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> None:
    """Numbers are shown, names may be personal."""
    hass.config_entries.async_update_entry(entry, options={"presets": {"2": "Anna's bed", "1": "Safe"}, "hold": 5})
    reported = await download(hass, hass_client, entry)
    assert reported["entry"]["options"] == {"hold": 5, "presets": ["1", "2"]}


async def test_outages(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """The log survives reloads and is deleted with the entry."""
    coordinator = entry.runtime_data
    await lose(entry, simulated)
    for refuse in (True, False):
        simulated.faults.refuse = refuse
        await coordinator.async_refresh()
    await hass.config_entries.async_reload(entry.entry_id)
    known = (await download(hass, hass_client, entry))["history"]
    assert [each["there"] for each in known] == [True, False, True]
    assert "CameraConnectionError" in known[1]["why"]
    await lose(entry, simulated)
    assert [each["there"] for each in (await download(hass, hass_client, entry))["history"]][-1] is False
    simulated.faults.refuse = False


async def test_diagnostics_of_camera_never_reached(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, simulated: SimulatedCamera
) -> None:
    """The report has the entry and the reason of the failure."""
    simulated.faults.refuse = True
    called = {"webhook_id": "0123abcd", "call_before": {"enabled": True, "url": "http://10.0.0.1/bell?a=b"}}
    entry = entry_for(simulated, **called)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    for why in (None, CameraRejectedError(f"0123abcd http://10.0.0.1/bell?a=b {PASSWORD}")):
        record_availability(hass, entry.entry_id, why)
    reported = await download(hass, hass_client, entry)
    assert reported["history"].pop()["why"] == "CameraRejectedError: redacted redacted redacted"
    assert reported["history"].pop()["there"]
    assert reported["entry"]["calls_us"]
    assert reported["entry"]["called_before"]
    assert "pages" not in reported
    assert reported["entry"]["state"] == "setup_retry"
    assert reported["entry"]["host"] == "127.0.0.1"
    assert [each["there"] for each in reported["history"]] == [False]
    for failures in range(50):
        record_availability(hass, entry.entry_id, CameraRejectedError() if failures % 2 else None)
    hass.config_entries.async_update_entry(entry, data={**entry.data, "host": "porch.example.net"})
    reported = await download(hass, hass_client, entry)
    assert reported["entry"]["host"] == "redacted"
    assert len(reported["history"]) == 30
    await hass.config_entries.async_remove(entry.entry_id)
