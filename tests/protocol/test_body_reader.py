"""Streams as they come over real networks: in small segments, late, cut off, with lengths that lie."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
import re
import socket
import struct
import sys
from typing import override

import aiohttp
import pytest

from custom_components.ip_camera_cgi.protocol import Account, Address, StreamPreferences
from custom_components.ip_camera_cgi.protocol.dialects.netwave import NetwaveDriver
from custom_components.ip_camera_cgi.protocol.http.body_reader import BodyReader
from custom_components.ip_camera_cgi.protocol.model.errors import CameraConnectionError, CameraIdleError

HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=ipcamera\r\n\r\n--ipcamera\r\n"
ODD_HEAD = HEAD.replace(b"\r\n\r\n", b"\r\n: without a name\r\n\r\n", 1)
CHUNKED = HEAD.replace(b"1.0", b"1.1").replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n", 1)

type Sending = Callable[[asyncio.StreamWriter], Awaitable[None]]


def jpeg(size: int, mark: int = 0) -> bytes:
    return b"\xff\xd8\xff" + bytes((mark,)) + b"y" * (size - 6) + b"\xff\xd9"


def part(picture: bytes, length: int | None = None) -> bytes:
    size = len(picture) if length is None else length
    return b"Content-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % size + picture + b"\r\n--ipcamera\r\n"


async def drip(writer: asyncio.StreamWriter, data: bytes, pause: float = 0.001) -> None:
    for at in range(0, len(data), 1460):
        writer.write(data[at : at + 1460])
        await writer.drain()
        await asyncio.sleep(pause)


@asynccontextmanager
async def camera(sending: Sending) -> AsyncGenerator[NetwaveDriver]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            sent = asyncio.ensure_future(sending(writer))
            left = asyncio.ensure_future(reader.read())
            await asyncio.wait([sent, left], return_when=asyncio.FIRST_COMPLETED)
            for each in (sent, left):
                each.cancel()
            await asyncio.gather(sent, left, return_exceptions=True)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, aiohttp.ClientSession() as session:
        yield NetwaveDriver(session, Address("127.0.0.1", port), Account("admin", ""))


async def received(sending: Sending, count: int = 1000) -> list[bytes]:
    pictures: list[bytes] = []
    async with camera(sending) as driver, aclosing(driver.pictures(StreamPreferences())) as stream:
        async for each in stream:
            pictures.append(bytes(each.body))
            if len(pictures) == count:
                break
    return pictures


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> float:
    """Have streams given up sooner."""
    original = BodyReader.__init__

    def impatient(self: BodyReader, path: str, transport: asyncio.Transport, came: bytes, _: float) -> None:
        original(self, path, transport, came, 0.4)

    monkeypatch.setattr(BodyReader, "__init__", impatient)
    return 0.4


@pytest.mark.parametrize("head", [HEAD, ODD_HEAD, CHUNKED], ids=["strict", "lenient", "chunked"])
@pytest.mark.parametrize("dripping", [False, True])
async def test_every_way_to_receive(head: bytes, dripping: bool) -> None:
    pictures = [jpeg(size, size % 256) for size in (10, 3_000, 30_000, 200_000, 29_000, 70_001, 5)]

    async def send(writer: asyncio.StreamWriter) -> None:
        start, end, body = head.partition(b"\r\n\r\n")
        body += b"".join(map(part, pictures))
        if b"chunked" in head:
            body = b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"
        await (drip(writer, start + end + body, 0) if dripping else drip_in_one(writer, start + end + body))

    assert await received(send) == pictures


@pytest.mark.parametrize("dripping", [False, True])
@pytest.mark.parametrize("boundary", [";boundary=other", ";boundary=", ""])
@pytest.mark.parametrize("length", [True, False])
async def test_boundary_of_the_first_delimiter_counts(boundary: str, length: bool, dripping: bool) -> None:
    """Also where the header names another one or none, as browsers and ffmpeg have it."""
    pictures = [jpeg(size, size % 256) for size in (3_000, 30_000, 100_000)]
    head = HEAD.replace(b";boundary=ipcamera", boundary.encode())
    parts = b"".join(map(part, pictures))
    if not length:
        parts = re.sub(rb"Content-Length: \d+\r\n", b"", parts)

    async def send(writer: asyncio.StreamWriter) -> None:
        await (drip(writer, head + parts, 0) if dripping else drip_in_one(writer, head + parts))

    assert await received(send) == pictures


async def drip_in_one(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems wake with each segment")
async def test_few_wake_ups_for_a_picture_that_drips(monkeypatch: pytest.MonkeyPatch) -> None:
    wakes = 0

    class Counting(BodyReader):
        @override
        def buffer_updated(self, nbytes: int) -> None:
            nonlocal wakes
            wakes += 1
            super().buffer_updated(nbytes)

    monkeypatch.setattr("custom_components.ip_camera_cgi.protocol.http.client.BodyReader", Counting)
    pictures = [jpeg(30_000, number) for number in range(10)]

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        for picture in pictures:
            await drip(writer, part(picture))

    assert await received(send) == pictures
    assert wakes <= 4 * len(pictures), "a picture came in 21 segments"


async def test_lengths_that_lie() -> None:
    """Too long takes in the next one, too short cuts off; what follows comes whole again."""
    good = [jpeg(20_000, number) for number in range(4)]

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        await drip(writer, part(good[0]) + part(good[1], 15_000) + part(good[2], 0) + part(good[3], 25_000))
        await drip(writer, part(good[0]) + part(good[1]) + part(good[2]))

    pictures = await received(send)
    assert pictures[0] == good[0]
    assert pictures[1] == good[1][:15_000]
    assert pictures[2] == good[2]
    assert pictures[3].startswith(good[3])
    assert pictures[-1] == good[2]


async def test_last_part_that_is_too_short_ends_with_the_stream() -> None:
    async def send(writer: asyncio.StreamWriter) -> None:
        await drip(writer, HEAD + part(jpeg(20_000)) + part(jpeg(9_000), 90_000))

    async with asyncio.timeout(2):
        assert await received(send) == [jpeg(20_000)]


async def test_stream_that_breaks_off_within_a_part() -> None:
    async def send(writer: asyncio.StreamWriter) -> None:
        await drip(writer, HEAD + part(jpeg(20_000)) + part(jpeg(60_000))[:30_000])
        await asyncio.sleep(0.1)
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async with asyncio.timeout(2):
        with pytest.raises(CameraConnectionError):
            await received(send)


async def test_last_part_before_a_pause_is_not_held_back() -> None:
    """Nothing follows, not even the boundary, for as long as the camera waits."""

    async def send(writer: asyncio.StreamWriter) -> None:
        await drip(writer, HEAD + part(jpeg(20_000)) + part(jpeg(31_000, 1)).removesuffix(b"\r\n--ipcamera\r\n"))
        await asyncio.sleep(60)

    async with asyncio.timeout(2):
        assert await received(send, 2) == [jpeg(20_000), jpeg(31_000, 1)]


@pytest.mark.parametrize("where", [0, 10, 20_000])
async def test_silence_is_noticed_in_time(where: int, idle: float) -> None:
    async def send(writer: asyncio.StreamWriter) -> None:
        await drip(writer, HEAD + part(jpeg(20_000)) + part(jpeg(60_000))[:where], 0)
        await asyncio.sleep(60)

    loop = asyncio.get_running_loop()
    started = loop.time()
    with pytest.raises(CameraIdleError):
        await received(send)
    assert idle <= loop.time() - started < idle + 1


async def test_slow_is_not_silent(idle: float) -> None:
    """Bytes that the kernel holds back, because the picture is not whole, are a sign of life."""
    picture = jpeg(40_000)

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        await drip(writer, part(picture), 3 * idle / 28)

    assert await received(send) == [picture]


async def test_reader_who_waits_holds_the_camera_up() -> None:
    """What comes meanwhile is bounded, and nothing of it is lost."""
    pictures = [jpeg(50_000, number % 256) for number in range(300)]
    sent = 0

    async def send(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(HEAD)
        for picture in pictures:
            writer.write(part(picture))
            await writer.drain()
            sent += 1

    async with camera(send) as driver, aclosing(driver.pictures(StreamPreferences())) as stream:
        assert bytes((await anext(stream)).body) == pictures[0]
        await asyncio.sleep(0.5)
        assert sent < len(pictures)
        assert [bytes(each.body) async for each in stream] == pictures[1:]
