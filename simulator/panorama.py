"""The scene in front of a camera: an evening in a village, drawn at any size and direction."""

from dataclasses import dataclass
from functools import lru_cache
from math import atan, degrees, radians, sin, tan
from random import Random
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDEST = 57.0  # horizontal field of view in degrees without zoom

type Colour = tuple[int, int, int]
type Points = list[tuple[float, float]]


class Light(NamedTuple):
    """Colors of a time of day."""

    zenith: Colour
    middle: Colour
    horizon: Colour
    far: Colour
    grass: Colour
    near: Colour
    wall: Colour
    roof: Colour
    path: Colour
    leaves: Colour


EVENING = Light(
    zenith=(38, 54, 110),
    middle=(142, 104, 146),
    horizon=(250, 178, 116),
    far=(84, 72, 108),
    grass=(66, 92, 70),
    near=(34, 54, 46),
    wall=(150, 128, 118),
    roof=(92, 58, 60),
    path=(138, 122, 114),
    leaves=(38, 62, 54),
)
NIGHT = Light(
    zenith=(4, 7, 18),
    middle=(9, 14, 32),
    horizon=(24, 30, 52),
    far=(12, 14, 28),
    grass=(14, 22, 22),
    near=(8, 12, 14),
    wall=(40, 38, 44),
    roof=(22, 18, 26),
    path=(34, 34, 40),
    leaves=(9, 16, 18),
)


@dataclass(frozen=True, slots=True)
class View:
    """Direction and size of a picture."""

    width: int
    height: int
    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 1.0

    @property
    def scale(self) -> float:
        """Pixels per degree."""
        return self.width / (2 * degrees(atan(tan(radians(WIDEST / 2)) / self.zoom)))

    def x(self, pan: float) -> float:
        """Return the x coordinate of a direction."""
        return self.width / 2 + ((pan - self.pan + 180) % 360 - 180) * self.scale

    def y(self, tilt: float) -> float:
        """Return the y coordinate of an elevation."""
        return self.height * 0.52 - (tilt - self.tilt) * self.scale

    def points(self, middle: float, outline: Points) -> Points:
        """Place an outline, given in degrees around a direction."""
        x = self.x(middle)
        return [(x + pan * self.scale, self.y(tilt)) for pan, tilt in outline]


@lru_cache(maxsize=12)
def panorama(view: View, *, night: bool) -> Image.Image:
    """Draw the scene."""
    light = NIGHT if night else EVENING
    picture = _ground_and_sky(view, light)
    draw = ImageDraw.Draw(picture)
    _stars(draw, view, night=night)
    _hills(draw, view, light)
    for pan in (-8.0, 95.0, 182.0, 262.0):
        _path(draw, view, pan + 9, light)
    for pan in (-8.0, 95.0, 182.0, 262.0):
        _house(draw, view, pan, light)
    for pan, size in (
        (-34, 1.2),
        (-24, 0.8),
        (26, 1.1),
        (47, 0.7),
        (70, 1.3),
        (122, 1.0),
        (150, 1.4),
        (216, 0.9),
        (300, 1.2),
    ):
        _tree(draw, view, pan, size, light)
    _fence(draw, view, light)
    _car(draw, view, 15, light)
    _lamp(draw, view, 21, light)
    return ImageChops.screen(picture, _glow(view, night=night))


def _ground_and_sky(view: View, light: Light) -> Image.Image:
    column = Image.new("RGB", (1, view.height))
    for y in range(view.height):
        tilt = view.tilt + (view.height * 0.52 - y) / view.scale
        if tilt >= 0:
            colour = (
                _mix(light.horizon, light.middle, tilt / 9)
                if tilt < 9
                else _mix(light.middle, light.zenith, (tilt - 9) / 30)
            )
        else:
            colour = _mix(light.grass, light.near, -tilt / 24)
        column.putpixel((0, y), colour)
    return column.resize((view.width, view.height))


def _stars(draw: ImageDraw.ImageDraw, view: View, *, night: bool) -> None:
    dice = Random(4)
    for _ in range(420 if night else 90):
        pan, tilt, bright = dice.uniform(0, 360), dice.uniform(8, 70), dice.randint(90, 255)
        x, y = view.x(pan), view.y(tilt)
        draw.rectangle((x, y, x + view.width / 900, y + view.width / 900), fill=(bright, bright, bright))
    for moon in (-20.0, 160.0):
        x, y, size = view.x(moon), view.y(15), 1.3 * view.scale
        draw.ellipse((x - size, y - size, x + size, y + size), fill=(250, 244, 226))


def _hills(draw: ImageDraw.ImageDraw, view: View, light: Light) -> None:
    left = view.pan - view.width / 2 / view.scale
    step = max(view.width // 160, 1)
    for height, blend, shift in ((3.4, 0.45, 1.0), (2.0, 0.0, 4.0)):
        line: Points = [(0, view.y(0))]
        for x in range(0, view.width + step, step):
            pan = radians(left + x / view.scale)
            line.append((x, view.y(height * (0.55 + 0.28 * sin(3 * pan + shift) + 0.17 * sin(7 * pan + 2 * shift)))))
        draw.polygon([*line, (view.width, view.y(0))], fill=_mix(light.far, light.horizon, blend))


def _path(draw: ImageDraw.ImageDraw, view: View, pan: float, light: Light) -> None:
    draw.polygon(view.points(pan, [(-1.6, -2.0), (1.6, -2.0), (13, -30), (-9, -30)]), fill=light.path)
    for tilt in (-4.0, -7.0, -11.0, -17.0):
        spread = -tilt * 0.34
        draw.line(view.points(pan, [(-spread, tilt), (spread * 1.2, tilt)]), fill=_mix(light.path, light.near, 0.25))


def _house(draw: ImageDraw.ImageDraw, view: View, pan: float, light: Light) -> None:
    draw.polygon(view.points(pan, [(-8, 5), (-8, -2.6), (8, -2.6), (8, 5)]), fill=light.wall)
    draw.polygon(view.points(pan, [(-9.2, 4.7), (-5.4, 9.6), (5.4, 9.6), (9.2, 4.7)]), fill=light.roof)
    draw.polygon(
        view.points(pan, [(3.6, 8), (3.6, 11.4), (5.2, 11.4), (5.2, 8)]), fill=_mix(light.roof, light.near, 0.4)
    )
    for left in (-6.4, -2.6):
        draw.polygon(
            view.points(pan, [(left, 0.6), (left, 3.2), (left + 2.4, 3.2), (left + 2.4, 0.6)]), fill=(255, 214, 128)
        )
        draw.line(
            view.points(pan, [(left + 1.2, 0.6), (left + 1.2, 3.2)]), fill=light.roof, width=max(int(view.scale / 8), 1)
        )
    draw.polygon(
        view.points(pan, [(2.4, -2.6), (2.4, 2.4), (5.0, 2.4), (5.0, -2.6)]), fill=_mix(light.roof, (0, 0, 0), 0.35)
    )
    draw.polygon(view.points(pan, [(3.3, 2.9), (3.3, 3.5), (4.1, 3.5), (4.1, 2.9)]), fill=(255, 236, 180))


def _tree(draw: ImageDraw.ImageDraw, view: View, pan: float, size: float, light: Light) -> None:
    trunk = _mix(light.roof, light.near, 0.6)
    draw.polygon(
        view.points(pan, [(-0.35 * size, -3), (-0.2 * size, 4 * size), (0.2 * size, 4 * size), (0.35 * size, -3)]),
        fill=trunk,
    )
    dice = Random(int(pan * 10))
    for _ in range(16):
        x, y = view.x(pan + dice.uniform(-2, 2) * size), view.y((4.6 + dice.uniform(-1.8, 2.4)) * size)
        r = dice.uniform(0.8, 1.6) * size * view.scale
        draw.ellipse((x - r, y - r, x + r, y + r), fill=_mix(light.leaves, light.grass, dice.uniform(0, 0.5)))


def _fence(draw: ImageDraw.ImageDraw, view: View, light: Light) -> None:
    colour = _mix(light.wall, light.near, 0.35)
    width = max(int(view.scale / 5), 1)
    for start, posts in ((28, 18), (110, 22), (200, 20), (280, 18)):
        for post in range(posts):
            draw.line(view.points(start + post * 2.4, [(0, -4.4), (0, -1.9)]), fill=colour, width=width)
        for tilt in (-2.5, -3.5):
            draw.line(view.points(start, [(0, tilt), ((posts - 1) * 2.4, tilt)]), fill=colour, width=width)


def _car(draw: ImageDraw.ImageDraw, view: View, pan: float, light: Light) -> None:
    body = _mix((52, 74, 108), light.near, 0.3)
    outline: Points = [
        (-4, -6.4),
        (-4, -4.6),
        (-2.6, -4.2),
        (-1.6, -2.9),
        (1.5, -2.9),
        (2.8, -4.2),
        (4.2, -4.7),
        (4.2, -6.4),
    ]
    draw.polygon(view.points(pan, outline), fill=body)
    draw.polygon(
        view.points(pan, [(-2.2, -4.2), (-1.4, -3.2), (1.2, -3.2), (2.2, -4.2)]), fill=_mix(light.horizon, body, 0.4)
    )
    for wheel in (-2.4, 2.6):
        x, y, r = view.x(pan + wheel), view.y(-6.4), 0.75 * view.scale
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(18, 18, 22))
    draw.polygon(view.points(pan, [(4.0, -5.3), (4.0, -4.9), (4.25, -4.9), (4.25, -5.3)]), fill=(255, 84, 64))


def _lamp(draw: ImageDraw.ImageDraw, view: View, pan: float, light: Light) -> None:
    colour = _mix(light.near, (60, 60, 70), 0.5)
    draw.polygon(view.points(pan, [(-0.16, -6), (-0.1, 9), (0.1, 9), (0.16, -6)]), fill=colour)
    draw.polygon(view.points(pan, [(-0.8, 9), (-0.4, 9.8), (0.4, 9.8), (0.8, 9)]), fill=(255, 240, 196))


def _glow(view: View, *, night: bool) -> Image.Image:
    """Draw the glow around the lamps, small and blurred."""
    small = View(160, max(view.height * 160 // view.width, 1), view.pan, view.tilt, view.zoom)
    glow = Image.new("RGB", (small.width, small.height))
    draw = ImageDraw.Draw(glow)
    strength = 0.55 if night else 0.8
    lights = [(21.0, 9.2, 2.6)] + [(pan + 3.7, 3.0, 1.6) for pan in (-8.0, 95.0, 182.0, 262.0)]
    for pan, tilt, size in lights:
        x, y, r = small.x(pan), small.y(tilt), size * small.scale
        draw.ellipse((x - r, y - r, x + r, y + r), fill=_mix((0, 0, 0), (236, 166, 84), strength))
    return glow.filter(ImageFilter.GaussianBlur(small.scale * 2)).resize(
        (view.width, view.height), Image.Resampling.BILINEAR
    )


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    share = min(max(share, 0.0), 1.0)
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
