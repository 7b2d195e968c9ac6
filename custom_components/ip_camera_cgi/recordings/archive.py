"""What all recordings of the house have in common: where they lie, who is told of changes, and how long they stay."""

import asyncio
from collections.abc import Callable
from pathlib import Path
import time

from homeassistant.auth.models import User
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..access import Access, may
from ..const import DOMAIN, LOGGER
from .converter import Converter
from .film_writer import FilmWriter
from .recording import Key
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
        self.writer = FilmWriter(hass)
        self.converter = Converter(hass, lambda: self.store, is_idle=lambda: not self.active, changed=self.changed)
        self._listeners: list[Listener] = []
        self._folders: tuple[Path, ...] = ()
        self._store = RecordingStore(())
        self.active: set[Key] = set()
        """What is being recorded."""

    @property
    def store(self) -> RecordingStore:
        """Return where recordings are; all of its methods are for a thread."""
        folders = tuple(Path(folder) for folder in self.hass.config.media_dirs.values())
        if folders != self._folders:
            self._folders, self._store = folders, RecordingStore(folders)
        return self._store

    def folder(self, name: str) -> Path | None:
        """Return the media folder with a name, or else the usual one; None where there is none."""
        folders = self.hass.config.media_dirs
        chosen = folders.get(name) or folders.get(_LOCAL_MEDIA) or next(iter(folders.values()), None)
        return Path(chosen) if chosen else None

    async def run[T](self, work: Callable[[], T]) -> T:
        """Do something with the disk in a thread."""
        return await self.hass.async_add_executor_job(work)

    @callback
    def listen(self, changed: Listener) -> Callable[[], None]:
        """Call a function for each recording that begins, ends, is changed or deleted; return what ends that."""
        self._listeners.append(changed)
        return lambda: self._listeners.remove(changed)

    @callback
    def changed(self, key: Key) -> None:
        """Tell all who listen."""
        for listener in tuple(self._listeners):
            listener(key)

    @callback
    def entity_id(self, camera: CameraFolder) -> str | None:
        """Return the camera entity whose permissions count for the recordings; None if the camera was removed."""
        return er.async_get(self.hass).async_get_entity_id(Platform.CAMERA, DOMAIN, f"{camera.unique_id}_camera")

    @callback
    def may(self, user: User | None, access: Access, camera: CameraFolder) -> bool:
        """Return whether a user has a right on the recordings of a camera; of a removed one, administrators have it."""
        return may(user, access, self.entity_id(camera))

    @callback
    def device_id(self, camera: CameraFolder) -> str | None:
        """Return the device of a camera, unless it was removed."""
        entity = er.async_get(self.hass).async_get(self.entity_id(camera) or "")
        return entity.device_id if entity is not None else None

    @callback
    def title(self, camera: CameraFolder) -> str:
        """Return what a camera is called now, or was called before it was removed."""
        device = dr.async_get(self.hass).async_get(self.device_id(camera) or "")
        if device is not None and (name := device.name_by_user or device.name):
            return name
        return camera.title or camera.name

    @callback
    def start(self) -> None:
        """Take care of the recordings until Home Assistant stops."""
        tasks = [
            self.hass.async_create_background_task(self._care(), f"{DOMAIN} recordings"),
            self.hass.async_create_background_task(self.converter.run_when_idle(), f"{DOMAIN} conversions"),
        ]

        @callback
        def stop(_: Event) -> None:
            for task in tasks:
                task.cancel()
            self.converter.close()

        self.hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stop)

    async def _care(self) -> None:
        """Mend what a crash left, and delete what is too old, every hour."""
        store = self.store
        if swept := await self.run(lambda: store.sweep(self.active | self.converter.converting)):
            LOGGER.debug("%d files of recordings that were not finished were put in order", swept)
        delay = float(_CARE_DELAY)
        while True:
            before = _wall_clock() - time.monotonic()
            await asyncio.sleep(delay)
            delay = _CARE_INTERVAL
            if abs(_wall_clock() - time.monotonic() - before) < _MAX_CLOCK_JUMP:
                await self.retain()

    async def retain(self) -> None:
        """Delete what is too old or too much, for each camera that is or was there."""
        store, now = self.store, dt_util.utcnow()
        for camera in await self.run(store.cameras):
            deleted = await self.run(lambda camera=camera: store.retain(camera, now))  # type: ignore[misc]
            for key in deleted:
                self.changed(key)
            if self.entity_id(camera) is None:
                await self.run(lambda camera=camera: store.forget_empty(camera.name))  # type: ignore[misc]


def _wall_clock() -> float:
    return time.time()


@callback
def archive(hass: HomeAssistant) -> Archive:
    """Return the recordings of the house."""
    if _ARCHIVE not in hass.data:
        hass.data[_ARCHIVE] = Archive(hass)
    return hass.data[_ARCHIVE]
