"""A camera that is not there: what all of them have in common."""

from abc import ABC, abstractmethod
import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from time import monotonic
from typing import Self

from PIL import Image

from .account import Account, Login
from .clock import Clock
from .faults import Faults
from .http_protocol import HttpProtocol, RawRequest
from .personality import Personality
from .picture import ImageParameters, ImageSensor
from .power import PowerSupply
from .recording import Recording
from .request import ReceivedRequest, Request
from .tcp_port import TcpPort
from .wire import Response, ResponseSender, Wire
from .world import World

type Frame = tuple[bytes, bytes, bytes]  # what stands before a picture, the picture, what stands behind it


class SimulatedCamera(ABC):
    """One camera on 127.0.0.1, from the socket to the picture."""

    any_case = False  # whether the names of parameters may be written in capitals

    def __init__(self, personality: Personality) -> None:
        self.personality = personality
        self.wire = personality.wire
        self.settings: dict[str, str] = {}
        self.clock = Clock()
        self.world = World()
        self.faults = Faults()
        self.image_sensor = ImageSensor(self.world)
        self.requests: list[ReceivedRequest] = []
        self.on_send: Callable[[bytes], None] = lambda _: None  # is told all that it sends, when it does
        self.open_streams = 0
        self.reboot_seconds = 3.0
        self.reboots = 0
        self.recording: Recording | None = None  # what a real camera said, which is what this one says, too
        self._tcp_port = TcpPort(self._serve)
        self._power_supply = PowerSupply(self._tcp_port, self.faults, self.on_restart)
        self._password_before: str | None = None
        self.front_page: Callable[[Request], Response | None] = lambda _: None
        self.faults.subscribe(self._fault_changed)

    # Where it is

    @property
    def host(self) -> str:
        """The address it listens at."""
        return self._tcp_port.host

    @property
    def port(self) -> int:
        """The port it listens at."""
        return self._tcp_port.port

    @property
    def address(self) -> str:
        """The start of every URL."""
        return f"http://{self.host}:{self.port}"

    @property
    def connections_seen(self) -> int:
        """How many connections it has accepted."""
        return self._tcp_port.accepted

    @property
    def connections_open(self) -> int:
        """How many connections it has at the moment, those that wait to be let in among them."""
        return self._tcp_port.connected

    @property
    def rebooting(self) -> bool:
        """Whether it is rebooting."""
        return self._power_supply.rebooting

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Plug it in; port 0 takes any that is free."""
        self._tcp_port.reserve(host, port)
        for name in self.faults.facts():
            self._fault_changed(name)
        if opening := self._power_supply.update():
            await opening

    async def stop(self) -> None:
        """Unplug it."""
        self._power_supply.cancel_boot()
        await self._tcp_port.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # What can be done to it

    def reboot(self) -> None:
        """Go away for a while and come back."""
        if self.faults.power_cut:
            return
        self.hang_up()
        self.reboots += 1
        self._power_supply.boot(self.reboot_seconds)

    def hang_up(self, *, reset: bool = False) -> None:
        """Cut every connection, in the middle of whatever it is at."""
        if reset:
            self._tcp_port.reset()
        else:
            self._tcp_port.hang_up()

    @abstractmethod
    def set_password(self, name: str, password: str) -> None:
        """Change the password of an account."""

    @property
    @abstractmethod
    def accounts(self) -> Iterable[Account]:
        """Who may log in."""

    @abstractmethod
    def on_restart(self) -> None:
        """Do what this camera does when it has started again."""

    def on_power_loss(self) -> None:
        """Let everything go dead that is not the listener."""
        self.world.stop()

    def _fault_changed(self, name: str) -> None:
        faults = self.faults
        match name:
            case "clock_jump":
                self.clock.jump(faults.clock_jump)
            case "password":
                self._change_password()
        if not self._tcp_port.reserved:
            return
        match name:
            case "refuse":
                self._power_supply.update()
            case "connections" | "too_many":
                self._tcp_port.set_limit(faults.connections, hang=faults.too_many == "hang")
            case "moved":
                self._tcp_port.move(faults.moved)
            case "power_cut":
                self._power_supply.power_changed(self.reboot_seconds)
                if faults.power_cut:
                    self.on_power_loss()

    def _change_password(self) -> None:
        first = next(iter(self.accounts))
        if self._password_before is None:
            self._password_before = first.password
        self.set_password(first.name, self.faults.password or self._password_before)
        if not self.faults.password:
            self._password_before = None

    # What it answers

    @abstractmethod
    async def respond(self, request: Request, login: Login | None) -> Response:
        """Answer a request."""

    @abstractmethod
    def authenticate(self, request: Request) -> Login | None:
        """Find out who asks."""

    @abstractmethod
    def unauthorized(self) -> Response:
        """Say that the login is wrong."""

    @abstractmethod
    def bad_request(self) -> Response:
        """Say that this is no request, or a much too long one."""

    async def _serve(self, protocol: HttpProtocol, raw: RawRequest) -> None:
        request = Request.read(raw, plus_is_blank=self.wire.plus_is_blank, any_case=self.any_case)
        login = self.authenticate(request)
        if login is None and self.faults.anybody:
            login = Login(next(iter(self.accounts)), "none")
        name, way = (login.account.name, login.scheme) if login else (None, None)
        if raw.is_http:
            length = raw.length + len(raw.body)
            self.requests.append(ReceivedRequest(request.path, dict(request.params), name, way, monotonic(), length))
        faults = self.faults if self.faults.apply_to(request.path) else None
        if faults and faults.slow:
            await asyncio.sleep(faults.slow)
        if faults and faults.silent:
            await asyncio.Event().wait()
        reply = ResponseSender(protocol, self.on_send)
        if page := self.front_page(request):
            await reply.send(page, Wire(), request.page, faults)
            return
        if not raw.is_http:
            answer = self.bad_request()
        elif faults and faults.refuse_login():
            answer = self.unauthorized()
        elif faults and faults.deaf:
            answer = await self._answer_without_effect(request, login)
        else:
            answer = await self.respond(request, login)
        self.open_streams += answer.video
        try:
            await reply.send(answer, self.wire, request.page, faults)
        finally:
            self.open_streams -= answer.video

    async def _answer_without_effect(self, request: Request, login: Login | None) -> Response:
        """Answer as if it were done, and forget what has changed."""
        settings, error = dict(self.settings), self.clock.error
        with self.world.frozen():
            answer = await self.respond(request, login)
        self.settings.clear()
        self.settings.update(settings)
        self.clock.jump(error)
        return answer

    def facts(self) -> dict[str, object]:
        """Tell what only cameras of this kind have."""
        return {}

    def talk_wav(self) -> bytes | None:
        """Give what was said to its loudspeaker as a WAV file, if anything was."""
        return None

    # What it sees

    @abstractmethod
    def image_parameters(self, size: tuple[int, int]) -> ImageParameters:
        """Tell how the sensor is set up."""

    def image(self, size: tuple[int, int]) -> Image.Image:
        """Take a picture for whoever encodes it in another way."""
        return self.image_sensor.image(self.image_parameters(size))

    def picture(self, size: tuple[int, int]) -> bytes:
        """Take a JPEG, spoiled if the camera is to be broken."""
        jpeg = self.image_sensor.picture(self.image_parameters(size))
        return jpeg[: len(jpeg) * 2 // 3] if self.faults.truncated_picture else jpeg

    async def video(self, frame: Callable[[], Frame], seconds: float) -> AsyncGenerator[bytes]:
        """Film: all who watch at the same pace get their pictures at the same moment."""
        pace = max(seconds, 1 / self.personality.frames_per_second)
        while True:
            head, jpeg, tail = frame()
            if self.faults.stalled_stream:
                yield head + jpeg[: len(jpeg) // 2]
                await asyncio.Event().wait()
            yield head + jpeg + tail
            left = pace - monotonic() % pace
            await asyncio.sleep(left if left > pace / 2 else left + pace)
