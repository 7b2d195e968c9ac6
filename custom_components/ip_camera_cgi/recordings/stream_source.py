"""Keeps the camera's H.264 stream open for recordings, while that is wanted and possible."""

import asyncio
from collections.abc import Callable
import time

from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN, LOGGER
from ..coordinator import CameraCoordinator
from ..protocol import Backoff, CameraError, Stream
from ..protocol.video.stream_buffer import StreamBuffer

_MIN_RETRY, _MAX_RETRY = 1, 300  # seconds
_GOOD = 30  # seconds after which a stream that ends is opened again at once
_PATIENCE = 5  # seconds until the MJPEG stream takes the place of one that sends nothing


class StreamSource:
    """The buffered H.264 stream of one camera."""

    def __init__(self, hass: HomeAssistant, coordinator: CameraCoordinator, changed: Callable[[], None]) -> None:
        self.buffer = StreamBuffer(coordinator.pre_recording.budget)
        self._hass = hass
        self._coordinator = coordinator
        self._changed = changed
        """Called when the stream turns out to be usable or unusable."""
        self._stream: Stream | None = None
        self._task: asyncio.Task[None] | None = None
        self._failed = False
        self._opened_at = 0.0

    @property
    def is_receiving(self) -> bool:
        """Return whether a recording can begin with this stream."""
        return self._task is not None and self.buffer.format is not None and not self._failed

    @callback
    def keep(self, seconds: float) -> bool:
        """Keep the packets of the last seconds, none for 0; return whether that is possible or being tried."""
        stream = self._choose() if seconds else None
        self.buffer.seconds = seconds
        if stream != self._stream:
            self.stop()
            self._stream = stream
            if stream is not None:
                self._task = self._coordinator.config_entry.async_create_background_task(
                    self._hass, self._run(stream), f"{DOMAIN} {self._coordinator.name} recorded stream"
                )
        return stream is not None and not self._failed

    @callback
    def stop(self) -> None:
        """Close the stream and forget it."""
        if self._task is not None:
            self._task.cancel()
        self._task = self._stream = None
        self._failed = False
        self.buffer.clear()

    def _choose(self) -> Stream | None:
        """Return the first H.264 stream that can be reached."""
        coordinator = self._coordinator
        if coordinator.privacy.on:
            return None
        streams = (each for each in coordinator.camera.streams if each.playable)
        return next((each for each in streams if each.port not in coordinator.rtsp.unreachable), None)

    async def _run(self, stream: Stream) -> None:
        backoff = Backoff(_MIN_RETRY, _MAX_RETRY, spread=0.2)
        while True:
            began = time.monotonic()
            watching = asyncio.create_task(self._watch(), name=f"{DOMAIN} recorded stream")
            try:
                await self._coordinator.camera.pictures.receive(stream, self.buffer)
            except CameraError as err:
                LOGGER.debug("The recorded stream of %s has ended: %s", self._coordinator.name, err)
            finally:
                watching.cancel()
            if time.monotonic() - began > _GOOD:
                backoff.reset()
            wait = backoff.fail()
            if self.buffer.received_at < began or wait > _PATIENCE:
                self._set_failed(True)
            await asyncio.sleep(wait)

    async def _watch(self) -> None:
        """Find out whether a stream that was opened sends pictures."""
        began = time.monotonic()
        while self.buffer.received_at < began:
            if time.monotonic() - began > _PATIENCE:
                self._set_failed(True)
            await asyncio.sleep(0.2)
        self._set_failed(False)

    @callback
    def _set_failed(self, failed: bool) -> None:
        if failed is not self._failed:
            self._failed = failed
            self._changed()
