"""Simulated cameras in a separate process, so that their load is not attributed to Home Assistant.

Both processes use the same monotonic clock.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, replace
from itertools import count
import json
from pathlib import Path
import sys
from time import monotonic
from typing import Any

from simulator import DIALECTS, Account, AccountRole, NetwaveCamera, SimulatedCamera
from simulator.hucoms.camera import HucomsCamera
from simulator.hucoms.model import HucomsModel
from simulator.netwave.model import NetwaveModel

ROOT = Path(__file__).parent.parent
USER, PASSWORD = "admin", "benchmark"
_PATIENCE = 60  # seconds
_FIRST = 0x02_00_00_00_00_01  # of the MACs


@dataclass(frozen=True, slots=True)
class Place:
    """Address and model of a camera."""

    number: int
    dialect: str
    port: int
    mac: str


class Cameras:
    """The cameras as seen from the benchmark process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.places: list[Place] = []
        self._process = process
        self._answers: dict[int, asyncio.Future[float]] = {}
        self._numbers = count()

    async def motion(self, place: Place, on: bool) -> float:
        """Start or stop motion; return the time of the event (Hucoms) or of the motion (Netwave)."""
        number = next(self._numbers)
        answer: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        assert self._process.stdin is not None  # noqa: S101
        self._process.stdin.write(f"{json.dumps([number, place.number, on])}\n".encode())
        async with asyncio.timeout(_PATIENCE):
            return await answer

    async def begin(self) -> None:
        """Wait until they are running."""
        self.places = [Place(**place) for place in await self._read()]

    async def listen(self) -> None:
        """Receive their responses."""
        while True:
            number, when = await self._read()
            self._answers.pop(number).set_result(when)

    async def _read(self) -> Any:
        assert self._process.stdout is not None  # noqa: S101
        return json.loads(await self._process.stdout.readline())


@asynccontextmanager
async def cameras(dialects: Sequence[str]) -> AsyncGenerator[Cameras]:
    """Run cameras, armed for motion, during the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.cameras", *dialects),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 20,
    )
    running = Cameras(process)
    await running.begin()
    listening = asyncio.create_task(running.listen())
    try:
        yield running
    finally:
        listening.cancel()
        assert process.stdin is not None  # noqa: S101
        process.stdin.close()
        await process.wait()


def simulated(number: int, dialect: str, *, armed: bool = True, rtsp_port: int | None = None) -> SimulatedCamera:
    """Return a camera with a unique identity, armed or not; Hucoms has H.264 if there is a port (0: a free one)."""
    mac, accounts = f"{_FIRST + number:012X}", [Account(USER, PASSWORD, AccountRole.ADMIN)]
    camera: SimulatedCamera
    if dialect == "netwave":
        camera = NetwaveCamera(replace(NetwaveModel.load(DIALECTS[dialect]), id=mac), accounts)
        camera.settings |= {"alarm_motion_armed": "1" if armed else "0", "alarm_input_armed": "0"}
        camera.alarm.hold = 0
    else:
        camera = HucomsCamera(replace(HucomsModel.load(DIALECTS[dialect]), id=mac), accounts, rtsp_port=rtsp_port)
        switch = "enable" if armed else "disable"
        camera.settings |= {"motion/allstatus": switch, "motion/motion1.enable": switch, "alarmin/allstatus": "disable"}
    return camera


def place_of(number: int, camera: SimulatedCamera) -> Place:
    """Return the address of a running camera."""
    digits = camera.personality.id.lower()
    mac = ":".join(digits[at : at + 2] for at in range(0, 12, 2))
    return Place(number, camera.personality.dialect, camera.port, mac)


class _Walker:
    """Starts and stops motion in front of one camera, and records when it is reported."""

    def __init__(self, camera: SimulatedCamera) -> None:
        self._camera = camera
        self._reported = asyncio.Event()
        self._at = 0.0
        camera.on_send = self._watch_output

    def _watch_output(self, data: bytes) -> None:
        if data.startswith(b"--eventlist") and b"motion1" in data:
            self._at = monotonic()
            self._reported.set()

    async def walk(self, on: bool) -> float:
        """Start or stop motion."""
        world = self._camera.world
        self._reported.clear()
        started, changes, world.motion = monotonic(), world.motion != on, on
        if isinstance(self._camera, NetwaveCamera) or not changes:
            return started
        await self._reported.wait()
        return self._at


async def _run(dialects: Sequence[str]) -> None:
    """Run the cameras until standard input ends; each line starts or stops motion."""
    loop, lines = asyncio.get_running_loop(), asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    async with AsyncExitStack() as running, asyncio.TaskGroup() as tasks:
        walkers, places = [], []
        for number, dialect in enumerate(dialects):
            camera = await running.enter_async_context(simulated(number, dialect))
            walkers.append(_Walker(camera))
            places.append(asdict(place_of(number, camera)))
        print(json.dumps(places), flush=True)

        async def walk(order: int, number: int, on: bool) -> None:
            print(json.dumps([order, await walkers[number].walk(on)]), flush=True)

        while line := await lines.readline():
            tasks.create_task(walk(*json.loads(line)))


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1:]))
