"""Checks the pictures of one camera and detects whether it omits the end marker."""

import asyncio
import time

from ..model.errors import CameraResponseError
from .frame import BEFORE, TAIL, Buffer, Frame
from .jpeg import END, NoEndMarkerError, frame_header, require_whole_jpeg

_WHOLE_END = END + TAIL
_RETRY_INTERVAL = 1  # seconds between attempts to decode pictures without an end marker


class PictureChecker:
    """Accepts complete pictures; those without an end marker are test-decoded until one has succeeded."""

    def __init__(self) -> None:
        self._leaves_out_end = False
        self._head: bytes | tuple[()] = ()
        """The last accepted header, up to the end of its frame header; most cameras repeat it unchanged."""
        self._next_attempt = 0.0

    def accepts(self, frame: Frame) -> bool:
        """Return whether the bytes alone show that a frame is a complete picture."""
        chunk = frame.chunk
        if frame.framed and chunk.startswith(self._head, BEFORE) and chunk.endswith(_WHOLE_END):
            return True
        body = frame.body
        try:
            require_whole_jpeg(body, framed=frame.framed)
        except CameraResponseError:
            return False
        header = frame_header(body)
        self._head = bytes(body[: header.end]) if header and not header.progressive else ()
        return True

    async def check[T: Buffer](self, picture: T, *, framed: bool = False) -> T:
        """Return the picture; raises CameraResponseError as require_whole_jpeg() does."""
        try:
            return require_whole_jpeg(picture, framed=framed)
        except NoEndMarkerError:
            if not self._leaves_out_end and not await self._decodes(picture):
                raise
        return picture

    async def _decodes(self, picture: Buffer) -> bool:
        if time.monotonic() < self._next_attempt:
            return False
        self._leaves_out_end = await asyncio.to_thread(_decodes, bytes(picture))
        self._next_attempt = time.monotonic() + _RETRY_INTERVAL
        return self._leaves_out_end


def _decodes(picture: bytes) -> bool:
    from .decoder import decodes  # noqa: PLC0415  loads PyAV, which few cameras need

    return decodes(picture)
