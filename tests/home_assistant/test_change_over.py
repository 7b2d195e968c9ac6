"""Taking the place of the entries of other integrations that show the same camera."""

import asyncio
from collections.abc import AsyncGenerator
from http import HTTPStatus
from typing import Any
from unittest.mock import Mock

from homeassistant.components.camera import async_get_image
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.config_entries import SOURCE_USER, ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockModule, mock_integration
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ip_camera_cgi.change_over import change_over
from custom_components.ip_camera_cgi.const import DOMAIN
from simulator import SimulatedCamera, simulate

from ..conftest import PASSWORD, USER
from ..protocol.test_camera import until
from .conftest import set_up, user_input
from .test_discovery import LINKS

OLD, OWN = "camera.porch", "camera.old_name"
KINDS = ("mjpeg", "generic")


def old_entry(domain: str, simulated: SimulatedCamera) -> MockConfigEntry:
    """Return an entry as the flow of the other integration leaves it behind."""
    dialect = simulated.personality.dialect
    link = LINKS[dialect].format(port=simulated.port)
    still = link.replace("videostream.cgi", "snapshot.cgi").replace("mjpeg.cgi", "jpeg.cgi")
    login = {CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD}
    match domain:
        case "mjpeg":
            options: dict[str, Any] = {**login, "mjpeg_url": link, "authentication": "basic", "verify_ssl": True}
        case "generic":
            advanced = {"framerate": 2, "verify_ssl": True, "authentication": "basic"}
            options = {**login, "still_image_url": still, "content_type": "image/jpeg", "advanced": advanced}
        case _:
            data = {**login, CONF_HOST: "127.0.0.1", CONF_PORT: simulated.port, "stream": "Main", "rtsp_port": 88}
            return MockConfigEntry(domain=domain, title="Porch", data=data, version=2)
    return MockConfigEntry(domain=domain, title="Porch", options=options, version=2 if domain == "generic" else 1)


async def customize(hass: HomeAssistant, other: MockConfigEntry) -> er.RegistryEntry:
    """Give the old camera everything that an owner can give it."""
    registry = er.async_get(hass)
    (entity,) = er.async_entries_for_config_entry(registry, other.entry_id)
    area = ar.async_get(hass).async_get_or_create("Front garden")
    async_expose_entity(hass, "conversation", entity.entity_id, should_expose=True)
    return registry.async_update_entity(
        entity.entity_id,
        new_entity_id=OLD,
        aliases=["Door cam", "Letter box"],
        area_id=area.id,
        categories={"automation": "outside"},
        icon="mdi:gate",
        labels={"outdoors"},
        name="Porch camera",
    )


@pytest.fixture
async def other(hass: HomeAssistant, simulated: SimulatedCamera, domain: str) -> AsyncGenerator[MockConfigEntry]:
    """The entry of another integration, set up against the simulator."""
    assert await async_setup_component(hass, "homeassistant", {})
    other = old_entry(domain, simulated)
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)
    await customize(hass, other)
    await hass.async_block_till_done()
    yield other
    if other.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(other.entry_id)


def own(hass: HomeAssistant, entry: MockConfigEntry) -> er.RegistryEntry:
    """Return our camera entity."""
    entity_id = er.async_get(hass).async_get_entity_id("camera", DOMAIN, f"{entry.unique_id}_camera")
    return er.async_get(hass).entities[entity_id or ""]


def issues(hass: HomeAssistant) -> set[str]:
    """Return the repair issues about a change-over."""
    keys = {change_over.SHOWN_TWICE, change_over.OPEN}
    return {str(issue.translation_key) for issue in ir.async_get(hass).issues.values() if issue.translation_key in keys}


async def open_page(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """Open the page of the options."""
    menu = await hass.config_entries.options.async_init(entry.entry_id)
    return await hass.config_entries.options.async_configure(menu["flow_id"], {"next_step_id": "take_over"})


async def take_over(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """Take over, and return the menu that follows."""
    form = await open_page(hass, entry)
    menu = await hass.config_entries.options.async_configure(form["flow_id"], {})
    await hass.async_block_till_done()
    return menu


async def answer(hass: HomeAssistant, menu: Any, choice: str) -> None:
    """Choose what to do after the last look."""
    done = await hass.config_entries.options.async_configure(menu["flow_id"], {"next_step_id": choice})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


@pytest.mark.parametrize("domain", KINDS)
async def test_camera_keeps_what_the_old_one_had(
    hass: HomeAssistant, simulated: SimulatedCamera, other: MockConfigEntry
) -> None:
    """Everything of the old camera is there before and after its entry is removed."""
    registry = er.async_get(hass)
    before = registry.entities[OLD]
    async with set_up(hass, simulated) as entry:
        assert issues(hass) == {change_over.SHOWN_TWICE}
        menu = await take_over(hass, entry)
        assert menu["step_id"] == "last_look"
        assert menu["description_placeholders"]["entity_id"] == OLD
        assert OLD in menu["description_placeholders"]["picture"]
        assert (other.state, other.disabled_by) == (ConfigEntryState.NOT_LOADED, ConfigEntryDisabler.USER)
        assert issues(hass) == {change_over.OPEN}
        await answer(hass, menu, "remove_old")

        assert hass.config_entries.async_get_entry(other.entry_id) is None
        assert issues(hass) == set()
        after = own(hass, entry)
        assert after.entity_id == OLD
        kept = ("aliases", "categories", "icon", "labels")
        assert {name: getattr(after, name) for name in kept} == {name: getattr(before, name) for name in kept}
        assert after.options["conversation"] == {"should_expose": True}
        device = dr.async_get(hass).async_get(after.device_id or "")
        assert device is not None
        assert (device.area_id, device.name_by_user) == ("front_garden", "Porch camera")
        state = hass.states.get(OLD)
        assert state is not None
        assert (state.state == STATE_UNAVAILABLE, state.attributes["friendly_name"]) == (False, "Porch camera")
        assert (await async_get_image(hass, OLD)).content.startswith(b"\xff\xd8")


@pytest.mark.parametrize("domain", KINDS)
async def test_undone_by_one_click_also_after_a_restart(
    hass: HomeAssistant, simulated: SimulatedCamera, other: MockConfigEntry
) -> None:
    registry = er.async_get(hass)
    async with set_up(hass, simulated) as entry:
        before, own_before = registry.entities[OLD], own(hass, entry)
        (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
        menu = await take_over(hass, entry)
        hass.config_entries.options.async_abort(menu["flow_id"])
        ir.async_delete_issue(hass, DOMAIN, f"{change_over.OPEN}_{entry.entry_id}")
        await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done()
        assert issues(hass) == {change_over.OPEN}
        await answer(hass, await open_page(hass, entry), "undo_take_over")

        assert (other.state, other.disabled_by) == (ConfigEntryState.LOADED, None)
        assert issues(hass) == {change_over.SHOWN_TWICE}
        changing = {"modified_at": None}
        assert {**registry.entities[OLD].extended_dict, **changing} == {**before.extended_dict, **changing}
        assert {**own(hass, entry).extended_dict, **changing} == {**own_before.extended_dict, **changing}
        (now,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
        assert (now.area_id, now.name_by_user, now.labels) == (device.area_id, device.name_by_user, device.labels)
        assert hass.states.is_state(OLD, "idle")


@pytest.mark.parametrize("domain", ["mjpeg"])
async def test_failure_in_the_middle_is_undone(
    hass: HomeAssistant, simulated: SimulatedCamera, other: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails last, the old camera works again and has kept its entity ID."""
    registry = er.async_get(hass)
    async with set_up(hass, simulated) as entry:
        before, own_before = registry.entities[OLD], own(hass, entry).entity_id
        form = await open_page(hass, entry)
        with monkeypatch.context() as patch:
            patch.setattr(change_over, "hand_over", Mock(side_effect=ValueError("in use")))
            failed = await hass.config_entries.options.async_configure(form["flow_id"], {})
        assert failed["errors"] == {"base": "take_over_failed"}
        await hass.async_block_till_done()
        assert (other.state, own(hass, entry).entity_id) == (ConfigEntryState.LOADED, own_before)
        assert registry.entities[OLD].id == before.id
        assert registry.entities[OLD].aliases == before.aliases
        assert issues(hass) == {change_over.SHOWN_TWICE}
        with monkeypatch.context() as patch:
            patch.setattr("homeassistant.components.mjpeg.async_unload_entry", refuse_to_unload)
            failed = await hass.config_entries.options.async_configure(form["flow_id"], {})
        assert failed["errors"] == {"base": "old_not_stopped"}
        assert (other.disabled_by, registry.entities[OLD].id) == (None, before.id)
        hass.config_entries.options.async_abort(form["flow_id"])


async def refuse_to_unload(*_: object) -> bool:
    """Stand for an integration that cannot be stopped."""
    return False


@pytest.mark.parametrize("domain", ["mjpeg"])
async def test_interrupted_change_over_is_undone_at_the_next_start(
    hass: HomeAssistant, simulated: SimulatedCamera, other: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power went after the old camera had left the registry."""
    async with set_up(hass, simulated) as entry:
        with monkeypatch.context() as patch:
            patch.setattr(change_over, "hand_over", Mock(side_effect=asyncio.CancelledError))
            with pytest.raises(asyncio.CancelledError):
                await change_over.async_take_over(hass, entry, other)
        assert OLD not in er.async_get(hass).entities
        await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done()
        assert (er.async_get(hass).entities[OLD].platform, other.state) == ("mjpeg", ConfigEntryState.LOADED)
        assert issues(hass) == {change_over.SHOWN_TWICE}


@pytest.mark.parametrize("domain", ["generic"])
async def test_removing_our_entry_gives_the_camera_back(
    hass: HomeAssistant, simulated: SimulatedCamera, other: MockConfigEntry
) -> None:
    async with set_up(hass, simulated) as entry:
        menu = await take_over(hass, entry)
        hass.config_entries.options.async_abort(menu["flow_id"])
        await hass.config_entries.async_remove(entry.entry_id)
        await hass.async_block_till_done()
    assert (er.async_get(hass).entities[OLD].platform, other.state) == ("generic", ConfigEntryState.LOADED)
    assert issues(hass) == set()


async def test_entry_of_core_foscam_that_never_worked(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    """It has registry entries of an earlier time, and is not loaded; the integration itself is a stub."""
    mock_integration(hass, MockModule("foscam"))
    other = old_entry("foscam", simulated)
    other.add_to_hass(hass)
    registry = er.async_get(hass)
    registry.async_get_or_create("camera", "foscam", other.entry_id, config_entry=other, suggested_object_id="porch")
    switch = registry.async_get_or_create("switch", "foscam", f"{other.entry_id}_sleep_switch", config_entry=other)
    async with set_up(hass, simulated) as entry:
        menu = await take_over(hass, entry)
        assert menu["description_placeholders"]["others"] == switch.entity_id
        await answer(hass, menu, "undo_take_over")
        assert registry.entities[OLD].platform == "foscam"
        await answer(hass, await take_over(hass, entry), "remove_old")
        assert own(hass, entry).entity_id == OLD
        assert switch.entity_id not in registry.entities


@pytest.mark.parametrize("domain", ["mjpeg"])
async def test_flow_that_adds_the_camera_takes_over(
    hass: HomeAssistant, simulated: SimulatedCamera, other: MockConfigEntry
) -> None:
    manager = hass.config_entries.flow
    form = await manager.async_init(DOMAIN, context={"source": SOURCE_USER})
    form = await manager.async_configure(form["flow_id"], {"next_step_id": "address"})
    form = await manager.async_configure(form["flow_id"], user_input(simulated))
    menu = await manager.async_configure(form["flow_id"], {"next_step_id": "add"})
    assert menu["step_id"] == "shown_twice"
    created = await manager.async_configure(menu["flow_id"], {"next_step_id": "take_over"})
    await hass.async_block_till_done()
    assert (created["type"], created["description"]) == (FlowResultType.CREATE_ENTRY, "taken_over")
    assert own(hass, created["result"]).entity_id == OLD
    assert other.disabled_by is ConfigEntryDisabler.USER
    await hass.config_entries.async_remove(created["result"].entry_id)
    await hass.async_block_till_done()


@pytest.mark.parametrize("domain", ["mjpeg"])
async def test_repair_leads_to_the_page_and_disappears_with_the_old_entry(
    hass: HomeAssistant, simulated: SimulatedCamera, other: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    assert await async_setup_component(hass, "repairs", {})
    async with set_up(hass, simulated) as entry:
        issue_id = f"{change_over.SHOWN_TWICE}_{entry.entry_id}"
        client = await hass_client()
        answered = await client.post("/api/repairs/issues/fix", json={"handler": DOMAIN, "issue_id": issue_id})
        assert answered.status == HTTPStatus.OK
        kind, flow_id = (await answered.json())["next_flow"]
        assert kind == "options_flow"
        assert hass.config_entries.options.async_get(flow_id)["step_id"] == "take_over"
        # The frontend of 2026.11 opens a flow of its own instead of that one.
        form = await hass.config_entries.options.async_init(entry.entry_id)
        assert form["step_id"] == "take_over"
        (only,) = hass.config_entries.options.async_progress()
        assert only["flow_id"] == form["flow_id"] != flow_id
        hass.config_entries.options.async_abort(form["flow_id"])
        menu = await hass.config_entries.options.async_init(entry.entry_id)
        assert menu["step_id"] == "init"
        hass.config_entries.options.async_abort(menu["flow_id"])
        await hass.config_entries.async_remove(other.entry_id)
        await until(lambda: not issues(hass))


async def test_other_cameras_are_not_twins(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    """Another port of the host is another camera; disabled entries and templates do not count."""
    async with simulate("netwave") as neighbour:
        old_entry("mjpeg", neighbour).add_to_hass(hass)
        disabled = old_entry("mjpeg", simulated)
        disabled.disabled_by = ConfigEntryDisabler.USER
        disabled.add_to_hass(hass)
        links = {"still_image_url": "{{ a_template }}", "stream_source": "rtsp://127.0.0.1:1/11"}
        MockConfigEntry(domain="generic", options=links).add_to_hass(hass)
        async with set_up(hass, simulated) as entry:
            assert issues(hass) == set()
            menu = await hass.config_entries.options.async_init(entry.entry_id)
            assert "take_over" not in menu["menu_options"]
            hass.config_entries.options.async_abort(menu["flow_id"])
