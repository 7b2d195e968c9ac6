"""All fields of all pages of a Netwave camera, in order, with factory values.

Texts are quoted in responses, numbers are not.
"""

DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
SCHEDULE = tuple(f"schedule_{day}_{part}" for day in DAYS for part in range(3))

type Fields = dict[str, str | int | float]

STATUS: Fields = {
    "id": "",
    "sys_ver": "",
    "app_ver": "",
    "alias": "",
    "now": 0,
    "tz": 0,
    "alarm_status": 0,
    "ddns_status": 0,
    "ddns_host": "",
    "oray_type": 0,
    "upnp_status": 0,
    "p2p_status": 0,
    "p2p_local_port": 25197,
    "msn_status": 0,
    "wifi_status": 0,
    "temperature": 0.0,
    "humidity": 0,
    "tridro_error": "",
}

CAMERA: Fields = {"resolution": 32, "brightness": 128, "contrast": 3, "mode": 0, "flip": 0, "fps": 0}

MISC: Fields = {
    "led_mode": 1,
    "ptz_center_onstart": 1,
    "ptz_auto_patrol_interval": 0,
    "ptz_auto_patrol_type": 0,
    "ptz_patrol_h_rounds": 2,
    "ptz_patrol_v_rounds": 2,
    "ptz_patrol_rate": 10,
    "ptz_patrol_up_rate": 6,
    "ptz_patrol_down_rate": 6,
    "ptz_patrol_left_rate": 6,
    "ptz_patrol_right_rate": 6,
    "ptz_disable_preset": 0,
    "ptz_preset_onstart": 0,
    "ptz_preset_rate": 0,
}


def _schedule(prefix: str) -> Fields:
    return {f"{prefix}schedule_enable": 0, **{f"{prefix}{name}": 0 for name in SCHEDULE}}


def _users() -> Fields:
    fields: Fields = {}
    for number in range(1, 9):
        fields |= {f"user{number}_name": "", f"user{number}_pwd": "", f"user{number}_pri": 0}
    return fields


def _devices() -> Fields:
    fields: Fields = {}
    for number in range(2, 10):
        device = f"dev{number}"
        fields |= {f"{device}_alias": "", f"{device}_host": "", f"{device}_port": 0}
        fields |= {f"{device}_user": "", f"{device}_pwd": ""}
    return fields


def _wifi() -> Fields:
    fields: Fields = {"wifi_enable": 0, "wifi_ssid": "", "wifi_channel": 5, "wifi_encrypt": 0, "wifi_defkey": 0}
    fields |= {f"wifi_key{number}": "" for number in range(1, 5)}
    fields |= {"wifi_authtype": 0, "wifi_keyformat": 0}
    fields |= {f"wifi_key{number}_bits": 0 for number in range(1, 5)}
    return fields | {"wifi_mode": 0, "wifi_wpa_psk": ""}


PARAMS: Fields = {
    "id": "",
    "sys_ver": "",
    "app_ver": "",
    "alias": "",
    "now": 0,
    "tz": 0,
    "daylight_saving_time": 0,
    "ntp_enable": 1,
    "ntp_svr": "time.example.org",
    **_users(),
    **_devices(),
    "ip": "0.0.0.0",  # noqa: S104 - how the camera shows DHCP
    "mask": "0.0.0.0",  # noqa: S104
    "gateway": "0.0.0.0",  # noqa: S104
    "dns": "0.0.0.0",  # noqa: S104
    "port": 80,
    **_wifi(),
    "pppoe_enable": 0,
    "pppoe_user": "",
    "pppoe_pwd": "",
    "upnp_enable": 0,
    "ddns_service": 0,
    "ddns_user": "",
    "ddns_pwd": "",
    "ddns_host": "",
    "ddns_proxy_svr": "",
    "ddns_proxy_port": 0,
    "mail_svr": "",
    "mail_port": 0,
    "mail_tls": 0,
    "mail_user": "",
    "mail_pwd": "",
    "mail_sender": "",
    **{f"mail_receiver{number}": "" for number in range(1, 5)},
    "mail_inet_ip": 0,
    "ftp_svr": "",
    "ftp_port": 21,
    "ftp_user": "",
    "ftp_pwd": "",
    "ftp_dir": "",
    "ftp_mode": 0,
    "ftp_upload_interval": 0,
    "ftp_filename": "",
    "ftp_numberoffiles": 0,
    **_schedule("ftp_"),
    "alarm_motion_armed": 0,
    "alarm_motion_sensitivity": 3,
    "alarm_motion_compensation": 0,
    "alarm_input_armed": 0,
    "alarm_ioin_level": 1,
    "alarm_iolinkage": 0,
    "alarm_preset": 0,
    "alarm_ioout_level": 1,
    "alarm_mail": 0,
    "alarm_upload_interval": 0,
    "alarm_http": 0,
    "alarm_msn": 0,
    "alarm_http_url": "",
    **_schedule("alarm_"),
    "alarm_sounddetect_armed": 0,
    "alarm_sounddetect_sensitivity": 5,
    "decoder_baud": 12,
    "msn_user": "",
    "msn_pwd": "",
    **{f"msn_friend{number}": "" for number in range(1, 11)},
}

FORBIDDEN: Fields = _schedule("")

FACTORY = {name: str(value) for page in (STATUS, PARAMS, CAMERA, MISC, FORBIDDEN) for name, value in page.items()}
