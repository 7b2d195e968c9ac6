"""Still and live pictures of one camera."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from ..dialects.driver import CameraDriver
from ..model.address import Address
from ..model.errors import CameraConnectionError, CameraPrivateError, CameraUnavailableError
from ..model.values import Page, Stream, StreamPreferences
from ..rtsp.reception import receive
from ..video.hub import MjpegHub
from ..video.jpeg import without_preamble
from ..video.picture_checker import PictureChecker
from ..video.stream_buffer import StreamBuffer


class CameraPictures:
    """The pictures of one camera, which can be withheld for privacy."""

    def __init__(self, driver: CameraDriver, pages: Mapping[str, Page]) -> None:
        self._driver = driver
        self._preferences = StreamPreferences()
        self._checker = PictureChecker()
        self._fetching: asyncio.Task[bytes] | None = None
        self.live = MjpegHub(lambda: driver.pictures(self._preferences, self.live.push))
        self.rates = driver.live_rates
        self.sizes = driver.live_sizes(pages)
        self.sound_type = driver.sound_type

    def prefer(self, preferences: StreamPreferences) -> None:
        """Set rate and size of live pictures; values that the camera lacks are ignored."""
        rate = preferences.rate if preferences.rate in self.rates else None
        size = preferences.size if preferences.size in self.sizes else None
        self._preferences = StreamPreferences(rate, size)
        self.live.set_rate(rate)

    @property
    def withheld(self) -> bool:
        """Return whether pictures are withheld."""
        return self.live.suspended

    def withhold(self) -> None:
        """End every picture at once, and serve none until release()."""
        self.live.suspend()
        if self._fetching is not None:
            self._fetching.cancel()

    def release(self) -> None:
        """Serve pictures again."""
        self.live.resume()

    def require(self) -> None:
        """Raise CameraPrivateError while pictures are withheld."""
        if self.withheld:
            raise CameraPrivateError("privacy is on")

    async def still(self) -> bytes:
        """Return the current picture as JPEG; concurrent callers share one request.

        A camera that cannot serve stills while it streams is answered for from its live stream.
        """
        self.require()
        if self.live.latest is not None:
            return self.live.latest
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch(), name="ip_camera_cgi picture")
            # All callers may have been cancelled before it fails.
            self._fetching.add_done_callback(lambda task: task.cancelled() or task.exception())
        fetching = self._fetching
        await asyncio.wait([fetching])
        self.require()
        if fetching.cancelled():
            raise CameraConnectionError("the camera was closed")
        return fetching.result()

    async def _fetch(self) -> bytes:
        try:
            return await self._checker.check(without_preamble(await self._driver.picture()))
        except CameraConnectionError, CameraUnavailableError:
            if self.live.current is None:
                raise
            return self.live.current

    async def stream_with_sound(self) -> AsyncGenerator[bytes]:
        """Yield the live stream with sound over a connection of its own."""
        self.require()
        async with aclosing(self._driver.stream_with_sound(self._preferences)) as chunks:
            async for chunk in chunks:
                self.require()
                yield chunk

    async def receive(self, stream: Stream, buffer: StreamBuffer) -> None:
        """Fill a buffer with an H.264 stream until the stream ends.

        Raises:
            CameraError: always, with the reason.
        """
        self.require()
        await receive(self._driver.address, stream.port, self._driver.account, stream.path, buffer)

    def stream_url(self, stream: Stream, via: Address | None = None) -> str:
        """Return the URL of a stream, by way of a relay if given; it contains the login, so never show or log it."""
        userinfo = f"{self._driver.account.userinfo}@" if self._driver.account.username else ""
        netloc = f"{self._driver.address.netloc}:{stream.port}" if via is None else f"{via.host}:{via.port}"
        return f"rtsp://{userinfo}{netloc}{stream.path}"

    async def close(self) -> None:
        """End all pictures."""
        await self.live.close()
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait([self._fetching])
