"""What live pictures cost, beside Home Assistant's own mjpeg camera: python -m benchmarks.live_video.

A camera, the server and the viewers are three processes on loopback; the server's processor time is what counts. The
floor is the same bytes, from the same one stream of the camera, written straight to the viewers' transports.
"""

import argparse
import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
import json
import os
from pathlib import Path
import sys
from time import perf_counter
from typing import Any, override

import aiohttp
from aiohttp import web

SIZES = ((30_000, 25), (200_000, 15))  # bytes of a frame, frames per second
VIEWERS = (1, 4, 16, 64)
SERVERS = ("mjpeg", "ours", "floor")
_PAGE = os.sysconf("SC_PAGE_SIZE")


# The camera


class Camera:
    """Sends frames of one size at one rate to whoever connects, and counts."""

    def __init__(self, size: int, rate: int) -> None:
        jpeg = b"\xff\xd8\xff\xe0" + os.urandom(size // 2).replace(b"\xff", b"\0") * 2 + b"\xff\xd9"
        head = b"--ipcamera\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(jpeg)
        self._part = head + jpeg + b"\r\n"
        self._pause = 1 / rate
        self._counts = {"connections": 0, "most": 0, "bytes": 0}
        self._open = 0

    async def serve(self) -> None:
        """Listen, and say where."""
        app = web.Application()
        app.router.add_get("/videostream.cgi", self._stream)
        app.router.add_get("/counts", self._tell)
        runner = web.AppRunner(app, handler_cancellation=True)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        print(runner.addresses[0][1], flush=True)
        await asyncio.Event().wait()

    async def _tell(self, _: web.Request) -> web.Response:
        counts, self._counts = self._counts, {"connections": 0, "most": self._open, "bytes": 0}
        return web.json_response(counts)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        self._counts["connections"] += 1
        self._open += 1
        self._counts["most"] = max(self._counts["most"], self._open)
        response = web.StreamResponse(headers={"Content-Type": "multipart/x-mixed-replace;boundary=ipcamera"})
        try:
            await response.prepare(request)
            loop = asyncio.get_running_loop()
            due = loop.time()
            while True:
                await response.write(self._part)
                self._counts["bytes"] += len(self._part)
                due = max(due + self._pause, loop.time() - 1)
                await asyncio.sleep(max(0, due - loop.time()))
        except ConnectionError:
            return response
        finally:
            self._open -= 1


# The servers


@asynccontextmanager
async def _hub(port: int) -> AsyncGenerator[Any]:
    from custom_components.ip_camera_cgi.protocol import Account, Address, MjpegHub, StreamPreferences  # noqa: PLC0415
    from custom_components.ip_camera_cgi.protocol.dialects.netwave import NetwaveDriver  # noqa: PLC0415

    async with aiohttp.ClientSession() as session:
        driver = NetwaveDriver(session, Address("127.0.0.1", port), Account("admin", ""))
        hub = MjpegHub(lambda: driver.pictures(StreamPreferences()))
        yield hub
        await hub.close()


async def _listen(handler: Any) -> None:
    app = web.Application()
    app.router.add_get("/", handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


async def serve_ours(camera: int) -> None:
    """Serve as the integration does."""
    from custom_components.ip_camera_cgi.live_view import serve_live  # noqa: PLC0415

    async with _hub(camera) as hub:
        await _listen(lambda request: serve_live(request, hub))


async def serve_mjpeg(camera: int) -> None:
    """Serve as Home Assistant's mjpeg camera does."""
    from homeassistant.components.mjpeg import camera as mjpeg  # noqa: PLC0415
    from homeassistant.core import HomeAssistant  # noqa: PLC0415

    session = aiohttp.ClientSession()
    vars(mjpeg)["async_get_clientsession"] = lambda *_, **__: session  # the usual one wants a whole Home Assistant
    peer = mjpeg.MjpegCamera(mjpeg_url=f"http://127.0.0.1:{camera}/videostream.cgi", still_image_url=None)
    peer.hass = HomeAssistant(os.devnull)
    peer.hass.set_state(type(peer.hass.state).running)
    await _listen(peer.handle_async_mjpeg_stream)


async def serve_floor(camera: int) -> None:
    """Write each frame straight to the transports of those who have taken the one before."""
    transports: set[asyncio.Transport] = set()

    class Viewer(asyncio.Protocol):
        @override
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)  # noqa: S101
            self._transport = transport

        @override
        def data_received(self, data: bytes) -> None:
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n"
                b"Connection: close\r\n\r\n--frame\r\n"
            )
            transports.add(self._transport)

        @override
        def connection_lost(self, exc: Exception | None) -> None:
            transports.discard(self._transport)

    server = await asyncio.get_running_loop().create_server(Viewer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with _hub(camera) as hub, aclosing(hub.watch()) as frames:
        async for frame in frames:
            for transport in tuple(transports):
                if not transport.get_write_buffer_size():
                    transport.write(frame.part)


# The viewers, and what is measured


@dataclass(frozen=True, slots=True)
class Result:
    """What serving some viewers for a while cost."""

    cpu: float  # microseconds for each frame that a viewer got
    frames: int
    expected: int
    connections: int
    camera_bytes: int
    memory: int  # kB that the server grew by
    first: float  # seconds until a further viewer saw a frame


class Looker:
    """Counts the frames that arrive."""

    def __init__(self, port: int, size: int) -> None:
        self.frames = 0
        self.first = asyncio.Event()
        self.task = asyncio.create_task(self._look(port, size))

    async def _look(self, port: int, size: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        writer.write(b"GET / HTTP/1.1\r\nHost: camera\r\n\r\n")
        come = 0
        try:
            while chunk := await reader.read(1 << 20):
                come += len(chunk)
                self.frames = come // size
                if self.frames:
                    self.first.set()
        finally:
            writer.close()


@asynccontextmanager
async def _stalled(port: int, count: int) -> AsyncGenerator[None]:
    """Connect viewers that take nothing."""
    writers = []
    for _ in range(count):
        _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
        writer.write(b"GET / HTTP/1.1\r\nHost: camera\r\n\r\n")
        writers.append(writer)
    yield
    for writer in writers:
        writer.close()


async def _first(port: int, size: int) -> float:
    started = perf_counter()
    looker = Looker(port, size)
    await looker.first.wait()
    looker.task.cancel()
    return perf_counter() - started


def _cpu(pid: int) -> float:
    """Return the processor time of a process in seconds, finer than the usual ticks."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(each.read_text("ascii").split()[0]) for each in threads) / 1e9


def _memory(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE // 1024


@asynccontextmanager
async def _started(*arguments: str) -> AsyncGenerator[tuple[int, int]]:
    """Run this module in another process; yield its pid and the port that it says."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.live_video", *arguments, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None  # noqa: S101
    try:
        yield process.pid, int(await process.stdout.readline())
    finally:
        process.kill()
        await process.wait()


async def measure(server: str, size: int, rate: int, viewers: int, seconds: float, *, stalled: int = 0) -> Result:
    """Serve some viewers for some seconds, and some that take nothing."""
    async with (
        _started("--as-camera", str(size), str(rate)) as (_, camera),
        _started("--as-server", server, str(camera)) as (pid, port),
        aiohttp.ClientSession() as session,
        _stalled(port, stalled),
    ):
        before = _memory(pid)
        lookers = [Looker(port, size) for _ in range(viewers)]
        for looker in lookers:
            await looker.first.wait()
        await asyncio.sleep(1)
        await session.get(f"http://127.0.0.1:{camera}/counts")
        seen, cpu, started = sum(looker.frames for looker in lookers), _cpu(pid), perf_counter()
        await asyncio.sleep(seconds)
        frames = sum(looker.frames for looker in lookers) - seen
        cpu, took = _cpu(pid) - cpu, perf_counter() - started
        async with session.get(f"http://127.0.0.1:{camera}/counts") as answer:
            told = json.loads(await answer.text())
        memory = _memory(pid) - before
        first = await _first(port, size)
        for looker in lookers:
            looker.task.cancel()
    return Result(
        cpu=cpu * 1e6 / max(frames, 1),
        frames=frames,
        expected=round(rate * viewers * took),
        connections=told["most"],
        camera_bytes=told["bytes"],
        memory=memory,
        first=first,
    )


async def compare(seconds: float, rounds: int) -> None:
    """Measure everything in turns, and print medians."""
    print(f"{'':34}{'processor time per frame and viewer':^38}{'camera':^24}{'first frame':^20}{'memory':^16}")
    print(
        f"{'frames':>16}{'viewers':>9}{'seen':>9}{'ours':>12}{'/ mjpeg':>11}{'/ floor':>15}"
        f"{'connections':>16}{'bytes':>10}{'ours':>10}{'mjpeg':>10}{'ours':>9}{'mjpeg':>9}"
    )
    for size, rate in SIZES:
        for viewers in VIEWERS:
            results: dict[str, list[Result]] = {server: [] for server in SERVERS}
            for _ in range(rounds):
                for server in SERVERS:
                    results[server].append(await measure(server, size, rate, viewers, seconds))
            middle = {
                server: sorted(each, key=lambda result: result.cpu)[len(each) // 2] for server, each in results.items()
            }
            ours, peer, floor = middle["ours"], middle["mjpeg"], middle["floor"]
            print(
                f"{size // 1000:>6} kB x {rate:>2}/s{viewers:>10}{ours.frames / ours.expected:>9.0%}{ours.cpu:>9.0f} us"
                f"{ours.cpu / peer.cpu:>11.2f}{ours.cpu / floor.cpu:>15.2f}"
                f"{f'{ours.connections} / {peer.connections}':>16}{ours.camera_bytes / peer.camera_bytes:>10.2f}"
                f"{ours.first * 1000:>7.0f} ms{peer.first * 1000:>7.0f} ms{ours.memory:>6} kB{peer.memory:>6} kB",
                flush=True,
            )


async def compare_stalled(seconds: float) -> None:
    """Print how many of the frames somebody gets beside others who take none."""
    for size, rate in SIZES:
        for server in SERVERS:
            result = await measure(server, size, rate, 1, seconds, stalled=3)
            seen = result.frames / result.expected
            print(f"{size // 1000:>6} kB x {rate:>2}/s beside 3 stalled viewers, {server}: {seen:.0%}", flush=True)


def main() -> None:
    """Take the part that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live_video")
    parser.add_argument("--seconds", type=float, default=5, help="how long each case lasts (5)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (3)")
    parser.add_argument("--as-camera", nargs=2, type=int, help=argparse.SUPPRESS)
    parser.add_argument("--as-server", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.as_camera:
        asyncio.run(Camera(*asked.as_camera).serve())
    elif asked.as_server:
        server, camera = asked.as_server
        asyncio.run({"ours": serve_ours, "mjpeg": serve_mjpeg, "floor": serve_floor}[server](int(camera)))
    else:
        asyncio.run(compare(asked.seconds, asked.rounds))
        asyncio.run(compare_stalled(asked.seconds))


if __name__ == "__main__":
    main()
