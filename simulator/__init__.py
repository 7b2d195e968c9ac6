"""Simulated cameras that answer as the vendors' manuals specify and as real cameras are known to behave."""

from .account import Account, AccountRole
from .camera import SimulatedCamera
from .control import Control
from .factory import DIALECTS, replay, simulate
from .faults import Faults
from .hucoms.camera import HucomsCamera
from .netwave.camera import NetwaveCamera
from .personality import Personality, names
from .request import ReceivedRequest
from .wire import Wire
from .world import World

__all__ = [
    "DIALECTS",
    "Account",
    "AccountRole",
    "Control",
    "Faults",
    "HucomsCamera",
    "NetwaveCamera",
    "Personality",
    "ReceivedRequest",
    "SimulatedCamera",
    "Wire",
    "World",
    "names",
    "replay",
    "simulate",
]
