"""The page at a camera's address, for people: what it sees, and buttons for what happens around it."""

from functools import cache
from pathlib import Path

from .request import Request
from .wire import Response

FILE = Path(__file__).with_suffix(".html")
PLACEHOLDER = 'data-control=""'


@cache
def page(control: str = "") -> bytes:
    """Write the page; it talks to the control interface at this address, or to where it came from."""
    return FILE.read_bytes().replace(PLACEHOLDER.encode(), f'data-control="{control}"'.encode(), 1)


def answer(request: Request, control: str) -> Response | None:
    """Answer the one request that real cameras answer with a page, too."""
    if request.path != "/" or request.method != "GET":
        return None
    body = page(control)
    kind, length = ("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))
    return Response(headers=(kind, length, ("Cache-Control", "no-store"), ("Connection", "close")), body=body)
