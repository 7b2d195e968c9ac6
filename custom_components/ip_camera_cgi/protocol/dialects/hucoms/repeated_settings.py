"""Settings that exist several times: of each encoder, each privacy area, each row of a motion grid."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from ...model import keys
from ...model.settings import Codec, Level, Mask, Setting, Write
from .pages import PAGES
from .presence import Pages, has_privacy_area
from .setting_rows import CODECS, ON, choice


def encoder_settings(number: int) -> Iterator[Setting[Any]]:
    """Yield the settings of one encoder; every write sends all of its fields (docs/sources.md H13)."""
    coded, pictures = ("h264", "mpeg", "h265"), ("mjpeg",)
    kinds: tuple[tuple[str, str, Codec[Any], tuple[str, ...] | None], ...] = (
        ("enable", "enable", ON, None),
        ("source", "source", choice("capture1", "capture2", "capture3"), None),
        ("codec", "codec", CODECS, None),
        ("framerate", "framerate", Level(1, 30, unit="fps"), None),
        ("bitrate", "quality", Level(64, 12000, unit="kbit/s"), coded),
        ("quality", "quality", Level(5, 95), pictures),
        ("keyframe", "keyframe", Level(5, 120), coded),
        ("rate_control", "ratectrl", choice("cbr", "vbr"), coded),
    )
    fields = {name: f"encoder{number}.{name}" for _, name, _, _ in kinds}
    for key, name, codec, coding in kinds:
        if number == 1 and key == "source":
            continue  # always capture1
        write = Write(
            path=PAGES["video"].path,
            param=fields[name],
            fixed={"action": f"setvideo{number}"},
            sent_with={field: field for other, field in fields.items() if other != name},
        )
        yield Setting(
            key=f"encoder_{number}_{key}",
            page="video",
            field=fields[name],
            codec=codec,
            write=write,
            advanced=True,
            available_when=(fields["codec"], coding) if coding else None,
        )


def privacy_settings(area: int) -> Iterator[Setting[Any]]:
    """Yield the settings of one privacy area; every write sends all of its fields (docs/sources.md H12)."""
    page = f"privacy{area}"
    kinds: tuple[tuple[str, str, Codec[Any]], ...] = (
        ("", "enable", ON),
        ("color", "color", Level(1, 8)),
        ("left", "startx", Level(0, 319)),
        ("top", "starty", Level(0, 239)),
        ("width", "endx", Level(1, 320)),
        ("height", "endy", Level(1, 240)),
    )
    for key, name, codec in kinds:
        write = Write(
            path=PAGES[page].path,
            param=f"privacy.{name}",
            fixed={"action": PAGES[page].set},
            sent_with={f"privacy.{other}": f"{page}.{other}" for _, other, _ in kinds if other != name},
        )
        yield Setting(
            key=keys.privacy_part(area, key) if key else keys.privacy_area(area),
            page=page,
            field=f"{page}.{name}",
            codec=codec,
            write=write,
            advanced=True,
            present=partial(has_privacy_area, area),
            group=keys.privacy_area(area) if key else "",
        )


def with_area_number(write: Write, area: str) -> Write:
    """Return the write of a privacy area with the number of the area in every parameter name."""

    def name(param: str) -> str:
        return param.replace("privacy.", f"{area}.")

    return replace(
        write, param=name(write.param), sent_with={name(param): field for param, field in write.sent_with.items()}
    )


def grid_settings(page: str, columns: int, rows: int, present: Callable[[Pages], bool]) -> Iterator[Setting[Any]]:
    """Yield the rows of a motion grid: one field per row, one bit per cell (docs/sources.md H11)."""
    group = keys.motion_area(columns, rows)
    for row in range(1, rows + 1):
        field = f"motion1.area{row}"
        fixed = {"action": PAGES[page].set, **PAGES[page].extra}
        yield Setting(
            key=keys.motion_row(group, row),
            page=page,
            field=field,
            codec=Mask(columns),
            write=Write(path=PAGES[page].path, param=field, fixed=fixed),
            present=present,
            group=group,
        )
