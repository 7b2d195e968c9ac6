"""Audio that a camera's loudspeaker receives, and statistics of its arrival."""

from io import BytesIO
from time import monotonic
import wave

HERTZ = 8000
LONGEST = 300 * HERTZ * 2  # bytes that are kept


class Talk:
    """Received audio, as signed 16-bit little-endian samples, and statistics of its arrival."""

    def __init__(self, buffer: float) -> None:
        self.packets = 0
        self.gaps = 0  # packets that are missing by their numbers
        self.lead = 0.0  # seconds by which a packet came early, at most
        self.lag = 0.0  # and late
        self.pause = 0.0  # seconds between two packets, at most
        self.silence = 0.0  # seconds for which a loudspeaker without a buffer would have had nothing to play, at most
        self.underruns = 0  # how often the loudspeaker had nothing left
        self.overruns = 0  # packets that did not fit into the buffer
        self.pcm = bytearray()
        self.over = False  # whether the client has ended it
        self.began = 0.0
        self._buffer = max(buffer, 1)
        self._number: int | None = None
        self._came = self._played = 0.0
        self._said = 0.0  # seconds

    def receive(self, number: int, pcm: bytes, *, modulus: int = 1 << 32) -> None:
        """Receive a packet."""
        now = monotonic()
        if not self.packets:
            self.began = now
        elif self._number is not None:
            self.pause = max(self.pause, now - self._came)
            self.silence = max(self.silence, now - self._played)
            self.gaps += (number - self._number - 1) % modulus
        self._number, self._came = number, now
        self._played = max(self._played, now) + len(pcm) / 2 / HERTZ
        self.packets += 1
        ahead = self._said - (now - self.began)
        self.lead, self.lag = max(self.lead, ahead), max(self.lag, -ahead)
        self.overruns += ahead > self._buffer + 0.2
        self.underruns += ahead < -self._buffer
        self._said += len(pcm) / 2 / HERTZ
        if len(self.pcm) < LONGEST:
            self.pcm += pcm

    def facts(self) -> dict[str, int | float | bool]:
        """Return the statistics."""
        times = {"seconds": self._said, "lead": self.lead, "lag": self.lag}
        times |= {"pause": self.pause, "silence": self.silence}
        counts = {"packets": self.packets, "gaps": self.gaps, "underruns": self.underruns, "overruns": self.overruns}
        return {**{name: round(value, 3) for name, value in times.items()}, **counts, "over": self.over}

    def wav(self) -> bytes:
        """Return the audio as a WAV file."""
        file = BytesIO()
        with wave.open(file, "wb") as written:
            written.setnchannels(1)
            written.setsampwidth(2)
            written.setframerate(HERTZ)
            written.writeframes(bytes(self.pcm))
        return file.getvalue()
