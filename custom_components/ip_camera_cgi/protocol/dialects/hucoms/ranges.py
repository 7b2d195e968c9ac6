"""Ranges and choices that a camera reports for its settings (docs/sources.md H21)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
import re
from typing import Any

from ...model.settings import Choice, Codec, Level, Setting
from ...model.values import Page
from .setting_rows import CODECS, LINKS, WHITE_SINCE_1_22

type _RangeReader = Callable[[Setting[Any], Mapping[str, Page]], Codec[Any]]

_RANGE = re.compile(r"min:(\d{1,6})[a-z]*;max:(\d{1,6})", re.IGNORECASE)
_MAX_SIZE_LENGTH = 40
# getCapabilitiesImage uses other names for some fields.
_COLOR_NAMES = {"bright": "brightness", "sharp": "sharpness", "edge": "edgeenhance"}


def adapted_codec(setting: Setting[Any], pages: Mapping[str, Page]) -> Codec[Any]:
    """Return the codec of a setting with the range or choices of this camera."""
    fit = _BY_NAME.get(setting.field.rpartition(".")[2]) or _BY_PAGE.get(setting.page)
    return fit(setting, pages) if fit else setting.codec


def _size(setting: Setting[Any], pages: Mapping[str, Page]) -> Choice:
    sizes = pages.get("video_ability", {}).get(setting.field.partition(".")[0], "").split(";")
    current = pages["video"].get(setting.field, "")
    reported = (size.strip() for size in (*sizes, current) if size.isascii() and size.isprintable())
    # Sizes are compared without regard to case.
    choices = {
        size.lower(): size
        for size in reported
        if 0 < len(size) <= _MAX_SIZE_LENGTH and size.isascii() and size.isprintable()
    }
    return Choice({size: size for size in choices.values()})


def _codec(setting: Setting[Any], pages: Mapping[str, Page]) -> Choice:
    known = pages.get("video_ability", {}).get("videocodecsupported", "h264;mpeg4;mjpeg").lower().replace(".", "")
    return _only(CODECS, known.split(";"))


def _source(setting: Setting[Any], pages: Mapping[str, Page]) -> Choice:
    captures = [f"capture{number}" for number in (1, 2, 3)]
    return Choice({name: name for name in captures if f"{name}.size" in pages["video"]})


def _framerate(setting: Setting[Any], pages: Mapping[str, Page]) -> Codec[Any]:
    assert isinstance(setting.codec, Level)  # noqa: S101  guaranteed by the table
    most = pages.get("video_ability", {}).get("maxframerate", "")
    return replace(setting.codec, high=int(most)) if re.fullmatch(r"[1-9]\d{0,2}", most) else setting.codec


def _bitrate(setting: Setting[Any], pages: Mapping[str, Page]) -> Codec[Any]:
    # While the codec is MJPEG, the field holds a quality.
    field = "bitrateall" if setting.key.endswith("bitrate") else "jpegqualitysupported"
    return _between(pages.get("video_ability", {}).get(field, ""), setting)


def _sampling(setting: Setting[Any], pages: Mapping[str, Page]) -> Codec[Any]:
    reported = pages.get("audio_ability", {}).get("samplingall", "")
    rates = [rate.strip().upper().replace("K", "000") for rate in reported.split(";")]
    assert isinstance(setting.codec, Choice)  # noqa: S101  guaranteed by the table
    return _only(setting.codec, rates) if reported else setting.codec


def _audio_codec(setting: Setting[Any], pages: Mapping[str, Page]) -> Choice:
    # The manual lists two codecs and supports one; some cameras report theirs (docs/sources.md H14).
    reported = pages.get("audio_ability", {}).get("compress", "ulaw").lower().split(";")
    assert isinstance(setting.codec, Choice)  # noqa: S101  guaranteed by the table
    return _only(setting.codec, {*reported, pages[setting.page].get(setting.field, "")})


def _white_balance(setting: Setting[Any], pages: Mapping[str, Page]) -> Choice:
    assert isinstance(setting.codec, Choice)  # noqa: S101  guaranteed by the table
    return WHITE_SINCE_1_22 if "version" in pages else setting.codec


def _link(setting: Setting[Any], pages: Mapping[str, Page]) -> Choice:
    return Choice(LINKS) if "shock" in pages else _only(Choice(LINKS), [LINKS[bits] for bits in "0123"])


def _color(setting: Setting[Any], pages: Mapping[str, Page]) -> Codec[Any]:
    reported = pages.get("color_ranges", {}).get(_COLOR_NAMES.get(setting.field, setting.field), "")
    return _between(reported, setting)


def _between(reported: str, setting: Setting[Any]) -> Codec[Any]:
    """Return a level with the range in the reported text, if there is a valid one."""
    assert isinstance(setting.codec, Level)  # noqa: S101  guaranteed by the table
    found = _RANGE.search(reported)
    low, high = map(int, found.groups()) if found else (1, 0)
    return replace(setting.codec, low=low, high=high) if low <= high else setting.codec


def _only(choice: Choice, names: Collection[str]) -> Choice:
    """Return a choice reduced to the options in `names`."""
    return Choice({theirs: ours for theirs, ours in choice.options.items() if ours in names})


_BY_NAME: dict[str, _RangeReader] = {
    "size": _size,
    "codec": _codec,
    "source": _source,
    "framerate": _framerate,
    "link": _link,
    "quality": _bitrate,
    "audiosampling": _sampling,
    "audiocodec": _audio_codec,
    "wbmode": _white_balance,
}
_BY_PAGE: dict[str, _RangeReader] = {"color": _color, "night_color": _color}
