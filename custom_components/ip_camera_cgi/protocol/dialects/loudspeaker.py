"""The contract of a loudspeaker."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import ClassVar

from ..model.errors import LoudspeakerTrouble
from ..model.values import Page


class Talk(ABC):
    """An open talk; it ends with the context of Loudspeaker.open()."""

    tail: ClassVar[float]
    """Seconds by which the loudspeaker plays later, because the camera buffers."""

    @abstractmethod
    def send(self, pcm: bytes) -> None:
        """Send a block of samples at once; raises CameraConnectionError."""

    @abstractmethod
    async def confirm(self) -> None:
        """Wait until the camera has received everything; raises CameraError."""


class Loudspeaker(ABC):
    """The loudspeaker of a camera, which may not exist. Raises only the errors of model/errors.py."""

    over_rtsp: ClassVar[bool] = False
    """Whether clients of the RTSP stream can talk, too."""

    def __init__(self) -> None:
        self.memory = ""
        """Findings that outlast a restart; empty if unknown."""
        self.changed: Callable[[], None] = lambda: None
        """Called when the loudspeaker is found, lost, or becomes reachable or unreachable."""

    @property
    @abstractmethod
    def found(self) -> bool:
        """Return whether the camera is known to have a loudspeaker."""

    @property
    @abstractmethod
    def reachable(self) -> bool:
        """Return whether the connection for a talk is available."""

    @property
    def details(self) -> Mapping[str, object]:
        """Return what diagnostics show; no secrets."""
        return {"memory": self.memory}

    def trouble(self, pages: Mapping[str, Page]) -> LoudspeakerTrouble | None:
        """Return the setting that silences the loudspeaker, or None."""
        return None

    def circumstances(self, pages: Mapping[str, Page]) -> object:
        """Return the settings that the result of examine() depends on."""
        return None

    @abstractmethod
    async def examine(self, pages: Mapping[str, Page]) -> None:
        """Find out whether the camera has a loudspeaker, without a sound."""

    @abstractmethod
    def open(self, pages: Mapping[str, Page]) -> AbstractAsyncContextManager[Talk]:
        """Open a talk for the duration of the context.

        Raises:
            LoudspeakerError: another client is talking, or the loudspeaker is off.
            CameraUnsupportedError: there is no loudspeaker.
        """
