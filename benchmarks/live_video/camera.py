"""A camera that sends pictures of a fixed size and rate, in bursts or small segments."""

import asyncio
from dataclasses import dataclass, field
import json
import os
import time

from .picture import draw_picture

_SEGMENT = 1460  # bytes, as over Wi-Fi
_PAUSE = 0.001  # seconds between two writes
HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=ipcamera\r\n\r\n--ipcamera\r\n"
STAMP = b"STAMP"
"""Precedes the exposure time of a picture, by the monotonic clock of all processes."""
STAMP_LENGTH = 18


_SOF = b"\x08\x01\xe0\x02\x80\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
_SEGMENTS = (  # empty segments, as such a camera sends them
    *((0xE0, bytes(14)), (0xDB, bytes(65)), (0xDB, bytes(65)), (0xC0, _SOF)),
    *((0xC4, bytes(29)), (0xC4, bytes(179)), (0xC4, bytes(29)), (0xC4, bytes(179)), (0xDA, bytes(10))),
)
_START = b"\xff\xd8" + b"".join(bytes((0xFF, kind)) + (len(body) + 2).to_bytes(2) + body for kind, body in _SEGMENTS)


@dataclass
class Camera:
    """Sends the same picture to all clients concurrently."""

    size: int
    """Bytes of a picture; 0 for pictures that show the time, as browsers decode them."""
    rate: float
    segments: int
    """Segments in each write; 0 for the whole picture in one."""
    connections: int = 0
    most: int = 0
    sent: int = 0
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _joining: set[asyncio.StreamWriter] = field(default_factory=set)
    """Clients that start with the next picture."""

    async def serve(self) -> None:
        """Listen and print the port."""
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        filling = os.urandom(self.size).replace(b"\xff", b"\0")
        due = time.monotonic()
        while True:
            await self._send(self._part(filling))
            due = max(due + 1 / self.rate, time.monotonic() - 1)
            await asyncio.sleep(max(0, due - time.monotonic()))

    def _part(self, filling: bytes) -> bytes:
        stamp = STAMP + b"%018.6f" % time.monotonic()
        start = _START + stamp
        jpeg = start + filling[: self.size - len(start) - 2] + b"\xff\xd9" if self.size else draw_picture()
        return b"Content-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(jpeg) + jpeg + b"\r\n--ipcamera\r\n"

    async def _send(self, part: bytes) -> None:
        self._open |= self._joining
        self._joining.clear()
        step = self.segments * _SEGMENT or len(part)
        due = time.monotonic()
        for at in range(0, len(part), step):
            for writer in tuple(self._open):
                writer.write(part[at : at + step])
            self.sent += min(step, len(part) - at) * len(self._open)
            if self.segments:
                due += _PAUSE
                await asyncio.sleep(max(0, due - time.monotonic()))

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        if b" /counts" in request:
            writer.write(b"HTTP/1.0 200 OK\r\n\r\n" + json.dumps({"most": self.most, "bytes": self.sent}).encode())
            self.most, self.sent = len(self._open), 0
            writer.close()
            return
        writer.write(HEAD)
        self._joining.add(writer)
        self.most = max(self.most, len(self._open) + len(self._joining))
        try:
            while await reader.read(1024):
                pass
        except ConnectionError:
            pass
        finally:
            self._open.discard(writer)
            self._joining.discard(writer)
            writer.close()
