"""Combines pictures and sound of the native protocol into a live Matroska stream."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from ....model.errors import CameraResponseError
from ....sound.pcm import RATE
from ....video import matroska
from ....video.jpeg import frame_header, require_whole_jpeg
from .media import NativeMedia
from .messages import Picture

_LONGEST_GAP = 1000  # ticks; after a larger gap the camera's clock has restarted


async def mkv_stream(media: NativeMedia) -> AsyncGenerator[bytes]:
    """Yield Matroska, starting with the first picture; ends when the size changes, which Matroska cannot express.

    Both tracks use the camera's clock, so sound and picture stay in sync regardless of network delays. Raises as
    items() does.
    """
    size, began, last = None, 0, 0
    async with aclosing(media.items()) as items:
        async for item in items:
            if isinstance(item, Picture):
                if (shown := _size(item.jpeg)) is None:
                    continue
                if size is None:
                    size, began, last = shown, item.tick, item.tick
                    yield matroska.head(*size, hertz=RATE)
                if size != shown:
                    return
            if size is None or item.tick < began:
                continue
            if abs(item.tick - last) > _LONGEST_GAP:
                return
            last, elapsed = item.tick, 10 * (item.tick - began)
            if isinstance(item, Picture):
                yield matroska.picture(elapsed, item.jpeg)
            else:
                yield matroska.sound(elapsed, item.pcm)


def _size(jpeg: bytes) -> tuple[int, int] | None:
    """Return width and height of a picture, or None if it is not safe to decode."""
    try:
        header = frame_header(require_whole_jpeg(jpeg))
    except CameraResponseError:
        return None
    return None if header is None else (header.width, header.height)
