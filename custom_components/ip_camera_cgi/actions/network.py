"""Where the camera is found: addresses, Wi-Fi, PPPoE."""

from dataclasses import replace
from typing import Any

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import ServiceValidationError

from ..const import DOMAIN
from ..protocol import Task
from .action import Action, Call, fields_of, values_of
from .relocate import follow


async def _set(call: Call, group: str) -> bool:
    """Set what of a group was given; return whether anything had to be changed."""
    values = values_of(group, call.data)
    if not values:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="nothing_to_set")
    return await call.camera.move(group, values)


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
        await follow(call, address=there)


async def _set_wifi(call: Call) -> None:
    """Set the Wi-Fi; whoever names a network wants to be in it."""
    named = {"enabled": True} if call.data.get("name") else {}
    if await _set(replace(call, data={**named, **call.data}), "wifi"):
        await follow(call)


async def _set_pppoe(call: Call) -> None:
    if await _set(call, "pppoe"):
        await follow(call)


async def _scan_wifi(call: Call) -> dict[str, Any]:
    networks = await call.camera.upkeep.scan_wifi()
    return {
        "networks": [
            {"name": each.name, "bssid": each.bssid, "security": each.security, "ad_hoc": each.ad_hoc}
            for each in networks
        ]
    }


ACTIONS = (
    Action(name="set_network", do=_set_network, fields=fields_of("network"), dangerous=True),
    Action(name="set_wifi", do=_set_wifi, fields=fields_of("wifi"), dangerous=True),
    Action(name="set_pppoe", do=_set_pppoe, fields=fields_of("pppoe"), dangerous=True),
    Action(name="scan_wifi", do=_scan_wifi, answers=SupportsResponse.ONLY, task=Task.SCAN_WIFI),
)
