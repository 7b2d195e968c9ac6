"""One TCP connection to a camera, down to how it ends."""

import asyncio
from collections.abc import Callable
import os
import socket
from typing import override

from .speaker import Speaker, reset

type Notice = Callable[[Connection], None]


class Connection(asyncio.Protocol):
    """Passes everything on to whoever speaks HTTP, once it is let in."""

    def __init__(self, speaker: Speaker, made: Notice, lost: Notice) -> None:
        self._speaker = speaker
        self._made = made
        self._lost = lost
        self._transport: asyncio.Transport | None = None
        self._in = False

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait at the door."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("that is no stream")
        self._transport = transport
        transport.pause_reading()
        self._made(self)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that it is over."""
        if self._in:
            self._speaker.connection_lost(exc)
        self._lost(self)

    @override
    def data_received(self, data: bytes) -> None:
        """Pass it on."""
        self._speaker.data_received(data)

    @override
    def eof_received(self) -> bool:
        """Pass it on."""
        return self._speaker.eof_received()

    @override
    def pause_writing(self) -> None:
        """Pass it on."""
        self._speaker.pause_writing()

    @override
    def resume_writing(self) -> None:
        """Pass it on."""
        self._speaker.resume_writing()

    def let_in(self) -> None:
        """Begin to listen to what the client says."""
        if self._transport:
            self._in = True
            self._speaker.connection_made(self._transport)
            self._transport.resume_reading()

    @property
    def task(self) -> asyncio.Task[None] | None:
        """What is being done for this client."""
        return self._speaker.task

    def hang_up(self) -> None:
        """End it, in the middle of whatever it is at."""
        if self.task:
            self.task.cancel()
        self._speaker.close()

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
