"""Latency of starting and stopping a motor: python -m benchmarks.ptz_latency.

A button is pressed for half a second while the camera takes two seconds to answer another page. The time is measured
from the call of the PTZ controller to the start and stop of the simulated motor.
"""

import argparse
import asyncio
from contextlib import suppress
from statistics import median, quantiles
from time import monotonic

from custom_components.ip_camera_cgi.protocol import Move
from simulator import NetwaveCamera

from .cameras import place_of, simulated
from .house import add, entry_for, house
from .results import Bar, add_json_option, save

SLOW_PAGE = 2  # seconds
HELD = 0.3  # seconds


async def until_motor(camera: NetwaveCamera, running: bool) -> float:
    """Return the time when the motor starts or stops."""
    while camera.world.pan_motor.moving is not running:  # noqa: ASYNC110  the motor is not to be slowed down by telling
        await asyncio.sleep(0.0005)
    return monotonic()


async def measure(rounds: int, *, native: bool) -> tuple[list[float], list[float]]:
    """Return the latency of start and stop in seconds."""
    starts: list[float] = []
    stops: list[float] = []
    async with simulated(1, "netwave") as camera, house() as hass:
        assert isinstance(camera, NetwaveCamera)  # noqa: S101
        entry = entry_for(place_of(1, camera), native=native)
        await add(hass, [entry])
        ours = entry.runtime_data.camera
        camera.faults.slow, camera.faults.only = SLOW_PAGE, "get_misc"
        for _ in range(rounds):
            camera.world.pan = 0
            reading = asyncio.create_task(ours.refresh(["misc"]))
            await asyncio.sleep(0.2)
            began = monotonic()
            moving = asyncio.create_task(ours.ptz.move(Move(pan=1)))
            starts.append(await until_motor(camera, True) - began)
            await asyncio.sleep(HELD)
            began = monotonic()
            stopping = asyncio.create_task(ours.ptz.motion.stop())
            stops.append(await until_motor(camera, False) - began)
            await asyncio.gather(moving, stopping, return_exceptions=True)
            with suppress(Exception):
                await reading
            await asyncio.sleep(0.5)
    return starts, stops


async def main() -> None:
    """Measure both protocols and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ptz_latency")
    parser.add_argument("--rounds", type=int, default=10, help="presses (10)")
    add_json_option(parser)
    arguments = parser.parse_args()
    bars: list[Bar] = []
    print(f"{'':28}{'median':>10}{'p95':>10}")
    for native in (False, True):
        for name, times in zip(("start", "stop"), await measure(arguments.rounds, native=native), strict=True):
            p95 = quantiles(times, n=20, method="inclusive")[-1]
            way = "native" if native else "HTTP"
            bars += [(f"{way}, {name}", "median", median(times) * 1000), (f"{way}, {name}", "p95", p95 * 1000)]
            print(f"{f'Netwave, {way}, {name}':28}{median(times) * 1000:8.1f}ms{p95 * 1000:8.1f}ms", flush=True)
    save(arguments.json, "ptz", "From the order to the motor, the camera being busy", "ms", bars, log=True)


if __name__ == "__main__":
    asyncio.run(main())
