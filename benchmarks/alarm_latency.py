"""How long it takes until it is known what happens in front of a camera: python -m benchmarks.alarm_latency.

Everything runs in one process on loopback. The peer is what others do: ask the camera again after a fixed time.
"""

import argparse
import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
import random
from statistics import median, quantiles
from time import perf_counter

import aiohttp

from custom_components.ip_camera_cgi.protocol import Account, Address, Alarm, Camera, connect
from simulator import SimulatedCamera, simulate

PEER = 5.0  # seconds between two questions
USER, PASSWORD = "admin", "benchmark"


@asynccontextmanager
async def watched(dialect: str) -> AsyncGenerator[tuple[SimulatedCamera, Camera, asyncio.Event]]:
    """Run a camera that is armed and listened to; the event is set with each change."""
    async with simulate(dialect, user=USER, password=PASSWORD) as simulated, aiohttp.ClientSession() as session:
        camera = await connect(session, Address("127.0.0.1", simulated.port), Account(USER, PASSWORD))
        await camera.change_all({"motion_detection": True})
        changed = asyncio.Event()
        listening = asyncio.create_task(camera.listen(changed.set))
        await changed.wait()
        try:
            yield simulated, camera, changed
        finally:
            listening.cancel()
            await camera.close()


async def measure(
    dialect: str, rounds: int, begins: Callable[[Camera], None] = lambda _: None, *, pushed: bool = False
) -> list[float]:
    """Return how long each of some alarms took to be known, in seconds."""
    took: list[float] = []
    async with watched(dialect) as (simulated, camera, changed):
        camera.hearing.pushed = pushed
        if hasattr(simulated, "alarm"):
            simulated.alarm.hold = 0
        for _ in range(rounds):
            await asyncio.sleep(random.uniform(0, 0.2))  # noqa: S311
            started = perf_counter()
            simulated.world.motion = True
            begins(camera)
            while not camera.state.alarms.get(Alarm.MOTION):
                changed.clear()
                await changed.wait()
            took.append(perf_counter() - started)
            simulated.world.motion = False
            camera.hearing.wake()
            while camera.state.alarms.get(Alarm.MOTION):
                changed.clear()
                await changed.wait()
    return took


async def peer(rounds: int) -> list[float]:
    """Return the same for who asks a camera its status after a fixed time."""
    took: list[float] = []
    async with watched("netwave") as (simulated, camera, _), aiohttp.ClientSession() as session:
        url = f"{simulated.address}/get_status.cgi"
        for _ in range(rounds):
            simulated.world.motion = False
            camera.hearing.wake()
            started = perf_counter()
            simulated.world.motion = True
            await asyncio.sleep(random.uniform(0, PEER))  # noqa: S311  it happened at any moment between two questions
            async with session.get(url) as response:
                if "alarm_status=0" not in await response.text():
                    took.append(perf_counter() - started)
    return took


async def main() -> None:
    """Measure all, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alarm_latency")
    parser.add_argument("--rounds", type=int, default=40, help="alarms of each kind (40)")
    rounds = parser.parse_args().rounds
    asked = await measure("netwave", max(rounds // 4, 5))
    called = await measure("netwave", rounds, lambda camera: camera.hearing.called(), pushed=True)
    pushed = await measure("hucoms", rounds)
    other = await peer(max(rounds // 4, 5))
    print(f"{'':28}{'median':>10}{'p95':>10}   against asking every {PEER:g} s")
    for name, took in (
        ("Netwave, asked", asked),
        ("Netwave, calls", called),
        ("Hucoms, announces", pushed),
        (f"peer: asks every {PEER:g} s", other),
    ):
        p95 = quantiles(took, n=20)[-1]
        print(f"{name:28}{median(took) * 1000:8.1f}ms{p95 * 1000:8.1f}ms{median(other) / median(took):10.1f} x")


if __name__ == "__main__":
    asyncio.run(main())
