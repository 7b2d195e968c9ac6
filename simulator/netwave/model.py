"""What differs between Netwave models and firmwares."""

from dataclasses import dataclass
from typing import Literal

from ..personality import Personality


@dataclass(frozen=True, slots=True, kw_only=True)
class NetwaveModel(Personality):
    """A camera of the Netwave family."""

    web_version: str
    status: tuple[str, ...]  # the fields of get_status.cgi, in order
    server: str = "Netwave IP Camera"
    done: str = "ok.\n"
    refused: str = "error: illegal params."
    bad_frame: str = "error: illegal http frame."  # no file where one is needed, POST where there is only GET
    forbidden: str = "error: forbidden."  # instead of a picture, while set_forbidden.cgi says so
    snapshot_name: str = "snapshot_{id}_{time}.jpg"
    partial: bool = True  # most set_ pages take any part of their parameters, as all known cameras do
    comm_write_checks: bool = False  # else it says ok to anything
    after_reboot: tuple[str, ...] = ("port", "ptz_disable_preset")  # what works only then
    logins: tuple[Literal["basic", "digest", "query"], ...] = ("basic", "query")
    not_allowed: Literal[401, 403] = 401
    resolutions: tuple[int, ...] = (8, 32)
    microphone: bool = False
    decoder: Literal["motor", "pelco-d"] = "motor"  # what decoder_control.cgi talks to
    swap_pan: bool = False  # "left" turns to the right
    swap_tilt: bool = False
    swap_zoom: bool = False
    zooms: float = 1.0  # how many times
    centre: bool = True  # command 25
    patrols: Literal["26-29", "20-21"] = "26-29"  # the commands of the patrols; with 20 there is but one
    presets: int = 16
    output: Literal["relay", "infrared"] = "relay"  # what 94 and 95 switch
    native: Literal["speaks", "silent", "400", "hangs up"] = "silent"  # what it makes of MO_O at its HTTP port
    native_clone: bool = False  # its frames have a flag, its logins no level, its start answers always a number
    native_linked: int = 9  # how many linked cameras it tells of after a login; 0: it does not
    native_keeps_alive: bool = True
    native_decoder_state: bool = False  # behind each packet of sound
