"""Cameras whose address has changed are found again and keep their identity."""

import asyncio
from collections.abc import Generator
from ipaddress import IPv4Network
from typing import override

from homeassistant.components.camera import async_get_image
from homeassistant.config_entries import SOURCE_DHCP, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_socket import socket_allow_hosts

from custom_components.ip_camera_cgi.discovery import address_book
from custom_components.ip_camera_cgi.protocol import Address
from custom_components.ip_camera_cgi.protocol.dialects.netwave import discovery
from simulator import NetwaveCamera, SimulatedCamera, simulate

from ..conftest import PASSWORD, USER
from ..protocol.test_camera import until
from .conftest import entry_for, orders, set_up
from .test_entities import call, entity_id, keys, state


async def polls(hass: HomeAssistant, *entries: MockConfigEntry) -> None:
    """Shorten the polling and retry intervals."""
    for _ in range(4):
        for entry in entries:
            if entry.state is ConfigEntryState.LOADED:
                await entry.runtime_data.async_refresh()
                await hass.async_block_till_done()


async def is_back(hass: HomeAssistant, entry: MockConfigEntry, port: int) -> None:
    """Wait until an entry has found its camera at a port."""
    await until(lambda: entry.data[CONF_PORT] == port, 20)
    await until(lambda: entry.state is ConfigEntryState.LOADED, 20)
    await until(lambda: state(hass, entry, "brightness") != STATE_UNAVAILABLE, 20)


@pytest.mark.usefixtures("searched")
@pytest.mark.parametrize("absent", [False, True], ids=["while running", "at the start"])
async def test_search_finds_new_address(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, absent: bool) -> None:
    simulated = simulate("netwave", user=USER, password=PASSWORD, discovery=0)
    assert isinstance(simulated, NetwaveCamera)
    async with simulated, set_up(hass, simulated) as entry:
        before, old = keys(hass, entry), simulated.port
        if absent:
            assert await hass.config_entries.async_unload(entry.entry_id)
        await simulated.stop()
        async with simulate("hucoms"):  # any port, possibly the old one
            await simulated.start()
            monkeypatch.setattr(discovery, "PORT", simulated.beacon.port)
            assert simulated.port != old
            if absent:
                assert await hass.config_entries.async_setup(entry.entry_id)
            await polls(hass, entry)
            await is_back(hass, entry, simulated.port)
        assert keys(hass, entry) >= before  # loudspeaker entities may be added later
        await call(hass, entry, "brightness", "set_value", value=77)
        assert simulated.settings["brightness"] == "77"


async def test_only_configured_cameras_are_recorded(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """A hostile host could claim a new MAC each time."""
    assert entry.unique_id
    seen = address_book.get_address_book(hass)
    for mac in ("00:00:00:00:00:01", entry.unique_id):
        seen.record(mac, Address("127.0.0.9"))
    assert list(seen._addresses) == [entry.unique_id]


@pytest.mark.usefixtures("searched")
async def test_reply_from_another_network_is_ignored(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hosts outside the local network never receive a login."""
    monkeypatch.setattr(address_book, "_LOOPBACK", IPv4Network("192.0.2.0/24"))
    simulated = simulate("netwave", user=USER, password=PASSWORD, discovery=0)
    assert isinstance(simulated, NetwaveCamera)
    async with simulated, set_up(hass, simulated) as entry:
        old = simulated.port
        await simulated.stop()
        async with simulate("hucoms"):
            await simulated.start()
            monkeypatch.setattr(discovery, "PORT", simulated.beacon.port)
            request_count = len(simulated.requests)
            await polls(hass, entry)
        assert entry.data[CONF_PORT] == old
        assert len(simulated.requests) == request_count


async def test_search_survives_flood_of_replies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The camera is found despite hundreds of forged replies before its own."""
    monkeypatch.setattr(discovery, "_REPLY_WAIT", 0.3)
    head = discovery._HEADER.pack(b"MO_I", 1, 0, bytes(8), 0, 0)

    class Flood(asyncio.DatagramProtocol):
        @override
        def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
            self.transport = transport

        @override
        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            for batch in range(3):  # as many as fit into a socket
                asyncio.get_running_loop().call_later(batch / 20, self.answer, batch * 100, addr)

        def answer(self, first: int, addr: tuple[str, int]) -> None:
            for number in range(first + 1, first + 101):
                card = f"{number:012X}".encode()
                self.transport.sendto(head + discovery._PAYLOAD.pack(card, b"", bytes(4), bytes(4), 80), addr)

    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Flood, local_addr=("127.0.0.1", 0))
    monkeypatch.setattr(discovery, "PORT", transport.get_extra_info("sockname")[1])
    macs = {"00:00:00:00:01:2c", "00:00:00:00:ff:ff"}
    found = [sighting.mac for sighting in await discovery.discover(["127.0.0.1"], macs)]
    assert found == ["00:00:00:00:00:01", "00:00:00:00:01:2c"], "unknown cameras, one for each address"
    transport.close()


@pytest.fixture
def two_addresses() -> Generator[None]:
    """Allow sockets to a second loopback address."""
    socket_allow_hosts(["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"])
    yield
    socket_allow_hosts(["127.0.0.1"])


@pytest.mark.usefixtures("two_addresses")
async def test_dhcp_gives_new_address(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    """The camera starts at the address that DHCP has announced."""
    port = simulated.port
    await simulated.stop()
    await hand_out(hass, entry, "127.0.0.2")
    assert entry.data[CONF_HOST] == "127.0.0.1", "no camera has answered there yet"
    await simulated.start("127.0.0.2", port)
    await polls(hass, entry)
    await until(lambda: entry.data[CONF_HOST] == "127.0.0.2", 20)
    await until(lambda: entry.state is ConfigEntryState.LOADED, 20)
    await until(lambda: state(hass, entry, "brightness") != STATE_UNAVAILABLE, 20)


async def hand_out(hass: HomeAssistant, entry: MockConfigEntry, ip: str) -> None:
    """Simulate a DHCP announcement for the camera of an entry."""
    assert entry.unique_id
    seen = DhcpServiceInfo(ip=ip, hostname="ipcam", macaddress=entry.unique_id.replace(":", ""))
    result = await hass.config_entries.flow.async_init(entry.domain, context={"source": SOURCE_DHCP}, data=seen)
    assert result["type"] == "abort"
    assert result["reason"] == "already_configured"


@pytest.mark.usefixtures("two_addresses")
async def test_answering_camera_keeps_its_address(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """A camera behind a proxy keeps its address while it answers there; so does an unavailable one."""
    await hand_out(hass, entry, "127.0.0.3")
    await polls(hass, entry)
    assert state(hass, entry, "brightness") != STATE_UNAVAILABLE
    simulated.faults.refuse = True
    simulated.hang_up()
    await polls(hass, entry)
    await until(lambda: state(hass, entry, "brightness") == STATE_UNAVAILABLE, 20)
    assert entry.data[CONF_HOST] == "127.0.0.1"


@pytest.mark.usefixtures("two_addresses")
async def test_new_address_of_unloaded_entry_is_verified(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    """The address is stored only if the camera answers there and no longer at the old one."""
    entry = entry_for(simulated, host="127.0.0.2")
    entry.add_to_hass(hass)
    await hand_out(hass, entry, "127.0.0.4")
    assert entry.data[CONF_HOST] == "127.0.0.2"
    await hand_out(hass, entry, "127.0.0.1")
    assert entry.data[CONF_HOST] == "127.0.0.1"
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(entry.entry_id)


async def test_two_cameras_swap_addresses(hass: HomeAssistant, dialect: str) -> None:
    """After a power cut the two cameras have swapped addresses and are never mixed up."""
    first = simulate(dialect, user=USER, password=PASSWORD)
    second = simulate(dialect, personality={"netwave": "netwave-clone", "hucoms": "hucoms-3m"}[dialect])
    second.set_password(USER, PASSWORD)
    async with first, second, set_up(hass, first) as one, set_up(hass, second) as other:
        ports = first.port, second.port
        await first.stop()
        await second.stop()
        await polls(hass, one, other)
        await until(lambda: {state(hass, each, "brightness") for each in (one, other)} == {STATE_UNAVAILABLE}, 20)
        await first.start(port=ports[1])
        await second.start(port=ports[0])
        await polls(hass, one, other)
        await is_back(hass, one, first.port)
        await is_back(hass, other, second.port)
        for entry, simulated in ((one, first), (other, second)):
            assert entry.runtime_data.camera.info.mac.replace(":", "").upper() == simulated.personality.id.upper()
            assert await async_get_image(hass, entity_id(hass, entry, "camera"))


async def test_other_camera_at_the_address(hass: HomeAssistant, entry: MockConfigEntry, dialect: str) -> None:
    """Its data is not shown as this camera's, and it receives only identification requests."""
    simulated = simulate(dialect, personality={"netwave": "netwave-clone", "hucoms": "hucoms-3m"}[dialect])
    simulated.set_password(USER, PASSWORD)
    coordinator = entry.runtime_data
    await entry.runtime_data.camera.close()
    data = {**entry.data}
    async with simulated:
        data[CONF_PORT] = simulated.port
        hass.config_entries.async_update_entry(entry, data=data)
        await hass.config_entries.async_reload(entry.entry_id)
        assert entry.state is ConfigEntryState.LOADED
        assert entry.runtime_data is not coordinator
        await polls(hass, entry)
        assert state(hass, entry, "brightness") == STATE_UNAVAILABLE
        assert entry.runtime_data.last_exception.translation_key == "another_camera"
        assert orders(simulated) == []
