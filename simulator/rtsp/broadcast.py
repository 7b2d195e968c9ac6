"""One encoded stream for all of its viewers."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
import logging
import math
from typing import Protocol

from PIL import Image

from .h264 import Packets, description

type Draw = Callable[[], Image.Image]

_LOGGER = logging.getLogger(__name__)


class Watcher(Protocol):
    """Interface of a viewer."""

    def show(self, packets: list[bytes], begins: bool) -> None:
        """Send a picture."""

    def hang_up(self) -> None:
        """Close the connection."""


class Broadcast:
    """One stream of a camera, encoded once for all viewers and only while there are any."""

    def __init__(self, draw: Draw, rate: int, executor: ThreadPoolExecutor) -> None:
        self.viewers: set[Watcher] = set()
        self._draw = draw
        self._rate = rate
        self._executor = executor
        self._task: asyncio.Task[None] | None = None

    async def describe(self) -> bytes:
        """Return the SDP for the current picture size."""
        return await asyncio.get_running_loop().run_in_executor(
            self._executor, lambda: description(self._draw(), self._rate)
        )

    def join(self, viewer: Watcher) -> None:
        """Add a viewer from the next keyframe on."""
        self.viewers.add(viewer)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def ended(self) -> None:
        """Wait until the encoder has stopped after the last viewer left."""
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        packets = Packets(self._rate)
        start, tick = loop.time(), 0
        try:
            while self.viewers:
                shot = await loop.run_in_executor(self._executor, self._capture, packets, tick)
                for viewer in self.viewers:
                    viewer.show(*shot)
                # Slow drawing skips ticks, so that timestamps follow the clock.
                tick = max(tick + 1, math.ceil((loop.time() - start) * self._rate))
                await asyncio.sleep(start + tick / self._rate - loop.time())
        except Exception:
            _LOGGER.exception("The picture could not be drawn or encoded")
        finally:
            for viewer in self.viewers:
                viewer.hang_up()
            self.viewers.clear()
        # Not on cancellation: the thread may still be using it.
        packets.close()

    def _capture(self, packets: Packets, tick: int) -> tuple[list[bytes], bool]:
        return packets.encode(self._draw(), tick)
