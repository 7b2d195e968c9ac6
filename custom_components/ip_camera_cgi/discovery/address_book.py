"""Addresses at which cameras were seen, used to find a camera whose address has changed."""

import asyncio
from ipaddress import IPv4Address, IPv4Network
import time

from homeassistant.components.network import async_get_adapters, async_get_ipv4_broadcast_addresses
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.singleton import singleton

from ..const import DOMAIN
from ..protocol import Address, DiscoveredCamera, discover

_LOOPBACK = IPv4Network("127.0.0.0/8")
_MIN_SEARCH_INTERVAL = 60  # seconds between searches, however many cameras are missing


class AddressBook:
    """The last known address of each camera, by MAC."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._addresses: dict[str, Address] = {}
        self._search_lock = asyncio.Lock()
        self._searched_at = float("-inf")

    @callback
    def record(self, mac: str, address: Address) -> None:
        """Store the address of a camera if it is set up; others are ignored to bound the memory."""
        if self._hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, mac):
            self._addresses[mac] = address

    async def locate(self, mac: str) -> Address | None:
        """Search if the last search is old; return the last known address of a camera."""
        async with self._search_lock:
            if time.monotonic() - self._searched_at > _MIN_SEARCH_INTERVAL:
                await self._search()
                self._searched_at = time.monotonic()
        return self._addresses.get(mac)

    async def search(self) -> list[DiscoveredCamera]:
        """Search now; return the cameras that are not set up."""
        async with self._search_lock:
            return await self._search()

    async def _search(self) -> list[DiscoveredCamera]:
        networks = await async_get_ipv4_broadcast_addresses(self._hass)
        entries = self._hass.config_entries.async_entries(DOMAIN, include_ignore=False)
        ours = {entry.unique_id for entry in entries if entry.unique_id}
        found = await discover([str(network) for network in networks], ours)
        here = await self._networks()
        # Replies from other networks are ignored, because the sender would later receive the login.
        near = [each for each in found if any(IPv4Address(each.address.host) in network for network in here)]
        for discovered in near:
            self.record(discovered.mac, discovered.address)
        return [discovered for discovered in near if discovered.mac not in ours]

    async def _networks(self) -> list[IPv4Network]:
        """Return the networks of Home Assistant's adapters."""
        adapters = await async_get_adapters(self._hass)
        addresses = [address for adapter in adapters for address in adapter["ipv4"]]
        networks = (f"{address['address']}/{address['network_prefix']}" for address in addresses)
        return [_LOOPBACK, *(IPv4Network(network, strict=False) for network in networks)]


@singleton(f"{DOMAIN}_whereabouts")
@callback
def get_address_book(hass: HomeAssistant) -> AddressBook:
    """Return the address book that all entries share."""
    return AddressBook(hass)
