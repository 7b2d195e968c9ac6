"""Live pictures over real connections."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
import re
import socket
import ssl
import struct
import threading
import time
from typing import Any

from aiohttp import ClientSession, web
import av
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from PIL import Image
import pytest

from custom_components.ip_camera_cgi.live import live_view
from custom_components.ip_camera_cgi.protocol import Camera, MjpegHub

from ..protocol.test_camera import until

type Serving = Callable[[web.Request, MjpegHub], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def served(
    hub: MjpegHub, serve: Serving = live_view.serve_live, tls: ssl.SSLContext | None = None
) -> AsyncGenerator[int]:
    """Serve a hub on a port."""
    app = web.Application()

    async def show(request: web.Request) -> web.StreamResponse:
        return await serve(request, hub)

    app.router.add_get("/", show)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    yield runner.addresses[0][1]
    await hub.close()
    await runner.cleanup()


NEXT = b"--frame\r\nContent-Type: image/jpeg\r\n\r\n"
"""What a browser needs behind a picture to show it."""


def whole_parts(body: bytes) -> list[bytes]:
    """Extract the pictures sent to a browser; check that each is directly followed by the next header."""
    assert body.startswith(NEXT[: len(body)])
    pictures = body.removeprefix(NEXT).split(b"\r\n" + NEXT)[:-1]
    for picture in pictures:
        assert picture.startswith(b"\xff\xd8")
        assert b"\xff\xd9" in picture[-1024:]
    return pictures


def player_parts(body: bytes) -> list[bytes]:
    """Extract the pictures sent to a player by their lengths."""
    pictures: list[bytes] = []
    at = 0
    while found := re.compile(rb"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: (\d+)\r\n\r\n").match(body, at):
        picture = body[found.end() : found.end() + int(found[1])]
        at = found.end() + int(found[1]) + 2
        if len(picture) == int(found[1]):
            assert picture.startswith(b"\xff\xd8")
            pictures.append(picture)
    return pictures


async def test_browser(camera: Camera) -> None:
    async with served(camera.live) as port, ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/") as answer, asyncio.timeout(10):
            assert answer.headers["Content-Type"] == "multipart/x-mixed-replace; boundary=frame"
            assert answer.headers["Cache-Control"] == "no-store"
            body = b""
            while not body or len(set(whole_parts(body))) < 3:
                body += await answer.content.readany()
        await until(lambda: camera.live.viewers == 0, 10)


def certified(folder: Path) -> ssl.SSLContext:
    """Return the context of a server with a new self-signed certificate."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    certificate = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    file = folder / "certificate.pem"
    file.write_bytes(
        certificate.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


async def test_browser_over_tls(camera: Camera, tmp_path: Path) -> None:
    async with served(camera.live, tls=certified(tmp_path)) as port, ClientSession() as session, asyncio.timeout(10):
        answer = await session.get(f"https://127.0.0.1:{port}/", ssl=False)
        body = b""
        while not body or len(set(whole_parts(body))) < 3:
            body += await answer.content.readany()
        answer.close()


async def test_http_1_0_client(camera: Camera) -> None:
    """HTTP/1.0 clients get no chunks."""
    async with served(camera.live) as port, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.0\r\n\r\n")
        assert b"chunked" not in await reader.readuntil(b"\r\n\r\n")
        body = b""
        while not body or len(whole_parts(body)) < 3:
            body += await reader.read(65536)
        writer.close()
        await writer.wait_closed()


async def test_stalled_viewer_is_disconnected(monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not delay other viewers."""
    monkeypatch.setattr(live_view, "_WRITE_TIMEOUT", 1)
    sent = 0

    async def pictures() -> AsyncGenerator[bytes]:
        nonlocal sent
        while True:
            yield b"\xff\xd8\xff" + bytes(500_000) + b"\xff\xd9"
            sent += 1
            await asyncio.sleep(0.02)

    hub = MjpegHub(pictures)
    async with served(hub) as port, ClientSession() as session, asyncio.timeout(20):
        _, stuck = await asyncio.open_connection("127.0.0.1", port, limit=1)  # it reads no more than that
        stuck.write(b"GET / HTTP/1.1\r\nHost: camera\r\n\r\n")
        answer = await session.get(f"http://127.0.0.1:{port}/")
        await until(lambda: hub.viewers == 2, 5)
        come, before = 0, sent
        while hub.viewers == 2:
            come += len(await answer.content.readany())
        assert come > 500_000 * (sent - before) * 0.8
        assert await answer.content.readany()
        answer.close()
        stuck.close()


@pytest.mark.parametrize("leaves", ["one byte at a time", "half-close", "reset"])
@pytest.mark.parametrize("serve", [live_view.serve_live, live_view.serve_player])
async def test_odd_viewer_delays_no_other(leaves: str, serve: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is disconnected, at once or after a while, and the other viewer misses nothing meanwhile."""
    monkeypatch.setattr(live_view, "_WRITE_TIMEOUT", 0.7)
    sent = 0

    async def pictures() -> AsyncGenerator[bytes]:
        nonlocal sent
        while True:
            yield b"\xff\xd8\xff" + bytes(100_000) + b"\xff\xd9"
            sent += 1
            await asyncio.sleep(0.02)

    gone = threading.Event()

    def look(port: int) -> None:
        with socket.socket() as viewer:
            viewer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
            viewer.connect(("127.0.0.1", port))
            viewer.sendall(b"GET / HTTP/1.1\r\nHost: camera\r\n\r\n")
            if leaves == "half-close":
                viewer.shutdown(socket.SHUT_WR)
            viewer.recv(1)
            if leaves == "reset":
                time.sleep(0.3)
                viewer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            with suppress(ConnectionError):
                while not gone.is_set() and viewer.recv(65536 if leaves == "half-close" else 1):
                    time.sleep(0 if leaves == "half-close" else 0.05)

    hub = MjpegHub(pictures)
    async with served(hub, serve) as port, ClientSession() as session, asyncio.timeout(20):
        answer = await session.get(f"http://127.0.0.1:{port}/")
        looking = asyncio.create_task(asyncio.to_thread(look, port))
        await until(lambda: hub.viewers == 2, 5)
        received, before = 0, sent
        while hub.viewers == 2:
            received += len(await answer.content.readany())
        gone.set()
        assert received > 100_000 * (sent - before) * 0.7
        assert await answer.content.readany()
        answer.close()
        await hub.close()
        await looking


@pytest.mark.parametrize("tls", [False, True])
async def test_slow_viewer_gets_whole_pictures(tls: bool, tmp_path: Path) -> None:
    """Whatever part of a picture the kernel takes at a time, the chunks and pictures stay complete and in order."""
    sent = 0

    async def pictures() -> AsyncGenerator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b"\xff\xd8\xff%08d" % sent + bytes(20_000 * (1 + sent % 7)) + b"\xff\xd9"
            await asyncio.sleep(0.01)

    async with served(MjpegHub(pictures), tls=certified(tmp_path) if tls else None) as port, asyncio.timeout(20):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", port))
        secure: dict[str, Any] = {"ssl": ssl._create_unverified_context(), "server_hostname": "test"} if tls else {}  # noqa: S323
        reader, writer = await asyncio.open_connection(sock=connection, limit=5000, **secure)
        writer.write(b"GET / HTTP/1.1\r\nHost: camera\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        body = b""
        while len(whole_parts(body)) < 12:
            size = int(await reader.readuntil(b"\r\n"), 16)
            body += await reader.readexactly(size)
            assert await reader.readexactly(2) == b"\r\n"
            await asyncio.sleep(0.03)
        writer.close()
    numbers = [int(picture[3:11]) for picture in whole_parts(body)]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] > len(numbers), "some are left out"


async def test_hub_close_ends_response(camera: Camera) -> None:
    async with served(camera.live) as port, ClientSession() as session, asyncio.timeout(10):
        answer = await session.get(f"http://127.0.0.1:{port}/")
        await answer.content.readany()
        await camera.live.close()
        await answer.content.read()  # in order


async def test_hub_close_disconnects_stalled_viewer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sleeping laptop does not keep connections of an unloaded entry."""
    monkeypatch.setattr(live_view, "_EOF_TIMEOUT", 0.5)

    async def pictures() -> AsyncGenerator[bytes]:
        while True:
            yield b"\xff\xd8\xff" + bytes(500_000) + b"\xff\xd9"
            await asyncio.sleep(0.01)

    hub = MjpegHub(pictures)
    async with served(hub) as port, asyncio.timeout(10):
        _, stuck = await asyncio.open_connection("127.0.0.1", port, limit=1)
        stuck.write(b"GET / HTTP/1.1\r\nHost: camera\r\n\r\n")
        await until(lambda: hub.viewers == 1)
        await asyncio.sleep(1)
        await hub.close()
        answering = {task for task in asyncio.all_tasks() if "RequestHandler" in repr(task)}
        assert answering
        await asyncio.wait(answering)
        stuck.close()


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
async def test_player(camera: Camera, version: bytes) -> None:
    """Players get the length of each part."""
    async with served(camera.live, live_view.serve_player) as port, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/%s\r\nHost: camera\r\n\r\n" % version)
        head = await reader.readuntil(b"\r\n\r\n")
        body = b""
        while len(player_parts(body)) < 3:
            if b"chunked" in head:
                size = int(await reader.readuntil(b"\r\n"), 16)
                body += (await reader.readexactly(size + 2))[:-2]
            else:
                body += await reader.read(65536)
        writer.close()
        await writer.wait_closed()


async def test_last_frame_of_a_burst_is_complete_at_once() -> None:
    """The next header is sent with the picture instead of with the next picture, because browsers wait for it."""
    came = asyncio.Event()

    async def pictures() -> AsyncGenerator[bytes]:
        for number in range(3):
            yield b"\xff\xd8\xff %d \xff\xd9" % number
        came.set()
        await asyncio.sleep(60)

    async with served(MjpegHub(pictures)) as port, ClientSession() as session, asyncio.timeout(5):
        answer = await session.get(f"http://127.0.0.1:{port}/")
        await came.wait()
        body = b""
        while b"\xff\xd8\xff 2 \xff\xd9" not in whole_parts(body):
            body += await answer.content.readany()
        answer.close()


def watch(source: str, frames: int) -> tuple[float, float, list[float]]:
    """Read frames like HomeKit's ffmpeg, without extra options.

    Return the time to open, the duration of the frames, and the age of each frame on arrival.
    """
    started = time.monotonic()
    with av.open(source, timeout=10) as container:
        opened = time.monotonic() - started
        shown: list[float] = []
        ages: list[float] = []
        for packet in container.demux(container.streams.video[0]):
            assert packet.pts is not None
            assert packet.time_base is not None
            shown.append(float(packet.pts * packet.time_base))
            ages.append(time.monotonic() - float(bytes(packet).partition(b"STAMP")[2][:15]))
            assert packet.decode()
            if len(shown) == frames:
                break
    return opened, shown[-1] - shown[0], ages


@pytest.mark.parametrize("rate", [5, 30])
async def test_ffmpeg_plays_real_time(rate: int) -> None:
    """FFmpeg assumes 25 frames per second for multipart, which would play a camera of five 5 times too fast."""
    jpeg = BytesIO()
    Image.new("RGB", (640, 480)).save(jpeg, "JPEG")
    start, rest = jpeg.getvalue()[:2], jpeg.getvalue()[2:]

    async def pictures() -> AsyncGenerator[bytes]:
        while True:
            stamp = b"STAMP%015.3f" % time.monotonic()
            yield start + b"\xff\xfe" + (len(stamp) + 2).to_bytes(2) + stamp + rest
            await asyncio.sleep(1 / rate)

    frames = 3 * rate
    async with served(MjpegHub(pictures), live_view.serve_program) as port, asyncio.timeout(20):
        opened, lasted, ages = await asyncio.to_thread(watch, f"http://127.0.0.1:{port}/", frames)
    assert lasted == pytest.approx((frames - 1) / rate, rel=0.25)
    assert opened < 2
    assert max(ages[frames // 2 :]) < 0.3


@pytest.mark.parametrize("serve", [live_view.serve_live, live_view.serve_player])
async def test_slow_viewer_latency(serve: Serving) -> None:
    """With an eighth of the bandwidth, frames are as recent as the link allows."""
    size, rate, taken = 30_000, 15, 60_000

    async def pictures() -> AsyncGenerator[bytes]:
        while True:
            yield b"\xff\xd8\xff\xda STAMP%015.3f" % time.monotonic() + b"y" * size + b"\xff\xd9"
            await asyncio.sleep(1 / rate)

    def look(port: int) -> list[float]:
        """Return the age of each frame when its last byte arrived."""
        ages: list[float] = []
        with socket.socket() as viewer:
            viewer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
            viewer.connect(("127.0.0.1", port))
            viewer.sendall(b"GET / HTTP/1.1\r\nHost: camera\r\n\r\n")
            started, got, tail = time.monotonic(), 0, b""
            while time.monotonic() < started + 8:
                some = viewer.recv(6000)
                got += len(some)
                tail = (tail + some)[-2 * size :]
                if b"\xff\xd9" in some and (at := tail.rfind(b"STAMP", 0, tail.rfind(b"\xff\xd9"))) >= 0:
                    ages.append(time.monotonic() - float(tail[at + 5 : at + 20]))
                time.sleep(max(0, started + got / taken - time.monotonic()))
        return ages

    hub = MjpegHub(pictures)
    async with served(hub, serve) as port, asyncio.timeout(20):
        ages = await asyncio.to_thread(look, port)
    assert len(ages) > 8
    own_line = 32_768 / taken  # what the kernel takes on the viewer's side
    assert max(ages[2:]) < 1.5 + own_line
    assert ages[-1] < ages[2] + 1, "it does not grow"
