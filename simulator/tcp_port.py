"""The TCP port of a camera, including all ways in which it can fail."""

import asyncio
from contextlib import suppress
import socket
from typing import Literal

from .connection import Connection, ProtocolFactory
from .http_protocol import LINGER_ZERO, HttpProtocol, Serve

type State = Literal["closed", "open", "dead"]


class TcpPort:
    """Listens on a port, stops, and listens on the same port again."""

    def __init__(self, serve: Serve) -> None:
        self.other: ProtocolFactory = lambda: None  # creates the protocol for clients that do not speak HTTP
        self.host = ""
        self.port = 0
        self.accepted = 0
        self._serve = serve
        self._state: State = "closed"
        self._limit = 0
        self._hang_excess = True
        self._bound_sockets: list[socket.socket] = []
        self._opening: asyncio.Task[None] | None = None
        self._socket: socket.socket | None = None
        self._server: asyncio.Server | None = None
        self._pending: list[Connection] = []
        self._admitted: set[Connection] = set()
        self._frozen: list[socket.socket] = []

    @property
    def reserved(self) -> bool:
        """Whether a port is reserved."""
        return bool(self._bound_sockets)

    @property
    def connected(self) -> int:
        """Number of connected clients, admitted or not."""
        return len(self._admitted) + len(self._pending)

    def reserve(self, host: str, port: int) -> None:
        """Reserve a port, so that no other program gets it while nothing listens."""
        place = _bound(host, port)
        self._bound_sockets.append(place)
        self.host, self.port = place.getsockname()[:2]

    def move(self, port: int) -> None:
        """Move to another port; 0 is the first one, 1 any free one."""
        port = {0: self._bound_sockets[0].getsockname()[1], 1: 0}.get(port, port)
        if port == self.port:
            return
        if port in (place.getsockname()[1] for place in self._bound_sockets):
            self.port = port
        else:
            self.reserve(self.host, port)
        state = self._state
        self.close()
        self.hang_up()
        self._set_state(state)

    def set_limit(self, number: int, *, hang: bool) -> None:
        """Limit the number of connections (0: unlimited); further ones wait, or are refused."""
        self._limit, self._hang_excess = number, hang
        self._adjust()

    def open(self) -> asyncio.Task[None] | None:
        """Start listening; connections are accepted even before the task is done."""
        self._set_state("open")
        return self._opening

    def close(self) -> None:
        """Stop listening; existing connections continue."""
        self._set_state("closed")

    def power_off(self) -> None:
        """Simulate a power cut: connections go silent, and connecting gets no answer."""
        self._frozen += [kept for each in (*self._admitted, *self._pending) if (kept := each.freeze())]
        self._set_state("dead")

    def power_on(self) -> None:
        """Simulate the return of power: data on old connections is answered with RST."""
        for kept in self._frozen:
            kept.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_ZERO)
            kept.close()
        self._frozen.clear()
        self._set_state("closed")

    def hang_up(self) -> None:
        """Close every connection except the one that requested it."""
        for each in tuple(self._admitted):
            if each.task is None or each.task is not asyncio.current_task():
                each.hang_up()

    def reset(self) -> None:
        """Reset every connection."""
        for each in (*self._admitted, *self._pending):
            each.reset()

    async def stop(self) -> None:
        """Close everything and release the ports."""
        self.power_on()
        self.hang_up()
        tasks = [each.task for each in self._admitted if each.task and each.task is not asyncio.current_task()]
        await asyncio.gather(*tasks, return_exceptions=True)
        self.reset()
        for place in self._bound_sockets:
            place.close()
        self._bound_sockets.clear()
        await asyncio.sleep(0)

    def _set_state(self, state: State) -> None:
        if state != self._state:
            self._unlisten()
            self._state = state
            if state == "dead":
                # A backlog of one that is never accepted: further SYNs get no answer.
                self._socket = self._listening(0)
                self._frozen.append(socket.create_connection((self.host, self.port)))
        self._adjust()

    def _adjust(self) -> None:
        """Admit waiting clients, and listen if there is room."""
        while self._pending and not self._is_full():
            connection = self._pending.pop(0)
            self._admitted.add(connection)
            connection.admit()
        if self._state != "open":
            return
        if self._is_full() and not self._hang_excess:
            self._unlisten()
            for connection in tuple(self._pending):
                connection.reset()
        elif self._opening is None:
            self._socket = self._listening(64)
            self._opening = asyncio.get_running_loop().create_task(self._accept(self._socket))

    def _is_full(self) -> bool:
        return 0 < self._limit <= len(self._admitted)

    def _listening(self, backlog: int) -> socket.socket:
        place = _bound(self.host, self.port)
        place.listen(backlog)
        return place

    def _unlisten(self) -> None:
        if self._opening:
            self._opening.cancel()
        if self._server and self._socket:
            loop = asyncio.get_running_loop()
            loop.remove_reader(self._socket)
            with suppress(OSError):  # not available on every system
                self._socket.shutdown(socket.SHUT_RDWR)
            loop.call_soon(self._server.close)  # a client may have connected just now and not be registered yet
        elif self._socket:
            self._socket.close()
        self._opening = self._server = self._socket = None

    async def _accept(self, listening: socket.socket) -> None:
        self._server = await asyncio.get_running_loop().create_server(self._connection, sock=listening)

    def _connection(self) -> asyncio.Protocol:
        return Connection(HttpProtocol(self._serve), self.other, self._handle_connection, self._handle_disconnect)

    def _handle_connection(self, connection: Connection) -> None:
        self.accepted += 1
        self._pending.append(connection)
        self._adjust()

    def _handle_disconnect(self, connection: Connection) -> None:
        self._admitted.discard(connection)
        if connection in self._pending:
            self._pending.remove(connection)
        self._adjust()


def _bound(host: str, port: int) -> socket.socket:
    place = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind((host, port))
    except OSError as error:
        place.close()
        raise OSError(error.errno, f"port {port}: {(error.strerror or '').lower()}") from error
    return place
