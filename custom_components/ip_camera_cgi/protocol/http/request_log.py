"""The last questions that a camera was asked, and how long it took to answer them."""

from collections import deque
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
import time

from ..model.errors import CameraError

_MOST = 50


@dataclass(slots=True)
class Asked:
    """A question: never more of it than could be shown to anybody."""

    question: str
    at: float
    """Seconds since 1970."""
    login: str = ""
    """The way in which the login was shown that was tried last."""
    seconds: float = 0.0
    """From when it was to be asked until all was there; of what goes on without end, until it began."""
    outcome: str = "given up"


class LastAsked(deque[Asked]):
    """The last questions, the oldest first."""

    def __init__(self) -> None:
        super().__init__(maxlen=_MOST)

    @contextmanager
    def note(self, path: str, params: Mapping[str, str]) -> Generator[Asked]:
        """Note a question, how long it takes to be answered, and what comes of it."""
        action = f"?action={params['action']}" if "action" in params else ""
        asked = Asked(path + action, time.time())
        self.append(asked)
        began = time.monotonic()
        try:
            yield asked
            asked.outcome = "answered"
        except CameraError as err:
            asked.outcome = type(err).__name__
            raise
        finally:
            asked.seconds = time.monotonic() - began
