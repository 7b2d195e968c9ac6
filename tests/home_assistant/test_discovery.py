"""Discovery: each unconfigured camera is offered once, except ignored ones."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from fnmatch import fnmatch
from ipaddress import IPv4Network
from typing import Any

from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_IGNORE,
    SOURCE_INTEGRATION_DISCOVERY,
    SOURCE_USER,
    ConfigEntryDisabler,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.loader import async_get_dhcp
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.ip_camera_cgi import config_flow
from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.discovery import address_book
from custom_components.ip_camera_cgi.protocol import Address
from custom_components.ip_camera_cgi.protocol.dialects.netwave import (
    discovery as netwave_discovery,
    linked_cameras,
)
from simulator import Account, AccountRole, NetwaveCamera, SimulatedCamera, simulate

from ..conftest import PASSWORD, USER
from ..protocol.stub import NOT_FOUND, answer, stub
from ..protocol.test_camera import until
from .conftest import entry_for, set_up
from .test_config_flow import choose, confirm, suggested

LOGIN = {CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD}


@pytest.fixture
async def porch(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[NetwaveCamera]:
    """A camera that answers searches."""
    simulated = simulate("netwave", user=USER, password=PASSWORD, discovery=0)
    assert isinstance(simulated, NetwaveCamera)
    simulated.settings["alias"] = "Porch *1*"
    simulated.reboot_seconds = 0
    async with simulated:
        monkeypatch.setattr(netwave_discovery, "PORT", simulated.beacon.port)
        monkeypatch.setattr(config_flow, "DEFAULT_PORT", simulated.port)
        yield simulated


@pytest.fixture
def siblings_are_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allow linked cameras on loopback."""
    monkeypatch.setattr(linked_cameras, "_is_lan_host", lambda host: True)


def mac(simulated: SimulatedCamera) -> str:
    """Return the unique id of a camera."""
    return str(entry_for(simulated).unique_id)


def offered(hass: HomeAssistant) -> list[str | None]:
    """Return the unique ids of the discovered cameras."""
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    return [flow["context"]["unique_id"] for flow in flows]


def at(simulated: SimulatedCamera) -> dict[str, Any]:
    """Return the address of a camera."""
    return {CONF_HOST: "127.0.0.1", CONF_PORT: simulated.port}


async def given_address(hass: HomeAssistant, macaddress: str, ip: str = "127.0.0.1") -> ConfigFlowResult:
    """Simulate a DHCP announcement."""
    seen = DhcpServiceInfo(ip=ip, hostname="ipcam", macaddress=macaddress.replace(":", ""))
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_DHCP}, data=seen)


async def discovered(hass: HomeAssistant, where: dict[str, Any]) -> ConfigFlowResult:
    """Simulate an integration discovery."""
    source = SOURCE_INTEGRATION_DISCOVERY
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": source}, data=where)


async def ignore(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    """Ignore a discovered camera."""
    data = {"unique_id": mac(simulated), "title": "Porch"}
    await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_IGNORE}, data=data)


async def submit(hass: HomeAssistant, form: ConfigFlowResult, typed: dict[str, Any]) -> ConfigFlowResult:
    """Submit a form."""
    return await hass.config_entries.flow.async_configure(form["flow_id"], typed)


async def test_dhcp_matchers(hass: HomeAssistant) -> None:
    """DHCP matchers cover observed host names and MAC prefixes of Netwave cameras; none are known of Hucoms."""
    matchers = [each for each in await async_get_dhcp(hass) if each["domain"] == DOMAIN]

    def matches(macaddress: str, hostname: str = "") -> bool:
        return any(
            fnmatch(macaddress, str(each.get("macaddress"))) or fnmatch(hostname, str(each.get("hostname")))
            for each in matchers
        )

    for personality in ("foscam-fi8910w", "netwave-generic", "netwave-clone", "tenvis-jpt3815", "wansview-ncb541w"):
        assert matches(simulate("netwave", personality=personality).personality.id) is (personality != "netwave-clone")
    assert matches("0123456789AB", "ipcam_0123456789ab_0")
    assert not matches("0123456789AB", "ipcamera")
    assert not matches(simulate("hucoms").personality.id)


async def test_dhcp_discovery(hass: HomeAssistant, porch: NetwaveCamera) -> None:
    """Only the account has to be entered; an error or a step back keeps the input."""
    form = await given_address(hass, mac(porch))
    assert form["step_id"] == "account"
    assert suggested(form) == {CONF_USERNAME: "admin", CONF_PASSWORD: None}
    shown = form["description_placeholders"]
    assert shown is not None
    assert shown["name"] == r"Porch \*1\*"
    assert (shown["mac"], shown["address"]) == (mac(porch), f"127.0.0.1:{porch.port}")
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["context"]["title_placeholders"] == {"name": f"Porch *1* (127.0.0.1:{porch.port})"}
    assert not [each for each in porch.requests if each.account]

    wrong = {CONF_USERNAME: USER, CONF_PASSWORD: "wrong"}
    form = await submit(hass, form, wrong)
    assert form["errors"] == {"base": "invalid_auth"}
    assert suggested(form) == wrong
    menu = await submit(hass, form, LOGIN)
    assert menu["step_id"] == "confirm_administrator"
    assert menu["menu_options"] == ["add_with_motion", "add", "check", "back"]
    form = await choose(hass, menu, "back")
    assert form["step_id"] == "account"
    assert suggested(form) == LOGIN
    created = await confirm(hass, await submit(hass, form, LOGIN))
    assert created["type"] is FlowResultType.CREATE_ENTRY
    assert created["data"] == {**at(porch), **LOGIN, "dialect": "netwave"}
    assert created["result"].unique_id == mac(porch)


async def test_dhcp_of_other_device(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stub(lambda page, params: NOT_FOUND) as served:
        monkeypatch.setattr(config_flow, "DEFAULT_PORT", served.port)
        result = await given_address(hass, "00:62:6e:00:00:01")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "no_camera"
    assert offered(hass) == []


async def test_wireless_camera_has_another_mac(hass: HomeAssistant, porch: NetwaveCamera) -> None:
    """The MAC address that the camera reports counts, however it is discovered."""
    await given_address(hass, "00:62:6e:00:00:01")
    assert offered(hass) == [mac(porch)]
    assert (await given_address(hass, mac(porch)))["reason"] == "already_in_progress"
    assert (await given_address(hass, "00:62:6e:00:00:01"))["reason"] == "already_in_progress"
    assert offered(hass) == [mac(porch)]


async def test_dhcp_updates_configured_camera(hass: HomeAssistant, porch: NetwaveCamera) -> None:
    known = entry_for(porch, port=1)
    known.add_to_hass(hass)
    assert (await discovered(hass, at(porch)))["reason"] == "already_configured"
    assert (known.data[CONF_HOST], known.data[CONF_PORT]) == ("127.0.0.1", porch.port)


async def test_dhcp_does_not_move_answering_camera(hass: HomeAssistant, porch: NetwaveCamera) -> None:
    async with set_up(hass, porch) as known:
        hass.config_entries.async_update_entry(known, data={**known.data, CONF_HOST: "192.0.2.1"})
        assert (await discovered(hass, at(porch)))["reason"] == "already_configured"
        assert known.data[CONF_HOST] == "192.0.2.1"
        assert known.state is ConfigEntryState.LOADED
        assert await address_book.get_address_book(hass).locate(mac(porch)) == Address("127.0.0.1", porch.port)


async def test_dhcp_with_another_camera_at_the_address(hass: HomeAssistant, porch: NetwaveCamera) -> None:
    form = await discovered(hass, at(porch))
    port = porch.port
    await porch.stop()
    async with simulate("netwave", personality="netwave-generic", user=USER, password=PASSWORD) as other:
        await other.stop()
        await other.start(port=port)
        form = await submit(hass, form, LOGIN)
        assert form["errors"] == {"base": "another_camera"}


async def test_camera_without_a_name(hass: HomeAssistant) -> None:
    """Without login, the camera only reports its id."""
    async with simulate("netwave", personality="foscam-digest", user=USER, password=PASSWORD) as simulated:
        form = await discovered(hass, at(simulated))
        shown = form["description_placeholders"]
        assert shown is not None
        assert shown["name"] == "-"
        (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        assert flow["context"]["title_placeholders"]["name"].startswith(mac(simulated))
        assert (await confirm(hass, await submit(hass, form, LOGIN)))["type"] is FlowResultType.CREATE_ENTRY


async def test_back_keeps_input(hass: HomeAssistant, porch: NetwaveCamera) -> None:
    """Users who find that their account is too weak can go back without entering everything again."""
    elsewhere("mjpeg", porch, query=True).add_to_hass(hass)
    form = await discovered(hass, at(porch))
    for number, account in enumerate(
        (Account("guest", "guest", AccountRole.VISITOR), Account("op", "op", AccountRole.OPERATOR)), 2
    ):
        porch.settings |= {f"user{number}_name": account.name, f"user{number}_pwd": account.password}
        porch.settings[f"user{number}_pri"] = str(account.role - 1)
        typed = {CONF_USERNAME: account.name, CONF_PASSWORD: account.password}
        menu = await submit(hass, form, typed)
        assert menu["step_id"] == f"confirm_{'visitor' if number == 2 else 'operator'}"
        form = await choose(hass, menu, "back")
        assert suggested(form) == typed
    assert (await submit(hass, form, LOGIN))["step_id"] == "confirm_administrator"


@pytest.fixture
async def hall(hass: HomeAssistant, porch: NetwaveCamera) -> AsyncGenerator[SimulatedCamera]:
    """A second camera, which is configured."""
    async with simulate("hucoms", user=USER, password=PASSWORD) as simulated, set_up(hass, simulated):
        yield simulated


async def later(hass: HomeAssistant) -> None:
    """Advance the clock by half an hour."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=31))
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.usefixtures("searched", "hall")
async def test_search_at_start(hass: HomeAssistant, porch: NetwaveCamera) -> None:
    await until(lambda: offered(hass) == [mac(porch)])
    assert not [each for each in porch.requests if each.account]


@pytest.mark.usefixtures("searched")
async def test_periodic_search(hass: HomeAssistant, porch: NetwaveCamera) -> None:
    """Each camera is offered once, except ignored and configured ones; the search runs in the background."""
    porch.faults.power_cut = True
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert offered(hass) == []
    porch.faults.power_cut = False
    for searches in (1, 2):
        await later(hass)
        assert offered(hass) == [mac(porch)]
        assert porch.beacon.searches == 2 * searches  # from two ports each
    assert len(porch.requests) == 1

    await ignore(hass, porch)
    assert offered(hass) == []
    await later(hass)
    assert offered(hass) == []
    assert porch.beacon.searches == 6
    assert (await given_address(hass, mac(porch)))["reason"] == "already_configured"
    assert len(porch.requests) == 1


async def test_forged_cameras_are_limited(
    hass: HomeAssistant, porch: NetwaveCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of forged cameras is limited, and they are not probed again."""
    monkeypatch.setattr(config_flow, "_MAX_DISCOVERY_FLOWS", 3)
    macs = iter(range(1, 9))

    def made_up(page: str, params: dict[str, str]) -> bytes:
        return answer(f"var id='00626E{next(macs):06X}';\nvar alias='';\n")

    async with stub(made_up) as served:
        where = {CONF_HOST: "127.0.0.1", CONF_PORT: served.port}
        reported = [(await discovered(hass, where)).get("reason") for _ in range(5)]
        assert reported == [None, None, None, "already_in_progress", "already_in_progress"]
        assert len(offered(hass)) == len(served.requested) == 3
    assert (await given_address(hass, mac(porch)))["reason"] == "already_in_progress"
    assert porch.requests == []


@pytest.mark.usefixtures("searched")
async def test_search_ends_with_home_assistant(
    hass: HomeAssistant, porch: NetwaveCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fixture that stops Home Assistant checks for leftovers."""
    monkeypatch.setattr(netwave_discovery, "_REPLY_WAIT", 100)
    assert await async_setup_component(hass, DOMAIN, {})
    await until(lambda: porch.beacon.searches == 2)


@pytest.mark.usefixtures("searched")
async def test_reply_from_another_network_is_not_offered(
    hass: HomeAssistant, porch: NetwaveCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address_book, "_LOOPBACK", IPv4Network("192.0.2.0/24"))
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert porch.beacon.searches == 2
    assert offered(hass) == []
    assert porch.requests == []


@pytest.mark.usefixtures("siblings_are_here")
async def test_linked_cameras_are_offered(hass: HomeAssistant, porch: NetwaveCamera) -> None:
    """Linked cameras are offered if they are cameras and not configured; their stored passwords are not used."""
    async with (
        simulate("netwave", personality="netwave-generic", user=USER, password=PASSWORD) as garage,
        stub(lambda page, params: NOT_FOUND) as router,
        simulate("hucoms", user=USER, password=PASSWORD) as hall,
        set_up(hass, hall),
    ):
        request_count = len(hall.requests)
        for number, port in enumerate((garage.port, hall.port, porch.port, router.port, 1), 2):
            porch.settings |= {f"dev{number}_host": "127.0.0.1", f"dev{number}_port": str(port)}
            porch.settings |= {f"dev{number}_user": USER, f"dev{number}_pwd": PASSWORD}
        async with set_up(hass, porch):
            await until(lambda: router.requested and offered(hass))
            assert offered(hass) == [mac(garage)]
            assert [(each.path, each.account) for each in garage.requests] == [("/get_status.cgi", None)]
            assert not [each for each in hall.requests[request_count:] if each.path == "/get_status.cgi"]
            assert router.requested.count("get_status.cgi") == 1


LINKS = {
    "netwave": "http://127.0.0.1:{port}/videostream.cgi",
    "hucoms": "http://127.0.0.1:{port}/cgi-bin/image/mjpeg.cgi",
}
QUERIES = {"netwave": f"?user={USER}&pwd={PASSWORD}", "hucoms": f"?id={USER}&passwd={PASSWORD}"}


def elsewhere(domain: str, simulated: SimulatedCamera, *, query: bool) -> MockConfigEntry:
    """Return an entry of another integration that shows a camera."""
    dialect = simulated.personality.dialect
    link = LINKS[dialect].format(port=simulated.port) + (QUERIES[dialect] if query else "")
    field = {"mjpeg": "mjpeg_url", "generic": "still_image_url"}[domain]
    options = {field: link, "verify_ssl": True, **({} if query else LOGIN)}
    return MockConfigEntry(domain=domain, title="Old *porch*", options=options)


@pytest.mark.parametrize("domain", ["mjpeg", "generic"])
@pytest.mark.parametrize("query", [False, True])
async def test_camera_of_another_integration(
    hass: HomeAssistant, simulated: SimulatedCamera, domain: str, query: bool
) -> None:
    """The camera is offered with the known account, which is not stored in between."""
    elsewhere(domain, simulated, query=query).add_to_hass(hass)
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done(wait_background_tasks=True)
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["context"]["unique_id"] == mac(simulated)
    assert PASSWORD not in str(flow)
    assert PASSWORD not in str(hass.config_entries.flow._progress[flow["flow_id"]].init_data)

    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert form["step_id"] == "account_elsewhere"
    assert suggested(form) == LOGIN
    assert form["description_placeholders"] is not None
    assert form["description_placeholders"]["entry"] == r"Old \*porch\*"
    wrong = {CONF_USERNAME: "", CONF_PASSWORD: "wrong"}
    form = await submit(hass, form, wrong)
    assert suggested(form) == wrong
    assert (await confirm(hass, await submit(hass, form, LOGIN)))["type"] is FlowResultType.CREATE_ENTRY
    request_count = len(simulated.requests)
    await later(hass)
    assert offered(hass) == []
    assert len(simulated.requests) == request_count, "configured cameras are not probed"


async def test_foreign_picture_urls_are_not_probed(hass: HomeAssistant, porch: NetwaveCamera) -> None:
    """Pictures of other sources are not probed; disabled entries do not count."""
    disabled = elsewhere("mjpeg", porch, query=False)
    disabled.disabled_by = ConfigEntryDisabler.USER
    disabled.add_to_hass(hass)
    links = {"still_image_url": f"http://127.0.0.1:{porch.port}/picture.jpg", "stream_source": "{{ a_template }}"}
    MockConfigEntry(domain="generic", options=links).add_to_hass(hass)
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert offered(hass) == []
    assert porch.requests == []


async def test_account_without_a_name_is_not_suggested(hass: HomeAssistant, porch: NetwaveCamera) -> None:
    links = {"mjpeg_url": f"http://127.0.0.1:{porch.port}/videostream.cgi", CONF_USERNAME: "", CONF_PASSWORD: ""}
    MockConfigEntry(domain="mjpeg", options=links).add_to_hass(hass)
    assert suggested(await discovered(hass, at(porch))) == {CONF_USERNAME: "admin", CONF_PASSWORD: None}


@pytest.mark.usefixtures("searched", "siblings_are_here")
async def test_camera_found_twice_is_offered_once(hass: HomeAssistant, porch: NetwaveCamera) -> None:
    elsewhere("mjpeg", porch, query=True).add_to_hass(hass)
    elsewhere("generic", porch, query=False).add_to_hass(hass)
    async with simulate("netwave", personality="netwave-generic", user=USER, password=PASSWORD) as garage:
        garage.settings |= {"dev2_host": "127.0.0.1", "dev2_port": str(porch.port)}
        async with set_up(hass, garage):
            await given_address(hass, mac(porch))
            await until(lambda: porch.beacon.searches == 2)
            await asyncio.sleep(0.5)
            assert offered(hass) == [mac(porch)]


async def open_menu(hass: HomeAssistant) -> ConfigFlowResult:
    """Start adding a camera."""
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})


def listed(form: ConfigFlowResult) -> dict[str, str]:
    """Return the options of the list of found cameras."""
    assert form["data_schema"] is not None
    (selector,) = form["data_schema"].schema.values()
    return {option["value"]: option["label"] for option in selector.config["options"]}


@pytest.mark.usefixtures("searched")
async def test_search_on_request(hass: HomeAssistant, porch: NetwaveCamera, hall: SimulatedCamera) -> None:
    """All unconfigured cameras are listed, including ignored ones and those of other integrations."""
    await until(lambda: offered(hass) == [mac(porch)])
    await ignore(hass, porch)
    async with simulate("hucoms", personality="hucoms-dome", user=USER, password=PASSWORD) as dome:
        elsewhere("mjpeg", dome, query=True).add_to_hass(hass)
        elsewhere("generic", hall, query=False).add_to_hass(hass)
        form = await choose(hass, await open_menu(hass), "search")
        assert form["step_id"] == "search"
        found = listed(form)
        assert list(found) == [mac(porch), mac(dome), "not_listed"]
        assert found[mac(porch)] == f"Porch *1* (127.0.0.1:{porch.port})"
        form = await submit(hass, form, {"camera": mac(dome)})
        assert form["step_id"] == "account_elsewhere"
        assert suggested(form) == LOGIN

        form = await submit(hass, await choose(hass, await open_menu(hass), "search"), {"camera": mac(porch)})
        assert form["step_id"] == "account"
        created = await confirm(hass, await submit(hass, form, LOGIN))
        assert created["type"] is FlowResultType.CREATE_ENTRY
        assert [entry.unique_id for entry in hass.config_entries.async_entries(DOMAIN)].count(mac(porch)) == 1

        form = await choose(hass, await open_menu(hass), "search")
        assert list(listed(form)) == [mac(dome), "not_listed"]
        form = await submit(hass, form, {"camera": "not_listed"})
        assert form["step_id"] == "address"


async def test_configured_cameras_are_not_listed(hass: HomeAssistant, porch: NetwaveCamera) -> None:
    """Not even at another address than that of the entry."""
    entry_for(porch, host="192.0.2.1").add_to_hass(hass)
    elsewhere("mjpeg", porch, query=True).add_to_hass(hass)
    menu = await choose(hass, await open_menu(hass), "search")
    assert menu["step_id"] == "nothing_found"
    assert porch.requests


@pytest.mark.usefixtures("searched")
async def test_nothing_found(hass: HomeAssistant, porch: NetwaveCamera) -> None:
    porch.faults.power_cut = True
    menu = await choose(hass, await open_menu(hass), "search")
    assert menu["type"] is FlowResultType.MENU
    assert menu["step_id"] == "nothing_found"
    assert (await choose(hass, menu, "search"))["step_id"] == "nothing_found"
    porch.faults.power_cut = False
    form = await choose(hass, menu, "search")
    assert list(listed(form)) == [mac(porch), "not_listed"]

    porch.faults.power_cut = True
    form = await choose(hass, await choose(hass, await open_menu(hass), "search"), "address")
    assert form["step_id"] == "address"
    porch.faults.power_cut = False
    await until(lambda: not porch.rebooting)
    typed = {**at(porch), **LOGIN}
    menu = await submit(hass, form, typed)
    form = await choose(hass, menu, "back")
    assert form["step_id"] == "address"
    assert suggested(form) == typed


@pytest.mark.usefixtures("searched", "hall")
async def test_discovery_ends_when_camera_is_added(hass: HomeAssistant, porch: NetwaveCamera) -> None:
    await until(lambda: offered(hass) == [mac(porch)])
    form = await choose(hass, await open_menu(hass), "address")
    await confirm(hass, await submit(hass, form, {**at(porch), **LOGIN}))
    assert offered(hass) == []
