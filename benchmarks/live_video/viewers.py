"""Viewers that count pictures and their latency."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
import json
import socket
from time import monotonic, sleep
from typing import override

import aiohttp

from .camera import STAMP, STAMP_LENGTH


class Viewer:
    """Counts pictures, and records the latency of each when its last byte arrives."""

    def __init__(self, port: int, size: int = 0, *, path: str = "/") -> None:
        self.frames = 0
        self.ages: list[float] = []
        self.first = asyncio.Event()
        self._port, self._size, self._path = port, size, path
        self.task = asyncio.create_task(self._look())

    async def _look(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
        writer.write(f"GET {self._path} HTTP/1.1\r\nHost: camera\r\n\r\n".encode())
        came = 0
        try:
            while chunk := await reader.read(1 << 20):
                came += len(chunk)
                self.note_age(chunk)
                self.frames = came // self._size
                if self.frames:
                    self.first.set()
        finally:
            writer.close()

    def note_age(self, chunk: bytes) -> None:
        """Record the latency of the picture that starts in a chunk, if there is one."""
        at = chunk.rfind(STAMP)
        stamp = chunk[at + len(STAMP) : at + len(STAMP) + STAMP_LENGTH]
        if at >= 0 and len(stamp) == STAMP_LENGTH:
            self.ages.append(monotonic() - float(stamp))


class Page(Viewer):
    """A page with a wall of cameras."""

    def __init__(self, port: int, cameras: int) -> None:
        self._cameras = cameras
        super().__init__(port)

    @override
    async def _look(self) -> None:
        url = f"http://127.0.0.1:{self._port}/"
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as connection:
            watch = [{"entity_id": f"camera.n{at}"} for at in range(self._cameras)]
            await connection.send_str(json.dumps({"list": 1, "watch": watch}))
            async for message in connection:
                if message.type is aiohttp.WSMsgType.BINARY:
                    self.frames += 1
                    self.note_age(message.data[:1000])
                    self.first.set()


@asynccontextmanager
async def stalled(port: int, count: int) -> AsyncGenerator[None]:
    """Connect viewers that do not read."""
    writers = []
    for _ in range(count):
        _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
        writer.write(b"GET / HTTP/1.1\r\nHost: camera\r\n\r\n")
        writers.append(writer)
    yield
    for writer in writers:
        writer.close()


def read_slowly(port: int, taken: float, seconds: float) -> list[float]:
    """Read a number of bytes per second; return the latency of each picture."""
    ages: list[float] = []
    with socket.socket() as viewer:
        viewer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        viewer.connect(("127.0.0.1", port))
        viewer.sendall(b"GET / HTTP/1.1\r\nHost: camera\r\n\r\n")
        started, got, tail = monotonic(), 0, b""
        while monotonic() < started + seconds:
            some = viewer.recv(4096)
            got += len(some)
            tail = (tail + some)[-1_000_000:]
            if (end := tail.rfind(b"\xff\xd9")) >= 0 and (at := tail.rfind(STAMP, 0, end)) >= 0:
                ages.append(monotonic() - float(tail[at + len(STAMP) : at + len(STAMP) + STAMP_LENGTH]))
                tail = tail[end + 2 :]
            wait = started + got / taken - monotonic()
            if wait > 0:
                sleep(wait)
    return ages
