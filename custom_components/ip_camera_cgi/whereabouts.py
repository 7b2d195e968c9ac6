"""Where cameras were seen: one that is no longer where it was may have been given another address."""

import asyncio
import time

from homeassistant.components.network import async_get_ipv4_broadcast_addresses
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.singleton import singleton

from .const import DOMAIN
from .protocol import Address, discover

_AGAIN = 60  # seconds between two searches, however many cameras are missed


class Whereabouts:
    """What is known of where cameras are now, by their MACs."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._seen: dict[str, Address] = {}
        self._searching = asyncio.Lock()
        self._searched_at = float("-inf")

    @callback
    def note(self, mac: str, address: Address) -> None:
        """Take note of where a camera was seen."""
        self._seen[mac] = address

    async def find(self, mac: str) -> Address | None:
        """Return where a camera was last seen; those that answer searches are searched for."""
        async with self._searching:
            if time.monotonic() - self._searched_at > _AGAIN:
                networks = await async_get_ipv4_broadcast_addresses(self._hass)
                found = await discover([str(network) for network in networks])
                self._seen |= {each: sighting.address for each, sighting in found.items()}
                self._searched_at = time.monotonic()
        return self._seen.get(mac)


@singleton(f"{DOMAIN}_whereabouts")
@callback
def whereabouts(hass: HomeAssistant) -> Whereabouts:
    """Return what all entries share."""
    return Whereabouts(hass)
