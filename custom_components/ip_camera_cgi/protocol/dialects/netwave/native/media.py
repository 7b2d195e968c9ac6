"""Pictures and sound over one media connection that all consumers share (docs/sources.md N21)."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import NamedTuple, override

from ....model.address import Address
from ....model.errors import CameraConnectionError, CameraError, CameraIdleError, CameraUnsupportedError
from . import adpcm, messages
from .adpcm import State
from .connection import Connection, ControlConnection
from .frames import Channel, Frame
from .link import NativeLink
from .messages import Control, Media, Picture, Sound

_KEEP_ALIVE = 30  # seconds between keep-alives, the only data sent over this connection
_IDLE_TIMEOUT = 10  # seconds
_BACKLOG = 60  # items buffered for a slow consumer, about a second


class Pcm(NamedTuple):
    """Decoded sound: signed 16-bit little-endian samples, 8 kHz mono; the tick is in hundredths of a second."""

    tick: int
    pcm: bytes


type Item = Picture | Pcm


class MediaConnection(Connection):
    """Decodes media frames; every sound packet is decoded, because the ADPCM state depends on all previous ones."""

    channel = Channel.MEDIA
    bytes_per_second = 4 * 1024 * 1024

    def __init__(self, deliver: Callable[[Item | None], None]) -> None:
        """Create a connection; `deliver` receives each picture and sound, and None at the end."""
        super().__init__({Media.PICTURE, Media.SOUND})
        self._deliver = deliver
        self._state = State()
        self._timer = self._loop.call_later(_KEEP_ALIVE, self._keep_alive)
        self.ended.add_done_callback(self._stop)

    @override
    def handle(self, frame: Frame) -> None:
        if frame.opcode == Media.PICTURE:
            self._deliver(Picture.decode(frame.body))
            return
        sound = Sound.decode(frame.body)
        pcm, self._state = adpcm.decode(sound.adpcm, sound.before or self._state)
        self._deliver(Pcm(sound.tick, pcm))

    def _keep_alive(self) -> None:
        if self.is_open:
            self.send(Frame(Media.KEEP_ALIVE))
        self._timer = self._loop.call_later(_KEEP_ALIVE, self._keep_alive)

    def _stop(self, _: asyncio.Future[CameraError]) -> None:
        self._timer.cancel()
        self._deliver(None)


class NativeMedia:
    """Pictures and sound of one camera; the media connection is open while there are consumers."""

    def __init__(self, link: NativeLink, address: Address) -> None:
        self._link = link
        self._address = address
        self._queues: set[asyncio.Queue[Item | None]] = set()
        self._opening = asyncio.Lock()
        self._media: MediaConnection | None = None
        self._control: ControlConnection | None = None

    async def items(self) -> AsyncGenerator[Item]:
        """Yield pictures and sound; slow consumers miss some.

        Raises:
            CameraUnsupportedError: the native protocol is not connected.
            RefusedError: no microphone, too many listeners, or viewing is blocked by schedule.
            CameraConnectionError: the connection has ended or is silent.
        """
        queue: asyncio.Queue[Item | None] = asyncio.Queue(_BACKLOG)
        self._queues.add(queue)
        try:
            async with self._opening:
                if self._media is None or not self._media.is_open:
                    await self._open()
            while True:
                async with asyncio.timeout(_IDLE_TIMEOUT):
                    item = await queue.get()
                if item is None:
                    raise CameraConnectionError("native protocol: the media connection is over")
                yield item
        except TimeoutError:
            raise CameraIdleError(f"native protocol: no media for {_IDLE_TIMEOUT} seconds") from None
        finally:
            self._queues.discard(queue)
            if not self._queues:
                self._close()

    async def _open(self) -> None:
        control = self._control = self._link.connection
        if control is None:
            raise CameraUnsupportedError("native protocol: not connected")
        number = await control.start(messages.SOUND_BEGIN)
        media = self._media = MediaConnection(self._deliver)
        try:
            await media.open(self._address)
            media.send(messages.media_begin(number))
            await control.start(messages.PICTURE_BEGIN)
        except BaseException:
            self._close()
            raise
        control.ended.add_done_callback(lambda ended: media.end(ended.result()))

    def _close(self) -> None:
        """Stop pictures and sound, and close the media connection."""
        media, self._media = self._media, None
        if media is None:
            return
        with suppress(CameraConnectionError):
            if self._control is not None:
                self._control.send(Frame(Control.PICTURE_END))
                self._control.send(Frame(Control.SOUND_END))
        media.end(CameraConnectionError("native protocol: nobody listens"))

    def _deliver(self, item: Item | None) -> None:
        for queue in self._queues:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(item)
