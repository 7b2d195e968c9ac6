"""Thumbnails of pictures. Loads Pillow on demand; blocking: call it in a thread."""

import io

from PIL import Image, UnidentifiedImageError

_QUALITY = 75


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
