"""Run cameras that are not there: python -m simulator --help."""

from argparse import Namespace
import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
import signal
import sys

from . import Account, Level, replay, simulate
from .command_line import arguments
from .household import Household, Station


async def _house(asked: Namespace, running: AsyncExitStack) -> None:
    house = Household(port=asked.port, user=asked.user, password=asked.password, discovery=asked.discovery)
    await house.start()
    running.push_async_callback(house.stop)
    print(house.table(), flush=True)
    _tell_of_discovery(*house.stations)


async def _one(asked: Namespace, running: AsyncExitStack) -> None:
    accounts = [
        Account(name, getattr(asked, f"{level.name.lower()}_password"), level)
        for level in (Level.OPERATOR, Level.VISITOR)
        if (name := getattr(asked, f"{level.name.lower()}_user"))
    ]
    camera = simulate(
        asked.kind,
        personality=asked.personality,
        user=asked.user,
        password=asked.password,
        accounts=accounts,
        rtsp_port=getattr(asked, "rtsp_port", None),
        discovery=getattr(asked, "discovery", None),
    )
    camera.world.motion = asked.motion
    for mishap in asked.fault:
        if not mishap.after:
            camera.faults.set(mishap.name, mishap.value)
    station = Station(camera)
    await station.start(asked.port, asked.control_port)
    running.push_async_callback(station.stop)
    for mishap in asked.fault:
        if mishap.after:
            asyncio.get_running_loop().call_later(mishap.after, camera.faults.set, mishap.name, mishap.value)
    print(f"{camera.personality.name} at {camera.address}")
    print(f"control at {station.control.address}", flush=True)
    if station.rtsp:
        print(f"RTSP at {station.rtsp}")
    _tell_of_discovery(station)


async def _replay(asked: Namespace, running: AsyncExitStack) -> None:
    camera = replay(asked.file, user=asked.user, password=asked.password)
    station = Station(camera)
    await station.start(asked.port, asked.control_port)
    running.push_async_callback(station.stop)
    print(f"{camera.personality.name} at {camera.address}")
    print(f"control at {station.control.address}", flush=True)


def _tell_of_discovery(*stations: Station) -> None:
    if places := sorted({station.discovery for station in stations if station.discovery}):
        print(f"searches by UDP are answered at {', '.join(places)}", flush=True)


async def _run(asked: Namespace) -> None:
    over = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, over.set)
    async with AsyncExitStack() as running:
        await {"house": _house, "replay": _replay}.get(asked.kind, _one)(asked, running)
        print("Open an address in a browser; Ctrl-C ends it.", flush=True)
        await over.wait()


def main(words: Sequence[str] | None = None) -> None:
    """Run cameras until interrupted."""
    asked = arguments(words)
    try:
        asyncio.run(_run(asked))
    except OSError as error:
        sys.exit(f"{error.strerror}: choose other ports, or let the simulator take free ones (--port 0)")


if __name__ == "__main__":
    main()
