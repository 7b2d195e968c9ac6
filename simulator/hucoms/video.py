"""videoset.cgi: sensor captures, and the encoders fed by them."""

from collections.abc import Mapping
import re

from ..ranges import number, one_of
from .capabilities import SECOND, SENSORS
from .model import HucomsModel
from .pages import SWITCH, Field, Page
from .store import RefusedError

CODECS = {"h264": "h264", "mpeg": "mpeg4", "mjpeg": "mjpeg"}  # here, and in connectinfo.cgi
FILMS = "h264|mpeg"
STARTS = {
    1: {"codec": "h264", "source": "capture1", "quality": "4000"},
    2: {"codec": "h264", "source": "capture2", "quality": "512"},
    3: {"codec": "mjpeg", "source": "capture2", "quality": "50"},
}


def page(model: HucomsModel) -> Page:
    """Describe videoset.cgi of a model."""
    sensor = SENSORS[model.sensor]
    fields = [
        Field(name="videoflip", start="normal", accepts=one_of("normal", "mirror", "flip", "both")),
        Field(name="capture1.enable", start="enable", accepts=SWITCH),
        Field(name="capture1.size", start=sensor.first[0], accepts=one_of(*sensor.first)),
        Field(name="capture2.enable", start="enable", accepts=SWITCH),
        Field(name="capture2.size", start="640x480", accepts=one_of(*SECOND, "nouse")),
    ]
    for encoder in STARTS:
        fields += _encoder(encoder, sensor.bitrate)
    fields.append(Field(name="need_reboot", start="no", remark="yes/no. if yes, it is applied after reboot.", gap=True))
    return Page(get="getvideo", fields=tuple(fields))


def _encoder(number_: int, bitrate: int) -> list[Field]:
    name, start = f"encoder{number_}", STARTS[number_]
    sources = ("capture1",) if number_ == 1 else ("capture1", "capture2")
    films = (f"{name}.codec", FILMS)
    return [
        Field(name=f"{name}.enable", start="enable", accepts=SWITCH, gap=True),
        Field(name=f"{name}.source", start=start["source"], accepts=one_of(*sources)),
        Field(name=f"{name}.codec", start=start["codec"], accepts=one_of(*CODECS)),
        Field(name=f"{name}.framerate", start="30", accepts=number(1, 30)),
        Field(name=f"{name}.quality", start=start["quality"], accepts=number(5, bitrate)),
        Field(name=f"{name}.keyframe", start="30", accepts=number(5, 60), when=films),
        Field(name=f"{name}.ratectrl", start="vbr", accepts=one_of("cbr", "vbr"), when=films),
    ]


def written_by(encoder: int, video_page: Page) -> list[str]:
    """List what setvideo1, 2 or 3 may write: its encoder, and what belongs to none."""
    return [
        name
        for name in video_page.writable()
        if not (other := re.match(r"encoder([0-9])", name)) or int(other[1]) == encoder
    ]


def check_quality(encoder: int, params: Mapping[str, str], stored_codec: str) -> None:
    """Refuse a bit rate for JPEG, and a JPEG quality for film."""
    quality = params.get(f"encoder{encoder}.quality")
    codec = params.get(f"encoder{encoder}.codec", stored_codec)
    fits = number(5, 95) if codec == "mjpeg" else number(64, 12000)
    if quality is not None and not fits(quality):
        raise RefusedError(f"invalid value of encoder{encoder}.quality")


def size(words: str) -> tuple[int, int]:
    """Read "640x480"; an unused capture counts as small."""
    width, _, height = words.partition("x")
    return (int(width), int(height)) if height else (320, 240)
