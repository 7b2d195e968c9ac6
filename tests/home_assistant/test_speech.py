"""Speech from Home Assistant's own text-to-speech through a camera."""

from collections.abc import AsyncGenerator
from typing import Any, override

from aiohttp.test_utils import TestServer
from homeassistant.components.http import ApiConfig
from homeassistant.components.media_player import async_process_play_media_url
from homeassistant.components.media_source import async_resolve_media
from homeassistant.components.tts import TextToSpeechEntity, TtsAudioType, generate_media_source_id
from homeassistant.components.tts.const import DATA_COMPONENT
from homeassistant.const import STATE_IDLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import NetwaveCamera

from ..protocol.sounds import coded, heard, level, pitch
from ..protocol.test_camera import until
from .test_entities import entity_id, keys
from .test_loudspeaker import talk_of


@pytest.fixture
def dialect() -> str:
    """Return the dialect whose loudspeaker needs no RTSP."""
    return "netwave"


@pytest.fixture
async def player(hass: HomeAssistant, entry: MockConfigEntry) -> AsyncGenerator[str]:
    """The media player, with Home Assistant's web server behind it."""
    async with TestServer(hass.http.app) as server:
        hass.config.api = ApiConfig("127.0.0.1", "127.0.0.1", server.port or 0, use_ssl=False)
        await until(lambda: "loudspeaker" in keys(hass, entry))
        await hass.async_block_till_done()
        yield entity_id(hass, entry, "loudspeaker")


class Voice(TextToSpeechEntity):
    """A text-to-speech engine that returns a fixed sound."""

    _attr_default_language = "en"
    _attr_supported_languages = ["en"]  # noqa: RUF012
    _attr_name = "Voice"
    entity_id = "tts.voice"
    fails = False

    @override
    async def async_get_tts_audio(self, message: str, language: str, options: dict[str, Any]) -> TtsAudioType:
        if self.fails:
            raise HomeAssistantError("the voice has failed")
        return "mp3", coded(1, "mp3")


@pytest.fixture
async def voice(hass: HomeAssistant) -> Voice:
    """A text-to-speech engine."""
    assert await async_setup_component(hass, "tts", {})
    engine = Voice()
    await hass.data[DATA_COMPONENT].async_add_entities([engine])
    return engine


async def test_speech(hass: HomeAssistant, voice: Voice, player: str, simulated: NetwaveCamera) -> None:
    data = {"entity_id": voice.entity_id, "media_player_entity_id": player, "message": "Hello", "cache": False}
    await hass.services.async_call("tts", "speak", data, blocking=True)
    talk = talk_of(simulated)
    assert len(heard(talk.pcm)) / 8000 == pytest.approx(1, abs=0.06)
    assert abs(level(talk.pcm)) < 1
    assert pitch(talk.pcm) == pytest.approx(440, abs=10)


async def test_speech_that_fails_is_an_error(
    hass: HomeAssistant, voice: Voice, player: str, simulated: NetwaveCamera
) -> None:
    voice.fails = True
    data = {"entity_id": voice.entity_id, "media_player_entity_id": player, "message": "Hello", "cache": False}
    with pytest.raises(HomeAssistantError) as raised:
        await hass.services.async_call("tts", "speak", data, blocking=True)
    assert raised.value.translation_key in {"sound_refused", "sound_no_audio", "sound_broken_off"}
    assert simulated.native.talk is None
    assert hass.states.get(player).state == STATE_IDLE  # type: ignore[union-attr]


async def test_announcement_of_a_satellite(
    hass: HomeAssistant, voice: Voice, player: str, simulated: NetwaveCamera
) -> None:
    """As an Assist satellite hands it to a media player: by the address of the speech."""
    hass.config.internal_url = f"http://127.0.0.1:{hass.config.api.port}" if hass.config.api else None
    speech = generate_media_source_id(hass, "Hello", voice.entity_id)
    address = async_process_play_media_url(hass, (await async_resolve_media(hass, speech, None)).url)
    data = {"media_content_type": "music", "media_content_id": address, "announce": True}
    await hass.services.async_call("media_player", "play_media", {"entity_id": player, **data}, blocking=True)
    talk = talk_of(simulated)
    assert len(heard(talk.pcm)) / 8000 == pytest.approx(1, abs=0.06)
    assert pitch(talk.pcm) == pytest.approx(440, abs=10)
    assert hass.states.is_state(player, STATE_IDLE)
