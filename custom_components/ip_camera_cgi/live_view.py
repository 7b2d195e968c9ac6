"""Live pictures as browsers and players want them."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress
from functools import partial
import secrets
from typing import override

from aiohttp import HttpVersion11, web
from homeassistant.components.http import KEY_HASS, HomeAssistantView
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.network import NoURLAvailableError, get_url
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN, LOGGER
from .protocol import BOUNDARY, Camera, CameraError, Frame, MjpegHub, Viewer

type StreamHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_STREAM_HANDLERS: HassKey[dict[str, StreamHandler]] = HassKey(f"{DOMAIN}_shows")
_TOKEN = "auth"  # noqa: S105  under this name Home Assistant leaves it out of its logs
_TOKEN_BYTES = 24
_WRITE_TIMEOUT = 60  # seconds after which somebody who takes nothing is sent away
_EOF_TIMEOUT = 5  # seconds in which he has to take the rest when the pictures end


class _BrowserViewer(Viewer):
    """Somebody at the other end of a connection.

    A frame is written straight to it, the same bytes for all, and only when it has taken the one before.
    """

    def __init__(self, transport: asyncio.Transport, *, chunked: bool) -> None:
        self._transport = transport
        self._chunked = chunked
        self._loop = asyncio.get_running_loop()
        self._drained_at = self._loop.time()
        self.disconnected = asyncio.Event()

    @override
    def show(self, frame: Frame) -> None:
        if not self._transport.get_write_buffer_size():
            self._drained_at = self._loop.time()
            self._transport.write(frame.chunk if self._chunked else frame.part)
        elif self._loop.time() - self._drained_at > _WRITE_TIMEOUT:
            self.abort()
        if self._transport.is_closing():
            self.disconnected.set()

    @override
    def end(self) -> None:
        self.disconnected.set()

    def abort(self) -> None:
        """Hang up, whatever he has not taken yet."""
        self._transport.abort()


async def serve_live(request: web.Request, hub: MjpegHub) -> web.StreamResponse:
    """Answer with the pictures of a hub for as long as somebody looks."""
    chunked = request.version >= HttpVersion11
    response = web.StreamResponse(
        headers={"Content-Type": f"multipart/x-mixed-replace; boundary={BOUNDARY}", "Cache-Control": "no-store"}
    )
    if chunked:
        response.enable_chunked_encoding()
    await response.prepare(request)
    with suppress(ConnectionError):  # the viewer left
        await response.write(f"--{BOUNDARY}\r\n".encode())
        if request.transport is not None:
            browser = _BrowserViewer(request.transport, chunked=chunked)
            with hub.attach(browser):
                await browser.disconnected.wait()
            try:
                async with asyncio.timeout(_EOF_TIMEOUT):
                    await response.write_eof()
            except TimeoutError:  # he would keep the connection for ever
                browser.abort()
    return response


async def serve_with_sound(request: web.Request, camera: Camera) -> web.StreamResponse:
    """Answer with moving pictures and sound as they come from the camera, over a connection to it for this one alone.

    It is headed by what nobody can go without, so it cannot be shared; and it ends when the camera ends it.
    """
    response = web.StreamResponse(headers={"Content-Type": camera.sound_type or "", "Cache-Control": "no-store"})
    async with aclosing(camera.stream_with_sound()) as chunks:
        try:
            async for chunk in chunks:
                if not response.prepared:
                    await response.prepare(request)
                await response.write(chunk)
        except CameraError as err:
            LOGGER.debug("No sound for %s: %s", request.remote, err)
        except ConnectionError:
            pass  # the listener left
    if not response.prepared:
        raise web.HTTPBadGateway
    return response


class LiveView(HomeAssistantView):
    """Shows live pictures to programs that cannot sign in, at an address that nobody can guess.

    So recordings, HomeKit and other players share the one stream, and none of them learns the camera's password.
    """

    url = f"/api/{DOMAIN}/live"
    name = f"api:{DOMAIN}:live"
    requires_auth = False

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Show what belongs to the address."""
        show = request.app[KEY_HASS].data.get(_STREAM_HANDLERS, {}).get(request.query.get(_TOKEN, ""))
        if show is None:
            raise web.HTTPNotFound
        return await show(request)


@callback
def publish(hass: HomeAssistant, show: StreamHandler) -> tuple[str, Callable[[], None]]:
    """Give a show an address; return what comes behind Home Assistant's own, and what takes it away again."""
    shows = hass.data.setdefault(_STREAM_HANDLERS, {})
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    shows[token] = show
    return f"{LiveView.url}?{_TOKEN}={token}", partial(shows.__delitem__, token)


def internal_url(hass: HomeAssistant, path: str) -> str | None:
    """Return the whole address as programs in the house see it, if Home Assistant knows its own."""
    try:
        return get_url(hass, allow_external=False, allow_cloud=False) + path
    except NoURLAvailableError:
        return None
