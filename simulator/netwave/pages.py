"""All pages of a Netwave camera, with the required role."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from ..account import Account, AccountRole
from ..camera import SimulatedCamera
from ..request import Request
from ..wire import Response
from . import delivery_test, serial
from .alarm import Alarm
from .commands import SET_PAGES
from .decoder import STEP, Decoder
from .fields import CAMERA, FORBIDDEN, MISC, PARAMS, STATUS
from .log import Log
from .memory import Memory
from .model import NetwaveModel
from .motor import Motor
from .pelco import PelcoDecoder
from .pictures import Pictures
from .responses import Responses
from .serial import BAUDS, Sent
from .upload import uploaded
from .wifi import Wifi


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    level: AccountRole
    answer: Callable[[Request], Awaitable[Response]]
    method: Literal["GET", "POST"] = "GET"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageParts:
    """What the pages use of a Netwave camera."""

    model: NetwaveModel
    memory: Memory
    motor: Motor
    alarm: Alarm
    log: Log
    pictures: Pictures
    responses: Responses
    serial: list[Sent]
    restore_factory: Callable[[], None]
    move_to_port: Callable[[], None]


class Pages:
    """The pages of one camera."""

    def __init__(self, camera: SimulatedCamera, parts: PageParts) -> None:
        self.wifi = Wifi()
        self.trial_seconds = 0.3  # seconds that a mail or FTP test takes
        self.uploads: list[tuple[str, int]] = []  # uploads: page and size in bytes
        self._camera = camera
        self._parts = parts
        self._model = parts.model
        self._answers = parts.responses
        self.decoder = self._make_decoder()
        pictures = parts.pictures
        self._pages: Mapping[str, Page] = {
            "get_status.cgi": Page(AccountRole.NONE, self._status),
            "check_user.cgi": Page(AccountRole.VISITOR, self._check_user),
            "snapshot.cgi": Page(AccountRole.VISITOR, _at_once(pictures.snapshot)),
            "videostream.cgi": Page(AccountRole.VISITOR, _at_once(pictures.videostream)),
            "videostream.asf": Page(AccountRole.VISITOR, _at_once(pictures.asf)),
            "get_camera_params.cgi": Page(AccountRole.VISITOR, _at_once(lambda _: self._answers.fields(CAMERA))),
            "camera_control.cgi": Page(AccountRole.OPERATOR, _at_once(pictures.control)),
            "decoder_control.cgi": Page(AccountRole.OPERATOR, self._decoder_control),
            "comm_write.cgi": Page(AccountRole.OPERATOR, self._comm_write),
            "get_params.cgi": Page(AccountRole.ADMIN, _at_once(lambda _: self._answers.fields(PARAMS))),
            "get_misc.cgi": Page(AccountRole.ADMIN, _at_once(lambda _: self._answers.fields(MISC))),
            "get_forbidden.cgi": Page(AccountRole.ADMIN, _at_once(lambda _: self._answers.fields(FORBIDDEN))),
            "get_log.cgi": Page(AccountRole.ADMIN, _at_once(lambda _: self._answers.text(self._parts.log.text()))),
            "wifi_scan.cgi": Page(AccountRole.ADMIN, self._wifi_scan),
            "get_wifi_scan_result.cgi": Page(AccountRole.ADMIN, self._wifi_result),
            "test_mail.cgi": Page(AccountRole.ADMIN, partial(self._try_out, delivery_test.MAIL)),
            "test_ftp.cgi": Page(AccountRole.ADMIN, partial(self._try_out, delivery_test.FTP)),
            "reboot.cgi": Page(AccountRole.ADMIN, self._reboot),
            "restore_factory.cgi": Page(AccountRole.ADMIN, self._restore_factory),
            "backup_params.cgi": Page(AccountRole.ADMIN, self._backup),
            "restore_params.cgi": Page(AccountRole.ADMIN, self._restore, "POST"),
            "upgrade_firmware.cgi": Page(AccountRole.ADMIN, self._upgrade, "POST"),
            "upgrade_htmls.cgi": Page(AccountRole.ADMIN, self._upgrade, "POST"),
            **{name: Page(AccountRole.ADMIN, self._set) for name in SET_PAGES},
        }

    def find(self, name: str) -> Page | None:
        """Return a page if this model has it."""
        return self._pages.get(name) if self._model.has(name) else None

    def _make_decoder(self) -> Decoder:
        camera, model = self._camera, self._model
        if model.decoder == "motor":
            return Decoder(camera.world, self._parts.motor, model, self._parts.memory.in_force)
        return PelcoDecoder(camera.world, self._parts.motor, model, self._parts.memory.in_force, self._send)

    def _send(self, data: bytes) -> None:
        self._parts.serial.append(Sent(0, BAUDS[int(self._camera.settings["decoder_baud"])], data))

    # Read pages

    async def _status(self, _: Request) -> Response:
        return self._answers.fields({name: STATUS[name] for name in self._model.status})

    async def _check_user(self, request: Request) -> Response:
        login = self._camera.authenticate(request)
        account = login.account if login else Account("", "", AccountRole.NONE)
        text = f"var user='{account.name}';\nvar pwd='{account.password}';\nvar pri={account.role:d};\n"
        return self._answers.text(text)

    async def _wifi_result(self, _: Request) -> Response:
        return self._answers.text(self.wifi.result())

    async def _try_out(self, rules: Sequence[delivery_test.Rule], _: Request) -> Response:
        await asyncio.sleep(self.trial_seconds)
        return self._answers.text(f"var result={delivery_test.result(rules, self._camera.settings)};\n")

    async def _backup(self, _: Request) -> Response:
        return self._answers.file(self._parts.memory.backup(), "params.bin")

    # Command pages

    async def _set(self, request: Request) -> Response:
        camera = self._camera
        name = request.page.lower()
        stored = self._parts.memory.set(name, SET_PAGES[name], request.params)
        if stored is None:
            return self._answers.refused()
        if "now" in stored:
            camera.clock.set(float(stored["now"]))
        elif stored.get("ntp_enable") == "1":
            camera.clock.synchronise()
        if "id" in stored:
            camera.settings["id"] = stored["id"].upper()
        self._parts.alarm.update()
        at_once = "port" in stored and "port" not in self._model.after_reboot
        return self._answers.done(request, afterwards=self._parts.move_to_port if at_once else None)

    async def _decoder_control(self, request: Request) -> Response:
        try:
            code = int(request.params.get("command", ""))
            degrees = float(request.params.get("degree", STEP))
        except ValueError:
            return self._answers.refused()
        known = self.decoder.command(code, one_step=request.params.get("onestep") == "1", degrees=degrees)
        return self._answers.done(request) if known else self._answers.refused()

    async def _comm_write(self, request: Request) -> Response:
        baud = self._camera.settings["decoder_baud"]
        sent = serial.read(request.params, baud, strict=self._model.comm_write_checks)
        if sent is None:
            return self._answers.refused()
        self._parts.serial.append(sent)
        return self._answers.done(request)

    async def _wifi_scan(self, request: Request) -> Response:
        self.wifi.scan()
        return self._answers.done(request)

    async def _reboot(self, request: Request) -> Response:
        return self._answers.done(request, afterwards=self._camera.reboot)

    async def _restore_factory(self, request: Request) -> Response:
        return self._answers.done(request, afterwards=self._parts.restore_factory)

    async def _restore(self, request: Request) -> Response:
        file = uploaded(request)
        if file is None:
            return self._answers.bad_frame()
        return self._answers.done(request) if self._parts.memory.restore(file) else self._answers.refused()

    async def _upgrade(self, request: Request) -> Response:
        file = uploaded(request)
        if file is None:
            return self._answers.bad_frame()
        self.uploads.append((request.page.lower(), len(file)))
        return self._answers.done(request, afterwards=self._camera.reboot)


def _at_once(answer: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    async def answered(request: Request) -> Response:
        return answer(request)

    return answered
