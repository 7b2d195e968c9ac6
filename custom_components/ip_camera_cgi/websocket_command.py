"""WebSocket commands for one camera, with a permission check before each call."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from .access import Access, camera_of, require
from .command_throttle import begin_message
from .const import DOMAIN
from .coordinator import CameraCoordinator

type Handler = Callable[[ActiveConnection, CameraCoordinator, dict[str, Any]], Awaitable[None]]
COMMANDS: dict[str, Access] = {}
"""The right that each command type needs; docs/permissions.md is generated from it."""


def camera_command(
    name: str, access: Access, fields: Mapping[str | vol.Marker, Any] | None = None
) -> Callable[[Handler], websocket_api.const.WebSocketCommandHandler]:
    """Decorate a function as a command; it receives the camera of `entity_id`."""
    kind = f"{DOMAIN}/{name}"
    COMMANDS[kind] = access

    def decorate(handle: Handler) -> websocket_api.const.WebSocketCommandHandler:
        @websocket_api.websocket_command(
            {vol.Required("type"): kind, vol.Required(ATTR_ENTITY_ID): cv.entity_id, **(fields or {})}
        )
        @websocket_api.async_response
        async def command(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
            if not await begin_message(connection, msg["id"]):
                return
            require(connection.user, access, msg[ATTR_ENTITY_ID])
            await handle(connection, camera_of(hass, msg[ATTR_ENTITY_ID]), msg)

        return command

    return decorate
