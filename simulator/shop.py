"""Where simulated cameras are to be had."""

from collections.abc import Iterable
from typing import Literal

from .account import Account, Level
from .camera import SimulatedCamera
from .hucoms.camera import HucomsCamera
from .hucoms.model import HucomsModel
from .netwave.camera import NetwaveCamera
from .netwave.model import NetwaveModel

type Dialect = Literal["netwave", "hucoms"]

DIALECTS: dict[str, str] = {"netwave": "foscam-fi8910w", "hucoms": "hucoms-fixed"}  # and what is taken by default


def simulate(
    dialect: str,
    *,
    personality: str | None = None,
    user: str = "admin",
    password: str = "secret",  # noqa: S107 - the camera is not there
    accounts: Iterable[Account] = (),
    rtsp_port: int | None = None,
    discovery: int | None = None,
) -> SimulatedCamera:
    """Make a camera; it listens once it is started, and to searches by UDP only if it is given a port for that."""
    if dialect not in DIALECTS:
        raise ValueError(f"no such dialect: {dialect}")
    name = personality or DIALECTS[dialect]
    everybody = [Account(user, password, Level.ADMIN), *accounts]
    if dialect == "netwave":
        return NetwaveCamera(NetwaveModel.load(name), everybody, discovery=discovery)
    return HucomsCamera(HucomsModel.load(name), everybody, rtsp_port=rtsp_port)
