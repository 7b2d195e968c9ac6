"""A camera of the Netwave family."""

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from datetime import datetime
from secrets import token_hex
from typing import override

from ..account import Account, Level, Login
from ..ask import Ask
from ..camera import Frame, SimulatedCamera
from ..picture import Look
from ..wire import Answer
from .alarm import Alarm
from .answers import CLOSING, OPENING, Answers
from .commands import SET_PAGES, SetPage
from .fields import CAMERA, FACTORY, MISC, PARAMS, STATUS
from .login import challenge, logins
from .model import NetwaveModel
from .motor import Motor
from .sensor import RATES, SENSOR, SIZES

LOGIN = frozenset(("user", "pwd", "cam_user", "cam_pwd", "next_url"))
SERVICE_LOGIN = frozenset(("cam_user", "cam_pwd", "next_url"))
LEVELS: Mapping[str, Level] = {
    "get_status.cgi": Level.NOBODY,
    "check_user.cgi": Level.VISITOR,
    "snapshot.cgi": Level.VISITOR,
    "videostream.cgi": Level.VISITOR,
    "get_camera_params.cgi": Level.VISITOR,
    "decoder_control.cgi": Level.OPERATOR,
    "camera_control.cgi": Level.OPERATOR,
    "get_params.cgi": Level.ADMIN,
    "get_misc.cgi": Level.ADMIN,
    "reboot.cgi": Level.ADMIN,
    **dict.fromkeys(SET_PAGES, Level.ADMIN),
}


class NetwaveCamera(SimulatedCamera):
    """A Netwave camera; `settings` holds every field under the name it is read by."""

    personality: NetwaveModel
    any_case = True  # the manual writes User= and Baud=, too

    def __init__(self, model: NetwaveModel, accounts: Iterable[Account]) -> None:
        super().__init__(model)
        self.settings = FACTORY | {"id": model.id, "sys_ver": model.firmware, "app_ver": model.web_version}
        self.settings |= model.settings
        for number, account in enumerate(accounts, 1):
            self.settings[f"user{number}_name"] = account.name
            self.settings[f"user{number}_pwd"] = account.password
            self.settings[f"user{number}_pri"] = str(account.level - 1)
        self.motor = Motor(self.world, model, self.settings)
        self.alarm = Alarm(self.world, self.settings, self.wall_clock)
        self._answers = Answers(model, self.clock, self._value)
        self._nonce = token_hex(16)
        self._pages: Mapping[str, Callable[[Ask], Answer]] = {
            "get_status.cgi": lambda _: self._answers.fields({name: STATUS[name] for name in model.status}),
            "get_camera_params.cgi": lambda _: self._answers.fields(CAMERA),
            "get_params.cgi": lambda _: self._answers.fields(PARAMS),
            "get_misc.cgi": lambda _: self._answers.fields(MISC),
            "check_user.cgi": self._check_user,
            "snapshot.cgi": self._snapshot,
            "videostream.cgi": self._videostream,
            "camera_control.cgi": self._camera_control,
            "decoder_control.cgi": self._decoder_control,
            "reboot.cgi": lambda ask: self._answers.done(ask, afterwards=self.reboot),
        }

    # Who asks

    @property
    @override
    def accounts(self) -> list[Account]:
        """Who may log in: the users among the settings."""
        users = [[self.settings[f"user{number}_{part}"] for part in ("name", "pwd", "pri")] for number in range(1, 9)]
        return [Account(name, password, Level(int(level) + 1)) for name, password, level in users if name]

    @override
    def set_password(self, name: str, password: str) -> None:
        """Change the password of an account."""
        for number in range(1, 9):
            if self.settings[f"user{number}_name"] == name:
                self.settings[f"user{number}_pwd"] = password
                return
        raise ValueError(f"no such account: {name}")

    @override
    def recognise(self, ask: Ask) -> Login | None:
        """Find the best login of a request: a wrong one beside it does no harm."""
        page = SET_PAGES.get(ask.page.lower())
        service_login = page is not None and page.service_login
        found = logins(ask, self.accounts, self.personality.logins, service_login=service_login)
        return max(found, key=lambda login: login.account.level, default=None)

    @override
    def unauthorized(self) -> Answer:
        """Ask for a login."""
        realm = f"ipcamera_{self.settings['id']}"
        asks_for = challenge(self.personality.logins[0], realm, self._nonce)
        return self._answers.error_page(401, "Who are you?", ("WWW-Authenticate", asks_for))

    # What is asked

    @override
    async def answer(self, ask: Ask, login: Login | None) -> Answer:
        """Answer a request."""
        page = ask.path.lower().lstrip("/")
        if ask.method not in ("GET", "POST"):
            return self._answers.error_page(501, "This camera knows no such method.")
        if page not in LEVELS or not self.personality.has(page):
            return self._answers.error_page(404, "There is no such page.")
        refusal = self._may(page, login)
        if refusal is None and page in SET_PAGES:
            return self._set(ask, SET_PAGES[page])
        return refusal or self._pages[page](ask)

    def _may(self, page: str, login: Login | None) -> Answer | None:
        needed = LEVELS[page]
        if page == "get_status.cgi" and self.personality.status_needs_login:
            needed = Level.VISITOR
        level = login.account.level if login else Level.NOBODY
        if level >= needed:
            return None
        if level and self.personality.not_allowed == 403:
            return self._answers.error_page(403, "You may not do that.")
        return self.unauthorized()

    def _check_user(self, ask: Ask) -> Answer:
        login = self.recognise(ask)
        account = login.account if login else Account("", "", Level.NOBODY)
        told = f"var user='{account.name}';\nvar pwd='{account.password}';\nvar pri={account.level:d};\n"
        return self._answers.text(told)

    def _snapshot(self, ask: Ask) -> Answer:
        if self.faults.error_page_picture:
            return self._answers.refused()
        name = ask.params.get("next_url") or f"snapshot_{self.settings['id']}_{self.wall_clock():%Y%m%d%H%M%S}.jpg"
        return self._answers.picture(self.picture(self._size()), name)

    def _videostream(self, ask: Ask) -> Answer:
        resolution, rate = ask.params.get("resolution"), ask.params.get("rate", "0")
        if self.faults.error_page_picture or rate not in RATES:
            return self._answers.refused()
        if resolution and not self._set_sensor("0", resolution):
            return self._answers.refused()
        return self._answers.film(self._film(RATES[rate]))

    async def _film(self, seconds: float) -> AsyncGenerator[bytes]:
        opening = OPENING
        async for piece in self.video(self._frame, seconds):
            yield opening + piece
            opening = b""

    def _frame(self) -> Frame:
        jpeg = self.picture(self._size())
        head = f"Content-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
        return head.encode(), jpeg, CLOSING

    def _camera_control(self, ask: Ask) -> Answer:
        stored = self._set_sensor(ask.params.get("param", ""), ask.params.get("value", ""))
        return self._answers.done(ask) if stored else self._answers.refused()

    def _set_sensor(self, code: str, value: str) -> bool:
        parameter = SENSOR.get(code)
        if parameter is None or not parameter.accepts(value):
            return False
        if parameter.stored == "resolution" and int(value) not in self.personality.resolutions:
            return False
        self.settings[parameter.stored] = value
        return True

    def _decoder_control(self, ask: Ask) -> Answer:
        try:
            code = int(ask.params.get("command", ""))
            degrees = float(ask.params.get("degree", "5"))
        except ValueError:
            return self._answers.refused()
        known = self.motor.command(code, one_step=ask.params.get("onestep") == "1", degrees=degrees)
        return self._answers.done(ask) if known else self._answers.refused()

    def _set(self, ask: Ask, page: SetPage) -> Answer:
        login = SERVICE_LOGIN if page.service_login else LOGIN
        params = {name: value for name, value in ask.params.items() if name not in login}
        known = {name: page.parameters[name] for name in params if name in page.parameters}
        known = {name: parameter for name, parameter in known.items() if self.personality.has(parameter.stored)}
        if self.personality.strict and known.keys() != params.keys():
            return self._answers.refused()
        if not page.has_all(params) or not all(known[name].accepts(params[name]) for name in known):
            return self._answers.refused()
        self.settings |= {parameter.stored: params[name] for name, parameter in known.items()}
        if "now" in known:
            self.clock.set(float(params["now"]))
        elif params.get("ntp_enable") == "1":
            self.clock.synchronise()
        self.alarm.look()
        return self._answers.done(ask)

    # How it looks and what time it is

    def wall_clock(self) -> datetime:
        """Tell the local time."""
        return self.clock.local(int(self.settings["tz"]))

    @override
    def restarted(self) -> None:
        """Start again: without a time server in 1970, and with the lens in the middle if so set."""
        if self.settings["ntp_enable"] != "1":
            self.clock.forget()
        if self.settings["ptz_center_onstart"] == "1":
            self.world.pan, self.world.tilt = self.world.pan_motor.home, self.world.tilt_motor.home

    @override
    def look(self, size: tuple[int, int]) -> Look:
        """Tell how the sensor is set up."""
        flip = int(self.settings["flip"])
        return Look(
            size=size,
            name=self.settings["alias"],
            clock=f"{self.wall_clock():%Y-%m-%d %H:%M:%S}",
            brightness=int(self.settings["brightness"]) / 128,
            contrast=0.55 + 0.15 * int(self.settings["contrast"]),
            flip=bool(flip & 1),
            mirror=bool(flip & 2),
        )

    def _size(self) -> tuple[int, int]:
        return SIZES[int(self.settings["resolution"])]

    def _value(self, name: str) -> str:
        if name == "now":
            return str(int(self.clock.now()))
        return str(self.alarm.status) if name == "alarm_status" else self.settings[name]
