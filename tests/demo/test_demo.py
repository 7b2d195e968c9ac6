"""What script/demo starts: a real Home Assistant in which two cameras work."""

import asyncio
from collections.abc import AsyncGenerator
import json
from pathlib import Path
import signal
import socket
from typing import Any

import aiohttp
import pytest

from script.browser import browse, chromium
from script.client import Client

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / ".local" / "dashboard.png"  # to be looked at

pytestmark = [pytest.mark.demo, pytest.mark.timeout(600), pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(scope="module")
def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
async def demo(free_port: int, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[dict[str, Any]]:
    """The demo, ready; ended by Ctrl-C behind the tests, and gone then."""
    state = tmp_path_factory.mktemp("demo")
    process = await asyncio.create_subprocess_exec(
        str(ROOT / "script" / "demo"),
        *("--json", "--port", str(free_port), "--state", str(state)),
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        facts: dict[str, Any] | None = None
        async with asyncio.timeout(500):
            async for line in process.stdout:
                print(line.decode(), end="")  # noqa: T201  what a person would see, for when it fails
                if line.startswith(b"READY "):
                    facts = json.loads(line.removeprefix(b"READY "))
                    break
        assert facts is not None, "the demo ended before it was ready"
        yield facts
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        async with asyncio.timeout(60):
            assert await process.wait() == 0
    # Every process that the demo started belongs to its session.
    assert not [each for each in Path("/proc").glob("[0-9]*") if session_of(each) == process.pid]


def session_of(process: Path) -> int | None:
    """Return the session of a process, or None when it has ended."""
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[3])
    except OSError:
        return None


@pytest.fixture(scope="module")
async def client(demo: dict[str, Any]) -> AsyncGenerator[Client]:
    """Somebody who signed in with the name and the password that the demo prints."""
    async with Client(demo["url"]) as client:
        await client.sign_in(demo["user"], demo["password"])
        yield client


async def entities(client: Client) -> dict[str, dict[str, str]]:
    """Return for each entry the entity of each key."""
    found: dict[str, dict[str, str]] = {}
    for entity in await client.call("config/entity_registry/list"):
        if entity["platform"] == "ip_camera_cgi":
            key = entity["unique_id"].partition("_")[2]
            found.setdefault(entity["config_entry_id"], {})[key] = entity["entity_id"]
    return found


async def until_state(client: Client, entity_id: str, state: str, seconds: float) -> None:
    """Wait for a state."""
    seen = None
    try:
        async with asyncio.timeout(seconds):
            while (seen := (await client.get(f"/api/states/{entity_id}"))["state"]) != state:
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"{entity_id} is {seen}, not {state}") from None


async def test_both_cameras_are_there(demo: dict[str, Any], client: Client) -> None:
    assert demo["version"].startswith("2026.11")
    assert {camera["dialect"] for camera in demo["cameras"]} == {"netwave", "hucoms"}
    found = await entities(client)
    assert len(found) == 2
    for keys in found.values():
        assert {"camera", "motion", "relay", "reboot"} <= set(keys)


async def test_both_deliver_pictures(client: Client) -> None:
    headers = {"Authorization": f"Bearer {client.tokens['access_token']}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        for keys in (await entities(client)).values():
            async with session.get(f"{client.url}/api/camera_proxy/{keys['camera']}") as still:
                assert still.status == 200
                assert (await still.read()).startswith(b"\xff\xd8")
            async with session.get(f"{client.url}/api/camera_proxy_stream/{keys['camera']}") as live:
                come = b""
                while come.count(b"--frame\r\n") < 4:
                    come += await live.content.read(65536)
                assert come.count(b"\xff\xd8\xff") >= 3


async def test_motion_shows(demo: dict[str, Any], client: Client) -> None:
    sensors = [keys["motion"] for keys in (await entities(client)).values()]
    for sensor in sensors:
        await until_state(client, sensor, "off", 30)
    async with aiohttp.ClientSession() as session:
        for camera in demo["cameras"]:
            await session.post(f"{camera['control']}/motion", json={"on": True})
        for sensor in sensors:
            await until_state(client, sensor, "on", 10)
        for camera in demo["cameras"]:
            await session.post(f"{camera['control']}/motion", json={"on": False})
        for sensor in sensors:
            await until_state(client, sensor, "off", 30)


async def test_relay_switches(demo: dict[str, Any], client: Client) -> None:
    relays = [keys["relay"] for keys in (await entities(client)).values()]
    async with aiohttp.ClientSession() as session:
        for action, on in (("turn_on", True), ("turn_off", False)):
            await client.post(f"/api/services/switch/{action}", {"entity_id": relays})
            for camera in demo["cameras"]:
                async with session.get(camera["control"]) as shown:
                    assert (await shown.json())["world"]["relay"] is on, camera["dialect"]


@pytest.mark.skipif(chromium() is None, reason="there is no Chromium here (Debian: apt install chromium)")
async def test_dashboard_shows_both(client: Client) -> None:
    async with browse() as browser:
        await browser.sign_in(client.url, client.tokens)
        await browser.open(f"{client.url}/ip-cameras/cameras")
        pictures = await browser.wait_for_pictures(2)
        PICTURE.write_bytes(await browser.screenshot())
    assert len(pictures) == 2
