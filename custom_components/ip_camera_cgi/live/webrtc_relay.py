"""WebRTC through go2rtc, for entities without H.264 for other players."""

from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, override

from homeassistant.components.camera import (
    Camera as CameraEntity,
    CameraEntityFeature,
    CameraWebRTCProvider,
    WebRTCError,
    WebRTCSendMessage,
)
from homeassistant.components.camera.webrtc import async_get_supported_provider
from homeassistant.core import callback
from webrtc_models import RTCIceCandidateInit

from ..const import LOGGER

ON_OFF = CameraEntityFeature.ON_OFF  # privacy; every camera entity has it
_OFFER_FAILED = "webrtc_offer_failed"
_for_provider: ContextVar[bool] = ContextVar("for_provider", default=False)


@contextmanager
def _source_for_provider() -> Generator[None]:
    token = _for_provider.set(True)
    try:
        yield
    finally:
        _for_provider.reset(token)


class WebRtcRelay(CameraEntity):
    """Base of entities that support nothing but WebRTC, through a provider that accepts the source.

    Home Assistant assumes HLS for every camera with a WebRTC provider, so pages and the media browser would request it
    in vain. An entity that handles WebRTC offers itself is not assumed to have HLS.
    """

    _relay: CameraWebRTCProvider | None = None

    async def webrtc_source(self) -> str | None:
        """Return the source URL for the provider."""
        raise NotImplementedError

    @override
    async def stream_source(self) -> str | None:
        """Return the source to the provider, else None: no other player supports it."""
        return await self.webrtc_source() if _for_provider.get() else None

    @override
    async def async_refresh_providers(self, *, write_state: bool = True) -> None:
        """Update the provider; called by Home Assistant whenever one is added or removed."""
        before = self._relay
        with _source_for_provider():
            self._relay = await async_get_supported_provider(self.hass, self)
            if self._relay is before:
                return
            if before is not None:
                await self._notify(before.async_unregister_camera(self))
            if self._relay is not None:
                await self._notify(self._relay.async_register_camera(self))
        self._attr_supported_features = ON_OFF | CameraEntityFeature.STREAM if self._relay else ON_OFF
        if write_state:
            self.async_write_ha_state()

    @override
    async def async_will_remove_from_hass(self) -> None:
        """End the sessions of the entity."""
        await super().async_will_remove_from_hass()
        relay, self._relay = self._relay, None
        if relay is not None:
            await self._notify(relay.async_unregister_camera(self))

    async def _notify(self, notification: Coroutine[Any, Any, None]) -> None:
        """Notify the provider; its errors must not prevent the entity from being added or removed."""
        try:
            await notification
        except Exception as err:  # noqa: BLE001  providers raise errors of their own
            LOGGER.debug("WebRTC provider of %s: %s", self.entity_id, err)

    @override
    async def async_handle_async_webrtc_offer(
        self, offer_sdp: str, session_id: str, send_message: WebRTCSendMessage
    ) -> None:
        if self._relay is None:
            send_message(WebRTCError(_OFFER_FAILED, "go2rtc is not available"))
            return
        with _source_for_provider():
            await self._relay.async_handle_async_webrtc_offer(self, offer_sdp, session_id, send_message)

    @override
    async def async_on_webrtc_candidate(self, session_id: str, candidate: RTCIceCandidateInit) -> None:
        if self._relay is not None:
            await self._relay.async_on_webrtc_candidate(session_id, candidate)

    @callback
    @override
    def close_webrtc_session(self, session_id: str) -> None:
        if self._relay is not None:
            self._relay.async_close_session(session_id)
