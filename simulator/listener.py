"""The camera's end of the network cable."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
import socket

from aiohttp import web

type Serve = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Listener:
    """Listens at a port, stops listening, and listens at the same port again."""

    def __init__(self, serve: Serve) -> None:
        self.host = ""
        self.port = 0
        self.accepted = 0
        self._serve = serve
        self._place: socket.socket | None = None
        self._web: web.Server | None = None
        self._opening: asyncio.Task[None] | None = None
        self._socket: socket.socket | None = None
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[object]] = set()

    @property
    def reserved(self) -> bool:
        """Whether a port is ours."""
        return self._place is not None

    def reserve(self, host: str, port: int) -> None:
        """Take a port and keep it: while nobody listens, no other program may get it."""
        self._place = _bound(host, port)
        self.host, self.port = self._place.getsockname()[:2]

    def open(self) -> asyncio.Task[None]:
        """Listen from now on: who connects is let in, even before the task is done."""
        if self._opening is None:
            self._socket = _bound(self.host, self.port)
            self._socket.listen(64)
            self._opening = asyncio.get_running_loop().create_task(self._accept(self._socket))
        return self._opening

    def close(self) -> None:
        """Listen no more; who is connected stays so."""
        if self._opening:
            self._opening.cancel()
        if self._server:
            self._server.close()
        if self._socket:
            self._socket.close()
        self._opening = self._server = self._socket = None

    def hang_up(self) -> None:
        """Cut every connection but the one that asks for it."""
        for connection in tuple(self._connections):
            if connection is not asyncio.current_task():
                connection.cancel()

    async def stop(self) -> None:
        """Close everything and give the port back."""
        self.close()
        self.hang_up()
        await asyncio.gather(*self._connections, return_exceptions=True)
        if self._web:
            await self._web.shutdown(0.1)
        if self._place:
            self._place.close()
            self._place = None
        await asyncio.sleep(0)

    async def _accept(self, listening: socket.socket) -> None:
        web_server = self._web = self._web or web.Server(self._handle, handler_cancellation=True, access_log=None)
        connected = partial(self._connected, web_server)
        self._server = await asyncio.get_running_loop().create_server(connected, sock=listening)

    def _connected(self, web_server: web.Server) -> asyncio.Protocol:
        self.accepted += 1
        return web_server()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if connection := asyncio.current_task():
            self._connections.add(connection)
            connection.add_done_callback(self._connections.discard)
        return await self._serve(request)


def _bound(host: str, port: int) -> socket.socket:
    place = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind((host, port))
    return place
