"""Pages of the dialect: the CGI of each, and the actions that read and write it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

CONTROL = "/cgi-bin/control/"


@dataclass(frozen=True, slots=True)
class Source:
    """The CGI of a page and its actions."""

    cgi: str
    get: str
    set: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Further parameters of the read request."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Field names of some firmware versions, mapped to the names used here."""
    section: str | None = None

    @property
    def path(self) -> str:
        """Return the path of the CGI."""
        return CONTROL + self.cgi

    @property
    def reference(self) -> str:
        """Return the read request: path, query and, after a #, the section of the answer."""
        params = "&".join(f"{name}={value}" for name, value in {"action": self.get, **self.extra}.items())
        return f"{self.path}?{params}{f'#{self.section}' if self.section else ''}"


AREAS = range(1, 17)  # the highest number of areas of any model


def _privacy(area: int) -> Source:
    """Return the source of one privacy area; some firmware omits its number in the answer (docs/sources.md H12)."""
    parts = ("enable", "color", "startx", "starty", "endx", "endy")
    aliases = {f"privacy.{part}": f"privacy{area}.{part}" for part in parts}
    return Source("privacy.cgi", f"getprivacy{area}", f"setprivacy{area}", aliases=aliases)


# Chapters 1 to 4 and annex B of the manual (docs/sources.md H2). The MAC comes first: it identifies the camera.
# What shows what the camera can do follows, because a slow camera takes minutes for all of them.
PAGES: Mapping[str, Source] = {
    "mac": Source("servermac.cgi", "getmac"),
    "name": Source("servername.cgi", "getservername", "setservername"),
    "model": Source("servermodel.cgi", "getservermodel"),
    "version": Source("versioninfo.cgi", "getversioninfo"),
    "streams": Source("connectinfo.cgi", "getconnect", extra={"stream": "all"}),
    "ptz": Source("capabilityptz.cgi", "getPTZ"),
    "motion": Source("motion.cgi", "getmotion1", "setmotion1"),
    "motion_fine": Source("motion.cgi", "getmotion1", "setmotion1", extra={"motion1.size": "24x18"}),
    "alarm_input": Source("alarmin.cgi", "getalarmin1", "setalarmin1"),
    "alarm_output": Source("alarmout.cgi", "getalarmout1", "setalarmout1"),
    "shock": Source("shock.cgi", "getshock", "setshock"),
    "ptz_power": Source("ptzf_status.cgi", "getptzstatus", "setptzstatus"),
    "position": Source("ptzf_status.cgi", "getptzfpos"),
    "video_ability": Source("capabilityvideo.cgi", "getCapabilitiesVideoAll"),
    "audio_ability": Source("capabilityaudio.cgi", "getCapabilitiesAudioAll"),
    "color_ranges": Source("camcolor.cgi", "getCapabilitiesImage", section="ImageEnhanceValuerange"),
    "date": Source("serverdate.cgi", "getdate", "setdate"),
    "web_port": Source("webport.cgi", "", "setwebport"),
    "network": Source("netset.cgi", "getip", "setip"),
    "dns": Source("dnsset.cgi", "getdns", "setdns"),
    "language": Source("language.cgi", "getlang", "setlang"),
    "record": Source("recordevent.cgi", "getrecevent", "setrecevent"),
    "day_night": Source("camdaynight.cgi", "getdaynight", "setdaynight", aliases={"mode": "daynightmode"}),
    "day_night_summary": Source("serverinfo3.cgi", "getsysinfo3", section="CamDNF"),
    "color": Source("camcolor.cgi", "getcolor", "setcolor"),
    "night_color": Source("camcolor.cgi", "getncolor", "setncolor"),
    "white_balance": Source("camwhitebal.cgi", "getwb", "setwb", aliases={"mode": "wbmode"}),
    "wdr": Source("camwdr.cgi", "getwdr", "setwdr"),
    "effect": Source("cameffect.cgi", "geteffect", "seteffect"),
    "slow_shutter": Source("camslowshut.cgi", "getslowsh", "setslowsh"),
    "shutter": Source("camshutspeed.cgi", "getshutterspd", "setshutterspd"),
    "noise_reduction": Source("camdnr.cgi", "getdnr", "setdnr", aliases={"dnstatus": "dnrstatus"}),
    "defog": Source("camdefog.cgi", "getdefog", "setdefog", aliases={"defogen": "defogstatus"}),
    "osd": Source("osd.cgi", "getosd", "setosd"),
    **{f"privacy{area}": _privacy(area) for area in AREAS},
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
}
# Pages not read on connecting: too many, or write-only.
ON_DEMAND = frozenset({"date", "web_port", "network", "dns", *(f"privacy{area}" for area in AREAS[1:])})
# A second place of the MAC address, for cameras without the first one (docs/sources.md H3).
SYSTEM = Source("serverinfo1.cgi", "getsysinfo1")
