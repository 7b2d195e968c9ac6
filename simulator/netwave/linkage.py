"""Alarm actions: a call, an output, a preset, a log entry."""

import asyncio
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from ..world import World
from .alarm import INPUT, MOTION, SOUND
from .log import Log
from .motor import Motor

WORDS = {MOTION: "motion detect", INPUT: "input detect", SOUND: "sound detect"}
CALL_TIMEOUT = 5.0  # seconds for a call


class Linkage:
    """The alarm actions of one camera."""

    def __init__(self, settings: Mapping[str, str], world: World, motor: Motor, log: Log) -> None:
        self.called_urls: list[str] = []
        self._settings = settings
        self._world = world
        self._motor = motor
        self._log = log
        self._calls: set[asyncio.Task[None]] = set()
        self._undo: list[Callable[[], None]] = []

    def began(self, cause: int) -> None:
        """Run the actions at the beginning of an alarm."""
        settings = self._settings
        self._log.event(WORDS[cause])
        if settings["alarm_iolinkage"] == "1" and not self._undo:
            high = settings["alarm_ioout_level"] == "1"
            self._world.relay = high
            self._undo.append(lambda: setattr(self._world, "relay", not high))
        if preset := int(settings["alarm_preset"]):
            self._motor.recall(preset)
        if settings["alarm_http"] == "1" and settings["alarm_http_url"]:
            call = asyncio.get_running_loop().create_task(self._call(settings["alarm_http_url"]))
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)

    def ended(self) -> None:
        """Undo the actions that last as long as the alarm."""
        for undo in self._undo:
            undo()
        self._undo.clear()

    async def stop(self) -> None:
        """Cancel pending calls."""
        for call in tuple(self._calls):
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)

    async def _call(self, url: str) -> None:
        """Request a URL once, ignoring the response and errors."""
        self.called_urls.append(url)
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port or 80
        except ValueError:
            return
        if parts.scheme != "http" or not host:
            return
        path = url[url.index("://") + 3 :].partition("/")[2]
        asks = f"GET /{path} HTTP/1.0\r\nHOST: {parts.netloc}\r\nUser-Agent: myclient/1.0 me@null.net\r\n\r\n"
        try:
            async with asyncio.timeout(CALL_TIMEOUT):
                reader, writer = await asyncio.open_connection(host, port)
                try:
                    writer.write(asks.encode("utf-8", "surrogateescape"))
                    await reader.read()
                finally:
                    writer.close()
        except OSError, TimeoutError:
            return
