"""Measures how long the event loop is blocked."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import time

LIMIT = 0.1  # seconds
_INTERVAL = 0.001  # seconds


@dataclass
class LoopLag:
    """The longest time in seconds for which the event loop was blocked."""

    longest: float = 0.0


@asynccontextmanager
async def loop_lag() -> AsyncGenerator[LoopLag]:
    """Measure the event loop while a block runs.

    CPU time of all threads is counted, so other programs on the machine do not matter, but threads that hold the
    interpreter lock do.
    """
    lag = LoopLag()

    async def watch() -> None:
        while True:
            before = time.process_time()
            await asyncio.sleep(_INTERVAL)
            lag.longest = max(lag.longest, time.process_time() - before)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    try:
        yield lag
        await asyncio.sleep(2 * _INTERVAL)  # the last delay is counted as well
    finally:
        watching.cancel()
