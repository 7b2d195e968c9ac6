"""The servers in comparison: the integration, Home Assistant's mjpeg camera, the floor, and the wall."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
import os
import re
import socket
import sys
from typing import Any, cast, override

import aiohttp
from aiohttp import web

_LENGTH = re.compile(rb"Content-Length: (\d+)\r\n\r\n")
_START = (
    b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n"
    b"Connection: close\r\n\r\n--frame\r\n"
)


@asynccontextmanager
async def _hub(port: int) -> AsyncGenerator[Any]:
    from custom_components.ip_camera_cgi.protocol import (  # noqa: PLC0415
        Account,
        Address,
        MjpegHub,
        StreamPreferences,
    )
    from custom_components.ip_camera_cgi.protocol.dialects.netwave import NetwaveDriver  # noqa: PLC0415

    async with aiohttp.ClientSession() as session:
        driver = NetwaveDriver(session, Address("127.0.0.1", port), Account("admin", ""))
        hub: Any = MjpegHub(lambda: driver.pictures(StreamPreferences(), hub.push))
        yield hub
        await hub.close()


async def _listen(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> None:
    app = web.Application()
    app.router.add_get("/", handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


async def serve_ours(cameras: list[int]) -> None:
    """Serve as the integration does."""
    from custom_components.ip_camera_cgi.live.live_view import serve_live  # noqa: PLC0415

    async with _hub(cameras[0]) as hub:
        await _listen(lambda request: serve_live(request, hub))


async def serve_wall(cameras: list[int]) -> None:
    """Serve all cameras over one WebSocket, as the integration does."""
    from custom_components.ip_camera_cgi.live.wall import TileState, serve_wall as serve  # noqa: PLC0415

    async with AsyncExitStack() as stack:
        hubs = {f"camera.n{at}": await stack.enter_async_context(_hub(port)) for at, port in enumerate(cameras)}
        await _listen(lambda request: serve(request, lambda entity_id: (hubs[entity_id], TileState.LIVE)))


async def serve_mjpeg(cameras: list[int]) -> None:
    """Serve as Home Assistant's mjpeg camera does; the camera is chosen by the query."""
    from homeassistant.components.mjpeg import camera as mjpeg  # noqa: PLC0415
    from homeassistant.core import HomeAssistant  # noqa: PLC0415

    session = aiohttp.ClientSession()
    vars(mjpeg)["async_get_clientsession"] = lambda *_, **__: session  # the usual one needs a complete Home Assistant
    hass = HomeAssistant(os.devnull)
    hass.set_state(type(hass.state).running)
    peers = []
    for port in cameras:
        peers.append(mjpeg.MjpegCamera(mjpeg_url=f"http://127.0.0.1:{port}/videostream.cgi", still_image_url=None))
        peers[-1].hass = hass

    async def answer(request: web.Request) -> web.StreamResponse:
        peer = peers[int(request.query.get("camera", "0"))]
        return cast("web.StreamResponse", await peer.handle_async_mjpeg_stream(request))

    await _listen(answer)


class _FloorViewer(asyncio.Protocol):
    def __init__(self, transports: set[asyncio.Transport]) -> None:
        self._transports = transports

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    @override
    def data_received(self, data: bytes) -> None:
        self._transport.write(_START)
        self._transports.add(self._transport)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._transports.discard(self._transport)


class _FloorCamera(asyncio.BufferedProtocol):
    """Receives into one buffer, splits parts by their length, and writes each to every viewer."""

    def __init__(self, transports: set[asyncio.Transport]) -> None:
        self._transports = transports
        self._buffer = bytearray(1 << 20)
        self._end = 0
        self._low_water = 1

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._socket = transport.get_extra_info("socket")
        cast("asyncio.Transport", transport).write(b"GET /videostream.cgi HTTP/1.0\r\n\r\n")

    @override
    def get_buffer(self, sizehint: int) -> memoryview:
        return memoryview(self._buffer)[self._end :]

    @override
    def buffer_updated(self, nbytes: int) -> None:
        self._end += nbytes
        missing = 1
        while found := _LENGTH.search(self._buffer, 0, min(self._end, 1000)):
            length, start = int(found[1]), found.end()
            if (missing := start + length - self._end) > 0:
                break
            self._write(bytes(memoryview(self._buffer)[start : start + length]))
            self._buffer[: self._end - start - length] = self._buffer[start + length : self._end]
            self._end -= start + length
            missing = 1
        if sys.platform == "linux" and missing != self._low_water:
            self._low_water = missing
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, missing)

    def _write(self, jpeg: bytes) -> None:
        head = b"Content-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(jpeg)
        part = b"".join((head, jpeg, b"\r\n--frame\r\n"))
        for transport in tuple(self._transports):
            if not transport.get_write_buffer_size():
                transport.write(part)


async def serve_floor(cameras: list[int]) -> None:
    """Serve by receiving and writing only."""
    transports: set[asyncio.Transport] = set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _FloorViewer(transports), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.create_connection(lambda: _FloorCamera(transports), "127.0.0.1", cameras[0])
    await asyncio.Event().wait()


SERVERS = {"ours": serve_ours, "mjpeg": serve_mjpeg, "floor": serve_floor, "wall": serve_wall}
