"""The contract of an alarm source: one channel through which alarms of a camera arrive."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Mapping
from typing import Any, ClassVar, Protocol

from ..model.values import CameraEvent, Page


class AlarmContext(Protocol):
    """What a running alarm source can see of the camera."""

    @property
    def pages(self) -> Mapping[str, Page]:
        """Return the last content of the camera's pages."""
        ...

    @property
    def alarm_is_on(self) -> bool:
        """Return whether any alarm is on."""
        ...

    @property
    def pushed(self) -> bool:
        """Return whether any source pushes the beginning of alarms at the moment."""
        ...

    async def pause(self, seconds: float) -> None:
        """Wait until the next poll is due; returns early when there is a reason to poll at once."""
        ...


class AlarmSource(ABC):
    """One channel through which alarms of a camera arrive: polling, an open connection, a push.

    The alarm monitor runs each source in a task of its own, reopens it when it ends or fails, and merges the reports of
    all: per kind of alarm, the latest report counts. Whether an alarm is new is decided by the monitor, not by a
    source.
    """

    name: ClassVar[str]
    """A short name for diagnostics: "polling"."""
    pushes: ClassVar[bool] = False
    """Whether the camera pushes the beginning of alarms; while such a source works, polling slows down."""

    optional: ClassVar[bool] = False
    """Whether the owner can switch it off."""
    allowed: bool | None = None
    """The owner's choice for an optional source; None for the default of the source."""
    memory: str = ""
    """Findings about the camera that outlast a restart."""

    @property
    def usually_allowed(self) -> bool:
        """Return the default for an optional source."""
        return True

    @property
    def details(self) -> Mapping[str, Any]:
        """Return the state of the source for diagnostics, without secrets and ids."""
        return {}

    @abstractmethod
    def events(self, context: AlarmContext) -> AsyncGenerator[CameraEvent]:
        """Yield reports until the connection ends: by kind of alarm, True (began) or False (ended).

        The first event comes as soon as the camera has answered, even if it is empty, as a sign of life. An event
        contains only the kinds that the camera has named. The first event of each new connection has `reconnected` set.
        Answers to polls have `asked_at` set, so that a late one does not undo a push.

        Raises:
            CameraUnsupportedError: the camera does not have this source.
            CameraError: the connection broke; the monitor retries with increasing pauses.
        """
