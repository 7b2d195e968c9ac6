"""The dialect of Foscam FI89xx cameras and their many clones (server name: Netwave IP Camera)."""

from .driver import NetwaveDriver

__all__ = ["NetwaveDriver"]
