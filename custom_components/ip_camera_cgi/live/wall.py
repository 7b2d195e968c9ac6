"""WebSocket that sends the pictures of many cameras to one page; docs/wall.md specifies the protocol."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from enum import StrEnum
from functools import partial
import json
from typing import Any, override

from aiohttp import WSCloseCode, WSMsgType, web
from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.http import KEY_HASS, KEY_HASS_REFRESH_TOKEN_ID, KEY_HASS_USER, HomeAssistantView
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv, entity_registry as er
import voluptuous as vol

from ..const import DOMAIN
from ..protocol import Frame, MjpegHub, Viewer
from .socket_limits import limit_unsent

_HEARTBEAT = 20  # seconds between pings; a page that does not answer within half of that is disconnected
_MAX_CAMERAS = 64
_MAX_NUMBER = 0xFFFF
_MIN_RATE, _MAX_RATE = 0.01, 100  # pictures per second
_MAX_MESSAGE = 64 * 1024  # bytes per message from a page
_CHECK_INTERVAL = 1  # seconds between checks of permissions and available cameras

_LIST = vol.Schema(
    {
        vol.Required("list"): vol.All(vol.Any(int), vol.Range(min=0, max=_MAX_NUMBER)),
        vol.Required("watch"): vol.All(
            list,
            vol.Length(max=_MAX_CAMERAS),  # before each of them is looked at
            [
                vol.Schema(
                    {
                        vol.Required("entity_id"): cv.entity_id,
                        vol.Optional("max_rate"): vol.All(vol.Any(int, float), vol.Range(min=_MIN_RATE, max=_MAX_RATE)),
                    },
                    extra=vol.REMOVE_EXTRA,
                )
            ],
        ),
    },
    extra=vol.REMOVE_EXTRA,
)


class TileState(StrEnum):
    """State of a camera for a page."""

    LIVE = "live"
    NO_SIGNAL = "no_signal"
    OFF = "off"
    UNAVAILABLE = "unavailable"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"


type _Find = Callable[[str], tuple[MjpegHub | None, TileState]]
"""Returns the hub of an entity, or the state to show without one."""


class _Tile(Viewer):
    """The newest frame and the state of one camera that have not been sent yet."""

    def __init__(self, index: int, entity_id: str, max_rate: float | None, changed: Callable[[_Tile], None]) -> None:
        self.index = index
        self.entity_id = entity_id
        self._interval = 1 / max_rate if max_rate else 0.0
        self._changed = changed
        self._loop = asyncio.get_running_loop()
        self._hub: MjpegHub | None = None
        self._watching = ExitStack()
        self._state: TileState | None = None
        self._sent_state: TileState | None = None
        self._frame: Frame | None = None
        self._sent_frame: Frame | None = None
        self._next_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @override
    def show(self, frame: Frame) -> None:
        self._set_state(TileState.NO_SIGNAL if frame.no_signal else TileState.LIVE)
        if frame is self._sent_frame:  # a repeated "no signal" frame
            return
        self._frame = frame
        if self._timer is not None:
            return
        if (wait := self._next_at - self._loop.time()) > 0:
            self._timer = self._loop.call_later(wait, self._is_due)
        else:
            self._changed(self)

    @override
    def end(self) -> None:
        self._hub = None  # the next check finds the hub of the reloaded camera

    def take_state(self) -> TileState | None:
        """Return the state if it has not been sent."""
        if self._state is self._sent_state:
            return None
        self._sent_state = self._state
        return self._state

    def take_frame(self) -> Frame | None:
        """Return the newest frame if it is due and has not been sent."""
        if self._frame is None or self._timer is not None:
            return None
        self._sent_frame, self._frame = self._frame, None
        self._next_at = self._loop.time() + self._interval
        return self._sent_frame

    def watch(self, hub: MjpegHub | None, state: TileState) -> None:
        """Attach to a hub, or show a state without one."""
        if hub is not None and hub is self._hub:
            return
        self.close()
        if hub is None:
            self._set_state(state)
        else:
            self._hub = hub
            self._set_state(TileState.LIVE)
            self._watching.enter_context(hub.attach(self))

    def close(self) -> None:
        """Detach; unsent frames are dropped."""
        self._watching.close()
        self._hub = self._frame = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _is_due(self) -> None:
        self._timer = None
        self._changed(self)

    def _set_state(self, state: TileState) -> None:
        if state is not self._state:
            self._state = state
            self._changed(self)


class _Wall:
    """The cameras that one page shows."""

    def __init__(self, find: _Find, socket: web.WebSocketResponse) -> None:
        self._find = find
        self._socket = socket
        self._list = 0
        self._tiles: list[_Tile] = []
        self._ready: dict[_Tile, None] = {}
        """Tiles with something to send; the one that has waited longest is first."""
        self._changed = asyncio.Event()

    def take_list(self, text: str) -> None:
        """Replace the list of cameras.

        Raises:
            ValueError, voluptuous.Invalid: not a valid list.
        """
        wanted = _LIST(json.loads(text))
        before, self._tiles = self._tiles, []
        self._ready.clear()
        self._list = wanted["list"]
        for index, camera in enumerate(wanted["watch"]):
            self._tiles.append(_Tile(index, camera["entity_id"], camera.get("max_rate"), self._set_ready))
        self.check()
        for tile in before:  # after check(), so that a camera in both lists keeps its stream
            tile.close()

    def close(self) -> None:
        """Detach from all cameras."""
        for tile in self._tiles:
            tile.close()

    async def keep_checking(self) -> None:
        """Track permissions, reloads and renamed entities."""
        while True:
            await asyncio.sleep(_CHECK_INTERVAL)
            self.check()

    def check(self) -> None:
        """Attach each tile to the hub that the user may view at the moment."""
        for tile in self._tiles:
            tile.watch(*self._find(tile.entity_id))

    async def send(self) -> None:
        """Send states and frames, one camera after the other, as fast as the page receives them."""
        with suppress(ConnectionError):
            while True:
                await self._changed.wait()
                self._changed.clear()
                while self._ready:
                    tile = next(iter(self._ready))
                    del self._ready[tile]
                    await self._send_tile(tile)

    async def _send_tile(self, tile: _Tile) -> None:
        number = self._list
        if state := tile.take_state():
            await self._socket.send_json({"list": number, "index": tile.index, "state": state})
        if (frame := tile.take_frame()) is not None and number == self._list:
            await self._socket.send_bytes(b"".join((number.to_bytes(2), tile.index.to_bytes(2), frame.body)))

    def _set_ready(self, tile: _Tile) -> None:
        self._ready[tile] = None
        self._changed.set()


def _find(hass: HomeAssistant, user: User, entity_id: str) -> tuple[MjpegHub | None, TileState]:
    """Return the hub of an entity, or the state to show without one."""
    from homeassistant.components.camera import DATA_COMPONENT  # noqa: PLC0415  loaded with the first camera

    from ..camera import LiveCamera  # noqa: PLC0415

    if not user.is_active or not user.permissions.check_entity(entity_id, POLICY_READ):
        return None, TileState.FORBIDDEN
    cameras = hass.data.get(DATA_COMPONENT)
    entity = cameras.get_entity(entity_id) if cameras is not None else None
    if isinstance(entity, LiveCamera):
        return (entity.camera.live, TileState.LIVE) if entity.is_on else (None, TileState.OFF)
    registered = er.async_get(hass).async_get(entity_id)
    if registered is not None and registered.platform == DOMAIN and registered.domain == Platform.CAMERA:
        return None, TileState.UNAVAILABLE
    return None, TileState.UNKNOWN


class WallView(HomeAssistantView):
    """Serves the WebSocket of a page."""

    url = f"/api/{DOMAIN}/wall"
    name = f"api:{DOMAIN}:wall"

    async def get(self, request: web.Request) -> web.WebSocketResponse:
        """Serve the cameras that the page requests until it disconnects."""
        hass, user = request.app[KEY_HASS], request[KEY_HASS_USER]
        return await serve_wall(request, partial(_find, hass, user), partial(_closed_with, hass, request))


async def serve_wall(
    request: web.Request,
    find: _Find,
    closed_with: Callable[[web.WebSocketResponse], AbstractContextManager[Any]] = nullcontext,
) -> web.WebSocketResponse:
    """Serve the cameras that a page requests until it disconnects."""
    # With a limit of 0, the writer waits after each message until the transport has sent it.
    socket = web.WebSocketResponse(
        compress=False, heartbeat=_HEARTBEAT, max_msg_size=_MAX_MESSAGE, writer_limit=0, timeout=1
    )
    await socket.prepare(request)
    if (transport := request.transport) is None:
        return socket
    transport.set_write_buffer_limits(high=0)
    limit_unsent(transport)
    wall = _Wall(find, socket)
    tasks = [asyncio.create_task(doing, name="ip_camera_cgi wall") for doing in (wall.send(), wall.keep_checking())]
    try:
        with closed_with(socket):
            await _receive(socket, wall)
    finally:
        wall.close()
        for task in tasks:
            task.cancel()
        if socket.close_code != WSCloseCode.OK:
            transport.abort()  # a page that does not read would keep it open
    return socket


async def _receive(socket: web.WebSocketResponse, wall: _Wall) -> None:
    async for message in socket:
        try:
            if message.type is not WSMsgType.TEXT:
                raise ValueError(message.type)  # noqa: TRY301
            wall.take_list(message.data)
        except ValueError, RecursionError, vol.Invalid:
            await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"this is no list of cameras")


@contextmanager
def _closed_with(hass: HomeAssistant, request: web.Request, socket: web.WebSocketResponse) -> Generator[None]:
    """Close a socket when Home Assistant stops, or when its login is revoked."""
    closing: set[asyncio.Task[Any]] = set()

    def close(code: WSCloseCode) -> None:
        closing.add(asyncio.create_task(socket.close(code=code)))

    @callback
    def stop(_: Event) -> None:
        close(WSCloseCode.GOING_AWAY)

    @callback
    def revoke() -> None:
        close(WSCloseCode.POLICY_VIOLATION)

    with ExitStack() as listening:
        listening.callback(hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, stop))
        if token := request.get(KEY_HASS_REFRESH_TOKEN_ID):
            listening.callback(hass.auth.async_register_revoke_token_callback(token, revoke))
        yield
