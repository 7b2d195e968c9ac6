"""What a dashboard card asks for that holds a button: to move for as long as that is so, and no longer."""

import asyncio
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers import config_validation as cv, entity_registry as er
import voluptuous as vol

from .actions.ptz import ATTR_DIRECTION, ATTR_SPEED, ATTR_TILT_SPEED, DIRECTIONS, wanted_move
from .const import DOMAIN
from .coordinator import CameraCoordinator
from .protocol import CameraError


@callback
def async_register_commands(hass: HomeAssistant) -> None:
    """Let cards use them."""
    websocket_api.async_register_command(hass, _tell)
    websocket_api.async_register_command(hass, _hold)


@callback
def _find(hass: HomeAssistant, connection: ActiveConnection, entity_id: str, policy: str) -> CameraCoordinator:
    """Return the camera of an entity; raises what goes to the card."""
    if not connection.user.permissions.check_entity(entity_id, policy):
        raise Unauthorized(entity_id=entity_id)
    entity = er.async_get(hass).async_get(entity_id)
    if entity is None or entity.platform != DOMAIN or entity.config_entry_id is None:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="no_camera_entity")
    entry = hass.config_entries.async_get_known_entry(entity.config_entry_id)
    if entry.state is not ConfigEntryState.LOADED:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="no_camera_entity")
    coordinator: CameraCoordinator = entry.runtime_data
    return coordinator


@websocket_api.websocket_command({vol.Required("type"): f"{DOMAIN}/ptz/info", vol.Required("entity_id"): cv.entity_id})
@callback
def _tell(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Tell what a camera can be asked for."""
    coordinator = _find(hass, connection, msg["entity_id"], POLICY_READ)
    steering = coordinator.camera.steering
    connection.send_result(
        msg["id"],
        {
            **asdict(steering.reach),
            "home": steering.has_home,
            "patrols": sorted(patrol.value for patrol in steering.reach.patrols),
            "preset_names": {str(number): name for number, name in coordinator.presets.names.items()},
            "steerable": steering.steerable,
            "deadline": steering.deadline,
        },
    )


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/ptz/hold",
        vol.Required("entity_id"): cv.entity_id,
        vol.Required(ATTR_DIRECTION): vol.In(DIRECTIONS),
        vol.Optional(ATTR_SPEED): vol.Coerce(int),
        vol.Optional(ATTR_TILT_SPEED): vol.Coerce(int),
    }
)
@websocket_api.async_response
async def _hold(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Move until the subscription ends, which it does with the browser, but never beyond the deadline.

    Whoever holds on asks again before it passes.
    """
    coordinator = _find(hass, connection, msg["entity_id"], POLICY_CONTROL)
    released = asyncio.Event()
    connection.subscriptions[msg["id"]] = released.set
    coordinator.config_entry.async_create_background_task(
        hass, _end(coordinator, released), f"{DOMAIN} {coordinator.name} hold"
    )
    try:
        with coordinator.command():
            await coordinator.camera.steering.move(wanted_move(DIRECTIONS[msg[ATTR_DIRECTION]], msg), holder=released)
    except BaseException:
        connection.subscriptions.pop(msg["id"], None)
        released.set()
        raise
    connection.send_result(msg["id"])


async def _end(coordinator: CameraCoordinator, released: asyncio.Event) -> None:
    await released.wait()
    with suppress(CameraError):  # nobody listens any more; it is tried on
        await coordinator.camera.steering.let_go(released)
