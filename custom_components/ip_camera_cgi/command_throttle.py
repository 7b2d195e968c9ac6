"""Bounds the work of users who send many commands at once."""

import asyncio

from homeassistant.auth.models import User
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

_LOCKS: HassKey[dict[str, asyncio.Lock]] = HassKey(f"{DOMAIN}_command_turns")
_MAX_SUBSCRIPTIONS = 500  # per connection, of any kind; a page of Home Assistant has a few dozen


async def begin_command(hass: HomeAssistant, user: User | None) -> None:
    """Wait: one command of each user begins per iteration of the event loop; automations do not wait.

    Home Assistant handles everything that a client has sent without a pause.
    """
    if user is None:
        return
    async with hass.data.setdefault(_LOCKS, {}).setdefault(user.id, asyncio.Lock()):
        await asyncio.sleep(0)


async def begin_message(connection: ActiveConnection, number: int) -> bool:
    """Wait as begin_command() does; return whether the connection is still open, and it was not unsubscribed."""
    ended = asyncio.Event()
    connection.subscriptions[number] = ended.set
    await begin_command(connection.hass, connection.user)
    if ended.is_set():
        return False
    del connection.subscriptions[number]
    return True


@callback
def require_free_subscription(connection: ActiveConnection, name: str) -> None:
    """Raise HomeAssistantError if a connection has too many subscriptions, which all change at once."""
    if len(connection.subscriptions) >= _MAX_SUBSCRIPTIONS:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="busy", translation_placeholders={"name": name}
        )
