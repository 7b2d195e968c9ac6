"""A real browser looks at Home Assistant: Debian's Chromium, told what to do through the DevTools protocol."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
import json
import os
import shutil
import signal
from tempfile import TemporaryDirectory
from time import time
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--autoplay-policy=no-user-gesture-required", "--window-size=1280,1400", "--remote-debugging-pipe"),
)
# Chromium talks at its descriptors 3 and 4, and ends when they are closed: also when we are gone.
PIPES = 'exec "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1'
PICTURES = """(() => {
    const found = [];
    const look = root => root.querySelectorAll("*").forEach(element => {
        if (element.localName === "img" || element.localName === "video")
            found.push({
                kind: element.localName,
                source: element.currentSrc || element.src || "",
                width: element.naturalWidth || element.videoWidth || 0,
                seconds: element.currentTime || 0,
            });
        if (element.shadowRoot) look(element.shadowRoot);
    });
    look(document);
    return found;
})()"""
"""Finds what is drawn, also inside Home Assistant's web components."""


DRAWN = """(() => {
    const canvas = new OffscreenCanvas(64, 48).getContext("2d", { willReadFrequently: true });
    const texts = [];
    const look = root => root.querySelectorAll("*").forEach(element => {
        if (element.localName === "img" && element.src.includes("camera_proxy_stream")) {
            if (element.naturalWidth) canvas.drawImage(element, 0, 0, 64, 48);
            texts.push(element.naturalWidth ? canvas.getImageData(0, 0, 64, 48).data.join("") : "");
        }
        if (element.shadowRoot) look(element.shadowRoot);
    });
    look(document);
    return texts;
})()"""
"""Tells what each live picture shows at the moment."""
PLACE = """(icon => {
    const look = root => [...root.querySelectorAll("*")].flatMap(element => [
        ...(element.localName === "ha-icon" && element.icon === icon ? [element] : []),
        ...(element.shadowRoot ? look(element.shadowRoot) : []),
    ]);
    const [found] = look(document);
    found.scrollIntoView({ block: "center" });
    const box = found.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
})"""
"""Tells where an icon is in the window."""
MORE = """(count => {
    const look = root => [...root.querySelectorAll("*")].flatMap(element => [
        ...(element.localName === "img" && element.src.includes("camera_proxy_stream") ? [element] : []),
        ...(element.shadowRoot ? look(element.shadowRoot) : []),
    ]);
    const source = look(document)[0].src;
    for (let number = 0; number < count; number++)
        document.body.append(Object.assign(new Image(120, 90), { src: `${source}&view=${number}` }));
})"""
"""Shows the first live picture so many times more."""


def chromium() -> str | None:
    """Return the browser of this machine."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class BrowserError(Exception):
    """The browser did not do what it was told."""


class Browser:
    """One page of a browser."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.complaints: list[str] = []
        self._reader = reader
        self._writer = writer
        self._page = ""
        self._count = 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Give a command of the DevTools protocol; return its result."""
        self._count += 1
        command = {"id": self._count, "method": method, "params": params}
        if self._page:
            command["sessionId"] = self._page
        self._writer.write(json.dumps(command).encode() + b"\0")
        answer = self._answers[self._count] = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(60):
            message = await answer
        if "error" in message:
            raise BrowserError(f"{method}: {message['error']}")
        return message["result"]  # type: ignore[no-any-return]

    async def listen(self) -> None:
        """Take what the browser says for as long as it runs."""
        with suppress(asyncio.IncompleteReadError):
            while True:
                message = json.loads((await self._reader.readuntil(b"\0"))[:-1])
                if answer := self._answers.pop(message.get("id", 0), None):
                    answer.set_result(message)
                elif message.get("method") == "Runtime.exceptionThrown":
                    self.complaints.append(json.dumps(message["params"]["exceptionDetails"]))
        for answer in self._answers.values():
            answer.set_exception(BrowserError("the browser ended"))

    async def attach(self) -> None:
        """Take the page that the browser opens with."""
        targets = (await self.send("Target.getTargets"))["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        self._page = (await self.send("Target.attachToTarget", targetId=page, flatten=True))["sessionId"]
        await self.send("Page.enable")
        await self.send("Runtime.enable")

    async def sign_in(self, url: str, tokens: dict[str, Any]) -> None:
        """Let Home Assistant's frontend find these tokens, as if somebody had signed in."""
        expires = int((time() + tokens["expires_in"]) * 1000)
        kept = json.dumps({**tokens, "hassUrl": url, "clientId": f"{url}/", "expires": expires})
        source = f"localStorage.setItem('hassTokens', {json.dumps(kept)})"
        await self.send("Page.addScriptToEvaluateOnNewDocument", source=source)

    async def open(self, url: str) -> None:
        """Go to a page."""
        await self.send("Page.navigate", url=url)

    async def run(self, script: str) -> Any:
        """Return the value of a JavaScript expression."""
        answer = await self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise BrowserError(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    async def pictures(self) -> list[dict[str, Any]]:
        """Return the camera pictures and videos in the page that have arrived."""
        found = await self.run(PICTURES)
        return [
            each for each in found if each["width"] and ("camera_proxy" in each["source"] or each["kind"] == "video")
        ]

    async def show_more(self, count: int) -> None:
        """Open so many more views of the first live picture."""
        await self.run(f"{MORE}({count})")

    async def press(self, icon: str, seconds: float) -> None:
        """Press the mouse's button on an icon, and release it after a while."""
        x, y = await self.run(f"{PLACE}({json.dumps(icon)})")
        where = {"x": x, "y": y, "button": "left", "clickCount": 1}
        await self.send("Input.dispatchMouseEvent", type="mousePressed", **where)
        await asyncio.sleep(seconds)
        await self.send("Input.dispatchMouseEvent", type="mouseReleased", **where)

    async def wait_for_change(self, views: int, patience: float = 30) -> None:
        """Wait until each of so many live pictures has changed."""
        before = await self.run(DRAWN)
        changed: set[int] = set()
        try:
            async with asyncio.timeout(patience):
                while len(changed) < views:
                    await asyncio.sleep(0.3)
                    now = await self.run(DRAWN)
                    changed |= {at for at, (new, old) in enumerate(zip(now, before, strict=False)) if new != old}
        except TimeoutError:
            raise BrowserError(f"only {len(changed)} of {views} have changed after {patience:.0f} seconds") from None

    async def wait_for_pictures(self, count: int, patience: float = 60) -> list[dict[str, Any]]:
        """Wait until so many camera pictures have arrived and videos play; return them."""
        found: list[dict[str, Any]] = []
        try:
            async with asyncio.timeout(patience):
                while len(found) < count:
                    await asyncio.sleep(0.5)
                    found = [each for each in await self.pictures() if each["kind"] == "img" or each["seconds"]]
        except TimeoutError:
            raise BrowserError(f"only {found} after {patience:.0f} seconds") from None
        return found

    async def screenshot(self) -> bytes:
        """Return a picture of the page, as PNG."""
        return base64.b64decode((await self.send("Page.captureScreenshot", format="png"))["data"])


@asynccontextmanager
async def browse() -> AsyncIterator[Browser]:
    """Run a browser with an empty profile."""
    program = chromium()
    if program is None:
        raise BrowserError("there is no Chromium here (Debian: apt install chromium)")
    with TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            *("sh", "-c", PIPES, "sh", program, *OPTIONS, f"--user-data-dir={profile}", "about:blank"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
            limit=2**26,  # a screenshot comes in one piece
        )
        assert process.stdin and process.stdout  # noqa: S101, PT018 - both were asked for
        browser = Browser(process.stdout, process.stdin)
        listening = asyncio.create_task(browser.listen())
        try:
            await browser.attach()
            yield browser
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
            await listening
