"""Sounds to play, and how to compare what arrives."""

import asyncio
from io import BytesIO
import math
from struct import pack
from time import monotonic
from typing import Literal
import wave

import av
import numpy as np
from numpy.typing import NDArray

from simulator.talk import Talk

RATE = 8000
LOUDNESS = 9000
"""Amplitude of the tone."""


def tone(seconds: float, *, rate: int = RATE, channels: int = 1, hertz: float = 440) -> bytes:
    """Return a WAV with a tone."""
    samples = LOUDNESS * np.sin(math.tau * hertz * np.arange(round(seconds * rate)) / rate)
    file = BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(channels)
        written.setsampwidth(2)
        written.setframerate(rate)
        written.writeframes(np.repeat(samples.astype("<i2"), channels).tobytes())
    return file.getvalue()


def endless_wav(seconds: float) -> bytes:
    """Return a WAV as Home Assistant streams speech: its header has the largest possible length."""
    whole = tone(seconds)
    at = whole.index(b"data") + 4
    return whole[:4] + pack("<I", 0xFFFFFFFF) + whole[8:at] + pack("<I", 0xFFFFFFFF) + whole[at + 4 :]


def coded(seconds: float, codec: Literal["mp3", "aac"], *, rate: int = 44100) -> bytes:
    """Return a stereo tone as MP3, or as AAC in a form that can be streamed."""
    file = BytesIO()
    with av.open(file, "w", format={"mp3": "mp3", "aac": "adts"}[codec]) as container:
        stream = container.add_stream(codec, rate=rate)
        stream.layout = "stereo"
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=rate, frame_size=1024)
        with av.open(BytesIO(tone(seconds, rate=rate, channels=2)), "r") as source:
            for frame in source.decode(audio=0):
                for part in resampler.resample(frame):
                    container.mux(stream.encode(part))
        for part in resampler.resample(None):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return file.getvalue()


def heard(pcm: bytes | bytearray) -> NDArray[np.int16]:
    """Return the samples without silence at both ends."""
    samples = np.frombuffer(bytes(pcm), "<i2")
    loud = np.flatnonzero(np.abs(samples.astype(int)) > 300)
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples[:0]


def level(pcm: bytes | bytearray) -> float:
    """Return the level of the middle of the received sound relative to the tone, in decibels."""
    samples = heard(pcm).astype(float)
    middle = samples[len(samples) // 4 : 3 * len(samples) // 4]
    return 20 * math.log10(math.sqrt(float(np.mean(middle**2))) / (LOUDNESS / math.sqrt(2)))


def pitch(pcm: bytes | bytearray) -> float:
    """Return the strongest frequency, in hertz."""
    samples = heard(pcm).astype(float)
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * RATE / len(samples))


class Stalls:
    """Measures the longest time for which the event loop was held up, which delays are reduced by."""

    longest = 0.0

    async def watch(self) -> None:
        while True:
            due = monotonic() + 0.01
            await asyncio.sleep(0.01)
            self.longest = max(self.longest, monotonic() - due)

    def in_time(self, talk: Talk) -> bool:
        """Return whether a sound arrived in real time: neither late nor early, and without a pause."""
        complete = talk.gaps == talk.underruns == talk.overruns == 0
        return complete and talk.lead <= 0.2 and talk.silence <= 0.06 + self.longest
