"""Base class of the simulated cameras."""

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

type Frame = tuple[bytes, bytes, bytes]  # header of the part, picture, trailer


class SimulatedCamera(ABC):
    """One camera on 127.0.0.1, from socket to picture."""

    any_case = False  # whether parameter names are case-insensitive

    def __init__(self, personality: Personality) -> None:
        self.personality = personality
        self.wire = personality.wire
        self.settings: dict[str, str] = {}
        self.clock = Clock()
        self.world = World()
        self.faults = Faults()
        self.image_sensor = ImageSensor(self.world)
        self.requests: list[ReceivedRequest] = []
        self.on_send: Callable[[bytes], None] = lambda _: None  # called with all bytes that the camera sends
        self.open_streams = 0
        self.reboot_seconds = 3.0
        self.reboots = 0
        self.recording: Recording | None = None  # recorded answers of a real camera, which take precedence
        self._tcp_port = TcpPort(self._serve)
        self._power_supply = PowerSupply(self._tcp_port, self.faults, self.on_restart)
        self._password_before: str | None = None
        self.front_page: Callable[[Request], Response | None] = lambda _: None
        self.faults.subscribe(self._fault_changed)

    # Address and power

    @property
    def host(self) -> str:
        """Address it listens on."""
        return self._tcp_port.host

    @property
    def port(self) -> int:
        """Port it listens on."""
        return self._tcp_port.port

    @property
    def address(self) -> str:
        """Base URL."""
        return f"http://{self.host}:{self.port}"

    @property
    def connections_seen(self) -> int:
        """Number of connections accepted so far."""
        return self._tcp_port.accepted

    @property
    def connections_open(self) -> int:
        """Number of open connections, including those waiting for admission."""
        return self._tcp_port.connected

    @property
    def rebooting(self) -> bool:
        """Whether it is restarting."""
        return self._power_supply.rebooting

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start listening; port 0 selects a free port."""
        self._tcp_port.reserve(host, port)
        for name in self.faults.facts():
            self._fault_changed(name)
        if opening := self._power_supply.update():
            await opening

    async def stop(self) -> None:
        """Stop listening."""
        self._power_supply.cancel_boot()
        await self._tcp_port.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # Commands

    def reboot(self) -> None:
        """Restart: unavailable for a while."""
        if self.faults.power_cut:
            return
        self.hang_up()
        self.reboots += 1
        self._power_supply.boot(self.reboot_seconds)

    def hang_up(self, *, reset: bool = False) -> None:
        """Close every connection at once."""
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
        """All accounts."""

    @abstractmethod
    def on_restart(self) -> None:
        """Do what this camera does after a restart."""

    def on_power_loss(self) -> None:
        """Switch off everything besides the TCP port."""
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

    # Requests

    @abstractmethod
    async def respond(self, request: Request, login: Login | None) -> Response:
        """Return the response to a request."""

    @abstractmethod
    def authenticate(self, request: Request) -> Login | None:
        """Return the login of a request, if it is valid."""

    @abstractmethod
    def unauthorized(self) -> Response:
        """Return the response to an invalid login."""

    @abstractmethod
    def refuse_login(self, request: Request) -> Response:
        """Return the response to a request whose login is refused although it is valid."""

    @abstractmethod
    def bad_request(self) -> Response:
        """Return the response to a malformed or oversized request."""

    async def _serve(self, protocol: HttpProtocol, raw: RawRequest) -> None:
        request = Request.read(raw, plus_is_blank=self.wire.plus_is_blank, any_case=self.any_case)
        login = self.authenticate(request)
        if login is None and self.faults.open_access:
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
            answer = self.refuse_login(request)
        elif faults and faults.busy_streaming and self.open_streams:
            answer = Response(status=503)
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
        """Return the normal response, but discard all changes."""
        settings, error = dict(self.settings), self.clock.error
        with self.world.frozen():
            answer = await self.respond(request, login)
        self.settings.clear()
        self.settings.update(settings)
        self.clock.jump(error)
        return answer

    def facts(self) -> dict[str, object]:
        """Return state that only this kind of camera has."""
        return {}

    def talk_wav(self) -> bytes | None:
        """Return the audio sent to its speaker as a WAV file, or None."""
        return None

    # Pictures

    @abstractmethod
    def image_parameters(self, size: tuple[int, int]) -> ImageParameters:
        """Return how the picture is rendered with the current settings."""

    def image(self, size: tuple[int, int]) -> Image.Image:
        """Return a picture for other encoders."""
        return self.image_sensor.image(self.image_parameters(size))

    def picture(self, size: tuple[int, int]) -> bytes:
        """Return a JPEG, truncated if that fault is on."""
        jpeg = self.image_sensor.picture(self.image_parameters(size))
        return jpeg[: len(jpeg) * 2 // 3] if self.faults.truncated_picture else jpeg

    async def video(self, frame: Callable[[], Frame], seconds: float) -> AsyncGenerator[bytes]:
        """Yield frames at a rate; all viewers with the same rate get the same frames."""
        pace = max(seconds, 1 / self.personality.frames_per_second)
        while True:
            head, jpeg, tail = frame()
            if self.wire.bare_pictures:
                head = tail = b""
            if self.faults.stalled_stream:
                yield head + jpeg[: len(jpeg) // 2]
                await asyncio.Event().wait()
            yield head + jpeg + tail
            left = pace - monotonic() % pace
            await asyncio.sleep(left if left > pace / 2 else left + pace)
