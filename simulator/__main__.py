"""Command line: python -m simulator --help."""

from argparse import Namespace
import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
import signal
import sys

from . import Account, AccountRole, replay, simulate
from .command_line import arguments
from .house import House, Station


async def _run_house(options: Namespace, running: AsyncExitStack) -> None:
    house = House(port=options.port, user=options.user, password=options.password, discovery=options.discovery)
    await house.start()
    running.push_async_callback(house.stop)
    print(house.table(), flush=True)
    _print_discovery(*house.stations)


async def _run_camera(options: Namespace, running: AsyncExitStack) -> None:
    accounts = [
        Account(name, getattr(options, f"{level.name.lower()}_password"), level)
        for level in (AccountRole.OPERATOR, AccountRole.VISITOR)
        if (name := getattr(options, f"{level.name.lower()}_user"))
    ]
    camera = simulate(
        options.kind,
        personality=options.personality,
        user=options.user,
        password=options.password,
        accounts=accounts,
        rtsp_port=getattr(options, "rtsp_port", None),
        discovery=getattr(options, "discovery", None),
    )
    camera.world.motion = options.motion
    for fault in options.fault:
        if not fault.after:
            camera.faults.set(fault.name, fault.value)
    station = Station(camera)
    await station.start(options.port, options.control_port)
    running.push_async_callback(station.stop)
    for fault in options.fault:
        if fault.after:
            asyncio.get_running_loop().call_later(fault.after, camera.faults.set, fault.name, fault.value)
    print(f"{camera.personality.name} at {camera.address}")
    print(f"control at {station.control.address}", flush=True)
    if station.rtsp:
        print(f"RTSP at {station.rtsp}")
    _print_discovery(station)


async def _run_replay(options: Namespace, running: AsyncExitStack) -> None:
    camera = replay(options.file, user=options.user, password=options.password)
    station = Station(camera)
    await station.start(options.port, options.control_port)
    running.push_async_callback(station.stop)
    print(f"{camera.personality.name} at {camera.address}")
    print(f"control at {station.control.address}", flush=True)


def _print_discovery(*stations: Station) -> None:
    if places := sorted({station.discovery for station in stations if station.discovery}):
        print(f"searches by UDP are answered at {', '.join(places)}", flush=True)


async def _run(options: Namespace) -> None:
    over = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, over.set)
    async with AsyncExitStack() as running:
        await {"house": _run_house, "replay": _run_replay}.get(options.kind, _run_camera)(options, running)
        print("Open an address in a browser; Ctrl-C ends it.", flush=True)
        await over.wait()


def main(words: Sequence[str] | None = None) -> None:
    """Run cameras until interrupted."""
    options = arguments(words)
    try:
        asyncio.run(_run(options))
    except OSError as error:
        sys.exit(f"{error.strerror}: choose other ports, or let the simulator take free ones (--port 0)")


if __name__ == "__main__":
    main()
