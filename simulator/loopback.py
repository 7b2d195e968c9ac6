"""Restricts commands to programs on this machine and to pages served by it."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import hdrs, web

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def is_local(url: str) -> bool:
    """Return whether a URL points to this machine by a name that cannot be reassigned."""
    try:
        return urlsplit(url).hostname in LOCAL_HOSTS
    except ValueError:
        return False


@web.middleware
async def local_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Middleware that refuses cross-site requests of browsers, except from the cameras' own pages."""
    origin = request.headers.get(hdrs.ORIGIN)
    if not is_local(f"//{request.host}") or (origin is not None and not is_local(origin)):
        raise web.HTTPForbidden(text="orders are taken from this machine only")
    if origin is None:
        return await handler(request)
    allowed = {hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: origin, hdrs.ACCESS_CONTROL_ALLOW_HEADERS: "content-type"}
    if request.method == hdrs.METH_OPTIONS:
        return web.Response(status=204, headers=allowed)
    try:
        response = await handler(request)
    except web.HTTPException as refused:
        refused.headers.update(allowed)
        raise
    response.headers.update(allowed)
    return response
