"""RTSP sessions: set up, played and kept open."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
import re
from typing import NamedTuple

from ..model.errors import CameraError, CameraUnavailableError, CameraUnsupportedError
from .client import RtspConnection, require_success, resolved

_ACCEPT = "application/sdp"
_CHANNELS = re.compile(r"interleaved=(\d{1,3})-")
_SESSION = re.compile(r"([^;\s]{1,200})(?:;\s*timeout=(\d{1,5}))?")
_TIMEOUT = 60  # seconds of a session, where the camera does not say


class Description(NamedTuple):
    """A session description, and the URL that its control attributes refer to."""

    sdp: str
    base: str


async def describe(rtsp: RtspConnection, path: str, **headers: str) -> Description:
    """Return what a stream contains; no session is opened.

    Raises:
        CameraUnsupportedError: there is no such stream, or a required option is unknown.
        CameraError: no answer, or the login is refused.
    """
    url = rtsp.url(path)
    answer = await rtsp.request("DESCRIBE", url, Accept=_ACCEPT, **headers)
    if answer.status == 503:
        raise CameraUnavailableError("RTSP: busy")
    if answer.status != 200:
        raise CameraUnsupportedError(f"RTSP: status {answer.status}")
    base = answer.headers.get("Content-Base") or answer.headers.get("Content-Location") or url
    return Description(answer.body, base)


class Session:
    """A session of one connection; tracks are set up, then played."""

    def __init__(self, rtsp: RtspConnection, base: str, **headers: str) -> None:
        self._rtsp = rtsp
        self._base = base
        self._headers = headers
        self._id = ""
        self._timeout = _TIMEOUT
        self._channels = 0

    async def set_up(self, control: str) -> int:
        """Set up a track; return the channel of its packets.

        Raises:
            CameraUnsupportedError: the camera does not know the track, or opens no session.
            CameraError: another failure.
        """
        transport = f"RTP/AVP/TCP;unicast;interleaved={self._channels}-{self._channels + 1}"
        headers = {**self._headers, **({"Session": self._id} if self._id else {})}
        answer = await self._rtsp.request("SETUP", resolved(self._base, control), Transport=transport, **headers)
        require_success(answer)
        if (given := _SESSION.match(answer.headers.get("Session", ""))) is None:
            raise CameraUnsupportedError("RTSP: no session")
        self._id, self._timeout = given[1], int(given[2] or _TIMEOUT)
        channels = _CHANNELS.search(answer.headers.get("Transport", ""))
        channel = min(int(channels[1]), 255) if channels else self._channels
        self._channels += 2
        return channel

    async def confirm(self) -> None:
        """Wait until the camera has received everything; raises CameraError."""
        await self._rtsp.request("GET_PARAMETER", self._base, Session=self._id)

    @asynccontextmanager
    async def played(self) -> AsyncGenerator[None]:
        """Play the session and keep it open during the context; raises CameraError."""
        require_success(await self._rtsp.request("PLAY", self._base, Session=self._id, **self._headers))
        keeping = asyncio.create_task(self._keep(), name="ip_camera_cgi RTSP session")
        try:
            yield
        finally:
            keeping.cancel()

    async def end(self) -> None:
        """Tear the session down; a camera that does not answer is ignored."""
        if self._id:
            with suppress(CameraError):
                await self._rtsp.request("TEARDOWN", self._base, Session=self._id)

    async def _keep(self) -> None:
        with suppress(CameraError):  # the connection shows when it has ended
            while True:
                await asyncio.sleep(max(self._timeout / 2, 1))
                await self.confirm()
