"""The dialect's pages: where each is read, and with which action its fields are written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

CONTROL = "/cgi-bin/control/"


@dataclass(frozen=True, slots=True)
class Source:
    """A page: its CGI and its actions."""

    cgi: str
    get: str
    set: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    """What is asked for beside the action."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Names under which some firmwares show a field, and ours."""
    section: str | None = None

    @property
    def path(self) -> str:
        """Return the path of the CGI."""
        return CONTROL + self.cgi


# Manual 1 to 4, annex B; the MAC comes first: it tells which camera this is.
PAGES: Mapping[str, Source] = {
    "mac": Source("servermac.cgi", "getmac"),
    "name": Source("servername.cgi", "getservername", "setservername"),
    "language": Source("language.cgi", "getlang", "setlang"),
    "alarm_input": Source("alarmin.cgi", "getalarmin1", "setalarmin1"),
    "alarm_output": Source("alarmout.cgi", "getalarmout1", "setalarmout1"),
    "motion": Source("motion.cgi", "getmotion1", "setmotion1"),
    "record": Source("recordevent.cgi", "getrecevent", "setrecevent"),
    "shock": Source("shock.cgi", "getshock", "setshock"),
    "day_night": Source("camdaynight.cgi", "getdaynight", "setdaynight", aliases={"mode": "daynightmode"}),
    "color": Source("camcolor.cgi", "getcolor", "setcolor"),
    "night_color": Source("camcolor.cgi", "getncolor", "setncolor"),
    "color_ranges": Source("camcolor.cgi", "getCapabilitiesImage", section="ImageEnhanceValuerange"),
    "white_balance": Source("camwhitebal.cgi", "getwb", "setwb", aliases={"mode": "wbmode"}),
    "wdr": Source("camwdr.cgi", "getwdr", "setwdr"),
    "effect": Source("cameffect.cgi", "geteffect", "seteffect"),
    "slow_shutter": Source("camslowshut.cgi", "getslowsh", "setslowsh"),
    "shutter": Source("camshutspeed.cgi", "getshutterspd", "setshutterspd"),
    "osd": Source("osd.cgi", "getosd", "setosd"),
    "tv_out": Source("tvout.cgi", "gettvout", "settvout"),
    "video": Source("videoset.cgi", "getvideo"),
    "audio": Source(
        "audioset.cgi",
        "getaudio",
        "setaudio",
        aliases={"audioinenable": "audioin", "audiooutenable": "audioout"},
    ),
    "rtsp": Source(
        "rtspset.cgi",
        "getrtsp",
        "setrtsp",
        aliases={"multicastvideoip": "multicastvidioip", "multicastvideoport": "multicastvidioport"},
    ),
    "ptz_power": Source("ptzf_status.cgi", "getptzstatus", "setptzstatus"),
    "codecs": Source("capabilityvideo.cgi", "getVideoCodec"),
    "framerates": Source("capabilityvideo.cgi", "getFramerate"),
    "resolutions": Source("capabilityvideo.cgi", "getResolution"),
    "ptz": Source("capabilityptz.cgi", "getPTZ"),
    "streams": Source("connectinfo.cgi", "getconnect", extra={"stream": "all"}),
}
# Where the MAC stands, too, should the first not be there (annex A1).
SYSTEM = Source("serverinfo1.cgi", "getsysinfo1")
