"""Control interface: JSON over HTTP, for tests and for manual experiments."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from . import front_page
from .camera import SimulatedCamera
from .faults import ABOUT, CHOICES, NAMES, Faults
from .loopback import local_only
from .world import SWITCHES

SIZES = {"netwave": (640, 480), "hucoms": (640, 360)}  # size of the preview picture

type Handler = Callable[[web.Request], Awaitable[web.Response]]


class Control:
    """Serves world and faults of one camera on a port of its own, and adds a web page to the camera."""

    def __init__(self, camera: SimulatedCamera) -> None:
        self.port = 0
        self._camera = camera
        self._runner: web.AppRunner | None = None

    @property
    def address(self) -> str:
        """Base URL."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self, port: int = 0) -> None:
        """Start listening; port 0 selects a free port."""
        app = web.Application(middlewares=[local_only])
        app.router.add_get("/", self._index)
        app.router.add_get("/state", self._state)
        app.router.add_get("/picture", self._picture)
        app.router.add_get("/talk.wav", self._talk_recording)
        app.router.add_get("/faults", self._list_faults)
        orders: dict[str, Handler] = {
            "point": self._point,
            "fault": self._fault,
            "well": self._clear_faults,
            "power": self._power,
            "reboot": self._reboot,
            "password": self._password,
        } | {name: self._switch(name) for name in SWITCHES}
        for name, order in orders.items():
            app.router.add_post(f"/{name}", order)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.port = self._runner.addresses[0][1]
        self._camera.front_page = lambda request: front_page.answer(request, self.address)

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner:
            self._camera.front_page = lambda _: None
            await self._runner.cleanup()

    def state(self) -> dict[str, object]:
        """Return the complete state of the camera."""
        camera = self._camera
        parameters = camera.image_parameters(SIZES["netwave"])
        requested = [
            {"path": request.path, "account": request.account, "login": request.login}
            for request in camera.requests[-20:]
        ]
        accounts = [
            {"name": account.name, "password": account.password, "level": account.role.name.lower()}
            for account in camera.accounts
        ]
        return {
            "name": parameters.name,
            "model": camera.personality.model,
            "firmware": camera.personality.firmware,
            "clock": parameters.clock,
            "address": camera.address,
            "control": self.address,
            "dialect": camera.personality.dialect,
            "personality": camera.personality.name,
            "accounts": accounts,
            "away": camera.rebooting,
            "world": camera.world.facts(),
            "faults": camera.faults.facts(),
            "settings": camera.settings,
            "open_streams": camera.open_streams,
            "connections_seen": camera.connections_seen,
            "asked": requested,
            **camera.facts(),
        }

    async def _index(self, request: web.Request) -> web.Response:
        if "text/html" in request.headers.get("Accept", ""):
            return web.Response(body=front_page.page(), content_type="text/html")
        return await self._state(request)

    async def _state(self, _: web.Request) -> web.Response:
        return web.json_response(self.state())

    async def _picture(self, _: web.Request) -> web.Response:
        """Serve the picture without login and faults."""
        camera = self._camera
        jpeg = camera.image_sensor.picture(camera.image_parameters(SIZES[camera.personality.dialect]))
        return web.Response(body=jpeg, content_type="image/jpeg", headers={"Cache-Control": "no-store"})

    async def _talk_recording(self, _: web.Request) -> web.Response:
        """Serve the audio that was sent to the camera's speaker."""
        wav = self._camera.talk_wav()
        if wav is None:
            raise web.HTTPNotFound(text="no audio was received")
        return web.Response(body=wav, content_type="audio/wav", headers={"Cache-Control": "no-store"})

    async def _list_faults(self, _: web.Request) -> web.Response:
        """List all faults."""
        facts = {}
        for name, about in ABOUT.items():
            default = getattr(Faults, name)
            facts[name] = {"about": about, "kind": type(default).__name__, "default": default}
            if name in CHOICES:
                facts[name]["choices"] = CHOICES[name]
        return web.json_response(facts)

    def _switch(self, name: str) -> Handler:
        async def switch(request: web.Request) -> web.Response:
            setattr(self._camera.world, name, await _json_switch(request))
            return await self._state(request)

        return switch

    async def _power(self, request: web.Request) -> web.Response:
        self._camera.faults.power_cut = not await _json_switch(request)
        return await self._state(request)

    async def _point(self, request: web.Request) -> web.Response:
        body = await _json_object(request)
        for name in ("pan", "tilt", "zoom"):
            if isinstance(value := body.get(name), int | float):
                setattr(self._camera.world, name, float(value))
        return await self._state(request)

    async def _fault(self, request: web.Request) -> web.Response:
        body = await _json_object(request)
        try:
            self._camera.faults.set(str(body.get("name")), body.get("value", True))
        except OSError as error:
            raise web.HTTPConflict(text=f"the camera cannot move there: {error.strerror}") from error
        except (TypeError, ValueError, OverflowError) as error:
            raise web.HTTPBadRequest(text=f"{error}; there are {', '.join(NAMES)}") from error
        return await self._state(request)

    async def _clear_faults(self, request: web.Request) -> web.Response:
        self._camera.faults.clear()
        return await self._state(request)

    async def _reboot(self, request: web.Request) -> web.Response:
        self._camera.reboot()
        return await self._state(request)

    async def _password(self, request: web.Request) -> web.Response:
        body = await _json_object(request)
        try:
            self._camera.set_password(str(body.get("user", "admin")), str(body["password"]))
        except (KeyError, ValueError) as error:
            raise web.HTTPBadRequest(text=str(error)) from error
        return await self._state(request)


async def _json_object(request: web.Request) -> dict[str, object]:
    try:
        body = await request.json()
    except ValueError as error:
        raise web.HTTPBadRequest(text="that is no JSON") from error
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="say it as a JSON object")
    return body


async def _json_switch(request: web.Request) -> bool:
    on = (await _json_object(request)).get("on")
    if not isinstance(on, bool):
        raise web.HTTPBadRequest(text='say {"on": true} or {"on": false}')
    return on
