"""The settings of the dialect, one row each."""

from functools import partial
from typing import Any

from ...model import keys
from ...model.settings import Category, Choice, Flag, Ipv4, Level, Moment, Setting, Text, Write
from .pages import AREAS, PAGES
from .presence import (
    has_audio,
    has_audio_in,
    has_audio_out,
    has_coarse_grid,
    has_fine_grid,
    has_privacy_area,
    has_writable_day_night_level,
)
from .repeated_settings import encoder_settings, grid_settings, privacy_settings
from .setting_rows import (
    EXPOSURES,
    LINKS,
    LPR_SPEEDS,
    MULTICAST,
    NAME,
    ON,
    PERCENT,
    PORT,
    SIZES,
    SPEEDS,
    WHITE,
    PageSettings,
    choice,
    numbered_choice,
)


def _day_night_level() -> Setting[Any]:
    """Return the day/night level, which is only readable in the sensor summary (docs/sources.md H15)."""
    source = PAGES["day_night"]
    write = Write(path=source.path, param="autolevel", fixed={"action": source.set}, sent_with={"mode": "daynightmode"})
    return Setting(
        key="day_night_level",
        page="day_night_summary",
        field="autolevel",
        codec=PERCENT,
        write=write,
        advanced=True,
        present=has_writable_day_night_level,
    )


def _clock() -> Setting[Any]:
    """Return the clock, whose month is a number or a name (docs/sources.md H16)."""
    codec = Moment(("%m %d, %Y %H:%M:%S", "%B %d, %Y %H:%M:%S", "%b %d, %Y %H:%M:%S"))
    return Setting(
        key=keys.CLOCK, page="date", field="serverdate", codec=codec, category=Category.DIAGNOSTIC, advanced=True
    )


_VIDEO = (
    *("videoflip", "capture1.enable", "capture1.size"),
    *(f"encoder1.{name}" for name in ("enable", "source", "codec", "framerate", "quality", "keyframe", "ratectrl")),
)
_name = PageSettings("name")
_language = PageSettings("language")
_input = PageSettings("alarm_input")
_output = PageSettings("alarm_output")
_motion = PageSettings("motion")
_privacy_all = PageSettings("privacy1", present=partial(has_privacy_area, 1))
_record = PageSettings("record")
_shock = PageSettings("shock")
_day_night = PageSettings("day_night", sent_with=("interval", "ptn", "ptd", "irlink", "lprdayspeed", "lprnightspeed"))
_color = PageSettings("color")
_night = PageSettings("night_color")
_white = PageSettings("white_balance")
_wdr = PageSettings("wdr")
_effect = PageSettings("effect")
_slow = PageSettings("slow_shutter")
_shutter = PageSettings("shutter")
_noise = PageSettings("noise_reduction")
_defog = PageSettings("defog")
_osd = PageSettings("osd")
_dns = PageSettings("dns", sent_with=("firstdns", "seconddns"), group=keys.NETWORK)
_network = PageSettings("network", sent_with=("mode", "ipaddress", "netmask", "gateway"), group=keys.NETWORK)
_web_port = PageSettings("web_port", group=keys.NETWORK)
_tv = PageSettings("tv_out")
_video = PageSettings("video", sent_with=_VIDEO, fixed={"action": "setvideo1"})
_audio = PageSettings("audio", present=has_audio)
_rtsp = PageSettings("rtsp", for_administrators=True)
_ptz = PageSettings("ptz_power")

SETTINGS: tuple[Setting[Any], ...] = (
    _video("resolution", "capture1.size", SIZES, advanced=False),
    _color("brightness", "bright", PERCENT, advanced=False),
    _color("contrast", "contrast", PERCENT, advanced=False),
    _color("saturation", "saturation", PERCENT),
    _color("sharpness", "sharp", PERCENT),
    _color("edge_enhancement", "edge", PERCENT),
    _color("hue", "hue", PERCENT),
    _night("night_brightness", "bright", PERCENT),
    _night("night_contrast", "contrast", PERCENT),
    _night("night_saturation", "saturation", PERCENT),
    _night("night_sharpness", "sharp", PERCENT),
    _night("night_edge_enhancement", "edge", PERCENT),
    _night("night_hue", "hue", PERCENT),
    _day_night("day_night", "daynightmode", choice("day", "night", "auto", "lpr"), param="mode", advanced=False),
    _day_night_level(),
    _day_night("day_night_interval", "interval", Level(1, 200, unit="s")),
    _day_night("night_to_day", "ptn", Level(1, 990)),
    _day_night("day_to_night", "ptd", Level(1, 990)),
    _day_night("infrared_link", "irlink", ON),
    _day_night("lpr_day_speed", "lprdayspeed", numbered_choice(LPR_SPEEDS), when=("daynightmode", ("lpr",))),
    _day_night("lpr_night_speed", "lprnightspeed", numbered_choice(LPR_SPEEDS), when=("daynightmode", ("lpr",))),
    _white(
        "white_balance",
        "wbmode",
        WHITE,
        param="mode",
        defaults={"userred": "50", "userblue": "50"},
    ),
    _white("white_balance_red", "userred", PERCENT, when=("wbmode", ("user",))),
    _white("white_balance_blue", "userblue", PERCENT, when=("wbmode", ("user",))),
    _wdr("wdr", "wdrstatus", ON),
    _wdr(
        "wdr_mode",
        "mode",
        choice("compensation", "dwdr"),
        defaults={"compensationmode": "front", "dwdrmode": "step1"},
    ),
    _wdr("wdr_compensation", "compensationmode", choice("front", "back"), when=("mode", ("compensation",))),
    _wdr("wdr_step", "dwdrmode", choice("step1", "step2", "step3", "step4", "step5"), when=("mode", ("dwdr",))),
    _effect("color_bar", "colorbar", ON),
    _effect("monochrome", "monoimg", ON),
    _effect("negative", "negative", ON),
    _slow("slow_shutter", "slowshutstatus", ON),
    _slow("slow_shutter_level", "slowshutter", PERCENT),
    _shutter(
        "shutter",
        "shutmode",
        choice("auto", "suppressroll", "user"),
        defaults={"suppress": "week", "shutspeed": "3", "agcvalue": "50"},
    ),
    _shutter(
        "shutter_suppression",
        "suppress",
        Choice({"week": "weak", "strong": "strong"}),
        when=("shutmode", ("suppressroll",)),
        not_echoed=True,  # the answer printed in the manual lacks it (docs/sources.md H17)
    ),
    _shutter(
        "shutter_exposure", "minshutspd", numbered_choice(EXPOSURES), param="maxexposure", when=("shutmode", ("auto",))
    ),
    _shutter("shutter_speed", "shutspeed", numbered_choice(SPEEDS), when=("shutmode", ("user",))),
    _shutter("shutter_gain", "agcvalue", PERCENT, when=("shutmode", ("user",))),
    _video("flip", "videoflip", choice("normal", "flip", "mirror", "both"), advanced=False),
    _video("capture_1", "capture1.enable", ON),
    _video("capture_2", "capture2.enable", ON),
    _video("capture_3", "capture3.enable", ON),
    _video("capture_2_size", "capture2.size", SIZES),
    _video("capture_3_size", "capture3.size", SIZES),
    *encoder_settings(1),
    *encoder_settings(2),
    *encoder_settings(3),
    # While allstatus is off, no motion is detected, regardless of motion1.
    _motion(
        keys.MOTION_DETECTION,
        "motion1.enable",
        ON,
        fixed={"allstatus": "enable"},
        category=Category.PRIMARY,
        advanced=False,
    ),
    _motion("motion_detection_all", "allstatus", ON),
    _motion("motion_sensitivity", "motion1.level", Level(1, 5), advanced=False),
    _motion("motion_name", "motion1.name", NAME),
    _motion("motion_duration", "mdduration", Level(0, 10, unit="s")),
    _motion("motion_end", "mdtimeoff", Choice({"1": "continuous", "2": "time_off"})),
    *grid_settings("motion", 8, 6, has_coarse_grid),
    *grid_settings("motion_fine", 24, 18, has_fine_grid),
    _input("alarm_input_all", "allstatus", ON),
    _input("alarm_input", "alarmin1.enable", ON),
    _input("alarm_input_type", "alarmin1.type", choice("nc", "no")),
    _input("alarm_input_name", "alarmin1.name", NAME),
    _output("alarm_output_all", "allstatus", ON),
    _output("alarm_output", "alarmout1.enable", ON),
    _output("alarm_output_link", "alarmout1.link", Choice(LINKS)),
    _output("alarm_output_time", "alarmout1.time", Level(5, 180, special=1, unit="s")),
    _output("alarm_output_name", "alarmout1.name", NAME),
    _shock("tamper_detection", "shock.enable", ON),
    _shock("tamper_sensitivity", "shock.level", Level(1, 9)),
    _record("record", "record.status", ON),
    _record("record_stream", "record.streamid", choice("stream1", "stream2", "stream3")),
    _record("record_link", "record.link", Choice(LINKS)),
    _record("record_save", "record.save", Choice({"0": "nowhere", "1": "ftp", "2": "email", "3": "ftp_email"})),
    _record("record_before", "record.timeprev", Level(0, 5, unit="s")),
    _record("record_after", "record.timenext", Level(5, 30, unit="s")),
    _record("record_size", "record.maxsize", Level(4096, 10240, special=2048, unit="KiB")),
    _noise("noise_reduction", "dnrstatus", ON),
    _noise("noise_reduction_mode", "mode", Choice({"dnr2d": "2d", "dnr3d": "3d"})),
    _noise("noise_reduction_level", "dnrvalue", PERCENT),
    _noise("noise_reduction_dynamic", "dynamic", ON),
    _defog("defog", "defogstatus", ON, param="defogen"),
    _defog("defog_mode", "mode", choice("auto", "manual")),
    _defog("defog_level", "defogvalue", PERCENT),
    _privacy_all("privacy", "allstatus", ON),
    *(setting for area in AREAS for setting in privacy_settings(area)),
    _osd("osd", "osdstatus", ON),
    _osd("osd_text_on", "texton", ON),
    _osd("osd_text", "textstr", NAME),
    _osd("osd_date", "dateon", ON),
    _osd("osd_date_format", "datetype", choice("yyyy-mm-dd", "dd-mm-yyyy", "mm-dd-yyyy")),
    _osd("osd_time", "timeon", ON),
    _osd("osd_events", "eventon", ON),
    _osd("osd_day_night", "eventdnon", ON),
    _osd("osd_motion", "eventmdon", ON),
    _osd("osd_input", "eventsenson", ON),
    _osd("osd_relay", "eventrelayon", ON),
    _osd("osd_tamper", "eventshock", ON),
    _osd("osd_size", "osdsize", choice("big", "small")),
    _tv("tv_out", "tvoutstatus", ON),
    _tv("tv_norm", "tvtype", choice("ntsc", "pal")),
    _audio("audio_codec", "audiocodec", choice("ulaw", "alaw")),
    _audio("audio_in", "audioin", ON, param="audioinenable", present=has_audio_in),
    _audio("audio_in_gain", "audioingain", PERCENT, present=has_audio_in),
    _audio("audio_out", "audioout", ON, param="audiooutenable", present=has_audio_out),
    _audio("audio_out_gain", "audiooutgain", PERCENT, present=has_audio_out),
    _audio("audio_sampling", "audiosampling", choice("8000", "16000")),
    _rtsp("rtsp_port", "rtspport", Level(3000, 60000, special=554)),
    _rtsp("rtp_ports", "rtpport", Text(11, r"\d{4,5},\d{4,5}")),
    _rtsp("rtsp_login", "authorityenable", ON),
    _rtsp("rtcp", "rtcpenable", ON),
    _rtsp("rtsp_time_limit", "rtsptimelimit", Level(60, 300, special=0, unit="s")),
    _rtsp("multicast", "multicastenable", ON),
    _rtsp("multicast_ttl", "multicastttl", Level(1, 128)),
    _rtsp("multicast_video_address", "multicastvidioip", MULTICAST, param="multicastvideoip"),
    _rtsp("multicast_video_port", "multicastvidioport", PORT, param="multicastvideoport"),
    _rtsp("multicast_audio_address", "multicastaudioip", MULTICAST),
    _rtsp("multicast_audio_port", "multicastaudioport", PORT),
    _ptz("pan_tilt", "ptstatus", ON),
    _ptz("zoom_focus", "zfstatus", ON),
    _clock(),
    _network("network_dhcp", "mode", Flag("dhcp", "static")),
    _network("network_address", "ipaddress", Ipv4(), when=("mode", ("static",))),
    _network("network_netmask", "netmask", Ipv4(), when=("mode", ("static",))),
    _network("network_gateway", "gateway", Ipv4(), when=("mode", ("static",))),
    _dns("network_dns", "firstdns", Ipv4()),
    _dns("network_second_dns", "seconddns", Ipv4()),
    _web_port("network_port", "", Level(3000, 60000, special=80), param="webport"),
    Setting(
        key=keys.RESTART_NEEDED,
        page="video",
        field="need_reboot",
        codec=Flag("yes", "no"),
        category=Category.DIAGNOSTIC,
        advanced=True,
    ),
    _name("camera_name", "servername", NAME),
    _language("language", "language", choice("korean", "english", "polish", "russian", "persian")),
)
