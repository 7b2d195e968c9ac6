"""The web page of a camera: its picture, and buttons to control its surroundings."""

from functools import cache
from pathlib import Path

from .request import Request
from .wire import Response

FILE = Path(__file__).with_suffix(".html")
PLACEHOLDER = 'data-control=""'


@cache
def page(control: str = "") -> bytes:
    """Return the page, which calls the control interface at this address or at its own origin."""
    return FILE.read_bytes().replace(PLACEHOLDER.encode(), f'data-control="{control}"'.encode(), 1)


def answer(request: Request, control: str) -> Response | None:
    """Return the page for GET /, the only request that it answers."""
    if request.path != "/" or request.method != "GET":
        return None
    body = page(control)
    kind, length = ("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))
    return Response(headers=(kind, length, ("Cache-Control", "no-store"), ("Connection", "close")), body=body)
