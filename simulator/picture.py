"""Renders the picture of a camera as JPEG."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from math import sin
from time import monotonic

from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageOps

from .effects import NO_EFFECTS, Effects
from .panorama import View, panorama
from .world import World

FRAME_SECONDS = 1 / 15  # a picture is drawn at most once in this interval, however many viewers there are
VISIT_SECONDS = 9.0  # seconds to walk through the picture
VISITOR_COLORS = ((176, 62, 52), (30, 32, 44), (226, 178, 146), (255, 226, 140))  # coat, trousers, skin, lantern
INFRARED_COLORS = ((206, 206, 206), (150, 150, 150), (236, 236, 236), (255, 255, 255))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageParameters:
    """How a picture is rendered; 1 is neutral for all factors."""

    size: tuple[int, int] = (640, 480)
    name: str = ""
    clock: str = ""
    brightness: float = 1.0
    contrast: float = 1.0
    saturation: float = 1.0
    flip: bool = False
    mirror: bool = False
    monochrome: bool = False
    quality: int = 75
    status_text: str = ""  # text in the upper right corner
    text_scale: float = 1.0
    effects: Effects = NO_EFFECTS


class ImageSensor:
    """The sensor of one camera: draws once per interval and returns the same picture to everyone."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._last: dict[tuple[int, int], tuple[object, bytes]] = {}

    def picture(self, parameters: ImageParameters) -> bytes:
        """Return the current picture as JPEG."""
        world = self._world
        moment = int(monotonic() / FRAME_SECONDS) if world.motion else 0
        key = (parameters, self._view(parameters), moment, world.night, world.infrared, world.tamper)
        drawn = self._last.get(parameters.size)
        if drawn is None or drawn[0] != key:
            jpeg = BytesIO()
            self.image(parameters).save(jpeg, "JPEG", quality=parameters.quality, subsampling=1)
            drawn = self._last[parameters.size] = (key, jpeg.getvalue())
        return drawn[1]

    def image(self, parameters: ImageParameters, *, walked: float | None = None) -> Image.Image:
        """Return the current picture before encoding, or that of a visitor who has walked for some seconds."""
        world = self._world
        if world.tamper:
            picture = _covered(parameters.size).copy()
        else:
            lit = world.night and world.infrared
            colour = 0.0 if parameters.monochrome else parameters.saturation
            picture = _scene(self._view(parameters), colour, night=world.night, lit=lit).copy()
            if walked is None and world.motion:
                walked = monotonic() // FRAME_SECONDS * FRAME_SECONDS
            if walked is not None:
                _walk(picture, walked, pale=lit)
        picture = parameters.effects.cover(_adjusted(parameters.effects.apply(picture), parameters))
        _draw_text(picture, parameters)
        return picture

    def _view(self, parameters: ImageParameters) -> View:
        world = self._world
        return View(*parameters.size, round(world.pan, 1), round(world.tilt, 1), round(world.zoom, 2))


@lru_cache(maxsize=12)
def _scene(view: View, colour: float, *, night: bool, lit: bool) -> Image.Image:
    """Draw the static scene, which is most of the work and mostly cached."""
    picture = panorama(view, night=night)
    if lit:
        lamp = ImageOps.invert(Image.radial_gradient("L")).resize(picture.size)
        grey = ImageEnhance.Brightness(picture.convert("L")).enhance(3.2)
        return Image.composite(grey, ImageEnhance.Brightness(grey).enhance(0.35), lamp).convert("RGB")
    return picture if colour == 1 else ImageEnhance.Color(picture).enhance(colour)


@lru_cache(maxsize=4)
def _covered(size: tuple[int, int]) -> Image.Image:
    hand = ImageOps.colorize(Image.radial_gradient("L"), (52, 22, 18), (6, 4, 4))
    return hand.resize(size)


def _walk(picture: Image.Image, moment: float, *, pale: bool) -> None:
    """Draw the visitor walking back and forth."""
    width, height = picture.size
    there, way = divmod(moment / VISIT_SECONDS, 1.0)
    back = bool(int(there) % 2)
    figure = _visitor(max(height * 2 // 5, 8), int(moment * 7) % 8, pale)
    if back:
        figure = ImageOps.mirror(figure)
        way = 1 - way
    left = round(way * max(width - figure.width, 0))
    picture.paste(figure, (left, round(height * 0.92) - figure.height), figure)


@lru_cache(maxsize=64)
def _visitor(height: int, step: int, pale: bool) -> Image.Image:
    """Draw a walking person with a lantern, four times too large and then reduced, for smooth edges."""
    unit = height / 25
    swing = sin(step / 8 * 6.283)
    coat, dark, skin, flame = INFRARED_COLORS if pale else VISITOR_COLORS
    canvas = Image.new("RGBA", (round(48 * unit), round(100 * unit)))
    draw = ImageDraw.Draw(canvas)
    middle = 24 * unit
    for side in (swing, -swing):
        foot = middle + side * 13 * unit
        draw.line((middle, 56 * unit, foot, 97 * unit), fill=(*dark, 255), width=round(8 * unit))
        draw.ellipse((foot - 4 * unit, 93 * unit, foot + 8 * unit, 100 * unit), fill=(*dark, 255))
    draw.rounded_rectangle(
        (middle - 9 * unit, 19 * unit, middle + 9 * unit, 62 * unit), radius=8 * unit, fill=(*coat, 255)
    )
    hand = middle + (10 + 4 * swing) * unit
    draw.line((middle, 27 * unit, hand, 52 * unit), fill=(*coat, 255), width=round(6 * unit))
    draw.ellipse((middle - 7 * unit, 3 * unit, middle + 7 * unit, 18 * unit), fill=(*skin, 255))
    draw.pieslice((middle - 8 * unit, 0, middle + 8 * unit, 18 * unit), 180, 360, fill=(*dark, 255))
    draw.rounded_rectangle(
        (hand - 4 * unit, 52 * unit, hand + 4 * unit, 63 * unit), radius=3 * unit, fill=(*flame, 255)
    )
    return canvas.resize((max(canvas.width // 4, 1), max(canvas.height // 4, 1)), Image.Resampling.BOX)


def _adjusted(picture: Image.Image, parameters: ImageParameters) -> Image.Image:
    if parameters.brightness != 1 or parameters.contrast != 1:
        shift = 128 + (parameters.brightness - 1) * 128
        table = [min(max(round((value - 128) * parameters.contrast + shift), 0), 255) for value in range(256)]
        picture = picture.point(table * 3)
    if parameters.mirror:
        picture = ImageOps.mirror(picture)
    return ImageOps.flip(picture) if parameters.flip else picture


def _draw_text(picture: Image.Image, parameters: ImageParameters) -> None:
    width, height = picture.size
    draw = ImageDraw.Draw(picture)
    font = _font(max(round(height / 26 * parameters.text_scale), 9))
    for at, anchor, words in (
        ((width // 60, height // 50), "la", parameters.name),
        ((width // 60, height - height // 50), "ld", parameters.clock),
        ((width - width // 60, height // 50), "ra", parameters.status_text),
    ):
        draw.text((at[0] + 1, at[1] + 1), words, fill=(0, 0, 0), font=font, anchor=anchor)
        draw.text(at, words, fill=(255, 255, 255), font=font, anchor=anchor)


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
