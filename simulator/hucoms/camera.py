"""A camera of the Hucoms family."""

from collections.abc import AsyncGenerator, Iterable
from typing import override

from ..account import Account, Level, Login
from ..ask import Ask
from ..camera import Frame, SimulatedCamera
from ..picture import Look
from ..wire import Answer
from . import motion_grid, video
from .control import Control
from .date import ServerDate
from .dome import Dome
from .events import KINDS, Events, event_part
from .model import HucomsModel
from .output import Output
from .store import RefusedError, Store

CONTROL = "/cgi-bin/control"
IMAGE = "/cgi-bin/image"


class HucomsCamera(SimulatedCamera):
    """A Hucoms camera; `settings` holds every field of every page as "page/field"."""

    personality: HucomsModel
    plus_is_blank = False

    def __init__(self, model: HucomsModel, accounts: Iterable[Account], *, rtsp_port: int | None = None) -> None:
        super().__init__(model)
        self.personality = model
        self._accounts = {account.name: account for account in accounts}
        extra = {"videoset": video.page(model), "motion": motion_grid.page(motion_grid.FINE)}
        self.store = Store(self.settings, model, extra)
        if rtsp_port is not None:
            self.settings["rtspset/rtspport"] = str(rtsp_port)
        self.dome = Dome(self.world, model)
        self.output = Output(self.world, self.store)
        self.events = Events(self.world, self.store, self.output, tampering=model.has("shock"))
        date = ServerDate(model, self.clock)
        self._control = Control(model, self.store, date=date, dome=self.dome, output=self.output)
        self._running = self._capture_sizes()

    @override
    async def stop(self) -> None:
        """Unplug it."""
        self.output.cancel()
        await super().stop()

    @override
    def restarted(self) -> None:
        """Start again: now new sizes count."""
        self.settings["videoset/need_reboot"] = "no"
        self._running = self._capture_sizes()
        self.output.switch(on=False)
        self.events.look()

    # Who asks

    @property
    @override
    def accounts(self) -> list[Account]:
        """Who may log in."""
        return list(self._accounts.values())

    @override
    def set_password(self, name: str, password: str) -> None:
        """Change the password of an account."""
        if name not in self._accounts:
            raise ValueError(f"no such account: {name}")
        self._accounts[name] = Account(name, password, self._accounts[name].level)

    @override
    def recognise(self, ask: Ask) -> Login | None:
        """Look at id and passwd of a request."""
        account = self._accounts.get(ask.params.get("id", ""))
        right = account is not None and account.password == ask.params.get("passwd", "")
        return Login(account, "query") if account and right else None

    @override
    def unauthorized(self) -> Answer:
        """Refuse a login."""
        if self.personality.refusal == "error":
            return self._error("unauthorized")
        return self._text(["Unauthorized"], status=401)

    def _not_admin(self) -> Answer:
        if self.personality.not_admin == "403":
            return self._text(["Forbidden"], status=403)
        return self._error("permission denied") if self.personality.not_admin == "error" else self.unauthorized()

    # What is asked

    @override
    async def answer(self, ask: Ask, login: Login | None) -> Answer:
        """Answer a request."""
        folder, _, cgi = ask.path.rpartition("/")
        name = cgi.removesuffix(".cgi")
        pictures = {"jpeg": self._jpeg, "mjpeg": self._mjpeg} if folder == IMAGE else {}
        known = folder == CONTROL and (self._control.knows(name) or name == "requestevent")
        if not cgi.endswith(".cgi") or not (known or name in pictures):
            return self._text(["404 Not Found"], status=404)
        if login is None:
            return self.unauthorized()
        try:
            if name in pictures:
                return pictures[name](ask)
            if login.account.level < Level.ADMIN:
                return self._not_admin()
            return self._request_event(ask) if name == "requestevent" else self._obey(name, ask)
        except RefusedError as refused:
            return self._error(str(refused))

    def _obey(self, name: str, ask: Ask) -> Answer:
        control = self._control
        control.wire = self.wire
        control.host = ask.headers.get("Host", self.host).partition(":")[0]
        params = {sent: value for sent, value in ask.params.items() if sent not in ("id", "passwd", "action")}
        lines = control.obey(name, ask.params.get("action", ""), params)
        self.events.look()
        if lines is None:
            return self._unknown_action()
        if not lines:
            return self._nothing_to_tell()
        return self._text(lines, reboots=name == "reboot")

    def _unknown_action(self) -> Answer:
        return self._nothing_to_tell() if self.wire.unknown_action == "204" else self._error("unknown action")

    def _nothing_to_tell(self) -> Answer:
        match self.wire.commands:
            case "204":
                return Answer(status=204, headers=(("Connection", "close"),))
            case "204 with body":
                return self._text(["OK"], status=204)
            case "200":
                return self._text([])

    def _request_event(self, ask: Ask) -> Answer:
        kind = ask.params.get("eventtype", "all")
        if ask.params.get("action") != "getevent":
            return self._unknown_action()
        if kind not in (*KINDS, "all") or (kind == "videotamper" and not self.personality.has("shock")):
            raise RefusedError("invalid value of eventtype")
        kind_of_stream = "multipart/x-mixed-replace; boundary=eventlist"
        headers = (("Content-Type", kind_of_stream), ("Connection", "close"))
        return Answer(headers=headers, stream=self._announce(kind))

    async def _announce(self, kind: str) -> AsyncGenerator[bytes]:
        async for states in self.events.follow(kind, lambda: self.faults.event_silence):
            yield event_part(states, self.wire)

    # What it sees

    def _jpeg(self, ask: Ask) -> Answer:
        _ = ask
        if self.faults.error_page_picture:
            raise RefusedError("no image")
        jpeg = self.picture(video.size(self._running["capture1.size"]))
        headers = (("Content-type", "image/jpeg"), ("Content-Length", str(len(jpeg))), ("Connection", "close"))
        return Answer(headers=headers, body=jpeg)

    def _mjpeg(self, ask: Ask) -> Answer:
        source, refresh = ask.params.get("source", "input1"), ask.params.get("refresh", "0")
        if self.faults.error_page_picture:
            raise RefusedError("no image")
        if source not in ("input1", "input2") or not refresh.isdecimal() or int(refresh) > 300:
            raise RefusedError("invalid argument")
        kind = "multipart/x-mixed-replace;boundary=image_boundary_at"
        headers = (("Content-type", kind), ("Connection", "close"))
        return Answer(headers=headers, stream=self.video(self._frame, int(refresh) / 100), video=True)

    def _frame(self) -> Frame:
        boundary = "--image_boundary _at" if self.wire.blank_in_boundary else "--image_boundary_at"
        jpeg = self.picture(video.size(self._running[self._mjpeg_source()]))
        head = f"{boundary}\r\nContent-type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
        return head.encode(), jpeg, b"\r\n"

    def _mjpeg_source(self) -> str:
        for encoder in video.STARTS:
            if self.store.get("videoset", f"encoder{encoder}.codec") == "mjpeg":
                return f"{self.store.get('videoset', f'encoder{encoder}.source')}.size"
        return "capture1.size"

    def _capture_sizes(self) -> dict[str, str]:
        return {f"capture{number}.size": self.settings[f"videoset/capture{number}.size"] for number in (1, 2)}

    @override
    def look(self, size: tuple[int, int]) -> Look:
        """Tell how the sensor is set up."""
        colours = "camcolor-night" if self.world.night and self.personality.has("camcolor-night") else "camcolor"
        flip = self.settings["videoset/videoflip"]
        mode = self.settings["camdaynight/daynightmode"]
        grey = self.store.is_on("cameffect", "monoimg") or mode == "night" or (mode == "auto" and self.world.night)
        return Look(
            size=size,
            name=self.settings["servername/servername"],
            clock=f"{self.clock.local():%Y-%m-%d %H:%M:%S}",
            brightness=0.5 + int(self.settings[f"{colours}/bright"]) / 100,
            contrast=0.5 + int(self.settings[f"{colours}/contrast"]) / 100,
            saturation=int(self.settings[f"{colours}/saturation"]) / 50,
            flip=flip in ("flip", "both"),
            mirror=flip in ("mirror", "both"),
            monochrome=grey,
        )

    # How it is written

    def _text(self, lines: list[str], *, status: int = 200, reboots: bool = False) -> Answer:
        body = "".join(line + self.wire.body_end for line in lines).encode("utf-8", "surrogateescape")
        headers = (("Content-type", "text/plain"), ("Content-Length", str(len(body))), ("Connection", "close"))
        return Answer(status=status, headers=headers, body=body, afterwards=self.reboot if reboots else None)

    def _error(self, words: str) -> Answer:
        return self._text([f"{self.wire.error}{words}"])
