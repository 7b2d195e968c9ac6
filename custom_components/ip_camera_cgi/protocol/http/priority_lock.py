"""Who may ask a camera next."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class Turn:
    """One at a time, in the order in which they came; but who is in a hurry goes before those who are not."""

    def __init__(self) -> None:
        self._taken = False
        self._hurrying: deque[asyncio.Future[None]] = deque()
        self._patient: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def take(self, *, hurry: bool = False) -> AsyncGenerator[None]:
        """Wait for the turn, and keep it."""
        if self._taken:
            await self._wait(self._hurrying if hurry else self._patient)
        self._taken = True
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, queue: deque[asyncio.Future[None]]) -> None:
        turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn in queue:
                queue.remove(turn)
            elif not turn.cancelled():  # it had just become ours
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        """Give the turn to the next; it stays taken meanwhile, lest somebody slips in between."""
        for queue in (self._hurrying, self._patient):
            while queue:
                turn = queue.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        self._taken = False
