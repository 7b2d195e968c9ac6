"""A camera of the Netwave family."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from secrets import token_hex
from typing import override

from ..account import Account, AccountRole, Login
from ..camera import SimulatedCamera
from ..connection import AlternativeProtocol, SilentProtocol
from ..discovery import Discovery
from ..picture import ImageParameters
from ..request import Request
from ..wire import Response
from .alarm import NONE, Alarm
from .commands import SET_PAGES
from .jpeg import of_the_chip
from .linkage import Linkage
from .log import Log
from .login import challenge, logins
from .memory import Memory
from .model import NetwaveModel
from .motor import Motor
from .native.server import Native, Parts
from .native.session import Session
from .pages import PageParts, Pages
from .pictures import Pictures
from .responses import Responses
from .serial import Sent

TICK_SECONDS = 0.2  # seconds between checks of timed events
LONGEST_REQUEST, LONGEST_HEADER = 0x2000, 0x300


class NetwaveCamera(SimulatedCamera):
    """A Netwave camera; `settings` holds all fields by the name under which they are read."""

    personality: NetwaveModel
    any_case = True  # the manual also writes User= and Baud=

    def __init__(self, model: NetwaveModel, accounts: Iterable[Account], *, discovery: int | None = None) -> None:
        super().__init__(model)
        self.memory = Memory(model, self.settings)
        for number, account in enumerate(accounts, 1):
            self.settings[f"user{number}_name"] = account.name
            self.settings[f"user{number}_pwd"] = account.password
            self.settings[f"user{number}_pri"] = str(account.role - 1)
        self.discovery = discovery  # port for UDP searches, or None
        self.serial: list[Sent] = []
        self.log = Log(self.wall_clock)
        self.motor = Motor(self.world, model, self.settings)
        self.linkage = Linkage(self.settings, self.world, self.motor, self.log)
        self.alarm = Alarm(self.world, self.settings, self.wall_clock, self._is_awake)
        self.alarm.on_start, self.alarm.on_end = self._alarm_began, self._alarm_ended
        self.responses = Responses(model, self.clock, self._value)
        self.pictures = Pictures(self, model, self.responses, self.wall_clock)
        self.pages = Pages(
            self,
            PageParts(
                model=model,
                memory=self.memory,
                motor=self.motor,
                alarm=self.alarm,
                log=self.log,
                pictures=self.pictures,
                responses=self.responses,
                serial=self.serial,
                restore_factory=self.restore_factory,
                move_to_port=self.move_to_port,
            ),
        )
        self.beacon = Discovery(self._card)
        self.native = self._make_native()
        self._nonce = token_hex(16)
        self._pulse: asyncio.Task[None] | None = None

    # Address and power

    @override
    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start listening; port 0 selects a free port."""
        await super().start(host, port)
        self.settings["port"] = self.memory.factory["port"] = str(self.port)
        if self.discovery is not None:
            await self.beacon.start(host, self.discovery)
        self._pulse = asyncio.get_running_loop().create_task(self._tick())
        if self.settings["ntp_enable"] != "1":
            self.clock.reset()
        self.alarm.update()

    @override
    async def stop(self) -> None:
        """Stop listening."""
        if self._pulse:
            self._pulse.cancel()
            self._pulse = None
        self.beacon.stop()
        await self.linkage.stop()
        await super().stop()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            if self._is_awake():
                self.alarm.update()
                self.motor.tick()

    def _make_native(self) -> Native:
        native = Native(
            Parts(
                model=self.personality,
                settings=self.settings,
                world=self.world,
                faults=self.faults,
                accounts=lambda: self.accounts,
                wall_clock=self.wall_clock,
                now=self.clock.now,
                kind=lambda: self.alarm.status,
                command=self.pages.decoder.command,
                set=self.pictures.set,
                picture=lambda: self.picture(self.pictures.size),
                streams=self._count_streams,
                serial=self.serial,
                record_sent=self._record_sent,
            )
        )
        self.pictures.changed = native.setting
        self._tcp_port.other = self._speak_otherwise
        return native

    def _speak_otherwise(self) -> AlternativeProtocol | None:
        """Return the protocol for clients that do not speak HTTP; most web servers stay silent."""
        if self.personality.native == "speaks" and not self.faults.silent:
            return Session(self.native)
        return (
            None if self.personality.native == "400" else SilentProtocol(at_once=self.personality.native == "hangs up")
        )

    def _record_sent(self, data: bytes) -> None:
        self.on_send(data)

    @override
    def facts(self) -> dict[str, object]:
        """Return state that only this kind of camera has."""
        return {"native": self.native.facts()}

    @override
    def talk_wav(self) -> bytes | None:
        """Return the audio sent to its speaker as a WAV file."""
        return self.native.talk.wav() if self.native.talk else None

    def _count_streams(self, more: int) -> None:
        self.open_streams += more

    def _alarm_began(self, kind: int) -> None:
        self.linkage.began(kind)
        self.native.alarm(kind)

    def _alarm_ended(self) -> None:
        self.linkage.ended()
        self.native.alarm(NONE)

    @override
    def _fault_changed(self, name: str) -> None:
        super()._fault_changed(name)
        if name == "native":
            self.native.fault()

    def _is_awake(self) -> bool:
        return self._pulse is not None and not self.rebooting and not self.faults.power_cut

    def _card(self) -> dict[str, str] | None:
        """Return the identity for UDP searches; None while it restarts."""
        return self.settings | {"host": self.host, "port": str(self.port)} if self._is_awake() else None

    # Login

    @property
    @override
    def accounts(self) -> list[Account]:
        """All accounts: the users among the settings."""
        users = [[self.settings[f"user{number}_{part}"] for part in ("name", "pwd", "pri")] for number in range(1, 9)]
        return [Account(name, password, AccountRole(int(level) + 1)) for name, password, level in users if name]

    @override
    def set_password(self, name: str, password: str) -> None:
        """Change the password of an account."""
        for number in range(1, 9):
            if self.settings[f"user{number}_name"] == name:
                self.settings[f"user{number}_pwd"] = password
                return
        raise ValueError(f"no such account: {name}")

    @override
    def authenticate(self, request: Request) -> Login | None:
        """Return the best valid login of a request; an additional invalid one does no harm."""
        page = SET_PAGES.get(request.page.lower())
        service_login = page is not None and page.service_login
        ways = self.personality.logins
        found = logins(request, self.accounts, ways, nonce=self._nonce, service_login=service_login)
        return max(found, key=lambda login: login.account.role, default=None)

    @override
    def unauthorized(self) -> Response:
        """Request a login."""
        realm = f"ipcamera_{self.settings['id']}"
        asks_for = challenge(self.personality.logins[0], realm, self._nonce)
        return self.responses.error_page(401, "Who are you?", ("WWW-Authenticate", asks_for))

    @override
    def refuse_login(self, request: Request) -> Response:
        """Refuse the login of a request."""
        return self.unauthorized()

    @override
    def bad_request(self) -> Response:
        """Answer a malformed or oversized request."""
        return self.responses.error_page(400, "This is not understood.")

    @property
    def called_urls(self) -> list[str]:
        """URLs it has requested because of alarms."""
        return self.linkage.called_urls

    # Requests

    @override
    async def respond(self, request: Request, login: Login | None) -> Response:
        """Return the response to a request."""
        name = request.path.lower().lstrip("/")
        longest = max((len(key) + len(value) for key, value in request.headers.items()), default=0)
        if request.length >= LONGEST_REQUEST or longest > LONGEST_HEADER:
            return self.bad_request()
        if request.method not in ("GET", "POST"):
            return self.responses.error_page(501, "This camera knows no such method.")
        page = self.pages.find(name)
        if page is None:
            return self.responses.error_page(404, "There is no such page.")
        if refusal := self._may(self.personality.needs(name, page.level), login):
            return refusal
        if login:
            self.log.access(login.account.name, request.sender)
        if request.method != page.method:
            return self.responses.bad_frame()
        return self._recorded(request) or await page.answer(request)

    def _recorded(self, request: Request) -> Response | None:
        """Return the recorded response of a real camera."""
        if self.recording is None:
            return None
        if self.recording.lacks(request):
            return self.responses.error_page(404, "There is no such page.")
        number = self.recording.sections_for(request).get("")
        if number is None:
            return None
        for name in number:
            if self.recording.changed(self.settings, name) or (name == "alarm_status" and self.alarm.status):
                number[name] = self._value(name)
        return self.responses.recorded(number)

    def _may(self, needed: AccountRole, login: Login | None) -> Response | None:
        level = login.account.role if login else AccountRole.NONE
        if level >= needed:
            return None
        if level and self.personality.not_allowed == 403:
            return self.responses.error_page(403, "You may not do that.")
        return self.unauthorized()

    def _value(self, name: str) -> str:
        if name == "now":
            return str(int(self.clock.now()))
        return str(self.alarm.status) if name == "alarm_status" else self.settings[name]

    # State

    def wall_clock(self) -> datetime:
        """Return the local time."""
        return self.clock.local(int(self.settings["tz"]))

    @override
    def on_restart(self) -> None:
        """Apply what a restart changes: the clock falls to 1970 without a time server, the lens turns to its start."""
        self.move_to_port()
        self.memory.restarted()
        self._nonce = token_hex(16)
        self.alarm.reset()
        self.native.restarted()
        self.log.clear()
        if self.settings["ntp_enable"] == "1":
            self.clock.synchronise()
        else:
            self.clock.reset()
        if self.settings["ptz_center_onstart"] == "1":
            self.motor.centre()
        if preset := int(self.settings["ptz_preset_onstart"]):
            self.motor.recall(preset)

    def restore_factory(self) -> None:
        """Reset to factory settings and restart."""
        self.memory.reset()
        self.motor.presets.clear()
        self.reboot()

    def move_to_port(self) -> None:
        """Move to the stored port if it has changed."""
        port, self.memory.wanted_port = self.memory.wanted_port, None
        if port is None or str(port) != self.settings["port"]:
            return
        try:
            self._tcp_port.move(port)
        except OSError:  # the port is in use
            self.settings["port"] = str(self.port)

    @override
    def picture(self, size: tuple[int, int]) -> bytes:
        """Return a JPEG."""
        return of_the_chip(super().picture(size))

    @override
    def image_parameters(self, size: tuple[int, int]) -> ImageParameters:
        """Return how the picture is rendered."""
        flip = int(self.settings["flip"])
        outdoor = self.settings["mode"] == "2"
        # these cameras have no infrared filter, so the lamps wash out the picture by day
        washed_out = self.world.infrared and not self.world.night
        return ImageParameters(
            size=size,
            name=self.settings["alias"],
            clock=f"{self.wall_clock():%Y-%m-%d %H:%M:%S}",
            brightness=int(self.settings["brightness"]) / 128 * (0.85 if outdoor else 1),
            contrast=0.55 + 0.15 * int(self.settings["contrast"]),
            saturation=0.45 if washed_out else 1.0,
            flip=bool(flip & 1),
            mirror=bool(flip & 2),
        )
