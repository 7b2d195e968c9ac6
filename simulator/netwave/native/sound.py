"""Microphone and loudspeaker: ADPCM codec, test tone and voice, and a recorder for received audio."""

from collections.abc import Iterator
from io import BytesIO
from math import pi, sin, tau
import struct
from time import monotonic
import wave

HERTZ = 8000
PACKET = 320  # samples
LOUD, QUIET = 9000, 20
LONGEST_TALK = 300 * HERTZ * 2  # bytes that are kept
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


class Talk:
    """Received audio and statistics of its arrival."""

    def __init__(self, buffer: float) -> None:
        self.packets = 0
        self.gaps = 0  # packets that are missing by their numbers
        self.lead = 0.0  # seconds by which a packet came early, at most
        self.lag = 0.0  # and late
        self.underruns = 0  # how often the loudspeaker had nothing left
        self.overruns = 0  # packets that did not fit into the buffer
        self.pcm = bytearray()
        self._buffer = max(buffer, 1)
        self._coder = Coder()
        self._number: int | None = None
        self._began = 0.0
        self._played = 0.0  # seconds

    def receive(self, number: int, code: bytes) -> None:
        """Receive a packet."""
        now = monotonic()
        if not self.packets:
            self._began = now
        elif self._number is not None and number != self._number + 1:
            self.gaps += max(1, number - self._number - 1)
        self._number = number
        self.packets += 1
        ahead = self._played - (now - self._began)
        self.lead, self.lag = max(self.lead, ahead), max(self.lag, -ahead)
        self.overruns += ahead > self._buffer + 0.2
        self.underruns += ahead < -self._buffer
        samples = self._coder.decode(code)
        self._played += len(samples) / HERTZ
        if len(self.pcm) < LONGEST_TALK:
            self.pcm += struct.pack(f"<{len(samples)}h", *samples)

    def facts(self) -> dict[str, int | float]:
        """Return the statistics."""
        times = {"seconds": round(self._played, 2), "lead": round(self.lead, 3), "lag": round(self.lag, 3)}
        counts = {"packets": self.packets, "gaps": self.gaps, "underruns": self.underruns, "overruns": self.overruns}
        return {**times, **counts}

    def wav(self) -> bytes:
        """Return the audio as a WAV file."""
        file = BytesIO()
        with wave.open(file, "wb") as written:
            written.setnchannels(1)
            written.setsampwidth(2)
            written.setframerate(HERTZ)
            written.writeframes(bytes(self.pcm))
        return file.getvalue()


def read_talk(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and audio of a talk packet, if it is valid."""
    if len(body) < 17:
        return
    _, number, _, kind, length = struct.unpack_from("<IIIBI", body)
    if kind == 0 and length <= len(body) - 17:
        yield number, body[17 : 17 + length]
