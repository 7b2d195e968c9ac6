"""The Hucoms manual as data: requests and responses of each entry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator import HucomsCamera, simulate

from . import manual
from .tap import RawResponse, fetch

type Entry = dict[str, Any]

# Only the largest sensor has all sizes, three captures and every codec; the dome of 1.22 has the newest motors.
CAMERAS = {"videoset.cgi": "hucoms-12m"}
PREPARED = {  # settings required before some keys are reported
    "mode=static": "netset.cgi?action=setip&mode=static",
    "daynightmode=lpr": "camdaynight.cgi?action=setdaynight&mode=lpr",
    "mode=compensation": "camwdr.cgi?action=setwdr&mode=compensation&compensationmode=back",
    "codec in (h264,mpeg)": "videoset.cgi?action=setvideo3&encoder3.codec=mpeg",
    "user's shutter": "camshutspeed.cgi?action=setshutterspd&shutmode=user&shutspeed=9&agcvalue=60",
}
OF_THE_USER = ("shutspeed", "agcvalue")  # printed in the manual for any mode, reported for shutmode = user
ALONG = {  # requirements of parameters
    "ptn": "ptd=1",
    "ptd": "ptn=990",
    "lprdayspeed": "mode=lpr",
    "lprnightspeed": "mode=lpr",
    "userred": "mode=user&userblue=50",
    "userblue": "mode=user&userred=50",
    "compensationmode": "mode=compensation",
    "dwdrmode": "mode=dwdr",
    "maxexposure": "shutmode=auto",
    "suppress": "shutmode=suppressroll",
    "shutspeed": "shutmode=user&agcvalue=50",
    "agcvalue": "shutmode=user&shutspeed=3",
    "ipaddress": "mode=static",
    "netmask": "mode=static",
    "gateway": "mode=static",
    "privacy.startx": "privacy.endx=1",
    "privacy.starty": "privacy.endy=1",
    "privacy.endx": "privacy.startx=0",
    "privacy.endy": "privacy.starty=0",
    "panspeed": "pan=left",
    "tiltspeed": "tilt=up",
    "zoomspeed": "zoom=in",
    "focusspeed": "focus=out",
    **{f"encoder{encoder}.quality": f"encoder{encoder}.codec=h264" for encoder in (1, 2, 3)},
    **{f"encoder{encoder}.keyframe": f"encoder{encoder}.codec=h264" for encoder in (1, 2, 3)},
    **{f"encoder{encoder}.ratectrl": f"encoder{encoder}.codec=h264" for encoder in (1, 2, 3)},
    **{f"motion1.area{row}": "motion1.size=24x18" for row in range(1, 19)},
}
WITH = {  # requirements of values
    "mode=user": "userred=50&userblue=50",
    "mode=compensation": "compensationmode=front",
    "mode=dwdr": "dwdrmode=step2",
    "shutmode=suppressroll": "suppress=strong",
    "shutmode=user": "shutspeed=9&agcvalue=60",
}
RATE = (("1", "30"), ("0", "31", "121", "x"))  # "max 120", says the manual, and "now, up to 30"
KEYFRAME = (("5", "10", "60"), ("4", "61", "x"))  # 10~60 in 4.5, but 5~60 in B1.5
BITRATE = (("64", "6000", "12000"), ("63", "12001", "50", "x"))
ADDRESS = (("192.168.1.31", "10.0.0.1"), ("192.168.1.256", "192.168.1", "camera"))
GROUP = (("239.1.2.3", "224.0.0.9"), ("192.168.1.31", "239.1.2"))
VALUES: Mapping[str, tuple[Iterable[str], Iterable[str]]] = {  # exceptions to the manual's range
    **{f"encoder{encoder}.framerate": RATE for encoder in (1, 2, 3)},
    **{f"encoder{encoder}.keyframe": KEYFRAME for encoder in (1, 2, 3)},
    **{f"encoder{encoder}.quality": BITRATE for encoder in (1, 2, 3)},
    "audiocodec": (("ulaw",), ("alaw", "mp3")),  # "now, only support ulaw"
    "record.maxsize": (("4096", "10240", "2048"), ("4095", "10241")),  # the example stores 2048
    "number": (("1", "100"), ("0", "257", "x", "")),  # their number differs
    **dict.fromkeys(("ipaddress", "netmask", "gateway", "firstdns"), ADDRESS),
    "seconddns": ((*ADDRESS[0], ""), ADDRESS[1]),
    **dict.fromkeys(("multicastvideoip", "multicastaudioip"), GROUP),
    "rtpport": (("3000,60000", "5000,5999"), ("2999,5000", "5000,60001", "6000,5000", "5000", "a,b")),
}
TOLD_AS = {"maxexposure": "minshutspd"}
UNTOLD = ("autolevel", *("year", "month", "day", "hour", "minute", "second"))


@dataclass(frozen=True)
class Action:
    """An action of a CGI."""

    cgi: str
    path: str
    entry: Entry = field(repr=False)

    @property
    def name(self) -> str:
        return str(self.entry["name"] or "").replace("{n}", "1")

    @property
    def id(self) -> str:
        return f"{self.cgi}:{self.name}"

    @property
    def params(self) -> list[Entry]:
        return [
            {**param, "name": param["name"].replace("{n}", "1")} for param in self.entry.get("request_params") or []
        ]

    @property
    def keys(self) -> list[Entry]:
        keys = [key if isinstance(key, dict) else {"name": key} for key in self.entry.get("response_keys") or []]
        return [{**key, "name": key["name"].replace("{n}", "1")} for key in keys]

    def camera(self) -> HucomsCamera:
        camera = simulate("hucoms", personality=CAMERAS.get(self.cgi, "hucoms-manual"))
        assert isinstance(camera, HucomsCamera)
        camera.reboot_seconds = 0.01
        return camera

    def needed(self, without: str = "") -> list[str]:
        """Return the parameters that every request needs."""
        return [f"{param['name']}={right(param)[0]}" for param in self.params if _is_needed(param, without)]

    def request(self, *words: str, name: str = "") -> str:
        return "&".join([f"{self.cgi}?action={name or self.name}", *filter(None, words)])


def actions() -> list[Action]:
    reported = manual.read("hucoms")["cgis"]
    return [Action(cgi["cgi"], cgi["path"], entry) for cgi in reported for entry in cgi["actions"]]


def right(param: Entry) -> list[str]:
    """List valid values at the limits of a parameter."""
    if param["name"] in VALUES:
        return list(VALUES[param["name"]][0])
    edges = [str(edge) for edge in param.get("range_24x18") or param.get("range") or ()]
    values = [str(choice) for choice in param.get("choices") or ()] + edges
    return values or ["x" * param["max_len"], "a"]


def wrong(param: Entry) -> list[str]:
    """List values just beyond the limits."""
    if param["name"] in VALUES:
        return list(VALUES[param["name"]][1])
    if "max_len" in param:
        return ["x" * (param["max_len"] + 1)]
    choices = [str(choice) for choice in param.get("choices") or ()]
    low, high = param.get("range_24x18") or param.get("range") or (0, -2)
    return ["nonsense", "", *({str(low - 1), str(high + 1)} - {*choices})]


async def say(camera: HucomsCamera, words: str, who: str = "id=admin&passwd=secret") -> RawResponse:
    """Request "page.cgi?action=…"."""
    page, _, query = words.partition("?")
    folder = "image" if page in ("jpeg.cgi", "mjpeg.cgi") else "control"
    return await fetch(camera, f"/cgi-bin/{folder}/{page}?{who}&{query}")


def _is_needed(param: Entry, without: str) -> bool:
    return bool(param.get("required")) and param["name"] != without
