"""Updates the entry of a camera whose address, account or MAC address an action has changed."""

import asyncio

from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.device_registry import CONNECTION_NETWORK_MAC

from ..const import DOMAIN
from ..coordinator import CameraCoordinator
from ..protocol import Account, Address, CameraAuthError, CameraError, connect

_TIMEOUT = 120  # seconds; some cameras take a minute to start
_RETRY_DELAY = 2  # seconds
_REFUSED_DELAY = 10  # seconds, because a camera that starts may refuse the right login
_MAX_REFUSALS = 3
_ATTEMPT_TIMEOUT = 20  # seconds


async def wait_and_update_entry(
    coordinator: CameraCoordinator,
    *,
    address: Address | None = None,
    account: Account | None = None,
    mac: str | None = None,
) -> None:
    """Wait until the camera answers at the new address with the new account, then update and reload its entry.

    Raises:
        HomeAssistantError: it did not answer in time; the entry is unchanged.
    """
    address = address or coordinator.connection.address
    account = account or coordinator.connection.account
    old = coordinator.camera.info.mac
    try:
        async with asyncio.timeout(_TIMEOUT):
            await _wait_until_reachable(coordinator, address, account, mac or old)
    except (TimeoutError, CameraAuthError) as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="not_followed",
            translation_placeholders={"host": address.host, "port": str(address.port)},
        ) from err
    entry = coordinator.config_entry
    if coordinator.hass.config_entries.async_get_entry(entry.entry_id) is None:  # the entry was removed in the meantime
        return
    if mac and mac != old:
        update_mac(coordinator.hass, entry.entry_id, coordinator.mac, mac)
    data = {
        **{key: value for key, value in entry.data.items() if key != CONF_MAC or not mac},
        CONF_HOST: address.host,
        CONF_PORT: address.port,
        CONF_USERNAME: account.username,
        CONF_PASSWORD: account.password,
    }
    coordinator.hass.config_entries.async_update_entry(entry, data=data, unique_id=mac or coordinator.mac)
    await coordinator.hass.config_entries.async_reload(entry.entry_id)  # the next action has to find it loaded


async def _wait_until_reachable(coordinator: CameraCoordinator, address: Address, account: Account, mac: str) -> None:
    """Wait until a camera answers; raises CameraAuthError after some refusals, as more could lock the account."""
    refusals = 0
    while True:
        try:
            if await _is_reachable(coordinator, address, account, mac):
                return
        except CameraAuthError:
            refusals += 1
            if refusals >= _MAX_REFUSALS:
                raise
            await asyncio.sleep(_REFUSED_DELAY)
        await asyncio.sleep(_RETRY_DELAY)


async def _is_reachable(coordinator: CameraCoordinator, address: Address, account: Account, mac: str) -> bool:
    """Return whether a camera answers; raises CameraAuthError if it refuses the login."""
    session, dialect = async_get_clientsession(coordinator.hass), coordinator.camera.dialect
    try:
        camera = await connect(session, address, account, dialect=dialect, mac=mac, timeout=_ATTEMPT_TIMEOUT)
    except CameraAuthError:
        raise
    except CameraError:
        return False
    await camera.close()
    return camera.info.mac == mac


@callback
def update_mac(hass: HomeAssistant, entry_id: str, old: str, new: str) -> None:
    """Move the device and its entities to a new MAC address; their names, entity IDs and histories stay."""
    devices, entities = dr.async_get(hass), er.async_get(hass)
    if device := devices.async_get_device(identifiers={(DOMAIN, old)}):
        devices.async_update_device(
            device.id,
            # Keep the identifiers and connections of other integrations.
            new_identifiers=device.identifiers - {(DOMAIN, old)} | {(DOMAIN, new)},
            new_connections=device.connections - {(CONNECTION_NETWORK_MAC, old)} | {(CONNECTION_NETWORK_MAC, new)},
            serial_number=new.replace(":", "").upper(),
        )
    for entity in er.async_entries_for_config_entry(entities, entry_id):
        entities.async_update_entity(entity.entity_id, new_unique_id=entity.unique_id.replace(old, new, 1))
