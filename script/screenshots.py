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
from .home_assistant import ROOT

FOLDER = ROOT / "docs" / "images"
DESKTOP = {"width": 1280, "height": 1200}
PRESETS = (("1", "Front door", None), ("2", "Garden", "left"), ("3", "Road", "right"))
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


async def record_alarms(client: Client) -> None:
    """Turn recording on, and simulate a person passing by."""
    states = await client.get("/api/states")
    switches = [each["entity_id"] for each in states if each["entity_id"].endswith("record_alarms")]
    await client.post("/api/services/switch/turn_on", {"entity_id": switches})
    for what in ("motion", "motion", "input", "motion"):
        for on in (True, False):
            for camera in ("back_door", "gate", "yard"):
                await client.post(f"/api/services/rest_command/{camera}", {"what": what, "on": on})
            await asyncio.sleep(3 if on else 16)  # a recording ends 10 seconds after its alarm


async def take(page: Page, name: str, height: int | None = None) -> None:
    """Save a screenshot, or its upper part, as a small file."""
    await asyncio.sleep(3)
    picture = Image.open(BytesIO(await page.screenshot())).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(height or picture.height, picture.height)))
    # this method preserves small areas of color
    few = picture.quantize(_COLORS, method=Image.Quantize.FASTOCTREE)
    few.save(FOLDER / f"{name}.png", optimize=True)


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
        await record_alarms(client)
        await save_presets(client, "camera.back_door")
        await photograph(client)
        await photograph(client, dark=True)
        await photograph(client, phone=True)


if __name__ == "__main__":
    asyncio.run(main())
