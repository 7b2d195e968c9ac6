"""The dialect of the Korean cameras sold as Hucoms, Secus and Hanse (HTTP API 1.00 to 1.22)."""

from .driver import HucomsDriver

__all__ = ["HucomsDriver"]
