"""The simulator's own interface: JSON over HTTP, for tests and for people who want to try things."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from .camera import SimulatedCamera
from .faults import NAMES
from .world import SWITCHES


class Control:
    """Serves the world and the faults of one camera on a port of its own."""

    def __init__(self, camera: SimulatedCamera) -> None:
        self.port = 0
        self._camera = camera
        self._runner: web.AppRunner | None = None

    @property
    def address(self) -> str:
        """The start of every URL."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self, port: int = 0) -> None:
        """Listen; port 0 takes any that is free."""
        app = web.Application()
        app.router.add_get("/", self._tell)
        for name in SWITCHES:
            app.router.add_post(f"/{name}", self._switch(name))
        app.router.add_post("/point", self._point)
        app.router.add_post("/fault", self._fault)
        app.router.add_post("/reboot", self._reboot)
        app.router.add_post("/password", self._password)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner:
            await self._runner.cleanup()

    def state(self) -> dict[str, object]:
        """Tell all there is to know about the camera."""
        camera = self._camera
        asked = [{"path": ask.path, "account": ask.account, "login": ask.login} for ask in camera.asked[-20:]]
        return {
            "address": camera.address,
            "dialect": camera.personality.dialect,
            "personality": camera.personality.name,
            "away": camera.away,
            "world": camera.world.facts(),
            "faults": camera.faults.facts(),
            "settings": camera.settings,
            "open_streams": camera.open_streams,
            "connections_seen": camera.connections_seen,
            "asked": asked,
        }

    async def _tell(self, _: web.Request) -> web.Response:
        return web.json_response(self.state())

    def _switch(self, name: str) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def switch(request: web.Request) -> web.Response:
            on = (await _said(request)).get("on")
            if not isinstance(on, bool):
                raise web.HTTPBadRequest(text='say {"on": true} or {"on": false}')
            setattr(self._camera.world, name, on)
            return await self._tell(request)

        return switch

    async def _point(self, request: web.Request) -> web.Response:
        said = await _said(request)
        for name in ("pan", "tilt", "zoom"):
            if isinstance(value := said.get(name), int | float):
                setattr(self._camera.world, name, float(value))
        return await self._tell(request)

    async def _fault(self, request: web.Request) -> web.Response:
        said = await _said(request)
        try:
            self._camera.faults.set(str(said.get("name")), said.get("value", True))
        except (TypeError, ValueError) as error:
            raise web.HTTPBadRequest(text=f"{error}; there are {', '.join(NAMES)}") from error
        return await self._tell(request)

    async def _reboot(self, request: web.Request) -> web.Response:
        self._camera.reboot()
        return await self._tell(request)

    async def _password(self, request: web.Request) -> web.Response:
        said = await _said(request)
        try:
            self._camera.set_password(str(said.get("user", "admin")), str(said["password"]))
        except (KeyError, ValueError) as error:
            raise web.HTTPBadRequest(text=str(error)) from error
        return await self._tell(request)


async def _said(request: web.Request) -> dict[str, object]:
    try:
        said = await request.json()
    except ValueError as error:
        raise web.HTTPBadRequest(text="that is no JSON") from error
    if not isinstance(said, dict):
        raise web.HTTPBadRequest(text="say it as a JSON object")
    return said
