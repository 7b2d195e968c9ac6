"""Streams as they arrive over real networks: in small segments, late, truncated, with wrong lengths."""

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

from custom_components.ip_camera_cgi.protocol import Account, Address, Frame, StreamPreferences
from custom_components.ip_camera_cgi.protocol.dialects.netwave import NetwaveDriver
from custom_components.ip_camera_cgi.protocol.http.body_reader import BodyReader
from custom_components.ip_camera_cgi.protocol.model.errors import CameraConnectionError, CameraError, CameraIdleError

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


async def received(sending: Sending, count: int = 1000, *, pushed: bool = False) -> list[bytes]:
    """Return the pictures as they come out of the stream, or as the hub has them pushed past its task."""
    pictures: list[bytes] = []
    enough = asyncio.Event()

    def push(frame: Frame) -> bool:
        pictures.append(bytes(frame.body))
        if len(pictures) == count:
            enough.set()
        return True

    async def read() -> None:
        async with (
            camera(sending) as driver,
            aclosing(driver.pictures(StreamPreferences(), push if pushed else None)) as stream,
        ):
            async for each in stream:
                push(each)

    reading, stopping = asyncio.ensure_future(read()), asyncio.ensure_future(enough.wait())
    await asyncio.wait([reading, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if reading.done():
        await reading
    reading.cancel()
    await asyncio.wait([reading])
    return pictures[:count]


@pytest.fixture(params=[False, True], ids=["read", "pushed"])
def pushed(request: pytest.FixtureRequest) -> bool:
    """Both ways of a picture through the library."""
    return bool(request.param)


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> float:
    """Shorten the idle timeout of streams."""
    original = BodyReader.__init__

    def impatient(self: BodyReader, path: str, transport: asyncio.Transport, came: bytes, _: float) -> None:
        original(self, path, transport, came, 0.4)

    monkeypatch.setattr(BodyReader, "__init__", impatient)
    return 0.4


@pytest.mark.parametrize("head", [HEAD, ODD_HEAD, CHUNKED], ids=["strict", "lenient", "chunked"])
@pytest.mark.parametrize("dripping", [False, True])
async def test_all_ways_of_framing_and_segmentation(head: bytes, dripping: bool, pushed: bool) -> None:
    pictures = [jpeg(size, size % 256) for size in (10, 3_000, 30_000, 200_000, 29_000, 70_001, 5)]

    async def send(writer: asyncio.StreamWriter) -> None:
        start, end, body = head.partition(b"\r\n\r\n")
        body += b"".join(map(part, pictures))
        if b"chunked" in head:
            body = b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"
        await (drip(writer, start + end + body, 0) if dripping else drip_in_one(writer, start + end + body))

    assert await received(send, pushed=pushed) == pictures


@pytest.mark.parametrize("dripping", [False, True])
@pytest.mark.parametrize("boundary", [";boundary=other", ";boundary=", ""])
@pytest.mark.parametrize("length", [True, False])
async def test_boundary_of_the_first_delimiter_counts(boundary: str, length: bool, dripping: bool) -> None:
    """Even if the header names another one or none, as in browsers and ffmpeg."""
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
async def test_few_wake_ups_for_a_slow_picture(monkeypatch: pytest.MonkeyPatch, pushed: bool) -> None:
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

    assert await received(send, pushed=pushed) == pictures
    assert wakes <= 4 * len(pictures), "a picture came in 21 segments"


async def test_wrong_lengths(pushed: bool) -> None:
    """Too long swallows the next picture, too short truncates; the following ones are complete."""
    good = [jpeg(20_000, number) for number in range(4)]

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        await drip(writer, part(good[0]) + part(good[1], 15_000) + part(good[2], 0) + part(good[3], 25_000))
        await drip(writer, part(good[0]) + part(good[1]) + part(good[2]))

    pictures = await received(send, pushed=pushed)
    assert pictures[0] == good[0]
    assert pictures[1] == good[1][:15_000]
    assert pictures[2] == good[2]
    assert pictures[3].startswith(good[3])
    assert pictures[-1] == good[2]


@pytest.mark.parametrize("length", [b"-20000", b"", b"+5", b"1e4", b"0x4e20", b"many", b"00000020000"])
@pytest.mark.parametrize("dripping", [False, True])
async def test_invalid_lengths(length: bytes, dripping: bool, pushed: bool) -> None:
    """The delimiters count then, also behind ordinary parts; a length with zeros in front is one."""
    pictures = [jpeg(size, number) for number, size in enumerate((20_000, 20_000, 20_000, 31_000))]
    parts = [part(each) for each in pictures]
    parts[2] = parts[2].replace(b"20000", length, 1)

    async def send(writer: asyncio.StreamWriter) -> None:
        await (drip(writer, HEAD + b"".join(parts), 0) if dripping else drip_in_one(writer, HEAD + b"".join(parts)))

    assert await received(send, pushed=pushed) == pictures


@pytest.mark.parametrize("before", [0, 1, 3])
@pytest.mark.parametrize(
    "bad",
    [
        b"Content-Type: image/jpeg\r\nContent-Length: 4294967295\r\n\r\n\xff\xd8",
        b"Content-Type: image/jpeg\r\nContent-Length: 9999999999\r\n\r\n\xff\xd8",
        b"Content-Type: image/jpeg\r\nX: " + b"y" * 64 * 1024,
        b"Content-Type: image/jpeg\r\n" + b"X: y\r\n" * 11_000,
    ],
    ids=["4 GB", "10 GB", "64 kB in a header", "64 kB of headers"],
)
async def test_oversized_part_ends_the_stream(bad: bytes, before: int, pushed: bool) -> None:
    pictures: list[bytes] = []

    async def send(writer: asyncio.StreamWriter) -> None:
        await drip(writer, HEAD + part(jpeg(9_000)) * before + bad, 0)
        await asyncio.sleep(60)

    async with asyncio.timeout(5), camera(send) as driver:

        def push(frame: Frame) -> bool:
            pictures.append(bytes(frame.body))
            return True

        with pytest.raises(CameraError):
            async with aclosing(driver.pictures(StreamPreferences(), push if pushed else None)) as stream:
                async for each in stream:
                    push(each)
    assert pictures == [jpeg(9_000)] * before


@pytest.mark.parametrize("size", [64 * 1024, 1024 * 1024])
async def test_endless_head_of_a_response_is_refused(size: int) -> None:
    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.0 200 OK\r\n: \r\nX: " + b"y" * size)
        await asyncio.sleep(60)

    async with asyncio.timeout(5):
        with pytest.raises(CameraError):
            await received(send)


@pytest.mark.parametrize("cut", [1, 12, 30, 60, 74])
async def test_stream_that_ends_within_a_head(cut: int, pushed: bool) -> None:
    """At any place of the delimiter and of the header behind it."""
    whole = HEAD + part(jpeg(20_000)) + part(jpeg(21_000, 1))

    async def send(writer: asyncio.StreamWriter) -> None:
        await drip(
            writer, whole.removesuffix(b"--ipcamera\r\n") + b"--ipcamera\r\n"[:cut] + part(b"")[: max(0, cut - 12)]
        )

    async with asyncio.timeout(2):
        assert (await received(send, pushed=pushed))[:2] == [jpeg(20_000), jpeg(21_000, 1)]


async def test_last_part_that_is_too_short_ends_with_the_stream(pushed: bool) -> None:
    async def send(writer: asyncio.StreamWriter) -> None:
        await drip(writer, HEAD + part(jpeg(20_000)) + part(jpeg(9_000), 90_000))

    async with asyncio.timeout(2):
        assert await received(send, pushed=pushed) == [jpeg(20_000)]


async def test_stream_that_breaks_off_within_a_part(pushed: bool) -> None:
    async def send(writer: asyncio.StreamWriter) -> None:
        await drip(writer, HEAD + part(jpeg(20_000)) + part(jpeg(60_000))[:30_000])
        await asyncio.sleep(0.1)
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async with asyncio.timeout(2):
        with pytest.raises(CameraConnectionError):
            await received(send, pushed=pushed)


@pytest.mark.parametrize("size", [200, 3_000, 5_000, 31_000])
async def test_last_part_before_a_pause_is_not_held_back(size: int, pushed: bool) -> None:
    """The camera sends nothing after the picture, not even the boundary."""
    pictures = [jpeg(20_000), jpeg(60_000, 1), jpeg(size, 2)]

    async def send(writer: asyncio.StreamWriter) -> None:
        await drip(writer, HEAD + b"".join(map(part, pictures)).removesuffix(b"\r\n--ipcamera\r\n"))
        await asyncio.sleep(60)

    async with asyncio.timeout(2):
        assert await received(send, 3, pushed=pushed) == pictures


@pytest.mark.parametrize("where", [0, 10, 20_000])
async def test_silence_is_noticed_in_time(where: int, idle: float, pushed: bool) -> None:
    async def send(writer: asyncio.StreamWriter) -> None:
        await drip(writer, HEAD + part(jpeg(20_000)) + part(jpeg(60_000))[:where], 0)
        await asyncio.sleep(60)

    loop = asyncio.get_running_loop()
    started = loop.time()
    with pytest.raises(CameraIdleError):
        await received(send, pushed=pushed)
    assert idle <= loop.time() - started < idle + 1


async def test_incomplete_picture_is_a_sign_of_life(idle: float, pushed: bool) -> None:
    """Bytes held back by the kernel count as received."""
    picture = jpeg(40_000)

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        await drip(writer, part(picture), 3 * idle / 28)

    assert await received(send, pushed=pushed) == [picture]


async def test_paused_reader_applies_backpressure() -> None:
    """Buffered data is bounded and nothing is lost."""
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
