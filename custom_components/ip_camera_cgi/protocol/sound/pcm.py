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


def samples_of(pcm: bytes) -> array[int]:
    """Return the samples as numbers; half a sample at the end is left out."""
    samples = array("h")
    samples.frombytes(pcm[: len(pcm) // SAMPLE_BYTES * SAMPLE_BYTES])
    return _swapped(samples)


def pcm_of(samples: array[int]) -> bytes:
    """Return numbers as samples; the array may be changed."""
    return _swapped(samples).tobytes()


def scaled(pcm: bytes, volume: float) -> bytes:
    """Scale samples by a volume of 0 to 1."""
    return pcm if volume >= 1 else pcm_of(array("h", [int(sample * volume) for sample in samples_of(pcm)]))


def _swapped(samples: array[int]) -> array[int]:
    if sys.byteorder == "big":  # pragma: no cover  not on any machine that the tests run on
        samples.byteswap()
    return samples
