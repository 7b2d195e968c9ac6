"""Microphone and loudspeaker: ADPCM codec, test tone and voice."""

from collections.abc import Iterator
from math import pi, sin, tau
import struct

HERTZ = 8000
PACKET = 320  # samples
LOUD, QUIET = 9000, 20
_MOVE = {0: -1, 1: -1, 2: -1, 3: -1, 4: 2, 5: 4, 6: 6, 7: 8}
_FIRST_STEPS = [7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88]
_MORE_STEPS = [97, 107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658]
_LARGE_STEPS = [724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660]
_LAST_STEPS = [4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818]
STEPS = [*_FIRST_STEPS, *_MORE_STEPS, *_LARGE_STEPS, *_LAST_STEPS, 18500, 20350, 22385, 24623, 27086, 29794, 32767]


class Coder:
    """An ADPCM encoder or decoder with its state."""

    def __init__(self) -> None:
        self.sample = 0
        self.index = 0

    def decode(self, code: bytes) -> list[int]:
        """Decode a packet."""
        samples = []
        for byte in code:
            self._apply(byte >> 4)
            samples.append(self.sample)
            self._apply(byte & 0x0F)
            samples.append(self.sample)
        return samples

    def encode(self, samples: list[int]) -> bytes:
        """Encode an even number of samples."""
        samples_out = []
        for sample in samples:
            half = min(7, abs(sample - self.sample) * 4 // STEPS[self.index])
            if sample < self.sample:
                half += 8
            self._apply(half)
            samples_out.append(half)
        return bytes(first * 16 + second for first, second in zip(samples_out[0::2], samples_out[1::2], strict=True))

    def _apply(self, half: int) -> None:
        size = half % 8
        change = STEPS[self.index] * size // 4 + STEPS[self.index] // 8
        self.sample += -change if half >= 8 else change
        self.sample = max(-32768, min(32767, self.sample))
        self.index = max(0, min(88, self.index + _MOVE[size]))


def pcm_of(samples: list[int]) -> bytes:
    """Return samples as signed 16-bit little-endian."""
    return struct.pack(f"<{len(samples)}h", *samples)


def tone(at: int, volume: int) -> list[int]:
    """Return one packet of a 440 Hz tone."""
    return [round(volume * sin(tau * 440 * (at + each) / HERTZ)) for each in range(PACKET)]


def voice(at: int, volume: int) -> list[int]:
    """Return one packet of a synthetic voice: harmonics of 120 Hz in syllables of a quarter of a second."""
    samples_out = []
    for each in range(at, at + PACKET):
        syllable = max(0.0, sin(pi * (each % 2000) / 2000)) ** 2
        hum = sum(sin(tau * 120 * harmonic * each / HERTZ) / harmonic for harmonic in (1, 2, 3, 5))
        samples_out.append(round(volume / 2 * syllable * hum))
    return samples_out


def read_talk(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and audio of a talk packet, if it is valid."""
    if len(body) < 17:
        return
    _, number, _, kind, length = struct.unpack_from("<IIIBI", body)
    if kind == 0 and length <= len(body) - 17:
        yield number, body[17 : 17 + length]
