"""The infrared lamps of a camera."""

from typing import ClassVar, Protocol


class Infrared(Protocol):
    """Lamps that are lit by a command; no camera tells how they stand."""

    profiles: ClassVar[tuple[str, ...]]
    """The ways in which cameras are told, the usual one first: no page tells which it is."""
    profile: str

    def select_profile(self, profile: str | None) -> None:
        """Take the lamps for those of a kind; of an unknown one for the usual."""
        self.profile = profile if profile in self.profiles else self.profiles[0]

    async def switch(self, on: bool) -> None:
        """Light them, or put them out. Raises the errors of errors.py and no others."""
        ...
