"""The wall: pictures of many cameras over one WebSocket, as documented in docs/wall.md."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
import json
import socket
from typing import Any

from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestServer
from homeassistant.components.http.auth import async_sign_path
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ip_camera_cgi.live import wall
from custom_components.ip_camera_cgi.protocol import Frame
from simulator import SimulatedCamera, simulate

from ..conftest import PASSWORD, USER
from ..protocol.test_camera import until
from .conftest import set_up
from .test_entities import call, entity_id

URL = "/api/ip_camera_cgi/wall"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wall, "_CHECK_INTERVAL", 0.05)
    monkeypatch.setattr("custom_components.ip_camera_cgi.protocol.video.hub._STALL_TIMEOUT", 0.7)


@pytest.fixture
def dialect() -> str:
    return "netwave"


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Aiohttp's WebSocket restarts its timer when the page's close frame arrives after ours (3.14)."""
    return True


@dataclass
class Page:
    """A client of the endpoint."""

    socket: ClientWebSocketResponse
    pictures: dict[tuple[int, int], list[bytes]] = field(default_factory=dict)
    states: dict[tuple[int, int], list[str]] = field(default_factory=dict)

    async def watch(self, number: int, *cameras: str | dict[str, Any]) -> None:
        watch = [{"entity_id": each} if isinstance(each, str) else each for each in cameras]
        await self.socket.send_json({"list": number, "watch": watch})

    async def read(self) -> None:
        async for message in self.socket:
            if message.type is WSMsgType.TEXT:
                state = json.loads(message.data)
                self.states.setdefault((state["list"], state["index"]), []).append(state["state"])
            else:
                number, index = int.from_bytes(message.data[:2]), int.from_bytes(message.data[2:4])
                self.pictures.setdefault((number, index), []).append(message.data[4:])

    def count(self, number: int, index: int) -> int:
        return len(self.pictures.get((number, index), []))


@asynccontextmanager
async def opened(client: Any, path: str = URL) -> AsyncGenerator[Page]:
    async with client.ws_connect(path) as connection:
        page = Page(connection)
        reading = asyncio.create_task(page.read())
        yield page
        reading.cancel()


@pytest.fixture
async def other(hass: HomeAssistant) -> AsyncGenerator[tuple[SimulatedCamera, MockConfigEntry]]:
    """A second camera of the other dialect."""
    async with simulate("hucoms", user=USER, password=PASSWORD) as camera, set_up(hass, camera) as entry:
        yield camera, entry


async def test_two_cameras_over_one_connection(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulated: SimulatedCamera,
    other: tuple[SimulatedCamera, MockConfigEntry],
    hass_client: ClientSessionGenerator,
) -> None:
    first, second = entity_id(hass, entry, "camera"), entity_id(hass, other[1], "camera")
    async with opened(await hass_client()) as page, asyncio.timeout(10):
        await page.watch(7, first, second)
        await until(lambda: page.count(7, 0) > 3 and page.count(7, 1) > 3, 10)
        for pictures in page.pictures.values():
            assert all(jpeg.startswith(b"\xff\xd8\xff") and jpeg.endswith(b"\xff\xd9") for jpeg in pictures)
        assert page.states == {(7, 0): ["live"], (7, 1): ["live"]}
        assert (simulated.open_streams, other[0].open_streams) == (1, 1)

        await page.watch(8, second)
        await until(lambda: page.count(8, 0) > 1)
        assert other[0].open_streams == 1
        assert other[1].runtime_data.camera.live.viewers == 1
        assert entry.runtime_data.camera.live.viewers == 0
        await page.watch(9)
        await until(lambda: other[1].runtime_data.camera.live.viewers == 0)
    await until(lambda: not tasks_of_walls())


def tasks_of_walls() -> list[asyncio.Task[Any]]:
    return [task for task in asyncio.all_tasks() if task.get_name() == "ip_camera_cgi wall"]


async def test_closed_page_ends_its_streams(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    live = entry.runtime_data.camera.live
    async with opened(await hass_client()) as page:
        await page.watch(0, entity_id(hass, entry, "camera"))
        await until(lambda: page.count(0, 0) > 0)
        assert live.viewers == 1
    await until(lambda: live.viewers == 0)
    assert not tasks_of_walls()


async def test_rate_is_chosen_by_the_page(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    camera = entity_id(hass, entry, "camera")
    async with opened(await hass_client()) as page:
        await page.watch(1, {"entity_id": camera, "max_rate": 2, "width": 320}, camera)
        await until(lambda: page.count(1, 1) > 12, 20)
        assert page.count(1, 0) < page.count(1, 1) / 2
        assert page.count(1, 0) >= 2


async def test_last_frame_of_a_burst_is_sent(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    live = entry.runtime_data.camera.live
    async with opened(await hass_client()) as page:
        await page.watch(1, {"entity_id": entity_id(hass, entry, "camera"), "max_rate": 4})
        await until(lambda: page.count(1, 0) > 0)
        await asyncio.sleep(0.3)
        for number in range(3):
            live._show(Frame(b"\xff\xd8\xff %d \xff\xd9" % number))
        await until(lambda: b"\xff\xd8\xff 2 \xff\xd9" in page.pictures[1, 0] or page.count(1, 0) > 8)
        assert b"\xff\xd8\xff 1 \xff\xd9" not in page.pictures[1, 0]


async def test_signed_path(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client_no_auth: ClientSessionGenerator, hass_access_token: str
) -> None:
    token = hass.auth.async_validate_access_token(hass_access_token)
    assert token is not None
    client = await hass_client_no_auth()
    with pytest.raises(WSServerHandshakeError) as refusal:
        await client.ws_connect(URL)
    assert refusal.value.status == 401
    path = async_sign_path(hass, URL, timedelta(seconds=30), refresh_token_id=token.id)
    async with opened(client, path) as page:
        await page.watch(3, entity_id(hass, entry, "camera"))
        await until(lambda: page.count(3, 0) > 0)
        hass.auth.async_remove_refresh_token(token)
        await until(lambda: page.socket.closed)
        assert page.socket.close_code == 1008
    await until(lambda: entry.runtime_data.camera.live.viewers == 0)


async def test_permission_is_checked_per_camera_and_repeatedly(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    other: tuple[SimulatedCamera, MockConfigEntry],
    hass_client: ClientSessionGenerator,
    hass_admin_user: MockUser,
) -> None:
    first, second = entity_id(hass, entry, "camera"), entity_id(hass, other[1], "camera")
    hass_admin_user.mock_policy(reading(first))
    async with opened(await hass_client()) as page:
        await page.watch(1, first, second)
        await until(lambda: page.count(1, 0) > 0 and (1, 1) in page.states)
        assert page.states[1, 1] == ["forbidden"]
        assert not other[1].runtime_data.camera.live.viewers
        hass_admin_user.mock_policy(reading(second))
        await until(lambda: page.count(1, 1) > 0)
        assert page.states == {(1, 0): ["live", "forbidden"], (1, 1): ["forbidden", "live"]}
        assert not entry.runtime_data.camera.live.viewers
        hass_admin_user.is_active = False
        await until(lambda: page.states[1, 1][-1] == "forbidden")


def reading(*entities: str) -> dict[str, Any]:
    return {"entities": {"entity_ids": {each: {"read": True} for each in entities}}}


async def test_camera_that_goes_silent_and_is_reloaded(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, hass_client: ClientSessionGenerator
) -> None:
    async with opened(await hass_client()) as page, asyncio.timeout(30):
        await page.watch(1, entity_id(hass, entry, "camera"))
        await until(lambda: page.count(1, 0) > 0)
        simulated.faults.stalled_stream = True
        simulated.hang_up()
        await until(lambda: page.states[1, 0] == ["live", "no_signal"], 10)
        simulated.faults.clear()
        await until(lambda: page.states[1, 0] == ["live", "no_signal", "live"], 15)
        assert await hass.config_entries.async_unload(entry.entry_id)
        await until(lambda: page.states[1, 0][-1] == "unavailable")
        assert await hass.config_entries.async_setup(entry.entry_id)
        seen = page.count(1, 0)
        await until(lambda: page.count(1, 0) > seen, 10)
        assert page.states[1, 0][-1] == "live"


async def test_camera_that_is_switched_off(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, hass_client: ClientSessionGenerator
) -> None:
    """The page gets the state instead of the last picture, and the stream is closed."""
    camera = entity_id(hass, entry, "camera")
    async with opened(await hass_client()) as page, asyncio.timeout(30):
        await page.watch(1, camera)
        await until(lambda: page.count(1, 0) > 0)
        await call(hass, entry, "camera", "turn_off")
        await until(lambda: page.states[1, 0] == ["live", "off"], 10)
        seen = page.count(1, 0)
        await until(lambda: simulated.open_streams == 0, 10)
        assert page.count(1, 0) <= seen + 1
        await call(hass, entry, "camera", "turn_on")
        await until(lambda: page.states[1, 0] == ["live", "off", "live"], 10)
        await until(lambda: page.count(1, 0) > seen + 1, 10)


async def test_unknown_and_renamed_entities(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    hass.states.async_set("camera.of_another", "idle")
    camera = entity_id(hass, entry, "camera")
    motion = er.async_get(hass).async_get_entity_id(Platform.SENSOR, "ip_camera_cgi", "nothing") or "sensor.nothing"
    async with opened(await hass_client()) as page:
        await page.watch(1, "camera.of_another", motion, "camera.new_name", camera)
        await until(lambda: page.count(1, 3) > 0)
        assert [page.states[1, index] for index in range(3)] == [["unknown"]] * 3
        er.async_get(hass).async_update_entity(camera, new_entity_id="camera.new_name")
        await until(lambda: page.count(1, 2) > 0)
        await until(lambda: page.states[1, 3][-1] == "unknown")


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "[]",
        '{"list": 1}',
        '{"list": -1, "watch": []}',
        '{"list": 65536, "watch": []}',
        '{"list": "1", "watch": []}',
        '{"list": 1, "watch": [{"entity_id": "camera"}]}',
        '{"list": 1, "watch": [{"entity_id": "camera.x", "max_rate": 0}]}',
        '{"list": 1, "watch": [{"entity_id": "camera.x", "max_rate": "2"}]}',
        json.dumps({"list": 1, "watch": [{"entity_id": "camera.x"}] * 65}),
        "[" * 60_000,
        b"binary",
    ],
    ids=lambda text: str(text)[:70],
)
async def test_bad_list_closes_the_connection(
    bad: str | bytes, hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    async with opened(await hass_client()) as page:
        await page.watch(1, entity_id(hass, entry, "camera"))
        await until(lambda: page.count(1, 0) > 0)
        await (page.socket.send_bytes(bad) if isinstance(bad, bytes) else page.socket.send_str(bad))
        await until(lambda: page.socket.closed)
        assert page.socket.close_code == 1008
    await until(lambda: not tasks_of_walls())
    assert not entry.runtime_data.camera.live.viewers


async def test_home_assistant_stops(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    async with opened(await hass_client()) as page:
        await page.watch(1, entity_id(hass, entry, "camera"))
        await until(lambda: page.count(1, 0) > 0)
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
        await until(lambda: page.socket.closed)
        assert page.socket.close_code == 1001
    await until(lambda: not tasks_of_walls())


async def test_stalled_page_is_disconnected(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_access_token: str,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Other pages are not delayed, and no queue grows."""
    monkeypatch.setattr(wall, "_HEARTBEAT", 1.5)
    live, camera = entry.runtime_data.camera.live, entity_id(hass, entry, "camera")
    server = TestServer(hass.http.app)
    await server.start_server()
    stuck = socket.socket()
    stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stuck.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(stuck, ("127.0.0.1", server.port or 0))
    head = (
        f"GET {URL} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {hass_access_token}\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    await loop.sock_sendall(stuck, head.encode())
    assert b"101" in await loop.sock_recv(stuck, 12)
    text = json.dumps({"list": 1, "watch": [{"entity_id": camera}]}).encode()
    await loop.sock_sendall(stuck, b"\x81" + bytes((0x80 | len(text),)) + bytes(4) + text)
    async with opened(await hass_client()) as page:
        await page.watch(1, camera)
        await until(lambda: live.viewers == 2)
        sent = 0
        for number in range(100):
            live._show(Frame(b"\xff\xd8\xff" + number.to_bytes(4) * 25_000 + b"\xff\xd9"))
            await asyncio.sleep(0.01)
            sent += 1
        await until(lambda: page.count(1, 0) > sent * 0.8)
        await until(lambda: live.viewers == 1, 5)
    stuck.close()
    await server.close()
