"""Picture settings of camera_control.cgi, and the rates of videostream.cgi."""

from collections.abc import Mapping

from ..ranges import number, one_of
from .commands import Parameter

SIZES: Mapping[int, tuple[int, int]] = {
    2: (160, 120),
    4: (176, 144),
    8: (320, 240),
    16: (352, 288),
    32: (640, 480),
}

SENSOR: Mapping[str, Parameter] = {
    "0": Parameter("resolution", one_of(*(str(code) for code in SIZES))),
    "1": Parameter("brightness", number(0, 255)),
    "2": Parameter("contrast", number(0, 6)),
    "3": Parameter("mode", number(0, 2)),
    "5": Parameter("flip", number(0, 3)),
}

# code: frame interval in seconds
RATES: Mapping[int, float] = {
    0: 0.0,
    1: 1 / 20,
    3: 1 / 15,
    6: 1 / 10,
    11: 1 / 5,
    12: 1 / 4,
    13: 1 / 3,
    14: 1 / 2,
    15: 1.0,
    17: 2.0,
    19: 3.0,
    21: 4.0,
    23: 5.0,
}
_RATE = number(min(RATES), max(RATES))


def seconds(rate: str) -> float | None:
    """Return the frame interval of a rate code; codes between the listed ones count as the one before."""
    return RATES[max(code for code in RATES if code <= int(rate))] if _RATE(rate) else None
