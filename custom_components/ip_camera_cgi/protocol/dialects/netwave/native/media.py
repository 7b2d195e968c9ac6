"""Pictures and sound over one media connection that all consumers share (docs/sources.md N21)."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
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

    def reset(self) -> None:
        """Reset the decoder, for sound that starts again."""
        self._state = State()

    def _keep_alive(self) -> None:
        if self.is_open:
            self.send(Frame(Media.KEEP_ALIVE))
        self._timer = self._loop.call_later(_KEEP_ALIVE, self._keep_alive)

    def _stop(self, _: asyncio.Future[CameraError]) -> None:
        self._timer.cancel()
        self._deliver(None)


class NativeMedia:
    """Pictures, sound and talk of one camera; the media connection is open while there are consumers or a talk."""

    def __init__(self, link: NativeLink, address: Address) -> None:
        self._link = link
        self._address = address
        self._queues: set[asyncio.Queue[Item | None]] = set()
        self._talking = False
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
        async with self._opening:
            try:
                if not self._queues or self._media is None or not self._media.is_open:
                    await self._begin(messages.SOUND_BEGIN, messages.PICTURE_BEGIN)
                self._queues.add(queue)
            finally:
                if not self._queues:
                    self._finish(Control.PICTURE_END, Control.SOUND_END)
        try:
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
                self._finish(Control.PICTURE_END, Control.SOUND_END)

    @asynccontextmanager
    async def talk(self, buffer: int) -> AsyncGenerator[tuple[MediaConnection, ControlConnection]]:
        """Start a talk over the media connection, one at a time; the camera buffers `buffer` seconds.

        Raises:
            CameraUnsupportedError: the native protocol is not connected.
            RefusedError: no loudspeaker, or another client talks.
            CameraConnectionError: the connection has ended.
        """
        async with self._opening:
            try:
                connections = await self._begin(messages.talk_begin(buffer))
                self._talking = True
            finally:
                if not self._talking:
                    self._finish()
        try:
            yield connections
        finally:
            self._talking = False
            self._finish(Control.TALK_END)

    async def _begin(self, *begins: Frame) -> tuple[MediaConnection, ControlConnection]:
        """Start media; the media connection is opened if there is none, with the number of the first answer."""
        control = self._control = self._link.connection
        if control is None:
            raise CameraUnsupportedError("native protocol: not connected")
        if messages.SOUND_BEGIN in begins and self._media is not None:
            self._media.reset()
        number = await control.start(begins[0])
        media = self._media
        if media is None or not media.is_open:
            media = self._media = MediaConnection(self._deliver)
            control.ended.add_done_callback(lambda ended: media.end(ended.result()))
            await media.open(self._address)
            media.send(messages.media_begin(number))
        for begin in begins[1:]:
            await control.start(begin)
        return media, control

    def _finish(self, *ends: Control) -> None:
        """Stop media, and close the media connection if nothing else uses it."""
        with suppress(CameraConnectionError):
            if self._control is not None:
                for end in ends:
                    self._control.send(Frame(end))
        if self._queues or self._talking:
            return
        media, self._media = self._media, None
        if media is not None:
            media.end(CameraConnectionError("native protocol: closed"))

    def _deliver(self, item: Item | None) -> None:
        if item is None and self._media is not None and self._media.is_open:
            return  # of the previous connection
        for queue in self._queues:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(item)
