"""The set_ pages of a Netwave camera: parameters and ranges."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address
import re

from ..ranges import Check, number, one_of, text
from .fields import SCHEDULE

FLAG = one_of("0", "1")
BAUD = one_of("9", "11", "12", "13", "14", "15", "4097", "4098")
MASK = number(0, 2**32 - 1)
PORT = number(0, 65535)
PATROL_RATE = number(0, 100)
LOGIN = frozenset(("user", "pwd", "cam_user", "cam_pwd", "next_url"))
SERVICE_LOGIN = frozenset(("cam_user", "cam_pwd", "next_url"))
FACTORY_DDNS = "set_factory_ddns.cgi"


def address(value: str) -> bool:
    """Accept an IPv4 address."""
    try:
        IPv4Address(value)
    except AddressValueError:
        return False
    return True


def mac(value: str) -> bool:
    """Accept twelve hexadecimal digits."""
    return re.fullmatch(r"[0-9A-Fa-f]{12}", value) is not None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: the name under which it is read, and its valid values."""

    stored: str
    accepts: Check


@dataclass(frozen=True, slots=True)
class SetPage:
    """A page that stores its parameters."""

    parameters: Mapping[str, Parameter]
    needs: tuple[str, ...] = ()  # required by every firmware
    optional: tuple[str, ...] = ()  # optional even if the manual is followed strictly
    service_login: bool = False  # user and pwd belong to a service; the login is cam_user and cam_pwd


def _page(
    prefix: str,
    checks: Mapping[str, Check],
    *,
    needs: Iterable[str] = (),
    optional: Iterable[str] = (),
    service_login: bool = False,
) -> SetPage:
    parameters = {name: Parameter(prefix + name, check) for name, check in checks.items()}
    return SetPage(parameters, tuple(needs), tuple(optional), service_login)


def _users() -> SetPage:
    parameters = {}
    for user in range(1, 9):
        parameters[f"user{user}"] = Parameter(f"user{user}_name", text(12))
        parameters[f"pwd{user}"] = Parameter(f"user{user}_pwd", text(12))
        parameters[f"pri{user}"] = Parameter(f"user{user}_pri", number(0, 2))
    return SetPage(parameters, tuple(parameters))


def _pppoe() -> SetPage:
    parameters = {name: Parameter(f"pppoe_{name}", text(64)) for name in ("user", "pwd")}
    parameters |= {"enable": Parameter("pppoe_enable", FLAG), "mail_ip": Parameter("mail_inet_ip", FLAG)}
    return SetPage(parameters, service_login=True)


WEEK: Mapping[str, Check] = {"schedule_enable": FLAG, **dict.fromkeys(SCHEDULE, MASK)}
DEVICE: Mapping[str, Check] = {
    "alias": text(20),
    "host": text(64),
    "port": PORT,
    "user": text(12),
    "pwd": text(12),
}
NETWORK: Mapping[str, Check] = {
    **dict.fromkeys(("ip", "mask", "gateway", "dns"), address),
    "port": number(1, 65535),
}
WIFI: Mapping[str, Check] = {
    "enable": FLAG,
    "ssid": text(40),
    "encrypt": number(0, 5),
    "defkey": number(0, 3),
    **{f"key{key}": text(30) for key in range(1, 5)},
    "authtype": FLAG,
    "keyformat": FLAG,
    **{f"key{key}_bits": FLAG for key in range(1, 5)},
    "channel": number(0, 14),
    "mode": FLAG,
    "wpa_psk": text(64),
}
DDNS: Mapping[str, Check] = {
    "service": number(0, 12),
    "user": text(64),
    "pwd": text(64),
    "host": text(64),
    "proxy_svr": text(64),
    "proxy_port": PORT,
}
FTP: Mapping[str, Check] = {
    "svr": text(64),
    "port": PORT,
    "user": text(64),
    "pwd": text(64),
    "dir": text(64),
    "mode": FLAG,
    "upload_interval": number(0, 65535),
    "filename": text(64),
    "numberoffiles": number(0, 65535),
    **WEEK,
}
MAIL: Mapping[str, Check] = {
    name: text(64) for name in ("svr", "user", "pwd", "sender", "receiver1", "receiver2", "receiver3", "receiver4")
}
ALARM: Mapping[str, Check] = {
    "motion_armed": FLAG,
    "motion_sensitivity": number(0, 9),
    "motion_compensation": FLAG,
    "input_armed": FLAG,
    "ioin_level": FLAG,
    "iolinkage": FLAG,
    "ioout_level": FLAG,
    "preset": number(0, 32),
    "mail": FLAG,
    "upload_interval": number(0, 65535),
    "http": FLAG,
    "http_url": text(64),
    "msn": FLAG,
    "sounddetect_armed": FLAG,
    "sounddetect_sensitivity": number(0, 9),
    **WEEK,
}
MISC: Mapping[str, Check] = {
    "led_mode": number(0, 2),
    "ptz_center_onstart": FLAG,
    "ptz_auto_patrol_interval": number(0, 65535),
    "ptz_auto_patrol_type": number(0, 3),
    "ptz_patrol_h_rounds": number(0, 255),
    "ptz_patrol_v_rounds": number(0, 255),
    "ptz_patrol_rate": PATROL_RATE,
    "ptz_patrol_up_rate": PATROL_RATE,
    "ptz_patrol_down_rate": PATROL_RATE,
    "ptz_patrol_left_rate": PATROL_RATE,
    "ptz_patrol_right_rate": PATROL_RATE,
    "ptz_disable_preset": FLAG,
    "ptz_preset_onstart": number(0, 32),
    "ptz_preset_rate": PATROL_RATE,
}
DATETIME: Mapping[str, Check] = {
    "tz": number(-50400, 50400),
    "ntp_enable": FLAG,
    "ntp_svr": text(64),
    "daylight_saving_time": number(0, 120),
    "now": number(0, 2**31 - 1),
}
MSN: Mapping[str, Check] = dict.fromkeys(("user", "pwd", *(f"friend{friend}" for friend in range(1, 11))), text(64))

SET_PAGES: Mapping[str, SetPage] = {
    "set_alias.cgi": _page("", {"alias": text(20)}, needs=["alias"]),
    "set_datetime.cgi": _page("", DATETIME, optional=["now"]),
    "set_users.cgi": _users(),
    "set_devices.cgi": _page("", {f"dev{dev}_{name}": DEVICE[name] for dev in range(2, 10) for name in DEVICE}),
    "set_network.cgi": _page("", NETWORK, needs=NETWORK),
    "set_wifi.cgi": _page("wifi_", WIFI, needs=WIFI),
    "set_pppoe.cgi": _pppoe(),
    "set_upnp.cgi": _page("upnp_", {"enable": FLAG}, needs=["enable"]),
    "set_ddns.cgi": _page(
        "ddns_", {**DDNS, "restart_dyndns": FLAG}, needs=DDNS, optional=["restart_dyndns"], service_login=True
    ),
    FACTORY_DDNS: _page("ddns_", DDNS, optional=DDNS, service_login=True),
    "set_ftp.cgi": _page("ftp_", FTP, optional=["filename", "numberoffiles"], service_login=True),
    "set_mail.cgi": _page(
        "mail_",
        {**MAIL, "port": PORT, "tls": number(0, 3), "inet_ip": FLAG},
        needs=MAIL,
        optional=["port"],
        service_login=True,
    ),
    "set_msn.cgi": _page("msn_", MSN, service_login=True),
    "set_alarm.cgi": _page("alarm_", ALARM, optional=["ioin_level", "ioout_level", "http", "http_url"]),
    "set_forbidden.cgi": _page("", WEEK, needs=WEEK),
    "set_misc.cgi": _page("", MISC, optional=MISC),
    "set_decoder.cgi": _page("decoder_", {"baud": BAUD}, needs=["baud"]),
    "set_mac.cgi": SetPage({"mac": Parameter("id", mac)}, ("mac",)),
}
