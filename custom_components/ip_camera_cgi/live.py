"""Live pictures as browsers and players want them."""

import asyncio
from contextlib import suppress
from typing import override

from aiohttp import HttpVersion11, web

from .protocol import BOUNDARY, Frame, MjpegHub, Viewer

_PATIENCE = 60  # seconds after which somebody who takes nothing is sent away


class _Browser(Viewer):
    """Somebody at the other end of a connection.

    A frame is written straight to it, the same bytes for all, and only when it has taken the one before.
    """

    def __init__(self, transport: asyncio.Transport, *, chunked: bool) -> None:
        self._transport = transport
        self._chunked = chunked
        self._loop = asyncio.get_running_loop()
        self._taken_at = self._loop.time()
        self.left = asyncio.Event()

    @override
    def show(self, frame: Frame) -> None:
        if not self._transport.get_write_buffer_size():
            self._taken_at = self._loop.time()
            self._transport.write(frame.chunk if self._chunked else frame.part)
        elif self._loop.time() - self._taken_at > _PATIENCE:
            self._transport.abort()
        if self._transport.is_closing():
            self.left.set()

    @override
    def end(self) -> None:
        self.left.set()


async def show_live(request: web.Request, hub: MjpegHub) -> web.StreamResponse:
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
            browser = _Browser(request.transport, chunked=chunked)
            with hub.attach(browser):
                await browser.left.wait()
    return response
