"""The last questions that a camera was asked, and how long it took to answer them."""

from collections import deque
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
import time

from ..model.errors import CameraError

_MAX_ENTRIES = 50


@dataclass(slots=True)
class LoggedRequest:
    """A request: never more of it than could be shown to anybody."""

    request: str
    at: float
    """Seconds since 1970."""
    login: str = ""
    """The way in which the login was shown that was tried last."""
    seconds: float = 0.0
    """From when it was to be asked until all was there; of what goes on without end, until it began."""
    outcome: str = "given up"


class RequestLog(deque[LoggedRequest]):
    """The last questions, the oldest first."""

    def __init__(self) -> None:
        super().__init__(maxlen=_MAX_ENTRIES)

    @contextmanager
    def record(self, path: str, params: Mapping[str, str]) -> Generator[LoggedRequest]:
        """Note a question, how long it takes to be answered, and what comes of it."""
        action = f"?action={params['action']}" if "action" in params else ""
        logged = LoggedRequest(path + action, time.time())
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
