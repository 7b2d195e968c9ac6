"""A TCP connection of the native protocol (docs/sources.md N21)."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Collection, Mapping
from contextlib import suppress
import socket
from typing import override

from ....model.address import Account, Address
from ....model.errors import CameraConnectionError, CameraError, CameraIdleError, CameraResponseError
from ....model.rate_limit import RateLimit
from . import messages
from .frames import Channel, Frame, FrameReader
from .messages import AlarmNotice, Control, LoginAnswer, Result, StartAnswer

_CONNECT_TIMEOUT = 5  # seconds
PROBE_TIMEOUT = 3  # seconds until the answer to the login request, which a server that only speaks HTTP never sends
_VERIFY_TIMEOUT = 17  # seconds; with the other two, the 20 seconds of the vendor's client
_ANSWER_TIMEOUT = 10  # seconds
_KEEP_ALIVE = 60  # seconds without a sent frame until a keep-alive is sent
_SILENCE = 60  # seconds without received data until the connection is checked
_BURST = 128 * 1024  # bytes
_RECEIVE_BUFFER = 64 * 1024  # bytes buffered by the kernel; whatever waits there is late
_OTHER_KIND = 4
_NEWS = frozenset({Control.SETTINGS, Control.SETTING_CHANGED, Control.ALARM, Control.KEEP_ALIVE})
_ANSWERS = frozenset(
    {
        Control.LOGIN_ANSWER,
        Control.VERIFY_ANSWER,
        Control.PICTURE_ANSWER,
        Control.SOUND_ANSWER,
        Control.TALK_ANSWER,
        Control.SETTINGS,
    }
)


class RefusedError(CameraError):
    """The camera refuses a request; `result` is the reason, possibly an unknown number."""

    def __init__(self, what: str, result: int) -> None:
        known = Result(result).name.lower().replace("_", " ") if result in set(Result) else "refused"
        super().__init__(f"{what}: {known} ({result})")
        self.result = result


class Connection(asyncio.Protocol):
    """Sends and receives frames; subclasses interpret them."""

    channel = Channel.CONTROL
    bytes_per_second = 1024 * 1024
    """Limit of received data, so that a flood of frames does not occupy the event loop."""

    def __init__(self, wanted: Collection[int]) -> None:
        self._loop = asyncio.get_running_loop()
        self._reader = FrameReader(self.channel, wanted)
        self._transport: asyncio.Transport | None = None
        self._resuming: asyncio.TimerHandle | None = None
        self._limit = RateLimit(per_second=self.bytes_per_second, burst=_BURST)
        self.ended: asyncio.Future[CameraError] = self._loop.create_future()
        """Done when the connection has ended, with the reason."""
        self._received_at = self._sent_at = self._loop.time()

    async def open(self, address: Address) -> None:
        """Connect; raises CameraConnectionError."""
        try:
            async with asyncio.timeout(_CONNECT_TIMEOUT):
                await self._loop.create_connection(lambda: self, address.host, address.port)
        except (OSError, TimeoutError) as err:
            raise CameraConnectionError(f"native protocol: {type(err).__name__}") from None

    @property
    def is_open(self) -> bool:
        """Return whether the connection is open."""
        return self._transport is not None and not self.ended.done()

    @property
    def silence(self) -> float:
        """Return the seconds since data was received."""
        return self._loop.time() - self._received_at

    @property
    def is_used(self) -> bool:
        """Return whether the connection was ever established."""
        return self._transport is not None

    @property
    def unsent(self) -> int:
        """Return the bytes that the camera has not taken yet, as far as is known."""
        return 0 if self._transport is None else self._transport.get_write_buffer_size()

    def send(self, frame: Frame) -> None:
        """Send a frame; raises CameraConnectionError if the connection has ended."""
        if not self.is_open or self._transport is None:
            raise CameraConnectionError("native protocol: not connected")
        self._sent_at = self._loop.time()
        self._transport.write(frame.encode(self.channel))

    def end(self, why: CameraError) -> None:
        """Close the connection at once, discarding unsent data."""
        if not self.ended.done():
            self.ended.set_result(why)
        if self._transport is not None:
            self._transport.abort()

    def handle(self, frame: Frame) -> None:
        """Handle a received frame; raises CameraResponseError if it is invalid, which ends the connection."""
        raise NotImplementedError

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  always TCP
        self._transport = transport
        with suppress(OSError):
            end = transport.get_extra_info("socket")
            end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @override
    def data_received(self, data: bytes) -> None:
        self._received_at = self._loop.time()
        try:
            for frame in self._reader.feed(data):
                self.handle(frame)
        except CameraResponseError as err:
            self.end(err)
        if self._transport is not None and self.is_open and (wait := self._limit.take(len(data))):
            self._transport.pause_reading()
            self._resuming = self._loop.call_later(wait, self._transport.resume_reading)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if self._resuming is not None:
            self._resuming.cancel()
        if not self.ended.done():
            self.ended.set_result(CameraConnectionError("native protocol: the camera closed the connection"))


class ControlConnection(Connection):
    """The control connection: login, keep-alive, detection of a dead connection, collection of reports.

    Memory is bounded: only the latest notice of each kind of alarm and the latest value of each setting are kept.
    """

    def __init__(self) -> None:
        super().__init__(_ANSWERS | _NEWS)
        self.news = asyncio.Event()
        """Set while there are reports to take."""
        self._alarms: dict[int, AlarmNotice] = {}
        self.settings: dict[str, str] = {}
        """The picture settings reported by the camera."""
        self._changed: dict[str, str] = {}
        self._awaited: defaultdict[int, deque[asyncio.Future[bytes]]] = defaultdict(deque)
        self._starting = asyncio.Lock()
        self.keep_alive_gaps: deque[int] = deque(maxlen=5)
        """Seconds between the camera's last keep-alives."""
        self._kept_alive_at = self._loop.time()
        self._checking = False
        self._timer: asyncio.TimerHandle | None = None
        self.ended.add_done_callback(lambda _: self._stop())

    async def login(self) -> LoginAnswer:
        """Identify the camera without a password; raises RefusedError, CameraIdleError or CameraResponseError."""
        answer = LoginAnswer.decode(await self._ask(messages.LOGIN, Control.LOGIN_ANSWER, PROBE_TIMEOUT))
        if answer.result:
            raise RefusedError("login", answer.result)
        return answer

    async def verify(self, account: Account) -> None:
        """Send the login and start the keep-alive; raises as login() does."""
        answer = StartAnswer.decode(await self._ask(messages.verify(account), Control.VERIFY_ANSWER, _VERIFY_TIMEOUT))
        if answer.result:
            raise RefusedError("verify", answer.result)
        self._watch()
        self._expect(messages.FETCH_SETTINGS, Control.SETTINGS)

    async def start(self, what: Frame) -> bytes:
        """Start pictures, sound or talk; return the number of the media connection, empty if it already exists.

        Raises:
            RefusedError: the camera refuses or cannot do it.
        """
        async with self._starting:  # answers do not name their request
            answer = StartAnswer.decode(await self._ask(what, what.opcode + 1, _ANSWER_TIMEOUT))
        if answer.result:
            raise RefusedError(Control(what.opcode).name.lower(), answer.result)
        return answer.number

    async def confirm(self, timeout: float) -> None:
        """Wait until the camera has processed everything sent before; raises CameraConnectionError."""
        await self._ask(messages.FETCH_SETTINGS, Control.SETTINGS, timeout)

    def take(self) -> tuple[list[AlarmNotice], Mapping[str, str]]:
        """Return and clear the collected alarms and changed picture settings."""
        alarms, settings = list(self._alarms.values()), self._changed
        self._alarms, self._changed = {}, {}
        self.news.clear()
        return alarms, settings

    @override
    def handle(self, frame: Frame) -> None:
        if (waiting := self._awaited.get(frame.opcode)) and not (first := waiting.popleft()).done():
            first.set_result(frame.body)
        match frame.opcode:
            case Control.ALARM:
                notice = AlarmNotice.decode(frame.body)
                kind = min(notice.kind, _OTHER_KIND)
                self._alarms.pop(kind, None)
                self._alarms[kind] = notice
            case Control.SETTINGS:
                self._store_settings(messages.settings(frame.body))
            case Control.SETTING_CHANGED:
                self._store_settings(messages.setting_changed(frame.body))
            case Control.KEEP_ALIVE:
                self.keep_alive_gaps.append(round(self._loop.time() - self._kept_alive_at))
                self._kept_alive_at = self._loop.time()
                return
            case _:
                return
        self.news.set()

    def _store_settings(self, reported: Mapping[str, str]) -> None:
        self.settings |= reported
        self._changed |= reported

    async def _ask(self, frame: Frame, answer: int, timeout: float) -> bytes:
        waiting = self._expect(frame, answer)
        done, _ = await asyncio.wait((waiting, self.ended), timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        if waiting in done:
            return waiting.result()
        if self.ended in done:
            raise self.ended.result()
        raise CameraIdleError(f"native protocol: no answer {answer} within {timeout:g} seconds")

    def _expect(self, frame: Frame, answer: int) -> asyncio.Future[bytes]:
        """Send a request and return a future for its answer. Answers carry no request number, but arrive in order."""
        self.send(frame)
        waiting = self._loop.create_future()
        self._awaited[answer].append(waiting)
        return waiting

    def _watch(self) -> None:
        """Send keep-alives and end a dead connection; the camera's own keep-alives are not reliable.

        Neither a camera that lost power nor a router that dropped the connection closes it.
        """
        now = self._loop.time()
        silent = self.silence
        self._checking = self._checking and silent >= _SILENCE
        if silent >= _SILENCE + _ANSWER_TIMEOUT and self._checking:
            self.end(CameraIdleError(f"native protocol: silent for {silent:.0f} seconds"))
            return
        if silent >= _SILENCE and not self._checking:
            self._checking = True
            self._expect(messages.FETCH_SETTINGS, Control.SETTINGS)
        elif now - self._sent_at >= _KEEP_ALIVE:
            self.send(messages.KEEP_ALIVE)
        look_at = self._received_at + _SILENCE + (_ANSWER_TIMEOUT if self._checking else 0)
        self._timer = self._loop.call_at(max(min(look_at, self._sent_at + _KEEP_ALIVE), now + 0.05), self._watch)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self.news.set()
