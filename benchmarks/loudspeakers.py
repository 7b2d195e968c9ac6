"""Twenty cameras play a sound at the same time: `python -m benchmarks.loudspeakers`.

The cameras are simulated in a process of their own. Playing runs in this one, on a single core, as in Home Assistant.
"""

from argparse import ArgumentParser
import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
import json
from multiprocessing import get_context
from multiprocessing.connection import Connection
import os
from time import monotonic, process_time
from typing import Any

from aiohttp import ClientSession, web

from custom_components.ip_camera_cgi.protocol import Account, Address, Camera, DecodedSound, Download, connect
from simulator import HucomsCamera, NetwaveCamera, simulate
from tests.protocol.sounds import coded, heard, level

SECONDS = 10
DIALECTS = ("netwave", "hucoms")


async def serve(count: int, pipe: Connection) -> None:
    """Run the cameras and a web server with the sound until the pipe is signaled; then send what arrived."""
    sound = coded(SECONDS, "mp3")
    async with AsyncExitStack() as stack:
        cameras: list[Any] = []
        for number in range(count):
            camera = simulate(DIALECTS[number % 2], rtsp_port=0)
            cameras.append(await stack.enter_async_context(camera))
            if isinstance(camera, HucomsCamera):
                camera.settings["audioset/audioout"] = "enable"
        app = web.Application()

        async def answer(_: web.Request) -> web.Response:
            return web.Response(body=sound, content_type="audio/mpeg")

        app.router.add_get("/sound.mp3", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        pipe.send((runner.addresses[0][1], [camera.port for camera in cameras]))
        while not pipe.poll():  # noqa: ASYNC110  a pipe is no event
            await asyncio.sleep(0.05)
        talks: list[Any] = [
            camera.native.talk if isinstance(camera, NetwaveCamera) else camera.rtsp.talk for camera in cameras
        ]
        pipe.send([{**talk.facts(), "heard": len(heard(talk.pcm)) / 8000, "level": level(talk.pcm)} for talk in talks])


def run_cameras(count: int, pipe: Connection) -> None:
    """Run the cameras in this process."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    asyncio.run(serve(count, pipe))


@asynccontextmanager
async def ready(camera: Camera) -> AsyncIterator[Camera]:
    """Wait until the loudspeaker of a camera can be used."""
    tasks = [asyncio.create_task(camera.alarms.run(lambda: None)), asyncio.create_task(camera.speaker.run())]
    async with asyncio.timeout(30):
        while not camera.speaker.available:  # noqa: ASYNC110  there is no event for it
            await asyncio.sleep(0.05)
    yield camera
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    await camera.close()


async def measure(count: int, pipe: Connection) -> dict[str, Any]:
    """Play on all cameras at once; return the timing and the CPU time."""
    port, ports = await asyncio.to_thread(pipe.recv)
    account = Account("admin", "secret")
    async with ClientSession() as session, AsyncExitStack() as stack:
        cameras = [
            await stack.enter_async_context(ready(await connect(session, Address("127.0.0.1", each), account)))
            for each in ports
        ]
        url = f"http://127.0.0.1:{port}/sound.mp3"
        began, cpu, late = monotonic(), process_time(), 0.0

        async def watch() -> None:
            nonlocal late
            while True:
                due = monotonic() + 0.01
                await asyncio.sleep(0.01)
                late = max(late, monotonic() - due)

        watching = asyncio.create_task(watch())
        await asyncio.gather(*(camera.speaker.play(DecodedSound(Download(session, url))) for camera in cameras))
        watching.cancel()
        took, used = monotonic() - began, process_time() - cpu
        pipe.send(None)
        talks = await asyncio.to_thread(pipe.recv)
    return {
        "cameras": count,
        "seconds": SECONDS,
        "took": round(took, 2),
        "cpu_of_a_core": round(used / took, 3),
        "event_loop_late": round(late, 3),
        **{name: round(max(talk[name] for talk in talks), 3) for name in ("lead", "lag", "pause", "silence", "gaps")},
        "heard": [round(min(t["heard"] for t in talks), 3), round(max(t["heard"] for t in talks), 3)],
        "level": [round(min(t["level"] for t in talks), 2), round(max(t["level"] for t in talks), 2)],
    }


def main() -> None:
    """Measure and print the result."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--cameras", type=int, default=20)
    count = parser.parse_args().cameras
    here, there = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=run_cameras, args=(count, there))
    process.start()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    try:
        print(json.dumps(asyncio.run(measure(count, here)), indent=1))
    finally:
        process.join(10)


if __name__ == "__main__":
    main()
