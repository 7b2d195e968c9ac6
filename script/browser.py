"""A real browser for end-to-end tests and screenshots: Debian's Chromium, driven by Playwright."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
import shutil
from time import time
from typing import Any

from playwright.async_api import BrowserContext, async_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = ("--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required")
DESKTOP = {"width": 1280, "height": 1400}
PHONE = {"width": 390, "height": 844}


def chromium() -> str | None:
    """Return the browser of this machine."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


@asynccontextmanager
async def browse(**how: Any) -> AsyncIterator[BrowserContext]:
    """Run a browser with an empty profile; `how` are options of its context.

    Raises:
        RuntimeError: Chromium is not installed.
    """
    program = chromium()
    if program is None:
        raise RuntimeError("there is no Chromium here (Debian: apt install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=_OPTIONS)
        try:
            yield await browser.new_context(**{"viewport": DESKTOP, **how})
        finally:
            await browser.close()


async def sign_in(context: BrowserContext, url: str, tokens: dict[str, Any]) -> None:
    """Store tokens for Home Assistant's frontend, as after a login."""
    expires = int((time() + tokens["expires_in"]) * 1000)
    kept = json.dumps({**tokens, "hassUrl": url, "clientId": f"{url}/", "expires": expires})
    await context.add_init_script(f"localStorage.setItem('hassTokens', {json.dumps(kept)})")
