"""Identity of cameras: duplicate MAC addresses, several host names, cameras without a MAC address."""

from typing import Any

from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_INTEGRATION_DISCOVERY,
    ConfigEntryDisabler,
    ConfigEntryState,
)
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PASSWORD, CONF_PORT, CONF_USERNAME, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
import pytest

from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.discovery.address_book import get_address_book
from custom_components.ip_camera_cgi.protocol import Address
from simulator import SimulatedCamera, simulate

from ..conftest import PASSWORD, USER
from ..protocol.stub import NOT_FOUND, answer, stub
from ..protocol.test_camera import until
from ..protocol.test_firmwares import NETWAVE
from .conftest import entry_for, lose, set_up, user_input
from .test_config_flow import choose, submit, suggested
from .test_entities import call, state


def two(dialect: str) -> tuple[SimulatedCamera, SimulatedCamera]:
    """Return two clones with the same MAC address."""
    first, second = (simulate(dialect, user=USER, password=PASSWORD) for _ in range(2))
    name = {"netwave": "alias", "hucoms": "servername/servername"}[dialect]
    first.settings[name], second.settings[name] = "Driveway", "Garage"
    return first, second


async def test_second_clone_is_added_beside_the_first(hass: HomeAssistant) -> None:
    """The user is informed that both have one MAC address; both work."""
    first, second = two("netwave")
    async with first, second, set_up(hass, first) as entry:
        menu = await submit(hass, user_input(second))
        assert (menu["type"], menu["step_id"]) == (FlowResultType.MENU, "same_mac")
        shown = menu["description_placeholders"]
        assert shown is not None
        assert shown["known_address"] == f"127.0.0.1:{first.port}"
        assert shown["address"] == f"127.0.0.1:{second.port}"
        assert entry.data[CONF_PORT] == first.port
        created = await choose(hass, await choose(hass, menu, "add_another"), "add")
        await hass.async_block_till_done()
        other = created["result"]
        assert other.state is ConfigEntryState.LOADED
        assert other.unique_id != entry.unique_id
        assert other.data[CONF_MAC] == entry.unique_id
        await call(hass, entry, "brightness", "set_value", value=11)
        await call(hass, other, "brightness", "set_value", value=22)
        assert (first.settings["brightness"], second.settings["brightness"]) == ("11", "22")
        devices = dr.async_get(hass)
        assert len({d.id for e in (entry, other) for d in dr.async_entries_for_config_entry(devices, e.entry_id)}) == 2
        await hass.config_entries.async_unload(other.entry_id)


async def test_second_clone_can_be_declared_the_same_camera(hass: HomeAssistant) -> None:
    first, second = two("hucoms")
    async with first, second, set_up(hass, first) as entry:
        result = await choose(hass, await submit(hass, user_input(second)), "move")
        await hass.async_block_till_done()
        assert result["type"] is FlowResultType.ABORT
        assert entry.data[CONF_PORT] == second.port


@pytest.mark.parametrize("name", ["Garage", "Driveway"])
async def test_clone_does_not_replace_unavailable_camera(hass: HomeAssistant, name: str) -> None:
    """Pictures of different cameras are never mixed up."""
    first, second = two("netwave")
    second.settings["alias"] = name
    async with first, second, set_up(hass, first) as entry:
        where = {"host": "127.0.0.1", "port": second.port}
        source = SOURCE_INTEGRATION_DISCOVERY
        await hass.config_entries.flow.async_init(DOMAIN, context={"source": source}, data=where)
        get_address_book(hass).record(entry.unique_id, Address("127.0.0.1", second.port))  # a later search finds both
        await lose(entry, first)
        for _ in range(4):
            await entry.runtime_data.async_refresh()
            await hass.async_block_till_done()
        assert entry.data[CONF_PORT] == first.port
        assert state(hass, entry, "brightness") == STATE_UNAVAILABLE
        await hass.config_entries.async_unload(entry.entry_id)
        hass.data.pop("ip_camera_cgi_whereabouts")  # as after a restart
        await hass.config_entries.async_setup(entry.entry_id)
        get_address_book(hass).record(entry.unique_id, Address("127.0.0.1", second.port))
        for _ in range(4):
            await entry.runtime_data.async_refresh()
            await hass.async_block_till_done()
        assert entry.data[CONF_PORT] == first.port
        assert all(each.login is None for each in second.requests), "it receives no login"


async def test_camera_does_not_move_to_a_disabled_clone(hass: HomeAssistant) -> None:
    first, second = two("netwave")
    second.settings["alias"] = "Driveway"
    async with first, second, set_up(hass, first) as entry:
        menu = await submit(hass, user_input(second))
        other = (await choose(hass, await choose(hass, menu, "add_another"), "add"))["result"]
        await hass.async_block_till_done()
        await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
        get_address_book(hass).record(entry.unique_id, Address("127.0.0.1", first.port))
        await lose(other, second)
        for _ in range(4):
            await other.runtime_data.async_refresh()
            await hass.async_block_till_done()
        assert other.data[CONF_PORT] == second.port
        await hass.config_entries.async_unload(other.entry_id)


async def test_second_name_of_the_same_host(
    hass: HomeAssistant, entry: Any, simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing changes, because the camera answers at its address."""

    class Resolver:
        async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[dict[str, Any]]:
            return [
                {"hostname": host, "host": "127.0.0.1", "port": port, "family": 2, "proto": 6, "flags": family and 0}
            ]

    monkeypatch.setattr(async_get_clientsession(hass).connector, "_resolver", Resolver())
    result = await submit(hass, user_input(simulated, host="localhost"))
    assert (result["type"], result.get("reason")) == (FlowResultType.ABORT, "already_configured")
    assert entry.data[CONF_HOST] == "127.0.0.1"


async def test_disabled_entry_stays_as_it_is(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    known = entry_for(simulated)
    known.add_to_hass(hass)
    await hass.config_entries.async_set_disabled_by(known.entry_id, ConfigEntryDisabler.USER)
    assert known.unique_id
    seen = DhcpServiceInfo(ip="127.0.0.9", hostname="ipcam", macaddress=known.unique_id.replace(":", ""))
    await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_DHCP}, data=seen)
    assert known.data[CONF_HOST] == "127.0.0.1"


@pytest.mark.parametrize("reported", ["000000000000", "", "FFFFFFFFFFFF", "1234567890"])
async def test_camera_without_a_mac_gets_an_id_of_its_own(hass: HomeAssistant, reported: str) -> None:
    status = answer(f"var id='{reported}';\nvar sys_ver='11.22.2.38';\nvar alias='Attic';\nvar alarm_status=0;\n")
    pages = NETWAVE | {"get_status.cgi": status}
    async with stub(lambda page, _: pages.get(page, NOT_FOUND)) as served:
        typed = {CONF_HOST: "127.0.0.1", CONF_PORT: served.port, CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD}
        ids = set()
        for _ in range(2):  # two of them can be used
            created = await choose(hass, await submit(hass, typed), "add")
            await hass.async_block_till_done()
            entry = created["result"]
            await until(lambda entry=entry: entry.state is ConfigEntryState.LOADED)
            ids.add(entry.unique_id)
            (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
            assert not device.connections
            assert await hass.config_entries.async_unload(entry.entry_id)
        assert len(ids) == 2
        assert all(str(each).startswith("02:") for each in ids)


async def test_stored_password_is_not_shown_and_stays(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    async with set_up(hass, simulated) as entry:
        form = await entry.start_reconfigure_flow(hass)
        assert suggested(form)[CONF_PASSWORD] is None
        assert PASSWORD not in str(form["data_schema"].schema)
        typed = {**user_input(simulated), CONF_PASSWORD: ""}
        form = await hass.config_entries.flow.async_configure(form["flow_id"], {**typed, CONF_PORT: 1})
        assert form["errors"]
        assert not suggested(form)[CONF_PASSWORD]
        result = await hass.config_entries.flow.async_configure(form["flow_id"], typed)
        assert result["reason"] == "reconfigure_successful"
        assert entry.data[CONF_PASSWORD] == PASSWORD
        await hass.async_block_till_done()
