"""Many cameras with random faults; afterwards everything has to be as before.

SOAK_SECONDS in the environment sets the duration (a minute by default, as in CI), SOAK_SEED the faults; failures name
the seed. Intervals are shortened: an unavailable camera is retried within seconds.

Tasks, threads and open files are compared between the first idle moment and the last one, memory between an idle moment
after a third of the time, when all caches have filled, and the last one.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack, contextmanager, suppress
import ctypes
from dataclasses import dataclass
from datetime import timedelta
import gc
import logging
import os
from pathlib import Path
from random import Random
import threading
from time import monotonic
import tracemalloc
from typing import Any, override

import aiohttp
from aiohttp.test_utils import TestServer
from homeassistant.components.camera import async_get_image
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi import coordinator
from custom_components.ip_camera_cgi.connection import connection
from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.protocol.camera import alarm_monitor
from custom_components.ip_camera_cgi.protocol.dialects.netwave.native import link
from custom_components.ip_camera_cgi.protocol.video import hub
from simulator import SimulatedCamera, simulate

from ..conftest import PASSWORD
from ..protocol.test_camera import until
from .conftest import act, set_up
from .test_entities import call, entity_id, keys, state
from .test_fault_matrix import live, snapshot

_LOGGER = logging.getLogger(__name__)

SECONDS = float(os.environ.get("SOAK_SECONDS", "60"))
SEED = os.environ.get("SOAK_SEED", "1")
CAMERAS = (
    ("netwave", "foscam-fi8910w"),
    ("netwave", "foscam-digest"),
    ("netwave", "netwave-clone"),
    ("hucoms", "hucoms-fixed"),
    ("hucoms", "hucoms-dome"),
)
# Faults that need no help of the user; login faults create issues for the user.
FAULTS: tuple[dict[str, Any], ...] = (
    *({name: True} for name in ("silent", "refuse", "reset", "garbage", "html", "half", "deaf", "power_cut")),
    *({name: True} for name in ("truncated_picture", "error_page_picture", "stalled_stream", "event_silence")),
    *({"slow": 0.5}, {"slow": 4}, {"clock_jump": -86400}, {"connections": 1}, {"connections": 2, "too_many": "refuse"}),
    *({"native": name} for name in ("drops", "forgets", "flood", "garbage", "half", "endless", "mute", "busy")),
    *({"garbage": True, "only": "param"}, {"half": True, "only": "motion"}, {"reset": True, "only": "jpeg"}),
)
LOGIN_FAULTS: tuple[dict[str, Any], ...] = (
    *({"unauthorized": True}, {"flapping_login": "alternating"}, {"flapping_login": "random"}, {"password": "other"}),
    *({"moved": True}, {"unauthorized": True, "only": "get"}),
)
POLL = "DataUpdateCoordinator._handle_refresh_interval"
TOLERANCE = 1_000_000  # bytes
OURS = ("custom_components", "simulator", "asyncio", "aiohttp", "yarl", "multidict")


@dataclass
class Room:
    """A camera and its faults."""

    hass: HomeAssistant
    entry: MockConfigEntry
    simulated: SimulatedCamera
    chance: Random
    spare: int
    """A second port that the camera moves to."""
    base: str
    """Base URL of Home Assistant."""

    @property
    def cameras_entity(self) -> str:
        """Return the camera entity."""
        return entity_id(self.hass, self.entry, "camera")

    async def cause_faults(self) -> None:
        """Cause faults of the camera and end them."""
        await asyncio.sleep(self.chance.uniform(0.5, 5))
        kind = self.chance.randrange(10)
        if kind == 0:
            self.simulated.reboot()
            return
        if kind == 1:
            self.simulated.hang_up(reset=self.chance.random() < 0.5)
            return
        login = kind in {2, 3}
        faults = self.chance.choice(LOGIN_FAULTS if login else FAULTS)
        for name, value in faults.items():
            self.simulated.faults.set(name, self.spare if name == "moved" else value)
        if "refuse" in faults:
            self.simulated.hang_up()
        await asyncio.sleep(self.chance.choice((1, 3, 6, 12)))
        if kind == 4 and "only" not in faults:  # an invalid page at the start counts as missing
            await self.hass.config_entries.async_reload(self.entry.entry_id)
        self.simulated.faults.clear()
        await until(lambda: self.entry.state is ConfigEntryState.LOADED and self.entry.runtime_data.connection.seen, 60)

    async def change_scene(self) -> None:
        """Change the scene around the camera."""
        await asyncio.sleep(self.chance.uniform(0.5, 4))
        thing = self.chance.choice(("motion", "input", "tamper", "sound", "night", "relay"))
        setattr(self.simulated.world, thing, not getattr(self.simulated.world, thing))
        self.simulated.requests.clear()  # not needed here

    async def watch_live(self) -> None:
        """Watch live pictures for a while; some viewers stall or vanish."""
        await asyncio.sleep(self.chance.uniform(0, 6))
        shown = self.hass.states.get(self.cameras_entity)
        if shown is None or "access_token" not in shown.attributes:
            return
        url = f"{self.base}/api/camera_proxy_stream/{self.cameras_entity}"
        with suppress(TimeoutError, aiohttp.ClientError):
            async with (
                aiohttp.ClientSession() as session,
                asyncio.timeout(self.chance.uniform(0.5, 6)),
                session.get(url, params={"token": shown.attributes["access_token"]}) as answer,
            ):
                if self.chance.random() < 0.2:
                    await asyncio.sleep(6)
                async for _ in answer.content.iter_any():
                    pass

    async def fetch_still(self) -> None:
        """Request a still picture."""
        await asyncio.sleep(self.chance.uniform(0, 4))
        with suppress(HomeAssistantError):
            await async_get_image(self.hass, self.cameras_entity, timeout=self.chance.choice((1, 12)))

    async def send_command(self) -> None:
        """Send a command to the camera."""
        await asyncio.sleep(self.chance.uniform(0, 4))
        doing: tuple[Callable[[], Awaitable[Any]], ...] = (
            lambda: self.call("brightness", "set_value", value=self.chance.randint(30, 90)),
            lambda: self.call("contrast", "set_value", value=self.chance.randint(2, 6)),
            lambda: self.call("flip", "select_option", option=self.chance.choice(("normal", "both"))),
            lambda: self.call("motion_detection", self.chance.choice(("turn_on", "turn_off"))),
            lambda: self.call(self.switched, self.chance.choice(("turn_on", "turn_off"))),
            lambda: self.steer("ptz_move", direction=self.chance.choice(("left", "right", "up", "down"))),
            lambda: self.steer(
                "ptz_preset", preset=str(self.chance.randint(1, 3)), task=self.chance.choice(("go", "set"))
            ),
            lambda: self.call("reboot", "press"),
            lambda: act(self.hass, self.entry, "get_settings"),
            lambda: act(self.hass, self.entry, "get_motion_area"),
        )
        with suppress(HomeAssistantError):
            await self.chance.choices(doing, (4, 4, 2, 4, 4, 4, 2, 1, 1, 1))[0]()

    @property
    def switched(self) -> str:
        """Return the key of the entity on the camera's output, which may be the infrared lamps."""
        return "infrared" if self.simulated.settings.get("sys_ver", "").startswith("11.") else "relay"

    async def steer(self, action: str, **data: Any) -> None:
        """Move the camera if it can."""
        await self.hass.services.async_call(DOMAIN, action, {"entity_id": self.cameras_entity, **data}, blocking=True)

    async def call(self, key: str, action: str, **data: Any) -> None:
        """Call an action of an entity."""
        await call(self.hass, self.entry, key, action, **data)

    async def run_concurrently(self, end: float) -> None:
        """Run everything concurrently until the end."""

        async def again(doing: Callable[[], Awaitable[None]]) -> None:
            while monotonic() < end:
                await doing()

        async with asyncio.TaskGroup() as group:
            for doing in (
                self.cause_faults,
                self.change_scene,
                self.watch_live,
                self.watch_live,
                self.fetch_still,
                self.send_command,
            ):
                group.create_task(again(doing))
        self.simulated.faults.clear()
        for thing in ("motion", "input", "tamper", "sound"):
            setattr(self.simulated.world, thing, False)

    @property
    def available(self) -> set[str]:
        """Return the available entities."""
        registry = er.async_get(self.hass)
        there = {key: registry.async_get(entity_id(self.hass, self.entry, key)) for key in keys(self.hass, self.entry)}
        enabled = (key for key, found in there.items() if found and not found.disabled)
        return {key for key in enabled if state(self.hass, self.entry, key) != STATE_UNAVAILABLE}

    def is_recovered(self, before: set[str]) -> bool:
        """Return whether everything is available again."""
        return (
            self.entry.state is ConfigEntryState.LOADED
            and self.available >= before
            and self.entry.runtime_data.last_update_success
            and self.entry.runtime_data.camera.listening
        )

    def described(self, before: set[str]) -> str:
        """Return a description of the state."""
        data = self.entry.runtime_data
        missing = ", ".join(sorted(before - self.available))
        heard = "heard" if data.camera.listening else "not heard"
        return f"{self.simulated.personality.name} {self.entry.state}, {heard}, {data.last_exception}, no {missing}"

    async def come_to_rest(self, before: set[str]) -> None:
        """Wait until everything works and is idle."""
        with suppress(TimeoutError):
            await until(lambda: self.is_recovered(before), 60)
        assert self.is_recovered(before), self.described(before)
        assert await live(self.entry, 15), self.simulated.personality.name
        assert await snapshot(self.hass, self.entry), self.simulated.personality.name
        hub = self.entry.runtime_data.camera.live
        await until(lambda: hub.viewers == 0 and (hub._task is None or hub._task.done()), 30)
        await until(lambda: self.simulated.open_streams <= 1)
        self.simulated.requests.clear()


def running() -> Counter[str]:
    """Count the tasks by name."""
    return Counter(getattr(task.get_coro(), "__qualname__", "?") for task in asyncio.all_tasks())


@dataclass(frozen=True)
class Measured:
    """Resources used by the process."""

    tasks: Counter[str]
    files: int
    threads: int
    resident: int
    traced: int

    @classmethod
    def now(cls) -> Measured:
        """Measure after garbage collection."""
        for _ in range(3):
            gc.collect()
        ctypes.CDLL(None).malloc_trim(0)
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        traced = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, f"*/{each}/*") for each in OURS])
        return cls(
            tasks=running(),
            files=len(list(Path("/proc/self/fd").iterdir())),
            threads=sum(not thread.name.startswith(("SyncWorker", "asyncio")) for thread in threading.enumerate()),
            resident=pages * os.sysconf("SC_PAGE_SIZE"),
            traced=sum(each.size for each in traced.statistics("filename")),
        )


class Complaints(logging.Handler):
    """Keeps only log records about unhandled errors, to limit memory."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        reported = record.levelno >= logging.ERROR or "never retrieved" in text or "Unclosed" in text or record.exc_info
        leaked = PASSWORD in text and not record.name.startswith(("aiohttp.", "simulator"))
        if reported or leaked:
            self.heard.append(logging.Formatter().format(record))


@contextmanager
def listening_to_the_log() -> Generator[list[str]]:
    """Replace pytest's log capture, which keeps everything."""
    root, complaints = logging.getLogger(), Complaints()
    before, root.handlers[:] = root.handlers[:], [complaints]
    try:
        yield complaints.heard
    finally:
        root.handlers[:] = before


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten all intervals."""
    monkeypatch.setattr(coordinator, "_POLL_INTERVAL", timedelta(seconds=3))
    monkeypatch.setattr(connection, "_MIN_RETRY_DELAY", 1)
    monkeypatch.setattr(connection, "_MAX_RETRY_DELAY", 4)
    monkeypatch.setattr(alarm_monitor, "_MAX_RETRY_PAUSE", 4)
    monkeypatch.setattr(hub, "_RETRY_DELAYS", (0.5, 1, 2))
    monkeypatch.setattr(link, "_RETRIES", dict.fromkeys(link._RETRIES, (1, 4)))


@pytest.fixture
async def rooms(hass: HomeAssistant) -> AsyncGenerator[list[Room]]:
    """Home Assistant with cameras and an access token for viewers."""
    async with AsyncExitStack() as stack:
        tracemalloc.start()
        stack.callback(tracemalloc.stop)
        rooms: list[Room] = []
        for number, (dialect, personality) in enumerate(CAMERAS):
            simulated = await stack.enter_async_context(simulate(dialect, personality=personality))
            simulated.reboot_seconds = 2
            own, simulated.faults.moved = simulated.port, 1
            spare, simulated.faults.moved = simulated.port, 0
            assert simulated.port == own != spare
            entry = await stack.enter_async_context(set_up(hass, simulated))
            chance = Random(f"{SEED} {number}")  # noqa: S311  nothing is secret here
            rooms.append(Room(hass, entry, simulated, chance, spare, ""))
        server = await stack.enter_async_context(TestServer(hass.http.app, host="127.0.0.1"))
        for room in rooms:
            room.base = f"http://127.0.0.1:{server.port}"
        yield rooms


@contextmanager
def named() -> Generator[None]:
    """Add the seed to failures."""
    try:
        yield
    except BaseException as err:
        err.add_note(f"SOAK_SEED={SEED} SOAK_SECONDS={SECONDS:g}")
        raise


async def a_quiet_moment(rooms: list[Room], before: list[set[str]]) -> Measured:
    """Wait until all cameras are idle, and measure."""
    async with asyncio.TaskGroup() as group:
        for room, available in zip(rooms, before, strict=True):
            group.create_task(room.come_to_rest(available))
    await rooms[0].hass.async_block_till_done()
    await asyncio.sleep(2)
    await until(lambda: POLL not in running(), 10)
    return Measured.now()


@pytest.mark.timeout(SECONDS * 1.5 + 400)
async def test_soak(rooms: list[Room]) -> None:
    before = [room.available for room in rooms]
    wanted = [{"camera", "brightness", "motion", room.switched} for room in rooms]
    assert all(keys <= each for keys, each in zip(wanted, before, strict=True))
    with named(), listening_to_the_log() as complaints:
        measured = [await a_quiet_moment(rooms, before)]
        for part in (1 / 3, 2 / 3):
            end = monotonic() + SECONDS * part
            async with asyncio.TaskGroup() as group:
                for room in rooms:
                    group.create_task(room.run_concurrently(end))
            measured.append(await a_quiet_moment(rooms, before))
    with named():
        _LOGGER.info("At first, when warm, and at last: %s", measured)
        first, warm, last = measured
        assert not complaints
        assert last.tasks <= first.tasks, last.tasks - first.tasks
        assert last.files <= first.files + len(rooms)  # a connection may be kept open
        assert last.threads <= first.threads
        assert last.traced - warm.traced < TOLERANCE
