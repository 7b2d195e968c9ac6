"""Converts clips to H.264 for browsers: on demand, or while the machine is idle.

One clip at a time, in one low-priority thread.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
import os
from pathlib import Path
import threading

from homeassistant.core import HomeAssistant

from ..const import DOMAIN, LOGGER
from ..protocol import CameraError
from ..protocol.video.clip import StoppedError
from ..protocol.video.mkv_file import convert_mkv
from .recording import Key
from .store import CLIP, RAW_CLIP, UNFINISHED, RecordingStore

_LOOK_INTERVAL = 60  # seconds between two looks whether the machine is idle
_REST = 3  # seconds after a recording, in which it may be played or another one may begin
_IDLE_LOAD = 0.5  # of each processor, below which the machine is idle
_NICENESS = 10


class Converter:
    """The conversion thread and its queue."""

    def __init__(
        self,
        hass: HomeAssistant,
        store: Callable[[], RecordingStore],
        *,
        is_idle: Callable[[], bool],
        changed: Callable[[Key], None],
    ) -> None:
        self._hass = hass
        self._store = store
        self._is_idle = is_idle
        self._changed = changed
        self._thread = ThreadPoolExecutor(1, f"{DOMAIN} conversion")
        self._idle_thread = ThreadPoolExecutor(1, f"{DOMAIN} idle conversion", initializer=_lower_priority)
        self._converting: dict[Key, asyncio.Task[Path | None]] = {}
        self._wanted = 0
        self._spare: threading.Event | None = None
        """Stops a conversion that was started while idle."""
        self._failed: set[Key] = set()
        self._closed = threading.Event()
        self._recorded = asyncio.Event()

    def is_converting(self, key: Key) -> bool:
        """Return whether a clip is being converted or waits for it; also from a thread."""
        return key in self._converting

    async def ready(self, key: Key) -> Path | None:
        """Return the playable clip of a recording, converting it first if necessary; None if there is none."""
        self._wanted += 1
        try:
            if key in self._converting:
                self._spare = None  # it is waited for now
            elif self._spare is not None:
                self._spare.set()
            return await asyncio.shield(self._task(key))
        finally:
            self._wanted -= 1

    async def run_when_idle(self) -> None:
        """Convert clips, newest first, while the machine is idle."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_INTERVAL):
                    await self._recorded.wait()
                await asyncio.sleep(_REST)
            self._recorded.clear()
            waiting = await self._hass.async_add_executor_job(self._store().raw_clips)
            for key in waiting:
                if key in self._failed:
                    continue
                if self._wanted or not self._is_idle() or _load() > _IDLE_LOAD:
                    break
                stop = self._spare = threading.Event()
                with suppress(StoppedError):
                    await self._task(key, stop)
                if self._spare is stop:
                    self._spare = None

    def note_recorded(self) -> None:
        """Check soon whether the machine is idle."""
        self._recorded.set()

    async def close(self) -> None:
        """Stop as soon as possible; unconverted clips remain as they are."""
        self._closed.set()
        for thread in (self._thread, self._idle_thread):
            await self._hass.async_add_executor_job(partial(thread.shutdown, cancel_futures=True))

    def _task(self, key: Key, stop: threading.Event | None = None) -> asyncio.Task[Path | None]:
        if key not in self._converting:
            task = self._hass.async_create_background_task(self._convert(key, stop), f"{DOMAIN} conversion")
            self._converting[key] = task
            task.add_done_callback(lambda _: self._converting.pop(key, None))
        return self._converting[key]

    async def _convert(self, key: Key, stop: threading.Event | None) -> Path | None:
        """Convert a clip; without `stop`, it is a request, which is converted faster and not stopped."""
        store, loop = self._store(), asyncio.get_running_loop()
        if (clip := await loop.run_in_executor(None, store.path, key, CLIP)) is not None:
            return clip
        if (source := await loop.run_in_executor(None, store.path, key, RAW_CLIP)) is None:
            return None
        stops = [self._closed] if stop is None else [self._closed, stop]
        convert = partial(_convert, source, lambda: any(each.is_set() for each in stops), quick=stop is None)
        try:
            seconds = await loop.run_in_executor(self._thread if stop is None else self._idle_thread, convert)
            await loop.run_in_executor(None, store.update, key, lambda each: replace(each, seconds=seconds))
        except FileNotFoundError:  # deleted in the meantime
            return None
        except (CameraError, OSError) as err:
            LOGGER.warning("A clip could not be converted: %s: %s", source, err)
            self._failed.add(key)
            return None
        self._changed(key)
        return source.with_suffix(CLIP)


def _convert(source: Path, stopped: Callable[[], bool], *, quick: bool) -> float:
    """Convert a clip and replace the original; return its length in seconds."""
    unfinished = source.with_suffix(CLIP + UNFINISHED)
    try:
        clip = convert_mkv(source, unfinished, stopped, quick=quick)
        unfinished.replace(source.with_suffix(CLIP))
    finally:
        unfinished.unlink(missing_ok=True)
    source.unlink(missing_ok=True)
    return clip.seconds


def _lower_priority() -> None:
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


def _load() -> float:
    """Return the average load per processor over the last minute."""
    return os.getloadavg()[0] / (os.cpu_count() or 1)
