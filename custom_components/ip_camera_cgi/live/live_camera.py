"""Base of the camera entities."""

from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any, override

from aiohttp import web
from homeassistant.components.camera import Camera as CameraEntity, CameraEntityFeature, async_get_still_stream
from homeassistant.components.stream import (
    CONF_RTSP_TRANSPORT,
    CONF_USE_WALLCLOCK_AS_TIMESTAMPS,
    Stream as PlayedStream,
)
from homeassistant.core import HomeAssistant, callback
from yarl import URL

from ..coordinator import CameraCoordinator
from ..entity import IpCameraEntity
from ..errors import translated
from ..protocol import (
    Address,
    CameraError,
    CameraPermissionError,
    CameraUnsupportedError,
    Role,
    RtspRelay,
    Stream,
    Viewer,
)
from ..protocol.model import keys
from .browser_views import live_view, serve_note
from .live_view import StreamHandler, internal_url, publish, serve_live, serve_program
from .webrtc_relay import ON_OFF

_GO2RTC = "go2rtc"


class LiveCamera(IpCameraEntity, CameraEntity):
    """Base of the camera entities: still pictures, MJPEG and, if available, an H.264 stream."""

    _attr_supported_features = ON_OFF

    def __init__(self, coordinator: CameraCoordinator, key: str) -> None:
        if coordinator.camera.ptz.supported:
            self._attr_device_class = "ptz"  # services.yaml offers PTZ actions for this class only
        self._views: list[tuple[str | None, Viewer]] = []
        CameraEntity.__init__(self)
        self._motion_detection = coordinator.camera.setting(keys.MOTION_DETECTION)
        page = self._motion_detection.page if self._motion_detection else None
        IpCameraEntity.__init__(self, coordinator, key, page=page)
        self._stream: Stream | None = None
        # The stream has no timestamps.
        self.stream_options[CONF_USE_WALLCLOCK_AS_TIMESTAMPS] = True
        self._live_path = ""
        self._handler: StreamHandler = partial(serve_program, hub=self.camera.live)
        self._private = False
        self._rtsp_relay = RtspRelay(self._relay_target)
        self._attr_brand = self.camera.info.manufacturer
        self._attr_model = self.camera.info.model

    def _choose_stream(self) -> Stream | None:
        """Return the RTSP stream to play, or None for MJPEG."""
        return None

    @callback
    def _update_stream(self) -> None:
        """Apply a change of the RTSP streams or of privacy; a running stream is switched to the new address."""
        self._update_privacy()
        stream = self._choose_stream() if self.camera.streams else self._stream
        unreachable = stream is not None and not self.coordinator.rtsp.reaches(stream.port)
        if self._private or unreachable or self.coordinator.connection.login_is_unwanted:
            stream = None  # a player would send the login repeatedly
        if stream == self._stream:
            return
        if self.stream is not None:
            if stream and self._stream:
                self.stream.update_source(self.camera.pictures.stream_url(stream, self._rtsp_relay.address))
            else:
                self.hass.async_create_task(_stop_stream(self.stream))
                self.stream = None
        self._stream = stream
        self._attr_supported_features = ON_OFF | CameraEntityFeature.STREAM if stream else ON_OFF
        self.stream_options = {CONF_RTSP_TRANSPORT: "tcp"} if stream else {CONF_USE_WALLCLOCK_AS_TIMESTAMPS: True}

    @callback
    def _update_privacy(self) -> None:
        """Follow privacy; players are sent away, and a running stream is stopped."""
        if self._private is self.coordinator.privacy.on:
            return
        self._private = self.coordinator.privacy.on
        self._attr_is_on = not self._private
        if self._private:
            self._rtsp_relay.end_all()
        if self._private and self.stream is not None:
            self.hass.async_create_task(_stop_stream(self.stream))
            self.stream = None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        return {"privacy": True} if self._private else None

    @override
    async def async_turn_on(self) -> None:
        await self.coordinator.privacy.async_set(False)

    @override
    async def async_turn_off(self) -> None:
        await self.coordinator.privacy.async_set(True)

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        self._update_stream()
        super()._handle_coordinator_update()

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self._live_path, unpublish = publish(self.hass, self._handler)
        self.async_on_remove(unpublish)

    @callback
    def async_entity_id_changed(self, old_entity_id: str) -> None:
        """Keep running after a new entity id: pictures in progress continue."""

    @override
    async def async_will_remove_from_hass(self) -> None:
        """Stop the running stream, which would continue with the previous login."""
        if self.stream is not None:
            await _stop_stream(self.stream)
        await self._rtsp_relay.close()
        await super().async_will_remove_from_hass()

    def _relay_target(self) -> Address | None:
        """Return the URL of the camera's stream, or None while viewing is blocked."""
        if self._private or self._stream is None:
            return None
        return Address(self.camera.address.host, self._stream.port)

    @property
    @override
    def available(self) -> bool:
        """Return whether it can be used; a moving camera can be stopped even if the last poll failed."""
        return super().available or self.camera.ptz.motion.moving

    @property
    @override
    def motion_detection_enabled(self) -> bool:
        return bool(self._motion_detection and self.coordinator.data.get(self._motion_detection))

    @override
    async def async_enable_motion_detection(self) -> None:
        await self._set_motion_detection(True)

    @override
    async def async_disable_motion_detection(self) -> None:
        await self._set_motion_detection(False)

    async def _set_motion_detection(self, on: bool) -> None:
        with self.coordinator.command(keys.MOTION_DETECTION):
            if self._motion_detection is not None:
                await self.camera.change(self._motion_detection, on)
            elif self.camera.capabilities.role < Role.ADMINISTRATOR:
                raise CameraPermissionError("the account may not switch motion detection")
            else:
                raise CameraUnsupportedError("no motion detection", setting=keys.MOTION_DETECTION)

    @override
    async def async_camera_image(self, width: int | None = None, height: int | None = None) -> bytes | None:
        # Otherwise Home Assistant treats the missing picture as success and writes no file.
        with translated(self.coordinator.name):
            return await self.camera.pictures.still()

    @override
    async def handle_async_still_stream(self, request: web.Request, interval: float) -> web.StreamResponse:
        """Serve stills at an interval; a failed one ends the response without an error in the log."""

        async def still() -> bytes | None:
            with suppress(CameraError):
                return await self.camera.pictures.still()
            return None

        async with live_view(request) as free:
            if not free:
                return await serve_note(request, self.camera.pictures)
            return await async_get_still_stream(request, still, self.content_type, interval)

    @override
    async def stream_source(self) -> str | None:
        if self._private:
            return None
        if self._stream is not None:
            self.coordinator.rtsp.check_soon()
            via = await self._rtsp_relay.start() if _players_are_local(self.hass) else None
            return self.camera.pictures.stream_url(self._stream, via)
        return internal_url(self.hass, self._live_path)

    @override
    async def handle_async_mjpeg_stream(self, request: web.Request) -> web.StreamResponse | None:
        """Serve the shared MJPEG stream; a browser with too many live pictures gets a still."""
        async with live_view(request) as free:
            if not free:
                return await serve_note(request, self.camera.pictures)
            return await serve_live(request, self.camera.live, partial(self._viewing, request.query.get("token")))

    @contextmanager
    def _viewing(self, token: str | None, viewer: Viewer) -> Generator[None]:
        """Register a view with the access token it was opened with."""
        view = token, viewer
        self._views.append(view)
        try:
            yield
        finally:
            self._views.remove(view)

    @callback
    @override
    def async_update_token(self) -> None:
        """Rotate the access token and end views whose token is two rotations old.

        An active page has reopened its view with a newer token, but WebKit keeps the old connection as well.
        """
        super().async_update_token()
        for token, viewer in self._views:
            if token is not None and token not in self.access_tokens:
                viewer.end()


async def _stop_stream(stream: PlayedStream) -> None:
    """Stop a stream permanently; without this, a preloaded stream would restart."""
    stream.dynamic_stream_settings = replace(stream.dynamic_stream_settings, preload_stream=False)
    for output in tuple(stream.outputs().values()):
        await stream.remove_provider(output)  # it has a timer
    await stream.stop()


def _players_are_local(hass: HomeAssistant) -> bool:
    """Return whether WebRTC is made on this machine; a go2rtc elsewhere cannot reach a relay on loopback."""
    go2rtc = hass.data.get(_GO2RTC)
    url = URL(getattr(go2rtc, "url", "") or "")
    return url.host in {None, "localhost", "127.0.0.1", "::1"}
