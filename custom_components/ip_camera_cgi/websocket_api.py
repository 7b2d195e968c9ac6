"""What a dashboard card asks for that holds a button: to move for as long as that is so, and no longer."""

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
    """Let cards use them."""
    websocket_api.async_register_command(hass, _ptz_info)
    websocket_api.async_register_command(hass, _ptz_hold)


@camera_command("ptz/info", Access.READ)
async def _ptz_info(connection: ActiveConnection, coordinator: CameraCoordinator, msg: dict[str, Any]) -> None:
    """Tell what a camera can be asked for."""
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
    """Move until the subscription ends, which it does with the browser, but never beyond the deadline.

    Whoever holds on asks again before it passes.
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
    with suppress(CameraError):  # nobody listens any more; it is tried on
        await coordinator.camera.ptz.release(released)
