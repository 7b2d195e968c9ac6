"""Sound of RTSP streams in both directions: G.711, microphone and loudspeaker."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from math import sin, tau
from time import monotonic
from typing import Literal, Protocol

type Codec = Literal["ulaw", "alaw"]

PACKET_SECONDS = 0.02
BACKCHANNEL = "www.onvif.org/ver20/backchannel"
_LOUD, _QUIET = 9000, 20
_NAMES: dict[str, tuple[str, int]] = {"ulaw": ("PCMU", 0), "alaw": ("PCMA", 8)}
_DYNAMIC = 97  # payload type of formats that have no number of their own


@dataclass(frozen=True, slots=True)
class SoundSetup:
    """How the sound of a camera is set up."""

    codec: Codec = "ulaw"
    rate: int = 8000
    microphone: bool = True
    loudspeaker: bool = True  # the camera knows the backchannel
    muted: bool = False  # the loudspeaker takes sound and plays nothing

    @property
    def payload_type(self) -> int:
        """The payload type of its packets."""
        return _NAMES[self.codec][1] if self.rate == 8000 else _DYNAMIC

    def description(self, *, backchannel: bool) -> bytes:
        """Return the tracks of sound for the SDP."""
        lines: list[str] = []
        for there, control, way in (
            (self.microphone, "track2", "recvonly"),
            (self.loudspeaker and backchannel, "track3", "sendonly"),
        ):
            if there:
                lines += [
                    f"m=audio 0 RTP/AVP {self.payload_type}",
                    f"a=rtpmap:{self.payload_type} {_NAMES[self.codec][0]}/{self.rate}",
                    f"a=control:{control}",
                    f"a={way}",
                ]
        return "".join(f"{line}\r\n" for line in lines).encode()


def _ulaw_value(code: int) -> int:
    code = ~code & 0xFF
    value = (((code & 15) << 3) + 132 << (code >> 4 & 7)) - 132
    return -value if code & 128 else value


def _alaw_value(code: int) -> int:
    code ^= 0x55
    exponent = code >> 4 & 7
    value = (code & 15) * 16 + 8
    if exponent:
        value = value + 256 << exponent - 1
    return value if code & 128 else -value


_VALUES = {
    "ulaw": [_ulaw_value(code) for code in range(256)],
    "alaw": [_alaw_value(code) for code in range(256)],
}


def decode(codec: Codec, payload: bytes) -> bytes:
    """Return signed 16-bit little-endian samples."""
    values = _VALUES[codec]
    return b"".join(values[code].to_bytes(2, "little", signed=True) for code in payload)


def _code(codec: Codec, sample: int) -> int:
    values = _VALUES[codec]
    return min(range(256), key=lambda code: abs(values[code] - sample))


class Listener(Protocol):
    """Interface of a client that listens."""

    def sound(self, packet: bytes) -> None:
        """Send a packet of sound."""


class Microphone:
    """A tone of 440 Hz, loud while there is a noise; runs while there are listeners."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.loud: Callable[[], bool] = lambda: False
        self._task: asyncio.Task[None] | None = None
        self._periods: dict[tuple[Codec, int, bool], bytes] = {}

    def join(self, listener: Listener, setup: SoundSetup) -> None:
        """Add a client."""
        self.listeners.add(listener)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run(setup))

    async def ended(self) -> None:
        """Wait until the last client has left."""
        if self._task is not None:
            await self._task

    async def _run(self, setup: SoundSetup) -> None:
        began, number = monotonic(), 0
        size = round(setup.rate * PACKET_SECONDS)
        while self.listeners:
            period = self._period(setup.codec, setup.rate, self.loud())
            start = number * size % len(period)
            payload = (period[start:] + period * 2)[:size]
            head = bytes((0x80, setup.payload_type)) + (number & 0xFFFF).to_bytes(2)
            packet = head + (number * size & 0xFFFFFFFF).to_bytes(4) + b"mic!" + payload
            for listener in tuple(self.listeners):
                listener.sound(packet)
            number += 1
            await asyncio.sleep(max(0, began + number * PACKET_SECONDS - monotonic()))

    def _period(self, codec: Codec, rate: int, loud: bool) -> bytes:
        """Return a quarter of a second, which has whole periods of the tone."""
        key = (codec, rate, loud)
        if key not in self._periods:
            level = _LOUD if loud else _QUIET
            self._periods[key] = bytes(
                _code(codec, round(level * sin(tau * 440 * at / rate))) for at in range(rate // 4)
            )
        return self._periods[key]
