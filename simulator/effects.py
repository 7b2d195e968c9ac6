"""Picture effects besides light and color: test bars, negative, masks."""

from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

BARS = ("white", "yellow", "cyan", "lime", "magenta", "red", "blue", "black")

type Mask = tuple[float, float, float, float, int]  # left, top, width, height as fractions of the picture; gray level


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """All effects off; 1 is neutral for factors."""

    bars: bool = False
    negative: bool = False
    red: float = 1.0
    blue: float = 1.0
    hue: int = 0  # 256 is a full turn
    sharpness: float = 1.0
    blur: float = 0.0  # fraction of the picture's width
    masks: tuple[Mask, ...] = ()

    def apply(self, picture: Image.Image) -> Image.Image:
        """Apply the effects of the sensor."""
        if self.bars:
            return _bars(picture.size)
        if self.blur:
            picture = picture.filter(ImageFilter.GaussianBlur(self.blur * picture.width))
        if self.sharpness != 1:
            picture = ImageEnhance.Sharpness(picture).enhance(self.sharpness)
        if self.hue:
            hue, saturation, value = picture.convert("HSV").split()
            turned = hue.point([(each + self.hue) % 256 for each in range(256)])
            picture = Image.merge("HSV", (turned, saturation, value)).convert("RGB")
        if (self.red, self.blue) != (1, 1):
            scales = (self.red, 1.0, self.blue)
            picture = picture.point([min(round(each * scale), 255) for scale in scales for each in range(256)])
        return ImageChops.invert(picture) if self.negative else picture

    def cover(self, picture: Image.Image) -> Image.Image:
        """Draw the privacy masks."""
        draw = ImageDraw.Draw(picture)
        for left, top, width, height, grey in self.masks:
            corners = (left, top, left + width, top + height)
            sides = (picture.width, picture.height, picture.width, picture.height)
            box = [round(part * side) for part, side in zip(corners, sides, strict=True)]
            draw.rectangle((box[0], box[1], max(box[2] - 1, box[0]), max(box[3] - 1, box[1])), fill=(grey, grey, grey))
        return picture


NO_EFFECTS = Effects()


def _bars(size: tuple[int, int]) -> Image.Image:
    picture = Image.new("RGB", size)
    draw = ImageDraw.Draw(picture)
    for number, colour in enumerate(BARS):
        draw.rectangle((size[0] * number // 8, 0, size[0] * (number + 1) // 8, size[1]), fill=colour)
    return picture
