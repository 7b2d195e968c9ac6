"""Sources of sound: the contract, samples in memory, and live speech."""

import asyncio
from typing import ClassVar, Literal, Self, override

from .pcm import BLOCK_BYTES, seconds

_LEAD_IN = 0.12  # seconds of silence: loudspeakers wake up slowly
_JITTER = 0.06  # seconds of speech in the buffer before sending begins
_LATEST = 0.2  # seconds of speech in the buffer at most, which limits the delay
_PAUSE = 20  # seconds without speech after which a talk ends


SoundTrouble = Literal["unreachable", "refused", "no_audio", "broken_off", "too_slow", "silent"]
"""Why a sound cannot be read or decoded; keys of error messages."""


class SoundSourceError(Exception):
    """A sound cannot be read or decoded."""

    def __init__(self, reason: SoundTrouble) -> None:
        super().__init__(reason)
        self.reason = reason


class SoundSource:
    """Supplies samples on request; a context manager, for one use."""

    lead_in: ClassVar[float] = _LEAD_IN
    """Seconds of silence before the sound."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Free resources without waiting for the network."""

    async def ready(self) -> None:
        """Wait for the first samples; raises SoundSourceError."""

    def take(self) -> bytes | None:
        """Return the next samples, one block at most: empty if none have arrived yet, None at the end.

        Raises:
            SoundSourceError: the sound breaks off.
        """
        raise NotImplementedError


class Samples(SoundSource):
    """Samples in memory."""

    def __init__(self, pcm: bytes) -> None:
        self._pcm = pcm
        self._at = 0

    @override
    def take(self) -> bytes | None:
        block = self._pcm[self._at : self._at + BLOCK_BYTES]
        self._at += BLOCK_BYTES
        return block or None


class LiveSpeech(SoundSource):
    """Live speech from a microphone, with a small jitter buffer."""

    lead_in: ClassVar[float] = 0.0

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._enough = asyncio.Event()
        self._ended = False
        self._fed_at = asyncio.get_running_loop().time()

    def feed(self, pcm: bytes) -> None:
        """Add samples; if the buffer is full, the oldest are dropped."""
        self._fed_at = asyncio.get_running_loop().time()
        self._waiting += pcm[: len(pcm) // 2 * 2]
        surplus = seconds(len(self._waiting)) - _LATEST
        if surplus > 0:
            del self._waiting[: len(self._waiting) - _bytes(_LATEST)]
        if seconds(len(self._waiting)) >= _JITTER:
            self._enough.set()

    def end(self) -> None:
        """End after the buffered samples."""
        self._ended = True
        self._enough.set()

    @override
    async def ready(self) -> None:
        try:
            async with asyncio.timeout(_PAUSE):
                await self._enough.wait()
        except TimeoutError:
            raise SoundSourceError("silent") from None

    @override
    def take(self) -> bytes | None:
        block = bytes(self._waiting[:BLOCK_BYTES])
        del self._waiting[:BLOCK_BYTES]
        if not block and asyncio.get_running_loop().time() - self._fed_at > _PAUSE:
            raise SoundSourceError("silent")
        return None if self._ended and not block else block


def _bytes(duration: float) -> int:
    return round(duration / seconds(2)) * 2
