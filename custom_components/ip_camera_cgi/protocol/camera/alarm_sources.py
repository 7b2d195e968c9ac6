"""The alarm sources of a camera: which there are, and which of them work."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..dialects.alarm_source import AlarmSource


class AlarmSources:
    """All sources of one camera and their state."""

    def __init__(self, sources: Iterable[AlarmSource]) -> None:
        self._all = tuple(sources)
        self._working: set[AlarmSource] = set()
        self._missing: set[AlarmSource] = set()
        self._proven: set[AlarmSource] = set()  # that have worked since the start
        self._broken: set[AlarmSource] = set()  # that broke off and have not reported since

    def __iter__(self) -> Iterator[AlarmSource]:
        return iter(self._all)

    @property
    def any_works(self) -> bool:
        """Return whether any source is working."""
        return bool(self._working)

    @property
    def any_pushes(self) -> bool:
        """Return whether a working source pushes the beginning of alarms."""
        return any(source.pushes for source in self._working)

    @property
    def working_names(self) -> list[str]:
        """Return the names of the working sources, those that push first."""
        return [source.name for source in sorted(self._working, key=lambda source: not source.pushes)]

    @property
    def unsupported(self) -> bool:
        """Return whether the camera turned out to have no source at all."""
        return not self._working and bool(self._all) and self._missing.issuperset(self._all)

    @property
    def details(self) -> list[dict[str, Any]]:
        """Return all sources and their state, for diagnostics."""
        return [
            {"name": each.name, "works": each in self._working, "missing": each in self._missing, **each.details}
            for each in self._all
        ]

    @property
    def optional(self) -> AlarmSource | None:
        """Return the source that the owner can switch off, if there is one."""
        return next((source for source in self._all if source.optional), None)

    @property
    def memory(self) -> Mapping[str, str]:
        """Return findings of the sources that outlast a restart."""
        return {source.name: source.memory for source in self._all if source.memory}

    def recall(self, memory: Mapping[str, str]) -> None:
        """Restore findings of the sources."""
        for source in self._all:
            source.memory = memory.get(source.name, "")

    def works(self, source: AlarmSource) -> bool:
        """Return whether a source is working."""
        return source in self._working

    def is_missing(self, source: AlarmSource) -> bool:
        """Return whether the camera turned out not to have a source."""
        return source in self._missing

    def has_worked(self, source: AlarmSource) -> bool:
        """Return whether a source has worked since the start."""
        return source in self._proven

    def is_dispensable(self, source: AlarmSource) -> bool:
        """Return whether a source is missing, or another one that has not broken off is working."""
        return source in self._missing or bool(self._working - self._broken)

    def record_report(self, source: AlarmSource) -> bool:
        """Record that a source has reported; return whether it did not work before."""
        is_back = source not in self._working
        self._working.add(source)
        self._proven.add(source)
        self._broken.discard(source)
        self._missing.discard(source)
        return is_back

    def record_missing(self, source: AlarmSource) -> None:
        """Record that the camera does not have a source."""
        self._missing.add(source)

    def record_break(self, source: AlarmSource) -> None:
        """Record that the connection of a source has ended; it is given another try."""
        self._broken.add(source)

    def record_loss(self, source: AlarmSource) -> None:
        """Record that a source does not work; if only broken ones are left, none does: the camera is gone."""
        self._working.discard(source)
        if self._working <= self._broken:
            self._working.clear()
