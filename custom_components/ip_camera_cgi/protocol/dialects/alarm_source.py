"""The contract of an alarm source: one way by which the alarms of a camera become known."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Mapping
from typing import Any, ClassVar, Protocol

from ..model.values import CameraEvent, Page


class AlarmContext(Protocol):
    """What an alarm source may know of the camera while it runs."""

    @property
    def pages(self) -> Mapping[str, Page]:
        """Return the pages of the camera as they were last read."""
        ...

    @property
    def alarm_is_on(self) -> bool:
        """Return whether any alarm is on at the moment."""
        ...

    @property
    def pushed(self) -> bool:
        """Return whether the camera itself reports the beginning of an alarm, by whichever way."""
        ...

    async def pause(self, seconds: float) -> None:
        """Wait before the camera is asked again; returns early when there is a reason to ask at once."""
        ...


class AlarmSource(ABC):
    """One way by which the alarms of a camera become known: polling, a connection that stays open, a push.

    The alarm monitor runs every source of a camera in a task of its own, opens it again when it ends or fails, and
    merges what all of them report: per kind of alarm, the latest report counts. A source neither decides whether an
    alarm is new nor tells anyone: that is done once, for all of them, by the monitor.
    """

    name: ClassVar[str]
    """A short name for diagnostics: "polling"."""
    pushes: ClassVar[bool] = False
    """Whether the camera reports by itself when an alarm begins; while such a source works, polling slows down."""

    optional: ClassVar[bool] = False
    """Whether the owner may switch it off."""
    allowed: bool | None = None
    """What the owner chose, where it is optional; None leaves it to the source."""
    memory: str = ""
    """What the source has found out about the camera that is to be kept over restarts."""

    @property
    def usually_allowed(self) -> bool:
        """Return whether an optional source is used where the owner has chosen nothing."""
        return True

    @property
    def details(self) -> Mapping[str, Any]:
        """Return what diagnostics shows of this source: how it stands and why; nothing secret, no ids."""
        return {}

    @abstractmethod
    def events(self, context: AlarmContext) -> AsyncGenerator[CameraEvent]:
        """Yield what the camera reports until the connection ends: per kind of alarm, on (it began) or off (it ended).

        The first event comes as soon as the camera has answered, even if it is empty, as a sign of life. An event
        names only the kinds that the camera named. The first event of each new connection has `reconnected` set.
        What was asked for has `asked_at` set, so that a late answer does not undo a push.

        Raises:
            CameraUnsupportedError: the camera has no such source.
            CameraError: the connection broke; the monitor calls again, later each time.
        """
