"""The contract of PTZ drivers."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import ClassVar, Protocol

from ..model.address import Role
from ..model.values import Move, Page, PatrolRequest, Position, PtzCapabilities, Wiring

COMMAND_TIMEOUT = 8.0  # seconds to wait for the reply to a command


class PtzDriver(Protocol):
    """PTZ of one camera. Methods raise only the errors of model/errors.py."""

    role: ClassVar[Role]
    """The role that moving the camera requires."""
    profiles: ClassVar[tuple[str, ...]] = ()
    """Kinds of motor units to choose from, the most common first; empty if the camera reports its motors."""
    profile: str = ""

    def command_slot(self) -> AbstractAsyncContextManager[None]:
        """Wait for the right to send commands and hold it; only stop() may be called without it."""
        ...

    def capabilities(self, pages: Mapping[str, Page]) -> PtzCapabilities:
        """Return what can move, from the pages."""
        ...

    def wiring(self, pages: Mapping[str, Page]) -> Wiring:
        """Return the default wiring for this firmware."""
        ...

    def image_orientation(self, pages: Mapping[str, Page]) -> tuple[bool, bool]:
        """Return whether the picture is mirrored and whether it is upside down."""
        ...

    async def move(self, move: Move, *, step: bool) -> None:
        """Start motors, which run until they are stopped or for one step."""
        ...

    async def stop(self, timeout: float, capabilities: PtzCapabilities, *, everything: bool) -> None:
        """Stop all of them, past everything else that waits; each answer may take so many seconds.

        Motors that this driver has started are stopped with every command that they need; with `everything` also what
        others may have started, such as a patrol from before a restart.
        """
        ...

    def settled(self) -> None:
        """Take note that everything stands still: nothing was on its way when it was last stopped."""

    async def go_home(self) -> None:
        """Move to the center position of the camera."""
        ...

    async def go_to_preset(self, number: int) -> None:
        """Move to a preset; a camera does not report a preset that is not set."""
        ...

    async def set_preset(self, number: int) -> None:
        """Store the current position as a preset."""
        ...

    async def clear_preset(self, number: int) -> None:
        """Delete a preset, if the camera can."""
        ...

    async def patrol(self, request: PatrolRequest) -> None:
        """Start a patrol, which runs until it is stopped."""
        ...

    async def autofocus(self) -> None:
        """Focus once."""
        ...

    async def position(self) -> Position:
        """Read the current position."""
        ...

    async def go_to_position(self, position: Position, speed: int) -> None:
        """Move to a position at a speed of 1 to 100."""
        ...

    async def center(self, point: tuple[float, float], size: tuple[float, float] | None, speed: int) -> None:
        """Center a point of the picture and, with a size, zoom to that area; both are fractions of the picture."""
        ...

    async def switch_auxiliary(self, auxiliary: int, on: bool) -> None:
        """Switch an auxiliary output of the motor unit."""
        ...
