"""The settings of the dialect, one row each."""

from typing import Any

from ...model import keys
from ...model.address import Role
from ...model.settings import (
    Category,
    Choice,
    Codec,
    Flag,
    LastLine,
    Level,
    Mask,
    Measure,
    Moment,
    Setting,
    Text,
    Write,
    time_zones,
)
from .setting_groups import GROUPS

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
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
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
    _param("mail_new_address", "set_pppoe.cgi", "mail_inet_ip", Flag(), param="mail_ip"),
    *GROUPS,
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
