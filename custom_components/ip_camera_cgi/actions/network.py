"""Where the camera is found: addresses, Wi-Fi, PPPoE."""

from dataclasses import replace
from typing import Any

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import ServiceValidationError

from ..const import DOMAIN
from ..protocol import MaintenanceTask
from .action import Action, Call, fields_for_group, values_for_group
from .relocate import wait_and_update_entry


async def _set(call: Call, group: str) -> bool:
    """Set what of a group was given; return whether anything had to be changed."""
    values = values_for_group(group, call.data)
    if not values:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="nothing_to_set")
    return await call.camera.change_network(group, values)


async def _set_network(call: Call) -> None:
    """Set the address or the port, and go after the camera."""
    data, address = dict(call.data), call.coordinator.address
    if data.get("dhcp") and data.get("address"):
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="dhcp_and_address")
    if "address" in data:
        data["dhcp"] = not data["address"]
        if data["dhcp"]:
            del data["address"]
    if await _set(replace(call, data=data), "network"):
        there = replace(address, host=data.get("address") or address.host, port=data.get("port", address.port))
        await wait_and_update_entry(call, address=there)


async def _set_wifi(call: Call) -> None:
    """Set the Wi-Fi; whoever names a network wants to be in it."""
    named = {"enabled": True} if call.data.get("name") else {}
    if await _set(replace(call, data={**named, **call.data}), "wifi"):
        await wait_and_update_entry(call)


async def _set_pppoe(call: Call) -> None:
    if await _set(call, "pppoe"):
        await wait_and_update_entry(call)


async def _scan_wifi(call: Call) -> dict[str, Any]:
    networks = await call.camera.maintenance.scan_wifi()
    return {
        "networks": [
            {"name": each.name, "bssid": each.bssid, "security": each.security, "ad_hoc": each.ad_hoc}
            for each in networks
        ]
    }


ACTIONS = (
    Action(name="set_network", handler=_set_network, fields=fields_for_group("network"), dangerous=True),
    Action(name="set_wifi", handler=_set_wifi, fields=fields_for_group("wifi"), dangerous=True),
    Action(name="set_pppoe", handler=_set_pppoe, fields=fields_for_group("pppoe"), dangerous=True),
    Action(name="scan_wifi", handler=_scan_wifi, response=SupportsResponse.ONLY, task=MaintenanceTask.SCAN_WIFI),
)
