"""The dashboard card in a real browser."""

import asyncio
from collections.abc import Awaitable, Callable
import json
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Locator, Page

from script.client import Client

ROOT = Path(__file__).parents[2]
AXE = ROOT / "card" / "node_modules" / "axe-core" / "axe.min.js"
COMPLAINTS = """async element => {
    const find = root => {
        const own = root.querySelector(element);
        if (own) return own;
        for (const each of root.querySelectorAll("*")) {
            const inside = each.shadowRoot && find(each.shadowRoot);
            if (inside) return inside;
        }
    };
    const { violations } = await axe.run(find(document), { resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 300))]);
}"""


async def ask(client: Client, action: str, entity_id: str, **data: Any) -> dict[str, Any]:
    """Return the response of an action for a camera."""
    call = {"domain": "ip_camera_cgi", "service": action, "service_data": data, "return_response": True}
    answer = await client.call("call_service", target={"entity_id": entity_id}, **call)
    response: dict[str, Any] = answer["response"]
    return response


async def check_six_taps(page: Page, client: Client) -> None:
    """From an empty dashboard to a working card in six taps, without YAML."""
    about = {"title": "Mine", "show_in_sidebar": True}
    await client.call("lovelace/dashboards/create", url_path="my-house", **about)
    view = {"type": "sections", "sections": [{"type": "grid", "cards": []}]}
    await client.call("lovelace/config/save", url_path="my-house", config={"views": [view]})
    await page.goto(f"{client.url}/my-house/0")
    taps = 0

    async def tap(what: Locator) -> None:
        nonlocal taps
        taps += 1
        await what.click()

    await tap(page.get_by_label("Edit dashboard").first)
    await tap(page.locator("hui-grid-section .add").first)
    await tap(page.get_by_placeholder("Search entities").first)
    await page.keyboard.type("back door")
    await asyncio.sleep(2)  # until the list shows what was searched for
    entry = page.locator("ha-list-item, ha-combo-box-item, ha-md-list-item, ha-list-item-button")
    await tap(entry.filter(has_text="Back door").first)
    await tap(page.get_by_text("IP camera", exact=True).first)
    await tap(page.get_by_role("button", name="Done").first)
    await page.locator("ip-camera-cgi-card .pill.live").wait_for()
    assert taps == 6


async def open_setup(page: Page, client: Client, camera: str) -> Locator:
    """Open the setup sheet of a camera."""
    await page.goto(f"{client.url}/ip-cameras/{camera}")
    await page.locator("ip-camera-cgi-card [aria-label='Set up']").click()
    return page.locator("ip-camera-cgi-setup")


async def save(sheet: Locator) -> None:
    """Save and wait for the read-back."""
    await sheet.get_by_role("button", name="Save", exact=True).click()
    await sheet.get_by_text("Saved", exact=True).wait_for()


async def drag(page: Page, area: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag from one point of an element to another, given as fractions."""
    box = await area.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + start[0] * box["width"], box["y"] + start[1] * box["height"])
    await page.mouse.down()
    await page.mouse.move(box["x"] + end[0] * box["width"], box["y"] + end[1] * box["height"])
    await page.mouse.up()


async def check_painting(page: Page, client: Client) -> None:
    """A painted motion area is stored with one save."""
    sheet = await open_setup(page, client, "back_door")
    await sheet.get_by_role("button", name="Working hours").click()
    await save(sheet)
    week = await ask(client, "get_schedule", "camera.back_door", schedule="alarm")
    assert week["monday"] == [{"from": "08:00", "to": "17:00"}]
    assert week["sunday"] == []
    sheet = await open_setup(page, client, "gate")
    await sheet.get_by_role("button", name="None").click()
    await drag(page, sheet.locator("ip-camera-cgi-grid"), (0.01, 0.01), (0.07, 0.02))
    await save(sheet)
    rows = (await ask(client, "get_motion_area", "camera.gate"))["rows"]
    assert rows[0] == "xx" + "." * 22
    assert set("".join(rows[1:])) == {"."}
    await sheet.get_by_role("button", name="Privacy areas").click()
    await drag(page, sheet.locator(".areas"), (0.25, 0.25), (0.5, 0.5))
    await save(sheet)
    (first, *_) = (await ask(client, "get_privacy_areas", "camera.gate"))["areas"]
    assert first["enabled"]
    assert all(abs(first[side] - wanted) <= 2 for side, wanted in (("left", 80), ("top", 60), ("width", 80)))


async def until(read: Callable[[], Awaitable[Any]], wanted: Any, patience: float = 10) -> None:
    """Wait until a condition holds."""
    seen = None
    try:
        async with asyncio.timeout(patience):
            while (seen := await read()) != wanted:
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise AssertionError(f"{seen!r}, not {wanted!r}") from None


async def happen(camera: dict[str, Any], what: str, *, on: bool) -> None:
    """Change the scene of a simulated camera."""
    async with aiohttp.ClientSession() as session:
        await session.post(f"{camera['control']}/{what}", json={"on": on})


async def reported(camera: dict[str, Any]) -> dict[str, Any]:
    """Return the state of a simulated camera."""
    async with aiohttp.ClientSession() as session, session.get(camera["control"]) as answer:
        found: dict[str, Any] = await answer.json()
        return found


async def check_conflict(page: Page, client: Client) -> None:
    """A change saved by another person meanwhile is not overwritten without asking; Undo reverts what was painted."""

    async def rows() -> str:
        return "".join((await ask(client, "get_motion_area", "camera.gate"))["rows"])

    async def paint_elsewhere(row: str) -> None:
        call = {"domain": "ip_camera_cgi", "service": "set_motion_area", "service_data": {"rows": [row] * 18}}
        await client.call("call_service", target={"entity_id": "camera.gate"}, **call)

    sheet = await open_setup(page, client, "gate")
    painted = sheet.locator("[role=gridcell][aria-selected=true]")
    await sheet.get_by_role("button", name="All", exact=True).click()
    assert await painted.count() == 24 * 18
    await sheet.get_by_role("button", name="None", exact=True).click()
    await sheet.get_by_role("button", name="Undo").click()
    assert await painted.count() == 24 * 18
    await paint_elsewhere("x." * 12)
    await sheet.get_by_role("button", name="Save", exact=True).click()
    await sheet.get_by_text("changed elsewhere").wait_for()
    assert await rows() == "x." * 12 * 18, "the other person's change is kept"
    await sheet.get_by_role("button", name="Load theirs").click()
    assert await painted.count() == 12 * 18
    await sheet.get_by_role("button", name="Invert").click()
    await paint_elsewhere("x" * 24)
    await sheet.get_by_role("button", name="Save", exact=True).click()
    await sheet.get_by_role("button", name="Save mine").click()
    await sheet.get_by_text("Saved", exact=True).wait_for()
    assert await rows() == ".x" * 12 * 18


async def check_walk_test(page: Page, client: Client, camera: dict[str, Any]) -> None:
    """A person walking through the picture triggers the motion preview."""
    sheet = await open_setup(page, client, "gate")
    await sheet.get_by_role("button", name="Walk test").click()
    await happen(camera, "motion", on=True)
    await sheet.get_by_text("Alarms: 1").wait_for()
    await happen(camera, "motion", on=False)


async def check_going_while_painting(page: Page, client: Client, camera: dict[str, Any]) -> None:
    """The camera becomes unavailable: what was painted is kept until it returns."""
    sheet = await open_setup(page, client, "gate")
    await sheet.get_by_role("button", name="All", exact=True).click()
    async with aiohttp.ClientSession() as session:
        await session.post(f"{camera['control']}/fault", json={"name": "power_cut"})
        await sheet.get_by_text("Your changes stay here").wait_for(timeout=60_000)
        assert await sheet.get_by_role("button", name="Save", exact=True).is_disabled()
        await session.post(f"{camera['control']}/well")
    await sheet.get_by_text("Your changes stay here").wait_for(state="hidden", timeout=60_000)
    await save(sheet)
    assert set("".join((await ask(client, "get_motion_area", "camera.gate"))["rows"])) == {"x"}


async def check_direction(page: Page, client: Client, camera: dict[str, Any]) -> None:
    """Reversing a direction takes effect at once and is kept."""

    async def pan() -> float:
        angle: float = (await reported(camera))["world"]["pan"]
        return angle

    async def turned_right() -> bool:
        before = await pan()
        await sheet.get_by_role("button", name="Right", exact=True).click()
        await sheet.get_by_text("Did the view move to the right?").wait_for()
        await asyncio.sleep(1.5)  # it turns for a second
        return await pan() > before

    away = {"domain": "ip_camera_cgi", "service": "ptz_move", "service_data": {"direction": "left", "duration": 2}}
    await client.call("call_service", target={"entity_id": "camera.back_door"}, **away)  # away from the end of its way
    sheet = await open_setup(page, client, "back_door")
    await asyncio.sleep(2)
    await sheet.get_by_role("button", name="Direction", exact=True).click()
    for right in (True, False):
        assert await turned_right() is right
        await sheet.get_by_role("button", name="No", exact=True).click()
        await sheet.get_by_text("Direction reversed").wait_for()
    assert await turned_right()
    await sheet.get_by_role("button", name="Yes", exact=True).click()
    await sheet.get_by_text("The arrows are right.").wait_for()


async def check_picture(page: Page, client: Client, camera: dict[str, Any]) -> None:
    """A slider changes the picture at once, and Undo takes it back."""

    async def brightness() -> str:
        value: str = (await reported(camera))["settings"]["brightness"]
        return value

    before = await brightness()
    sheet = await open_setup(page, client, "back_door")
    await sheet.get_by_role("button", name="Picture", exact=True).click()
    await sheet.get_by_label("Brightness").fill("32")
    await until(brightness, "32")
    await sheet.get_by_role("button", name="Undo").click()
    await until(brightness, before)


async def check_tile_feature(page: Page, client: Client, camera: dict[str, Any]) -> None:
    """A tile of Home Assistant moves the camera with the feature."""
    tile = {"type": "tile", "entity": "camera.back_door", "features": [{"type": "custom:ip-camera-cgi-ptz"}]}
    await client.call("lovelace/config/save", url_path="my-house", config={"views": [{"cards": [tile]}]})
    await page.goto(f"{client.url}/my-house/0")
    before = (await reported(camera))["world"]["pan"]
    await page.locator("ip-camera-cgi-ptz [data-direction=left]").hover()
    await page.mouse.down()
    await asyncio.sleep(0.5)
    await page.mouse.up()
    await asyncio.sleep(0.5)
    after = (await reported(camera))["world"]["pan"]
    assert after < before - 2
    assert (await reported(camera))["world"]["pan"] == after


async def check_alarm_comes_forward(page: Page, client: Client, camera: dict[str, Any]) -> None:
    """In the view of the strategy, the camera with an alarm is first; a tap opens it on the same page."""
    views = [{"path": "wall", "strategy": {"type": "custom:ip-camera-cgi"}}]
    await client.call("lovelace/config/save", url_path="my-house", config={"views": views})
    await page.goto(f"{client.url}/my-house/wall")
    tile = page.locator("ip-camera-cgi-tile").filter(has_text="Gate")

    async def is_first() -> bool:
        boxes = [await each.bounding_box() for each in await page.locator("ip-camera-cgi-tile").all()]
        mine = await tile.bounding_box()
        return mine is not None and all(
            box is None or box == mine or (mine["y"], mine["x"]) < (box["y"], box["x"]) for box in boxes
        )

    await tile.wait_for()
    assert not await is_first()
    await happen(camera, "motion", on=True)
    await until(is_first, wanted=True)
    await tile.get_by_text("Motion").wait_for()
    await happen(camera, "motion", on=False)
    await tile.click()
    await page.locator("ip-camera-cgi-wall ip-camera-cgi-dialog ip-camera-cgi-card .pill").wait_for()


async def check_recordings(page: Page, client: Client, camera: dict[str, Any]) -> None:
    """An alarm is on the strip, plays, is kept, and deleted."""

    async def recordings() -> list[dict[str, Any]]:
        answer = await client.call("ip_camera_cgi/recordings/list", entity_id="camera.back_door")
        found: list[dict[str, Any]] = answer["recordings"]
        return found

    async def newest() -> tuple[int, str]:
        found = await recordings()
        return len(found), found[0]["state"] if found else ""

    async def count() -> int:
        return len(await recordings())

    switch = next(
        e["entity_id"] for e in await client.get("/api/states") if "back_door_record_alarms" in e["entity_id"]
    )
    await client.post("/api/services/switch/turn_on", {"entity_id": switch})
    before = len(await recordings())
    await happen(camera, "motion", on=True)
    await page.goto(f"{client.url}/ip-cameras/back_door")
    strip = page.locator("ip-camera-cgi-recordings")
    await strip.get_by_role("button", name="Motion").first.wait_for()
    await happen(camera, "motion", on=False)
    await until(newest, (before + 1, "done"), 40)
    await strip.get_by_role("button", name="Motion").first.click()
    player = page.locator("ip-camera-cgi-player")
    await player.locator("video").wait_for()
    plays = (
        "video => new Promise(done => video.addEventListener('timeupdate', () => video.currentTime > 0 && done(true)))"
    )
    assert await player.locator("video").evaluate(plays)
    await page.add_script_tag(path=AXE)
    assert not await page.evaluate(COMPLAINTS, "ip-camera-cgi-player")
    await player.get_by_label("Keep").click()
    await player.locator("[aria-label=Keep][aria-pressed=true]").wait_for()
    assert (await recordings())[0]["keep"]
    page.once("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await player.get_by_label("Delete").click()
    await until(count, before)


async def check_access(page: Page, client: Client) -> None:
    """Axe finds no accessibility problems on the card and the sheets."""
    process = await asyncio.create_subprocess_exec(str(ROOT / "script" / "card"), "modules")
    assert await process.wait() == 0, "axe could not be fetched"
    found: list[Any] = []
    for camera in ("back_door", "gate"):
        sheet = await open_setup(page, client, camera)
        await page.add_script_tag(path=AXE)
        for tab in await sheet.locator(".tab").all():
            await tab.click()
            await asyncio.sleep(0.5)
            found += await page.evaluate(COMPLAINTS, "ip-camera-cgi-setup")
        await sheet.get_by_role("button", name="Close").first.click()
        found += await page.evaluate(COMPLAINTS, "ip-camera-cgi-card")
    await page.goto(f"{client.url}/ip-cameras/cameras")
    await page.locator("ip-camera-cgi-tile .pill").nth(1).wait_for()
    await page.add_script_tag(path=AXE)
    found += await page.evaluate(COMPLAINTS, "ip-camera-cgi-wall")
    assert not found, json.dumps(found, indent=1)
