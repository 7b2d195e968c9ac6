"""Shows what a camera sees."""

from typing import override

from aiohttp import web
from homeassistant.components.camera import Camera as CameraEntity, CameraEntityFeature
from homeassistant.components.stream import CONF_RTSP_TRANSPORT, CONF_USE_WALLCLOCK_AS_TIMESTAMPS
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import IpCameraEntity
from .live import publish, show_live, url_of
from .protocol import CameraError, CameraUnsupportedError

PARALLEL_UPDATES = 0  # pictures are shared; the protocol sees to it that the camera is asked once


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the camera."""
    camera = LiveCamera(entry.runtime_data)
    async_add_entities([camera])
    entry.async_on_unload(camera.stop_stream)


class LiveCamera(IpCameraEntity, CameraEntity):
    """The camera's picture: still, live as MJPEG, and where it has an H.264 stream by RTSP."""

    _attr_name = None

    def __init__(self, coordinator: CameraCoordinator) -> None:
        CameraEntity.__init__(self)
        self._motion_detection = coordinator.camera.setting("motion_detection")
        page = self._motion_detection.page if self._motion_detection else None
        IpCameraEntity.__init__(self, coordinator, "camera", page=page)
        # Browsers play nothing else by way of Home Assistant; other streams stay with MJPEG.
        self._stream = next((stream for stream in self.camera.capabilities.streams if stream.codec == "h264"), None)
        if self._stream is not None:
            self._attr_supported_features = CameraEntityFeature.STREAM
            self.stream_options[CONF_RTSP_TRANSPORT] = "tcp"
        else:
            # The pictures do not say when they were taken.
            self.stream_options[CONF_USE_WALLCLOCK_AS_TIMESTAMPS] = True
        self._live_path = ""
        self._attr_brand = self.camera.info.manufacturer
        self._attr_model = self.camera.info.model

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self._live_path, unpublish = publish(self.hass, self.camera.live)
        self.async_on_remove(unpublish)

    @property
    @override
    def motion_detection_enabled(self) -> bool:
        return bool(self._motion_detection and self.coordinator.data.get(self._motion_detection))

    @override
    async def async_enable_motion_detection(self) -> None:
        await self._command(self._set_motion_detection(True))

    @override
    async def async_disable_motion_detection(self) -> None:
        await self._command(self._set_motion_detection(False))

    async def _set_motion_detection(self, on: bool) -> None:
        if self._motion_detection is None:
            raise CameraUnsupportedError("no motion detection for this account")
        await self.camera.change(self._motion_detection, on)

    @override
    async def async_camera_image(self, width: int | None = None, height: int | None = None) -> bytes | None:
        try:
            return await self.camera.picture()
        except CameraError:
            return None  # Home Assistant then says itself that there is no picture

    @override
    async def stream_source(self) -> str | None:
        if self._stream is not None:
            return self.camera.stream_url(self._stream)
        return url_of(self.hass, self._live_path)

    async def stop_stream(self) -> None:
        """End what Home Assistant plays of the RTSP stream: it would go on with the old login."""
        if self.stream is not None:
            await self.stream.stop()

    @override
    async def handle_async_mjpeg_stream(self, request: web.Request) -> web.StreamResponse | None:
        """Pass on the camera's pictures from the one stream that all viewers share."""
        return await show_live(request, self.camera.live)
