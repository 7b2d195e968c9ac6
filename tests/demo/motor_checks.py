"""A moving camera stops whatever happens to the page; checked in the simulator."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from playwright.async_api import Page

from script.browser import PHONE, browse, sign_in
from script.client import Client

CARD = "ip-camera-cgi-card"
HASS = "document.querySelector('home-assistant').hass"
HIDE = """hidden => {
    Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""
SOON = 1.5  # seconds until a motor has stopped after a loss that Home Assistant notices
DEADLINE = 8  # the same after a loss that it does not notice


class Motor:
    """The motor of a simulated camera."""

    def __init__(self, control: str) -> None:
        self._control = control

    async def at(self) -> tuple[float, float]:
        """Return the position."""
        async with aiohttp.ClientSession() as session, session.get(self._control) as answer:
            world = (await answer.json())["world"]
            return world["pan"], world["tilt"]

    async def runs(self) -> bool:
        """Return whether the motor is running."""
        before = await self.at()
        await asyncio.sleep(0.15)
        return before != await self.at()

    async def check_stop(self, what: str, seconds: float) -> None:
        """Wait for the motor to stop in time, and check that it does not start again."""
        async with asyncio.timeout(seconds + 1):
            while await self.runs():
                pass
        await asyncio.sleep(0.5)
        assert not await self.runs(), f"{what}: it runs again"


async def hold(page: Page, motor: Motor, way: str) -> None:
    """Press an arrow, and check that the motor is running."""
    await page.locator(f'{CARD} [data-direction="{way}"]').hover()
    await page.mouse.down()
    await asyncio.sleep(0.3)
    assert await motor.runs(), way


async def check_losses(page: Page, url: str, camera: dict[str, Any]) -> None:
    """Whatever happens in the middle of a move, the motor stops."""
    motor = Motor(camera["control"])

    async def blur() -> None:
        await page.evaluate("window.dispatchEvent(new Event('blur'))")

    async def hide() -> None:
        await page.evaluate(HIDE, True)

    async def break_connection() -> None:
        await page.evaluate(f"{HASS}.connection.socket.close()")  # the frontend connects again by itself

    async def leave() -> None:
        await page.evaluate(
            "history.pushState(null, '', '/profile'); dispatchEvent(new CustomEvent('location-changed'))"
        )

    async def press_escape() -> None:
        await page.locator(f"{CARD} .stage").press("Escape")

    losses: list[Callable[[], Awaitable[None]]] = [blur, hide, break_connection, press_escape, leave]
    for number, lose in enumerate(losses):
        await page.goto(url)
        await page.locator(f"{CARD} .pill.live").wait_for()
        await hold(page, motor, "left" if number % 2 else "right")
        await lose()
        await motor.check_stop(lose.__name__, SOON)
        await page.mouse.up()
        await page.evaluate(HIDE, False)


async def check_keyboard(page: Page, url: str, camera: dict[str, Any]) -> None:
    """The card is one tab stop; from it, keys steer and reach every button."""
    focus = """() => {
        let inside = document.activeElement;
        while (inside?.shadowRoot?.activeElement) inside = inside.shadowRoot.activeElement;
        const host = inside.getRootNode().host;
        return [host?.localName ?? "", inside.className, inside.textContent.trim()];
    }"""
    motor = Motor(camera["control"])
    await page.goto(url)
    await page.locator(f"{CARD} .pill.live").wait_for()
    await page.locator(f"{CARD} .stage").focus()
    await page.keyboard.down("ArrowLeft")
    await asyncio.sleep(0.3)
    assert await motor.runs()
    await page.keyboard.up("ArrowLeft")
    await motor.check_stop("key", SOON)
    await page.keyboard.press("Enter")
    seen = set()
    for _ in range(30):
        seen.add((await page.evaluate(focus))[2])
        await page.keyboard.press("ArrowRight")
    assert {"Motion detection", "Save clip", "Snapshot", "Save this view"} <= seen
    await page.keyboard.press("Escape")
    assert (await page.evaluate(focus))[1] == "stage"
    await page.keyboard.press("Tab")
    assert not (await page.evaluate(focus))[0].startswith("ip-camera-cgi"), "one tab stop"


async def check_sleep(page: Page, url: str, camera: dict[str, Any]) -> None:
    """A suspended page sends nothing: the deadline stops the motor, and resuming does not move it."""
    motor = Motor(camera["control"])
    await page.goto(url)
    await page.locator(f"{CARD} .pill.live").wait_for()
    browser = await page.context.new_cdp_session(page)
    await hold(page, motor, "left")
    await browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    await motor.check_stop("sleep", DEADLINE)
    await browser.send("Page.setWebLifecycleState", {"state": "active"})
    await motor.check_stop("waking up", SOON)
    await page.mouse.up()


async def check_second_finger(client: Client, url: str, camera: dict[str, Any]) -> None:
    """A second finger anywhere on the screen stops the motor."""
    motor = Motor(camera["control"])
    async with browse(viewport=PHONE, has_touch=True, is_mobile=True) as context:
        await sign_in(context, client.url, client.tokens)
        page = await context.new_page()
        await page.goto(url)
        await page.locator(f"{CARD} .pill.live").wait_for()
        browser = await context.new_cdp_session(page)
        box = await page.locator(f'{CARD} [data-direction="right"]').bounding_box()
        assert box is not None
        first = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "id": 1}
        await browser.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [first]})
        await asyncio.sleep(0.3)
        assert await motor.runs()
        fingers = [first, {"x": 40, "y": 20, "id": 2}]
        await browser.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": fingers})
        await motor.check_stop("second finger", SOON)
        await browser.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
