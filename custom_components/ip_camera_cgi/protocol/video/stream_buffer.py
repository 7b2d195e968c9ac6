"""The ring buffer that holds the last seconds of an H.264 stream, as the camera encoded it."""

from collections import deque
from dataclasses import dataclass
from itertools import dropwhile, takewhile
import time

from .ring_buffer import MAX_BYTES, RingBudget

_PACKET_BYTES = 256  # of memory besides the content, which tiny packets have little of


@dataclass(frozen=True, slots=True)
class G711:
    """The format of sound."""

    mu_law: bool
    rate: int
    """Samples per second."""


@dataclass(frozen=True, slots=True)
class StreamFormat:
    """Description of a stream in a container."""

    width: int
    height: int
    configuration: bytes
    """The decoder's parameters, as containers store them."""
    sound: G711 | None = None


@dataclass(frozen=True, slots=True)
class Packet:
    """An encoded picture, or a piece of sound."""

    number: int
    """Numbers of successive packets are successive."""
    data: bytes
    at: float
    """Time of the monotonic clock."""
    is_key: bool = False
    """Whether decoding can begin there."""
    is_sound: bool = False


class StreamBuffer:
    """Keeps the packets of the last seconds, from a key frame on, limited by duration and bytes."""

    def __init__(self, budget: RingBudget, most: int = MAX_BYTES) -> None:
        self.seconds = 0.0
        self.format: StreamFormat | None = None
        self.received_at = float("-inf")
        """When the last picture arrived."""
        self._budget = budget
        self._max_bytes = most
        self._packets: deque[Packet] = deque()
        self._keys: deque[Packet] = deque()
        self._bytes = 0
        self._next = 0

    @property
    def size(self) -> int:
        """Return how many bytes are kept."""
        return self._bytes

    def picture(self, data: bytes, at: float, stream: StreamFormat, *, is_key: bool) -> None:
        """Add a picture; one of another format, which must be a key frame, removes everything before it."""
        if stream != self.format:
            self.clear()
            self.format = stream
        if is_key or self._keys:
            self.received_at = time.monotonic()
            self._add(Packet(self._next, data, at, is_key=is_key))

    def sound(self, data: bytes, at: float) -> None:
        """Add sound; it is kept between pictures."""
        if self._keys:
            self._add(Packet(self._next, data, at, is_sound=True))

    def clear(self) -> None:
        """Remove everything; the numbers go on."""
        self._packets.clear()
        self._keys.clear()
        self._bytes = 0
        self.format = None
        self._budget.leave(self)

    def before(self, at: float) -> int:
        """Return the number before the last key frame that is not after a moment, or else before the first one."""
        key = next((each for each in reversed(self._keys) if each.at <= at), self._keys[0] if self._keys else None)
        return self._next - 1 if key is None else key.number - 1

    def since(self, number: int) -> list[Packet]:
        """Return the packets after the one with a number, the oldest first.

        Where some of them have been removed, it begins with a key frame.
        """
        found = list(takewhile(lambda each: each.number > number, reversed(self._packets)))[::-1]
        if found and found[0].number != number + 1:
            return list(dropwhile(lambda each: not each.is_key, found))
        return found

    def _add(self, packet: Packet) -> None:
        self._packets.append(packet)
        self._next += 1
        self._bytes += len(packet.data) + _PACKET_BYTES
        if packet.is_key:
            self._keys.append(packet)
            self._budget.join(self)
        oldest = time.monotonic() - self.seconds
        while len(self._keys) > 1 and self._keys[1].at <= oldest:
            self._drop_first()
        most = min(self._max_bytes, self._budget.share)
        while self._keys and self._bytes > most:
            self._drop_first()

    def _drop_first(self) -> None:
        """Remove everything before the second key frame."""
        self._keys.popleft()
        end = self._keys[0].number if self._keys else self._next
        while self._packets and self._packets[0].number < end:
            self._bytes -= len(self._packets.popleft().data) + _PACKET_BYTES
