"""Differences between Netwave models and firmware versions."""

from dataclasses import dataclass
from typing import Literal

from ..personality import Personality


@dataclass(frozen=True, slots=True, kw_only=True)
class NetwaveModel(Personality):
    """A model of the Netwave family."""

    web_version: str
    status: tuple[str, ...]  # fields of get_status.cgi in order
    server: str = "Netwave IP Camera"
    done: str = "ok.\n"
    refused: str = "error: illegal params."
    # response without a file where one is needed, or to POST on a GET page
    bad_frame: str = "error: illegal http frame."
    forbidden: str = "error: forbidden."  # response in place of a picture while set_forbidden.cgi blocks viewing
    snapshot_name: str = "snapshot_{id}_{time}.jpg"
    partial: bool = True  # most set_ pages accept any subset of parameters, as all known cameras do
    comm_write_checks: bool = False  # otherwise it accepts anything
    after_reboot: tuple[str, ...] = ("port", "ptz_disable_preset")  # settings that apply after a restart
    logins: tuple[Literal["basic", "digest", "query"], ...] = ("basic", "query")
    not_allowed: Literal[401, 403] = 401
    resolutions: tuple[int, ...] = (8, 32)
    microphone: bool = False
    decoder: Literal["motor", "pelco-d"] = "motor"  # what decoder_control.cgi controls
    swap_pan: bool = False  # "left" moves right
    swap_tilt: bool = False
    swap_zoom: bool = False
    zooms: float = 1.0  # maximum zoom factor
    centre: bool = True  # command 25
    patrols: Literal["26-29", "20-21"] = "26-29"  # patrol commands; with 20-21 there is only one patrol
    presets: int = 16
    output: Literal["relay", "infrared"] = "relay"  # what commands 94 and 95 switch
    native: Literal["speaks", "silent", "400", "hangs up"] = "silent"  # reaction to MO_O on its HTTP port
    native_clone: bool = False  # frames have a flag, logins no level, and start answers always a number
    native_linked: int = 9  # linked cameras reported after a login; 0 for none
    native_keeps_alive: bool = True
    native_decoder_state: bool = False  # after each audio packet
