"""WebRTC by go2rtc for entities that have no H.264 for any other player."""

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

from .const import LOGGER

_OFFER_FAILED = "webrtc_offer_failed"
_asked_by_provider: ContextVar[bool] = ContextVar("asked_by_provider", default=False)


@contextmanager
def _asking() -> Generator[None]:
    token = _asked_by_provider.set(True)
    try:
        yield
    finally:
        _asked_by_provider.reset(token)


class WebRtcRelay(CameraEntity):
    """Hands WebRTC to the provider that takes the source, and claims nothing but WebRTC, and only while there is one.

    Home Assistant takes a camera that leaves WebRTC to a provider for one that has HLS, too: pages and the media
    browser would ask for it in vain. An entity that answers offers by itself is one that has WebRTC alone.
    """

    _relay: CameraWebRTCProvider | None = None

    async def webrtc_source(self) -> str | None:
        """Return what the provider is given."""
        raise NotImplementedError

    @override
    async def stream_source(self) -> str | None:
        """Return None to all but the provider: no other player understands the source."""
        return await self.webrtc_source() if _asked_by_provider.get() else None

    @override
    async def async_refresh_providers(self, *, write_state: bool = True) -> None:
        """Take note of the provider; Home Assistant calls this whenever one comes or goes."""
        before = self._relay
        with _asking():
            self._relay = await async_get_supported_provider(self.hass, self)
            if self._relay is before:
                return
            if before is not None:
                await self._tell(before.async_unregister_camera(self))
            if self._relay is not None:
                await self._tell(self._relay.async_register_camera(self))
        self._attr_supported_features = CameraEntityFeature.STREAM if self._relay else CameraEntityFeature(0)
        if write_state:
            self.async_write_ha_state()

    @override
    async def async_will_remove_from_hass(self) -> None:
        """End the sessions with the entity."""
        await super().async_will_remove_from_hass()
        relay, self._relay = self._relay, None
        if relay is not None:
            await self._tell(relay.async_unregister_camera(self))

    async def _tell(self, telling: Coroutine[Any, Any, None]) -> None:
        """Wait for the provider; its trouble does not keep the entity from coming or going."""
        try:
            await telling
        except Exception as err:  # noqa: BLE001  every provider has errors of its own
            LOGGER.debug("WebRTC provider of %s: %s", self.entity_id, err)

    @override
    async def async_handle_async_webrtc_offer(
        self, offer_sdp: str, session_id: str, send_message: WebRTCSendMessage
    ) -> None:
        if self._relay is None:
            send_message(WebRTCError(_OFFER_FAILED, "go2rtc is not available"))
            return
        with _asking():
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
