"""WebSocket commands for cards: move while a button is held."""

import asyncio
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.core import HomeAssistant, callback
import voluptuous as vol

from .access import Access
from .actions.ptz import ATTR_DIRECTION, ATTR_SPEED, ATTR_TILT_SPEED, DIRECTIONS, move_at_speed
from .camera_command import camera_command
from .const import DOMAIN
from .coordinator import CameraCoordinator
from .protocol import CameraError


@callback
def async_register_commands(hass: HomeAssistant) -> None:
    """Register the commands."""
    websocket_api.async_register_command(hass, _ptz_info)
    websocket_api.async_register_command(hass, _ptz_hold)


@camera_command("ptz/info", Access.READ)
async def _ptz_info(connection: ActiveConnection, coordinator: CameraCoordinator, msg: dict[str, Any]) -> None:
    """Send the PTZ capabilities, presets and timeout of a camera."""
    ptz = coordinator.camera.ptz
    connection.send_result(
        msg["id"],
        {
            **asdict(ptz.capabilities),
            "home": ptz.has_home,
            "patrols": sorted(patrol.value for patrol in ptz.capabilities.patrols),
            "preset_names": {str(number): name for number, name in coordinator.preset_names.names.items()},
            "steerable": ptz.supported,
            "deadline": ptz.move_timeout,
        },
    )


@camera_command(
    "ptz/hold",
    Access.CONTROL,
    {
        vol.Required(ATTR_DIRECTION): vol.In(DIRECTIONS),
        vol.Optional(ATTR_SPEED): vol.Coerce(int),
        vol.Optional(ATTR_TILT_SPEED): vol.Coerce(int),
    },
)
async def _ptz_hold(connection: ActiveConnection, coordinator: CameraCoordinator, msg: dict[str, Any]) -> None:
    """Move until the subscription ends, for example with the browser tab, but never beyond the move timeout.

    To keep moving, the card subscribes again before the timeout.
    """
    released = asyncio.Event()
    connection.subscriptions[msg["id"]] = released.set
    coordinator.config_entry.async_create_background_task(
        coordinator.hass, _release_at_end(coordinator, released), f"{DOMAIN} {coordinator.name} hold"
    )
    try:
        with coordinator.command():
            await coordinator.camera.ptz.move(move_at_speed(DIRECTIONS[msg[ATTR_DIRECTION]], msg), holder=released)
    except BaseException:
        connection.subscriptions.pop(msg["id"], None)
        released.set()
        raise
    connection.send_result(msg["id"])


async def _release_at_end(coordinator: CameraCoordinator, released: asyncio.Event) -> None:
    await released.wait()
    with suppress(CameraError):  # nobody waits for the result; stopping is retried in the background
        await coordinator.camera.ptz.release(released)
