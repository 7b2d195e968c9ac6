"""RTSP relay on the loopback interface.

Players keep an RTSP session as long as possible, and some (go2rtc) offer no way to end one. Through the relay, all of
them can be ended at once. Media are interleaved in the RTSP connection, so bytes are forwarded unchanged.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from ..model.address import Address

LOOPBACK = "127.0.0.1"
_CONNECT_TIMEOUT = 10  # seconds
_CHUNK = 64 * 1024  # bytes that are passed on at a time; the same number may wait on each side
_MAX_CONNECTIONS = 16  # of players; a camera has fewer


class RtspRelay:
    """Forwards connections to a camera until they are ended."""

    def __init__(self, target: Callable[[], Address | None]) -> None:
        self._target = target
        """Returns the address to connect to; None refuses new connections."""
        self._server: asyncio.Server | None = None
        self._starting = asyncio.Lock()
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> Address | None:
        """Return the address of the relay; None before start()."""
        return Address(LOOPBACK, self._server.sockets[0].getsockname()[1]) if self._server else None

    async def start(self) -> Address:
        """Start listening on a free port; return the address. Raises OSError."""
        async with self._starting:
            if self._server is None:
                self._server = await asyncio.start_server(self._serve, LOOPBACK, 0, limit=_CHUNK)
        address = self.address
        assert address is not None  # noqa: S101  just started
        return address

    def end_all(self) -> None:
        """End every connection at once and keep listening."""
        for connection in tuple(self._connections):
            connection.cancel()

    async def close(self) -> None:
        """End every connection and stop listening."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        self.end_all()
        if self._connections:
            await asyncio.wait(self._connections)

    async def _serve(self, player: asyncio.StreamReader, to_player: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  a callback of start_server is a task
        self._connections.add(task)
        try:
            await self._relay(player, to_player)
        except asyncio.CancelledError:
            pass  # by end_all()
        finally:
            to_player.transport.abort()
            self._connections.discard(task)

    async def _relay(self, player: asyncio.StreamReader, to_player: asyncio.StreamWriter) -> None:
        target = self._target()
        if target is None or len(self._connections) > _MAX_CONNECTIONS:
            return
        try:
            async with asyncio.timeout(_CONNECT_TIMEOUT):
                camera, to_camera = await asyncio.open_connection(target.host, target.port, limit=_CHUNK)
        except OSError:
            return
        copying = [asyncio.create_task(_copy(*ends)) for ends in ((player, to_camera), (camera, to_player))]
        try:
            await asyncio.wait(copying, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in copying:
                each.cancel()
            to_camera.transport.abort()


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Forward bytes until one side closes."""
    with suppress(OSError):
        while chunk := await source.read(_CHUNK):
            sink.write(chunk)
            await sink.drain()
