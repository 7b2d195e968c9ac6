"""The infrared lamps of a camera."""

from typing import ClassVar, Protocol


class Infrared(Protocol):
    """Lamps that are lit by a command; no camera tells how they stand."""

    kinds: ClassVar[tuple[str, ...]]
    """The ways in which cameras are told, the usual one first: no page tells which it is."""
    kind: str

    async def switch(self, on: bool) -> None:
        """Light them, or put them out. Raises the errors of errors.py and no others."""
        ...
