"""A camera that is replaced by another one: its entry, its entities and its settings."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi import backup
from custom_components.ip_camera_cgi.protocol.features import transfer
from simulator import SimulatedCamera, simulate

from ..conftest import PASSWORD, USER
from .conftest import SURE, act, entry_for, lose, orders, refused, set_up, user_input
from .test_entities import call, entity_id, state

OTHER_MODELS = {"netwave": "netwave-generic", "hucoms": "hucoms-dome"}


@pytest.fixture(autouse=True)
def read_back_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait long for values that a camera shows late."""
    monkeypatch.setattr(transfer, "_CONFIRM_DELAYS", (0, 0.2))


def other_camera(dialect: str, **changes: Any) -> SimulatedCamera:
    """Return another model of the same family."""
    return simulate(dialect, personality=OTHER_MODELS[dialect], user=USER, password=PASSWORD, **changes)


def network(simulated: SimulatedCamera) -> dict[str, str]:
    """Return the settings that are never copied."""
    names = ("ip", "mask", "gateway", "port", "user", "pwd", "wifi", "pppoe", "network/", "account")
    return {name: value for name, value in simulated.settings.items() if name.startswith(names)}


async def choose(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, *choices: str) -> Any:
    """Reconfigure an entry with the address of another camera, and choose from the menus."""
    step: Any = await entry.start_reconfigure_flow(hass)
    step = await hass.config_entries.flow.async_configure(step["flow_id"], user_input(simulated))
    for choice in choices:
        assert step["type"] is FlowResultType.MENU
        step = await hass.config_entries.flow.async_configure(step["flow_id"], {"next_step_id": choice})
    await hass.async_block_till_done()
    return step


async def test_replacement_keeps_entities_and_gets_the_settings(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, dialect: str
) -> None:
    """The old camera is dead; what was known of it goes to another model."""
    registry = er.async_get(hass)
    await backup.async_pre_backup(hass)
    await call(hass, entry, "brightness", "set_value", value=33)
    registry.async_update_entity(entity_id(hass, entry, "camera"), new_entity_id="camera.yard", name="Yard")
    await hass.async_block_till_done()
    before = {each.entity_id: each.id for each in er.async_entries_for_config_entry(registry, entry.entry_id)}
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    await lose(entry, simulated)
    async with other_camera(dialect) as new:
        never = network(new)
        menu = await choose(hass, entry, new)
        assert (menu["step_id"], orders(new)) == ("another_camera", [])
        if dialect == "netwave":  # Hucoms cameras identify themselves to an account only
            assert not [each for each in new.requests if each.account]
        step: Any = await hass.config_entries.flow.async_configure(menu["flow_id"], {"next_step_id": "replacement"})
        assert step["description_placeholders"]["picture"].startswith("![](data:image")
        done: Any = await hass.config_entries.flow.async_configure(
            step["flow_id"], {"next_step_id": "replace_and_copy"}
        )
        assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "replaced")
        assert done["description_placeholders"]["refused"] == "-"
        await hass.async_block_till_done()

        assert entry.state is ConfigEntryState.LOADED
        assert entry.unique_id == entry_for(new).unique_id
        assert state(hass, entry, "brightness") == "33"
        assert entity_id(hass, entry, "camera") == "camera.yard"
        assert hass.states.is_state("camera.yard", "idle")
        after = {each.entity_id: each.id for each in er.async_entries_for_config_entry(registry, entry.entry_id)}
        assert after.items() >= before.items()
        (now,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
        assert now.id == device.id
        assert network(new) == never
        await hass.config_entries.async_unload(entry.entry_id)


async def test_replacement_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, dialect: str
) -> None:
    """Not for a camera that has an entry, nor for one of another family; the entry stays as it is."""
    data = dict(entry.data)
    async with other_camera(dialect) as new:
        entry_for(new).add_to_hass(hass)
        form = await choose(hass, entry, new, "replacement")
        assert form["errors"] == {"base": "replacement_set_up"}
        hass.config_entries.flow.async_abort(form["flow_id"])
    family = {"netwave": "hucoms", "hucoms": "netwave"}[dialect]
    async with simulate(family, user=USER, password=PASSWORD) as new:
        form = await choose(hass, entry, new, "replacement")
        assert form["errors"] == {"base": "other_family"}
        hass.config_entries.flow.async_abort(form["flow_id"])
        assert orders(new) == []
    assert dict(entry.data) == data


async def test_connection_breaks_while_copying(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, dialect: str
) -> None:
    """The entry still belongs to the old camera, and the same form tries it again."""
    data = dict(entry.data)
    await call(hass, entry, "brightness", "set_value", value=33)
    async with other_camera(dialect) as new:
        menu = await choose(hass, entry, new, "replacement")
        new.faults.refuse = True
        form = await hass.config_entries.flow.async_configure(menu["flow_id"], {"next_step_id": "replace_and_copy"})
        assert form["errors"] == {"base": "not_copied"}
        assert dict(entry.data) == data
        hass.config_entries.flow.async_abort(form["flow_id"])


async def test_settings_are_copied_to_another_model(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, dialect: str
) -> None:
    """What the other model lacks or refuses is listed; network, accounts and the source stay as they are."""
    await call(hass, entry, "brightness", "set_value", value=44)
    before = dict(simulated.settings)
    async with other_camera(dialect) as new, set_up(hass, new) as target:
        never = network(new)
        answer = await act(hass, target, "copy_settings", source=entity_id(hass, entry, "camera"), **SURE)
        await hass.async_block_till_done()
        assert {"setting": "Brightness", "value": 44} in answer["copied"]
        assert state(hass, target, "brightness") == "44"
        assert answer["not_accepted"] == []
        assert (network(new), simulated.settings) == (never, before)
        again = await act(hass, target, "copy_settings", source=entity_id(hass, entry, "camera"), **SURE)
        assert again["copied"] == []
        assert again["not_supported"] == answer["not_supported"]


async def test_value_that_is_not_kept_is_listed(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, dialect: str
) -> None:
    await call(hass, entry, "brightness", "set_value", value=44)
    async with other_camera(dialect) as new, set_up(hass, new) as target:
        new.faults.deaf = True  # it says yes and keeps nothing
        answer = await act(hass, target, "copy_settings", source=entity_id(hass, entry, "camera"), **SURE)
        assert {"setting": "Brightness", "value": 44} in answer["not_accepted"]
        assert answer["copied"] == []


async def test_sources_that_make_no_sense(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    own = entity_id(hass, entry, "camera")
    with refused(simulated, "same_camera", ServiceValidationError):
        await act(hass, entry, "copy_settings", source=own, **SURE)
    family = {"netwave": "hucoms", "hucoms": "netwave"}[simulated.personality.dialect]
    async with simulate(family, user=USER, password=PASSWORD) as other, set_up(hass, other) as target:
        with refused(other, "other_family", ServiceValidationError):
            await act(hass, target, "copy_settings", source=own, **SURE)
        with refused(other, "no_camera_entity", ServiceValidationError):
            await act(hass, target, "copy_settings", source="camera.unknown", **SURE)
        with refused(other, "not_confirmed", ServiceValidationError):
            await act(hass, target, "copy_settings", source=own)


@pytest.mark.parametrize("dialect", ["netwave"])
async def test_passwords_are_copied_and_not_shown(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, dialect: str
) -> None:
    await act(hass, entry, "set_mail", server="smtp.example.org", username="ann", password="apple")
    async with other_camera(dialect) as new, set_up(hass, new) as target:
        answer = await act(hass, target, "copy_settings", source=entity_id(hass, entry, "camera"), **SURE)
        assert "apple" not in str(answer)
        assert new.settings["mail_pwd"] == "apple"
