"""Pictures that show the time at which they were made, which a browser reads from its screen."""

from io import BytesIO
import time

from PIL import Image, ImageDraw

BITS, CHECK_BITS = 24, 8
BLOCK = 20  # pixels
WIDTH, HEIGHT = 640, 480


def draw_picture() -> bytes:
    """Return a picture whose top row is the time in milliseconds, as black and white blocks with a checksum."""
    now = round(time.time() * 1000) & ((1 << BITS) - 1)
    check = (now ^ (now >> 8) ^ (now >> 16) ^ 0xFF) & 0xFF  # fails for a black row
    image = Image.new("RGB", (WIDTH, HEIGHT), "gray")
    draw = ImageDraw.Draw(image)
    for at, bit in enumerate(f"{now:0{BITS}b}{check:0{CHECK_BITS}b}"):
        draw.rectangle((at * BLOCK, 0, (at + 1) * BLOCK - 1, BLOCK - 1), fill="white" if bit == "1" else "black")
    file = BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()
