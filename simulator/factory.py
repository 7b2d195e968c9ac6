"""Creates simulated cameras."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from .account import Account, AccountRole
from .camera import SimulatedCamera
from .hucoms.camera import HucomsCamera
from .hucoms.model import HucomsModel
from .netwave.camera import NetwaveCamera
from .netwave.model import NetwaveModel
from .netwave.sensor import SENSOR
from .recording import Recording

type Dialect = Literal["netwave", "hucoms"]

# default personality of each dialect
DIALECTS: dict[str, str] = {"netwave": "foscam-fi8910w", "hucoms": "hucoms-fixed"}


def simulate(
    dialect: str,
    *,
    personality: str | None = None,
    user: str = "admin",
    password: str = "secret",  # noqa: S107 - a simulated camera
    accounts: Iterable[Account] = (),
    rtsp_port: int | None = None,
    discovery: int | None = None,
) -> SimulatedCamera:
    """Create a camera. It listens after start(), and for UDP searches only if `discovery` is a port."""
    if dialect not in DIALECTS:
        raise ValueError(f"no such dialect: {dialect}")
    name = personality or DIALECTS[dialect]
    all_accounts = [Account(user, password, AccountRole.ADMIN), *accounts]
    if dialect == "netwave":
        return NetwaveCamera(NetwaveModel.load(name), all_accounts, discovery=discovery)
    return HucomsCamera(HucomsModel.load(name), all_accounts, rtsp_port=rtsp_port)


def replay(file: Path, *, user: str = "admin", password: str = "secret") -> SimulatedCamera:  # noqa: S107
    """Create a camera that replays the pages of a diagnostics file."""
    recording = Recording.load(file)
    account = Account(user, password, recording.role)
    camera = (_netwave if recording.dialect == "netwave" else _hucoms)(file.stem, recording, account)
    camera.recording = recording
    camera.faults.open_access = recording.allows_anonymous
    return camera


def _netwave(name: str, recording: Recording, account: Account) -> SimulatedCamera:
    info = recording.info
    camera = NetwaveCamera(
        replace(
            NetwaveModel.load(DIALECTS["netwave"]),
            name=name,
            model=info["model"],
            firmware=info["firmware"],
            web_version=info["web_version"],
            id=info["mac"].replace(":", "").upper(),
            logins=(recording.login,),
            native="silent",
            levels={"get_status.cgi": "visitor"} if recording.asks_for_login("/get_status.cgi") else {},
        ),
        [],
    )
    recorded = {name: value for fields in recording.pages.values() for name, value in fields.items()}
    sensor = {parameter.stored: parameter for parameter in SENSOR.values()}
    camera.settings |= {
        name: value
        for name, value in recorded.items()
        if name in camera.settings
        and value.isdecimal() == camera.settings[name].isdecimal()
        and (name not in sensor or sensor[name].accepts(value))
    }
    camera.settings |= {"user1_name": account.name, "user1_pwd": account.password, "user1_pri": f"{account.role - 1}"}
    return camera


def _hucoms(name: str, recording: Recording, account: Account) -> SimulatedCamera:
    info = recording.info
    tells_versions = any("versioninfo" in question for question in recording.pages)
    return HucomsCamera(
        replace(
            HucomsModel.load(DIALECTS["hucoms"]),
            name=name,
            model=info["model"],
            firmware=info["firmware"],
            id=info["mac"].replace(":", "").upper(),
            api="1.22" if tells_versions else "1.20",
            zoom=True,
            pan_tilt=True,
            lacks=(),
            settings={},
        ),
        [account],
    )
