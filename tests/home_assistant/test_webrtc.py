"""Entities for WebRTC through go2rtc."""

from collections.abc import Callable
from typing import Any, override

from homeassistant.components.camera import (
    Camera,
    CameraWebRTCProvider,
    WebRTCAnswer,
    WebRTCSendMessage,
    async_get_stream_source,
    async_register_webrtc_provider,
)
from homeassistant.components.http import ApiConfig
from homeassistant.components.media_source import async_browse_media
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator
from webrtc_models import RTCIceCandidateInit

from ..protocol.test_camera import until
from .test_entities import enable, entity_id, keys

WANTED = ("camera_webrtc", "camera_with_sound")


class Provider(CameraWebRTCProvider):
    """Stands in for go2rtc: requests the source for each offer and answers it."""

    def __init__(self) -> None:
        self.sources: list[str | None] = []
        self.candidates: list[str] = []
        self.registered: list[str] = []
        self.closed = 0
        self.leave: Callable[[], None] = lambda: None

    @property
    @override
    def domain(self) -> str:
        return "go2rtc"

    @callback
    @override
    def async_is_supported(self, stream_source: str) -> bool:
        return stream_source.partition(":")[0] in {"ffmpeg", "http", "rtsp"}

    @override
    async def async_handle_async_webrtc_offer(
        self, camera: Camera, offer_sdp: str, session_id: str, send_message: WebRTCSendMessage
    ) -> None:
        self.sources.append(await camera.stream_source())
        send_message(WebRTCAnswer(f"answer to {offer_sdp}"))

    @override
    async def async_on_webrtc_candidate(self, session_id: str, candidate: RTCIceCandidateInit) -> None:
        self.candidates.append(candidate.candidate)

    @callback
    @override
    def async_close_session(self, session_id: str) -> None:
        self.closed += 1

    @override
    async def async_register_camera(self, camera: Camera) -> None:
        assert await camera.stream_source()
        self.registered.append(camera.entity_id)

    @override
    async def async_unregister_camera(self, camera: Camera) -> None:
        self.registered.remove(camera.entity_id)
        raise OSError("it is gone already")


@pytest.fixture
def dialect() -> str:
    """Return the dialect without H.264."""
    return "netwave"


@pytest.fixture
async def provider(hass: HomeAssistant, entry: MockConfigEntry) -> Provider:
    """The go2rtc stand-in, with the entities for it enabled."""
    hass.config.components.add("go2rtc")
    hass.config.api = ApiConfig("127.0.0.1", "127.0.0.1", 8123, use_ssl=False)
    await hass.config_entries.async_reload(entry.entry_id)
    for key in WANTED:
        assert er.async_get(hass).entities[entity_id(hass, entry, key)].disabled
        await enable(hass, entry, key)
    provider = Provider()
    provider.leave = async_register_webrtc_provider(hass, provider)
    await hass.async_block_till_done()
    return provider


def features(hass: HomeAssistant, entry: MockConfigEntry, key: str) -> int:
    """Return the supported features of an entity."""
    state = hass.states.get(entity_id(hass, entry, key))
    assert state is not None
    return int(state.attributes["supported_features"])


@pytest.mark.parametrize("dialect", ["hucoms"])
async def test_camera_with_h264_needs_no_other(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    hass.config.components.add("go2rtc")
    await hass.config_entries.async_reload(entry.entry_id)
    assert not set(WANTED) & keys(hass, entry)


@pytest.mark.parametrize("key", WANTED)
async def test_offer(
    hass: HomeAssistant, entry: MockConfigEntry, provider: Provider, hass_ws_client: WebSocketGenerator, key: str
) -> None:
    """The offer reaches go2rtc with a usable source; HLS is not offered."""
    camera = entity_id(hass, entry, key)
    client = await hass_ws_client(hass)

    async def ask(command: str, **data: Any) -> dict[str, Any]:
        await client.send_json_auto_id({"type": f"camera/{command}", "entity_id": camera, **data})
        return dict(await client.receive_json())

    assert (await ask("capabilities"))["result"]["frontend_stream_types"] == ["web_rtc"]
    offered = await ask("webrtc/offer", offer="an offer")
    assert offered["success"]
    session = (await client.receive_json())["event"]["session_id"]
    assert (await client.receive_json())["event"] == {"type": "answer", "answer": "answer to an offer"}
    (source,) = provider.sources
    assert source is not None
    assert source.startswith("ffmpeg:http://127.0.0.1:8123/api/ip_camera_cgi/live?auth=")
    assert source.endswith("#video=h264#audio=opus")
    assert " " not in source
    assert (await ask("webrtc/candidate", session_id=session, candidate={"candidate": "a way"}))["success"]
    assert provider.candidates == ["a way"]
    await client.send_json_auto_id({"type": "unsubscribe_events", "subscription": offered["id"]})
    assert (await client.receive_json())["success"]
    assert provider.closed == 1


async def test_media_browser_lists_what_plays(hass: HomeAssistant, entry: MockConfigEntry, provider: Provider) -> None:
    assert await async_setup_component(hass, "media_source", {})
    hass.config.components.add("stream")
    listed = await async_browse_media(hass, "media-source://camera")
    assert [child.title for child in listed.children or ()] == [
        hass.states.get(entity_id(hass, entry, "camera")).name  # type: ignore[union-attr]
    ]
    assert provider.sources == []
    for key in WANTED:
        assert await async_get_stream_source(hass, entity_id(hass, entry, key)) is None


async def test_go2rtc_removed_and_added(hass: HomeAssistant, entry: MockConfigEntry, provider: Provider) -> None:
    """Without it, the entities are ordinary MJPEG cameras."""
    assert sorted(provider.registered) == sorted(entity_id(hass, entry, key) for key in WANTED)
    assert [features(hass, entry, key) for key in WANTED] == [3, 3]
    provider.leave()
    await until(lambda: [features(hass, entry, key) for key in WANTED] == [1, 1])
    assert provider.registered == []


async def test_sessions_end_with_the_entry(hass: HomeAssistant, entry: MockConfigEntry, provider: Provider) -> None:
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert provider.registered == []
