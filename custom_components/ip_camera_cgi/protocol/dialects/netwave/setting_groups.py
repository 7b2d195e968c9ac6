"""Settings that are only useful together: accounts, mail, FTP, DDNS, network, Wi-Fi, linked cameras."""

from collections.abc import Iterator
from typing import Any

from ...model import keys
from ...model.settings import Choice, Codec, Flag, Ipv4, Level, Secret, Setting, Text, Write

_DDNS_SERVICES = {
    "0": "off",
    "1": "oray",
    "2": "dyndns",
    "3": "dyndns_static",
    "4": "dyndns_custom",
    "8": "3322",
    "9": "3322_static",
}
SECURITY = {"0": "none", "1": "wep", "2": "wpa_tkip", "3": "wpa_aes", "4": "wpa2_aes", "5": "wpa2_tkip"}
_ROLES = {"0": "visitor", "1": "operator", "2": "administrator"}
_PORT = Level(0, 65535)
_HOST = Text(64, r"[0-9A-Za-z._:-]*")
_LONG = Text(64)
_NO_ADDRESS = "0.0.0.0"  # noqa: S104  how the camera shows that it uses DHCP


type _Member = tuple[str, str, str, Codec[Any]]
"""A member of a group: its name within the group, parameter, field and codec."""


def _group(
    group: str,
    cgi: str,
    members: tuple[_Member, ...],
    *,
    whole: bool = False,
    carried: tuple[tuple[str, str, str], ...] = (),
) -> Iterator[Setting[Any]]:
    """Yield the settings of a group; with `whole`, every write sends all members.

    `carried` lists parameters without a setting that have to be sent too: parameter, field, and the default if the page
    does not show it.
    """
    fields = {param: field for _, param, field, _ in members if field} if whole else {}
    fields |= {param: field for param, field, _ in carried}
    otherwise = {param: default for param, _, default in carried}
    for name, param, field, codec in members:
        along = {other: shown for other, shown in fields.items() if other != param}
        write = Write(path=f"/{cgi}", param=param, sent_with=along, defaults=otherwise)
        yield Setting(key=f"{group}_{name}", page="params", field=field, codec=codec, write=write, group=group)


def _users() -> tuple[_Member, ...]:
    """Yield the settings of the eight accounts (set_users.cgi)."""
    kinds = (
        ("name", "user{}", "user{}_name", Text(12)),
        ("password", "pwd{}", "user{}_pwd", Secret(12)),
        ("role", "pri{}", "user{}_pri", Choice(_ROLES)),
    )
    return tuple(
        (f"{number}_{name}", param.format(number), field.format(number), codec)
        for number in range(1, 9)
        for name, param, field, codec in kinds
    )


def _linked_cameras() -> tuple[_Member, ...]:
    """Yield the settings of the linked cameras (set_devices.cgi); number 1 is the camera itself."""
    kinds = (
        ("name", "alias", Text(20)),
        ("host", "host", _HOST),
        ("port", "port", _PORT),
        ("username", "user", Text(12)),
        ("password", "pwd", Secret(12)),
    )
    return tuple(
        (f"{number}_{name}", param, param, codec)
        for number in range(2, 10)
        for name, kind, codec in kinds
        for param in (f"dev{number}_{kind}",)
    )


_MAIL: tuple[_Member, ...] = (
    ("server", "svr", "mail_svr", _HOST),
    ("port", "port", "mail_port", _PORT),
    ("encryption", "tls", "mail_tls", Choice({"0": "none", "1": "tls", "2": "starttls"})),
    ("username", "user", "mail_user", _LONG),
    ("password", "pwd", "mail_pwd", Secret(64)),
    ("sender", "sender", "mail_sender", _LONG),
    *((f"recipient_{number}", f"receiver{number}", f"mail_receiver{number}", _LONG) for number in range(1, 5)),
)
_FTP: tuple[_Member, ...] = (
    ("server", "svr", "ftp_svr", _HOST),
    ("port", "port", "ftp_port", _PORT),
    ("username", "user", "ftp_user", _LONG),
    ("password", "pwd", "ftp_pwd", Secret(64)),
    ("folder", "dir", "ftp_dir", _LONG),
    ("mode", "mode", "ftp_mode", Choice({"0": "active", "1": "passive"})),
    ("filename", "filename", "ftp_filename", _LONG),
    ("files", "numberoffiles", "ftp_numberoffiles", Level(0, 65535)),
)
_DDNS: tuple[_Member, ...] = (
    ("service", "service", "ddns_service", Choice(_DDNS_SERVICES)),
    ("username", "user", "ddns_user", _LONG),
    ("password", "pwd", "ddns_pwd", Secret(64)),
    ("host", "host", "ddns_host", _HOST),
    ("proxy", "proxy_svr", "ddns_proxy_svr", _HOST),
    ("proxy_port", "proxy_port", "ddns_proxy_port", _PORT),
)
_PPPOE: tuple[_Member, ...] = (
    ("enabled", "enable", "pppoe_enable", Flag()),
    ("username", "user", "pppoe_user", _LONG),
    ("password", "pwd", "pppoe_pwd", Secret(64)),
)
_NETWORK: tuple[_Member, ...] = (
    ("dhcp", "dhcp", "dhcp", Flag()),  # synthetic field of the driver: the camera expects an empty address for DHCP
    ("address", "ip", "ip", Ipv4(_NO_ADDRESS)),
    ("netmask", "mask", "mask", Ipv4(_NO_ADDRESS)),
    ("gateway", "gateway", "gateway", Ipv4(_NO_ADDRESS)),
    ("dns", "dns", "dns", Ipv4(_NO_ADDRESS)),
    ("port", "port", "port", Level(1, 65535)),
)
_WIFI: tuple[_Member, ...] = (
    ("enabled", "enable", "wifi_enable", Flag()),
    ("name", "ssid", "wifi_ssid", Text(40)),
    ("security", "encrypt", "wifi_encrypt", Choice(SECURITY)),
    ("password", "wpa_psk", "wifi_wpa_psk", Secret(64, r"|[ -~]{8,63}|[0-9A-Fa-f]{64}", "wpa_password")),
    ("wep_login", "authtype", "wifi_authtype", Choice({"0": "open", "1": "shared"})),
    ("wep_format", "keyformat", "wifi_keyformat", Choice({"0": "hexadecimal", "1": "ascii"})),
    ("wep_key", "defkey", "wifi_defkey", Choice({"0": "1", "1": "2", "2": "3", "3": "4"})),
    *((f"wep_key_{number}", f"key{number}", f"wifi_key{number}", Secret(30)) for number in range(1, 5)),
    *(
        (f"wep_bits_{number}", f"key{number}_bits", f"wifi_key{number}_bits", Choice({"0": "64", "1": "128"}))
        for number in range(1, 5)
    ),
)
_RESERVED = (("channel", "wifi_channel", "5"), ("mode", "wifi_mode", "0"))
_ALARM_CALL: tuple[_Member, ...] = (
    ("enabled", "http", "alarm_http", Flag()),
    # How cameras escape the URL is not documented, but a previous URL has to be restored unchanged (docs/sources.md
    # N14).
    ("url", "http_url", "alarm_http_url", Secret(63, r"|http://[!-&(-~]+", "http_url")),
)

GROUPS: tuple[Setting[Any], ...] = (
    *_group(keys.ALARM_CALL, "set_alarm.cgi", _ALARM_CALL),
    *_group(keys.MAIL, "set_mail.cgi", _MAIL, whole=True),
    *_group(keys.FTP, "set_ftp.cgi", _FTP),
    *_group(keys.DDNS, "set_ddns.cgi", (*_DDNS, ("restart", "restart_dyndns", "", Flag())), whole=True),
    *_group("factory_ddns", "set_factory_ddns.cgi", _DDNS),
    *_group(keys.PPPOE, "set_pppoe.cgi", _PPPOE),
    *_group(keys.NETWORK, "set_network.cgi", _NETWORK, whole=True),
    *_group(keys.WIFI, "set_wifi.cgi", _WIFI, whole=True, carried=_RESERVED),
    *_group(keys.USERS, "set_users.cgi", _users(), whole=True),
    *_group(keys.LINKED_CAMERAS, "set_devices.cgi", _linked_cameras()),
)
