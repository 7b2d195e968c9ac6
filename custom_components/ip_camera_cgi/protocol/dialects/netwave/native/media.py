"""Pictures and sound over one media connection that all consumers share (docs/sources.md N21)."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple, override

from ....model.address import Address
from ....model.errors import CameraConnectionError, CameraError, CameraIdleError, CameraUnsupportedError
from ....sound import adpcm
from ....sound.adpcm import State
from . import messages
from .connection import Connection, ControlConnection
from .frames import MEDIA, Frame
from .link import NativeLink
from .messages import Media, Picture, Sound

_IDLE_TIMEOUT = 10  # seconds
_BACKLOG = 60  # items buffered for a slow consumer, about a second


class Pcm(NamedTuple):
    """Decoded sound: signed 16-bit little-endian samples, 8 kHz mono; the tick is in hundredths of a second."""

    tick: int
    pcm: bytes


type Item = Picture | Pcm


class MediaConnection(Connection):
    """Decodes media frames; every sound packet is decoded, because the ADPCM state depends on all previous ones."""

    channel = MEDIA

    def __init__(self, control: ControlConnection) -> None:
        super().__init__({Media.PICTURE, Media.SOUND})
        self.control = control
        self.users: Counter[Frame] = Counter()
        """Consumers by the request that started their media."""
        self.queues: set[asyncio.Queue[Item | None]] = set()
        self.state = State()
        control.ended.add_done_callback(self._end_with)
        self.ended.add_done_callback(self._stop)

    @override
    def handle(self, frame: Frame) -> None:
        if frame.opcode == Media.PICTURE:
            self._deliver(Picture.decode(frame.body))
            return
        sound = Sound.decode(frame.body)
        pcm, self.state = adpcm.decode(sound.adpcm, sound.before or self.state)
        self._deliver(Pcm(sound.tick, pcm))

    def _end_with(self, ended: asyncio.Future[CameraError]) -> None:
        self.end(ended.result())

    def _stop(self, _: asyncio.Future[CameraError]) -> None:
        self.control.ended.remove_done_callback(self._end_with)
        self._deliver(None)

    def _deliver(self, item: Item | None) -> None:
        """Pass an item to all consumers, or None at the end; slow ones miss some."""
        for queue in self.queues:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(item)


class NativeMedia:
    """Pictures, sound and talk of one camera; the media connection is open while there are consumers or a talk."""

    def __init__(self, link: NativeLink, address: Address) -> None:
        self._link = link
        self._address = address
        self._opening = asyncio.Lock()
        self._media: MediaConnection | None = None

    async def items(self) -> AsyncGenerator[Item]:
        """Yield pictures and sound; slow consumers miss some.

        Raises:
            CameraIdleError: the connection is silent.
            As started().
        """
        queue: asyncio.Queue[Item | None] = asyncio.Queue(_BACKLOG)
        async with self.started(messages.SOUND_BEGIN, messages.PICTURE_BEGIN) as media:
            media.queues.add(queue)
            try:
                while media.is_open:
                    async with asyncio.timeout(_IDLE_TIMEOUT):
                        item = await queue.get()
                    if item is not None:
                        yield item
                raise media.ended.result()
            except TimeoutError:
                raise CameraIdleError(f"native protocol: no media for {_IDLE_TIMEOUT} seconds") from None
            finally:
                media.queues.discard(queue)

    @asynccontextmanager
    async def started(self, *begins: Frame) -> AsyncGenerator[MediaConnection]:
        """Start media for their first consumer and stop them after the last; the connection is shared.

        Raises:
            CameraUnsupportedError: the native protocol is not connected.
            RefusedError: no microphone or loudspeaker, too many consumers, or viewing is blocked by schedule.
            CameraConnectionError: the connection has ended.
        """
        async with self._opening:
            media = self._usable()
            try:
                for begin in begins:
                    await self._begin(media, begin)
            except BaseException:
                self._finish(media, begins)
                raise
        try:
            yield media
        finally:
            self._finish(media, begins)

    def _usable(self) -> MediaConnection:
        """Return the media connection that belongs to the control connection; it may not be open yet."""
        control = self._link.connection
        if control is None:
            raise CameraUnsupportedError("native protocol: not connected")
        if self._media is None or self._media.ended.done():
            self._media = MediaConnection(control)
        return self._media

    async def _begin(self, media: MediaConnection, begin: Frame) -> None:
        """Start one kind of media; the first answer has the number that opens the media connection."""
        media.users[begin] += 1
        if media.users[begin] > 1:
            return
        if begin == messages.SOUND_BEGIN:
            media.state = State()
        number = await media.control.request(begin)
        if not media.is_open:
            await media.open(self._address)
            media.send(Frame(Media.BEGIN, number[:4]))

    def _finish(self, media: MediaConnection, begins: tuple[Frame, ...]) -> None:
        """Stop media that have no consumers, and close the media connection if nothing else uses it."""
        media.users.subtract(begins)
        for begin in begins:
            if media.users[begin] <= 0:
                del media.users[begin]
                with suppress(CameraConnectionError):
                    media.control.send(Frame(begin.opcode + messages.MEDIA_END))
        if not media.users:
            media.end(CameraConnectionError("native protocol: closed"))
