"""The options of a camera with their defaults, and how they are applied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from homeassistant.config_entries import ConfigEntry

from .const import (
    CONF_CLIP_BEFORE,
    CONF_DOORBELLS,
    CONF_HOLD,
    CONF_HOME_PRESET,
    CONF_INFRARED,
    CONF_LIVE_RATE,
    CONF_LIVE_SIZE,
    CONF_MOTORS,
    CONF_MOVE_LIMIT,
    CONF_NATIVE,
    CONF_PUSH,
    CONF_PUSH_ADDRESS,
    CONF_RECORDING,
    CONF_RECORDING_AFTER,
    CONF_RECORDING_BEFORE,
    CONF_RECORDING_CLIP,
    CONF_RECORDING_DAYS,
    CONF_RECORDING_FOLDER,
    CONF_RECORDING_GIGABYTES,
    CONF_RECORDING_KINDS,
    CONF_RECORDING_LONGEST,
    CONF_RETURN_MINUTES,
    CONF_RETURN_PRESET,
    CONF_SWAP_PAN,
    CONF_SWAP_TILT,
    CONF_SWAP_ZOOM,
    CONF_TOUR,
    CONF_TOUR_ON,
)
from .protocol import MOVE_TIMEOUT, Camera, PtzOptions, StreamPreferences, Wiring


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one entry; None selects the camera's own default."""

    alarm_hold: int = 0
    """Seconds for which an alarm stays on after the camera has ended it."""
    doorbells: Sequence[str] = ()
    """The alarm inputs that are doorbells."""
    clip_before: int = 0
    """Seconds of pre-recorded live pictures."""
    native: bool | None = None
    """Whether the native protocol may be used."""
    push: bool = False
    """Whether the camera calls Home Assistant when an alarm begins."""
    push_address: str = ""
    """Home Assistant's address for these calls; empty leaves it to Home Assistant."""
    live_rate: str | None = None
    live_size: str | None = None
    ptz_profile: str | None = None
    move_timeout: int = MOVE_TIMEOUT
    """Seconds after which a move that is not repeated is stopped."""
    home_preset: int = 0
    swap_pan: bool | None = None
    swap_tilt: bool | None = None
    swap_zoom: bool | None = None
    infrared_profile: str | None = None
    tour: Sequence[Mapping[str, int]] = ()
    """The stops of the tour: "preset" and "seconds" to stay there."""
    tour_on: bool = False
    return_preset: int = 0
    """The preset to return to when nobody moves the camera; 0 for none."""
    return_minutes: int = 5
    """Minutes without a command after which the camera returns."""
    recording: bool = False
    """Whether alarms are recorded."""
    recording_clip: bool = True
    """Whether a clip is recorded besides the picture."""
    recording_kinds: Sequence[str] | None = None
    """The kinds of alarms that are recorded; None stands for all."""
    recording_before: int = 5
    """Seconds of a clip before the alarm."""
    recording_after: int = 10
    """Seconds of a clip after the end of the alarm."""
    recording_longest: int = 180
    """Seconds after which a recording ends although the alarm goes on."""
    recording_days: int = 14
    """Days for which recordings are kept."""
    recording_gigabytes: int = 10
    """Gigabytes that the recordings of the camera may take."""
    recording_folder: str = ""
    """Name of the media folder for recordings; empty for the usual one."""

    @classmethod
    def from_entry(cls, entry: ConfigEntry) -> Self:
        """Return the options of an entry."""
        return cls.of(entry.options)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Return stored options, completed with the defaults."""
        return cls(**{name: stored[key] for name, key in _KEYS.items() if key in stored})

    def apply(self, camera: Camera) -> None:
        """Apply the options to a camera."""
        camera.alarms.configure(hold=self.alarm_hold, optional_allowed=self.native)
        camera.pictures.prefer(StreamPreferences(self.live_rate, self.live_size))
        ptz = camera.ptz
        wiring = Wiring(
            pan_swapped=_chosen(self.swap_pan, ptz.wiring.pan_swapped),
            tilt_swapped=_chosen(self.swap_tilt, ptz.wiring.tilt_swapped),
            zoom_swapped=_chosen(self.swap_zoom, ptz.wiring.zoom_swapped),
        )
        ptz.configure(
            PtzOptions(
                profile=self.ptz_profile,
                wiring=wiring,
                move_timeout=self.move_timeout,
                home_preset=self.home_preset or None,
            )
        )
        if camera.infrared is not None:
            camera.infrared.select_profile(self.infrared_profile)


_KEYS = {
    "alarm_hold": CONF_HOLD,
    "doorbells": CONF_DOORBELLS,
    "clip_before": CONF_CLIP_BEFORE,
    "native": CONF_NATIVE,
    "push": CONF_PUSH,
    "push_address": CONF_PUSH_ADDRESS,
    "live_rate": CONF_LIVE_RATE,
    "live_size": CONF_LIVE_SIZE,
    "ptz_profile": CONF_MOTORS,
    "move_timeout": CONF_MOVE_LIMIT,
    "home_preset": CONF_HOME_PRESET,
    "swap_pan": CONF_SWAP_PAN,
    "swap_tilt": CONF_SWAP_TILT,
    "swap_zoom": CONF_SWAP_ZOOM,
    "infrared_profile": CONF_INFRARED,
    "tour": CONF_TOUR,
    "tour_on": CONF_TOUR_ON,
    "return_preset": CONF_RETURN_PRESET,
    "return_minutes": CONF_RETURN_MINUTES,
    "recording": CONF_RECORDING,
    "recording_clip": CONF_RECORDING_CLIP,
    "recording_kinds": CONF_RECORDING_KINDS,
    "recording_before": CONF_RECORDING_BEFORE,
    "recording_after": CONF_RECORDING_AFTER,
    "recording_longest": CONF_RECORDING_LONGEST,
    "recording_days": CONF_RECORDING_DAYS,
    "recording_gigabytes": CONF_RECORDING_GIGABYTES,
    "recording_folder": CONF_RECORDING_FOLDER,
}


def _chosen(option: bool | None, default: bool) -> bool:
    return default if option is None else option
