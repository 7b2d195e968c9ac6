"""Takes the screenshots of the documentation from a running demo: `python -m script.screenshots [URL]`."""

import asyncio
from io import BytesIO
import sys
from typing import Any

from PIL import Image
from playwright.async_api import Page

from .browser import PHONE, browse, sign_in
from .client import Client
from .demo import PASSWORD, USER
from .demo_cameras import PASSWORD as CAMERA_PASSWORD, USER as CAMERA_USER
from .home_assistant import ROOT

FOLDER = ROOT / "docs" / "images"
DESKTOP = {"width": 1280, "height": 1200}
PRESETS = (("1", "Front door", None), ("2", "Garden", "left"), ("3", "Road", "right"))
OPTIONS = "/api/config/config_entries/options/flow"
YARD: dict[str, dict[str, Any]] = {
    "presets": {"presets": [{"number": at, "name": name} for at, name in enumerate(("House", "Shed", "Fence"), 1)]},
    "tour": {
        "tour": [{"preset": name, "seconds": 20} for name in ("House", "Shed", "Fence")],
        "return_preset": "1",
        "return_minutes": 5,
    },
}
_COLORS = 256


async def act(client: Client, action: str, entity_id: str, **data: Any) -> None:
    """Call an action for a camera."""
    target = {"entity_id": entity_id}
    await client.call("call_service", domain="ip_camera_cgi", service=action, service_data=data, target=target)


async def save_presets(client: Client, entity_id: str) -> None:
    """Store presets with pictures."""
    for number, name, direction in PRESETS:
        if direction:
            await act(client, "ptz_move", entity_id, direction=direction, duration=2)
            await asyncio.sleep(3)
        await act(client, "ptz_preset", entity_id, preset=number, task="set", name=name)
        await asyncio.sleep(2)
    await act(client, "ptz_preset", entity_id, preset="1")
    await asyncio.sleep(8)


async def take(page: Page, name: str, height: int | None = None) -> None:
    """Save a screenshot, or its upper part, as a small file."""
    await asyncio.sleep(3)
    picture = Image.open(BytesIO(await page.screenshot())).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(height or picture.height, picture.height)))
    # this method preserves small areas of color
    few = picture.quantize(_COLORS, method=Image.Quantize.FASTOCTREE)
    few.save(FOLDER / f"{name}.png", optimize=True)


async def store_tour(client: Client) -> None:
    """Name presets of the dome and store a tour, as its owner does in the options."""
    (entry,) = [
        each for each in await client.call("config_entries/get", domain="ip_camera_cgi") if each["title"] == "Yard"
    ]
    for page, options in YARD.items():
        flow = await client.post(OPTIONS, {"handler": entry["entry_id"]})
        await client.post(f"{OPTIONS}/{flow['flow_id']}", {"next_step_id": page})
        await client.post(f"{OPTIONS}/{flow['flow_id']}", options)
        await asyncio.sleep(3)  # it is reloaded


async def photograph_setup(client: Client) -> None:
    """Take the screenshots of adding a camera, of its options and of recordings."""
    async with browse(viewport={"width": 1000, "height": 760}) as browser:
        await sign_in(browser, client.url, client.tokens)
        page = await browser.new_page()
        integrations = f"{client.url}/config/integrations"
        await page.goto(f"{integrations}/dashboard")
        await page.get_by_text("Discovered").first.wait_for()
        await take(page, "discovered", 420)
        await page.get_by_role("button", name="Add", exact=True).first.click()
        dialog = page.locator("dialog-data-entry-flow")
        await dialog.locator("input[name=username]").fill(CAMERA_USER)
        await dialog.locator("input[name=password]").fill(CAMERA_PASSWORD)
        await page.get_by_role("button", name="Submit").first.click()
        await page.get_by_text("Camera found").first.wait_for()
        await page.set_viewport_size({"width": 1000, "height": 1020})  # for the choices below the list
        await take(page, "camera-found")
        await page.set_viewport_size({"width": 1000, "height": 760})
        await page.get_by_text("Back", exact=True).first.click()  # the form again, for the next run
        await page.goto(f"{integrations}/integration/ip_camera_cgi")
        row = page.locator("ha-config-entry-row").filter(has_text="Yard")
        await row.get_by_label("Configure").first.click()
        await page.get_by_text("Tour and return").first.click()
        await page.locator("ha-selector-object").first.wait_for()
        await take(page, "tour")
        await page.goto(f"{client.url}/media-browser/browser/,media-source%3A%2F%2Fip_camera_cgi")
        search = page.get_by_placeholder("Search IP cameras").first
        await search.fill("motion today")
        await search.press("Enter")
        await take(page, "recordings", 620)


async def photograph(client: Client, *, dark: bool = False, phone: bool = False) -> None:
    """Take the screenshots of one screen size."""
    scheme = "dark" if dark else "light"
    size = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if phone else {"viewport": DESKTOP}
    kind = "-phone" if phone else "-dark" if dark else ""
    async with browse(color_scheme=scheme, **size) as browser:
        await sign_in(browser, client.url, client.tokens)
        page = await browser.new_page()
        await page.goto(f"{client.url}/ip-cameras/cameras")
        await page.locator("ip-camera-cgi-tile").nth(1).wait_for()
        await take(page, f"wall{kind}", 700 if phone else 560)
        await page.locator("ip-camera-cgi-tile").first.click()
        await page.locator("ip-camera-cgi-card .stage").hover()
        await take(page, f"card{kind}")
        if phone or dark:
            return
        for camera, sheet in (("gate", "motion-area"), ("back_door", "schedule")):
            await page.goto(f"{client.url}/ip-cameras/{camera}")
            await page.locator("ip-camera-cgi-card [aria-label='Set up']").click()
            await page.locator("ip-camera-cgi-setup ip-camera-cgi-grid").wait_for()
            if sheet == "schedule":
                await page.locator("ip-camera-cgi-setup").get_by_text("Working hours").click()
            await take(page, sheet)


async def main() -> None:
    """Take all screenshots."""
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8123"
    FOLDER.mkdir(exist_ok=True)
    async with Client(url) as client:
        await client.sign_in(USER, PASSWORD)
        await save_presets(client, "camera.back_door")
        await store_tour(client)
        await photograph_setup(client)
        await photograph(client)
        await photograph(client, dark=True)
        await photograph(client, phone=True)


if __name__ == "__main__":
    asyncio.run(main())
