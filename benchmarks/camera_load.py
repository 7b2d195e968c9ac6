"""Load on an idle camera: python -m benchmarks.camera_load.

Counts requests and responses of simulated cameras with their default entities in Home Assistant. The peer is Home
Assistant's own foscam integration. Its cameras differ, so its requests are counted from its source code, assuming
responses as short as the shortest here. Bytes are those of HTTP, without TCP/IP.
"""

import argparse
import asyncio
from contextlib import AsyncExitStack
from dataclasses import astuple, dataclass
from pathlib import Path
import re
from time import monotonic

import homeassistant

from simulator import NetwaveCamera, SimulatedCamera

from .cameras import PASSWORD, USER, place_of, simulated
from .house import add, entry_for, house
from .results import Bar, add_json_option, save

SETTLE = 5  # seconds
KEEP_ALIVE = 255  # opcode
PEER = Path(homeassistant.__file__).parent / "components" / "foscam" / "coordinator.py"
OTHER_NAMES = {"is_asleep": "getAlexaState"}
REQUEST = (
    f"GET /cgi-bin/CGIProxy.fcgi?usr={USER}&pwd={PASSWORD}&cmd={{}} HTTP/1.1\r\nAccept-Encoding: identity\r\n"
    "Host: 127.0.0.1:88\r\nUser-Agent: Python-urllib/3.14\r\nConnection: close\r\n\r\n"
)
ANSWER = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n<CGI_Result>\n<result>0</result>\n</CGI_Result>\n"
CASES = {  # dialect, armed, calls, pushes
    "Netwave, not armed": ("netwave", False, False, False),
    "Netwave, armed": ("netwave", True, False, False),
    "Netwave, armed, calls": ("netwave", True, True, False),
    "Netwave, armed, pushes": ("netwave", True, False, True),
    "Hucoms, not armed": ("hucoms", False, False, False),
    "Hucoms, armed": ("hucoms", True, False, False),
}


@dataclass(slots=True)
class Load:
    """Requests, responses and their bytes."""

    requests: float = 0
    received: float = 0  # bytes
    sent: float = 0  # bytes
    native: float = 0  # requests over the native protocol
    keep_alives: float = 0

    def of_a_minute(self, seconds: float) -> Load:
        """Return the load per minute."""
        return Load(*(each * 60 / seconds for each in astuple(self)))


class Meter:
    """Counts the traffic of one camera."""

    def __init__(self, camera: SimulatedCamera) -> None:
        self._camera = camera
        self._first = self._first_native = self._sent = 0
        camera.on_send = self._hear

    def _hear(self, data: bytes) -> None:
        self._sent += len(data)

    def begin(self) -> None:
        """Start counting."""
        self._first, self._sent = len(self._camera.requests), 0
        self._first_native = len(self._native())

    def read(self) -> Load:
        """Return the load since the start."""
        received = self._camera.requests[self._first :]
        native = self._native()[self._first_native :]
        keep_alives = native.count(KEEP_ALIVE)
        size = sum(each.length for each in received)
        return Load(len(received), size, self._sent, len(native) - keep_alives, keep_alives)

    def _native(self) -> list[int]:
        """Return the opcodes that the camera has received."""
        native = self._camera.native.received if isinstance(self._camera, NetwaveCamera) else []
        return [opcode for opcode, _ in native]


async def measure(seconds: float) -> list[Load]:
    """Return the load of each camera per minute."""
    async with AsyncExitStack() as running:
        cameras = [
            await running.enter_async_context(simulated(number, dialect, armed=armed))
            for number, (dialect, armed, _, _) in enumerate(CASES.values())
        ]
        meters = [Meter(camera) for camera in cameras]
        hass = await running.enter_async_context(house())
        ways = [(calls, pushes) for _, _, calls, pushes in CASES.values()]
        entries = [
            entry_for(place_of(number, camera), push=calls, native=pushes)
            for number, (camera, (calls, pushes)) in enumerate(zip(cameras, ways, strict=True))
        ]
        await add(hass, entries)
        await asyncio.sleep(SETTLE)
        for meter in meters:
            meter.begin()
        started = monotonic()
        await asyncio.sleep(seconds)
        took = monotonic() - started
        return [meter.read().of_a_minute(took) for meter in meters]


def peer() -> Load:
    """Return the load of the peer: its fixed commands and their interval."""
    source = PEER.read_text("utf-8")
    interval = re.search(r"update_interval=timedelta\(seconds=(\d+)\)", source)
    assert interval is not None  # noqa: S101
    load = Load()
    for name in re.findall(r"^ {8}\w+, \w+ = self\.session\.(\w+)\(", source, re.MULTILINE):
        command = OTHER_NAMES.get(name) or re.sub("_(.)", lambda found: found[1].upper(), name)
        load.requests += 1
        load.received += len(REQUEST.format(command))
        load.sent += len(ANSWER)
    return load.of_a_minute(int(interval[1]))


async def main() -> None:
    """Measure all cameras concurrently and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.camera_load")
    parser.add_argument("--seconds", type=float, default=330, help="how long to count (330: each page once)")
    add_json_option(parser)
    arguments = parser.parse_args()
    other = peer()
    loads = dict(zip(CASES, await measure(arguments.seconds), strict=True))
    print(
        f"{'a minute':24}{'requests':>11}{'against':>10}{'bytes in':>10}{'bytes out':>11}{'both against':>14}"
        f"{'native':>9}{'keep-alives':>13}"
    )
    bars: list[Bar] = []
    for name, load in {**loads, "peer: core foscam": other}.items():
        both = (load.received + load.sent) / (other.received + other.sent)
        bars += [(name, "requests", load.requests / other.requests), (name, "bytes", both)]
        print(
            f"{name:24}{load.requests:11.1f}{load.requests / other.requests:8.2f} x"
            f"{load.received:10.0f}{load.sent:11.0f}{both:12.2f} x{load.native:9.1f}{load.keep_alives:13.1f}"
        )
    save(arguments.json, "camera_load", "What a camera has to do", "core foscam = 1", bars)


if __name__ == "__main__":
    asyncio.run(main())
