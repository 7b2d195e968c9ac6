"""The contract of infrared lamps."""

from abc import ABC, abstractmethod
from typing import ClassVar


class Infrared(ABC):
    """Infrared lamps that are switched by a command; no camera reports their state."""

    profiles: ClassVar[tuple[str, ...]]
    """Known commands for the lamps, the most common first; no page shows which one a camera uses."""
    profile: str

    def select_profile(self, profile: str | None) -> None:
        """Select the command profile; an unknown profile selects the most common one."""
        self.profile = profile if profile in self.profiles else self.profiles[0]

    @abstractmethod
    async def switch(self, on: bool) -> None:
        """Switch the lamps. Raises only the errors of model/errors.py."""
