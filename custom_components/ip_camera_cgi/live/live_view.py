"""HTTP views and handlers for live pictures."""

from abc import abstractmethod
import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, aclosing, nullcontext, suppress
from functools import partial
import os
import secrets
from typing import Any, override

from aiohttp import HttpVersion11, hdrs, web
from homeassistant.components.http import KEY_HASS, HomeAssistantView
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN, LOGGER
from ..protocol import BOUNDARY, MATROSKA, Camera, CameraError, Frame, MjpegHub, Viewer, is_matroska
from ..protocol.video import matroska
from ..protocol.video.jpeg import frame_header
from .socket_limits import limit_unsent

type StreamHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_STREAM_HANDLERS: HassKey[dict[str, StreamHandler]] = HassKey(f"{DOMAIN}_shows")
_TOKEN = "auth"  # noqa: S105  Home Assistant removes this parameter from its logs
TOKEN_BYTES = 24
_ANY_HOST, _LOOPBACK = {"0.0.0.0", "::"}, "127.0.0.1"  # noqa: S104
_WRITE_TIMEOUT = 60  # seconds without progress until a viewer is disconnected
_FFMPEG = "Lavf/"  # user agent of FFmpeg
_FILM_RATE = 30  # frames per second; no camera sends more
_USUAL_SIZE = (640, 480)
_EOF_TIMEOUT = 5  # seconds to deliver the rest when the stream ends


class _ConnectedViewer(Viewer):
    """A viewer at the other end of an HTTP connection.

    Frames are written directly to the transport, bypassing aiohttp's writer: the same bytes for all viewers, and only
    when the previous frame has been sent.
    """

    start = b""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._stuck_since: float | None = None
        self.disconnected = asyncio.Event()

    @override
    def show(self, frame: Frame) -> None:
        if self._is_ready():
            self._write(frame)
        if self._transport.is_closing():
            self.disconnected.set()

    @override
    def end(self) -> None:
        self.disconnected.set()

    def abort(self) -> None:
        """Disconnect without waiting for unsent data."""
        self._transport.abort()

    def _is_ready(self) -> bool:
        """Return whether the previous frame has been sent; disconnect a viewer for which this takes too long."""
        if not self._transport.get_write_buffer_size():
            self._stuck_since = None
            return True
        if self._stuck_since is None:
            self._stuck_since = self._loop.time()
        elif self._loop.time() - self._stuck_since > _WRITE_TIMEOUT:
            self.abort()
        return False

    @abstractmethod
    def _write(self, frame: Frame) -> None:
        """Write a frame to the transport."""


class _TlsBrowser(_ConnectedViewer):
    start = Frame.browser_start

    @override
    def _write(self, frame: Frame) -> None:
        self._transport.write(frame.chunk)


class _Browser(_TlsBrowser):
    """Writes to the socket itself; only what the socket does not take passes through the transport.

    With many viewers, the transport's checks would cost a fifth of the CPU time.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__(transport)
        self._socket = transport.get_extra_info("socket")
        self._has_unsent = True  # possibly the response header

    @override
    def show(self, frame: Frame) -> None:
        if self._has_unsent:
            super().show(frame)
            self._has_unsent = self._transport.get_write_buffer_size() > 0
            return
        chunk = frame.chunk
        try:
            sent = os.write(self._socket.fileno(), chunk)
        except BlockingIOError:
            sent = 0
        except OSError:  # disconnected, or already closed
            self.disconnected.set()
            return
        if sent < len(chunk):
            self._transport.write(memoryview(chunk)[sent:])
            self._has_unsent = True


class _OldBrowser(_ConnectedViewer):
    start = Frame.browser_start

    @override
    def _write(self, frame: Frame) -> None:
        self._transport.write(frame.unchunked)


class _Player(_ConnectedViewer):
    start = Frame.player_start

    @override
    def _write(self, frame: Frame) -> None:
        self._transport.writelines(frame.player_chunk)


class _OldPlayer(_ConnectedViewer):
    start = Frame.player_start

    @override
    def _write(self, frame: Frame) -> None:
        self._transport.writelines(frame.player_part)


class _MkvPlayer(_ConnectedViewer):
    """Sends Matroska, whose timestamps preserve the arrival times; the stream header precedes the first frame."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__(transport)
        self._started_at: float | None = None

    @override
    def _write(self, frame: Frame) -> None:
        now = self._loop.time()
        head = b""
        if self._started_at is None:
            self._started_at = now
            head = _film_head(frame)
        head += matroska.picture_head(round((now - self._started_at) * 1000), len(frame.body))
        self._write_framed(head, frame.body)

    def _write_framed(self, head: bytes, body: memoryview) -> None:
        chunk_head = b"%x\r\n" % (len(head) + len(body))
        self._transport.writelines((chunk_head + head, body, b"\r\n"))


class _OldMkvPlayer(_MkvPlayer):
    @override
    def _write_framed(self, head: bytes, body: memoryview) -> None:
        self._transport.writelines((head, body))


def _film_head(frame: Frame) -> bytes:
    """Return the stream header for a first frame."""
    header = None
    with suppress(CameraError):
        header = frame_header(frame.body)
    size = (header.width, header.height) if header else _USUAL_SIZE
    return matroska.head(*size, rate=_FILM_RATE)


type Viewing = Callable[[Viewer], AbstractContextManager[Any]]


async def serve_live(request: web.Request, hub: MjpegHub, viewing: Viewing = nullcontext) -> web.StreamResponse:
    """Serve the frames of a hub as multipart/x-mixed-replace to a browser until it leaves."""
    if request.version < HttpVersion11:
        return await _serve(request, hub, _OldBrowser, viewing)
    encrypted = request.transport is not None and request.transport.get_extra_info("sslcontext") is not None
    return await _serve(request, hub, _TlsBrowser if encrypted else _Browser, viewing)


async def serve_player(request: web.Request, hub: MjpegHub, viewing: Viewing = nullcontext) -> web.StreamResponse:
    """Serve the frames with the length of each part, for players and other programs."""
    return await _serve(request, hub, _Player if request.version >= HttpVersion11 else _OldPlayer, viewing)


async def serve_program(request: web.Request, hub: MjpegHub, viewing: Viewing = nullcontext) -> web.StreamResponse:
    """Serve frames in the format that a program plays in real time.

    FFmpeg assumes 25 frames per second for multipart streams, and few programs based on it offer an option to change
    that.
    """
    if not request.headers.get(hdrs.USER_AGENT, "").startswith(_FFMPEG):
        return await serve_player(request, hub, viewing)
    return await _serve(
        request, hub, _MkvPlayer if request.version >= HttpVersion11 else _OldMkvPlayer, viewing, MATROSKA
    )


async def _serve(
    request: web.Request,
    hub: MjpegHub,
    kind: type[_TlsBrowser | _OldBrowser | _Player | _OldPlayer | _MkvPlayer],
    viewing: Viewing = nullcontext,
    media_type: str = f"multipart/x-mixed-replace; boundary={BOUNDARY}",
) -> web.StreamResponse:
    if hub.suspended:
        raise web.HTTPServiceUnavailable
    response = web.StreamResponse(headers={"Content-Type": media_type, "Cache-Control": "no-store"})
    if request.version >= HttpVersion11:
        response.enable_chunked_encoding()
    await response.prepare(request)
    with suppress(ConnectionError):  # the viewer has left
        if kind.start:
            await response.write(kind.start)
        if request.transport is not None:
            limit_unsent(request.transport)
            viewer = kind(request.transport)
            with hub.attach(viewer), viewing(viewer):
                await viewer.disconnected.wait()
            try:
                async with asyncio.timeout(_EOF_TIMEOUT):
                    await response.write_eof()
            except TimeoutError:  # otherwise the connection would stay open
                viewer.abort()
    return response


async def serve_with_sound(request: web.Request, camera: Camera) -> web.StreamResponse:
    """Serve the live stream with sound over a connection to the camera for this viewer alone.

    ASF starts with a header that every client needs, so a running stream cannot be joined.
    """
    response = web.StreamResponse(headers={"Cache-Control": "no-store"})
    async with aclosing(camera.pictures.stream_with_sound()) as chunks:
        try:
            async for chunk in chunks:
                if not response.prepared:
                    response.content_type = MATROSKA if is_matroska(chunk) else camera.pictures.sound_type or ""
                    await response.prepare(request)
                await response.write(chunk)
        except CameraError as err:
            LOGGER.debug("No sound for %s: %s", request.remote, err)
        except ConnectionError:
            pass  # the viewer has left
    if not response.prepared:
        raise web.HTTPBadGateway
    return response


class LiveView(HomeAssistantView):
    """Serves live streams to programs that cannot sign in, at an unguessable address.

    Recorders, HomeKit and other players share the one stream and never see the camera's password.
    """

    url = f"/api/{DOMAIN}/live"
    name = f"api:{DOMAIN}:live"
    requires_auth = False

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Serve the stream with the token of the request."""
        show = request.app[KEY_HASS].data.get(_STREAM_HANDLERS, {}).get(request.query.get(_TOKEN, ""))
        if show is None:
            raise web.HTTPNotFound
        return await show(request)


@callback
def publish(hass: HomeAssistant, show: StreamHandler, token: str | None = None) -> tuple[str, Callable[[], None]]:
    """Register a stream under a new token; return its path and a function that removes it."""
    shows = hass.data.setdefault(_STREAM_HANDLERS, {})
    token = token or secrets.token_urlsafe(TOKEN_BYTES)
    shows[token] = show
    return f"{LiveView.url}?{_TOKEN}={token}", partial(shows.__delitem__, token)


def internal_url(hass: HomeAssistant, path: str) -> str | None:
    """Return the URL of a path for programs on this machine, or None if the web server is not set up.

    Uses loopback, because the machine may be unable to resolve or reach the address that browsers use.
    """
    if (api := hass.config.api) is None:
        return None
    host = api.host if api.host and api.host not in _ANY_HOST else _LOOPBACK
    return f"{'https' if api.use_ssl else 'http'}://{f'[{host}]' if ':' in host else host}:{api.port}{path}"
