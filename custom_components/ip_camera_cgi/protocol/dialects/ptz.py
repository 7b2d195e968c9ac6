"""The contract of a camera's motors."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import ClassVar, Protocol

from ..model.address import Role
from ..model.values import Move, Page, PatrolRequest, Position, PtzCapabilities, Wiring

COMMAND_TIMEOUT = 8.0  # seconds for an answer to an order


class PtzDriver(Protocol):
    """The motors of one camera. Every method raises the errors of errors.py and no others."""

    role: ClassVar[Role]
    """What an account must be to move the camera."""
    profiles: ClassVar[tuple[str, ...]] = ()
    """The kinds of motors that there are, the usual one first, where the camera does not tell which it has."""
    profile: str = ""

    def command_slot(self) -> AbstractAsyncContextManager[None]:
        """Wait for the turn to give orders, and keep it; only stopping needs none."""
        ...

    def capabilities(self, pages: Mapping[str, Page]) -> PtzCapabilities:
        """Tell from the pages what moves."""
        ...

    def wiring(self, pages: Mapping[str, Page]) -> Wiring:
        """Tell what the firmware says of its wiring."""
        ...

    def image_orientation(self, pages: Mapping[str, Page]) -> tuple[bool, bool]:
        """Tell whether the picture is shown the other way round: left to right, upside down."""
        ...

    async def move(self, move: Move, *, step: bool) -> None:
        """Let motors run until they are stopped, or for one step."""
        ...

    async def stop(self, timeout: float) -> None:
        """Stop all of them, before everything else that waits to be asked; each answer may take so many seconds."""
        ...

    async def go_home(self) -> None:
        """Go to the middle."""
        ...

    async def go_to_preset(self, number: int) -> None:
        """Go where a preset is; if there is none, the camera does not say so."""
        ...

    async def set_preset(self, number: int) -> None:
        """Let a preset be where the camera looks now."""
        ...

    async def clear_preset(self, number: int) -> None:
        """Forget a preset, where the camera can."""
        ...

    async def patrol(self, request: PatrolRequest) -> None:
        """Go round and round until stopped."""
        ...

    async def autofocus(self) -> None:
        """Focus once."""
        ...

    async def position(self) -> Position:
        """Ask where the camera looks."""
        ...

    async def go_to_position(self, position: Position, speed: int) -> None:
        """Go there."""
        ...

    async def center(self, point: tuple[float, float], size: tuple[float, float] | None, speed: int) -> None:
        """Bring a point of the picture into its middle, and what is around it as close as it fits; shares of 1."""
        ...

    async def switch_auxiliary(self, auxiliary: int, on: bool) -> None:
        """Switch something that hangs on the motor unit."""
        ...
