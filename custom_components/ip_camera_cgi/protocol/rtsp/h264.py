"""H.264 in RTP packets (RFC 6184), joined to access units."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..model.errors import CameraResponseError
from .rtp import RtpPacket
from .sdp import VideoTrack

_MAX_UNIT = 8 * 1024 * 1024  # bytes
_MAX_PARAMETERS = 1024  # bytes
_LENGTH = 4  # bytes before each NAL unit
_KEY_SLICE, _SEQUENCE_SET, _PICTURE_SET, _DELIMITER, _FILLER = 5, 7, 8, 9, 12
_STAP_A, _FU_A = 24, 28
_SLICES = range(1, 6)
_MAX_PENDING = 8  # NAL units without a picture


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameter sets that a decoder needs."""

    sequence: bytes
    picture: bytes

    @property
    def configuration(self) -> bytes:
        """Return them as containers store them (ISO 14496-15)."""
        return (
            b"\x01"
            + self.sequence[1:4]
            + bytes((0xFC | _LENGTH - 1, 0xE1))
            + len(self.sequence).to_bytes(2)
            + self.sequence
            + b"\x01"
            + len(self.picture).to_bytes(2)
            + self.picture
        )


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """An encoded picture, as containers store it: NAL units, each after its length."""

    data: bytes
    timestamp: int
    is_key: bool


class Depacketizer:
    """Joins the packets of a video track; after a lost packet, everything up to the next key frame is dropped."""

    def __init__(self, track: VideoTrack) -> None:
        self._sequence_set = self._picture_set = b""
        for each in track.parameter_sets:
            self._note(each)
        self._expected: int | None = None
        self._timestamp: int | None = None
        self._nals: list[bytes] = []
        self._size = 0
        self._fragment: bytearray | None = None
        self._is_complete = False
        self._damaged: int | None = None
        """Timestamp of an access unit of which a packet is missing."""

    @property
    def parameters(self) -> Parameters | None:
        """Return the parameter sets; None until both have arrived."""
        if len(self._sequence_set) < 4 or not self._picture_set:
            return None
        return Parameters(self._sequence_set, self._picture_set)

    def add(self, packet: RtpPacket) -> list[AccessUnit]:
        """Return the access units that the packet completes.

        Raises:
            CameraResponseError: an access unit is too large.
        """
        done: list[AccessUnit] = []
        if self._timestamp is not None and packet.timestamp != self._timestamp:
            done += self._finish()
        self._timestamp = packet.timestamp
        if self._expected is not None and packet.sequence != self._expected:
            self._lose()
        self._expected = (packet.sequence + 1) % (1 << 16)
        for nal in self._units(bytes(packet.payload)):
            self._take(nal)
        if packet.marker:
            done += self._finish()
        return done

    def _units(self, payload: bytes) -> Iterator[bytes]:
        """Yield the NAL units that a packet contains or completes."""
        kind = payload[0] & 31 if payload else 0
        if 0 < kind < _STAP_A:
            yield payload
        elif kind == _STAP_A:
            at = 1
            while at + 2 < len(payload):
                end = at + 2 + int.from_bytes(payload[at : at + 2])
                yield payload[at + 2 : end]
                at = end
        elif kind == _FU_A and len(payload) > 2:
            if payload[1] & 0x80:
                self._fragment = bytearray((payload[0] & 0xE0 | payload[1] & 31,))
            if self._fragment is None:
                return
            self._fragment += payload[2:]
            self._limit(len(self._fragment))
            if payload[1] & 0x40:
                nal, self._fragment = bytes(self._fragment), None
                yield nal

    def _take(self, nal: bytes) -> None:
        kind = nal[0] & 31 if nal else _FILLER
        if kind in {_DELIMITER, _FILLER}:
            return
        self._note(nal)
        self._size += _LENGTH + len(nal)
        self._limit(self._size)
        self._nals.append(nal)

    def _limit(self, size: int) -> None:
        if size > _MAX_UNIT:
            raise CameraResponseError("RTP: a picture is too large")

    def _note(self, nal: bytes) -> None:
        if len(nal) > _MAX_PARAMETERS:
            return
        if nal[0] & 31 == _SEQUENCE_SET:
            self._sequence_set = nal
        elif nal[0] & 31 == _PICTURE_SET:
            self._picture_set = nal

    def _lose(self) -> None:
        self._damaged = self._timestamp
        self._fragment = None
        self._is_complete = False
        self._nals.clear()

    def _finish(self) -> list[AccessUnit]:
        nals, self._nals, self._size = self._nals, [], 0
        kinds = {nal[0] & 31 for nal in nals}
        if self._fragment is not None:
            self._lose()
            return []
        if kinds.isdisjoint(_SLICES):
            self._nals = nals[-_MAX_PENDING:]  # parameter sets with a time of their own belong to the next picture
            self._size = sum(_LENGTH + len(nal) for nal in self._nals)
            return []
        if self._timestamp == self._damaged:
            return []
        is_key = _KEY_SLICE in kinds
        self._is_complete |= is_key and self.parameters is not None
        if not self._is_complete:
            return []
        assert self._timestamp is not None  # noqa: S101  of the packets that the units came with
        data = b"".join(part for nal in nals for part in (len(nal).to_bytes(_LENGTH), nal))
        return [AccessUnit(data, self._timestamp, is_key)]
