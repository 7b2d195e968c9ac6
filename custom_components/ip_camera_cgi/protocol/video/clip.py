"""The results of a recording."""

from dataclasses import dataclass

LAST_FRAME_SECONDS = 0.1
"""Seconds for which a clip shows its last frame."""


@dataclass(frozen=True, slots=True)
class Clip:
    """Length and size of a recorded clip."""

    seconds: float
    frames: int
    """Number of camera frames in the clip."""
    bytes: int


class StoppedError(Exception):
    """A conversion was stopped."""
