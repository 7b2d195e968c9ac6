"""Writes the recordings of all cameras in one thread, twice a second."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
import time
from typing import Protocol

from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN
from .footage import Write
from .store import require_space

_INTERVAL = 0.5  # seconds


class ClipInProgress(Protocol):
    """A clip in progress."""

    root: Path
    """The media folder that contains it."""

    def take(self, now: float) -> Write | None:
        """Take what has arrived since the last call; return what writes it."""
        ...

    def written(self, now: float, error: OSError | None) -> None:
        """Record the result of a write."""
        ...


class RecordingWriter:
    """The writer, running while there are recordings."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._clips: list[ClipInProgress] = []
        self._task: asyncio.Task[None] | None = None
        self._writing: asyncio.Future[list[OSError | None]] | None = None

    @callback
    def add(self, clip: ClipInProgress) -> None:
        """Write a clip until it is removed."""
        self._clips.append(clip)
        if self._task is None or self._task.done():
            self._task = self._hass.async_create_background_task(self._run(), f"{DOMAIN} clip writer")

    @callback
    def remove(self, clip: ClipInProgress) -> None:
        """Stop writing a clip; its owner writes the rest."""
        if clip in self._clips:
            self._clips.remove(clip)

    async def settle(self) -> None:
        """Wait until everything taken so far is written."""
        if self._writing is not None:
            await asyncio.wait([self._writing])

    async def _run(self) -> None:
        while self._clips:
            await asyncio.sleep(_INTERVAL)
            now = time.monotonic()
            work = [(clip, clip.take(now)) for clip in self._clips]
            self._writing = self._hass.async_add_executor_job(_write, work)
            errors = await self._writing
            for (clip, _), error in zip(work, errors, strict=True):
                if clip in self._clips:
                    clip.written(now, error)


def _write(work: Sequence[tuple[ClipInProgress, Write | None]]) -> list[OSError | None]:
    full = {root: _lack_of_space(root) for root in {clip.root for clip, _ in work}}
    errors: list[OSError | None] = []
    for clip, write in work:
        error = full[clip.root]
        if error is None and write is not None:
            try:
                write()
            except OSError as err:
                error = err
        errors.append(error)
    return errors


def _lack_of_space(root: Path) -> OSError | None:
    try:
        require_space(root)
    except OSError as err:
        return err
    return None
