"""The log of the last requests to a camera, for diagnostics."""

from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
import time

from ..model.errors import CameraError
from .request import Request

_MAX_ENTRIES = 50


@dataclass(slots=True)
class LoggedRequest:
    """One request, reduced to what may be published."""

    request: str
    at: float
    """Unix time in seconds."""
    login: str = ""
    """The last login method tried."""
    seconds: float = 0.0
    """Time until the response was complete, including the wait in the queue; for streams, until it started."""
    outcome: str = "given up"


class RequestLog(deque[LoggedRequest]):
    """The last requests, oldest first."""

    def __init__(self) -> None:
        super().__init__(maxlen=_MAX_ENTRIES)

    @contextmanager
    def record(self, request: Request) -> Generator[LoggedRequest]:
        """Record a request, its duration and its outcome."""
        action = f"?action={request.params['action']}" if "action" in request.params else ""
        logged = LoggedRequest(request.path + action, time.time())
        self.append(logged)
        began = time.monotonic()
        try:
            yield logged
            logged.outcome = "answered"
        except CameraError as err:
            logged.outcome = type(err).__name__
            raise
        finally:
            logged.seconds = time.monotonic() - began
