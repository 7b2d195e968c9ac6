"""The picture that is shown while the camera sends none."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageEnhance, ImageFont

_SIZE = (640, 480)
_WORDS = "NO SIGNAL"
_GREY, _RED, _WHITE = (40, 40, 40), (200, 30, 30), (255, 255, 255)


def draw_no_signal(last: bytes) -> bytes:
    """Return the last picture, darkened and marked; without one, the mark alone. It takes some milliseconds."""
    try:
        picture = Image.open(BytesIO(last)).convert("RGB")
        picture = ImageEnhance.Brightness(picture).enhance(0.4)
    except OSError, ValueError, Image.DecompressionBombError:  # there is none, or it only looked like one
        picture = Image.new("RGB", _SIZE, _GREY)
    middle, size = (picture.width / 2, picture.height / 2), max(picture.height / 10, 8)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size)
    left, top, right, bottom = draw.textbbox(middle, _WORDS, font, anchor="mm")
    draw.rounded_rectangle((left - size, top - size / 2, right + size, bottom + size / 2), size / 3, _RED)
    draw.text(middle, _WORDS, _WHITE, font, anchor="mm")
    jpeg = BytesIO()
    picture.save(jpeg, "JPEG", quality=75)
    return jpeg.getvalue()
