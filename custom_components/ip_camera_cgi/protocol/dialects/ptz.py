"""The contract of PTZ drivers."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import ClassVar, override

from ..model.address import Role
from ..model.errors import CameraUnsupportedError
from ..model.values import Move, Page, PatrolRequest, Position, PtzCapabilities, Wiring

COMMAND_TIMEOUT = 8.0  # seconds to wait for the reply to a command


class PtzDriver(ABC):
    """PTZ of one camera; what a dialect lacks raises CameraUnsupportedError.

    Methods raise only the errors of model/errors.py.
    """

    role: ClassVar[Role]
    """The role that moving the camera requires."""
    profiles: ClassVar[tuple[str, ...]] = ()
    """Kinds of motor units to choose from, the most common first; empty if the camera reports its motors."""
    profile: str = ""

    @abstractmethod
    def command_slot(self) -> AbstractAsyncContextManager[None]:
        """Wait for the right to send commands and hold it; only stop() may be called without it."""

    @abstractmethod
    def capabilities(self, pages: Mapping[str, Page]) -> PtzCapabilities:
        """Return what can move, from the pages."""

    def wiring(self, pages: Mapping[str, Page]) -> Wiring:
        """Return the default wiring for this firmware."""
        return Wiring()

    def image_orientation(self, pages: Mapping[str, Page]) -> tuple[bool, bool]:
        """Return whether the picture is mirrored and whether it is upside down."""
        return False, False

    @abstractmethod
    async def move(self, move: Move, *, step: bool) -> None:
        """Start motors, which run until they are stopped or for one step."""

    @abstractmethod
    async def stop(self, timeout: float, capabilities: PtzCapabilities, *, everything: bool) -> None:
        """Stop everything, ahead of all waiting requests; `timeout` (seconds) applies to each answer.

        Movements that this driver has started are stopped with every command that they need; with `everything` also
        those that others may have started, such as a patrol from before a restart.
        """

    def settled(self) -> None:  # noqa: B027  most drivers have nothing to do
        """Handle that everything has stopped: no command was under way during the last stop."""

    async def go_home(self) -> None:
        """Move to the center position of the camera."""
        raise _unsupported("home position")

    async def go_to_preset(self, number: int) -> None:
        """Move to a preset; a camera does not report a preset that is not set."""
        raise _unsupported("preset")

    async def set_preset(self, number: int) -> None:
        """Store the current position as a preset."""
        raise _unsupported("preset")

    async def clear_preset(self, number: int) -> None:
        """Delete a preset, if the camera can."""
        raise _unsupported("preset")

    async def patrol(self, request: PatrolRequest) -> None:
        """Start a patrol, which runs until it is stopped."""
        raise _unsupported("patrol")

    async def autofocus(self) -> None:
        """Focus once."""
        raise _unsupported("autofocus")

    async def position(self) -> Position:
        """Read the current position."""
        raise _unsupported("position")

    async def go_to_position(self, position: Position, speed: int) -> None:
        """Move to a position at a speed of 1 to 100."""
        raise _unsupported("position")

    async def center(self, point: tuple[float, float], size: tuple[float, float] | None, speed: int) -> None:
        """Center a point of the picture and, with a size, zoom to that area; both are fractions of the picture."""
        raise _unsupported("position")

    async def switch_auxiliary(self, auxiliary: int, on: bool) -> None:
        """Switch an auxiliary output of the motor unit."""
        raise _unsupported("auxiliary output")


def _unsupported(what: str) -> CameraUnsupportedError:
    return CameraUnsupportedError(f"this camera has no {what}")


class NoPtz(PtzDriver):
    """PTZ of a fixed camera: nothing moves, and nothing has to be stopped."""

    role: ClassVar[Role] = Role.VISITOR

    @override
    def command_slot(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()

    @override
    def capabilities(self, pages: Mapping[str, Page]) -> PtzCapabilities:
        return PtzCapabilities()

    @override
    async def move(self, move: Move, *, step: bool) -> None:
        raise _unsupported("motors")

    @override
    async def stop(self, timeout: float, capabilities: PtzCapabilities, *, everything: bool) -> None:
        """Do nothing."""
