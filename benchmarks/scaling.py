"""Cost of scaling pictures for small tiles: python -m benchmarks.scaling.

Scales as Home Assistant does for the width and height of a snapshot: libjpeg-turbo decodes at a fraction of the size.
"""

import argparse
import io
from statistics import median
from time import process_time

from homeassistant.components.camera import Image as Picture
from homeassistant.components.camera.img_util import scale_jpeg_camera_image
from PIL import Image, ImageFilter

from .results import Bar, add_json_option, save

_TILES, _RATE = 16, 10  # pictures per second of each tile
_SIZES = ((320, 180), (640, 360))


def picture(width: int, height: int) -> Picture:
    """Return a picture with about as many details as one of a camera."""
    noise = Image.effect_noise((width, height), 60).convert("RGB").filter(ImageFilter.GaussianBlur(1.2))
    jpeg = io.BytesIO()
    noise.save(jpeg, "JPEG", quality=70)
    return Picture("image/jpeg", jpeg.getvalue())


def main() -> None:
    """Measure some sizes, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling")
    parser.add_argument("--rounds", type=int, default=50, help="pictures of each size (50)")
    add_json_option(parser)
    arguments = parser.parse_args()
    source = picture(1280, 720)
    bars: list[Bar] = []
    print(f"1280x720, {len(source.content) // 1000} kB, to {_TILES} tiles with {_RATE} pictures per second:")
    for width, height in _SIZES:
        times: list[float] = []
        for _ in range(arguments.rounds):
            began = process_time()
            scale_jpeg_camera_image(source, width, height)
            times.append(process_time() - began)
        core = median(times) * _TILES * _RATE
        print(f"{width}x{height}: {median(times) * 1000:.1f} ms each, {core:.0%} of a core")
        bars.append((f"{width} x {height}", "scaled on the server", core * 100))
    save(arguments.json, "scaling", f"{_TILES} tiles with scaled pictures", "% of a core", bars)


if __name__ == "__main__":
    main()
