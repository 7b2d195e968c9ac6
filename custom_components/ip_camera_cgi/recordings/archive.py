"""The archive of all recordings: folders, change notifications and retention."""

import asyncio
from collections.abc import Callable, Container
from functools import partial
from pathlib import Path
import time
from typing import override

from homeassistant.auth.models import User
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..access import Access, may
from ..const import DOMAIN, LOGGER
from .converter import Converter
from .recording import Key
from .recording_writer import RecordingWriter
from .store import CameraFolder, RecordingStore

_ARCHIVE: HassKey[Archive] = HassKey(f"{DOMAIN}_archive")
_LOCAL_MEDIA = "local"  # key of the media folder that Home Assistant shows as "My media"
_CARE_DELAY = 600  # seconds after the start: the clock may have to be set first
_CARE_INTERVAL = 3600  # seconds
_MAX_CLOCK_JUMP = 600  # seconds by which the clock may have been set between two looks

type Listener = Callable[[Key], None]


class Archive:
    """The recordings of all cameras."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.writer = RecordingWriter(hass)
        self.converter = Converter(hass, lambda: self.store, is_idle=lambda: not self.active, changed=self.changed)
        self._listeners: list[Listener] = []
        self._folders: tuple[Path, ...] = ()
        self._store = RecordingStore(())
        self._users = 0
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        self.active: set[Key] = set()
        """Recordings in progress."""

    @property
    def store(self) -> RecordingStore:
        """Return the recording store; call its methods in a thread."""
        folders = tuple(Path(folder) for folder in self.hass.config.media_dirs.values())
        if folders != self._folders:
            self._folders, self._store = folders, RecordingStore(folders)
        return self._store

    def folder(self, name: str) -> Path | None:
        """Return the named media folder, else the default one; None if there is none."""
        folders = self.hass.config.media_dirs
        chosen = folders.get(name) or folders.get(_LOCAL_MEDIA) or next(iter(folders.values()), None)
        return Path(chosen) if chosen else None

    async def run[T](self, work: Callable[[], T]) -> T:
        """Run a function of the store in a thread."""
        return await self.hass.async_add_executor_job(work)

    @callback
    def listen(self, changed: Listener) -> Callable[[], None]:
        """Register a callback for recordings that begin, end, change or are deleted.

        Return a function that removes it.
        """
        self._listeners.append(changed)
        return lambda: self._listeners.remove(changed)

    @callback
    def changed(self, key: Key) -> None:
        """Notify all listeners."""
        for listener in tuple(self._listeners):
            listener(key)

    @callback
    def entity_id(self, camera: CameraFolder) -> str | None:
        """Return the camera entity whose permissions apply to the recordings; None for a removed camera."""
        return er.async_get(self.hass).async_get_entity_id(Platform.CAMERA, DOMAIN, f"{camera.unique_id}_camera")

    @callback
    def may(self, user: User | None, access: Access, camera: CameraFolder) -> bool:
        """Return whether a user has a right on a camera's recordings; for removed cameras, only administrators have."""
        return may(user, access, self.entity_id(camera))

    @callback
    def device_id(self, camera: CameraFolder) -> str | None:
        """Return the device of a camera; None for a removed one."""
        entity = er.async_get(self.hass).async_get(self.entity_id(camera) or "")
        return entity.device_id if entity is not None else None

    @callback
    def title(self, camera: CameraFolder) -> str:
        """Return the current or last name of a camera."""
        device = dr.async_get(self.hass).async_get(self.device_id(camera) or "")
        if device is not None and (name := device.name_by_user or device.name):
            return name
        return camera.title or camera.name

    @callback
    def use(self) -> Callable[[], None]:
        """Take care of the recordings while at least one camera is set up; return the function that ends one's use."""
        self._users += 1
        if self._users == 1:
            self._tasks = (
                self.hass.async_create_background_task(self._care(), f"{DOMAIN} recordings"),
                self.hass.async_create_background_task(self.converter.run_when_idle(), f"{DOMAIN} conversions"),
            )

        @callback
        def release() -> None:
            self._users -= 1
            if not self._users:
                for task in self._tasks:
                    task.cancel()

        return release

    async def _care(self) -> None:
        """Recover from a crash or a full disk, and delete expired recordings, every hour."""
        delay = float(_CARE_DELAY)
        while True:
            if swept := await self.run(partial(self.store.sweep, _InProgress(self))):
                LOGGER.debug("%d files of unfinished recordings were recovered or removed", swept)
            before = _wall_clock() - time.monotonic()
            await asyncio.sleep(delay)
            delay = _CARE_INTERVAL
            if abs(_wall_clock() - time.monotonic() - before) < _MAX_CLOCK_JUMP:
                await self.retain()

    async def retain(self) -> None:
        """Delete expired recordings of all current and removed cameras."""
        store, now = self.store, dt_util.utcnow()
        for camera in await self.run(store.cameras):
            deleted = await self.run(partial(store.retain, camera, now))
            for key in deleted:
                self.changed(key)
            if self.entity_id(camera) is None:
                await self.run(partial(store.forget_empty, camera.name))


class _InProgress(Container[Key]):
    """The recordings that are being written or converted at the moment of the question."""

    def __init__(self, recordings: Archive) -> None:
        self._recordings = recordings

    @override
    def __contains__(self, key: object) -> bool:
        if not isinstance(key, Key):
            return False
        return key in self._recordings.active or self._recordings.converter.is_converting(key)


def _wall_clock() -> float:
    return time.time()


@callback
def archive(hass: HomeAssistant) -> Archive:
    """Return the archive."""
    if _ARCHIVE not in hass.data:
        recordings = hass.data[_ARCHIVE] = Archive(hass)

        async def stop(_: Event) -> None:
            await recordings.converter.close()

        hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stop)
    return hass.data[_ARCHIVE]
