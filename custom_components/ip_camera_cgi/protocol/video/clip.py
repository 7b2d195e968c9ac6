"""What became of a recording: its length and size."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clip:
    """What became of a clip."""

    seconds: float
    frames: int
    """Frames of the camera in it."""
    bytes: int
