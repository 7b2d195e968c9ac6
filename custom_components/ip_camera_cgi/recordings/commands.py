"""WebSocket commands for cards: list, keep, delete and follow recordings."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..access import Access, may, require
from ..card.lookup import entry_of
from ..command_throttle import begin_message, require_free_subscription
from ..const import DOMAIN
from ..websocket_command import COMMANDS
from .archive import Archive, archive
from .description import describe
from .recording import Key, camera_folder

_MAX_RECORDINGS = 2000  # in one answer
_DAY = vol.Match(r"^\d{4}-\d\d-\d\d$")

type _Handler = Callable[[Archive, ActiveConnection, str, dict[str, Any]], Awaitable[Any]]


def _command(
    name: str, access: Access, fields: Mapping[str | vol.Marker, Any]
) -> Callable[[_Handler], websocket_api.const.WebSocketCommandHandler]:
    """Decorate a function as a command; it receives the camera's folder, even if the camera is unavailable."""
    kind = f"{DOMAIN}/recordings/{name}"
    COMMANDS[kind] = access

    def decorate(handle: _Handler) -> websocket_api.const.WebSocketCommandHandler:
        @websocket_api.websocket_command(
            {vol.Required("type"): kind, vol.Required(ATTR_ENTITY_ID): cv.entity_id, **fields}
        )
        @websocket_api.async_response
        async def command(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
            if not await begin_message(connection, msg["id"]):
                return
            require(connection.user, access, msg[ATTR_ENTITY_ID])
            entry = entry_of(hass, msg[ATTR_ENTITY_ID])
            if entry is None or entry.unique_id is None:
                raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_camera_entity")
            answer = await handle(archive(hass), connection, camera_folder(entry.unique_id), msg)
            connection.send_result(msg["id"], answer)

        return command

    return decorate


@_command("days", Access.READ, {})
async def _days(recordings: Archive, _: ActiveConnection, camera: str, msg: dict[str, Any]) -> dict[str, Any]:
    """Return the days with recordings, newest first."""
    return {"days": await recordings.run(partial(recordings.store.days, camera))}


@_command(
    "list",
    Access.READ,
    {vol.Optional("day"): _DAY, vol.Optional("limit"): vol.All(int, vol.Range(min=1, max=_MAX_RECORDINGS))},
)
async def _list(recordings: Archive, _: ActiveConnection, camera: str, msg: dict[str, Any]) -> dict[str, Any]:
    """Return the recordings of a day, or the newest of all days, newest first."""
    limit = msg.get("limit", _MAX_RECORDINGS)
    found = await recordings.run(partial(recordings.store.newest, camera, limit, msg.get("day")))
    return {"recordings": [describe(each) for each in found]}


@_command("keep", Access.CONTROL, {vol.Required("recording"): cv.string, vol.Required("keep"): cv.boolean})
async def _keep(recordings: Archive, _: ActiveConnection, camera: str, msg: dict[str, Any]) -> dict[str, Any] | None:
    """Mark a recording as kept or not; return it, or None if it was deleted."""
    if (key := _key(camera, msg["recording"])) is None:
        return None
    change = partial(recordings.store.update, key, lambda each: replace(each, keep=msg["keep"]))
    changed = await _changing(recordings, key, change)
    return describe(changed) if changed is not None else None


@_command("delete", Access.CONTROL, {vol.Required("recording"): cv.string})
async def _delete(recordings: Archive, _: ActiveConnection, camera: str, msg: dict[str, Any]) -> bool:
    """Delete a recording, even a kept one; return whether it existed."""
    if (key := _key(camera, msg["recording"])) is None:
        return False
    return await _changing(recordings, key, partial(recordings.store.delete, key))


async def _changing[T](recordings: Archive, key: Key, change: Callable[[], T]) -> T:
    try:
        changed = await recordings.run(change)
    except OSError as err:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="recording_not_changed") from err
    recordings.changed(key)
    return changed


@_command("subscribe", Access.READ, {})
async def _subscribe(recordings: Archive, connection: ActiveConnection, camera: str, msg: dict[str, Any]) -> None:
    """Report the key of each recording that begins, ends, changes or is deleted."""

    @callback
    def changed(key: Key) -> None:
        if key.camera == camera and may(connection.user, Access.READ, msg[ATTR_ENTITY_ID]):
            connection.send_event(msg["id"], {"recording": str(key), "day": key.day})

    require_free_subscription(connection, msg[ATTR_ENTITY_ID])
    connection.subscriptions[msg["id"]] = recordings.listen(changed)


def _key(camera: str, text: str) -> Key | None:
    """Return the key of the recording, if it belongs to the camera whose permission was checked."""
    try:
        key = Key.parse(text)
    except ValueError:
        return None
    return key if key.camera == camera else None


@callback
def async_register_recording_commands(hass: HomeAssistant) -> None:
    """Register the commands."""
    for command in (_days, _list, _keep, _delete, _subscribe):
        websocket_api.async_register_command(hass, command)
