"""A TCP connection of the native protocol (docs/sources.md N21)."""

from abc import abstractmethod
import asyncio
from collections import defaultdict, deque
from collections.abc import Collection, Mapping
from contextlib import suppress
import socket
from typing import ClassVar, override

from ....model.address import Address
from ....model.errors import CameraConnectionError, CameraError, CameraIdleError, CameraResponseError
from ....model.rate_limit import RateLimit
from . import messages
from .frames import CONTROL, Channel, Frame, FrameReader
from .messages import AlarmNotice, Control, Result

_CONNECT_TIMEOUT = 5  # seconds
_ANSWER_TIMEOUT = 10  # seconds
_TICK = 30  # seconds between checks whether to send something, and whether the camera is still there
_BURST = 128 * 1024  # bytes
_RECEIVE_BUFFER = 64 * 1024  # bytes buffered by the kernel, which add latency
_OTHER_KIND = 4
_REQUESTS = (Control.LOGIN, Control.VERIFY, Control.PICTURE_BEGIN, Control.SOUND_BEGIN, Control.TALK_BEGIN)
_REPORTS = (Control.SETTINGS, Control.SETTING_CHANGED, Control.ALARM, Control.KEEP_ALIVE)


class RefusedError(CameraError):
    """The camera refuses a request; `result` is the reason, possibly an unknown number."""

    def __init__(self, what: str, result: int) -> None:
        known = Result(result).name.lower().replace("_", " ") if result in set(Result) else "refused"
        super().__init__(f"{what}: {known} ({result})")
        self.result = result


class Connection(asyncio.Protocol):
    """Sends and receives frames; subclasses interpret them."""

    channel: ClassVar[Channel]

    def __init__(self, wanted: Collection[int]) -> None:
        self._loop = asyncio.get_running_loop()
        self._reader = FrameReader(self.channel, wanted)
        self._transport: asyncio.Transport | None = None
        self._limit = RateLimit(per_second=self.channel.rate, burst=_BURST)
        self.ended: asyncio.Future[CameraError] = self._loop.create_future()
        """Done when the connection has ended, with the reason."""
        self._received_at = self._sent_at = self._loop.time()
        self._timers: dict[str, asyncio.TimerHandle] = {}

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
    def unsent(self) -> int:
        """Return the bytes that the camera has not taken yet, as far as is known."""
        return 0 if self._transport is None else self._transport.get_write_buffer_size()

    def send(self, frame: Frame) -> None:
        """Send a frame; raises CameraConnectionError if the connection has ended."""
        if self._transport is None or self.ended.done():
            raise CameraConnectionError("native protocol: not connected")
        self._sent_at = self._loop.time()
        self._transport.write(frame.encode(self.channel))

    def end(self, why: CameraError) -> None:
        """Close the connection at once, discarding unsent data."""
        if not self.ended.done():
            self.ended.set_result(why)
        if self._transport is not None:
            self._transport.abort()
        for timer in self._timers.values():
            timer.cancel()

    @abstractmethod
    def handle(self, frame: Frame) -> None:
        """Handle a received frame; raises CameraResponseError if it is invalid, which ends the connection."""

    def check(self) -> None:
        """Send a keep-alive if nothing else was sent for a while."""
        if self._loop.time() - self._sent_at > 1.5 * _TICK:
            self.send(messages.KEEP_ALIVE)

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  always TCP
        self._transport = transport
        with suppress(OSError):
            end = transport.get_extra_info("socket")
            end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._tick()

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
            self._timers["resume"] = self._loop.call_later(wait, self._transport.resume_reading)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.end(CameraConnectionError("native protocol: the camera closed the connection"))

    def _tick(self) -> None:
        self._timers["tick"] = self._loop.call_later(_TICK, self._tick)
        self.check()


class ControlConnection(Connection):
    """Requests and their answers, detection of a dead connection, and collection of reports.

    Memory is bounded: only the latest notice of each kind of alarm and the latest value of each setting are kept.
    """

    channel = CONTROL

    def __init__(self) -> None:
        super().__init__((*(request + 1 for request in _REQUESTS), *_REPORTS))
        self.news = asyncio.Event()
        """Set while there are reports to take, and at the end."""
        self.ended.add_done_callback(lambda _: self.news.set())
        self._alarms: dict[int, AlarmNotice] = {}
        self.settings: dict[str, str] = {}
        """The picture settings reported by the camera."""
        self._changed: dict[str, str] = {}
        self._awaited: defaultdict[int, deque[asyncio.Future[bytes]]] = defaultdict(deque)
        self.keep_alive_gaps: deque[int] = deque(maxlen=5)
        """Seconds between the camera's last keep-alives."""
        self._kept_alive_at = self._loop.time()

    async def request(self, frame: Frame, timeout: float = _ANSWER_TIMEOUT) -> bytes:
        """Send a request and return what follows the result in its answer.

        Raises:
            RefusedError: the camera refuses or cannot do it.
            CameraIdleError, CameraConnectionError, CameraResponseError: no valid answer.
        """
        result, rest = messages.result_of(await self._ask(frame, timeout))
        if result:
            raise RefusedError(Control(frame.opcode).name.lower(), result)
        return rest

    async def confirm(self, timeout: float = _ANSWER_TIMEOUT) -> None:
        """Fetch the picture settings: then, everything sent before has been processed. Raises as request() does."""
        await self._ask(messages.FETCH_SETTINGS, timeout)

    def take(self) -> tuple[list[AlarmNotice], Mapping[str, str]]:
        """Return and clear the collected alarms and picture settings."""
        alarms, changed = list(self._alarms.values()), self._changed
        self._alarms, self._changed = {}, {}
        self.news.clear()
        return alarms, changed

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
                self._store(messages.settings(frame.body))
            case Control.SETTING_CHANGED:
                self._store(messages.setting_changed(frame.body))
            case Control.KEEP_ALIVE:
                self.keep_alive_gaps.append(round(self._loop.time() - self._kept_alive_at))
                self._kept_alive_at = self._loop.time()
        if self._alarms or self._changed:
            self.news.set()

    @override
    def check(self) -> None:
        """Find a dead connection: neither a camera that lost power nor a router that forgets it closes it."""
        if self.silence > 3.5 * _TICK:
            self.end(CameraIdleError(f"native protocol: silent for {self.silence:.0f} seconds"))
        elif self.silence > 2.5 * _TICK:  # the camera's own keep-alives are not reliable
            self._expect(messages.FETCH_SETTINGS)
        else:
            super().check()

    def _store(self, reported: Mapping[str, str]) -> None:
        self.settings |= reported
        self._changed |= reported

    async def _ask(self, frame: Frame, timeout: float) -> bytes:
        waiting = self._expect(frame)
        done, _ = await asyncio.wait((waiting, self.ended), timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        if waiting in done:
            return waiting.result()
        if self.ended in done:
            raise self.ended.result()
        raise CameraIdleError(f"native protocol: no answer to {Control(frame.opcode).name} within {timeout:g} seconds")

    def _expect(self, frame: Frame) -> asyncio.Future[bytes]:
        """Send a request and return a future for its answer. Answers carry no request number, but arrive in order."""
        self.send(frame)
        waiting = self._loop.create_future()
        self._awaited[frame.opcode + 1].append(waiting)
        return waiting
