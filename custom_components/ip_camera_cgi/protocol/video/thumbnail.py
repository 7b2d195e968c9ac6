"""Thumbnails of pictures. Loads Pillow on demand; blocking: call it in a thread."""

from collections.abc import Sequence
import io

from PIL import Image, UnidentifiedImageError

_QUALITY = 75
_ANIMATION_QUALITY = 60


def animation(jpegs: Sequence[bytes], size: tuple[int, int], frame_seconds: float) -> bytes:
    """Return pictures as an animated WebP that fits into a size and repeats; raises OSError if one is invalid."""
    frames = []
    for jpeg in jpegs:
        with Image.open(io.BytesIO(thumbnail(jpeg, size))) as picture:
            frames.append(picture.convert("RGB"))
    small, duration = io.BytesIO(), round(frame_seconds * 1000)
    frames[0].save(
        small, "WEBP", save_all=True, append_images=frames[1:], duration=duration, loop=0, quality=_ANIMATION_QUALITY
    )
    return small.getvalue()


def thumbnail(jpeg: bytes, size: tuple[int, int]) -> bytes:
    """Return a picture as a JPEG that fits into a size; raises OSError if it is invalid."""
    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
            picture.draft("RGB", size)
            picture.thumbnail(size)
            small = io.BytesIO()
            picture.convert("RGB").save(small, "JPEG", quality=_QUALITY)
    except (UnidentifiedImageError, Image.DecompressionBombError, ValueError) as err:
        raise OSError(f"no JPEG: {err}") from err
    return small.getvalue()
