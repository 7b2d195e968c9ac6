"""Draws icon and logo: python -m script.brand. Requires Chromium and the DejaVu fonts."""

from io import BytesIO
from pathlib import Path
import subprocess
from tempfile import TemporaryDirectory

from PIL import Image

from script.browser import chromium

BRAND = Path(__file__).parents[1] / "custom_components" / "ip_camera_cgi" / "brand"
BLUE, NAVY = "#03a9f4", "#01579b"
THEMES = {"": ("#263238", "#ffffff"), "dark_": ("#eceff1", "#263238")}
"""Colors for light and dark pages: housing and letters, and the ring around the lens."""
SCALE = 4  # scale factor of the drawing
WIDTH, HEIGHT = 1400, 512

CAMERA = """
<g fill="none" stroke="{blue}" stroke-width="20" transform="translate(5 0)">
  <path d="M78 178a102 102 0 0 0 34 98"/>
  <path d="M43 168a138 138 0 0 0 44 138"/>
  <path d="M12 162a190 190 0 0 0 56 172"/>
</g>
<g fill="{body}">
  <rect x="468" y="116" width="44" height="306" rx="20"/>
  <path d="M372 296 350 344 490 370V327z"/>
  <g transform="rotate(14 280 226)"><rect x="102" y="160" width="360" height="132" rx="46"/></g>
</g>
<rect x="122" y="127" width="334" height="36" rx="18" transform="rotate(14 289 150)" fill="{blue}"/>
<circle cx="170" cy="203" r="50" fill="{ring}"/>
<circle cx="170" cy="203" r="37" fill="{blue}"/>
<circle cx="170" cy="203" r="19" fill="{navy}"/>
<circle cx="154" cy="185" r="10" fill="#fff"/>
"""
WORDS = """
<g font-family="DejaVu Sans" font-weight="bold" letter-spacing="-3">
  <text x="580" y="248" font-size="142" fill="{body}">IP Camera</text>
  <text x="580" y="404" font-size="142" letter-spacing="8" fill="{blue}">CGI</text>
</g>
"""
PAGE = """
<body style="margin:0">
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{drawing}</svg>
"""


def draw(drawing: str, body: str, ring: str) -> Image.Image:
    """Render HTML with a transparent background in Chromium."""
    browser = chromium()
    assert browser is not None, "there is no Chromium"  # noqa: S101
    colours = drawing.format(body=body, ring=ring, blue=BLUE, navy=NAVY)
    with TemporaryDirectory() as folder:
        page, picture = Path(folder, "page.html"), Path(folder, "picture.png")
        page.write_text(PAGE.format(width=WIDTH, height=HEIGHT, drawing=colours), "utf-8")
        command = (
            browser,
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb"),
            *(f"--force-device-scale-factor={SCALE}", f"--window-size={WIDTH},{HEIGHT}"),
            *("--default-background-color=00000000", f"--user-data-dir={folder}", f"--screenshot={picture}"),
            page.as_uri(),
        )
        subprocess.run(command, check=True, capture_output=True)
        return Image.open(BytesIO(picture.read_bytes())).convert("RGBA")


def save(picture: Image.Image, name: str, size: tuple[int, int]) -> None:
    """Save a picture in two sizes."""
    for suffix, times in (("", 1), ("@2x", 2)):
        width, height = size[0] * times, size[1] * times
        picture.resize((width, height), Image.Resampling.LANCZOS).save(BRAND / f"{name}{suffix}.png", optimize=True)


def main() -> None:
    """Draw all images."""
    for theme, (body, ring) in THEMES.items():
        icon = draw(CAMERA, body, ring)
        save(icon.crop((0, 0, 512 * SCALE, 512 * SCALE)), f"{theme}icon", (256, 256))
        logo = draw(CAMERA + WORDS, body, ring)
        logo = logo.crop(logo.getbbox())
        save(logo, f"{theme}logo", (round(logo.width * 256 / logo.height), 256))


if __name__ == "__main__":
    main()
