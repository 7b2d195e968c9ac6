"""Sensors: sizes, frame rates, bit rates and the limits of each codec."""

from collections.abc import Mapping
from dataclasses import dataclass

SMALL = ("1280x960", "1280x720", "1024x768", "854x480", "640x480", "320x240")
SECOND = ("1024x768", "854x480", "640x480", "320x240")
BELOW_3M = ("2048x1536", "1600x1200", "1920x1080", "1280x1024", *SMALL)
ALL = "VideoSizeAll"


@dataclass(frozen=True, slots=True)
class Rate:
    """Frame rates at some sizes, and the range of key frame intervals."""

    low: int
    high: int
    sizes: tuple[str, ...]
    keyframe: int

    @property
    def words(self) -> str:
        """The range as the camera writes it."""
        return f"fix:{self.low}fps" if self.low == self.high else f"min:{self.low}fps;max:{self.high}fps"

    def fits(self, framerate: int, size: str) -> bool:
        """Return whether a rate is allowed at a size."""
        return self.low <= framerate <= self.high and (size in self.sizes or self.sizes == (ALL,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """Limits of a sensor."""

    sizes: tuple[str, ...]
    captures: tuple[tuple[str, ...], ...]  # sizes of capture 1, 2 and so on
    mpeg4: str = "1920x1080"
    stream3: tuple[int, ...] = (1, 2)  # captures available for stream 3
    uses: Mapping[str, int]
    rates: tuple[Rate, ...] = (Rate(1, 30, (ALL,), 60),)
    bitrate: int


USES = {"h265": 1, "h264": 3, "mpeg": 2, "mjpeg": 2}

SENSORS: Mapping[str, Sensor] = {
    "1M": Sensor(
        sizes=("1280x1024", *SMALL),
        captures=(("1280x1024", "1280x960", "1280x720", "1024x768"), SECOND),
        mpeg4="1280x1024",
        uses=USES,
        rates=(
            Rate(60, 60, ("1280x720", "1024x768", "854x480", "640x480", "320x240"), 120),
            Rate(45, 45, ("1280x1024", "1280x960", "1280x720", "1024x768", "854x480", "640x480", "320x240"), 90),
            Rate(5, 30, (ALL,), 60),
        ),
        bitrate=6000,
    ),
    "2M": Sensor(
        sizes=("1920x1080", "1280x1024", *SMALL),
        captures=(("1920x1080", "1280x1024", "1280x960", "1280x720", "1024x768"), SECOND),
        uses=USES,
        bitrate=9000,
    ),
    "3M": Sensor(
        sizes=BELOW_3M,
        captures=(("2048x1536", "1600x1200", "1920x1080", "1280x1024", "1280x960", "1280x720", "1024x768"), SECOND),
        stream3=(2,),
        uses=USES | {"h264": 2},
        bitrate=12000,
    ),
    "12M": Sensor(
        sizes=("4000x3000", "3000x3000", "4096x2160", "3840x2160", "2560x1920", "2560x1600", *BELOW_3M),
        captures=(
            (
                "4000x3000",
                "3000x3000",
                "4096x2160",
                "3840x2160",
                "2560x1920",
                "2560x1600",
                "2048x1536",
                "1600x1200",
                "1920x1080",
                "1280x1024",
                "1280x960",
                "1280x720",
                "1024x768",
            ),
            ("2048x1536", "1600x1200", "1920x1080", "1280x1024", "1280x960", "1280x720", *SECOND),
            (
                "2560x1920",
                "2560x1600",
                "2048x1536",
                "1600x1200",
                "1920x1080",
                "1280x1024",
                "1280x960",
                "1280x720",
                "1024x768",
                "640x480",
                "320x240",
            ),
        ),
        stream3=(1, 2, 3),
        uses=USES | {"h265": 3},
        bitrate=12000,
    ),
}
