"""Actions for the network settings: addresses, Wi-Fi, PPPoE."""

from dataclasses import replace
from typing import Any

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util.hass_dict import HassKey

from ..connection.relocate import wait_and_update_entry
from ..const import DOMAIN
from ..protocol import MaintenanceTask, WifiNetwork
from ..protocol.model import keys
from .action import Action, Call, fields_for_group, values_for_group

_NETWORKS: HassKey[dict[str, list[WifiNetwork]]] = HassKey(f"{DOMAIN}_networks")
"""The result of the last Wi-Fi scan of each camera, by MAC address."""


async def _set(call: Call, group: str) -> bool:
    """Write the given settings of a group; return whether anything changed."""
    values = values_for_group(group, call.data)
    if not values:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="nothing_to_set")
    return await call.camera.change_network(group, values)


async def _set_network(call: Call) -> None:
    """Set address or port and update the entry when the camera answers there."""
    data, address = dict(call.data), call.coordinator.connection.address
    if data.get("dhcp") and data.get("address"):
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="dhcp_and_address")
    if "address" in data:
        data["dhcp"] = not data["address"]
        if data["dhcp"]:
            del data["address"]
    if await _set(replace(call, data=data), keys.NETWORK):
        there = replace(address, host=data.get("address") or address.host, port=data.get("port", address.port))
        await wait_and_update_entry(call.coordinator, address=there)


async def _set_wifi(call: Call) -> None:
    """Set the Wi-Fi; giving a network name also enables it."""
    data = dict(call.data)
    if name := data.get("name"):
        data = {"enabled": True, **data, "name": _ssid(call, name)}
    if await _set(replace(call, data=data), keys.WIFI):
        await wait_and_update_entry(call.coordinator)


def _ssid(call: Call, name: str) -> str | bytes:
    """Return the SSID of a scanned network with this name, in its own encoding."""
    found = {each.ssid for each in call.hass.data.get(_NETWORKS, {}).get(call.coordinator.mac, ()) if each.name == name}
    return name if len(found) != 1 else found.pop()


async def _set_pppoe(call: Call) -> None:
    if await _set(call, keys.PPPOE):
        await wait_and_update_entry(call.coordinator)


async def _scan_wifi(call: Call) -> dict[str, Any]:
    networks = await call.camera.maintenance.scan_wifi()
    call.hass.data.setdefault(_NETWORKS, {})[call.coordinator.mac] = networks
    return {
        "networks": [
            {"name": each.name, "bssid": each.bssid, "security": each.security, "ad_hoc": each.ad_hoc}
            for each in networks
        ]
    }


ACTIONS = (
    Action(name="set_network", handler=_set_network, fields=fields_for_group(keys.NETWORK), dangerous=True),
    Action(name="set_wifi", handler=_set_wifi, fields=fields_for_group(keys.WIFI), dangerous=True),
    Action(name="set_pppoe", handler=_set_pppoe, fields=fields_for_group(keys.PPPOE), dangerous=True),
    Action(name="scan_wifi", handler=_scan_wifi, response=SupportsResponse.ONLY, task=MaintenanceTask.SCAN_WIFI),
)
