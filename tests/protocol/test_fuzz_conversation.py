"""Complete conversations with corrupted responses raise nothing but CameraError.

FUZZ_SEEDS in the environment sets the number of runs.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
import gc
import json
import os
from random import Random
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest

from custom_components.ip_camera_cgi.protocol import (
    Account,
    Address,
    BadValueError,
    Camera,
    CameraError,
    Level,
    connect,
)
from custom_components.ip_camera_cgi.protocol.camera import setting_writer
from custom_components.ip_camera_cgi.protocol.connect import connect as connect_module
from custom_components.ip_camera_cgi.protocol.dialects.netwave import maintenance
from custom_components.ip_camera_cgi.protocol.features.backup import back_up, restore
from custom_components.ip_camera_cgi.protocol.features.motion_grid import read_grid
from custom_components.ip_camera_cgi.protocol.features.privacy_masks import read_areas, write_area
from custom_components.ip_camera_cgi.protocol.features.schedule import read_week
from simulator import SimulatedCamera, simulate

from ..conftest import PASSWORD, USER
from .stub import NOT_FOUND, Answering, stub

SEEDS = int(os.environ.get("FUZZ_SEEDS", "5"))
PIECES = (
    *(b"\r\n", b"\r\n\r\n", b"\0", b"\xff\xfe", b"=", b"'", b";", b"var id='", b"\xff\xd8\xff", b"\xff\xd9"),
    *(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b"error: no", b"motion1 = on\r\n", b": \r\n"),
    *(b"Content-Length: 9999999\r\n", b"Content-Length: -1\r\n", b"Content-Length: x\r\n", b"--ipcamera\r\n"),
    *(b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n", b"Content-Encoding: deflate\r\n"),
    *(b"Set-Cookie: =;;\r\n", b"Location: http://\r\n", b"Content-Type: multipart/x;boundary=\xff\r\n"),
    *(b"9" * 5000, b"x" * 20_000),
)
HEADS = (
    b"HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=x, nonce=y, qop=auth-int, domain=http://[\r\n\r\n",
    b'HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm="x", nonce="y", algorithm=ROT13\r\n\r\n',
    b"HTTP/1.1 401 No\r\nWWW-Authenticate: Digest\r\n odd: 1\r\n\r\n",
    b"HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n",
    b"HTTP/1.1 503 Busy\r\n\r\n",
    b"HTTP/1.1 204 Nothing\r\n\r\nbut something",
    b"HTTP/9.9 999 \r\n\r\n",
)

type Key = tuple[str, str]
type Answers = dict[Key, bytes]


def key_of(page: str, params: Mapping[str, str]) -> Key:
    """Return the key of a request."""
    return page, params.get("action", "")


@asynccontextmanager
async def recorder(simulated: SimulatedCamera, answers: Answers) -> AsyncGenerator[int]:
    """Proxy a camera and record its responses (streams partially); yields the port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, OSError):
            head = await reader.readuntil(b"\r\n\r\n")
            page, _, query = head.decode("latin-1").split(" ")[1].partition("?")
            theirs, ours = await asyncio.open_connection("127.0.0.1", simulated.port)
            ours.write(head)
            response = b""
            with suppress(TimeoutError):
                async with asyncio.timeout(0.3):
                    while some := await theirs.read(65536):
                        response += some
                        writer.write(some)
            ours.close()
            params = {name: values[0] for name, values in parse_qs(query).items()}
            answers[key_of(page.rpartition("/")[2], params)] = response
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def spoiled(response: bytes, others: list[bytes], chance: Random) -> bytes:
    """Return a corrupted response."""
    at, to = sorted(chance.randrange(len(response) + 1) for _ in range(2))
    head, end, body = response.partition(b"\r\n")
    return chance.choice(
        (
            b"",
            response[:at],
            response[:at] + response[to:],
            response[:at] + chance.choice(PIECES) + response[at:],
            response[:at] + chance.randbytes(to - at) + response[to:],
            chance.randbytes(chance.randrange(300)),
            chance.choice(others),
            chance.choice(HEADS) + response[at:],
            head + end + chance.choice(PIECES) + body,
        )
    )


def spoiling(answers: Answers, chance: Random) -> Answering:
    """Answer as recorded, with some responses corrupted."""
    rate, others = chance.choice((0.01, 0.03, 0.1, 0.3)), [*answers.values()]

    def answering(page: str, params: dict[str, str]) -> bytes:
        response = answers.get(key_of(page, params), NOT_FOUND)
        return spoiled(response, others, chance) if chance.random() < rate else response

    return answering


async def watch(camera: Camera) -> None:
    """Read some live pictures."""
    async with aclosing(camera.live.frames()) as pictures:
        with suppress(TimeoutError):
            async with asyncio.timeout(0.1):
                async for picture in pictures:
                    assert picture.jpeg.startswith(b"\xff\xd8\xff")


async def listen(camera: Camera) -> None:
    """Receive alarms for a moment."""
    with suppress(TimeoutError):
        async with asyncio.timeout(0.1):
            await camera.alarms.run(lambda: None)


async def change(camera: Camera) -> None:
    """Change every setting of a kind slightly."""
    for setting, level in camera.writable(Level)[:8]:
        value = camera.state.get(setting)
        with suppress(CameraError):
            await camera.change(setting, level.low if value is None else min(max(value, level.low), level.high))


async def bring_back(camera: Camera) -> None:
    """Restore a backup."""
    with suppress(BadValueError):
        await restore(camera, await back_up(camera))


DOING: tuple[Callable[[Camera], Awaitable[Any]], ...] = (
    lambda camera: camera.update({setting.page for setting in camera.settings}),
    lambda camera: camera.pictures.still(),
    watch,
    listen,
    change,
    lambda camera: camera.switch_output(True),
    lambda camera: camera.maintenance.read_log(),
    lambda camera: camera.maintenance.scan_wifi(),
    lambda camera: camera.maintenance.test_mail(),
    lambda camera: camera.maintenance.reboot(),
    read_grid,
    read_areas,
    lambda camera: write_area(camera, 1, {"left": 1}),
    lambda camera: read_week(camera, "alarm_schedule"),
    bring_back,
)


async def converse(address: Address, dialect: str | None) -> str:
    """Use every function of a camera; return the detected dialect."""
    async with aiohttp.ClientSession() as session:
        try:
            camera = await connect(session, address, Account(USER, PASSWORD), dialect=dialect, timeout=5)
        except CameraError:
            return ""
        for doing in DOING:
            with suppress(CameraError):
                await doing(camera)
        json.dumps(camera.description)
        await camera.close()
        return camera.dialect


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the delays between requests."""
    monkeypatch.setattr(connect_module, "_RETRY_DELAY", 0)
    monkeypatch.setattr(maintenance, "_SCAN_DELAY", 0)
    monkeypatch.setattr(setting_writer, "_CONFIRM_DELAYS", (0, 0))


@pytest.mark.parametrize("dialect", ["netwave", "hucoms"])
async def test_only_typed_errors(dialect: str) -> None:
    unhandled: list[Any] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: unhandled.append(context))
    answers: Answers = {}
    async with simulate(dialect, user=USER, password=PASSWORD) as simulated, recorder(simulated, answers) as port:
        assert await converse(Address("127.0.0.1", port), dialect) == dialect
    tasks = asyncio.all_tasks()
    found = []
    for seed in range(SEEDS):
        chance = Random(seed)  # noqa: S311  nothing is secret here
        async with stub(spoiling(answers, chance)) as camera:
            found.append(await converse(Address("127.0.0.1", camera.port), chance.choice((None, dialect))))
    gc.collect()
    await asyncio.sleep(0.05)
    assert found.count(dialect) > len(found) / 3, "some conversations got past detection"
    assert not unhandled
    assert asyncio.all_tasks() == tasks


@pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)  # the other dialect has its own kind of file
async def test_corrupted_backups(camera: Camera) -> None:
    """Corrupted backups are refused or restore what is left of them."""
    file = await back_up(camera)
    reported = json.loads(file)
    values: list[Any] = [
        None,
        True,
        -1,
        50,
        10**30,
        1.5,
        "",
        "x",
        "x" * 300,
        "0" * 5000,
        [],
        {"a": 1},
        "enable",
        "auto",
    ]
    for seed in range(24):
        chance = Random(seed)  # noqa: S311  nothing is secret here
        spoiled_file = spoiled(file, [b"[]", b"{}", b"[" * 100_000, b'{"settings": [[{}, 1]]}'], chance)
        if seed % 4 == 0:
            keys = chance.sample(sorted(reported["settings"]), 4)
            changes = {key: chance.choice(values) for key in keys}
            spoiled_file = json.dumps({**reported, "settings": reported["settings"] | changes}).encode()
        with suppress(BadValueError, CameraError):
            await restore(camera, spoiled_file)
    await restore(camera, file)
