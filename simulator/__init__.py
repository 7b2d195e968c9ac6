"""Cameras that are not there: they answer as the vendors' manuals say, and as real ones are known to."""

from .account import Account, Level
from .ask import Asked
from .camera import SimulatedCamera
from .control import Control
from .faults import Faults
from .hucoms.camera import HucomsCamera
from .netwave.camera import NetwaveCamera
from .personality import Personality, names
from .shop import DIALECTS, replay, simulate
from .wire import Wire
from .world import World

__all__ = [
    "DIALECTS",
    "Account",
    "Asked",
    "Control",
    "Faults",
    "HucomsCamera",
    "Level",
    "NetwaveCamera",
    "Personality",
    "SimulatedCamera",
    "Wire",
    "World",
    "names",
    "replay",
    "simulate",
]
