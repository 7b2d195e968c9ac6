"""Follows a camera whose address has changed."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.device_registry import format_mac

from ..const import DOMAIN, LOGGER
from ..discovery.address_book import get_address_book, is_same_host
from ..protocol import Address, CameraAuthError, CameraError, probe
from .connection import CameraConnection

_TIMEOUT = 5  # seconds to connect to a new address
_MAX_CLONES = 10  # addresses that are stored


class AddressTracker:
    """Finds the new address of one camera among those where it was discovered."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any], connection: CameraConnection) -> None:
        self._hass = hass
        self._entry = entry
        self._connection = connection
        self._refused_at: Address | None = None

    async def follow(self) -> None:
        """Search for a camera that does not answer; reload its entry with a new address if it answers there."""
        entry, address = self._entry, await self._find()
        if address is None:
            return
        LOGGER.info("%s has moved to %s", entry.title, address)
        data = {**entry.data, CONF_HOST: address.host, CONF_PORT: address.port}
        self._hass.config_entries.async_update_entry(entry, data=data)
        self._hass.config_entries.async_schedule_reload(entry.entry_id)

    async def _find(self) -> Address | None:
        """Return the new address of the camera if it was discovered elsewhere and answers there, else None."""
        connection, title = self._connection, self._entry.title
        address = await get_address_book(self._hass).locate(connection.camera_mac)
        if address is None or address in {connection.address, self._refused_at} or self._is_taken(address):
            return None
        try:
            camera = await connection.connect_to(address, timeout=_TIMEOUT)
        except CameraAuthError as err:
            self._refused_at = address  # trying again with each poll might lock the account
            LOGGER.debug("%s was seen at %s, which refuses the login: %s", title, address, err)
            return None
        except CameraError as err:
            LOGGER.debug("%s was discovered at %s, but does not answer there: %s", title, address, err)
            return None
        await camera.close()
        if camera.info.name != connection.camera.info.name:  # a clone with the same MAC address
            LOGGER.debug("%s is called %s at %s, so it is another camera", title, camera.info.name, address)
            return None
        return address

    def _is_taken(self, address: Address) -> bool:
        """Return whether the camera of another entry is there: two cameras may have one MAC address."""
        mac = self._connection.camera_mac
        for entry in self._hass.config_entries.async_entries(DOMAIN, include_ignore=False):
            if entry is self._entry or address != Address(entry.data[CONF_HOST], entry.data[CONF_PORT]):
                continue
            if entry.state is ConfigEntryState.LOADED:
                return bool(entry.runtime_data.last_update_success)
            return mac in {entry.data.get(CONF_MAC), entry.unique_id}
        return False

    @callback
    def recall(self) -> None:
        """Exclude the addresses of clones that were seen in earlier runs."""
        for address in self._connection.findings.clones - {self._connection.address}:
            get_address_book(self._hass).exclude(str(self._entry.unique_id), address)

    async def exclude_clone(self, address: Address, poll: Callable[[], Awaitable[bool]]) -> None:
        """Exclude an address where a camera with the same MAC address answers while this one answers at its own.

        `poll` returns whether this camera answers at its own address now.
        """
        own, mac = self._connection.camera.address, self._connection.camera_mac
        if address == own:
            return
        found = await probe(async_get_clientsession(self._hass), address)
        if found is None or format_mac(found.mac) != mac:
            return
        if await poll() and not await is_same_host(self._hass, own, address):
            LOGGER.debug("%s: another camera with the same MAC address is at %s", self._entry.title, address)
            get_address_book(self._hass).exclude(str(self._entry.unique_id), address)
            findings = self._connection.findings
            if len(findings.clones) < _MAX_CLONES:
                self._connection.record(replace(findings, clones=findings.clones | {address}))
