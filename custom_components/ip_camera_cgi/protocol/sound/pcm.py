"""PCM as the loudspeakers take it: signed 16-bit little-endian, 8 kHz, mono."""

from array import array
import sys

RATE = 8000
"""Samples per second."""
SAMPLE_BYTES = 2
BLOCK = 320
"""Samples per block: 40 ms."""
BLOCK_BYTES = BLOCK * SAMPLE_BYTES


def seconds(pcm: bytes | int) -> float:
    """Return the duration of samples, or of a number of bytes."""
    return (pcm if isinstance(pcm, int) else len(pcm)) / (RATE * SAMPLE_BYTES)


def scaled(pcm: bytes, volume: float) -> bytes:
    """Scale samples by a volume of 0 to 1."""
    if volume >= 1:
        return pcm
    samples = array("h")
    samples.frombytes(pcm)
    if sys.byteorder == "big":  # pragma: no cover  not on any machine that the tests run on
        samples.byteswap()
    samples = array("h", [int(sample * volume) for sample in samples])
    if sys.byteorder == "big":  # pragma: no cover
        samples.byteswap()
    return samples.tobytes()
