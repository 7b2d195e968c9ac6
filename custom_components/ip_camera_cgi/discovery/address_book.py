"""Addresses at which cameras were seen, used to find a camera whose address has changed."""

import asyncio
from ipaddress import IPv4Address, IPv4Network
import time

from homeassistant.components.network import async_get_adapters, async_get_ipv4_broadcast_addresses
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.singleton import singleton

from ..const import DOMAIN
from ..protocol import Address, DiscoveredCamera, discover

_LOOPBACK = IPv4Network("127.0.0.0/8")
_MAX_CLONES = 100
_MIN_SEARCH_INTERVAL = 60  # seconds between searches, however many cameras are missing


class AddressBook:
    """The last known address of each camera, by MAC."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._addresses: dict[str, Address] = {}
        self._clones: set[tuple[str, Address]] = set()
        self._search_lock = asyncio.Lock()
        self._searched_at = float("-inf")

    @callback
    def record(self, mac: str, address: Address) -> None:
        """Store the address of a camera if it is set up; others are ignored to bound the memory."""
        known = self._hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, mac)
        if known and (mac, address) not in self._clones:
            self._addresses[mac] = address

    @callback
    def exclude(self, mac: str, address: Address) -> None:
        """Never return an address for a camera: another one with the same MAC address is there."""
        if len(self._clones) < _MAX_CLONES:
            self._clones.add((mac, address))
        if self._addresses.get(mac) == address:
            del self._addresses[mac]

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
            entry = self._hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, discovered.mac)
            if entry and entry.state is ConfigEntryState.LOADED and entry.runtime_data.last_update_success:
                recording = entry.runtime_data.record_address(discovered.address)
                entry.async_create_background_task(self._hass, recording, f"{DOMAIN} {entry.title} address")
        return [discovered for discovered in near if discovered.mac not in ours]

    async def _networks(self) -> list[IPv4Network]:
        """Return the networks of Home Assistant's adapters."""
        adapters = await async_get_adapters(self._hass)
        addresses = [address for adapter in adapters for address in adapter["ipv4"]]
        networks = (f"{address['address']}/{address['network_prefix']}" for address in addresses)
        return [_LOOPBACK, *(IPv4Network(network, strict=False) for network in networks)]


async def is_same_host(hass: HomeAssistant, own: Address, other: Address) -> bool:
    """Return whether two addresses are the same host, possibly under two names."""
    if own.port != other.port:
        return False
    try:
        found = [await hass.loop.getaddrinfo(each.host, each.port) for each in (own, other)]
    except OSError:
        return own == other
    return bool({each[4][0] for each in found[0]} & {each[4][0] for each in found[1]})


@singleton(f"{DOMAIN}_whereabouts")
@callback
def get_address_book(hass: HomeAssistant) -> AddressBook:
    """Return the address book that all entries share."""
    return AddressBook(hass)
