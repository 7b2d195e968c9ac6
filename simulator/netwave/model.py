"""What differs between Netwave models and firmwares."""

from dataclasses import dataclass
from typing import Literal

from ..personality import Personality


@dataclass(frozen=True, slots=True, kw_only=True)
class NetwaveModel(Personality):
    """A camera of the Netwave family."""

    web_version: str
    status: tuple[str, ...]  # the fields of get_status.cgi, in order
    done: str = "ok.\n"
    refused: str = "error: illegal params."
    logins: tuple[Literal["basic", "digest", "query"], ...] = ("basic", "query")
    status_needs_login: bool = False
    not_allowed: Literal[401, 403] = 401
    resolutions: tuple[int, ...] = (8, 32)
    swap_pan: bool = False  # "left" turns to the right
    swap_tilt: bool = False
    output: Literal["relay", "infrared"] = "relay"  # what 94 and 95 switch
