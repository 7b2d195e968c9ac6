"""Starts cameras, servers and viewers, and measures the server."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
import json
import os
from pathlib import Path
from statistics import median
import sys
from time import perf_counter

import aiohttp

from .viewers import Page, Viewer, read_slowly

_PAGE = os.sysconf("SC_PAGE_SIZE")
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Case:
    """The camera's stream and the number of viewers."""

    name: str
    size: int  # bytes
    rate: float  # pictures per second
    segments: int  # in each write; 0 for a whole picture
    viewers: int

    @property
    def kind(self) -> str:
        """Return the name under which the case is chosen."""
        return f"{self.size // 1000}kB-{f'drip-{self.segments}' if self.segments else 'burst'}"


@dataclass(frozen=True, slots=True)
class Setup:
    """Parameters of the measurement."""

    seconds: float
    before: Path | None  # another checkout


@dataclass(frozen=True, slots=True)
class Result:
    """Cost of serving viewers."""

    cpu: float  # microseconds per picture and viewer
    core: float  # fraction of one CPU
    wakes: float  # wake-ups of the server's event loop per picture of the camera
    frames: int
    expected: int
    connections: int
    camera_bytes: int
    memory: int  # growth of the server's memory in kB
    age: float  # median, seconds
    most: float


def cpu_of(pid: int) -> float:
    """Return the CPU time of a process in seconds, with high resolution."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(each.read_text("ascii").split()[0]) for each in threads) / 1e9


def _wakes(pid: int) -> int:
    """Return the number of voluntary context switches of a process."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt"))


def _memory(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE // 1024


@asynccontextmanager
async def started(*arguments: object, folder: Path = _ROOT) -> AsyncGenerator[tuple[int, int]]:
    """Run this module in another process; yield its pid and port."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.live_video"),
        *map(str, arguments),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None  # noqa: S101
    try:
        yield process.pid, int(await process.stdout.readline())
    finally:
        process.kill()
        await process.wait()


def _server(setup: Setup, server: str, *cameras: int) -> AbstractAsyncContextManager[tuple[int, int]]:
    if server == "before" and setup.before is not None:
        return started("--as-server", "ours", *cameras, folder=setup.before)
    return started("--as-server", server, *cameras)


def _camera(case: Case) -> AbstractAsyncContextManager[tuple[int, int]]:
    return started("--as-camera", case.size, case.rate, case.segments)


async def _counts(camera: int) -> dict[str, int]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{camera}/counts") as answer:
        counts: dict[str, int] = json.loads(await answer.text())
        return counts


async def _count(setup: Setup, pid: int, cameras: list[int], viewers: list[Viewer], case: Case) -> Result:
    """Run viewers for a while and return the cost."""
    for viewer in viewers:
        await viewer.first.wait()
    await asyncio.sleep(1)
    for camera in cameras:
        await _counts(camera)
    for viewer in viewers:
        viewer.ages.clear()
    seen, cpu, wakes, started = sum(each.frames for each in viewers), cpu_of(pid), _wakes(pid), perf_counter()
    await asyncio.sleep(setup.seconds)
    frames, took = sum(each.frames for each in viewers) - seen, perf_counter() - started
    cpu, wakes = cpu_of(pid) - cpu, _wakes(pid) - wakes
    counts = [await _counts(camera) for camera in cameras]
    ages = [age for viewer in viewers for age in viewer.ages] or [0.0]
    for viewer in viewers:
        viewer.task.cancel()
    return Result(
        cpu=cpu * 1e6 / max(frames, 1),
        core=cpu / took,
        wakes=wakes / (took * case.rate),
        frames=frames,
        expected=round(case.rate * case.viewers * took),
        connections=sum(each["most"] for each in counts),
        camera_bytes=sum(each["bytes"] for each in counts),
        memory=0,
        age=median(ages),
        most=max(ages),
    )


async def measure(setup: Setup, server: str, case: Case) -> Result:
    """Serve one camera to viewers for some seconds."""
    async with _camera(case) as (_, camera), _server(setup, server, camera) as (pid, port):
        before = _memory(pid)
        viewers = [Viewer(port, case.size) for _ in range(case.viewers)]
        result = await _count(setup, pid, [camera], viewers, case)
        return replace(result, memory=_memory(pid) - before)


async def measure_age(setup: Setup, server: str, case: Case, share: float, seconds: float) -> list[float]:
    """Return the latency for a viewer with a fraction of the camera's bandwidth."""
    async with _camera(case) as (_, camera), _server(setup, server, camera) as (_, port):
        return await asyncio.to_thread(read_slowly, port, share * case.size * case.rate, seconds)


async def measure_wall(setup: Setup, server: str, case: Case) -> Result:
    """Serve as many cameras as the case has viewers to one page."""
    async with AsyncExitStack() as stack:
        cameras = [(await stack.enter_async_context(_camera(case)))[1] for _ in range(case.viewers)]
        pid, port = await stack.enter_async_context(_server(setup, server, *cameras))
        before = _memory(pid)
        viewers: list[Viewer] = (
            [Page(port, len(cameras))]
            if server == "wall"
            else [Viewer(port, case.size, path=f"/?camera={number}") for number in range(case.viewers)]
        )
        result = await _count(setup, pid, cameras, viewers, case)
        return replace(result, memory=_memory(pid) - before, connections=len(viewers))
