"""The zoom of a dome, in the steps of its motor: 16384 of them, as measured at a real one."""

from math import exp, log

TELE = 16384  # steps to the far end; 1.22 speaks of 65535
STEPS_PER_SECOND = 1250.0
FULL_ZOOM = 36.0
BEND = 1.96  # so that step 12007 is seven times, as the camera shows it


def times(step: float) -> float:
    """Tell how much closer things look at a step."""
    return exp(log(FULL_ZOOM) * (step / TELE) ** BEND)


def step(zoom: float) -> float:
    """Find the step for a zoom."""
    return TELE * float((log(max(zoom, 1.0)) / log(FULL_ZOOM)) ** (1 / BEND))
