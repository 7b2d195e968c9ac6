"""Decides which request goes to a camera next."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from enum import Enum, auto


class Priority(Enum):
    """How urgent a request is."""

    COMMAND = auto()
    ALARM = auto()
    """Alarm polling: gets at least every other turn, whatever else waits."""
    QUERY = auto()


class PriorityLock:
    """A lock that serves commands before queries, each in order of arrival, and never starves alarm polling."""

    def __init__(self) -> None:
        self._taken = False
        self._alarm_was_last = False
        self._queues: dict[Priority, deque[asyncio.Future[None]]] = {priority: deque() for priority in Priority}

    @asynccontextmanager
    async def acquire(self, priority: Priority = Priority.QUERY) -> AsyncGenerator[None]:
        """Wait for the lock and hold it."""
        if self._taken:
            await self._wait(self._queues[priority])
        self._taken = True
        self._alarm_was_last = priority is Priority.ALARM
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, queue: deque[asyncio.Future[None]]) -> None:
        waiter = asyncio.get_running_loop().create_future()
        queue.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter in queue:
                queue.remove(waiter)
            elif not waiter.cancelled():  # the lock had just been passed on to this waiter
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        """Pass the lock to the next waiter without releasing it in between."""
        order = [Priority.COMMAND, Priority.QUERY]
        order.insert(1 if self._alarm_was_last else 0, Priority.ALARM)
        for priority in order:
            queue = self._queues[priority]
            while queue:
                waiter = queue.popleft()
                if not waiter.done():
                    waiter.set_result(None)
                    return
        self._taken = False
