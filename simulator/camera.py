"""A camera that is not there: what all of them have in common."""

from abc import ABC, abstractmethod
import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from time import monotonic
from typing import Self

from PIL import Image

from .account import Account, Login
from .ask import Ask, Asked
from .clock import Clock
from .faults import Faults
from .listener import Listener
from .mains import Mains
from .personality import Personality
from .picture import Eye, Look
from .recording import Recording
from .speaker import Request, Speaker
from .wire import Answer, Reply, Wire
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
        self.eye = Eye(self.world)
        self.asked: list[Asked] = []
        self.said: Callable[[bytes], None] = lambda _: None  # is told all that it sends, when it does
        self.open_streams = 0
        self.reboot_seconds = 3.0
        self.reboots = 0
        self.recording: Recording | None = None  # what a real camera said, which is what this one says, too
        self._listener = Listener(self._serve)
        self._mains = Mains(self._listener, self.faults, self.restarted)
        self._password_before: str | None = None
        self.front_page: Callable[[Ask], Answer | None] = lambda _: None
        self.faults.listen(self._fault_changed)

    # Where it is

    @property
    def host(self) -> str:
        """The address it listens at."""
        return self._listener.host

    @property
    def port(self) -> int:
        """The port it listens at."""
        return self._listener.port

    @property
    def address(self) -> str:
        """The start of every URL."""
        return f"http://{self.host}:{self.port}"

    @property
    def connections_seen(self) -> int:
        """How many connections it has accepted."""
        return self._listener.accepted

    @property
    def connections_open(self) -> int:
        """How many connections it has at the moment, those that wait to be let in among them."""
        return self._listener.connected

    @property
    def away(self) -> bool:
        """Whether it is rebooting."""
        return self._mains.away

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Plug it in; port 0 takes any that is free."""
        self._listener.reserve(host, port)
        for name in self.faults.facts():
            self._fault_changed(name)
        if opening := self._mains.look():
            await opening

    async def stop(self) -> None:
        """Unplug it."""
        self._mains.unplug()
        await self._listener.stop()

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
        self._mains.boot(self.reboot_seconds)

    def hang_up(self, *, reset: bool = False) -> None:
        """Cut every connection, in the middle of whatever it is at."""
        if reset:
            self._listener.reset()
        else:
            self._listener.hang_up()

    @abstractmethod
    def set_password(self, name: str, password: str) -> None:
        """Change the password of an account."""

    @property
    @abstractmethod
    def accounts(self) -> Iterable[Account]:
        """Who may log in."""

    @abstractmethod
    def restarted(self) -> None:
        """Do what this camera does when it has started again."""

    def lost_power(self) -> None:
        """Let everything go dead that is not the listener."""
        self.world.stop()

    def _fault_changed(self, name: str) -> None:
        faults = self.faults
        match name:
            case "clock_jump":
                self.clock.jump(faults.clock_jump)
            case "password":
                self._change_password()
        if not self._listener.reserved:
            return
        match name:
            case "refuse":
                self._mains.look()
            case "connections" | "too_many":
                self._listener.limit(faults.connections, hang=faults.too_many == "hang")
            case "moved":
                self._listener.move(faults.moved)
            case "power_cut":
                self._mains.power_changed(self.reboot_seconds)
                if faults.power_cut:
                    self.lost_power()

    def _change_password(self) -> None:
        first = next(iter(self.accounts))
        if self._password_before is None:
            self._password_before = first.password
        self.set_password(first.name, self.faults.password or self._password_before)
        if not self.faults.password:
            self._password_before = None

    # What it answers

    @abstractmethod
    async def answer(self, ask: Ask, login: Login | None) -> Answer:
        """Answer a request."""

    @abstractmethod
    def recognise(self, ask: Ask) -> Login | None:
        """Find out who asks."""

    @abstractmethod
    def unauthorized(self) -> Answer:
        """Say that the login is wrong."""

    @abstractmethod
    def misunderstood(self) -> Answer:
        """Say that this is no request, or a much too long one."""

    async def _serve(self, speaker: Speaker, request: Request) -> None:
        ask = Ask.read(request, plus_is_blank=self.wire.plus_is_blank, any_case=self.any_case)
        login = self.recognise(ask)
        if login is None and self.faults.anybody:
            login = Login(next(iter(self.accounts)), "none")
        name, way = (login.account.name, login.way) if login else (None, None)
        if request.is_http:
            length = request.length + len(request.body)
            self.asked.append(Asked(ask.path, dict(ask.params), name, way, monotonic(), length))
        faults = self.faults if self.faults.concern(ask.path) else None
        if faults and faults.slow:
            await asyncio.sleep(faults.slow)
        if faults and faults.silent:
            await asyncio.Event().wait()
        reply = Reply(speaker, self.said)
        if page := self.front_page(ask):
            await reply.send(page, Wire(), ask.page, faults)
            return
        if not request.is_http:
            answer = self.misunderstood()
        elif faults and faults.refuse_login():
            answer = self.unauthorized()
        elif faults and faults.deaf:
            answer = await self._pretend(ask, login)
        else:
            answer = await self.answer(ask, login)
        self.open_streams += answer.video
        try:
            await reply.send(answer, self.wire, ask.page, faults)
        finally:
            self.open_streams -= answer.video

    async def _pretend(self, ask: Ask, login: Login | None) -> Answer:
        """Answer as if it were done, and forget what has changed."""
        settings, error = dict(self.settings), self.clock.error
        with self.world.held():
            answer = await self.answer(ask, login)
        self.settings.clear()
        self.settings.update(settings)
        self.clock.jump(error)
        return answer

    def facts(self) -> dict[str, object]:
        """Tell what only cameras of this kind have."""
        return {}

    def heard(self) -> bytes | None:
        """Give what was said to its loudspeaker as a WAV file, if anything was."""
        return None

    # What it sees

    @abstractmethod
    def look(self, size: tuple[int, int]) -> Look:
        """Tell how the sensor is set up."""

    def image(self, size: tuple[int, int]) -> Image.Image:
        """Take a picture for whoever encodes it in another way."""
        return self.eye.image(self.look(size))

    def picture(self, size: tuple[int, int]) -> bytes:
        """Take a JPEG, spoiled if the camera is to be broken."""
        jpeg = self.eye.picture(self.look(size))
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
