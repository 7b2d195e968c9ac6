"""Decides when each request to a camera is sent: one at a time, commands first, urgent ones at once."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager, nullcontext

from ..model.errors import CameraBusyError
from .priority_lock import Priority, PriorityLock
from .request import Request

_MAX_UNANSWERED = 2  # consecutive requests without an answer, after which waiting ones count as unanswered, too
_QUEUE_TIMEOUT = 120  # seconds to wait for other requests; a test mail or a firmware upload takes long


type Obstacle = Callable[[], AbstractAsyncContextManager[None]]
"""Waits for other requests that delay a query; called for each attempt."""


class RequestQueue:
    """The queue of one camera."""

    def __init__(self) -> None:
        self._lock = PriorityLock()
        self._lasting = asyncio.Lock()
        self._urgent = 0
        self._calm = asyncio.Event()
        self._query: asyncio.Timeout | None = None
        self._interrupted: asyncio.Timeout | None = None
        self._unanswered = 0
        self._unanswered_since = 0.0

    def command_slot(self) -> AbstractAsyncContextManager[None]:
        """Acquire and hold the lock for commands, ahead of all queries; the commands themselves are urgent requests."""
        return self._lock.acquire(Priority.COMMAND)

    @asynccontextmanager
    async def turn(self, request: Request, limit: asyncio.Timeout, *, retried: bool) -> AsyncGenerator[None]:
        """Wait for the request's turn and hold it, from then on within the time limit.

        A query may be interrupted by an urgent request, unless it is retried after that. One that has waited for its
        time limit while the camera answered nothing is not sent: with many of them, a silent camera would take minutes.

        Raises:
            CameraBusyError: other requests took too long.
            TimeoutError: the time limit has passed.
        """
        clock, queued_at = asyncio.get_running_loop().time, asyncio.get_running_loop().time()
        async with self._acquire(request):
            began = clock()
            waited = began - max(queued_at, self._unanswered_since)
            if self._unanswered >= _MAX_UNANSWERED and waited >= request.timeout and not request.command:
                raise TimeoutError
            try:
                async with limit:
                    with self._mark(limit, urgent=request.urgent, interruptible=not request.command and not retried):
                        yield
            except TimeoutError:
                if limit is not self._interrupted:
                    self._unanswered_since = self._unanswered_since if self._unanswered else began
                    self._unanswered += 1
                raise
            finally:
                if not limit.expired():
                    self._unanswered = 0

    def obstacle(self, request: Request, limit: asyncio.Timeout) -> Obstacle | None:
        """Return what delayed a query and has to end before each retry; None if nothing did."""
        if request.command:
            return None
        if limit is self._interrupted:
            return self._wait_for_urgent
        # Some cameras process one request at a time.
        return self._wait_for_lasting if self._lasting.locked() else None

    @asynccontextmanager
    async def _acquire(self, request: Request) -> AsyncGenerator[None]:
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(_QUEUE_TIMEOUT):
                    await stack.enter_async_context(self._slot(request))
            except TimeoutError:
                raise CameraBusyError(f"{request.path}: not sent, others took {_QUEUE_TIMEOUT} seconds") from None
            yield

    def _slot(self, request: Request) -> AbstractAsyncContextManager[None]:
        if request.urgent:
            return nullcontext()
        return self._lasting if request.lasting else self._lock.acquire(request.priority)

    @contextmanager
    def _mark(self, limit: asyncio.Timeout, *, urgent: bool, interruptible: bool) -> Generator[None]:
        """Let an urgent request interrupt the current query, because a camera may accept only one connection."""
        if urgent:
            self._urgent += 1
            if self._query is not None:
                self._interrupted = self._query
                if not self._query.expired():  # by another urgent request, and it has not ended yet
                    self._query.reschedule(asyncio.get_running_loop().time())
        elif interruptible:
            self._query = limit
        try:
            yield
        finally:
            if self._query is limit:
                self._query = None
            self._urgent -= urgent
            if not self._urgent:
                self._calm.set()
                self._calm = asyncio.Event()

    def _wait_for_lasting(self) -> AbstractAsyncContextManager[None]:
        return self._lasting

    @asynccontextmanager
    async def _wait_for_urgent(self) -> AsyncGenerator[None]:
        if self._urgent:
            await self._calm.wait()
        yield
