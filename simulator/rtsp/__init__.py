"""RTSP as the cameras speak it beside their CGIs: live H.264 of what they draw."""

from .broadcast import Draw
from .server import RtspServer

__all__ = ["Draw", "RtspServer"]
