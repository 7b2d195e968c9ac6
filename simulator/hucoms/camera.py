"""A camera of the Hucoms family."""

from collections.abc import AsyncGenerator, Iterable
import logging
from typing import override

from ..account import Account, AccountRole, Login
from ..camera import SimulatedCamera
from ..picture import ImageParameters
from ..request import Request
from ..wire import Response
from . import dome, motion_grid, pictures, privacy, video
from .control import Control
from .date import ServerDate
from .daynight import DayNight
from .events import Events, event_part
from .images import Images, Size
from .imaging import Imaging
from .model import HucomsModel
from .output import Output
from .pages import PAGES
from .pictures import Pictures
from .positioning import Positioning
from .responses import Responses
from .store import RefusedError, Store
from .streaming import Streaming

CONTROL = "/cgi-bin/control"
IMAGE = "/cgi-bin/image"
NETWORK = ("netset", "dnsset", "webport")

_LOGGER = logging.getLogger(__name__)


class HucomsCamera(SimulatedCamera):
    """A Hucoms camera; `settings` holds all fields of all pages as "page/field"."""

    personality: HucomsModel

    def __init__(self, model: HucomsModel, accounts: Iterable[Account], *, rtsp_port: int | None = None) -> None:
        super().__init__(model)
        self.personality = model
        self._accounts = {account.name: account for account in accounts}
        self._factory_accounts = dict(self._accounts)
        self._web_port = ""
        self._rtsp_port = rtsp_port
        areas = privacy.page(range(1, model.privacy_areas + 1), model.privacy_areas)
        extra = {"videoset": video.page(model), "motion": motion_grid.page(motion_grid.FINE), "privacy": areas}
        self.store = Store(self.settings, model, {**PAGES, **extra, "ptzf_status": dome.PAGE})
        if rtsp_port:
            self.store.install("rtspset", "rtspport", str(rtsp_port))
        self.dome = dome.Dome(self.world, model, self.store)
        self.output = Output(self.world, self.store)
        self.daynight = DayNight(self.world, self.store)
        motion = motion_grid.MotionGrid(model, self.store)
        self.events = Events(model, self.world, self.store, output=self.output, motion=motion)
        self.date = ServerDate(model, self.clock)
        self.images = Images(model, self.store)
        self._pictures = Pictures(self, self.images)
        self.rtsp = Streaming(
            self.store,
            self.images,
            draw=self.image,
            accounts=lambda: self.accounts,
            loud=lambda: self.world.sound,
            backchannel_fault=lambda: self.faults.backchannel,
            has_sound=model.audio,
        )
        self._imaging = Imaging(model, self.store, self.world, clock=self.clock, daynight=self.daynight, dome=self.dome)
        self._responses = Responses(self)
        self._control = Control(
            model,
            self.store,
            date=self.date,
            dome=self.dome,
            aiming=Positioning(self.world, self.dome),
            motion=motion,
            output=self.output,
        )

    @override
    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start listening, with RTSP if it has a port for that."""
        await super().start(host, port)
        self._web_port = str(self.port)
        self.store.install("webport", "webport", self._web_port)
        if self._rtsp_port is not None:
            self.rtsp.be_at((host, self._rtsp_port))
            await self.rtsp.settled()
            self.store.install("rtspset", "rtspport", str(self.rtsp.port or self._rtsp_port))
            if self.faults.power_cut or self.faults.no_rtsp:
                self.rtsp.be_at(None)
        self.daynight.awake = True

    @override
    async def stop(self) -> None:
        """Stop listening."""
        self._web_port = ""
        self.daynight.awake = False
        self.daynight.cancel()
        self.output.cancel()
        self.dome.stop()
        self.rtsp.be_at(None)
        await self.rtsp.settled()
        await super().stop()

    @override
    def reboot(self) -> None:
        """Restart: unavailable for a while."""
        self.rtsp.be_at(None)
        self.dome.stop()
        super().reboot()

    @override
    def on_power_loss(self) -> None:
        """Switch off, including RTSP."""
        self.rtsp.be_at(None)
        self.dome.stop()
        super().on_power_loss()

    @override
    def on_restart(self) -> None:
        """Apply what takes effect on restart, such as picture sizes."""
        self.images.restart()
        self.date.restart()
        self.output.switch(on=False)
        self.update_inputs()

    def factory_reset(self, *, but_network: bool = False) -> None:
        """Reset to factory settings and restart."""
        self.store.reset(but=NETWORK if but_network else ())
        self._accounts = dict(self._factory_accounts)
        self.dome.presets.clear()
        self.date.reset()
        self.update_inputs()
        self.reboot()

    def update_inputs(self) -> None:
        """Apply changed settings."""
        self.daynight.update()
        self.events.update()
        if self._web_port and self._web_port != (port := self.settings["webport/webport"]):
            self._web_port = port
            try:
                self._tcp_port.move(int(port))
            except OSError as error:
                _LOGGER.warning("Stays at port %s: %s", self.port, error)
        if self._rtsp_port is not None and self._web_port and not self.rebooting and not self.faults.power_cut:
            self.rtsp.be_at(None if self.faults.no_rtsp else (self.host, int(self.settings["rtspset/rtspport"])))
        self.rtsp.drop_unserved()

    @override
    def _fault_changed(self, name: str) -> None:
        super()._fault_changed(name)
        if name == "no_rtsp":
            self.update_inputs()

    @override
    def facts(self) -> dict[str, object]:
        """Return state that only this kind of camera has."""
        return {"talk": self.rtsp.talk.facts() if self.rtsp.talk else None}

    @override
    def talk_wav(self) -> bytes | None:
        """Return the audio sent to its speaker as a WAV file."""
        return self.rtsp.talk.wav() if self.rtsp.talk else None

    # Login

    @property
    @override
    def accounts(self) -> list[Account]:
        """All accounts."""
        return list(self._accounts.values())

    @override
    def set_password(self, name: str, password: str) -> None:
        """Change the password of an account."""
        if name not in self._accounts:
            raise ValueError(f"no such account: {name}")
        self._accounts[name] = Account(name, password, self._accounts[name].role)

    @override
    def authenticate(self, request: Request) -> Login | None:
        """Check id and passwd of a request."""
        account = self._accounts.get(request.params.get("id", ""))
        right = account is not None and account.password == request.params.get("passwd", "")
        return Login(account, "query") if account and right else None

    @override
    def unauthorized(self) -> Response:
        """Refuse a login."""
        return self._responses.unauthorized()

    @override
    def bad_request(self) -> Response:
        """Answer a malformed request."""
        return self._responses.failure(400)

    # Requests

    @override
    async def respond(self, request: Request, login: Login | None) -> Response:
        """Return the response to a request."""
        name = self._cgi(request)
        if name is None or request.method not in ("GET", "POST"):
            return self._responses.failure(404 if request.method in ("GET", "POST") else 501)
        picture = name in pictures.NAMES
        needed = self.personality.needs(f"{name}.cgi", AccountRole.VISITOR if picture else AccountRole.ADMIN)
        if refusal := self._refusal(login, needed, api=not picture):
            return refusal
        if recorded := self._recorded(name, request):
            return recorded
        try:
            if picture:
                return self._pictures.answer(name, request)
            return self._request_event(request) if name == "requestevent" else self._obey(name, request)
        except RefusedError as refused:
            return self._responses.error(str(refused))

    @override
    def refuse_login(self, request: Request) -> Response:
        """Refuse the login of a request; a page that does not exist asks for none."""
        return self._responses.failure(404) if self._cgi(request) is None else self.unauthorized()

    def _cgi(self, request: Request) -> str | None:
        """Return the name of the requested CGI, or None if the camera does not have it."""
        folder, _, cgi = request.path.rpartition("/")
        name = cgi.removesuffix(".cgi")
        if name == cgi or not self.personality.has(name):
            return None
        if folder == IMAGE:
            return name if name in pictures.NAMES else None
        return name if folder == CONTROL and (name == "requestevent" or self._control.knows(name)) else None

    def _recorded(self, name: str, request: Request) -> Response | None:
        """Return the recorded response of a real camera."""
        if self.recording is None:
            return None
        if self.recording.lacks(request):
            return self._responses.failure(404)
        page = "camcolor-night" if request.params.get("action") == "getncolor" else name
        lines: list[str] = []
        shown = self.recording.sections_for(request)
        for section, fields in shown.items():
            lines += [f"[{section}]"] if section else []
            for field, value in fields.items():
                stored = f"{page}/{field}"
                now = self.settings[stored] if self.recording.changed(self.settings, stored) else value
                lines.append(f"{field} = {now}")
        return self._responses.text(lines) if shown else None

    def _refusal(self, login: Login | None, needed: AccountRole, *, api: bool) -> Response | None:
        if login is None and needed:
            return self.unauthorized()
        if api and not self.store.is_on("httpapi", "apictrlstatus"):
            return self._responses.api_off()
        return self._responses.not_admin() if login and login.account.role < needed else None

    def _obey(self, name: str, request: Request) -> Response:
        self.store.remarks = self.wire.remarks
        self._control.host = request.headers.get("host", self.host).partition(":")[0]
        params = {sent: value for sent, value in request.params.items() if sent not in ("id", "passwd", "action")}
        action = request.params.get("action", "")
        lines = self._control.obey(name, action, params)
        self.events.update()
        if not lines:
            return self._responses.unknown_action() if lines is None else self._responses.nothing_to_tell()
        if name != "reboot":
            return self._responses.text(lines, afterwards=self.update_inputs)
        deeds = {
            "setreboot": self.reboot,
            "setfactory": self.factory_reset,
            "setfactoryexip": lambda: self.factory_reset(but_network=True),
        }
        return self._responses.text(lines, afterwards=deeds[action])

    def _request_event(self, request: Request) -> Response:
        if request.params.get("action") != "getevent":
            return self._responses.unknown_action()
        wanted = self.events.wanted(request.params.get("eventtype", ""))
        kind_of_stream = "multipart/x-mixed-replace; boundary=eventlist"
        headers = (("Content-Type", kind_of_stream), ("Connection", "close"))
        return Response(headers=headers, stream=self._announce(wanted))

    async def _announce(self, wanted: tuple[str, ...]) -> AsyncGenerator[bytes]:
        async for states in self.events.subscribe(wanted, lambda: self.faults.event_silence):
            yield event_part(states, self.wire)

    # Pictures

    @override
    def picture(self, size: Size) -> bytes:
        """Return a JPEG."""
        self.daynight.update()
        return super().picture(size)

    @override
    def image_parameters(self, size: Size) -> ImageParameters:
        """Return how the picture is rendered."""
        return self._imaging.parameters(size, self.events.states())
