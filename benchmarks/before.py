"""Alarms of Netwave cameras beside an older build: python -m benchmarks.before CHECKOUT.

Both builds are measured in turn by this file, each with the simulated cameras and the Home Assistant of its own
checkout: the older one polls, this one is pushed to.
"""

import argparse
import asyncio
from dataclasses import asdict, dataclass
import json
import os
from pathlib import Path
import random
from statistics import median, quantiles
import sys
from time import monotonic, process_time
from typing import Any

POLL = 1.5  # seconds between polls of armed cameras
SETTLE = 15  # seconds; Home Assistant writes its registries ten seconds after they have changed


@dataclass(frozen=True, slots=True)
class Measured:
    """One build with a number of armed cameras."""

    median: float  # seconds from a motion to the sensor
    p95: float
    cpu: float  # seconds in a minute


async def measure(number: int, rounds: int, seconds: float, *, native: bool) -> Measured:
    """Measure the build in this process."""
    from benchmarks.cameras import cameras  # noqa: PLC0415  of either build
    from benchmarks.house import add, entry_for, house, motion_of, seen  # noqa: PLC0415

    options: dict[str, Any] = {"native": True} if native else {}
    async with cameras(["netwave"] * number) as there, house() as hass:
        entries = [entry_for(place, **options) for place in there.places]
        await add(hass, entries)
        await asyncio.sleep(SETTLE)
        started, cpu = monotonic(), process_time()
        await asyncio.sleep(seconds)
        cpu = (process_time() - cpu) * 60 / (monotonic() - started)
        times: list[float] = []
        for _ in range(rounds):
            await asyncio.sleep(random.uniform(0, POLL))  # noqa: S311
            place, entry = random.choice(list(zip(there.places, entries, strict=True)))  # noqa: S311
            on = seen(hass, motion_of(hass, entry), "on")
            began = await there.motion(place, True)
            times.append(await on - began)
            off = seen(hass, motion_of(hass, entry), "off")
            await there.motion(place, False)
            await off
        return Measured(median(times), quantiles(times, n=20, method="inclusive")[-1], cpu)


async def run(checkout: Path, *arguments: object) -> Measured:
    """Measure the build of a checkout in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, __file__, "--as-house", *map(str, arguments)),
        cwd=checkout,
        env=os.environ | {"PYTHONPATH": str(checkout)},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    return Measured(**json.loads(output))


async def main() -> None:
    """Measure both builds and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.before")
    parser.add_argument("checkout", type=Path, nargs="?", help="the older build")
    parser.add_argument("--cameras", type=int, default=200, help="how many (200)")
    parser.add_argument("--rounds", type=int, default=40, help="alarms (40)")
    parser.add_argument("--seconds", type=float, default=60, help="how long to measure the processor time (60)")
    parser.add_argument("--as-house", nargs=4, help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path, help="a file for the results, which benchmarks.plot draws")
    arguments = parser.parse_args()
    if arguments.as_house:
        number, rounds, seconds, native = arguments.as_house
        print(json.dumps(asdict(await measure(int(number), int(rounds), float(seconds), native=native == "native"))))
        return
    sizes = (arguments.cameras, arguments.rounds, arguments.seconds)
    before = await run(arguments.checkout.resolve(), *sizes, "polled")
    now = await run(Path(__file__).parents[1], *sizes, "native")
    print(f"{arguments.cameras} armed cameras{'before':>12}{'now':>12}{'ratio':>10}")
    rows = (
        ("alarm, median, ms", before.median * 1000, now.median * 1000),
        ("alarm, p95, ms", before.p95 * 1000, now.p95 * 1000),
        ("CPU, s a minute", before.cpu, now.cpu),
    )
    for name, old, new in rows:
        print(f"{name:18}{old:12.2f}{new:12.2f}{new / old:10.4f}")
    if arguments.json is not None:
        bars = [
            (name, build, value) for name, *each in rows for build, value in zip(("before", "now"), each, strict=True)
        ]
        chart = {"title": f"{arguments.cameras} armed Netwave cameras", "unit": "see labels", "bars": bars, "log": True}
        results = json.dumps({"charts": {"before": chart}}, indent=1)
        await asyncio.to_thread(arguments.json.write_text, results + "\n", "utf-8")


if __name__ == "__main__":
    asyncio.run(main())
