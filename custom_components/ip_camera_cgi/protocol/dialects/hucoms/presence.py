"""Conditions under which a model has a setting, apart from the field in its page (docs/sources.md H11, H12, H14)."""

from collections.abc import Mapping
from functools import partial
import re

from ...model.values import Page

type Pages = Mapping[str, Page]

_NO = frozenset({"no", "0", "false", "off", "none", "not supported"})
_NUMBER = re.compile(r"[0-9]{1,5}")


def says_no(value: str) -> bool:
    """Return whether a value means that the model lacks something; the manual prints only `no`."""
    return value.strip().lower() in _NO


def _has_audio(directions: tuple[str, ...], pages: Pages) -> bool:
    reported = pages.get("audio_ability", {})
    return any(not says_no(reported.get(f"audio{each}putsupported", "yes")) for each in directions)


has_audio_in = partial(_has_audio, ("in",))
has_audio_out = partial(_has_audio, ("out",))
has_audio = partial(_has_audio, ("in", "out"))


def has_privacy_area(number: int, pages: Pages) -> bool:
    """Return whether the reported number of areas includes this one."""
    areas = pages.get("privacy1", {}).get("maxno", "0")
    return bool(_NUMBER.fullmatch(areas)) and number <= int(areas)


def has_fine_grid(pages: Pages) -> bool:
    """Return whether the fine motion grid is used; firmware without it answers with the coarse one."""
    return "motion1.area18" in pages.get("motion_fine", {})


def has_coarse_grid(pages: Pages) -> bool:
    """Return whether only the coarse motion grid is used; both grids show the same cells."""
    return not has_fine_grid(pages)


def has_writable_day_night_level(pages: Pages) -> bool:
    """Return whether the field is writable, which it is before API 1.22."""
    return "version" not in pages
