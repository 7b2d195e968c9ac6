"""Age of pictures shown in a browser: Chromium reads the time of exposure from the pixels on its page."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import median
import time
from typing import Any

from aiohttp import web

from script.browser import browse

from .picture import BITS, BLOCK, CHECK_BITS, draw_picture

_PAGE = """<img src="/live"><script>
const [blocks, size, bits] = SIZES, canvas = new OffscreenCanvas(640, 480);
const context = canvas.getContext("2d", {willReadFrequently: true}), picture = document.images[0];
const began = Date.now();
window.seen = [];
window.first = window.lost = null;
let last = null;
function look() {
  requestAnimationFrame(look);
  if (!picture.naturalWidth) return;
  context.drawImage(picture, 0, 0);
  const now = Date.now(), pixels = context.getImageData(0, size / 2, blocks * size, 1).data;
  const row = Array.from({length: blocks}, (_, at) => pixels[(at * size + size / 2) * 4] > 127 ? 1 : 0);
  const number = some => some.reduce((sum, bit) => sum * 2 + bit, 0);
  const time = number(row.slice(0, bits)), check = number(row.slice(bits));
  if (((time ^ (time >> 8) ^ (time >> 16) ^ 255) & 255) !== check) {
    if (last !== null) window.lost ??= now;
    return;
  }
  if (time === last) return;
  window.first ??= now - began;
  window.seen.push((now - time) & 0xffffff);
  [last, window.changed] = [time, now];
}
look();
</script>""".replace("SIZES", str([BITS + CHECK_BITS, BLOCK, BITS]))


@dataclass(frozen=True)
class Delay:
    """Age of the pictures of one stream in a browser, in milliseconds."""

    framing: str
    rate: float
    age: float
    most: float
    first: float
    lost: float | None
    """From the last picture until the page showed that there are no more, where that was measured."""


@asynccontextmanager
async def _serving(
    serve: Callable[[web.Request, Any], Awaitable[web.StreamResponse]], rate: float, plugged: asyncio.Event
) -> AsyncGenerator[str]:
    from custom_components.ip_camera_cgi.protocol import MjpegHub  # noqa: PLC0415

    async def pictures() -> AsyncGenerator[bytes]:
        due = time.monotonic()
        while True:
            await plugged.wait()
            yield draw_picture()
            due += 1 / rate
            await asyncio.sleep(max(0, due - time.monotonic()))

    async def page(_: web.Request) -> web.Response:
        return web.Response(text=_PAGE, content_type="text/html")

    hub = MjpegHub(pictures)
    app = web.Application()
    app.router.add_get("/", page)
    app.router.add_get("/live", lambda request: serve(request, hub))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await hub.close()
        await runner.cleanup()


async def measure_delay(framing: str, rate: float, pictures: int, *, unplug: bool = False) -> Delay:
    """Watch some pictures in Chromium; then stop the stream if requested."""
    from custom_components.ip_camera_cgi.live.live_view import serve_live, serve_player  # noqa: PLC0415

    serve = {"browser": serve_live, "player": serve_player}[framing]
    plugged = asyncio.Event()
    plugged.set()
    async with _serving(serve, rate, plugged) as url, browse() as context:
        page = await context.new_page()
        await page.goto(url, wait_until="commit")
        await page.wait_for_function(f"window.seen?.length > {pictures}", timeout=(pictures + 3) / rate * 1000 + 10_000)
        ages = (await page.evaluate("window.seen"))[1:]
        lost = None
        if unplug:
            plugged.clear()
            await page.wait_for_function("window.lost !== null", timeout=30_000)
            lost = await page.evaluate("window.lost - window.changed")
        return Delay(framing, rate, median(ages), max(ages), await page.evaluate("window.first"), lost)
