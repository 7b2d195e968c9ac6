"""Every page of a Netwave camera: who may ask for it, how, and who answers."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from ..account import Account, Level
from ..ask import Ask
from ..wire import Answer
from . import serial, trial
from .commands import SET_PAGES
from .decoder import STEP, Decoder
from .fields import CAMERA, FORBIDDEN, MISC, PARAMS, STATUS
from .pelco import PelcoDecoder
from .serial import BAUDS, Sent
from .upload import uploaded
from .wifi import Wifi

if TYPE_CHECKING:
    from .camera import NetwaveCamera


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    level: Level
    answer: Callable[[Ask], Awaitable[Answer]]
    method: Literal["GET", "POST"] = "GET"


class Pages:
    """The pages of one camera."""

    def __init__(self, camera: NetwaveCamera) -> None:
        self.wifi = Wifi()
        self.trial_seconds = 0.3  # how long a mail or FTP server is tried
        self.uploads: list[tuple[str, int]] = []  # which page got a file, and of how many bytes
        self._camera = camera
        self._model = camera.personality
        self._answers = camera.answers
        self.decoder = self._make_decoder()
        pictures = camera.pictures
        self._pages: Mapping[str, Page] = {
            "get_status.cgi": Page(Level.NOBODY, self._status),
            "check_user.cgi": Page(Level.VISITOR, self._check_user),
            "snapshot.cgi": Page(Level.VISITOR, _at_once(pictures.snapshot)),
            "videostream.cgi": Page(Level.VISITOR, _at_once(pictures.videostream)),
            "videostream.asf": Page(Level.VISITOR, _at_once(pictures.asf)),
            "get_camera_params.cgi": Page(Level.VISITOR, _at_once(lambda _: self._answers.fields(CAMERA))),
            "camera_control.cgi": Page(Level.OPERATOR, _at_once(pictures.control)),
            "decoder_control.cgi": Page(Level.OPERATOR, self._decoder_control),
            "comm_write.cgi": Page(Level.OPERATOR, self._comm_write),
            "get_params.cgi": Page(Level.ADMIN, _at_once(lambda _: self._answers.fields(PARAMS))),
            "get_misc.cgi": Page(Level.ADMIN, _at_once(lambda _: self._answers.fields(MISC))),
            "get_forbidden.cgi": Page(Level.ADMIN, _at_once(lambda _: self._answers.fields(FORBIDDEN))),
            "get_log.cgi": Page(Level.ADMIN, _at_once(lambda _: self._answers.text(camera.log.text()))),
            "wifi_scan.cgi": Page(Level.ADMIN, self._wifi_scan),
            "get_wifi_scan_result.cgi": Page(Level.ADMIN, self._wifi_result),
            "test_mail.cgi": Page(Level.ADMIN, partial(self._try_out, trial.MAIL)),
            "test_ftp.cgi": Page(Level.ADMIN, partial(self._try_out, trial.FTP)),
            "reboot.cgi": Page(Level.ADMIN, self._reboot),
            "restore_factory.cgi": Page(Level.ADMIN, self._restore_factory),
            "backup_params.cgi": Page(Level.ADMIN, self._backup),
            "restore_params.cgi": Page(Level.ADMIN, self._restore, "POST"),
            "upgrade_firmware.cgi": Page(Level.ADMIN, self._upgrade, "POST"),
            "upgrade_htmls.cgi": Page(Level.ADMIN, self._upgrade, "POST"),
            **{name: Page(Level.ADMIN, self._set) for name in SET_PAGES},
        }

    def find(self, name: str) -> Page | None:
        """Find a page, if this model has it."""
        return self._pages.get(name) if self._model.has(name) else None

    def _make_decoder(self) -> Decoder:
        camera, model = self._camera, self._model
        if model.decoder == "motor":
            return Decoder(camera.world, camera.motor, model, camera.memory.in_force)
        return PelcoDecoder(camera.world, camera.motor, model, camera.memory.in_force, self._send)

    def _send(self, data: bytes) -> None:
        self._camera.serial.append(Sent(0, BAUDS[int(self._camera.settings["decoder_baud"])], data))

    # What can be asked

    async def _status(self, _: Ask) -> Answer:
        return self._answers.fields({name: STATUS[name] for name in self._model.status})

    async def _check_user(self, ask: Ask) -> Answer:
        login = self._camera.recognise(ask)
        account = login.account if login else Account("", "", Level.NOBODY)
        told = f"var user='{account.name}';\nvar pwd='{account.password}';\nvar pri={account.level:d};\n"
        return self._answers.text(told)

    async def _wifi_result(self, _: Ask) -> Answer:
        return self._answers.text(self.wifi.result())

    async def _try_out(self, rules: Sequence[trial.Rule], _: Ask) -> Answer:
        await asyncio.sleep(self.trial_seconds)
        return self._answers.text(f"var result={trial.result(rules, self._camera.settings)};\n")

    async def _backup(self, _: Ask) -> Answer:
        return self._answers.file(self._camera.memory.backup(), "params.bin")

    # What can be told

    async def _set(self, ask: Ask) -> Answer:
        camera = self._camera
        name = ask.page.lower()
        stored = camera.memory.set(name, SET_PAGES[name], ask.params)
        if stored is None:
            return self._answers.refused()
        if "now" in stored:
            camera.clock.set(float(stored["now"]))
        elif stored.get("ntp_enable") == "1":
            camera.clock.synchronise()
        if "id" in stored:
            camera.settings["id"] = stored["id"].upper()
        camera.alarm.look()
        at_once = "port" in stored and "port" not in self._model.after_reboot
        return self._answers.done(ask, afterwards=camera.move_to_port if at_once else None)

    async def _decoder_control(self, ask: Ask) -> Answer:
        try:
            code = int(ask.params.get("command", ""))
            degrees = float(ask.params.get("degree", STEP))
        except ValueError:
            return self._answers.refused()
        known = self.decoder.command(code, one_step=ask.params.get("onestep") == "1", degrees=degrees)
        return self._answers.done(ask) if known else self._answers.refused()

    async def _comm_write(self, ask: Ask) -> Answer:
        baud = self._camera.settings["decoder_baud"]
        sent = serial.read(ask.params, baud, strict=self._model.comm_write_checks)
        if sent is None:
            return self._answers.refused()
        self._camera.serial.append(sent)
        return self._answers.done(ask)

    async def _wifi_scan(self, ask: Ask) -> Answer:
        self.wifi.scan()
        return self._answers.done(ask)

    async def _reboot(self, ask: Ask) -> Answer:
        return self._answers.done(ask, afterwards=self._camera.reboot)

    async def _restore_factory(self, ask: Ask) -> Answer:
        return self._answers.done(ask, afterwards=self._camera.restore_factory)

    async def _restore(self, ask: Ask) -> Answer:
        file = uploaded(ask)
        if file is None:
            return self._answers.bad_frame()
        return self._answers.done(ask) if self._camera.memory.restore(file) else self._answers.refused()

    async def _upgrade(self, ask: Ask) -> Answer:
        file = uploaded(ask)
        if file is None:
            return self._answers.bad_frame()
        self.uploads.append((ask.page.lower(), len(file)))
        return self._answers.done(ask, afterwards=self._camera.reboot)


def _at_once(answer: Callable[[Ask], Answer]) -> Callable[[Ask], Awaitable[Answer]]:
    async def answered(ask: Ask) -> Answer:
        return answer(ask)

    return answered
