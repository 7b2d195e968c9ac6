"""The settings of the dialect, one row each."""

from collections.abc import Iterator
from typing import Any

from ...model import keys
from ...model.address import Role
from ...model.settings import (
    Category,
    Choice,
    Codec,
    Flag,
    Ipv4,
    LastLine,
    Level,
    Mask,
    Measure,
    Moment,
    Secret,
    Setting,
    Text,
    Write,
    time_zones,
)

# No page shows the supported sizes; most cameras reject all but two (docs/sources.md N9).
SIZES = {"2": "160x120", "4": "176x144", "8": "320x240", "16": "352x288", "32": "640x480"}
USUAL_SIZES = ("8", "32")
BAUD = {
    "9": "1200",
    "11": "2400",
    "12": "4800",
    "13": "9600",
    "14": "19200",
    "15": "38400",
    "4097": "57600",
    "4098": "115200",
}
_PATROL = {"0": "none", "1": "horizontal", "2": "vertical", "3": "both"}
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
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_PORT = Level(0, 65535)
_HOST = Text(64, r"[0-9A-Za-z._:-]*")
_LONG = Text(64)
_NO_ADDRESS = "0.0.0.0"  # noqa: S104  how the camera shows that it uses DHCP
_LED = {"0": "mode_1", "1": "mode_2", "2": "off"}
_LEVEL = {"0": "low", "1": "high"}
_UPNP_STATUS = {
    "0": "off",
    "1": "working",
    "2": "system_error",
    "3": "network_error",
    "4": "dialogue_error",
    "5": "refused",
}
# The states of the manual that an owner can act on.
_DDNS_STATUS = {
    "0": "off",
    "1": "connecting",
    "2": "no_server",
    **dict.fromkeys(("3", "17", "29"), "working"),
    **dict.fromkeys(("5", "15", "31"), "wrong_login"),
    **dict.fromkeys(("6", "32"), "no_credit"),
    **dict.fromkeys(("7", "8", "9", "16", "33", "34", "35"), "wrong_name"),
    **dict.fromkeys(("10", "11", "36", "37"), "blocked"),
    **dict.fromkeys(("4", "12", "13", "14", "30", "38", "39"), "server_error"),
}


def _picture[T](
    key: str,
    param: int,
    codec: Codec[T],
    *,
    field: str = "",
) -> Setting[T]:
    """Return a setting of camera_control.cgi, which takes one sensor parameter at a time."""
    write = Write(path="/camera_control.cgi", param="value", role=Role.OPERATOR, fixed={"param": str(param)})
    return Setting(key=key, page="camera_params", field=field or key, codec=codec, write=write)


def _alarm[T](
    key: str, param: str, codec: Codec[T], *, category: Category = Category.CONFIG, advanced: bool = True
) -> Setting[T]:
    """Return a setting of set_alarm.cgi, which takes any subset of its parameters (docs/sources.md N7)."""
    write = Write(path="/set_alarm.cgi", param=param)
    return Setting(
        key=key, page="params", field=f"alarm_{param}", codec=codec, write=write, category=category, advanced=advanced
    )


def _misc[T](key: str, param: str, codec: Codec[T]) -> Setting[T]:
    """Return a setting of set_misc.cgi, which takes any subset of its parameters (docs/sources.md N7)."""
    write = Write(path="/set_misc.cgi", param=param)
    return Setting(key=key, page="misc", field=param, codec=codec, write=write, advanced=True)


def _param[T](
    key: str, cgi: str, field: str, codec: Codec[T], *, param: str = "", for_administrators: bool = False
) -> Setting[T]:
    """Return a setting of another CGI that takes any subset of its parameters; get_params.cgi shows it."""
    write = Write(path=f"/{cgi}", param=param or field)
    return Setting(
        key=key,
        page="params",
        field=field,
        codec=codec,
        write=write,
        advanced=True,
        for_administrators=for_administrators,
    )


def _status[T](key: str, field: str, codec: Codec[T]) -> Setting[T]:
    """Return a read-only field of get_status.cgi."""
    return Setting(key=key, page="status", field=field, codec=codec, category=Category.DIAGNOSTIC, advanced=True)


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


def _schedule(key: str, cgi: str, *, page: str = "params", prefix: str = "", whole: bool = False) -> list[Setting[Any]]:
    """Yield the switch and the week of a schedule: one bit per quarter of an hour, 32 per field."""
    fields = {"schedule_enable": key} | {
        f"schedule_{day}_{part}": keys.schedule_part(key, day, part) for day in DAYS for part in range(3)
    }
    settings: list[Setting[Any]] = []
    for field, field_key in fields.items():
        along = {other: prefix + other for other in fields if whole and other != field}
        settings.append(
            Setting(
                key=field_key,
                page=page,
                field=prefix + field,
                codec=Flag() if field == "schedule_enable" else Mask(32),
                write=Write(path=f"/{cgi}", param=field, sent_with=along),
                advanced=True,
                group="" if field == "schedule_enable" else key,
            )
        )
    return settings


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

SETTINGS: tuple[Setting[Any], ...] = (
    _picture("resolution", 0, Choice(SIZES)),
    _picture("brightness", 1, Level(0, 255)),
    _picture("contrast", 2, Level(0, 6)),
    _picture("power_line", 3, Choice({"0": "50hz", "1": "60hz", "2": "outdoor"}), field="mode"),
    _picture("flip", 5, Choice({"0": "normal", "1": "flip", "2": "mirror", "3": "both"})),
    _alarm(keys.MOTION_DETECTION, "motion_armed", Flag(), category=Category.PRIMARY, advanced=False),
    _alarm("motion_sensitivity_inverse", "motion_sensitivity", Level(0, 9, reversed=True), advanced=False),
    _alarm("motion_compensation", "motion_compensation", Flag()),
    _alarm("sound_detection", "sounddetect_armed", Flag()),
    _alarm("sound_sensitivity_inverse", "sounddetect_sensitivity", Level(0, 9, reversed=True)),
    _alarm("alarm_input", "input_armed", Flag()),
    _alarm("alarm_input_level", "ioin_level", Choice(_LEVEL)),
    _alarm("alarm_output", "iolinkage", Flag()),
    _alarm("alarm_output_level", "ioout_level", Choice(_LEVEL)),
    _alarm("alarm_preset", "preset", Level(0, 16)),
    _alarm("alarm_mail", "mail", Flag()),
    _alarm("alarm_upload_interval", "upload_interval", Level(0, 65535, unit="s")),
    *_schedule(keys.schedule("alarm"), "set_alarm.cgi", prefix="alarm_"),
    *_group(keys.ALARM_CALL, "set_alarm.cgi", _ALARM_CALL),
    _misc("led", "led_mode", Choice(_LED)),
    _misc("ptz_center_on_start", "ptz_center_onstart", Flag()),
    _misc("ptz_preset_on_start", "ptz_preset_onstart", Level(0, 16)),
    _misc("ptz_presets_off", "ptz_disable_preset", Flag("0", "1")),
    _misc("patrol_interval", "ptz_auto_patrol_interval", Level(0, 65535, unit="s")),
    _misc("patrol", "ptz_auto_patrol_type", Choice(_PATROL)),
    _misc("patrol_horizontal_rounds", "ptz_patrol_h_rounds", Level(0, 255)),
    _misc("patrol_vertical_rounds", "ptz_patrol_v_rounds", Level(0, 255)),
    _misc("ptz_rate_inverse", "ptz_patrol_rate", Level(0, 100, reversed=True)),
    _misc("patrol_up_rate", "ptz_patrol_up_rate", Level(0, 100)),
    _misc("patrol_down_rate", "ptz_patrol_down_rate", Level(0, 100)),
    _misc("patrol_left_rate", "ptz_patrol_left_rate", Level(0, 100)),
    _misc("patrol_right_rate", "ptz_patrol_right_rate", Level(0, 100)),
    _misc("ptz_preset_rate", "ptz_preset_rate", Level(0, 100, reversed=True)),
    _param("camera_name", "set_alias.cgi", "alias", Text(20)),
    _param(keys.TIME_ZONE, "set_datetime.cgi", "tz", time_zones()),
    _param("ntp", "set_datetime.cgi", "ntp_enable", Flag()),
    _param("ntp_server", "set_datetime.cgi", "ntp_svr", Text(64, r"[0-9A-Za-z._:-]*"), for_administrators=True),
    _param("serial_rate", "set_decoder.cgi", "decoder_baud", Choice(BAUD), param="baud"),
    _param(keys.DAYLIGHT_SAVING, "set_datetime.cgi", "daylight_saving_time", Level(0, 120, unit="min")),
    _param("ftp_interval", "set_ftp.cgi", "ftp_upload_interval", Level(0, 65535, unit="s"), param="upload_interval"),
    *_schedule(keys.schedule("ftp"), "set_ftp.cgi", prefix="ftp_"),
    *_schedule(keys.schedule("viewing"), "set_forbidden.cgi", page="forbidden", whole=True),
    *_group(keys.MAIL, "set_mail.cgi", _MAIL, whole=True),
    _param("mail_new_address", "set_pppoe.cgi", "mail_inet_ip", Flag(), param="mail_ip"),
    *_group(keys.FTP, "set_ftp.cgi", _FTP),
    *_group(keys.DDNS, "set_ddns.cgi", (*_DDNS, ("restart", "restart_dyndns", "", Flag())), whole=True),
    *_group("factory_ddns", "set_factory_ddns.cgi", _DDNS),
    *_group(keys.PPPOE, "set_pppoe.cgi", _PPPOE),
    *_group(keys.NETWORK, "set_network.cgi", _NETWORK, whole=True),
    *_group(keys.WIFI, "set_wifi.cgi", _WIFI, whole=True, carried=_RESERVED),
    *_group(keys.USERS, "set_users.cgi", _users(), whole=True),
    *_group(keys.LINKED_CAMERAS, "set_devices.cgi", _linked_cameras()),
    _param("upnp", "set_upnp.cgi", "upnp_enable", Flag(), param="enable", for_administrators=True),
    _status("temperature", "temperature", Measure("°C")),
    _status("humidity", "humidity", Measure("%")),
    _status("wifi_status", "wifi_status", Choice({"0": "cable", "1": "wifi"})),
    _status("ddns_status", "ddns_status", Choice(_DDNS_STATUS)),
    _status("ddns_host_status", "ddns_host", Text(64)),
    _status("oray_type", "oray_type", Choice({"0": "standard", "1": "professional"})),
    _status("upnp_status", "upnp_status", Choice(_UPNP_STATUS)),
    _status(keys.CLOCK, "now", Moment()),
    Setting(key="log", page="log", field="log_text", codec=LastLine(), category=Category.DIAGNOSTIC, advanced=True),
)
