"""videoset.cgi: captures and the encoders fed by them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
import re

from ..ranges import number, one_of
from .fields import SWITCH, Field, Page, Rule, having, lacking
from .lines import Lines
from .model import HucomsModel
from .sensors import SENSORS, Sensor
from .store import RefusedError, Store

type Params = Mapping[str, str]

CODECS = ("h264", "mpeg", "mjpeg")
VIDEO_CODECS = "h264|mpeg|h265"
QUALITY, BITRATE = range(5, 96), "4000"
STARTS = {
    1: {"codec": "h264", "source": "capture1", "quality": BITRATE},
    2: {"codec": "h264", "source": "capture2", "quality": "512"},
    3: {"codec": "mjpeg", "source": "capture2", "quality": "50"},
}


def page(model: HucomsModel) -> Page:
    """Describe videoset.cgi of a model."""
    sensor = SENSORS[model.sensor]
    fields = [Field(name="videoflip", start="normal", accepts=one_of("normal", "mirror", "flip", "both"))]
    starts = (sensor.captures[0][0], "640x480", "320x240")
    for capture, sizes in enumerate(sensor.captures, 1):
        can_rest = () if capture == 1 else ("nouse",)
        fields += [
            Field(name=f"capture{capture}.enable", start="enable", accepts=SWITCH),
            Field(name=f"capture{capture}.size", start=starts[capture - 1], accepts=one_of(*sizes, *can_rest)),
        ]
    for encoder in STARTS:
        fields += _encoder(encoder, sensor)
    fields.append(Field(name="need_reboot", start="no", remark="yes/no. if yes, it is applied after reboot.", gap=True))
    rules = tuple(rule for encoder in STARTS for rule in _rules(encoder, sensor))
    return Page(get="getvideo", fields=tuple(fields), rules=(*rules, *_uses(sensor)))


def _encoder(number_: int, sensor: Sensor) -> list[Field]:
    name, start = f"encoder{number_}", STARTS[number_]
    # The first encoder always uses the first capture.
    sources = [f"capture{capture}" for capture in range(1, 1 + (1 if number_ == 1 else len(sensor.captures)))]
    coded = (f"{name}.codec", VIDEO_CODECS)
    codec = Field(name=f"{name}.codec", start=start["codec"])
    return [
        Field(name=f"{name}.enable", start="enable", accepts=SWITCH, gap=True),
        Field(name=f"{name}.source", start=start["source"], accepts=one_of(*sources)),
        replace(codec, accepts=one_of(*CODECS), on=lacking("h265")),
        replace(codec, accepts=one_of("h265", *CODECS), on=having("h265")),
        Field(name=f"{name}.framerate", start="30", accepts=number(1, 120)),
        Field(name=f"{name}.quality", start=start["quality"], accepts=number(5, sensor.bitrate)),
        Field(name=f"{name}.keyframe", start="30", accepts=number(5, 120), when=coded),
        Field(name=f"{name}.ratectrl", start="vbr", accepts=one_of("cbr", "vbr"), when=coded),
    ]


def _rules(encoder: int, sensor: Sensor) -> list[tuple[str, Rule]]:
    name = f"encoder{encoder}"

    def size(get: Callable[[str], str]) -> str:
        return get(f"{get(f'{name}.source')}.size")

    def framerate(get: Callable[[str], str]) -> bool:
        return any(rate.fits(int(get(f"{name}.framerate")), size(get)) for rate in sensor.rates)

    def keyframe(get: Callable[[str], str]) -> bool:
        rates = [rate for rate in sensor.rates if rate.low <= int(get(f"{name}.framerate")) <= rate.high]
        return get(f"{name}.codec") == "mjpeg" or any(int(get(f"{name}.keyframe")) <= rate.keyframe for rate in rates)

    def quality(get: Callable[[str], str]) -> bool:
        return (
            (int(get(f"{name}.quality")) in QUALITY)
            if get(f"{name}.codec") == "mjpeg"
            else (64 <= int(get(f"{name}.quality")) <= sensor.bitrate)
        )

    parts: dict[str, Rule] = {"framerate": framerate, "keyframe": keyframe, "quality": quality}
    return [(f"invalid value of {name}.{part}", rule) for part, rule in parts.items()]


def _uses(sensor: Sensor) -> list[tuple[str, Rule]]:
    def enough(codec: str) -> Rule:
        return lambda get: [get(f"encoder{each}.codec") for each in STARTS].count(codec) <= sensor.uses[codec]

    return [(f"too many encoders use {codec}", enough(codec)) for codec in sensor.uses]


class VideoSet:
    """Answers videoset.cgi."""

    def __init__(self, model: HucomsModel, store: Store) -> None:
        self._largest = SENSORS[model.sensor].sizes[0]
        self._store = store

    def obey(self, action: str, params: Params) -> Lines:
        """Return all fields, or change one encoder and the common fields."""
        if action == "getmaxsize":
            return [f"max_video_size = {self._largest}"]
        if match := re.fullmatch(r"setvideo(\d+)", action):
            self._set(int(match[1]), params)
        elif action != "getvideo":
            return None
        return self._store.written(self._store.fields("videoset", self._store.pages["videoset"]))

    def _set(self, encoder: int, params: Params) -> None:
        if encoder not in STARTS:
            raise RefusedError(f"there is no encoder {encoder}")
        video_page = self._store.pages["videoset"]
        params = self._with_quality(f"encoder{encoder}", params)
        changes = self._store.check("videoset", video_page, params, _written_by(encoder, video_page))
        if any(
            name.startswith("capture") and self._store.get("videoset", name) != new for name, new in changes.items()
        ):
            changes["need_reboot"] = "yes"
        self._store.keep("videoset", changes)

    def _with_quality(self, name: str, params: Params) -> Params:
        """Replace a quality that has another meaning for the new codec."""
        codec, before = params.get(f"{name}.codec"), self._store.get("videoset", f"{name}.codec")
        if codec in (None, before) or "mjpeg" not in (codec, before) or f"{name}.quality" in params:
            return params
        return {**params, f"{name}.quality": "50" if codec == "mjpeg" else BITRATE}


def _written_by(encoder: int, video_page: Page) -> list[str]:
    """Return the fields that setvideo1, 2 or 3 may write: those of its encoder and the common ones."""
    return [
        name
        for name in video_page.writable()
        if not (other := re.match(r"encoder([0-9])", name)) or int(other[1]) == encoder
    ]


def size(words: str) -> tuple[int, int]:
    """Parse "640x480"; an unused capture counts as small."""
    width, _, height = words.partition("x")
    return (int(width), int(height)) if height else (320, 240)
