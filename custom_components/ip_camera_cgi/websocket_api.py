"""WebSocket commands for cards: descriptions of cameras, and moving while a button is held."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Any

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from .access import Access, require
from .actions.ptz import ATTR_DIRECTION, ATTR_SPEED, ATTR_TILT_SPEED, DIRECTIONS, move_at_speed
from .card.lookup import entry_of
from .card.subscription import follow
from .command_throttle import begin_message, require_free_subscription
from .const import CONF_HOME_PRESET, CONF_SWAP_PAN, CONF_SWAP_TILT, CONF_SWAP_ZOOM, DOMAIN
from .coordinator import CameraCoordinator
from .protocol import CameraBusyError, CameraError, Move
from .sound.talk import talk
from .websocket_command import COMMANDS, camera_command

_SUBSCRIBE = f"{DOMAIN}/card/subscribe"
COMMANDS[_SUBSCRIBE] = Access.READ
_MAX_PRESET = 255
_MAX_HOLDS = 500  # subscriptions for one camera that are not released: all of them may end at the same moment
_PRESET = vol.All(vol.Coerce(int), vol.Range(min=1, max=_MAX_PRESET))
_AXES = {"pan": CONF_SWAP_PAN, "tilt": CONF_SWAP_TILT, "zoom": CONF_SWAP_ZOOM}
_HELD = {**DIRECTIONS, "focus_near": Move(focus=-1), "focus_far": Move(focus=1)}


@callback
def async_register_commands(hass: HomeAssistant) -> None:
    """Register the commands."""
    for command in (_subscribe, _ptz_hold, _name_preset, _set_home, _reverse, talk):
        websocket_api.async_register_command(hass, command)


@websocket_api.websocket_command({vol.Required("type"): _SUBSCRIBE, vol.Required(ATTR_ENTITY_ID): cv.entity_id})
@websocket_api.async_response
async def _subscribe(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Send the description of a camera, now and whenever it changes; works for unavailable cameras."""
    number, entity_id = msg["id"], msg[ATTR_ENTITY_ID]
    if not await begin_message(connection, number):
        return
    require(connection.user, Access.READ, entity_id)
    entry = entry_of(hass, entity_id)
    if entry is None:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_camera_entity")
    require_free_subscription(connection, entry.title)
    connection.send_result(number)
    connection.subscriptions[number] = follow(hass, connection, number, entry, entity_id)


@camera_command(
    "ptz/hold",
    Access.CONTROL,
    {
        vol.Required(ATTR_DIRECTION): vol.In(_HELD),
        vol.Optional(ATTR_SPEED): vol.Coerce(int),
        vol.Optional(ATTR_TILT_SPEED): vol.Coerce(int),
    },
)
async def _ptz_hold(connection: ActiveConnection, coordinator: CameraCoordinator, msg: dict[str, Any]) -> None:
    """Move until the subscription ends, for example with the browser tab, at most until the move timeout.

    A card subscribes again before the timeout to continue.
    """
    if len(coordinator.holds) >= _MAX_HOLDS:
        with coordinator.command():
            raise CameraBusyError("too many buttons are held")
    released = asyncio.Event()
    coordinator.holds.add(released)
    connection.subscriptions[msg["id"]] = released.set
    coordinator.config_entry.async_create_background_task(
        coordinator.hass, _release_at_end(coordinator, released), f"{DOMAIN} {coordinator.name} hold"
    )
    try:
        with coordinator.command():
            await coordinator.camera.ptz.move(move_at_speed(_HELD[msg[ATTR_DIRECTION]], msg), holder=released)
    except BaseException:
        connection.subscriptions.pop(msg["id"], None)
        released.set()
        raise
    connection.send_result(msg["id"])


async def _release_at_end(coordinator: CameraCoordinator, released: asyncio.Event) -> None:
    await released.wait()
    coordinator.holds.discard(released)
    with suppress(CameraError):  # the connection is gone; the controller keeps trying
        await coordinator.camera.ptz.motion.release(released)


@camera_command("card/name_preset", Access.CONTROL, {vol.Required("preset"): _PRESET, vol.Required("name"): cv.string})
async def _name_preset(connection: ActiveConnection, coordinator: CameraCoordinator, msg: dict[str, Any]) -> None:
    """Rename a preset; no request is sent to the camera."""
    with coordinator.command():
        coordinator.preset_names.set_name(msg["preset"], msg["name"])
    connection.send_result(msg["id"])


@camera_command("card/set_home", Access.ADMIN, {vol.Required("preset"): vol.Any(None, _PRESET)})
async def _set_home(connection: ActiveConnection, coordinator: CameraCoordinator, msg: dict[str, Any]) -> None:
    """Set the preset used as home position; None for the camera's own."""
    _set_option(coordinator, CONF_HOME_PRESET, msg["preset"])
    ptz = coordinator.camera.ptz
    ptz.configure(replace(ptz.options, home_preset=msg["preset"]))
    coordinator.async_update_listeners()
    connection.send_result(msg["id"])


@camera_command(
    "card/reverse", Access.ADMIN, {vol.Required("axis"): vol.In(_AXES), vol.Required("reversed"): cv.boolean}
)
async def _reverse(connection: ActiveConnection, coordinator: CameraCoordinator, msg: dict[str, Any]) -> None:
    """Set whether a motor is reversed."""
    ptz, axis = coordinator.camera.ptz, msg["axis"]
    _set_option(coordinator, _AXES[axis], msg["reversed"])
    wiring = replace(ptz.wiring, **{f"{axis}_swapped": msg["reversed"]})
    ptz.configure(replace(ptz.options, wiring=wiring))
    coordinator.async_update_listeners()
    connection.send_result(msg["id"])


def _set_option(coordinator: CameraCoordinator, option: str, value: Any) -> None:
    """Store an option of the entry for its next start; None removes it."""
    entry = coordinator.config_entry
    options = {**entry.options, option: value}
    if value is None:
        del options[option]
    coordinator.hass.config_entries.async_update_entry(entry, options=options)
