"""Small pictures of large ones. Loads Pillow: for a thread, on demand."""

import io

from PIL import Image, UnidentifiedImageError

_QUALITY = 75


def thumbnail(jpeg: bytes, size: tuple[int, int]) -> bytes:
    """Return a picture as a JPEG that fits into a size; raises OSError for what is none."""
    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
            picture.draft("RGB", size)
            picture.thumbnail(size)
            small = io.BytesIO()
            picture.convert("RGB").save(small, "JPEG", quality=_QUALITY)
    except (UnidentifiedImageError, Image.DecompressionBombError, ValueError) as err:
        raise OSError(f"no JPEG: {err}") from err
    return small.getvalue()
