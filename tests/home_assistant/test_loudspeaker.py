"""The loudspeaker of a camera as a media player and a siren."""

import asyncio
from collections.abc import AsyncGenerator
import logging
from pathlib import Path
from time import monotonic
from typing import Any, cast

from aiohttp import web
from aiohttp.test_utils import TestServer
from homeassistant.components.http import ApiConfig
from homeassistant.components.media_source import Unresolvable
from homeassistant.const import STATE_IDLE, STATE_OFF, STATE_ON, STATE_PLAYING, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from custom_components.ip_camera_cgi.protocol import Tone
from custom_components.ip_camera_cgi.protocol.sound import download
from custom_components.ip_camera_cgi.sound.sounds import media_id
from simulator import NetwaveCamera, simulate
from simulator.talk import Talk

from ..protocol.sounds import heard, tone
from ..protocol.test_camera import until
from .conftest import set_up
from .test_entities import call, enable, entity_id, keys, state


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


@pytest.fixture
def media_folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Home Assistant's media folder; set before the media source is set up."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    return tmp_path


def talk_of(simulated: Any) -> Talk:
    talk = cast("NetwaveCamera", simulated).native.talk
    assert talk is not None
    return talk


async def test_tone_plays_to_its_end(hass: HomeAssistant, player: str, simulated: NetwaveCamera) -> None:
    assert hass.states.get(player).attributes["device_class"] == "speaker"  # type: ignore[union-attr]
    data = {"entity_id": player, "media_content_type": "music", "media_content_id": media_id(Tone.CHIME)}
    began = monotonic()
    playing = hass.async_create_task(hass.services.async_call("media_player", "play_media", data, blocking=True))
    await until(lambda: hass.states.get(player).state == STATE_PLAYING)  # type: ignore[union-attr]
    await playing
    assert monotonic() - began > 2
    assert hass.states.get(player).state == STATE_IDLE  # type: ignore[union-attr]
    assert talk_of(simulated).over
    assert len(heard(talk_of(simulated).pcm)) / 8000 > 1.5


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("media-source://ip_camera_cgi/sounds/nothing", (Unresolvable, "")),
        ("file:///etc/passwd", (ServiceValidationError, "sound_no_address")),
        ("rtsp://127.0.0.1/sound", (ServiceValidationError, "sound_no_address")),
        ("//127.0.0.1/sound", (ServiceValidationError, "sound_no_address")),
        ("/etc/passwd", (HomeAssistantError, "sound_refused")),
        ("http://user:hush@127.0.0.1:1/a.mp3", (HomeAssistantError, "sound_unreachable")),
    ],
)
async def test_unplayable_media(
    hass: HomeAssistant,
    player: str,
    caplog: pytest.LogCaptureFixture,
    content: str,
    expected: tuple[type[Exception], str],
) -> None:
    error, key = expected
    data = {"entity_id": player, "media_content_type": "music", "media_content_id": content}
    with pytest.raises(error) as raised:
        await hass.services.async_call("media_player", "play_media", data, blocking=True)
    if key:
        assert cast("HomeAssistantError", raised.value).translation_key == key
        assert str(raised.value) not in {"", key}
    assert hass.states.get(player).state == STATE_IDLE  # type: ignore[union-attr]
    ours = [each for each in caplog.records if each.name.startswith("custom_components")]
    assert not [each for each in ours if "hush" in each.getMessage()]
    assert not [each for each in ours if each.levelno > logging.INFO], "the caller gets the error, so it is not logged"


async def test_announcements_and_stop(hass: HomeAssistant, player: str, simulated: NetwaveCamera) -> None:
    """An announcement interrupts playback; stop ends everything, and no action fails because of that."""

    def play(tone: Tone, **how: Any) -> asyncio.Task[Any]:
        data = {"entity_id": player, "media_content_type": "music", "media_content_id": media_id(tone), **how}
        return hass.async_create_task(hass.services.async_call("media_player", "play_media", data, blocking=True))

    first = play(Tone.SIREN)
    await until(lambda: simulated.native.talk is not None and simulated.native.talk.packets > 3)
    old = talk_of(simulated)
    second = play(Tone.ALARM, announce=True)
    await first
    await until(lambda: talk_of(simulated) is not old and talk_of(simulated).packets > 3)
    began = monotonic()
    await hass.services.async_call("media_player", "media_stop", {"entity_id": player}, blocking=True)
    await second
    await until(lambda: talk_of(simulated).over)
    assert monotonic() - began < 0.5
    assert hass.states.get(player).state == STATE_IDLE  # type: ignore[union-attr]


async def test_volume_is_kept(
    hass: HomeAssistant, entry: MockConfigEntry, player: str, simulated: NetwaveCamera
) -> None:
    await call(hass, entry, "loudspeaker", "volume_set", volume_level=0.5)
    data = {"entity_id": player, "media_content_type": "music", "media_content_id": media_id(Tone.ALARM)}
    await hass.services.async_call("media_player", "play_media", data, blocking=True)
    loudest = max(abs(each) for each in heard(talk_of(simulated).pcm).tolist())
    assert loudest == pytest.approx(11500, rel=0.2)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    await until(lambda: hass.states.get(player).state == STATE_IDLE)  # type: ignore[union-attr]
    assert hass.states.get(player).attributes["volume_level"] == 0.5  # type: ignore[union-attr]


async def test_camera_lost_while_playing(
    hass: HomeAssistant, entry: MockConfigEntry, player: str, simulated: NetwaveCamera
) -> None:
    data = {"entity_id": player, "media_content_type": "music", "media_content_id": media_id(Tone.SIREN)}
    playing = hass.async_create_task(hass.services.async_call("media_player", "play_media", data, blocking=True))
    await until(lambda: simulated.native.talk is not None and simulated.native.talk.packets > 3)
    simulated.faults.refuse = True
    simulated.hang_up()
    with pytest.raises(HomeAssistantError) as raised:
        await playing
    assert raised.value.translation_key == "cannot_connect"
    await until(lambda: hass.states.get(player).state == STATE_UNAVAILABLE)  # type: ignore[union-attr]
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert hass.states.get(player).state == STATE_UNAVAILABLE  # type: ignore[union-attr]


async def test_camera_without_loudspeaker(
    hass: HomeAssistant, entry: MockConfigEntry, player: str, simulated: NetwaveCamera
) -> None:
    simulated.faults.native = "unable"
    data = {"entity_id": player, "media_content_type": "music", "media_content_id": media_id(Tone.CHIME)}
    with pytest.raises(HomeAssistantError) as raised:
        await hass.services.async_call("media_player", "play_media", data, blocking=True)
    assert raised.value.translation_key == "unsupported_function"
    assert "Loudspeaker" in str(raised.value)
    await until(lambda: hass.states.get(player).state == STATE_UNAVAILABLE)  # type: ignore[union-attr]


async def test_no_player_without_native_protocol(hass: HomeAssistant) -> None:
    async with simulate("netwave", personality="netwave-generic") as camera, set_up(hass, camera) as entry:
        assert not {"loudspeaker", "siren"} & keys(hass, entry)


async def test_unload_stops_playback(
    hass: HomeAssistant, entry: MockConfigEntry, player: str, simulated: NetwaveCamera
) -> None:
    data = {"entity_id": player, "media_content_type": "music", "media_content_id": media_id(Tone.SIREN)}
    playing = hass.async_create_task(hass.services.async_call("media_player", "play_media", data, blocking=True))
    await until(lambda: simulated.native.talk is not None and simulated.native.talk.packets > 3)
    assert await hass.config_entries.async_unload(entry.entry_id)
    await playing
    await until(lambda: simulated.connections_open == 0)


async def test_siren(hass: HomeAssistant, entry: MockConfigEntry, player: str, simulated: NetwaveCamera) -> None:
    """The siren sounds until it is turned off, its duration is over, or another sound is played."""
    assert er.async_get(hass).async_get(entity_id(hass, entry, "siren")).disabled_by  # type: ignore[union-attr]
    await enable(hass, entry, "siren")
    await until(lambda: entry.runtime_data.camera.speaker.available)
    await entry.runtime_data.async_refresh()
    await call(hass, entry, "siren", "turn_on", tone="two_tone_siren", volume_level=0.5)
    assert state(hass, entry, "siren") == STATE_ON
    await until(lambda: talk_of(simulated).packets > 20)
    await call(hass, entry, "siren", "turn_off")
    await until(lambda: talk_of(simulated).over and state(hass, entry, "siren") == STATE_OFF)
    await call(hass, entry, "siren", "turn_on", duration=1)
    await until(lambda: state(hass, entry, "siren") == STATE_OFF, 10)
    assert len(heard(talk_of(simulated).pcm)) / 8000 == pytest.approx(1, abs=0.05)
    await call(hass, entry, "siren", "turn_on", tone="alarm")
    data = {"entity_id": player, "media_content_type": "music", "media_content_id": media_id(Tone.CHIME)}
    playing = hass.async_create_task(hass.services.async_call("media_player", "play_media", data, blocking=True))
    await until(lambda: state(hass, entry, "siren") == STATE_OFF)
    await call(hass, entry, "siren", "turn_off")
    assert state(hass, entry, "loudspeaker") == STATE_PLAYING, (
        "turning off an inactive siren does not stop other sounds"
    )
    await playing
    simulated.faults.native = "unable"
    with pytest.raises(HomeAssistantError):
        await call(hass, entry, "siren", "turn_on")
    assert not entry.runtime_data.camera.speaker.playing


async def test_tones_are_served_to_other_players(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    client = await hass_client()
    for each in Tone:
        answer = await client.get(f"/api/ip_camera_cgi/sounds/{each.value}.wav")
        assert answer.content_type == "audio/wav"
        assert await answer.read() == each.wav
    assert (await client.get("/api/ip_camera_cgi/sounds/nothing.wav")).status == 404


async def test_tones_in_the_media_browser(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator, hass_client: ClientSessionGenerator
) -> None:
    client = await hass_ws_client()

    async def browse(content_id: str) -> dict[str, Any]:
        await client.send_json_auto_id({"type": "media_source/browse_media", "media_content_id": content_id})
        return cast("dict[str, Any]", (await client.receive_json())["result"])

    root = await browse("media-source://ip_camera_cgi")
    folder = next(each for each in root["children"] if each["title"] == "Sounds")
    titles = {
        each["title"]: each["media_content_id"] for each in (await browse(folder["media_content_id"]))["children"]
    }
    assert set(titles) == {"Chime", "Siren", "Two-tone siren", "Alarm"}
    await client.send_json_auto_id({"type": "media_source/resolve_media", "media_content_id": titles["Chime"]})
    result = (await client.receive_json())["result"]
    assert await (await (await hass_client()).get(result["url"])).read() == Tone.CHIME.wav


async def test_media_browser_lists_audio_only(
    hass: HomeAssistant, media_folder: Path, player: str, hass_ws_client: WebSocketGenerator
) -> None:
    (media_folder / "bell.wav").write_bytes(tone(0.1))
    (media_folder / "picture.jpg").write_bytes(b"")
    client = await hass_ws_client()
    what = {"media_content_type": "", "media_content_id": "media-source://media_source/local/."}
    await client.send_json_auto_id({"type": "media_player/browse_media", "entity_id": player, **what})
    answer = await client.receive_json()
    assert [each["title"] for each in answer["result"]["children"]] == ["bell.wav"]


async def test_slow_server_does_not_block(
    hass: HomeAssistant, entry: MockConfigEntry, player: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "_OPEN_TIMEOUT", 1)
    over = asyncio.Event()

    async def never(_: web.Request) -> web.Response:
        await over.wait()
        return web.Response()

    app = web.Application()
    app.router.add_get("/sound", never)
    async with TestServer(app) as server:
        data = {
            "entity_id": player,
            "media_content_type": "music",
            "media_content_id": f"http://127.0.0.1:{server.port}/sound",
        }
        playing = hass.async_create_task(hass.services.async_call("media_player", "play_media", data, blocking=True))
        began = monotonic()
        await call(hass, entry, "brightness", "set_value", value=77)
        assert monotonic() - began < 1
        with pytest.raises(HomeAssistantError) as raised:
            await playing
        assert raised.value.translation_key == "sound_too_slow"
        over.set()


async def test_file_of_the_media_folder(
    hass: HomeAssistant, media_folder: Path, player: str, simulated: NetwaveCamera
) -> None:
    (media_folder / "bell.wav").write_bytes(tone(0.5, rate=44100, channels=2))
    data = {
        "entity_id": player,
        "media_content_type": "audio/wav",
        "media_content_id": "media-source://media_source/local/bell.wav",
    }
    await hass.services.async_call("media_player", "play_media", data, blocking=True)
    assert len(heard(talk_of(simulated).pcm)) / 8000 == pytest.approx(0.5, abs=0.02)
