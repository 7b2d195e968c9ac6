"""Media source: recordings by camera and day, and sounds."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import override

from homeassistant.auth.models import User
from homeassistant.components.http import KEY_HASS_USER
from homeassistant.components.media_player import BrowseError, MediaClass, MediaType, SearchMedia, SearchMediaQuery
from homeassistant.components.media_source import (
    BrowseMediaSource,
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
)
from homeassistant.components.websocket_api import current_connection
from homeassistant.core import HomeAssistant
from homeassistant.helpers.http import current_request

from .access import Access
from .const import DOMAIN
from .recordings.archive import Archive, archive
from .recordings.recording import Key, Recording, State
from .recordings.store import CLIP, PICTURE, CameraFolder, RecordingStore
from .recordings.titles import Texts, folded
from .recordings.view import address
from .sound.sounds import browse_sounds, resolve_sound, sounds_folder

_MAX_RESULTS = 200
_MAX_SEARCHED = 20_000  # recordings that one search looks at
_IMAGE, _VIDEO = "image/jpeg", "video/mp4"


async def async_get_media_source(hass: HomeAssistant) -> MediaSource:
    """Return the media source."""
    return RecordingSource(hass)


class RecordingSource(MediaSource):
    """Recordings in folders per camera and day, newest first."""

    name = "IP cameras"

    def __init__(self, hass: HomeAssistant) -> None:
        super().__init__(DOMAIN)
        self._hass = hass

    @property
    def _archive(self) -> Archive:
        return archive(self._hass)

    @override
    async def async_browse_media(self, item: MediaSourceItem) -> BrowseMediaSource:
        camera, _, day = (item.identifier or "").partition("/")
        if (sounds := browse_sounds(self._hass, item.identifier or "")) is not None:
            return sounds
        cameras = await self._cameras()
        if not camera:
            folders = [_folder(each.name, title) for each, title in cameras.items()]
            return _folder(None, self.name or "", [*folders, sounds_folder(self._hass)])
        known = next((each for each in cameras if each.name == camera), None)
        if known is None:
            raise BrowseError("There is no such camera, or you may not see it")
        texts, store = Texts(self._hass), self._archive.store
        if not day:
            days = await self._archive.run(partial(store.days, camera))
            return _folder(camera, cameras[known], [_folder(f"{camera}/{each}", texts.day(each)) for each in days])
        if "/" in day:
            recording = await self._archive.run(partial(store.find, _key(item.identifier, BrowseError)))
            if recording is None:
                raise BrowseError("This recording was deleted")
            return _item(recording, texts.title(recording))
        recordings = await self._archive.run(partial(store.day, camera, day))
        if not recordings:
            raise BrowseError("There are no recordings of this day")
        children = [_item(each, texts.title(each)) for each in recordings]
        return _folder(f"{camera}/{day}", f"{cameras[known]} · {texts.day(day)}", children)

    @override
    async def async_search_media(self, item: MediaSourceItem, query: SearchMediaQuery) -> SearchMedia:
        camera, _, day = (item.identifier or "").partition("/")
        cameras = {each: title for each, title in (await self._cameras()).items() if camera in {"", each.name}}
        words = folded(query.search_query).split()
        classes = set(query.media_filter_classes or ())
        texts = Texts(self._hass)

        def fits(recording: Recording, title: str) -> bool:
            if classes and _media_class(recording) not in classes:
                return False
            searched = texts.searched(recording, title)
            return all(word in searched for word in words)

        found = await self._archive.run(partial(_search, self._archive.store, cameras, day.partition("/")[0], fits))
        titles = {each.name: title for each, title in cameras.items()}
        return SearchMedia(result=[_item(each, texts.found(each, titles[each.key.camera])) for each in found])

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        if (sound := resolve_sound(item.identifier)) is not None:
            return sound
        key = _key(item.identifier, Unresolvable)
        store = self._archive.store
        camera = await self._archive.run(partial(store.camera, key.camera))
        recording = await self._archive.run(partial(store.find, key))
        if recording is None or not self._may_see(camera):
            raise Unresolvable("There is no such recording, or you may not see it")
        complete = recording.state is not State.RECORDING
        if complete and recording.has_clip and (path := await self._archive.converter.ready(key)):
            return PlayMedia(address(key, CLIP), _VIDEO, path=path)
        if path := await self._archive.run(partial(store.path, key, PICTURE)):
            return PlayMedia(address(key, PICTURE), _IMAGE, path=path)
        raise Unresolvable("The recording has no picture")

    async def _cameras(self) -> dict[CameraFolder, str]:
        """Return the cameras that the user may see, with their titles, which are unique."""
        cameras = await self._archive.run(self._archive.store.cameras)
        titles = {each: self._archive.title(each) for each in cameras if self._may_see(each)}
        names = list(titles.values())
        unique = {each: f"{title} ({each.name})" if names.count(title) > 1 else title for each, title in titles.items()}
        return dict(sorted(unique.items(), key=lambda each: each[1].casefold()))

    def _may_see(self, camera: CameraFolder) -> bool:
        return self._archive.may(_user(), Access.READ, camera)


def _user() -> User | None:
    """Return the browsing user of the WebSocket or REST API; None for automations, which have every right."""
    if (connection := current_connection.get()) is not None:
        return connection.user
    request = current_request.get()
    return request.get(KEY_HASS_USER) if request is not None else None


def _key(identifier: str, error: type[Exception]) -> Key:
    try:
        return Key.parse(identifier)
    except ValueError:
        raise error("There is no such recording") from None


def _search(
    store: RecordingStore, cameras: dict[CameraFolder, str], day: str, fits: Callable[[Recording, str], bool]
) -> list[Recording]:
    """Return the newest matching recordings."""

    def all_recordings() -> Iterator[tuple[Recording, str]]:
        days = {each.name: set(store.days(each.name)) for each in cameras}
        for one in sorted(set().union(*days.values()), reverse=True):
            if day in {"", one}:
                found = [(each, title) for camera, title in cameras.items() for each in store.day(camera.name, one)]
                yield from sorted(found, key=lambda each: each[0].started, reverse=True)

    fitting = (each for each, title in islice(all_recordings(), _MAX_SEARCHED) if fits(each, title))
    return list(islice(fitting, _MAX_RESULTS))


def _folder(identifier: str | None, title: str, children: list[BrowseMediaSource] | None = None) -> BrowseMediaSource:
    folder = BrowseMediaSource(
        domain=DOMAIN,
        identifier=identifier,
        media_class=MediaClass.DIRECTORY,
        media_content_type=MediaType.VIDEO,
        title=title,
        can_play=False,
        can_expand=True,
        can_search=True,
        search_media_classes=[MediaClass.VIDEO, MediaClass.IMAGE],
        children_media_class=MediaClass.VIDEO if identifier and "/" in identifier else MediaClass.DIRECTORY,
    )
    folder.children = children
    return folder


def _item(recording: Recording, title: str) -> BrowseMediaSource:
    is_clip = _media_class(recording) is MediaClass.VIDEO
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=str(recording.key),
        media_class=_media_class(recording),
        media_content_type=_VIDEO if is_clip else _IMAGE,
        title=title,
        can_play=recording.has_clip or recording.has_picture,
        can_expand=False,
        thumbnail=address(recording.key, ".thumb.jpg") if recording.has_picture else None,
    )


def _media_class(recording: Recording) -> MediaClass:
    is_clip = recording.has_clip and recording.state is not State.RECORDING
    return MediaClass.VIDEO if is_clip else MediaClass.IMAGE
