"""RTSP streams: live H.264 of the simulated picture."""

from .broadcast import Draw
from .server import RtspServer

__all__ = ["Draw", "RtspServer"]
