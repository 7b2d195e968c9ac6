"""Finds out whether the RTSP ports of a camera can be reached, which its web server says nothing about.

Only a first request is sent to them, without the login; no stream is opened.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from ..camera.camera import Camera
from ..model.address import Address
from ..model.backoff import Backoff

_TIMEOUT = 5  # seconds for the answer of a port
_CONFIRM_DELAY = 5  # seconds until a port that was silent is probed again before that counts
_INTERVAL = 600  # seconds between two probes of ports that answer
_MIN_RETRY, _MAX_RETRY = 30, 300  # seconds between two probes while a port is silent
_MIN_PAUSE = 10  # seconds between two probes, however often viewers ask for one
_MAX_PORTS = 4
_PROTOCOL = b"RTSP/"


async def answers_rtsp(address: Address, port: int) -> bool:
    """Return whether an RTSP server answers at a port of the camera's host; one that wants a login does."""
    with suppress(OSError, EOFError, TimeoutError):
        async with asyncio.timeout(_TIMEOUT):
            reader, writer = await asyncio.open_connection(address.host, port)
            try:
                writer.write(f"OPTIONS rtsp://{address.netloc}:{port}/ RTSP/1.0\r\nCSeq: 1\r\n\r\n".encode())
                return await reader.readexactly(len(_PROTOCOL)) == _PROTOCOL
            finally:
                writer.close()
    return False


class RtspMonitor:
    """Probes the RTSP ports of one camera in the background, now and then, and when a viewer comes."""

    def __init__(
        self, camera: Callable[[], Camera], *, is_there: Callable[[], Awaitable[bool]], changed: Callable[[], None]
    ) -> None:
        self.unreachable: frozenset[int] = frozenset()
        """The ports at which no RTSP server answers."""
        self.known = False
        """Whether the ports were probed."""
        self._camera = camera
        self._is_there = is_there
        self._changed = changed
        self._lock = asyncio.Lock()
        self._woken = asyncio.Event()

    def check_soon(self) -> None:
        """Probe the ports earlier than at the next time."""
        self._woken.set()

    async def run(self) -> None:
        """Probe the ports until cancelled."""
        backoff = Backoff(_MIN_RETRY, _MAX_RETRY)
        while True:
            if await self.check():
                backoff.reset()
                wait: float = _INTERVAL
            else:
                wait = backoff.fail()
            await asyncio.sleep(min(wait, _MIN_PAUSE))
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._woken.wait()
            self._woken.clear()

    async def check(self) -> bool:
        """Probe the ports now; return whether they answer.

        A port that has become silent counts as unreachable at the second time, and only while the camera's web server
        answers: of a camera that is away nothing else is to be said.
        """
        async with self._lock:
            silent = await self._silent(self._ports())
            if silent - self.unreachable:
                await asyncio.sleep(_CONFIRM_DELAY)
                silent = await self._silent(silent & self._ports())
                if silent and not await self._is_there():
                    return False
            before = self.known, self.unreachable
            self.known, self.unreachable = True, silent
            if before != (True, silent):
                self._changed()
            return not silent

    def _ports(self) -> frozenset[int]:
        ports = dict.fromkeys(stream.port for stream in self._camera().streams if stream.playable)
        return frozenset(list(ports)[:_MAX_PORTS])

    async def _silent(self, ports: frozenset[int]) -> frozenset[int]:
        address = self._camera().address
        answers = await asyncio.gather(*(answers_rtsp(address, port) for port in ports))
        return frozenset(port for port, answered in zip(ports, answers, strict=True) if not answered)
