"""What was found out about a camera in earlier runs, beyond its own description."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from ..protocol import Address

_MOVED = "moved"
_ALARM_SOURCES = "alarm_sources"
_SILENT_RTSP_PORTS = "silent_rtsp_ports"
_LOUDSPEAKER = "loudspeaker"
_CLONES = "clones"


@dataclass(frozen=True, slots=True)
class Findings:
    """Findings that are stored with the description of a camera."""

    may_be_moving: bool = False
    """Whether the camera may have been left moving, so that it has to be stopped at the next start."""
    alarm_sources: Mapping[str, str] = field(default_factory=dict)
    """Findings of the alarm sources."""
    silent_rtsp_ports: frozenset[int] | None = None
    """RTSP ports that could not be reached when they were probed last; None if they never were."""
    loudspeaker: str = ""
    """Findings about the loudspeaker."""
    clones: frozenset[Address] = frozenset()
    """Addresses where another camera with the same MAC address was seen."""

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:
        """Return the findings in stored data; missing ones have their defaults."""
        silent = stored.get(_SILENT_RTSP_PORTS, ())
        return cls(
            may_be_moving=bool(stored.get(_MOVED, False)),
            alarm_sources=stored.get(_ALARM_SOURCES, {}),
            silent_rtsp_ports=None if silent is None else frozenset(silent),
            loudspeaker=str(stored.get(_LOUDSPEAKER, "")),
            clones=frozenset(Address(host, port) for host, port in stored.get(_CLONES, ())),
        )

    @property
    def stored(self) -> dict[str, Any]:
        """Return the data to store."""
        return {
            _MOVED: self.may_be_moving,
            _ALARM_SOURCES: self.alarm_sources,
            _SILENT_RTSP_PORTS: None if self.silent_rtsp_ports is None else sorted(self.silent_rtsp_ports),
            _LOUDSPEAKER: self.loudspeaker,
            _CLONES: sorted([each.host, each.port] for each in self.clones),
        }
