"""Live pictures over real connections, as browsers see them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
import re

from aiohttp import ClientSession, web
import pytest

from custom_components.ip_camera_cgi import live_view
from custom_components.ip_camera_cgi.protocol import Camera, MjpegHub

from ..protocol.test_camera import until


@asynccontextmanager
async def served(hub: MjpegHub) -> AsyncGenerator[int]:
    """Show a hub to whoever connects to a port."""
    app = web.Application()

    async def show(request: web.Request) -> web.StreamResponse:
        return await live_view.serve_live(request, hub)

    app.router.add_get("/", show)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await hub.close()
    await runner.cleanup()


def whole_parts(body: bytes) -> list[bytes]:
    """Take the pictures out of what a browser got, by their lengths; see that it is as it was announced."""
    assert body.startswith(b"--frame\r\nContent-Type: image/jpeg\r\n"[: len(body)])
    pictures: list[bytes] = []
    at = 0
    while found := re.compile(rb"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: (\d+)\r\n\r\n").match(body, at):
        picture = body[found.end() : found.end() + int(found[1])]
        at = found.end() + int(found[1]) + 2
        if len(picture) == int(found[1]):
            assert picture.startswith(b"\xff\xd8")
            assert b"\xff\xd9" in picture[-1024:]
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


async def test_old_program(camera: Camera) -> None:
    """Who speaks HTTP/1.0 gets no chunks."""
    async with served(camera.live) as port, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.0\r\n\r\n")
        assert b"chunked" not in await reader.readuntil(b"\r\n\r\n")
        body = b""
        while not body or len(whole_parts(body)) < 3:
            body += await reader.read(65536)
        writer.close()
        await writer.wait_closed()


async def test_who_takes_nothing_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """And meanwhile nobody waits for him."""
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


async def test_end_of_the_hub_ends_the_answer(camera: Camera) -> None:
    async with served(camera.live) as port, ClientSession() as session, asyncio.timeout(10):
        answer = await session.get(f"http://127.0.0.1:{port}/")
        await answer.content.readany()
        await camera.live.close()
        await answer.content.read()  # in good order


async def test_end_of_the_hub_ends_also_who_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A laptop that has fallen asleep keeps no connection of an entry that was unloaded."""
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
