"""The loudspeaker, over the backchannel of an RTSP stream (docs/sources.md H23)."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
import time
from typing import ClassVar, override

from ...model.address import Account, Address
from ...model.errors import (
    CameraConnectionError,
    CameraError,
    CameraUnsupportedError,
    LoudspeakerError,
    LoudspeakerTrouble,
)
from ...model.values import Page, Stream
from ...rtsp.client import RtspConnection
from ..loudspeaker import Loudspeaker, Talk
from ..rtsp_talk import find_backchannel, open_talk
from .presence import says_no

_FOUND, _NONE = "found", "none"
_LIMIT_SLACK = 2  # seconds by which a camera may end a session early
_HANG_UPS = 2  # in a row, after which the server is considered not to know the option


class HucomsLoudspeaker(Loudspeaker):
    """The backchannel of the first playable stream."""

    over_rtsp: ClassVar[bool] = True

    def __init__(
        self, address: Address, account: Account, streams: Callable[[Mapping[str, Page]], tuple[Stream, ...]]
    ) -> None:
        super().__init__()
        self._address = address
        self._account = account
        self._streams = streams
        self._hang_ups = 0
        self._answer = ""

    @property
    @override
    def details(self) -> Mapping[str, object]:
        return {"memory": self.memory, "answer": self._answer}

    @property
    @override
    def found(self) -> bool:
        return self.memory == _FOUND

    @property
    @override
    def reachable(self) -> bool:
        return True

    @override
    def trouble(self, pages: Mapping[str, Page]) -> LoudspeakerTrouble | None:
        audio = pages.get("audio", {})
        if audio.get("audioout", "enable").lower() != "enable":
            return "off"
        return "sampling" if audio.get("audiosampling", "8000") != "8000" else None

    @override
    def circumstances(self, pages: Mapping[str, Page]) -> object:
        audio, rtsp = pages.get("audio", {}), pages.get("rtsp", {})
        settings = [audio.get(name) for name in ("audioout", "audiosampling", "audiocodec")]
        return self._stream(pages), settings, rtsp.get("authorityenable"), pages.get("version", {}).get("firmware")

    @override
    async def examine(self, pages: Mapping[str, Page]) -> None:
        stream = self._stream(pages)
        if stream is None or not self._may_have_one(pages):
            self.memory = _NONE
            return
        try:
            async with RtspConnection(self._address, stream.port, self._account) as rtsp:
                await self._describe(rtsp, stream.path)
        except CameraUnsupportedError:
            if not self.trouble(pages):  # else the answer says nothing about other settings
                self.memory = _NONE
        else:
            self.memory = _FOUND

    async def _describe(self, rtsp: RtspConnection, path: str) -> None:
        try:
            track, _ = await find_backchannel(rtsp, path)
        except CameraConnectionError as err:
            self._answer = str(err)
            self._hang_ups += 1
            if self._hang_ups < _HANG_UPS:
                raise
            raise CameraUnsupportedError("no answer to the option") from err
        except CameraError as err:
            self._answer = str(err)
            raise
        self._hang_ups, self._answer = 0, f"{track.encoder} as type {track.payload_type}"

    @override
    def open(self, pages: Mapping[str, Page]) -> AbstractAsyncContextManager[Talk]:
        stream = self._stream(pages)
        if stream is None:
            raise CameraUnsupportedError("no stream with a backchannel")
        return self._open(stream, self._time_limit(pages))

    @asynccontextmanager
    async def _open(self, stream: Stream, limit: int) -> AsyncGenerator[Talk]:
        began = time.monotonic()
        try:
            async with open_talk(self._address, stream.port, self._account, stream.path) as talk:
                yield talk
        except CameraConnectionError:
            if limit and time.monotonic() - began >= limit - _LIMIT_SLACK:
                raise LoudspeakerError("time_limit") from None
            raise

    @staticmethod
    def _time_limit(pages: Mapping[str, Page]) -> int:
        """Return the seconds after which the camera ends a session; 0 for none."""
        limit = pages.get("rtsp", {}).get("rtsptimelimit", "0")
        return int(limit) if limit.isdecimal() else 0

    def _stream(self, pages: Mapping[str, Page]) -> Stream | None:
        return next((stream for stream in self._streams(pages) if stream.playable), None)

    @staticmethod
    def _may_have_one(pages: Mapping[str, Page]) -> bool:
        """Return whether capabilityaudio.cgi allows a loudspeaker; old firmware has no such page."""
        reported = pages.get("audio_ability", {})
        has = not says_no(reported.get("audiooutputsupported", "yes"))
        return has and "rtsp" in reported.get("audiodownloadstream", "rtsp").lower()
