"""The Netwave dialect: Foscam FI89xx and clones (server name "Netwave IP Camera")."""

from .driver import NetwaveDriver

__all__ = ["NetwaveDriver"]
