"""RTSP streams: live H.264 of the simulated picture, and sound in both directions."""

from .broadcast import Draw
from .server import RtspServer
from .sound import SoundSetup

__all__ = ["Draw", "RtspServer", "SoundSetup"]
