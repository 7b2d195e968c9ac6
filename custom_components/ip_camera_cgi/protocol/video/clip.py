"""The result of a recording."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clip:
    """Length and size of a recorded clip."""

    seconds: float
    frames: int
    """Number of camera frames in the clip."""
    bytes: int
