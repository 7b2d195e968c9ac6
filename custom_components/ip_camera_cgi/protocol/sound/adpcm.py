"""Codec of the sound of Netwave cameras: IMA ADPCM, first sample in the high half of each byte."""

from array import array
from typing import NamedTuple

from .pcm import pcm_of, samples_of

# fmt: off
_STEPS = (
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107,
    118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963,
    1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894,
    6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794,
    32767,
)
# fmt: on
_LAST = len(_STEPS) - 1
_MOVES = (-1, -1, -1, -1, 2, 4, 6, 8)
_LOWEST, _HIGHEST = -32768, 32767
_SIGN = 8


def _change(step: int, code: int) -> int:
    magnitude = step * (code & 7) // 4 + step // 8
    return -magnitude if code & _SIGN else magnitude


# For each index and code: the change of the sample, and the next index.
_TABLE = tuple(
    tuple((_change(step, code), min(max(index + _MOVES[code & 7], 0), _LAST)) for code in range(16))
    for index, step in enumerate(_STEPS)
)


class State(NamedTuple):
    """State of a decoder or encoder, carried over from packet to packet."""

    sample: int = 0
    step: int = 0
    """Index into the step table, 0 to 88."""


def decode(adpcm: bytes, state: State) -> tuple[bytes, State]:
    """Return signed 16-bit little-endian samples, two per byte, and the next state."""
    sample, index = state
    samples = array("h")
    for byte in adpcm:
        for code in (byte >> 4, byte & 15):
            change, index = _TABLE[index][code]
            sample = min(max(sample + change, _LOWEST), _HIGHEST)
            samples.append(sample)
    return pcm_of(samples), State(sample, index)


def encode(pcm: bytes, state: State) -> tuple[bytes, State]:
    """Encode signed 16-bit little-endian samples; return ADPCM and the next state. An odd last sample is doubled."""
    samples = samples_of(pcm)
    if len(samples) % 2:
        samples.append(samples[-1])
    sample, index = state
    codes = bytearray()
    for wanted in samples:
        code = min(7, 4 * abs(wanted - sample) // _STEPS[index]) | (_SIGN if wanted < sample else 0)
        change, index = _TABLE[index][code]
        sample = min(max(sample + change, _LOWEST), _HIGHEST)
        codes.append(code)
    packed = bytes(high << 4 | low for high, low in zip(codes[::2], codes[1::2], strict=True))
    return packed, State(sample, index)
