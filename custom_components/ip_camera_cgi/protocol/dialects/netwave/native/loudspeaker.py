"""The loudspeaker, over the native protocol (docs/sources.md N21)."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
import time
from typing import ClassVar, override

from ....model.errors import CameraConnectionError, CameraUnsupportedError, LoudspeakerError
from ....model.values import Page
from ....sound import adpcm
from ....sound.adpcm import State
from ....sound.pcm import BLOCK, RATE
from ...loudspeaker import Loudspeaker, Talk
from .connection import RefusedError
from .frames import Frame
from .link import NativeLink
from .media import MediaConnection, NativeMedia
from .messages import Control, Result, Sound

_BUFFER = 1  # seconds that the camera buffers
_TAIL = 0.5  # seconds
_MILLISECONDS = 1000 * BLOCK // RATE  # of a block
_MOST_UNSENT = 5000  # bytes: a second
_CONFIRM_TIMEOUT = 5  # seconds
_FOUND = "found"


class NativeTalk(Talk):
    """Sends packets of 160 bytes; the state of the encoder continues from packet to packet."""

    tail: ClassVar[float] = _BUFFER + _TAIL

    def __init__(self, media: MediaConnection) -> None:
        self._media = media
        self._state = State()
        self._packets = 0

    @override
    def send(self, pcm: bytes) -> None:
        if self._media.unsent > _MOST_UNSENT:
            raise CameraConnectionError("native protocol: the camera takes no sound")
        code, self._state = adpcm.encode(pcm, self._state)
        packet = Sound(self._packets * _MILLISECONDS, self._packets, int(time.time()), code)
        self._media.send(packet.talk())
        self._packets += 1

    @override
    async def confirm(self) -> None:
        await self._media.control.confirm(_CONFIRM_TIMEOUT)


class NativeLoudspeaker(Loudspeaker):
    """Assumes a loudspeaker until the camera reports that it has none."""

    def __init__(self, media: NativeMedia, link: NativeLink) -> None:
        super().__init__()
        self._media = media
        self._link = link
        link.changed = self._link_changed

    def _link_changed(self) -> None:
        self.changed()

    @property
    @override
    def found(self) -> bool:
        if not self.memory and self._link.connection is not None:
            self.memory = _FOUND
        return self.memory == _FOUND

    @property
    @override
    def reachable(self) -> bool:
        return self._link.connection is not None

    @override
    async def examine(self, pages: Mapping[str, Page]) -> None:
        """Assume a loudspeaker again after a firmware update; only a talk proves it."""
        if self.memory not in {_FOUND, self._none(pages)}:
            self.memory = ""

    @override
    def circumstances(self, pages: Mapping[str, Page]) -> object:
        return self._none(pages)

    @staticmethod
    def _none(pages: Mapping[str, Page]) -> str:
        return f"none in {pages.get('status', {}).get('sys_ver', '')}"

    @override
    @asynccontextmanager
    async def open(self, pages: Mapping[str, Page]) -> AsyncGenerator[Talk]:
        try:
            async with self._media.started(Frame(Control.TALK_BEGIN, bytes((_BUFFER,)))) as media:
                yield NativeTalk(media)
        except RefusedError as err:
            match err.result:
                case Result.UNSUPPORTED:
                    self.memory = self._none(pages)
                    raise CameraUnsupportedError("no loudspeaker") from None
                case Result.BUSY:
                    raise LoudspeakerError("busy") from None
                case Result.FORBIDDEN_NOW:
                    raise LoudspeakerError("not_now") from None
            raise CameraUnsupportedError(str(err)) from None
