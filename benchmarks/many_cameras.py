"""Cost of many cameras in one Home Assistant: python -m benchmarks.many_cameras 1 10 50 200 --seconds 60.

Each number of cameras runs with a new Home Assistant process; half of the cameras are of each dialect, all are armed
and run in a separate process. Only Home Assistant's process is measured: idle first, then with an alarm about every
tenth of a second.
"""

import argparse
import asyncio
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
import gc
from itertools import cycle, islice
import os
from pathlib import Path
import random
from statistics import median, quantiles
from time import monotonic, process_time

from .cameras import cameras
from .house import add, entry_for, house, motion_of, seen
from .results import Bar, add_json_option, save

SETTLE = 15  # seconds; Home Assistant writes its registries ten seconds after they have changed
PAUSE = 0.2  # seconds, the longest between two alarms
KINDS = {"mixed": ("hucoms", "netwave"), "polled": ("netwave",), "pushing": ("netwave",)}
TICK = 0.01  # seconds between samples of the event loop's delay


@dataclass(frozen=True, slots=True)
class Measured:
    """Cost of a number of cameras."""

    cameras: int
    entities: int
    set_up: float  # seconds until the last camera works
    set_up_cpu: float  # seconds
    memory: float  # memory of the process in kB
    cpu: float  # CPU seconds per minute
    alarms: list[float]  # seconds until alarms were known
    lags: list[float]  # delay of the event loop in seconds


def memory() -> float:
    """Return the resident memory of this process in kB."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024


def p95(times: list[float]) -> float:
    """Return the 95th percentile."""
    return quantiles(times, n=20, method="inclusive")[-1]


async def lag(times: list[float]) -> None:
    """Record the delay of the event loop until cancelled."""
    while True:
        due = monotonic() + TICK
        await asyncio.sleep(TICK)
        times.append(monotonic() - due)


async def measure(number: int, seconds: float, kinds: str) -> Measured:
    """Measure one number of cameras."""
    dialects = list(islice(cycle(KINDS[kinds]), number))
    async with cameras(dialects) as there, house() as hass:
        started, cpu = monotonic(), process_time()
        entries = [entry_for(place, native=kinds == "pushing") for place in there.places]
        await add(hass, entries)
        set_up, set_up_cpu = monotonic() - started, process_time() - cpu
        await asyncio.sleep(SETTLE)

        started, cpu = monotonic(), process_time()
        await asyncio.sleep(seconds)
        cpu = (process_time() - cpu) * 60 / (monotonic() - started)
        kilobytes = memory()

        alarms: list[float] = []
        lags: list[float] = []
        lagging = asyncio.create_task(lag(lags))
        pushing = [
            (place, motion_of(hass, entry))
            for place, entry in zip(there.places, entries, strict=True)
            if place.dialect == "hucoms" or kinds != "mixed"
        ]
        end = monotonic() + seconds
        while monotonic() < end:
            await asyncio.sleep(random.uniform(0, PAUSE))  # noqa: S311
            place, sensor = random.choice(pushing)  # noqa: S311
            on = seen(hass, sensor, "on")
            reported = await there.motion(place, True)
            alarms.append(await on - reported)
            off = seen(hass, sensor, "off")
            await there.motion(place, False)
            await off
        lagging.cancel()
        return Measured(number, len(hass.states.async_all()), set_up, set_up_cpu, kilobytes, cpu, alarms, lags)


def run(number: int, seconds: float, kinds: str) -> Measured:
    """Measure one number of cameras in this process."""
    return asyncio.run(measure(number, seconds, kinds))


HEAD = f"""\
{"":16}{"set-up, ms each":>20}{"memory":>22}{"CPU, seconds a minute":>30}{"alarm, ms":>26}{"loop late, ms":>17}
{"cameras":>7}{"entities":>9}{"time":>10}{"CPU":>10}{"MB":>10}{"kB each":>12}{"all":>10}{"each":>10}{"growth":>10}\
{"median":>9}{"p95":>7}{"growth":>10}{"p95":>9}{"max":>8}"""


def row(one: Measured, first: Measured, mixed: Measured) -> str:
    """Return a line of the table.

    Memory is what each camera adds to the first line's; growth is against the first line with both dialects.
    """
    more = one.cameras - first.cameras
    each = f"{(one.memory - first.memory) / more:.0f}" if more else ""
    cpu = one.cpu / one.cameras
    cpu_growth = f"{cpu * mixed.cameras / mixed.cpu:.2f} x" if one.cameras > 1 else ""
    alarm_growth = f"{median(one.alarms) / median(mixed.alarms):.2f} x" if one.cameras > 1 else ""
    return (
        f"{one.cameras:7}{one.entities:9}"
        f"{one.set_up * 1000 / one.cameras:10.0f}{one.set_up_cpu * 1000 / one.cameras:10.0f}"
        f"{one.memory / 1024:10.0f}{each:>12}"
        f"{one.cpu:10.2f}{cpu:10.3f}{cpu_growth:>10}"
        f"{median(one.alarms) * 1000:9.2f}{p95(one.alarms) * 1000:7.2f}{alarm_growth:>10}"
        f"{p95(one.lags) * 1000:9.2f}{max(one.lags) * 1000:8.1f}"
    )


def main() -> None:
    """Run all measurements in order and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many_cameras")
    parser.add_argument("cameras", type=int, nargs="*", default=[1, 10, 50, 200], help="how many (1 10 50 200)")
    parser.add_argument("--seconds", type=float, default=60, help="how long to measure, twice (60)")
    parser.add_argument("--kinds", choices=KINDS, default="mixed", help="which cameras (mixed)")
    add_json_option(parser)
    arguments = parser.parse_args()
    print(HEAD, flush=True)
    done: list[Measured] = []
    for number in arguments.cameras:
        with ProcessPoolExecutor(1) as process:
            done.append(process.submit(run, number, arguments.seconds, arguments.kinds).result())
        mixed = next((one for one in done if one.cameras > 1), done[0])
        print(row(done[-1], done[0], mixed), flush=True)
    mixed = next((one for one in done if one.cameras > 1), done[0])
    bars: list[Bar] = []
    for one in done:
        cpu = one.cpu / one.cameras / (mixed.cpu / mixed.cameras)
        case = f"{one.cameras} cameras"
        bars += [(case, "processor time of each", cpu), (case, "alarm", median(one.alarms) / median(mixed.alarms))]
    title = f"Many cameras, {arguments.kinds}"
    save(arguments.json, f"many_{arguments.kinds}", title, f"{mixed.cameras} cameras = 1", bars)


if __name__ == "__main__":
    main()
