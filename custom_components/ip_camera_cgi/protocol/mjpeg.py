"""One stream of pictures from the camera, any number of viewers."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
import logging
import time

from .errors import CameraError, CameraResponseError
from .jpeg import checked

_LOGGER = logging.getLogger(__name__)

_LINGER = 2  # seconds that the stream stays open without viewers: a page that reloads finds it running
_RETRY = (1, 2, 4, 8, 10)  # seconds between attempts while viewers wait
_PATIENCE = 10  # seconds that a viewer waits for a frame: browsers let go of pictures without hanging up
_FRESH = 2  # seconds for which a frame still tells what the camera sees


class MjpegHub:
    """Opens the camera's stream for the first viewer, shares it, and closes it after the last one."""

    def __init__(self, pictures: Callable[[], AsyncGenerator[bytes]]) -> None:
        self._pictures = pictures
        self._frame = b""
        self._number = 0
        self._at = float("-inf")
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._watched_at = float("-inf")
        self.viewers = 0

    @property
    def frame(self) -> bytes | None:
        """Return the newest frame while it is fresh."""
        return self._frame if time.monotonic() - self._at < _FRESH else None

    async def watch(self) -> AsyncGenerator[bytes]:
        """Yield the newest frame, then each newer one; whoever is slow misses some.

        Ends when the hub is closed, or when no frame comes for a while.
        """
        self.viewers += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="ip_camera_cgi live pictures")
        seen = self._number if self.frame is None else self._number - 1
        try:
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_PATIENCE):
                        while seen == self._number and not self._closed:
                            await self._arrived.wait()
                if seen == self._number or self._closed:
                    return
                seen = self._number
                yield self._frame
        finally:
            self.viewers -= 1

    async def close(self) -> None:
        """Send every viewer away and hang up."""
        self._closed = True
        self._wake()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def _wake(self) -> None:
        arrived, self._arrived = self._arrived, asyncio.Event()
        arrived.set()

    async def _run(self) -> None:
        """Keep the stream open for as long as there are viewers."""
        failures = 0
        while self._wanted():
            try:
                async with aclosing(self._pictures()) as pictures:
                    async for picture in pictures:
                        if self._show(picture):
                            failures = 0
                        if not self._wanted():
                            return
            except CameraError as err:
                _LOGGER.debug("Live pictures broke off: %s", err)
            await asyncio.sleep(_RETRY[min(failures, len(_RETRY) - 1)])
            failures += 1

    def _show(self, picture: bytes) -> bool:
        try:
            self._frame = checked(picture)
        except CameraResponseError:
            return False  # half a picture: the one before stays
        self._number += 1
        self._at = time.monotonic()
        self._wake()
        return True

    def _wanted(self) -> bool:
        """Return whether anybody watches, or watched a moment ago."""
        now = time.monotonic()
        if self.viewers:
            self._watched_at = now
        return now - self._watched_at < _LINGER
