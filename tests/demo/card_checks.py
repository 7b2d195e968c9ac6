"""The dashboard card in a real browser."""

import asyncio
import json
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page

from script.client import Client

AXE = Path(__file__).parents[2] / "card" / "node_modules" / "axe-core" / "axe.min.js"
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


async def check_access(page: Page, client: Client) -> None:
    """Axe finds no accessibility problems on the card and the sheets."""
    if not AXE.exists():  # script/card fetches it
        return
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
    assert not found, json.dumps(found, indent=1)
