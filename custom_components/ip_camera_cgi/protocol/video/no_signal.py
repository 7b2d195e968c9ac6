"""The picture that is shown while the camera sends none."""

from io import BytesIO
from math import ceil

from PIL import Image, ImageDraw, ImageEnhance, ImageFont

from .jpeg import frame_header, is_decodable

_SIZE = (640, 480)
_MAX_PIXELS = 5 * 1024 * 1024  # of a mark; larger pictures are decoded at a fraction of their size
_MAX_PROGRESSIVE = 4 * 1024 * 1024  # pixels; larger ones take as long as all of their size, and are left out
_WORDS = "NO SIGNAL"
_GREY, _RED, _WHITE = (40, 40, 40), (200, 30, 30), (255, 255, 255)


def draw_no_signal(last: bytes) -> bytes:
    """Return the last picture, darkened and marked; without one, the mark alone. It takes some milliseconds."""
    picture = _darkened(last) or Image.new("RGB", _SIZE, _GREY)
    middle, size = (picture.width / 2, picture.height / 2), max(picture.height / 10, 8)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size)
    left, top, right, bottom = draw.textbbox(middle, _WORDS, font, anchor="mm")
    draw.rounded_rectangle((left - size, top - size / 2, right + size, bottom + size / 2), size / 3, _RED)
    draw.text(middle, _WORDS, _WHITE, font, anchor="mm")
    jpeg = BytesIO()
    picture.save(jpeg, "JPEG", quality=75)
    return jpeg.getvalue()


def _darkened(last: bytes) -> Image.Image | None:
    """Return a picture, darkened; None if there is none, or none that may be decoded."""
    if not is_decodable(last) or (header := frame_header(last)) is None:
        return None
    if header.progressive and header.pixels > _MAX_PROGRESSIVE:
        return None
    try:
        with Image.open(BytesIO(last), formats=("JPEG",)) as picture:
            scale = ceil((header.pixels / _MAX_PIXELS) ** 0.5)
            picture.draft("RGB", (header.width // scale, header.height // scale))
            return ImageEnhance.Brightness(picture.convert("RGB")).enhance(0.4)
    except OSError, ValueError:  # it only looked like one
        return None
