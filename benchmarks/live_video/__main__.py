"""Cost and latency of live pictures: python -m benchmarks.live_video.

Camera, server and viewers are three processes on loopback; the CPU time of the server counts. The floor only receives
and writes. Another checkout of this project can be measured beside this one (--before).
"""

import argparse
import asyncio
from dataclasses import asdict
import json
from pathlib import Path
from statistics import median
from typing import Any

from .browser import measure_delay
from .camera import Camera
from .measure import Case, Setup, measure, measure_age, measure_wall
from .servers import SERVERS
from .wall_page import measure_wall_page

VIEWERS = (1, 4, 16, 64)
CASES = (
    *(Case("bursts", 30_000, 25, 0, viewers) for viewers in VIEWERS),
    *(Case("dripping, 1 segment", 30_000, 25, 1, viewers) for viewers in VIEWERS),
    *(Case("dripping, 4 segments", 30_000, 25, 4, viewers) for viewers in (1, 16)),
    *(Case("bursts", 200_000, 15, 0, viewers) for viewers in VIEWERS),
)
KINDS = tuple(dict.fromkeys(case.kind for case in CASES))
_HEAD = f"{'case':>42}{'viewers':>9}{'server':>8}{'us':>8}{'/mjpeg':>8}{'/floor':>8}{'wakes':>8}{'seen':>7}{'kB':>8}"
TABLES = ("cost", "age", "wall", "page", "browser")
SHARES = (0.25, 0.5, 1)


async def compare(setup: Setup, rounds: int, servers: list[str], case: Case) -> list[dict[str, Any]]:
    """Measure a case alternately, print medians and return them."""
    results: dict[str, list[Any]] = {server: [] for server in servers}
    for _ in range(rounds):
        for server in servers:
            results[server].append(await measure(setup, server, case))
    middle = {server: sorted(each, key=lambda one: one.cpu)[len(each) // 2] for server, each in results.items()}
    rows = []
    for server, one in middle.items():
        row = {**asdict(case), "server": server, **asdict(one)}
        for peer in ("mjpeg", "floor", "before"):
            if peer in middle:
                row[f"against_{peer}"] = round(one.cpu / middle[peer].cpu, 3)
        rows.append(row)
        print(
            f"{case.name:>24}{case.size // 1000:>5} kB x {case.rate:>3}/s{case.viewers:>9}{server:>8}"
            f"{one.cpu:>8.0f}"
            f"{row.get('against_mjpeg', 0):>8.2f}{row.get('against_floor', 0):>8.2f}{one.wakes:>8.2f}"
            f"{one.frames / one.expected:>7.0%}{one.memory:>8}",
            flush=True,
        )
    return rows


async def compare_ages(setup: Setup, servers: list[str], seconds: float) -> list[dict[str, Any]]:
    """Print the latency of slow viewers."""
    rows = []
    for share in SHARES:
        for server in servers:
            ages = await measure_age(setup, server, Case("age", 30_000, 15, 0, 1), share, seconds)
            rows.append({"share": share, "server": server, "median": median(ages), "most": max(ages)})
            print(
                f"age at {share:>4.0%} of the rate, {server:>6}: {median(ages):.2f} s, at most {max(ages):.2f} s",
                flush=True,
            )
    return rows


async def compare_walls(setup: Setup, cameras: int) -> list[dict[str, Any]]:
    """Print the cost of many cameras on one page."""
    rows = []
    for server in ("wall", "mjpeg"):
        result = await measure_wall(setup, server, Case("wall", 25_000, 10, 0, cameras))
        rows.append({"server": server, "cameras": cameras, **asdict(result)})
        print(
            f"{cameras} cameras, {server}: {result.cpu:.0f} us a picture, {result.core:.1%} of a core,"
            f" {result.connections} connections of the page, {result.frames / result.expected:.0%} seen,"
            f" {result.age * 1000:.1f} ms old, at most {result.most * 1000:.0f} ms",
            flush=True,
        )
    return rows


async def compare_wall_pages(seconds: float, cameras: int) -> list[dict[str, Any]]:
    """Print what a real browser shows of many cameras."""
    rows = []
    for server in ("wall", "mjpeg"):
        result = await measure_wall_page(server, cameras, seconds)
        rows.append(asdict(result))
        ages = f", {result.rate:.1f} pictures a second, {result.age:.0f} ms old, at most {result.most:.0f} ms"
        print(
            f"a page with {cameras} cameras, {server}: {result.shown} shown, {result.core:.1%} of a core"
            f"{ages if result.rate else ''}",
            flush=True,
        )
    return rows


async def compare_delays() -> list[dict[str, Any]]:
    """Print the age of pictures in a real browser, with the framing for browsers and with that for players."""
    rows = []
    await measure_delay("browser", 15, 3)  # the first start of a browser delays its first picture by 0.2 s
    for rate, pictures in ((15, 150), (1, 8), (0.2, 3)):
        for framing in ("browser", "player"):
            result = await measure_delay(framing, rate, pictures, unplug=rate == 1)
            rows.append(asdict(result))
            lost = "" if result.lost is None else f", no signal after {result.lost / 1000:.1f} s"
            print(
                f"{rate:>4}/s, framing for a {framing:>7}: {result.age:.0f} ms old, at most {result.most:.0f} ms,"
                f" first picture after {result.first:.0f} ms{lost}",
                flush=True,
            )
    return rows


async def run(arguments: argparse.Namespace) -> None:
    """Run the requested measurements and save the results."""
    setup = Setup(arguments.seconds, arguments.before)
    servers = ["ours", "mjpeg", "floor", *(["before"] if arguments.before else [])]
    results: dict[str, Any] = {}
    if "cost" in arguments.tables:
        print(_HEAD)
        results["cost"] = []
        for case in CASES:
            if case.viewers in arguments.viewers and case.kind in arguments.cases:
                results["cost"] += await compare(setup, arguments.rounds, servers, case)
                await _save(arguments.json, results)
    if "age" in arguments.tables:
        results["age"] = await compare_ages(setup, [each for each in servers if each != "floor"], arguments.age_seconds)
    if "wall" in arguments.tables:
        results["wall"] = await compare_walls(setup, 16)
    if "page" in arguments.tables:
        results["page"] = await compare_wall_pages(arguments.seconds, 16)
    if "browser" in arguments.tables:
        results["browser"] = await compare_delays()
    await _save(arguments.json, results)


async def _save(path: Path | None, results: dict[str, Any]) -> None:
    """Save the results so far."""
    if path is not None:
        await asyncio.to_thread(path.write_text, json.dumps(results, indent=1) + "\n", "ascii")


def main() -> None:
    """Run the requested part."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live_video")
    parser.add_argument("--seconds", type=float, default=5, help="how long each case lasts (5)")
    parser.add_argument("--age-seconds", type=float, default=20, help="how long slow viewers look (20)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (3)")
    parser.add_argument("--viewers", type=int, nargs="+", default=VIEWERS, help="only these numbers of viewers")
    parser.add_argument("--cases", nargs="+", default=KINDS, choices=KINDS, help="only these cameras")
    parser.add_argument("--tables", nargs="+", default=TABLES, choices=TABLES)
    parser.add_argument("--before", type=Path, help="another checkout that is measured, too")
    parser.add_argument("--json", type=Path, help="a file for the results")
    parser.add_argument("--as-camera", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--as-server", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.as_camera:
        size, rate, segments = arguments.as_camera
        asyncio.run(Camera(int(size), float(rate), int(segments)).serve())
    elif arguments.as_server:
        server, *cameras = arguments.as_server
        asyncio.run(SERVERS[server]([int(port) for port in cameras]))
    else:
        asyncio.run(run(arguments))


if __name__ == "__main__":
    main()
