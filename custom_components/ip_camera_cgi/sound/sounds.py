"""Sounds: media ids, and the built-in tones as media for any player."""

from pathlib import Path

from aiohttp import web
from homeassistant.components.http import KEY_HASS, HomeAssistantView
from homeassistant.components.media_player import MediaClass, MediaType, async_process_play_media_url
from homeassistant.components.media_source import (
    BrowseMediaSource,
    PlayMedia,
    async_resolve_media,
    generate_media_source_id,
    is_media_source_id,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.translation import async_get_cached_translations

from ..const import DOMAIN
from ..live.live_view import internal_url
from ..protocol import DecodedSound, Download, Samples, SoundSource, Tone

FOLDER = "sounds"
"""Part of a media id before the name of a tone."""
_URL = f"/api/{DOMAIN}/{FOLDER}/"
_MIME_TYPE = "audio/wav"


def media_id(tone: Tone) -> str:
    """Return the media id of a tone."""
    return generate_media_source_id(DOMAIN, f"{FOLDER}/{tone.value}")


def tone_of(identifier: str) -> Tone | None:
    """Return the tone of an identifier of the media source, or None."""
    return next((tone for tone in Tone if identifier == f"{FOLDER}/{tone.value}"), None)


@callback
def browse_sounds(hass: HomeAssistant, identifier: str) -> BrowseMediaSource | None:
    """Return the folder of the tones or one of them, by its identifier in the media source; None for others."""
    if identifier == FOLDER:
        folder = sounds_folder(hass)
        folder.children = [_item(hass, tone) for tone in Tone]
        return folder
    tone = tone_of(identifier)
    return None if tone is None else _item(hass, tone)


def resolve_sound(identifier: str) -> PlayMedia | None:
    """Return where a tone is served; None for other identifiers of the media source."""
    tone = tone_of(identifier)
    return None if tone is None else PlayMedia(f"{_URL}{tone.value}.wav", _MIME_TYPE)


@callback
def sounds_folder(hass: HomeAssistant) -> BrowseMediaSource:
    """Return the folder of the tones without its content."""
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=FOLDER,
        media_class=MediaClass.DIRECTORY,
        media_content_type=MediaType.MUSIC,
        title=_title(hass, "folder"),
        can_play=False,
        can_expand=True,
        children_media_class=MediaClass.MUSIC,
    )


def _item(hass: HomeAssistant, tone: Tone) -> BrowseMediaSource:
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=f"{FOLDER}/{tone.value}",
        media_class=MediaClass.MUSIC,
        media_content_type=_MIME_TYPE,
        title=_title(hass, tone.value),
        can_play=True,
        can_expand=False,
    )


def _title(hass: HomeAssistant, key: str) -> str:
    texts = async_get_cached_translations(hass, hass.config.language, "selector", DOMAIN)
    return texts.get(f"component.{DOMAIN}.selector.sounds.options.{key}", key.replace("_", " "))


async def async_sound(hass: HomeAssistant, content_id: str, player: str) -> SoundSource:
    """Return the sound of a media id for a player of this integration.

    Raises:
        ServiceValidationError: it is neither media nor an address.
        Unresolvable: there is no such media.
    """
    path: Path | None = None
    tone = next((tone for tone in Tone if content_id == media_id(tone)), None)
    if tone is not None:
        return Samples(tone.pcm)
    if is_media_source_id(content_id):
        media = await async_resolve_media(hass, content_id, player)
        content_id, path = media.url, media.path
    if path is not None:
        return DecodedSound(path)
    if content_id.startswith("/") and not content_id.startswith("//"):
        # Over loopback: the address for browsers may be one that this machine cannot resolve.
        signed = async_process_play_media_url(hass, content_id, allow_relative_url=True)
        if (url := internal_url(hass, signed)) is not None:
            return DecodedSound(Download(async_get_clientsession(hass, verify_ssl=False), url))
    elif content_id.lower().startswith(("http://", "https://")):
        url = async_process_play_media_url(hass, content_id)
        return DecodedSound(Download(async_get_clientsession(hass), url))
    raise ServiceValidationError(translation_domain=DOMAIN, translation_key="sound_no_address")


class SoundView(HomeAssistantView):
    """Serves the tones."""

    url = _URL + "{name}"
    name = f"api:{DOMAIN}:{FOLDER}"

    async def get(self, request: web.Request, name: str) -> web.Response:
        """Return a tone as a WAV file."""
        tone = tone_of(f"{FOLDER}/{name.removesuffix('.wav')}")
        if tone is None:
            raise web.HTTPNotFound
        wav = await request.app[KEY_HASS].async_add_executor_job(lambda: tone.wav)
        return web.Response(body=wav, content_type=_MIME_TYPE)
