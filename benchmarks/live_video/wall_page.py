"""Many cameras on one page of a real browser: over one WebSocket, and as `mjpeg` streams."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import median

from aiohttp import web

from script.browser import browse

from .measure import cpu_of, started
from .picture import BITS, BLOCK, CHECK_BITS

RATE = 10  # pictures per second of each camera
_SETTLE = 3  # seconds
_WORKER = """
const [blocks, size, bits] = SIZES, canvas = new OffscreenCanvas(blocks * size, 1);
const context = canvas.getContext("2d", {willReadFrequently: true});
const socket = new WebSocket("ws://127.0.0.1:PORT/");
let seen = [];
socket.binaryType = "arraybuffer";
socket.onopen = () => socket.send(JSON.stringify({list: 1, watch:
  Array.from({length: CAMERAS}, (_, at) => ({entity_id: `camera.n${at}`}))}));
socket.onmessage = async ({data}) => {
  if (typeof data === "string") return;
  const picture = await createImageBitmap(new Blob([new Uint8Array(data, 4)], {type: "image/jpeg"}));
  context.drawImage(picture, 0, -size / 2);
  picture.close();
  const pixels = context.getImageData(0, 0, blocks * size, 1).data;
  const row = Array.from({length: bits}, (_, at) => pixels[(at * size + size / 2) * 4] > 127 ? 1 : 0);
  const time = row.reduce((sum, bit) => sum * 2 + bit, 0);
  seen.push([new DataView(data).getUint16(2), (Date.now() - time) & 0xffffff]);
};
onmessage = () => { postMessage(seen); seen = []; };
"""
_WALL = """<script>
const worker = new Worker("/worker.js");
window.take = () => new Promise(done => { worker.onmessage = ({data}) => done(data); worker.postMessage(0); });
</script>"""
_STREAMS = """<script>
for (let at = 0; at < CAMERAS; at++) {
  const picture = new Image(160, 120);
  picture.src = `http://127.0.0.1:PORT/?camera=${at}`;
  document.body.append(picture);
}
window.shown = () => Array.from(document.images).filter(each => each.naturalWidth).length;
</script>"""


@dataclass(frozen=True, slots=True)
class WallPage:
    """What a browser got from a server with many cameras."""

    server: str
    cameras: int
    shown: int  # cameras with pictures
    core: float  # share of a processor that the server took
    rate: float  # pictures per second and camera that were decoded; 0 if unknown
    age: float  # median, milliseconds; 0 if unknown
    most: float


@asynccontextmanager
async def _page(port: int, cameras: int) -> AsyncGenerator[str]:
    """Serve the pages from an origin of their own, so that they take none of the server's connections."""
    replace = {"SIZES": str([BITS + CHECK_BITS, BLOCK, BITS]), "PORT": str(port), "CAMERAS": str(cameras)}

    def answer(text: str, kind: str) -> web.Response:
        for name, value in replace.items():
            text = text.replace(name, value)
        return web.Response(text=text, content_type=kind)

    async def wall(_: web.Request) -> web.Response:
        return answer(_WALL, "text/html")

    async def worker(_: web.Request) -> web.Response:
        return answer(_WORKER, "text/javascript")

    async def streams(_: web.Request) -> web.Response:
        return answer(f"<body>{_STREAMS}", "text/html")

    app = web.Application()
    app.router.add_get("/wall", wall)
    app.router.add_get("/worker.js", worker)
    app.router.add_get("/mjpeg", streams)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def measure_wall_page(server: str, cameras: int, seconds: float) -> WallPage:
    """Show many cameras on a page of Chromium."""
    loop = asyncio.get_running_loop()
    async with (
        started("--as-camera", 0, RATE, 0) as (_, camera),
        started("--as-server", server, *[camera] * cameras) as (pid, port),
        _page(port, cameras) as url,
        browse() as context,
    ):
        page = await context.new_page()
        await page.goto(f"{url}/{server}", wait_until="commit")
        await asyncio.sleep(_SETTLE)
        if server == "wall":
            await page.evaluate("window.take()")
        cpu, began = cpu_of(pid), loop.time()
        await asyncio.sleep(seconds)
        core, took = (cpu_of(pid) - cpu) / (loop.time() - began), loop.time() - began
        if server != "wall":
            return WallPage(server, cameras, await page.evaluate("window.shown()"), core, 0, 0, 0)
        seen = await page.evaluate("window.take()")
        ages = [age for _, age in seen] or [0]
        shown = {camera for camera, _ in seen}
        return WallPage(server, cameras, len(shown), core, len(seen) / took / cameras, median(ages), max(ages))
