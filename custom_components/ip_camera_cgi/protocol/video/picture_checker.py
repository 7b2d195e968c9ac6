"""Checks the pictures of one camera, and learns whether it leaves out the end marker."""

import asyncio
import time

from .jpeg import NoEndMarkerError, require_whole_jpeg
from .part import Buffer

_RETRY_INTERVAL = 1  # seconds between attempts to decode pictures without an end marker


class PictureChecker:
    """Accepts whole pictures. Without an end marker only a decoder can tell, so one is asked until it says yes."""

    def __init__(self) -> None:
        self._leaves_out_end = False
        self._next_attempt = 0.0

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
