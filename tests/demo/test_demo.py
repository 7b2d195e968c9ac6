"""The demo of script/demo: Home Assistant with working cameras."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
import json
from pathlib import Path
import re
import signal
import socket
from typing import Any

import aiohttp
from playwright.async_api import Page
import pytest

from script.browser import browse, chromium, sign_in
from script.client import Client

from .card_checks import (
    check_access,
    check_alarm_comes_forward,
    check_conflict,
    check_direction,
    check_going_while_painting,
    check_painting,
    check_picture,
    check_recordings,
    check_six_taps,
    check_tile_feature,
    check_walk_test,
)
from .motor_checks import check_keyboard, check_losses, check_second_finger, check_sleep
from .talk_checks import check_talk

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / ".local" / "dashboard.png"  # to be looked at
SILENT = ROOT / ".local" / "no_signal.png"  # the same
VIEWS = 4
DRAWN = """canvas => {
    const small = new OffscreenCanvas(64, 48).getContext("2d", { willReadFrequently: true });
    if (canvas.width && !canvas.hidden) small.drawImage(canvas, 0, 0, 64, 48);
    return small.getImageData(0, 0, 64, 48).data.join("");
}"""
"""Returns the current pixels of a canvas."""


@asynccontextmanager
async def demo(state: Path) -> AsyncGenerator[dict[str, Any]]:
    """Start the demo, return its output when it is ready, stop it with Ctrl-C, and check that nothing is left."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        str(ROOT / "script" / "demo"),
        *("--json", "--port", str(port), "--state", str(state)),
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

    def left() -> list[Path]:
        return [each for each in Path("/proc").glob("[0-9]*") if session_of(each) == process.pid]

    # Every process that the demo started belongs to its session.
    assert not await asyncio.to_thread(left)


def session_of(process: Path) -> int | None:
    """Return the session of a process, or None if it has ended."""
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[3])
    except OSError:
        return None


async def entities(client: Client) -> dict[str, dict[str, str]]:
    """Return the entities of each entry by key."""
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


def check_log(log: Path) -> None:
    """The log has no warnings except the one about custom integrations."""
    complaints = [
        line for line in log.read_text("utf-8").splitlines() if re.search(r" (WARNING|ERROR) .*ip_camera_cgi", line)
    ]
    assert all("has not been tested" in line for line in complaints), complaints


async def check_entries(demo: dict[str, Any], client: Client) -> None:
    assert demo["version"].startswith("2026.11")
    assert {camera["dialect"] for camera in demo["cameras"]} == {"netwave", "hucoms"}
    found = await entities(client)
    assert len(found) == 3
    for keys in found.values():
        assert {"camera", "motion", "relay", "reboot"} <= set(keys)


async def check_show_room(client: Client) -> None:
    """A camera waits under Discovered, recordings are found by search, and automations can be saved."""
    async with asyncio.timeout(30):
        while not (flows := await client.call("config_entries/flow/progress")):
            await asyncio.sleep(0.5)
    assert [flow["context"]["title_placeholders"]["name"].partition(" ")[0] for flow in flows] == ["Driveway"]
    query = {"media_content_id": "media-source://ip_camera_cgi", "search_query": "motion"}
    found = (await client.call("media_source/search_media", **query))["result"]
    assert {"Back door", "Gate", "Yard"} <= {each["title"].split(" · ")[1] for each in found}
    automation = {"alias": "Test", "triggers": [], "actions": []}
    assert await client.post("/api/config/automation/config/test", automation) == {"result": "ok"}


async def check_pictures(client: Client) -> None:
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


async def check_motion(demo: dict[str, Any], client: Client) -> None:
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


async def check_sentences(demo: dict[str, Any], client: Client) -> None:
    """Assist recognizes the sentences of an exposed camera, and leaves others to Home Assistant."""
    camera = "camera.back_door"
    target, name = {"entity_id": camera}, {"preset": "2", "task": "set", "name": "Letter box"}
    await client.call("call_service", domain="ip_camera_cgi", service="ptz_preset", service_data=name, target=target)
    exposed = {"assistants": ["conversation"], "entity_ids": [camera], "should_expose": True}
    await client.call("homeassistant/expose_entity", **exposed)
    title = (await client.get(f"/api/states/{camera}"))["attributes"]["friendly_name"]

    async def says(text: str) -> str:
        answer = await client.post("/api/conversation/process", {"text": text, "language": "en"})
        return str(answer["response"]["speech"]["plain"]["speech"])

    async with asyncio.timeout(20):
        while await says(f"Turn the {title} to the letter box!") != "Done":
            await asyncio.sleep(0.5)
    assert await says(f"Record a clip with the {title} camera") == "Done"
    assert await says(f"Turn the {title} to 50 percent") != "Done"


async def check_relays(demo: dict[str, Any], client: Client) -> None:
    relays = [keys["relay"] for keys in (await entities(client)).values()]
    async with aiohttp.ClientSession() as session:
        for action, on in (("turn_on", True), ("turn_off", False)):
            await client.post(f"/api/services/switch/{action}", {"entity_id": relays})
            for camera in demo["cameras"]:
                async with session.get(camera["control"]) as shown:
                    assert (await shown.json())["world"]["relay"] is on, camera["dialect"]


async def drawn(page: Page) -> list[str]:
    """Return the pixels of each live picture of a page."""
    return [await canvas.evaluate(DRAWN) for canvas in await page.locator("ip-camera-cgi-picture canvas").all()]


async def wait_for_change(pages: Sequence[Page], pictures: int, patience: float = 30) -> None:
    """Wait until every live picture has changed."""
    for page in pages:
        before, changed = await drawn(page), set[int]()
        async with asyncio.timeout(patience):
            while len(changed) < pictures:
                await asyncio.sleep(0.2)
                now = await drawn(page)
                if len(before) < len(now):
                    before = now
                changed |= {at for at, (new, old) in enumerate(zip(now, before, strict=True)) if new != old}


async def check_dashboard(client: Client, camera: dict[str, Any], fixed: dict[str, Any]) -> None:
    async with browse() as browser:
        await sign_in(browser, client.url, client.tokens)
        page = await browser.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(f"{client.url}/ip-cameras/cameras")
        await page.locator("ip-camera-cgi-tile").nth(1).wait_for(timeout=60_000)
        await wait_for_change([page], 2)
        await page.screenshot(path=PICTURE)
        await page.locator("ip-camera-cgi-tile").first.click()
        await page.locator("ip-camera-cgi-card").wait_for()
        await wait_for_change([page], 1)
        await check_arrows(page, camera)
        await check_six_taps(page, client)
        await check_tile_feature(page, client, camera)
        await check_alarm_comes_forward(page, client, fixed)
        await check_painting(page, client)
        await check_conflict(page, client)
        await check_walk_test(page, client, fixed)
        await check_going_while_painting(page, client, fixed)
        await check_direction(page, client, camera)
        await check_picture(page, client, camera)
        await check_recordings(page, client, camera)
        await check_talk(page, client, fixed)
        await check_access(page, client)
        url = f"{client.url}/ip-cameras/back_door"
        await check_keyboard(page, url, camera)
        await check_losses(page, url, camera)
        await check_sleep(page, url, camera)
        await check_second_finger(client, url, camera)
        await page.goto(f"{client.url}/ip-cameras/back_door")
        others = [await browser.new_page() for _ in range(VIEWS - 1)]
        for other in others:
            await other.goto(page.url)
        await check_healing([page, *others], camera)
        assert not complaints


async def check_arrows(page: Page, camera: dict[str, Any]) -> None:
    """Pressing and releasing the arrows moves and stops the camera visibly."""

    async def stands() -> tuple[float, float]:
        async with aiohttp.ClientSession() as session, session.get(camera["control"]) as answer:
            world = (await answer.json())["world"]
            return world["pan"], world["tilt"]

    for way, pressed, axis, sign in (
        *(("left", 0.5, 0, -1), ("right", 0.5, 0, 1), ("up", 0.5, 1, 1), ("down", 0.5, 1, -1)),
        ("right", 1, 0, 1),
    ):
        before = await stands()
        await page.locator(f'ip-camera-cgi-card [data-direction="{way}"]').hover()
        await page.mouse.down()
        await asyncio.sleep(pressed)
        await page.mouse.up()
        await asyncio.sleep(0.5)
        after = await stands()
        assert (after[axis] - before[axis]) * sign > 2, way
        assert after[1 - axis] == before[1 - axis], way
        await asyncio.sleep(0.5)
        assert await stands() == after, way


async def check_healing(pages: Sequence[Page], camera: dict[str, Any]) -> None:
    """Open pages recover from a power cut of the camera without interaction."""
    await pages[0].bring_to_front()
    async with aiohttp.ClientSession() as session:
        for fault in ("power_cut", "stalled_stream", "truncated_picture"):
            await wait_for_change(pages, 1, 40)
            async with session.get(camera["control"]) as answer:
                assert (await answer.json())["open_streams"] == 1, "all of them share one connection"
            await session.post(f"{camera['control']}/fault", json={"name": fault})
            await asyncio.sleep(6)  # by then each shows that there is no signal
            shown = [await drawn(page) for page in pages]
            await asyncio.sleep(1)
            assert [await drawn(page) for page in pages] == shown, fault
            await pages[0].screenshot(path=SILENT)
            await session.post(f"{camera['control']}/well")
        await wait_for_change(pages, 1, 40)


@pytest.mark.demo
@pytest.mark.timeout(600)
async def test_demo(tmp_path: Path) -> None:
    """Start, sign in, and use pictures, motion, relays and the page."""
    async with demo(tmp_path) as facts, Client(facts["url"]) as client:
        await client.sign_in(facts["user"], facts["password"])
        await asyncio.to_thread(check_log, Path(facts["log"]))
        await check_entries(facts, client)
        await check_show_room(client)
        await check_pictures(client)
        await check_motion(facts, client)
        await check_relays(facts, client)
        await check_sentences(facts, client)
        issues = (await client.call("repairs/list_issues"))["issues"]
        assert "clock_wrong" not in {each["translation_key"] for each in issues}
        if chromium() is not None:
            cameras = {camera["dialect"]: camera for camera in reversed(facts["cameras"])}
            await check_dashboard(client, cameras["netwave"], cameras["hucoms"])
