"""Alarms over a native connection that is broken on its way: python -m benchmarks.native_faults.

Each fault has a camera and a proxy of its own, which breaks the native connection and passes HTTP. All cameras are in
one Home Assistant; cameras and proxies run in separate processes. Motion starts and ends all the time.
"""

import argparse
import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
import logging
import os
import random
from statistics import median
import struct
import sys
from time import monotonic, process_time
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from .cameras import ROOT, Cameras, Place, cameras
from .house import add, entry_for, house, motion_of, seen
from .many_cameras import lag
from .results import Bar, add_json_option, save

FAULTS = {
    "none": "everything passes",
    "half": "each connection ends within a frame, a second after it began",
    "garbage": "bytes that are no frame, a second after each connection began",
    "length": "a head that announces 4 GB, a second after each connection began",
    "drops": "each connection is closed after 5 seconds",
    "forgotten": "nothing passes any more over the connections that there are, and none is closed",
    "flood": "100,000 alarms per second",
    "mute": "the login is answered, nothing else",
    "unknown": "all alarms have the kind 9",
    "deaf": "everything but alarms passes",
}
PAUSE = (3, 6)  # seconds between two alarms; more frequent changes would be delayed after a while
_HEAD = struct.Struct("<4sHB8sII")
_LOGIN_ANSWER, _ALARM = 1, 25
_BLOCK = 1000  # alarms written at once
_LONGEST = 75  # seconds until an alarm counts as lost; the safety net takes up to 60


def frame(opcode: int, body: bytes, length: int | None = None) -> bytes:
    """Return a frame, possibly with a wrong length."""
    length = len(body) if length is None else length
    return _HEAD.pack(b"MO_O", opcode, 0, bytes(8), length, length) + body


_AREA = struct.pack("<4H", 0, 0, 100, 100)
_FLOOD = (frame(_ALARM, b"\1" + _AREA) + frame(_ALARM, b"\0" + _AREA)) * (_BLOCK // 2)


class Proxy:
    """Passes connections to a camera; breaks the native ones while a fault is on."""

    def __init__(self, fault: str, camera: int) -> None:
        self._fault, self._camera = fault, camera
        self._on = asyncio.Event()
        self._forgotten: set[asyncio.StreamWriter] = set()
        self._native: set[asyncio.StreamWriter] = set()

    async def run(self) -> None:
        """Listen and print the port; each line of standard input switches the fault on or off."""
        server = await asyncio.start_server(self._pass, "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        loop, lines = asyncio.get_running_loop(), asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        while await lines.readline():
            if self._on.is_set():
                self._on.clear()
                continue
            self._on.set()
            if self._fault == "forgotten":
                self._forgotten |= self._native
            if self._fault in {"mute", "drops"}:
                for writer in self._native:
                    writer.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first = await reader.read(65536)
            camera_reader, camera = await asyncio.open_connection("127.0.0.1", self._camera)
            camera.write(first)
            sending = asyncio.create_task(self._copy(reader, camera, writer))
            if first.startswith(b"MO_O"):
                self._native.add(writer)
                breaking = asyncio.create_task(self._break(writer))
                await self._copy_frames(camera_reader, writer)
                breaking.cancel()
            else:
                await self._copy(camera_reader, writer, writer)
            sending.cancel()
            camera.close()
        except OSError, asyncio.IncompleteReadError:
            pass
        finally:
            self._native.discard(writer)
            writer.close()

    async def _copy(self, reader: asyncio.StreamReader, to: asyncio.StreamWriter, client: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while some := await reader.read(65536):
                if client not in self._forgotten:
                    to.write(some)
        if client not in self._forgotten:
            to.close()

    async def _copy_frames(self, reader: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readexactly(_HEAD.size)
            _, opcode, _, _, length, _ = _HEAD.unpack(head)
            body = await reader.readexactly(length)
            if to in self._forgotten:
                continue
            if self._on.is_set() and (
                (self._fault == "mute" and opcode != _LOGIN_ANSWER) or (self._fault == "deaf" and opcode == _ALARM)
            ):
                continue
            if self._on.is_set() and self._fault == "unknown" and opcode == _ALARM and body[0]:
                body = b"\x09" + body[1:]
            to.write(head + body)

    async def _break(self, writer: asyncio.StreamWriter) -> None:
        await self._on.wait()
        await asyncio.sleep(5 if self._fault == "drops" else 1)
        match self._fault:
            case "half":
                writer.write(frame(_ALARM, b"\1" + _AREA)[:27])
                writer.close()
            case "garbage":
                writer.write(os.urandom(1000))
            case "length":
                writer.write(frame(_ALARM, bytes(100), 0xFFFFFFFF))
            case "drops":
                writer.close()
            case "flood":
                while self._on.is_set():
                    writer.write(_FLOOD)
                    await writer.drain()
                    await asyncio.sleep(_BLOCK / 100_000)


@dataclass
class Outcome:
    """What happened to one camera."""

    times: list[float] = field(default_factory=list)
    """Seconds until each alarm was known."""
    lost: int = 0
    unused: float = 0
    """Seconds until the native connection was given up; 0 if it never was."""
    back: float = 0
    """Seconds until it was used again after the end of the fault."""
    lines: list[str] = field(default_factory=list)


class _Lines(logging.Handler):
    """Collects the log messages of the integration."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.messages: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@asynccontextmanager
async def proxied(fault: str, place: Place) -> AsyncGenerator[tuple[Place, asyncio.StreamWriter]]:
    """Run a proxy; yield the address to use instead of the camera's, and a pipe that switches the fault."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.native_faults", "--as-proxy", fault, str(place.port)),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None  # noqa: S101
    assert process.stdout is not None  # noqa: S101
    try:
        yield replace(place, port=int(await process.stdout.readline())), process.stdin
    finally:
        process.kill()
        await process.wait()


async def _walk(hass: HomeAssistant, there: Cameras, place: Place, sensor: str, outcome: Outcome) -> None:
    """Start and end motion until cancelled."""
    while True:
        await asyncio.sleep(random.uniform(*PAUSE))  # noqa: S311
        for on in (True, False):
            if hass.states.is_state(sensor, "on" if on else "off"):
                continue
            known = seen(hass, sensor, "on" if on else "off")
            began = await there.motion(place, on)
            try:
                async with asyncio.timeout(_LONGEST):
                    when = await known
            except TimeoutError:
                outcome.lost += 1
                continue
            if on:
                outcome.times.append(when - began)


async def _watch(entry: ConfigEntry, outcome: Outcome) -> None:
    """Record when the native connection is not used any more."""
    began = monotonic()
    while entry.runtime_data.camera.alarms.in_use == "native":  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    outcome.unused = monotonic() - began


async def _wait_back(entry: ConfigEntry, outcome: Outcome, longest: float) -> None:
    began = monotonic()
    with suppress(TimeoutError):
        async with asyncio.timeout(longest):
            while entry.runtime_data.camera.alarms.in_use != "native":  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    outcome.back = monotonic() - began


async def measure(faults: list[str], seconds: float) -> tuple[dict[str, Outcome], float, float]:
    """Return what happened with each fault, the share of a processor, and the longest delay of the event loop."""
    outcomes = {fault: Outcome() for fault in faults}
    lines = _Lines()
    logger = logging.getLogger("custom_components.ip_camera_cgi")
    logger.setLevel(logging.INFO)
    logger.addHandler(lines)
    async with AsyncExitStack() as stack:
        there = await stack.enter_async_context(cameras(["netwave"] * len(faults)))
        proxies = [
            await stack.enter_async_context(proxied(fault, place))
            for fault, place in zip(faults, there.places, strict=True)
        ]
        hass = await stack.enter_async_context(house())
        entries = [entry_for(place, native=True) for place, _ in proxies]
        await add(hass, entries)
        lags: list[float] = []
        lagging = asyncio.create_task(lag(lags))
        for _, switch in proxies:
            switch.write(b"on\n")
        cpu, started = process_time(), monotonic()
        doing = [lagging]
        for outcome, entry, place in zip(outcomes.values(), entries, there.places, strict=True):
            doing.append(asyncio.create_task(_walk(hass, there, place, motion_of(hass, entry), outcome)))
            doing.append(asyncio.create_task(_watch(entry, outcome)))
        await asyncio.sleep(seconds)
        share = (process_time() - cpu) / (monotonic() - started)
        for task in doing:
            task.cancel()
        for _, switch in proxies:
            switch.write(b"off\n")
        await asyncio.gather(
            *(_wait_back(entry, outcome, 310) for entry, outcome in zip(entries, outcomes.values(), strict=True))
        )
        for (place, _), outcome in zip(proxies, outcomes.values(), strict=True):
            outcome.lines = [each for each in lines.messages if f":{place.port}" in each]
        return outcomes, share, max(lags)


async def main() -> None:
    """Run all faults at once and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.native_faults")
    parser.add_argument("--seconds", type=float, default=150, help="how long the faults last (150)")
    parser.add_argument("--faults", nargs="+", default=list(FAULTS), choices=FAULTS)
    parser.add_argument("--as-proxy", nargs=2, help=argparse.SUPPRESS)
    add_json_option(parser)
    arguments = parser.parse_args()
    if arguments.as_proxy:
        await Proxy(arguments.as_proxy[0], int(arguments.as_proxy[1])).run()
        return
    outcomes, share, late = await measure(arguments.faults, arguments.seconds)
    print(f"{'':12}{'alarms':>8}{'lost':>6}{'median':>11}{'most':>9}{'given up':>10}{'back':>8}{'log lines':>11}")
    bars: list[Bar] = []
    for fault, each in outcomes.items():
        middle, most = (median(each.times), max(each.times)) if each.times else (0.0, 0.0)
        bars += [(fault, "median", middle * 1000), (fault, "most", most * 1000)]
        unused = f"{each.unused:.1f} s" if each.unused else "never"
        print(
            f"{fault:12}{len(each.times):8}{each.lost:6}{middle * 1000:9.1f}ms{most:8.2f}s{unused:>10}"
            f"{each.back:7.1f}s{len(each.lines):11}",
            *each.lines,
        )
    print(f"{share:.1%} of a processor, the event loop late by {late * 1000:.0f} ms at most")
    save(arguments.json, "native_faults", "From the motion to Home Assistant's bus", "ms", bars, log=True)


if __name__ == "__main__":
    asyncio.run(main())
