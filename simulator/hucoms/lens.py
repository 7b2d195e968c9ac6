"""Zoom of a dome in motor steps: 16384, as measured on a real camera."""

from math import exp, log

TELE = 16384  # steps at full zoom; version 1.22 says 65535
STEPS_PER_SECOND = 1250.0
FULL_ZOOM = 36.0
BEND = 1.96  # chosen so that step 12007 shows as 7x, as on a real camera


def times(step: float) -> float:
    """Return the magnification at a step."""
    return exp(log(FULL_ZOOM) * (step / TELE) ** BEND)


def step(zoom: float) -> float:
    """Return the step of a magnification."""
    return TELE * float((log(max(zoom, 1.0)) / log(FULL_ZOOM)) ** (1 / BEND))
