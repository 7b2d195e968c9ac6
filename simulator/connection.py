"""One TCP connection to a camera, down to how it ends."""

import asyncio
from collections.abc import Callable
import os
import socket
from typing import override

from .http_protocol import REQUEST_TIMEOUT, HttpProtocol, reset

type Notice = Callable[[Connection], None]
NATIVE_MARKS = (b"MO_O", b"MO_V")  # what the first four bytes may be beside HTTP


class AlternativeProtocol:
    """Whoever speaks something else than HTTP on a connection."""

    task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begin."""

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop."""

    def data_received(self, data: bytes) -> None:
        """Hear what the client says."""

    def eof_received(self) -> bool:
        """Hang up when the client does."""
        return False

    def pause_writing(self) -> None:
        """Take note that the client is slow."""

    def resume_writing(self) -> None:
        """Take note that it has taken everything."""

    def close(self) -> None:
        """Hang up."""


class SilentProtocol(AlternativeProtocol):
    """Waits for the end of a line that does not come, as most web servers do; or hangs up."""

    def __init__(self, *, at_once: bool = False) -> None:
        self._seconds = 0.0 if at_once else REQUEST_TIMEOUT
        self._timer: asyncio.TimerHandle | None = None

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._seconds, transport.close)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer:
            self._timer.cancel()


type ProtocolFactory = Callable[[], AlternativeProtocol | None]


class Connection(asyncio.Protocol):
    """Passes everything on to whoever speaks HTTP, once it is let in; or to another, if the first bytes are such."""

    def __init__(self, protocol: HttpProtocol, other: ProtocolFactory, made: Notice, lost: Notice) -> None:
        self._protocol: HttpProtocol | AlternativeProtocol = protocol
        self._make_alternative = other
        self._prefix: bytes | None = b""
        self._on_connect = made
        self._on_disconnect = lost
        self._transport: asyncio.Transport | None = None
        self._admitted = False

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait at the door."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("that is no stream")
        self._transport = transport
        transport.pause_reading()
        self._on_connect(self)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that it is over."""
        if self._admitted:
            self._protocol.connection_lost(exc)
        self._on_disconnect(self)

    @override
    def data_received(self, data: bytes) -> None:
        """Pass it on, once it is clear what it is."""
        if self._prefix is not None:
            data = self._prefix + data
            if len(data) < len(NATIVE_MARKS[0]) and any(mark.startswith(data) for mark in NATIVE_MARKS):
                self._prefix = data
                return
            self._prefix = None
            if data.startswith(NATIVE_MARKS) and self._transport and (other := self._make_alternative()):
                self._protocol.connection_lost(None)
                self._protocol = other
                other.connection_made(self._transport)
        self._protocol.data_received(data)

    @override
    def eof_received(self) -> bool:
        """Pass it on."""
        return self._protocol.eof_received()

    @override
    def pause_writing(self) -> None:
        """Pass it on."""
        self._protocol.pause_writing()

    @override
    def resume_writing(self) -> None:
        """Pass it on."""
        self._protocol.resume_writing()

    def admit(self) -> None:
        """Begin to listen to what the client says."""
        if self._transport:
            self._admitted = True
            self._protocol.connection_made(self._transport)
            self._transport.resume_reading()

    @property
    def task(self) -> asyncio.Task[None] | None:
        """What is being done for this client."""
        return self._protocol.task

    def hang_up(self) -> None:
        """End it, in the middle of whatever it is at."""
        if self.task:
            self.task.cancel()
        self._protocol.close()

    def reset(self) -> None:
        """End it with RST."""
        if self._transport:
            reset(self._transport)

    def freeze(self) -> socket.socket | None:
        """End it without telling the client: for that, the socket is kept and handed over."""
        if self._transport is None or self._transport.is_closing():
            return None
        kept = socket.socket(fileno=os.dup(self._transport.get_extra_info("socket").fileno()))
        self._transport.abort()
        return kept
