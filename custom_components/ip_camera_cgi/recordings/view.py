"""HTTP view of pictures, thumbnails and clips, with signed URLs."""

from functools import partial
from typing import Final

from aiohttp import hdrs, web
from homeassistant.components.http import KEY_AUTHENTICATED, KEY_HASS, KEY_HASS_USER, HomeAssistantView

from ..access import Access
from ..const import DOMAIN
from .archive import Archive, archive
from .recording import NAME_LENGTH, Key
from .store import CLIP, PICTURE, RecordingStore

THUMBNAIL = ".thumb.jpg"
_THUMBNAIL_SIZE = (320, 240)
_MAX_THUMBNAILS = 256  # in memory; each is some ten kilobytes
_CACHE: Final = {hdrs.CACHE_CONTROL: "private, max-age=86400"}


class RecordingView(HomeAssistantView):
    """Serves the files of recordings to users who may view the camera."""

    url = f"/api/{DOMAIN}/recording/{{camera}}/{{day}}/{{file}}"
    name = f"api:{DOMAIN}:recording"
    # Signed addresses expire, and players ask again: that is no attempt to guess a password.
    requires_auth = False

    def __init__(self) -> None:
        self._thumbnails: dict[Key, bytes] = {}

    async def get(self, request: web.Request, camera: str, day: str, file: str) -> web.StreamResponse:
        """Return a file; clips are converted first if necessary."""
        if not request[KEY_AUTHENTICATED]:
            raise web.HTTPUnauthorized if hdrs.AUTHORIZATION in request.headers else web.HTTPForbidden
        name, suffix = file[:NAME_LENGTH], file[NAME_LENGTH:]
        try:
            key = Key.parse(f"{camera}/{day}/{name}")
        except ValueError:
            raise web.HTTPNotFound from None
        recordings = archive(request.app[KEY_HASS])
        store = recordings.store
        if not recordings.may(request[KEY_HASS_USER], Access.READ, await recordings.run(partial(store.camera, camera))):
            raise web.HTTPForbidden
        if suffix == THUMBNAIL:
            return web.Response(body=await self._thumbnail(recordings, key), content_type="image/jpeg", headers=_CACHE)
        if suffix == CLIP:
            path = await recordings.converter.ready(key)
        else:
            path = await recordings.run(partial(store.path, key, PICTURE)) if suffix == PICTURE else None
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=_CACHE)

    async def _thumbnail(self, recordings: Archive, key: Key) -> bytes:
        if (known := self._thumbnails.get(key)) is not None:
            return known
        try:
            small = await recordings.run(partial(_thumbnail, recordings.store, key))
        except OSError:
            raise web.HTTPNotFound from None
        while len(self._thumbnails) >= _MAX_THUMBNAILS:
            del self._thumbnails[next(iter(self._thumbnails))]
        self._thumbnails[key] = small
        return small


def _thumbnail(store: RecordingStore, key: Key) -> bytes:
    from ..protocol.video.thumbnail import thumbnail  # noqa: PLC0415  loads Pillow, on demand

    if (path := store.path(key, PICTURE)) is None:
        raise FileNotFoundError
    return thumbnail(path.read_bytes(), _THUMBNAIL_SIZE)


def address(key: Key, suffix: str) -> str:
    """Return the path of a recording's file."""
    return f"/api/{DOMAIN}/recording/{key}{suffix}"
