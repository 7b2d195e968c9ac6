"""Still pictures for the card: the last one of each camera, and a thumbnail of each preset."""

import asyncio
import base64
import binascii
from hashlib import sha256
from http import HTTPStatus

from aiohttp import web
from homeassistant.components.http import KEY_HASS, KEY_HASS_USER, HomeAssistantView
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from ..access import Access, camera_of, require
from ..const import DOMAIN, LOGGER
from ..coordinator import CameraCoordinator
from ..protocol import CameraError

_SIZE = (192, 144)
_MAX_PRESETS = 255
_SAVE_DELAY = 5  # seconds
_ARRIVAL = 10  # seconds until a camera has reached a preset
_SETTLED = 0.5  # seconds after storing a preset

_PRESET_PICTURES: HassKey[dict[str, PresetPictures]] = HassKey(f"{DOMAIN}_preset_pictures")
_PHOTOGRAPHERS: HassKey[dict[str, PresetPhotographer]] = HassKey(f"{DOMAIN}_preset_photographers")
_LAST_PICTURES: HassKey[dict[str, bytes]] = HassKey(f"{DOMAIN}_last_pictures")


class PresetPictures:
    """Thumbnails of one camera's presets, stored across restarts."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._store = Store[dict[str, str]](hass, 1, f"{DOMAIN}.{entry_id}.preset_pictures", private=True)
        self._pictures: dict[int, bytes] = {}

    async def async_load(self) -> None:
        """Load the stored thumbnails; damaged ones are skipped."""
        for number, encoded in (await self._store.async_load() or {}).items():
            try:
                self._pictures[int(number)] = base64.b64decode(encoded, validate=True)
            except ValueError, binascii.Error:
                LOGGER.debug("The stored picture of preset %s is invalid", number)

    @property
    def numbers(self) -> set[int]:
        """Return the presets that have a picture."""
        return set(self._pictures)

    def get(self, number: int) -> bytes | None:
        """Return a thumbnail as JPEG, or None."""
        return self._pictures.get(number)

    def version(self, number: int) -> str | None:
        """Return the version of a thumbnail for its URL, or None."""
        picture = self._pictures.get(number)
        return None if picture is None else sha256(picture).hexdigest()[:8]

    @callback
    def put(self, number: int, picture: bytes | None) -> None:
        """Store a thumbnail; None deletes it."""
        if picture is None:
            self._pictures.pop(number, None)
        elif number <= _MAX_PRESETS:
            self._pictures[number] = picture
        self._store.async_delay_save(self._encoded, _SAVE_DELAY)

    @callback
    def _encoded(self) -> dict[str, str]:
        return {str(number): base64.b64encode(each).decode() for number, each in sorted(self._pictures.items())}

    async def async_remove(self) -> None:
        """Delete the stored thumbnails."""
        self._pictures.clear()
        await self._store.async_remove()


async def async_preset_pictures(hass: HomeAssistant, entry_id: str) -> PresetPictures:
    """Return the thumbnails of a camera, loading them on first use."""
    known = hass.data.setdefault(_PRESET_PICTURES, {})
    if entry_id not in known:
        known[entry_id] = pictures = PresetPictures(hass, entry_id)
        await pictures.async_load()
    return known[entry_id]


@callback
def preset_pictures(hass: HomeAssistant, entry_id: str) -> PresetPictures | None:
    """Return the thumbnails of a camera, or None if they are not loaded."""
    return hass.data.get(_PRESET_PICTURES, {}).get(entry_id)


async def async_forget_pictures(hass: HomeAssistant, entry_id: str) -> None:
    """Delete all pictures of a removed camera."""
    await (await async_preset_pictures(hass, entry_id)).async_remove()
    hass.data[_PRESET_PICTURES].pop(entry_id)
    hass.data.get(_LAST_PICTURES, {}).pop(entry_id, None)


class PresetPhotographer:
    """Takes a thumbnail some seconds after a camera has been sent to a preset, unless it has moved since."""

    def __init__(self, hass: HomeAssistant, coordinator: CameraCoordinator) -> None:
        self._hass = hass
        self._coordinator = coordinator
        self._at = coordinator.camera.ptz.motion.preset
        self._taking: asyncio.Task[None] | None = None

    @callback
    def follow(self) -> None:
        """Schedule a thumbnail when the preset has changed; a listener of the coordinator."""
        if self._coordinator.camera.ptz.motion.preset != self._at:
            self.take_soon(_ARRIVAL)

    @callback
    def take_soon(self, delay: float) -> None:
        """Take the thumbnail of the current preset after a delay in seconds."""
        if self._taking is not None:
            self._taking.cancel()
        self._at = self._coordinator.camera.ptz.motion.preset
        if self._at is not None:
            self._taking = self._coordinator.config_entry.async_create_background_task(
                self._hass, self._take(self._at, delay), f"{DOMAIN} {self._coordinator.name} preset picture"
            )

    async def _take(self, number: int, delay: float) -> None:
        await asyncio.sleep(delay)
        camera = self._coordinator.camera
        try:
            picture = await camera.pictures.still()
            thumbnail = await self._hass.async_add_executor_job(make_thumbnail, picture)
        except (CameraError, OSError) as err:
            LOGGER.debug("No picture of preset %d of %s: %s", number, self._coordinator.name, err)
            return
        if camera.ptz.motion.preset != number:  # moved in the meantime
            return
        (await async_preset_pictures(self._hass, self._coordinator.config_entry.entry_id)).put(number, thumbnail)
        self._coordinator.async_update_listeners()


@callback
def photograph_presets(hass: HomeAssistant, coordinator: CameraCoordinator) -> None:
    """Take thumbnails of the camera's presets until its entry is unloaded."""
    entry, photographers = coordinator.config_entry, hass.data.setdefault(_PHOTOGRAPHERS, {})
    photographers[entry.entry_id] = photographer = PresetPhotographer(hass, coordinator)
    entry.async_on_unload(coordinator.async_add_listener(photographer.follow))

    def stop() -> None:
        photographers.pop(entry.entry_id, None)

    entry.async_on_unload(stop)


@callback
def preset_was_set(hass: HomeAssistant, entry_id: str) -> None:
    """Take the thumbnail of a preset that was stored at the current position."""
    if photographer := hass.data.get(_PHOTOGRAPHERS, {}).get(entry_id):
        photographer.take_soon(_SETTLED)


@callback
def preset_was_cleared(hass: HomeAssistant, entry_id: str, number: int) -> None:
    """Delete the thumbnail of a preset."""
    if pictures := preset_pictures(hass, entry_id):
        pictures.put(number, None)


def make_thumbnail(jpeg: bytes, size: tuple[int, int] = _SIZE) -> bytes:
    """Return a picture as a small JPEG; raises OSError if it is invalid."""
    from ..protocol.video.thumbnail import thumbnail  # noqa: PLC0415  loads Pillow, on demand

    return thumbnail(jpeg, size)


def _coordinator(request: web.Request, entity_id: str) -> CameraCoordinator:
    """Return the coordinator of a camera entity that the user may view."""
    require(request[KEY_HASS_USER], Access.READ, entity_id)
    try:
        return camera_of(request.app[KEY_HASS], entity_id)
    except ServiceValidationError:
        raise web.HTTPNotFound from None


def _answer(picture: bytes | None, cache_control: str) -> web.Response:
    if picture is None:
        return web.Response(status=HTTPStatus.NOT_FOUND)
    return web.Response(body=picture, content_type="image/jpeg", headers={"Cache-Control": cache_control})


class LastPictureView(HomeAssistantView):
    """Serves the current picture of a camera, or the last one if the camera is unavailable."""

    url = f"/api/{DOMAIN}/last_picture/{{entity_id}}"
    name = f"api:{DOMAIN}:last_picture"

    async def get(self, request: web.Request, entity_id: str) -> web.Response:
        """Return the picture, or 404 if there is none or privacy is on."""
        coordinator = _coordinator(request, entity_id)
        if coordinator.privacy.on:
            return _answer(None, "no-store")
        kept = request.app[KEY_HASS].data.setdefault(_LAST_PICTURES, {})
        entry_id = coordinator.config_entry.entry_id
        if coordinator.last_update_success:
            try:
                kept[entry_id] = await coordinator.camera.pictures.still()
            except CameraError as err:
                LOGGER.debug("No picture of %s: %s", coordinator.name, err)
        return _answer(kept.get(entry_id), "no-store")


class PresetPictureView(HomeAssistantView):
    """Serves the thumbnail of a preset."""

    url = f"/api/{DOMAIN}/preset_picture/{{entity_id}}/{{number:\\d{{1,3}}}}"
    name = f"api:{DOMAIN}:preset_picture"

    async def get(self, request: web.Request, entity_id: str, number: str) -> web.Response:
        """Return the thumbnail; its URL contains a version, so it may be cached for long."""
        coordinator = _coordinator(request, entity_id)
        pictures = await async_preset_pictures(request.app[KEY_HASS], coordinator.config_entry.entry_id)
        return _answer(pictures.get(int(number)), "private, max-age=2678400")
