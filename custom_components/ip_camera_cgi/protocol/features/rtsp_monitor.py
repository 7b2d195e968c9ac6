"""Monitors whether the RTSP ports of a camera can be reached, which its web server does not report.

The probe is one RTSP request without login; no stream is opened.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from ..camera.camera import Camera
from ..model.address import Address
from ..model.backoff import Backoff

_TIMEOUT = 5  # seconds until a port has to answer
_FIRST_TIMEOUT = 1  # seconds that the first set-up waits for the ports
_CONFIRM_DELAY = 5  # seconds until a silent port is probed again before it counts as unreachable
_INTERVAL = 600  # seconds between probes of ports that answer
_MIN_RETRY, _MAX_RETRY = 30, 300  # seconds between probes while a port is silent
_MIN_PAUSE = 10  # minimum seconds between probes, however often viewers request one
_MAX_PORTS = 4
_PROTOCOL = b"RTSP/"


async def answers_rtsp(address: Address, port: int) -> bool:
    """Return whether an RTSP server answers at a port of the camera's host, even if it requires a login."""
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
    """Probes the RTSP ports of one camera periodically, and on request when a viewer connects."""

    def __init__(
        self, camera: Callable[[], Camera], *, is_available: Callable[[], Awaitable[bool]], changed: Callable[[], None]
    ) -> None:
        self.unreachable: frozenset[int] = frozenset()
        """Ports without an answering RTSP server."""
        self.known = False
        """Whether the ports have been probed."""
        self._declares = False
        """Whether ports count as reachable; False until those of a new camera have been probed."""
        self._camera = camera
        self._is_available = is_available
        self._changed = changed
        self._lock = asyncio.Lock()
        self._woken = asyncio.Event()

    @property
    def memory(self) -> frozenset[int] | None:
        """Return the ports without an answering server; None if they have never been probed."""
        return self.unreachable if self._declares else None

    def recall(self, memory: frozenset[int] | None) -> None:
        """Use the finding of an earlier run until the next probe."""
        self.unreachable, self._declares = memory or frozenset(), memory is not None

    def reaches(self, port: int) -> bool:
        """Return whether players can be sent to a port."""
        return self._declares and port not in self.unreachable

    async def check_first(self) -> None:
        """Probe the ports of a new camera for a moment; without an answer, run() finds out later."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_FIRST_TIMEOUT):
                ports = self._ports()
                self._declares = bool(ports) and not await self._silent(ports)

    def check_soon(self) -> None:
        """Probe the ports ahead of time."""
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
        """Probe the ports now; return whether all answer.

        A port that has become silent counts as unreachable after a second probe, and only while the camera's web server
        answers.
        """
        async with self._lock:
            ports = self._ports()
            silent = await self._silent(ports)
            if silent - self.unreachable:
                await asyncio.sleep(_CONFIRM_DELAY)
                silent = await self._silent(silent & self._ports())
                if silent and not await self._is_available():
                    return False
            before = self.known, self.memory
            self.known, self.unreachable = True, silent
            self._declares = self._declares or bool(ports)
            if before != (True, self.memory):
                self._changed()
            return not silent

    def _ports(self) -> frozenset[int]:
        ports = dict.fromkeys(stream.port for stream in self._camera().streams if stream.playable)
        return frozenset(list(ports)[:_MAX_PORTS])

    async def _silent(self, ports: frozenset[int]) -> frozenset[int]:
        address = self._camera().address
        answers = await asyncio.gather(*(answers_rtsp(address, port) for port in ports))
        return frozenset(port for port, answered in zip(ports, answers, strict=True) if not answered)
