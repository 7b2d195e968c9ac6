"""Synthesized tones: a chime, two sirens and an alarm."""

from array import array
from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache
from io import BytesIO
from math import exp, sin, tau
from typing import override
import wave

from .pcm import BLOCK_BYTES, RATE, SAMPLE_BYTES, pcm_of
from .source import SoundSource

_AMPLITUDE = 23000  # 3 dB below the limit, which the coders need


class Tone(Enum):
    """The tones; the value is part of media ids."""

    CHIME = "chime"
    SIREN = "siren"
    TWO_TONE_SIREN = "two_tone_siren"
    ALARM = "alarm"

    @property
    def pcm(self) -> bytes:
        """Return the samples; all tones but the chime can be looped."""
        return _pcm(self)

    @property
    def wav(self) -> bytes:
        """Return a WAV file."""
        file = BytesIO()
        with wave.open(file, "wb") as written:
            written.setnchannels(1)
            written.setsampwidth(SAMPLE_BYTES)
            written.setframerate(RATE)
            written.writeframes(self.pcm)
        return file.getvalue()


class RepeatedTone(SoundSource):
    """A tone that is repeated for a number of seconds, or until it is stopped."""

    def __init__(self, tone: Tone, duration: float | None = None) -> None:
        self._pcm = tone.pcm
        self._at = 0
        self._left = None if duration is None else max(1, round(duration * RATE)) * SAMPLE_BYTES

    @override
    def take(self) -> bytes | None:
        wanted = BLOCK_BYTES if self._left is None else min(BLOCK_BYTES, self._left)
        if wanted == 0:
            return None
        block = b""
        while len(block) < wanted:
            block += self._pcm[self._at : self._at + wanted - len(block)]
            self._at = (self._at + wanted) % len(self._pcm) if len(block) == wanted else 0
        if self._left is not None:
            self._left -= wanted
        return block


def _chime(time: float) -> float:
    """Return two bell strokes, the second one lower."""
    strokes = ((0.0, 659.26), (0.55, 523.25))
    level = 0.0
    for begin, hertz in strokes:
        elapsed = time - begin
        if elapsed >= 0:
            ring = sin(tau * hertz * elapsed) + 0.3 * sin(tau * 2 * hertz * elapsed) * exp(-4 * elapsed)
            level += ring * exp(-3.5 * elapsed) * min(1.0, elapsed / 0.004) / 1.6
    return level


def _siren(time: float) -> float:
    """Return a pitch that rises and falls between 500 and 1,300 Hz, once in two seconds."""
    return sin(tau * (900 * time - 400 / tau * sin(tau * time / 2) * 2))


def _two_tone_siren(time: float) -> float:
    """Return two alternating pitches; both have whole periods in half a second."""
    return sin(tau * (960 if time % 1 < 0.5 else 770) * time)


def _alarm(time: float) -> float:
    """Return short beeps in groups of three."""
    beep = time % 0.2
    sounds = time % 1 < 0.6 and beep < 0.12
    return sin(tau * 2000 * time) * min(1.0, beep / 0.004, (0.12 - beep) / 0.004) if sounds else 0.0


_TONES: Mapping[Tone, tuple[Callable[[float], float], float]] = {
    Tone.CHIME: (_chime, 2.0),
    Tone.SIREN: (_siren, 4.0),
    Tone.TWO_TONE_SIREN: (_two_tone_siren, 4.0),
    Tone.ALARM: (_alarm, 3.0),
}
"""The level of each tone at a time, -1 to 1, and its duration in seconds."""


@lru_cache
def _pcm(tone: Tone) -> bytes:
    level, duration = _TONES[tone]
    return pcm_of(array("h", [round(_AMPLITUDE * level(at / RATE)) for at in range(round(duration * RATE))]))
