"""Differences between Hucoms models and firmware versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, override

from ..personality import Personality

# API version that introduced or removed a page or action.
SINCE: Mapping[str, str] = {
    "ctrl_alarmout": "1.03",
    "httpapi": "1.04",
    "serverinfo1": "1.04",
    "serverinfo2": "1.04",
    "serverinfo3": "1.04",
    "jpeg": "1.05",
    "mjpeg": "1.05",
    "videotamper": "1.08",
    "camslowshut": "1.08",
    "shock": "1.10",
    "language": "1.12",
    "netset": "1.15",
    "dnsset": "1.15",
    "capabilityvideo": "1.16",
    "capabilityaudio": "1.16",
    "capabilityptz": "1.16",
    "camcolor/getCapabilitiesImage": "1.16",
    "ptzf_status": "1.17",
    "pt_control": "1.17",
    "zf_control": "1.17",
    "preset_control": "1.17",
    "fine motion grid": "1.20",
    "ptzf_status/getptzfpos": "1.21",
    "audiodetect": "1.21",
    "h265": "1.21",
    "servermodel": "1.22",
    "versioninfo": "1.22",
    "camdnr": "1.22",
    "camdefog": "1.22",
    "ptz_centering": "1.22",
}
UNTIL: Mapping[str, str] = {"shock": "1.22", "preset_control/tour": "1.22"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HucomsModel(Personality):
    """A model of the Hucoms family."""

    api: str = "1.20"  # API version
    sensor: Literal["1M", "2M", "3M", "12M"] = "2M"
    refusal: Literal["401", "error"] = "401"  # response to a wrong login
    not_admin: Literal["403", "401", "error"] = "403"  # response to a visitor on a control page
    api_off: Literal["error", "404"] = "error"  # response of control pages after httpapi.cgi has disabled them
    month: Literal["name", "number"] = "name"  # how serverdate.cgi writes the month
    answers_numbers: bool = True  # capabilityptz.cgi: "PresetSupported = 128" instead of "Yes"
    time_server: bool = True  # otherwise the clock starts in 1970 after a power cut
    privacy_areas: int = 6
    pan_tilt: bool = False
    zoom: bool = False
    endless_pan: bool = False
    audio: bool = True
    presets: int = 0
    autopans: int = 0
    tours: int = 0

    def speaks(self, version: str) -> bool:
        """Return whether it implements this API version or a later one."""
        return _parts(self.api) >= _parts(version)

    @override
    def has(self, thing: str) -> bool:
        """Return whether this model has a field, page or action."""
        if not self.speaks(SINCE.get(thing, "1.00")) or (thing in UNTIL and self.speaks(UNTIL[thing])):
            return False
        return Personality.has(self, thing)


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
