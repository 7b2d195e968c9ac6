"""Time from an event in front of a camera to the motion sensor: python -m benchmarks.alarm_latency.

The time ends when the motion sensor is on, by the state event of Home Assistant. It starts when a Hucoms camera sends
its event, and when motion begins in front of the others. All cameras run in a separate process on loopback. The peer is
a Home Assistant coordinator that polls at a fixed interval.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
import logging
import random
from statistics import median, quantiles
from time import monotonic

from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .cameras import Cameras, Place, cameras
from .house import add, entry_for, house, motion_of, seen
from .results import Bar, add_json_option, save

PEER = 5  # seconds between polls
POLLED = 1.5  # seconds between polls of the integration
KINDS = {
    "Netwave, polled": "netwave",
    "Netwave, calls": "netwave",
    "Netwave, pushes": "netwave",
    "Hucoms, pushes": "hucoms",
    f"peer: polls every {PEER} s": "netwave",
}


async def measure(rounds: int, pause: float, walk: Callable[[], Awaitable[float]]) -> list[float]:
    """Return the latencies of some alarms in seconds; they begin at random times."""
    took: list[float] = []
    for _ in range(rounds):
        await asyncio.sleep(random.uniform(0, pause))  # noqa: S311
        took.append(await walk())
    return took


def ours(hass: HomeAssistant, there: Cameras, place: Place, entity_id: str) -> Callable[[], Awaitable[float]]:
    """Return a function that starts motion in front of a camera of the integration."""

    async def walk() -> float:
        on = seen(hass, entity_id, "on")
        began = await there.motion(place, True)
        took = await on - began
        off = seen(hass, entity_id, "off")
        await there.motion(place, False)
        await off
        return took

    return walk


async def peer(hass: HomeAssistant, there: Cameras, place: Place) -> Callable[[], Awaitable[float]]:
    """Return a function that starts motion in front of a camera polled at a fixed interval."""
    known = asyncio.Event()

    async def ask() -> bool:
        url = f"http://127.0.0.1:{place.port}/get_status.cgi"
        async with async_get_clientsession(hass).get(url) as response:
            return "alarm_status=0" not in await response.text()

    coordinator = DataUpdateCoordinator(
        hass,
        logging.getLogger(__name__),
        config_entry=None,
        name="peer",
        update_method=ask,
        update_interval=timedelta(seconds=PEER),
    )
    await coordinator.async_register_shutdown()
    coordinator.async_add_listener(lambda: known.set() if coordinator.data else None)

    async def walk() -> float:
        known.clear()
        began = await there.motion(place, True)
        await known.wait()
        took = monotonic() - began
        await there.motion(place, False)
        return took

    return walk


async def main() -> None:
    """Run all measurements and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alarm_latency")
    parser.add_argument("--rounds", type=int, default=40, help="alarms of each kind (40)")
    add_json_option(parser)
    arguments = parser.parse_args()
    rounds = arguments.rounds
    async with cameras(list(KINDS.values())) as there, house() as hass:
        polled, called, pushes, announces, other = there.places
        entries = [
            entry_for(polled),
            entry_for(called, push=True),
            entry_for(pushes, native=True),
            entry_for(announces),
        ]
        await add(hass, entries)
        walks = [
            ours(hass, there, place, motion_of(hass, entry))
            for place, entry in zip((polled, called, pushes, announces), entries, strict=True)
        ]
        walks.append(await peer(hass, there, other))
        took = await asyncio.gather(
            *(measure(rounds, POLLED, walk) for walk in walks[:-1]),
            measure(rounds, PEER, walks[-1]),
        )
    print(f"{'':28}{'median':>10}{'p95':>10}   against polling every {PEER} s")
    bars: list[Bar] = []
    for name, times in zip(KINDS, took, strict=True):
        p95 = quantiles(times, n=20, method="inclusive")[-1]
        bars += [(name, "median", median(times) * 1000), (name, "p95", p95 * 1000)]
        print(f"{name:28}{median(times) * 1000:8.1f}ms{p95 * 1000:8.1f}ms{median(took[-1]) / median(times):10.1f} x")
    save(arguments.json, "alarms", "From the motion to Home Assistant's bus", "ms", bars, log=True)


if __name__ == "__main__":
    asyncio.run(main())
