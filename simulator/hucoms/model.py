"""What differs between Hucoms models and firmwares."""

from dataclasses import dataclass
from typing import Literal

from ..personality import Personality


@dataclass(frozen=True, slots=True, kw_only=True)
class HucomsModel(Personality):
    """A camera of the Hucoms family."""

    sensor: Literal["1M", "2M", "3M"] = "2M"
    refusal: Literal["401", "error"] = "401"  # what a wrong login gets
    not_admin: Literal["403", "401", "error"] = "403"  # what a visitor gets on a control page
    month: Literal["name", "number"] = "name"  # how serverdate.cgi writes March
    answers_numbers: bool = True  # capabilityptz.cgi: "PresetSupported = 128" instead of "Yes"
    pan_tilt: bool = False
    zoom: bool = False
    endless_pan: bool = False
    audio: bool = True
    presets: int = 0
    autopans: int = 0
    tours: int = 0
