"""Live pictures as browsers and players want them."""

from contextlib import aclosing, suppress

from aiohttp import web

from .protocol import BOUNDARY, MjpegHub


async def show_live(request: web.Request, hub: MjpegHub) -> web.StreamResponse:
    """Answer with the pictures of a hub for as long as somebody looks."""
    response = web.StreamResponse(
        headers={"Content-Type": f"multipart/x-mixed-replace; boundary={BOUNDARY}", "Cache-Control": "no-store"}
    )
    await response.prepare(request)
    with suppress(ConnectionError):  # the viewer left
        await response.write(f"--{BOUNDARY}\r\n".encode())
        async with aclosing(hub.watch()) as frames:
            async for frame in frames:
                await response.write(frame.part)
    return response
