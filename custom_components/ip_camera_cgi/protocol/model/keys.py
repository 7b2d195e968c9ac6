"""Keys of settings and groups that features look for: the contract between dialects and features.

A dialect uses these keys for the settings it has; a feature that does not find its settings is not available. All other
keys are the dialect's own choice. Keys are part of unique ids and never change.
"""

ALARM_CALL = "alarm_call"
"""Group of the URL that a camera requests when an alarm begins."""
ALARM_CALL_ENABLED = "alarm_call_enabled"
ALARM_CALL_URL = "alarm_call_url"
CLOCK = "clock"
DAYLIGHT_SAVING = "daylight_saving"
DDNS = "ddns"
FTP = "ftp"
LINKED_CAMERAS = "linked_camera"
"""Group of other cameras that are configured in this one."""
MAIL = "mail"
LOUDSPEAKER_GAIN = "audio_out_gain"
"""The loudness of the loudspeaker, in per cent."""
MOTION_DETECTION = "motion_detection"
NETWORK = "network"
NETWORK_TIME = "ntp"
"""Switch that lets the camera ask a time server."""
PPPOE = "pppoe"
PRIVACY_AREAS = "privacy"
"""Switch of all privacy areas together."""
RESTART_NEEDED = "restart_needed"
TIME_SERVER = "ntp_server"
TIME_ZONE = "time_offset"
USERS = "user"
"""Group of the accounts; each slot has a name, a password and a role: user_1_name."""
WIFI = "wifi"


def user_password(slot: int) -> str:
    """Return the key of the password of an account."""
    return f"{USERS}_{slot}_password"


def linked_camera(number: int) -> str:
    """Return the prefix of the settings of a linked camera: name, host, port, username, password."""
    return f"{LINKED_CAMERAS}_{number}"


def motion_area(columns: int, rows: int) -> str:
    """Return the group of a motion grid."""
    return f"motion_area_{columns}x{rows}"


def motion_row(group: str, row: int) -> str:
    """Return the key of a row of a motion grid, counted from 1."""
    return f"{group}_{row}"


def privacy_area(number: int) -> str:
    """Return the group of a privacy area, which is also the key of its switch."""
    return f"privacy_area_{number}"


def privacy_part(number: int, part: str) -> str:
    """Return the key of a field of a privacy area: color, left, top, width, height."""
    return f"{privacy_area(number)}_{part}"


VIEWING_SCHEDULE = "viewing"
"""Name of the schedule that blocks viewing."""


def schedule(name: str) -> str:
    """Return the group of a schedule, which is also the key of its switch."""
    return f"{name}_schedule"


def schedule_part(group: str, day: str, part: int) -> str:
    """Return the key of a third of a day (eight hours) of a schedule: alarm_schedule_mon_0."""
    return f"{group}_{day}_{part}"
