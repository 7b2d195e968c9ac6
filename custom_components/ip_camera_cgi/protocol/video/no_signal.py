"""Draws messages across pictures, for viewers without a live picture."""

from io import BytesIO
from math import ceil

from PIL import Image, ImageDraw, ImageEnhance, ImageFont

from .jpeg import frame_header, is_decodable

_SIZE = (640, 480)
_MAX_PIXELS = 5 * 1024 * 1024  # pixels of the marked picture; larger ones are decoded at reduced size
_MAX_PROGRESSIVE = 4 * 1024 * 1024  # pixels; larger pictures take too long to decode and are left out
_WORDS = "NO SIGNAL"
_GREY, _RED, _WHITE = (40, 40, 40), (200, 30, 30), (255, 255, 255)


def draw_no_signal(last: bytes) -> bytes:
    """Return the last picture darkened with "NO SIGNAL" across it, or a black one. Takes some milliseconds."""
    return draw_mark(last, _WORDS, _RED)


def draw_mark(last: bytes, words: str, background: tuple[int, int, int] = _GREY) -> bytes:
    """Return a picture darkened with a line of ASCII text across it, or a black one with the text."""
    picture = _darkened(last) or Image.new("RGB", _SIZE, _GREY)
    middle = picture.width / 2, picture.height / 2
    size = max(min(picture.height / 10, 1.5 * picture.width / len(words)), 8)  # limited by the width, too
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size)
    left, top, right, bottom = draw.textbbox(middle, words, font, anchor="mm")
    draw.rounded_rectangle((left - size, top - size / 2, right + size, bottom + size / 2), size / 3, background)
    draw.text(middle, words, _WHITE, font, anchor="mm")
    jpeg = BytesIO()
    picture.save(jpeg, "JPEG", quality=75)
    return jpeg.getvalue()


def _darkened(last: bytes) -> Image.Image | None:
    """Return the darkened picture; None if it is missing, invalid or unsafe to decode."""
    if not is_decodable(last) or (header := frame_header(last)) is None:
        return None
    if header.progressive and header.pixels > _MAX_PROGRESSIVE:
        return None
    try:
        with Image.open(BytesIO(last), formats=("JPEG",)) as picture:
            scale = ceil((header.pixels / _MAX_PIXELS) ** 0.5)
            picture.draft("RGB", (header.width // scale, header.height // scale))
            return ImageEnhance.Brightness(picture.convert("RGB")).enhance(0.4)
    except OSError, ValueError:  # it passed the checks, but cannot be decoded
        return None
