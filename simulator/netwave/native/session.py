"""One native connection: control or media, depending on its first frame."""

import asyncio
from collections.abc import Coroutine, Mapping
from time import monotonic
from typing import override

from ...account import AccountRole
from ...connection import AlternativeProtocol
from ...http_protocol import reset
from ...talk import Talk
from ..schedule import is_on
from . import frame as frames
from .frame import CONTROL, MEDIA, Frame, NoFrameError, text, words
from .media import Media
from .server import SETTINGS, Client, Native
from .sound import Coder, pcm_of, read_talk

GOOD, NO_USER, BUSY, WRONG_PASSWORD, CANNOT, FORBIDDEN = 0, 1, 2, 5, 7, 8
_NEEDS = {4: 1, 8: 1, 16: 1, 11: 2, 14: 2, 15: 2, 19: 2}  # opcode: the account's level; inferred, not known
_GARBAGE = b"\x00\x15\xfe\x93 neither head nor body " * 6
_FLOOD = 100_000  # alarms a second


class Session(AlternativeProtocol):
    """One connection and its state."""

    def __init__(self, native: Native) -> None:
        self.verified: AccountRole | None = None
        self.media = Media(native)
        self.talking = False
        self.owner: Client | None = None  # of a media connection: who began it
        self._native = native
        self._received = bytearray()
        self._identified = False  # the client has asked who this is
        self._transport: asyncio.Transport | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._received_at = self._sent_at = monotonic()
        self._mark = CONTROL
        self._slowly = bytearray()

    # Called by the transport

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._native.sessions.append(self)
        self._run(self._keep_alive())

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        for task in self._tasks:
            task.cancel()
        if self in self._native.sessions:
            self._native.sessions.remove(self)
        if self.owner is not None:
            self.owner.media.lost(self)
        self.media.close()

    @override
    def data_received(self, data: bytes) -> None:
        self._received_at = monotonic()
        if self._native.faults.native == "forgets":
            return
        self._received += data
        try:
            while not self.closing and (frame := Frame.take(self._received)):
                self._answer(frame)
        except NoFrameError:
            self.close()

    @override
    def close(self) -> None:
        if self._transport:
            self._transport.close()

    @property
    def closing(self) -> bool:
        """Whether the connection is closed or closing."""
        return self._transport is None or self._transport.is_closing()

    @property
    def backlog(self) -> int:
        """Unsent bytes."""
        return 0 if self.closing or self._transport is None else self._transport.get_write_buffer_size()

    def send_message(self, opcode: int, body: bytes = b"") -> None:
        """Send a frame on this connection's channel."""
        self.send(Frame(self._mark, opcode, body))

    def send(self, frame: Frame) -> None:
        """Send a frame, unless a fault suppresses it."""
        if self.closing or self._native.faults.native == "forgets":
            return
        self._sent_at = monotonic()
        data = frame.bytes_of(0xAA if self._native.model.native_clone else 0)
        self._native.record_sent(data)
        if self._native.faults.native == "trickle":
            self._slowly += data
            if len(self._slowly) == len(data):
                self._run(self._trickle())
        else:
            self.write(data)

    def write(self, data: bytes) -> None:
        """Send raw bytes."""
        if self._transport and not self.closing:
            self._transport.write(data)

    # Keep-alive and faults

    async def _keep_alive(self) -> None:
        native = self._native
        pace = min(native.keep_alive, native.patience) / 4
        while True:
            await asyncio.sleep(pace)
            now = monotonic()
            if now - self._received_at > native.patience:
                self.close()
            elif now - self._sent_at >= native.keep_alive and native.model.native_keeps_alive:
                self.send_message(255)

    async def _trickle(self) -> None:
        while self._slowly:
            self.write(bytes(self._slowly[:1]))
            await asyncio.sleep(0.001)
            del self._slowly[:1]

    def fault(self) -> None:
        """Start the active fault."""
        match self._native.faults.native:
            case "garbage":
                self.write(_GARBAGE)
            case "half":
                self.write(_alarm(1, self._native.area).bytes_of()[:12])
                self.close()
            case "endless":
                self.write(CONTROL + b"\x19\0\0" + bytes(8) + b"\xff" * 8 + bytes(100))
            case "reset" if self._transport:
                reset(self._transport)
            case "drops":
                self._run(self._drop())
            case "flood":
                self._run(self._flood())

    async def _drop(self) -> None:
        await asyncio.sleep(self._native.drop_after)
        self.close()

    async def _flood(self) -> None:
        some = b"".join(_alarm(kind, self._native.area).bytes_of() for kind in (1, 0)) * 500
        while self._native.faults.native == "flood" and not self.closing:
            if self.backlog < 4 * len(some):
                self.write(some)
            await asyncio.sleep(1000 / _FLOOD)
        self.alarm(self._native.kind())

    def _run(self, doing: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # Requests

    def _answer(self, frame: Frame) -> None:
        if frame.mark == MEDIA:
            self._take_media(frame)
            return
        self._native.received.append((frame.opcode, monotonic()))
        if frame.opcode == 0:
            self._login()
        elif frame.opcode == 2:
            self._verify(frame.body)
        elif self.verified is None:
            if frame.opcode != 255:
                self.close()
        elif self.verified < _NEEDS.get(frame.opcode, 0):
            if self._native.drops_unprivileged:
                self.close()
        else:
            self._obey(frame.opcode, frame.body)

    def _login(self) -> None:
        native = self._native
        if native.faults.native == "busy" or native.is_full(self):
            self.send_message(1, _result(BUSY))
            self.close()
            return
        self._identified = True
        known = "00000000DEAD" if native.faults.native == "alien" else native.settings["id"]
        clone = native.model.native_clone
        version = bytes(int(part) & 255 for part in native.model.firmware.split(".") if part.isdecimal())[:4]
        protocol = 0 if clone else 0x01000000
        card = text(known[2:] if clone else known, 13) + protocol.to_bytes(4, "little") + bytes(4)
        self.send_message(1, _result(GOOD) + card + version.ljust(4, b"\0"))

    def _verify(self, body: bytes) -> None:
        native = self._native
        if not self._identified:
            self.close()
            return
        if native.faults.native == "mute":
            return
        name, password = words(body[:13]), words(body[13:26])
        account = next((each for each in native.accounts() if each.name == name), None)
        if account is None or account.password != password or native.faults.unauthorized:
            self.send_message(3, _result(NO_USER if account is None else WRONG_PASSWORD))
            return
        if native.faults.native == "unordered":
            self.send_message(18, b"\1\x80")
            self.send_message(255)
        self.verified = account.role
        self.send_message(3, _result(GOOD) + bytes((0 if native.model.native_clone else account.role - 1,)))
        if native.model.native_linked:
            self.send_message(28, native.linked())
        self.fault()
        if native.reports_state_on_login:
            self.alarm(native.kind())

    def _obey(self, opcode: int, body: bytes) -> None:
        native = self._native
        first, second = body[0] if body else 0, body[1] if len(body) > 1 else 0
        match opcode:
            case 4 | 8 | 11:
                self._start(opcode, first)
            case 6 | 10:
                self.media.stop(opcode)
            case 7:
                self.media.pace = int.from_bytes(body[:4], "little") // 10
            case 13:
                self._end_talk()
            case 14:
                native.command(first)
            case 15:
                native.send_serial(body)
            case 16:
                if native.model.native_clone:
                    self.send_message(257, b"\0" + text(native.settings["alias"], 136))
                self.send_message(17, bytes(int(native.settings.get(name, "0") or 0) & 255 for name in SETTINGS))
            case 19:
                native.change(first, second)

    def _start(self, opcode: int, buffer: int) -> None:
        native = self._native
        result = GOOD
        if (opcode != 4 and not native.model.microphone) or native.faults.native == "unable":
            result = CANNOT
        elif native.settings["schedule_enable"] == "1" and is_on(native.settings, "", native.wall_clock()):
            result = FORBIDDEN
        elif (opcode == 11 and native.talker not in (None, self)) or not self.media.may_begin():
            result = BUSY
        if result != GOOD:
            self.send_message(opcode + 1, _result(result))
            return
        before = self.media.number
        if opcode == 11:
            self.talking, native.talk, native.talk_coder = True, Talk(buffer), Coder()
        self.media.begin(opcode)
        number = self.media.number if native.model.native_clone or self.media.number != before else b""
        self.send_message(opcode + 1, _result(GOOD) + number)

    def _end_talk(self) -> None:
        if self.talking and self._native.talk:
            self._native.talk.over = True
        self.talking = False

    def _take_media(self, frame: Frame) -> None:
        native = self._native
        if frame.opcode == 0:
            self._mark = MEDIA
            self.owner = native.find(frame.body[:4])
            if self.owner is None or not self.owner.media.join(self):
                self.close()
        elif self.owner is None:
            self.close()
        elif frame.opcode == 3 and self.owner.talking and native.talk:
            for number, code in read_talk(frame.body):
                native.talk.receive(number, pcm_of(native.talk_coder.decode(code)))

    # Reports

    def alarm(self, kind: int) -> None:
        """Report the beginning or end of an alarm."""
        if self.verified is not None and self._native.faults.native not in ("no_alarms", "flood"):
            self.send(_alarm(9 if self._native.faults.native == "unknown" and kind else kind, self._native.area))

    def setting(self, number: int, value: int) -> None:
        """Report a changed picture setting."""
        if self.verified is not None:
            self.send_message(18, bytes((number, value & 255)))


def _result(code: int) -> bytes:
    return code.to_bytes(2, "little")


def _alarm(kind: int, areas: Mapping[int, tuple[int, int, int, int]]) -> Frame:
    area = areas.get(kind, (0, 0, 0, 0) if kind == 0 else (0, 0, 100, 100))
    return Frame(frames.CONTROL, 25, bytes((kind,)) + b"".join(each.to_bytes(2, "little") for each in area))
