"""Camera entities."""

from functools import partial
from typing import override

from homeassistant.components import camera as camera_component
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .live.live_camera import LiveCamera
from .live.live_view import internal_url, serve_player, serve_with_sound
from .live.webrtc_relay import WebRtcRelay
from .protocol import Stream
from .repair_issues import update_playable_stream_issue

_GO2RTC = "go2rtc"
_CAPABILITIES = getattr(camera_component, "CameraEntityCapabilities", None)  # None before Home Assistant 2026.11
_WITH_SOUND = "with_sound"
PARALLEL_UPDATES = 0  # pictures are shared; the protocol package serializes requests


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the main camera now, and the others when the playable streams are known."""
    coordinator, camera = entry.runtime_data, entry.runtime_data.camera
    transcoding = _GO2RTC in hass.config.components
    cameras: list[LiveCamera] = [MainCamera(coordinator)]
    webrtc: list[LiveCamera] = [TranscodedCamera(coordinator, "webrtc")] if transcoding else []
    if camera.pictures.sound_type is not None:
        cameras.append((TranscodedSoundCamera if transcoding else SoundCamera)(coordinator))
    async_add_entities(cameras)
    known: tuple[Stream, ...] = ()
    added: set[str] = set()

    @callback
    def take_streams() -> None:
        nonlocal known
        if camera.streams != known:
            known = camera.streams
            others = [stream.name for stream in known[1:] if stream.name not in added]
            added.update(others)
            async_add_entities(StreamCamera(coordinator, name) for name in others)
            update_playable_stream_issue(hass, entry)
            coordinator.rtsp.check_soon()
        if webrtc and (_lacks_h264(coordinator) or _is_used(hass, webrtc[0])):
            async_add_entities([webrtc.pop()])

    take_streams()
    entry.async_on_unload(coordinator.async_add_listener(take_streams, context=camera.stream_page))


def _lacks_h264(coordinator: CameraCoordinator) -> bool:
    """Return whether no H.264 stream of the camera can be reached; False while its streams are not known."""
    camera = coordinator.camera
    if not camera.streams and camera.stream_page in camera.unread_pages:
        return False
    return not any(stream.playable and stream.port not in coordinator.rtsp.unreachable for stream in camera.streams)


def _is_used(hass: HomeAssistant, camera: LiveCamera) -> bool:
    """Return whether the owner has enabled an entity."""
    entities = er.async_get(hass)
    entity_id = entities.async_get_entity_id(Platform.CAMERA, DOMAIN, str(camera.unique_id))
    return entity_id is not None and entities.entities[entity_id].disabled_by is None


class MainCamera(LiveCamera):
    """The main camera, with the first stream that browsers can play."""

    _attr_name = None

    def __init__(self, coordinator: CameraCoordinator) -> None:
        super().__init__(coordinator, "camera")
        self._update_stream()

    @callback
    @override
    def _update_stream(self) -> None:
        """Also declare two-way audio, for which Home Assistant shows a microphone."""
        super()._update_stream()
        if _CAPABILITIES is not None:
            talk = self._stream is not None and self.camera.speaker.over_rtsp
            self._attr_camera_entity_capabilities = _CAPABILITIES(two_way_audio=talk)

    @override
    def _choose_stream(self) -> Stream | None:
        return next((stream for stream in self.camera.streams if stream.playable), None)


class StreamCamera(LiveCamera):
    """A further stream of the camera, for example a smaller one for phones or recorders."""

    _attr_entity_registry_enabled_default = False

    def __init__(self, coordinator: CameraCoordinator, name: str) -> None:
        super().__init__(coordinator, f"camera_{name}")
        self._attr_translation_key = "stream"
        self._attr_translation_placeholders = {"number": name.removeprefix("stream")}
        self._stream_name = name
        self._update_stream()

    @override
    def _choose_stream(self) -> Stream | None:
        streams = self.camera.streams
        return next((stream for stream in streams if stream.name == self._stream_name and stream.playable), None)


class SoundCamera(LiveCamera):
    """Live stream with sound, over a second connection to the camera."""

    _attr_entity_registry_enabled_default = False

    def __init__(self, coordinator: CameraCoordinator) -> None:
        super().__init__(coordinator, f"camera_{_WITH_SOUND}")
        self._attr_translation_key = _WITH_SOUND
        self._handler = partial(serve_with_sound, camera=self.camera)


class TranscodedCamera(WebRtcRelay, LiveCamera):
    """MJPEG converted to H.264 by go2rtc and ffmpeg, for WebRTC; this needs CPU time."""

    _attr_entity_registry_enabled_default = False

    def __init__(self, coordinator: CameraCoordinator, key: str) -> None:
        super().__init__(coordinator, f"camera_{key}")
        self._attr_translation_key = key
        # Without timestamps, each frame is encoded once; go2rtc would duplicate frames to a constant rate.
        self._handler = partial(serve_player, hub=self.camera.live)

    @callback
    @override
    def async_entity_id_changed(self, old_entity_id: str) -> None:
        """Keep running after a new entity id; Home Assistant requires this method in the joining class."""

    @callback
    @override
    def _update_privacy(self) -> None:
        private = self._private
        super()._update_privacy()
        if self._private is not private:
            self.hass.async_create_task(self.async_refresh_providers())

    @override
    async def webrtc_source(self) -> str | None:
        if self.coordinator.privacy.on:
            return None
        source = internal_url(self.hass, self._live_path)
        return f"ffmpeg:{source}#video=h264#audio=opus" if source else None


class TranscodedSoundCamera(TranscodedCamera):
    """The same with sound, over a second connection to the camera."""

    def __init__(self, coordinator: CameraCoordinator) -> None:
        super().__init__(coordinator, _WITH_SOUND)
        self._handler = partial(serve_with_sound, camera=self.camera)
