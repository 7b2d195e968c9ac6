"""RTP packets: headers and times (RFC 3550)."""

from dataclasses import dataclass

from ..model.errors import CameraResponseError

_HEAD = 12  # bytes
_MAX_DELAY = 1.0  # seconds by which a packet may be later than its timestamp says, before the clock is reset


@dataclass(frozen=True, slots=True)
class RtpPacket:
    """A packet without its header."""

    payload_type: int
    sequence: int
    timestamp: int
    marker: bool
    payload: memoryview


def parse_rtp(packet: bytes) -> RtpPacket:
    """Parse a packet; raises CameraResponseError."""
    if len(packet) < _HEAD or packet[0] >> 6 != 2:
        raise CameraResponseError("RTP: not a packet")
    begin, end = _HEAD + 4 * (packet[0] & 15), len(packet)
    if packet[0] & 0x10:  # an extension
        begin += 4 + 4 * int.from_bytes(packet[begin + 2 : begin + 4])
    if packet[0] & 0x20:  # padding
        end -= packet[-1]
    if begin > end:
        raise CameraResponseError("RTP: the packet is too short")
    return RtpPacket(
        packet[1] & 127,
        int.from_bytes(packet[2:4]),
        int.from_bytes(packet[4:8]),
        packet[1] > 127,
        memoryview(packet)[begin:end],
    )


class RtpClock:
    """Converts the timestamps of a track to times of the monotonic clock, which never go back."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._last: int | None = None
        self._seconds = 0.0
        self._anchor = 0.0
        self._latest = float("-inf")

    def at(self, timestamp: int, now: float) -> float:
        """Return when what a packet contains was captured, which is no later than now, when it arrives."""
        step = 0 if self._last is None else ((timestamp - self._last + (1 << 31)) & 0xFFFFFFFF) - (1 << 31)
        self._last = timestamp
        self._seconds += step / self._rate
        if not 0 <= now - (self._anchor + self._seconds) <= _MAX_DELAY:
            self._anchor = now - self._seconds
        self._latest = max(self._latest, self._anchor + self._seconds)
        return self._latest
