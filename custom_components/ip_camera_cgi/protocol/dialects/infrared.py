"""The infrared lamps of a camera."""

from typing import ClassVar, Protocol


class Infrared(Protocol):
    """Lamps that are lit by a command; no camera tells how they stand."""

    kinds: ClassVar[tuple[str, ...]]
    """The ways in which cameras are told, the usual one first: no page tells which it is."""
    kind: str

    def take_for(self, kind: str | None) -> None:
        """Take the lamps for those of a kind; of an unknown one for the usual."""
        self.kind = kind if kind in self.kinds else self.kinds[0]

    async def switch(self, on: bool) -> None:
        """Light them, or put them out. Raises the errors of errors.py and no others."""
        ...
