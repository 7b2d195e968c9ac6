"""Who may give orders: programs of this machine, and pages that this machine has served."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import hdrs, web

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def is_local(url: str) -> bool:
    """Whether a URL points to this machine, under a name that nobody else can give to it."""
    try:
        return urlsplit(url).hostname in LOCAL_HOSTS
    except ValueError:
        return False


@web.middleware
async def local_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what a page from elsewhere sends through somebody's browser; let the cameras' own pages in."""
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
