"""How many live pictures each browser shows.

A browser opens six connections to a host, shared by all of its tabs, and a live MJPEG picture holds one for as long as
it is shown: with six of them nothing else of Home Assistant loads. WebSockets and WebRTC do not count.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from aiohttp import hdrs, web
from homeassistant.components.http import KEY_HASS
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .protocol import CameraError

_LIMIT = 4  # live pictures of one browser
_GRACE = 0.5  # seconds after which the connections of a page that was left are closed
_SAME_PAGE = 10  # seconds within which the views of one page are opened
_PICTURE_TIMEOUT = 3  # seconds that a still may take
_NOTE = "Too many live pictures in this browser"
_FORWARDED_PROTO = "X-Forwarded-Proto"


class _PictureSource(Protocol):
    async def picture(self) -> bytes: ...


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    browser: tuple[str, ...]
    transport: asyncio.Transport
    opened_at: float


_VIEWS: HassKey[list[_View]] = HassKey(f"{DOMAIN}_browser_views")


def _browser_of(request: web.Request) -> tuple[str, ...] | None:
    """Return what tells one browser from another; None for players, and where its connections end at a proxy.

    Pictures carry no login that would tell sessions apart. Proxies speak HTTP/2 to browsers where they speak TLS, and
    that needs one connection for any number of pictures.
    """
    agent = request.headers.get(hdrs.USER_AGENT, "")
    if not agent.startswith("Mozilla/") or request.headers.get(_FORWARDED_PROTO, "").startswith("https"):
        return None
    return request.remote or "", agent, request.headers.get(hdrs.ACCEPT_LANGUAGE, "")


@asynccontextmanager
async def live_view(request: web.Request) -> AsyncGenerator[bool]:
    """Count a live picture of a browser; yield False, and do not count it, where the browser shows too many."""
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
    """Return whether a browser shows as many as it may; a view that was left ends with the next frame only."""
    return sum(view.browser == browser and not view.transport.is_closing() for view in views) >= _LIMIT


def _keeps_connections(request: web.Request) -> bool:
    """Return whether a browser is WebKit, which keeps the connections of pictures that a page no longer shows."""
    agent = request.headers.get(hdrs.USER_AGENT, "")
    return "AppleWebKit/" in agent and "Chrome/" not in agent


def _end_oldest(views: list[_View], browser: tuple[str, ...]) -> None:
    """End the oldest view of a browser if it was opened for another page than the one that opens views now."""
    oldest = next(view for view in views if view.browser == browser and not view.transport.is_closing())
    if monotonic() - oldest.opened_at > _SAME_PAGE:
        oldest.transport.close()


async def serve_note(request: web.Request, camera: _PictureSource) -> web.Response:
    """Answer with one still picture that says that there are too many live ones."""
    jpeg = b""
    with suppress(CameraError, TimeoutError):
        async with asyncio.timeout(_PICTURE_TIMEOUT):
            jpeg = await camera.picture()
    marked = await request.app[KEY_HASS].async_add_executor_job(_draw_note, jpeg)
    return web.Response(body=marked, content_type="image/jpeg", headers={hdrs.CACHE_CONTROL: "no-store"})


def _draw_note(jpeg: bytes) -> bytes:
    from .protocol.video.no_signal import draw_mark  # noqa: PLC0415  it loads Pillow, which is seldom needed

    return draw_mark(jpeg, _NOTE)
