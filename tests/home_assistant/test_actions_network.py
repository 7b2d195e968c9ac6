"""Actions for network settings, and how the entry follows the camera to its new address."""

from collections.abc import Generator
from dataclasses import replace
import socket
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_socket import socket_allow_hosts
import voluptuous as vol

from custom_components.ip_camera_cgi.connection import relocate
from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.protocol.dialects.netwave import maintenance
from simulator import Account, NetwaveCamera, SimulatedCamera, simulate
from simulator.netwave.memory import BY_DHCP
from simulator.netwave.model import NetwaveModel

from ..conftest import PASSWORD, USER
from ..protocol.test_camera import until
from .conftest import SURE, act, changed, orders, refused, set_up
from .test_entities import call, state

netwave = pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
hucoms = pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
PORT = {"netwave": "port", "hucoms": "webport/webport"}


@pytest.fixture(autouse=True)
def quick(simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten restart times and waits."""
    simulated.reboot_seconds = 0.3
    monkeypatch.setattr(relocate, "_RETRY_DELAY", 0.1)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the wait for a relocated camera."""
    monkeypatch.setattr(relocate, "_TIMEOUT", 1.5)


@pytest.fixture
def free_port() -> Generator[int]:
    """Return a free port in the range that Hucoms cameras accept."""
    for port in range(23000, 24000):
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
        yield port
        return


async def works(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    """Check that the camera still executes commands."""
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    await call(hass, entry, "brightness", "set_value", value=42)
    assert state(hass, entry, "brightness") == "42"
    assert "42" in {simulated.settings.get("brightness"), simulated.settings.get("camcolor/bright")}


async def test_entry_follows_new_port(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, dialect: str, free_port: int
) -> None:
    with changed(simulated) as now:
        await act(hass, entry, "set_network", port=free_port, **SURE)
    assert now == {PORT[dialect]: str(free_port)}
    assert simulated.port == free_port
    assert entry.data["port"] == free_port
    assert simulated.reboots == (1 if dialect == "netwave" else 0)
    await works(hass, entry, simulated)


@netwave
async def test_network_change_without_restart(hass: HomeAssistant, free_port: int, dialect: str) -> None:
    """Some Netwave cameras apply the change at once, so the restart command finds no camera."""
    model = replace(NetwaveModel.load("foscam-fi8910w"), after_reboot=())
    async with NetwaveCamera(model, [Account(USER, PASSWORD)]) as simulated, set_up(hass, simulated) as entry:
        await act(hass, entry, "set_network", port=free_port, **SURE)
        assert simulated.port == entry.data["port"] == free_port
        await works(hass, entry, simulated)


async def test_static_address_disables_dhcp(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, dialect: str
) -> None:
    """Setting an address switches DHCP off."""
    host = {"host": "localhost"}
    hass.config_entries.async_update_entry(entry, data={**entry.data, **host})
    with changed(simulated) as now:
        await act(hass, entry, "set_network", address="127.0.0.1", netmask="255.0.0.0", gateway="127.0.0.2", **SURE)
    if dialect == "netwave":
        assert now == {"ip": "127.0.0.1", "mask": "255.0.0.0", "gateway": "127.0.0.2"}
    else:
        assert now == {
            "netset/mode": "static",
            "netset/ipaddress": "127.0.0.1",
            "netset/netmask": "255.0.0.0",
            "netset/gateway": "127.0.0.2",
        }
    assert entry.data["host"] == "127.0.0.1"
    await works(hass, entry, simulated)
    reported = (await act(hass, entry, "get_settings", groups=["network"]))["network"]
    assert reported["dhcp"] is False
    assert reported["address"] == "127.0.0.1"


@netwave
async def test_enabling_dhcp(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    simulated.settings |= {"ip": "127.0.0.1", "mask": "255.0.0.0", "gateway": "127.0.0.2", "dns": "127.0.0.3"}
    await act(hass, entry, "set_network", dhcp=True, **SURE)
    assert {simulated.settings[name] for name in ("ip", "mask", "gateway", "dns")} == {BY_DHCP}
    assert orders(simulated)[0].params["ip"] == ""
    await works(hass, entry, simulated)


@netwave
async def test_address_stays_when_the_port_changes(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, free_port: int
) -> None:
    simulated.settings |= {"ip": "127.0.0.1", "mask": "255.0.0.0", "gateway": "127.0.0.2", "dns": "127.0.0.3"}
    with changed(simulated) as now:
        await act(hass, entry, "set_network", port=free_port, **SURE)
    assert now == {"port": str(free_port)}
    await works(hass, entry, simulated)


@hucoms
async def test_dns(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    with changed(simulated) as now:
        await act(hass, entry, "set_network", second_dns="192.168.1.1", **SURE)
    assert now == {"dnsset/seconddns": "192.168.1.1"}
    await works(hass, entry, simulated)


@pytest.fixture
def other_hosts() -> None:
    """Allow sockets to other loopback addresses, which the pytest plugin otherwise forbids."""
    socket_allow_hosts(["127.0.0.1", "127.0.0.9"])


@pytest.mark.usefixtures("impatient", "other_hosts")
async def test_no_answer_at_the_new_address(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    before = dict(entry.data)
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, entry, "set_network", address="127.0.0.9", **SURE)
    assert raised.value.translation_key == "not_followed"
    assert raised.value.translation_placeholders == {"host": "127.0.0.9", "port": str(simulated.port)}
    assert dict(entry.data) == before
    await works(hass, entry, simulated)


@pytest.mark.usefixtures("impatient")
async def test_another_camera_at_the_new_address(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, dialect: str
) -> None:
    personality = {"netwave": "netwave-generic", "hucoms": "hucoms-quiet"}[dialect]
    async with simulate(dialect, personality=personality) as other:
        before = dict(entry.data)
        with pytest.raises(HomeAssistantError) as raised:
            await act(hass, entry, "set_network", port=other.port, **SURE)
        assert raised.value.translation_key == "not_followed"
        assert dict(entry.data) == before
        await works(hass, entry, simulated)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({}, "nothing_to_set"),
        ({"dhcp": True, "address": "192.168.1.30"}, "dhcp_and_address"),
        ({"address": "192.168.1"}, "value_no_address"),
        ({"address": "192.168.1.256"}, "value_no_address"),
        ({"address": 3232235806}, "value_no_address"),
        ({"address": "camera.example.org"}, "value_no_address"),
        ({"gateway": "::1"}, "value_no_address"),
        ({"port": 0}, "value_out_of_range"),
        ({"port": 65536}, "value_out_of_range"),
        ({"port": "8080"}, "value_not_a_number"),
        ({"dhcp": 1}, "value_not_on_or_off"),
        ({"address": "192.168.1.30", "netmask": "24"}, "value_no_address"),
    ],
)
async def test_invalid_addresses_are_refused(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, data: dict[str, Any], key: str
) -> None:
    before = dict(entry.data)
    if simulated.personality.dialect == "hucoms" and key == "value_out_of_range":  # 80, or from 3000 on
        key = "value_out_of_ranges"
    with refused(simulated, key, ServiceValidationError):
        await act(hass, entry, "set_network", **data, **SURE)
    assert dict(entry.data) == before


@hucoms
@pytest.mark.parametrize(
    "data",
    [
        {"address": "192.168.1.30", "port": 8080},
        {"address": "192.168.1.30", "dns": "192.168.1.1"},
        {"dns": "192.168.1.1", "port": 8080},
    ],
)
async def test_hucoms_sets_address_and_port_separately(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, data: dict[str, Any]
) -> None:
    with refused(simulated, "value_one_at_a_time", ServiceValidationError):
        await act(hass, entry, "set_network", **data, **SURE)


@netwave
async def test_netwave_has_one_name_server(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    with refused(simulated, "unsupported_function"):
        await act(hass, entry, "set_network", second_dns="192.168.1.1", **SURE)


WIFI: list[tuple[dict[str, Any], dict[str, str]]] = [
    (
        {"name": "Brook & Mill", "security": "wpa_tkip", "password": "p&q=r?s+t%u#v'w\"x y"},
        {
            "wifi_enable": "1",
            "wifi_ssid": "Brook & Mill",
            "wifi_encrypt": "2",
            "wifi_wpa_psk": "p&q=r?s+t%u#v'w\"x y",
        },
    ),
    ({"name": "Barn"}, {"wifi_enable": "1", "wifi_ssid": "Barn"}),
    ({"name": "Meadow", "enabled": False}, {"wifi_enable": "0", "wifi_ssid": "Meadow"}),
    ({"security": "none"}, {"wifi_encrypt": "0"}),
    (
        {
            "name": "Workshop",
            "security": "wep",
            "wep_key": "3",
            "wep_login": "shared",
            "wep_format": "ascii",
            "wep_key_3": "12345",
            "wep_bits_3": "128",
        },
        {
            "wifi_enable": "1",
            "wifi_ssid": "Workshop",
            "wifi_encrypt": "1",
            "wifi_defkey": "2",
            "wifi_authtype": "1",
            "wifi_keyformat": "1",
            "wifi_key3": "12345",
            "wifi_key3_bits": "1",
        },
    ),
]


@pytest.mark.parametrize("action", ["set_network", "set_wifi", "set_pppoe"])
@netwave
async def test_unchanged_network_settings_are_not_written(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, action: str
) -> None:
    """Writing the current values does not restart the camera."""
    now: dict[str, Any] = {"enabled": action == "set_wifi"}
    if action == "set_network":
        now = {"port": simulated.port, "dhcp": True}
    await act(hass, entry, action, **now, **SURE)
    assert not orders(simulated)
    assert simulated.reboots == 0


@netwave
@pytest.mark.parametrize(("data", "stored"), WIFI)
async def test_wifi(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, data: Any, stored: dict[str, str]
) -> None:
    simulated.settings |= {"wifi_enable": "0", "wifi_ssid": "Hill", "wifi_key1": "oldkey", "wifi_wpa_psk": "hilltop"}
    expected = {**simulated.settings, **stored}
    await act(hass, entry, "set_wifi", **data, **SURE)
    assert simulated.settings == expected
    assert simulated.reboots == 1
    await works(hass, entry, simulated)


@netwave
@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({}, "nothing_to_set"),
        ({"name": "x" * 41}, "value_too_long"),
        ({"name": "Meadow", "password": "p" * 65}, "value_too_long"),
        ({"name": "Meadow", "password": 12345678}, "value_not_a_text"),
        ({"name": "Meadow", "password": "short"}, "value_wpa_password"),
        ({"name": "Meadow", "security": "wpa3"}, "value_not_a_choice"),
        ({"name": "Meadow", "wep_key": 1}, "value_not_a_choice"),
        ({"name": "Meadow", "wep_key_1": "k" * 31}, "value_too_long"),
        ({"name": "Mea\ndow"}, "value_characters"),
    ],
)
async def test_invalid_wifi_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, data: dict[str, Any], key: str
) -> None:
    with refused(simulated, key, ServiceValidationError):
        await act(hass, entry, "set_wifi", **data, **SURE)
    assert simulated.reboots == 0


@netwave
async def test_model_without_wifi(hass: HomeAssistant, dialect: str) -> None:
    async with simulate(dialect, personality="netwave-pelco") as simulated, set_up(hass, simulated) as entry:
        with refused(simulated, "unsupported_function"):
            await act(hass, entry, "set_wifi", name="Meadow", **SURE)


@netwave
@pytest.mark.usefixtures("impatient")
async def test_unreachable_wifi(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    simulated.reboot_seconds = 4
    before = dict(entry.data)
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, entry, "set_wifi", name="Nowhere", **SURE)
    assert raised.value.translation_key == "not_followed"
    assert dict(entry.data) == before


@netwave
async def test_pppoe(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    with changed(simulated) as now:
        await act(hass, entry, "set_pppoe", enabled=True, username="dialer", password="modem", **SURE)
    assert now == {"pppoe_enable": "1", "pppoe_user": "dialer", "pppoe_pwd": "modem"}
    assert simulated.reboots == 1
    await works(hass, entry, simulated)


@netwave
@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({}, "nothing_to_set"),
        ({"username": "u" * 65}, "value_too_long"),
        ({"password": "p" * 65}, "value_too_long"),
        ({"enabled": "yes"}, "value_not_on_or_off"),
    ],
)
async def test_invalid_pppoe_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, data: dict[str, Any], key: str
) -> None:
    with refused(simulated, key, ServiceValidationError):
        await act(hass, entry, "set_pppoe", **data, **SURE)
    assert simulated.reboots == 0


@netwave
async def test_scan_wifi(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The result is empty while the scan is running."""
    monkeypatch.setattr(maintenance, "_SCAN_DELAY", 0.1)
    simulated.pages.wifi.seconds = 0.25
    assert await act(hass, entry, "scan_wifi") == {
        "networks": [
            {"name": "Meadow", "bssid": "02:00:00:a1:b2:01", "security": "wpa2_aes", "ad_hoc": False},
            {"name": "Brook & Mill", "bssid": "02:00:00:a1:b2:02", "security": "wpa_tkip", "ad_hoc": False},
            {"name": "old-printer", "bssid": "02:00:00:a1:b2:03", "security": "none", "ad_hoc": True},
            {"name": "Workshop", "bssid": "02:00:00:a1:b2:04", "security": "wep", "ad_hoc": False},
        ]
    }
    simulated.pages.wifi.networks.clear()
    assert await act(hass, entry, "scan_wifi") == {"networks": []}
    simulated.pages.wifi.seconds = 100
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, entry, "scan_wifi")
    assert raised.value.translation_key == "unintelligible"


MAC = "00:12:a0:74:6f:01"


@netwave
@pytest.mark.parametrize("written", [MAC, "0012A0746F01", "00-12-a0-74-6f-01", "0012.a074.6f01"])
async def test_new_mac_keeps_entities_and_device(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, written: str
) -> None:
    entities = er.async_get(hass)
    before = {each.entity_id for each in er.async_entries_for_config_entry(entities, entry.entry_id)}
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    with changed(simulated) as now:
        await act(hass, entry, "set_mac", mac=written, **SURE)
    assert now == {"id": "0012A0746F01"}
    assert simulated.reboots == 1
    await works(hass, entry, simulated)
    assert entry.unique_id == MAC
    after = er.async_entries_for_config_entry(entities, entry.entry_id)
    assert {each.entity_id for each in after} >= before  # loudspeaker entities may be added later
    assert all(each.unique_id.startswith(f"{MAC}_") for each in after)
    (kept,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert kept.id == device.id
    assert kept.identifiers == {(DOMAIN, MAC)}
    assert kept.connections == {(dr.CONNECTION_NETWORK_MAC, MAC)}
    assert kept.serial_number == "0012A0746F01"


@netwave
@pytest.mark.parametrize(
    "mac", ["", "00:12:a0:74:6f", "00:12:a0:74:6f:0g", "01:12:a0:74:6f:01", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"]
)
async def test_invalid_macs_are_refused(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, mac: str
) -> None:
    with refused(simulated, "value_no_mac", ServiceValidationError):
        await act(hass, entry, "set_mac", mac=mac, **SURE)
    assert simulated.reboots == 0


@netwave
@pytest.mark.parametrize("written", ["0012A0746F01", "00 12 a0 74 6f 01"])
async def test_mac_of_another_camera(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, written: str
) -> None:
    MockConfigEntry(domain=DOMAIN, unique_id=MAC).add_to_hass(hass)
    with refused(simulated, "mac_taken", ServiceValidationError):
        await act(hass, entry, "set_mac", mac=written, **SURE)


@netwave
async def test_entry_removed_while_waiting_for_relocation(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    simulated.reboot_seconds = 1
    following = hass.async_create_task(act(hass, entry, "set_network", dns="10.0.0.1", **SURE))
    await until(lambda: simulated.reboots == 1)
    await hass.config_entries.async_remove(entry.entry_id)
    await following


@netwave
@pytest.mark.usefixtures("impatient")
async def test_camera_rejects_mac(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    before = entry.unique_id
    simulated.faults.deaf = True
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, entry, "set_mac", mac=MAC, **SURE)
    assert raised.value.translation_key == "not_followed"
    assert entry.unique_id == before


@pytest.mark.parametrize("action", ["set_network", "set_wifi", "set_pppoe"])
@pytest.mark.parametrize("data", [{"everything": True}, {"enabled": []}, {"port": 1.5}])
async def test_malformed_network_calls(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, action: str, data: dict[str, Any]
) -> None:
    with changed(simulated) as now, pytest.raises(vol.Invalid):
        await act(hass, entry, action, **data, **SURE)
    assert now == {}
