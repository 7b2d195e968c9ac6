"""Limits the live pictures of each browser.

A browser opens at most six connections to a host for all of its tabs, and each live MJPEG picture occupies one: with
six of them, nothing else of Home Assistant loads. WebSockets and WebRTC are not affected.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import monotonic

from aiohttp import hdrs, web
from homeassistant.components.http import KEY_HASS
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..protocol import CameraError
from ..protocol.camera.pictures import CameraPictures

_LIMIT = 4  # live pictures per browser
_GRACE = 0.5  # seconds until the connections of a closed page have ended
_SAME_PAGE = 10  # seconds within which a page opens all of its views
_PICTURE_TIMEOUT = 3  # seconds to wait for a still picture
_NOTE = "Too many live pictures in this browser"
_FORWARDED_PROTO = "X-Forwarded-Proto"


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    browser: tuple[str, ...]
    transport: asyncio.Transport
    opened_at: float


_VIEWS: HassKey[list[_View]] = HassKey(f"{DOMAIN}_browser_views")


def _browser_of(request: web.Request) -> tuple[str, ...] | None:
    """Return a key for the browser; None for players and behind a TLS proxy.

    Requests for pictures do not identify a session. TLS proxies speak HTTP/2 to browsers, which needs one connection
    for any number of pictures.
    """
    agent = request.headers.get(hdrs.USER_AGENT, "")
    if not agent.startswith("Mozilla/") or request.headers.get(_FORWARDED_PROTO, "").startswith("https"):
        return None
    return request.remote or "", agent, request.headers.get(hdrs.ACCEPT_LANGUAGE, "")


@asynccontextmanager
async def live_view(request: web.Request) -> AsyncGenerator[bool]:
    """Register a live picture of a browser; yields False without registering it if the browser shows too many."""
    browser, transport = _browser_of(request), request.transport
    if browser is None or transport is None:
        yield True
        return
    views = request.app[KEY_HASS].data.setdefault(_VIEWS, [])
    if _is_full(views, browser):
        await asyncio.sleep(_GRACE)
    if _is_full(views, browser) and _keeps_connections(request):
        _end_oldest(views, browser)
    if _is_full(views, browser):
        yield False
        return
    view = _View(browser, transport, monotonic())
    views.append(view)
    try:
        yield True
    finally:
        views.remove(view)


def _is_full(views: list[_View], browser: tuple[str, ...]) -> bool:
    """Return whether a browser has reached the limit; a view that was left only ends with the next frame."""
    return sum(view.browser == browser and not view.transport.is_closing() for view in views) >= _LIMIT


def _keeps_connections(request: web.Request) -> bool:
    """Return whether the browser is WebKit, which keeps connections of pictures that are no longer shown."""
    agent = request.headers.get(hdrs.USER_AGENT, "")
    return "AppleWebKit/" in agent and "Chrome/" not in agent


def _end_oldest(views: list[_View], browser: tuple[str, ...]) -> None:
    """End the oldest view of a browser, unless it may belong to the page that is opening views now."""
    oldest = next(view for view in views if view.browser == browser and not view.transport.is_closing())
    if monotonic() - oldest.opened_at > _SAME_PAGE:
        oldest.transport.close()


async def serve_note(request: web.Request, pictures: CameraPictures) -> web.Response:
    """Serve one still picture with the note that the limit is reached."""
    jpeg = b""
    with suppress(CameraError, TimeoutError):
        async with asyncio.timeout(_PICTURE_TIMEOUT):
            jpeg = await pictures.still()
    marked = await request.app[KEY_HASS].async_add_executor_job(_draw_note, jpeg)
    return web.Response(body=marked, content_type="image/jpeg", headers={hdrs.CACHE_CONTROL: "no-store"})


def _draw_note(jpeg: bytes) -> bytes:
    from ..protocol.video.no_signal import draw_mark  # noqa: PLC0415  loads Pillow, which is rarely needed

    return draw_mark(jpeg, _NOTE)
