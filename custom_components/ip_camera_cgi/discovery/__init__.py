"""Discovery of cameras: UDP search, linked cameras, and entries of other integrations."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from homeassistant.config_entries import SOURCE_INTEGRATION_DISCOVERY, ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.discovery_flow import async_create_flow
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.start import async_at_started

from ..const import DOMAIN
from ..protocol import Account, Address, DiscoveredCamera, parse_snapshot_url, probe
from .address_book import get_address_book

_SEARCH_INTERVAL = timedelta(minutes=30)
_PICTURE_INTEGRATIONS = {"generic": ("still_image_url", "stream_source"), "mjpeg": ("mjpeg_url", "still_image_url")}


@dataclass(frozen=True, slots=True)
class OtherIntegration:
    """An entry of another integration that shows a camera's picture."""

    entry: ConfigEntry
    account: Account


@callback
def async_start(hass: HomeAssistant) -> None:
    """Search when Home Assistant has started, and periodically until it stops."""

    async def look(_: datetime | None = None) -> None:
        start_discovery_flows(hass, find_in_other_integrations(hass))
        found = await get_address_book(hass).search()
        ignored = {entry.unique_id for entry in hass.config_entries.async_entries(DOMAIN)}
        start_discovery_flows(hass, (each.address for each in found if each.mac not in ignored))

    @callback
    def first(_: HomeAssistant) -> None:
        hass.async_create_background_task(look(), f"{DOMAIN} search")

    async_at_started(hass, first)
    async_track_time_interval(hass, look, _SEARCH_INTERVAL, name=f"{DOMAIN} search", cancel_on_shutdown=True)


@callback
def start_discovery_flows(hass: HomeAssistant, addresses: Iterable[Address]) -> None:
    """Start a discovery flow for each address that is not set up; the flow probes it."""
    for address in _not_set_up(hass, addresses):
        data = {CONF_HOST: address.host, CONF_PORT: address.port}
        async_create_flow(hass, DOMAIN, {"source": SOURCE_INTEGRATION_DISCOVERY}, data)


def _not_set_up(hass: HomeAssistant, addresses: Iterable[Address]) -> list[Address]:
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    ours = {Address(entry.data[CONF_HOST], entry.data[CONF_PORT]) for entry in entries}
    return [address for address in addresses if address not in ours]


async def search(hass: HomeAssistant) -> list[DiscoveredCamera]:
    """Return all cameras found now that are not set up, including ignored ones."""
    elsewhere = _not_set_up(hass, find_in_other_integrations(hass))
    meeting = asyncio.gather(*(identify(hass, address) for address in elsewhere))
    answered, met = await asyncio.gather(get_address_book(hass).search(), meeting)
    ours = {entry.unique_id for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False)}
    found = {each.mac: each for each in [*answered, *met] if each is not None and each.mac not in ours}
    return list(found.values())


async def identify(hass: HomeAssistant, address: Address) -> DiscoveredCamera | None:
    """Probe an address; only a camera that requires it receives the login stored in the other integration."""
    elsewhere = find_in_other_integrations(hass).get(address)
    return await probe(async_get_clientsession(hass), address, None if elsewhere is None else elsewhere.account)


@callback
def find_in_other_integrations(hass: HomeAssistant) -> dict[Address, OtherIntegration]:
    """Return the cameras whose picture other integrations show, by address."""
    found: dict[Address, OtherIntegration] = {}
    for domain, links in _PICTURE_INTEGRATIONS.items():
        for entry in hass.config_entries.async_entries(domain, include_ignore=False, include_disabled=False):
            for link in links:
                if traced := parse_snapshot_url(str(entry.options.get(link, ""))):
                    address, account = traced
                    if username := entry.options.get(CONF_USERNAME):
                        account = Account(username, entry.options.get(CONF_PASSWORD, ""))
                    found.setdefault(address, OtherIntegration(entry, account))
    return found
