"""One TCP connection to a camera, including all ways to end it."""

import asyncio
from collections.abc import Callable
import os
import socket
from typing import override

from .http_protocol import REQUEST_TIMEOUT, HttpProtocol, reset

type Notice = Callable[[Connection], None]
NATIVE_MARKS = (b"MO_O", b"MO_V")  # the first four bytes of protocols besides HTTP


class AlternativeProtocol:
    """Base of protocols besides HTTP on a connection."""

    task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Start."""

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop."""

    def data_received(self, data: bytes) -> None:
        """Handle received bytes."""

    def eof_received(self) -> bool:
        """Close when the client does."""
        return False

    def pause_writing(self) -> None:
        """The send buffer is full."""

    def resume_writing(self) -> None:
        """The send buffer has been sent."""

    def close(self) -> None:
        """Close the connection."""


class SilentProtocol(AlternativeProtocol):
    """Waits for the end of a line that never comes, as most web servers do; or closes at once."""

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
    """Forwards events to the HTTP protocol once admitted, or to another protocol if the first bytes select it."""

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
        """Wait for admission."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("that is no stream")
        self._transport = transport
        transport.pause_reading()
        self._on_connect(self)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Forward the end of the connection."""
        if self._admitted:
            self._protocol.connection_lost(exc)
        self._on_disconnect(self)

    @override
    def data_received(self, data: bytes) -> None:
        """Forward bytes as soon as the protocol is known."""
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
        """Forward the event."""
        return self._protocol.eof_received()

    @override
    def pause_writing(self) -> None:
        """Forward the event."""
        self._protocol.pause_writing()

    @override
    def resume_writing(self) -> None:
        """Forward the event."""
        self._protocol.resume_writing()

    def admit(self) -> None:
        """Start reading."""
        if self._transport:
            self._admitted = True
            self._protocol.connection_made(self._transport)
            self._transport.resume_reading()

    @property
    def task(self) -> asyncio.Task[None] | None:
        """The task that serves this client."""
        return self._protocol.task

    def hang_up(self) -> None:
        """Close at once, even in the middle of a response."""
        if self.task:
            self.task.cancel()
        self._protocol.close()

    def reset(self) -> None:
        """Close with RST."""
        if self._transport:
            reset(self._transport)

    def freeze(self) -> socket.socket | None:
        """Abandon the connection without telling the client; the returned socket keeps it open."""
        if self._transport is None or self._transport.is_closing():
            return None
        kept = socket.socket(fileno=os.dup(self._transport.get_extra_info("socket").fileno()))
        self._transport.abort()
        return kept
