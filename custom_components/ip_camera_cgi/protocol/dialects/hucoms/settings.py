"""The settings of the dialect, one row each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ...model import keys
from ...model.settings import Category, Choice, Codec, Flag, Ipv4, Level, Mask, Moment, Setting, Text, Write
from ...model.text import KOREAN
from .pages import AREAS, PAGES
from .presence import (
    Pages,
    has_audio,
    has_audio_in,
    has_audio_out,
    has_coarse_grid,
    has_fine_grid,
    has_privacy_area,
    has_writable_day_night_level,
)

type _SettingFactory[T] = Callable[..., Setting[T]]

_ON = Flag("enable", "disable")
_PERCENT = Level(1, 100)
_PORT = Level(3000, 60000)
# A blank and an asterisk start a remark behind a value, and blanks at its ends are lost (docs/sources.md H22).
_NAME = Text(10, r"(?!(?:[^*]* )?\*)(?:[!-~](?:[ -~]*[!-~])?)?", legacy=KOREAN)
_GROUP = Text(15, r"2(?:2[4-9]|3\d)(?:\.\d{1,3}){3}")  # multicast (class D)
# Triggers of an action: the sum of motion (1), alarm input (2) and tampering (4).
LINKS = {
    "0": "nothing",
    "1": "motion",
    "2": "input",
    "3": "motion_input",
    "4": "tamper",
    "5": "motion_tamper",
    "6": "input_tamper",
    "7": "everything",
}
_LPR_SPEEDS = ("1_15", "1_30", "1_60", "1_120", "1_240", "1_480", "1_960", "1_4800", "1_9000", "auto")
_SPEEDS = ("1_15", "1_30", "1_60", "1_120", "1_240", "1_480", "1_960", "1_4800", "1_9000")
_EXPOSURES = ("1_30", "1_60", "1_120", "1_180", "1_240", "auto")
WHITE = Choice({mode: mode for mode in ("auto", "indoor", "outdoor", "fluorescent", "user")})
WHITE_SINCE_1_22 = Choice({**WHITE.options, "push": "push", "autoindoor": "auto_indoor"})
_SIZES = Choice({})  # filled in from the camera's own list
CODECS = Choice({"h264": "h264", "mpeg": "mpeg4", "mjpeg": "mjpeg", "h265": "h265"})


def _choice(*words: str) -> Choice:
    """Return a choice whose options are the camera's own words."""
    return Choice({word: word.replace("-", "_") for word in words})


def _numbered(words: tuple[str, ...]) -> Choice:
    """Return a choice of steps numbered from 1; names follow the 60 Hz variant of each step."""
    return Choice({str(number): word for number, word in enumerate(words, 1)})


def _page_settings(
    page: str,
    *,
    along: tuple[str, ...] = (),
    fixed: Mapping[str, str] | None = None,
    group: str = "",
    for_administrators: bool = False,
    present: Callable[[Pages], bool] | None = None,
) -> _SettingFactory[Any]:
    """Return a factory for the settings of one page: it takes key, field, codec and special properties."""
    page_present = present
    source = PAGES[page]
    every = {"action": source.set, **(fixed or {})}

    def one[T](
        key: str,
        field: str,
        codec: Codec[T],
        *,
        param: str = "",
        fixed: Mapping[str, str] | None = None,
        otherwise: Mapping[str, str] | None = None,
        category: Category = Category.CONFIG,
        advanced: bool = True,
        when: tuple[str, tuple[str, ...]] | None = None,
        unshown: bool = False,
        present: Callable[[Pages], bool] | None = page_present,
    ) -> Setting[T]:
        names = {name: name for name in (*along, *(otherwise or {})) if name != field}
        write = Write(
            path=source.path,
            param=param or field,
            fixed={**every, **(fixed or {})},
            sent_with=names,
            defaults=otherwise or {},
        )
        return Setting(
            key=key,
            page=page,
            field=field,
            codec=codec,
            write=write,
            category=category,
            advanced=advanced,
            available_when=when,
            not_echoed=unshown,
            present=present,
            for_administrators=for_administrators,
            group=group,
        )

    return one


def _encoder(number: int) -> Iterator[Setting[Any]]:
    """Yield the settings of one encoder; every write sends all of its fields (docs/sources.md H13)."""
    coded, pictures = ("h264", "mpeg", "h265"), ("mjpeg",)
    kinds: tuple[tuple[str, str, Codec[Any], tuple[str, ...] | None], ...] = (
        ("enable", "enable", _ON, None),
        ("source", "source", _choice("capture1", "capture2", "capture3"), None),
        ("codec", "codec", CODECS, None),
        ("framerate", "framerate", Level(1, 30, unit="fps"), None),
        ("bitrate", "quality", Level(64, 12000, unit="kbit/s"), coded),
        ("quality", "quality", Level(5, 95), pictures),
        ("keyframe", "keyframe", Level(5, 120), coded),
        ("rate_control", "ratectrl", _choice("cbr", "vbr"), coded),
    )
    fields = {name: f"encoder{number}.{name}" for _, name, _, _ in kinds}
    for key, name, codec, coding in kinds:
        if number == 1 and key == "source":
            continue  # always capture1
        write = Write(
            path=PAGES["video"].path,
            param=fields[name],
            fixed={"action": f"setvideo{number}"},
            sent_with={field: field for other, field in fields.items() if other != name},
        )
        yield Setting(
            key=f"encoder_{number}_{key}",
            page="video",
            field=fields[name],
            codec=codec,
            write=write,
            advanced=True,
            available_when=(fields["codec"], coding) if coding else None,
        )


def _privacy(area: int) -> Iterator[Setting[Any]]:
    """Yield the settings of one privacy area; every write sends all of its fields (docs/sources.md H12)."""
    page = f"privacy{area}"
    kinds: tuple[tuple[str, str, Codec[Any]], ...] = (
        ("", "enable", _ON),
        ("color", "color", Level(1, 8)),
        ("left", "startx", Level(0, 319)),
        ("top", "starty", Level(0, 239)),
        ("width", "endx", Level(1, 320)),
        ("height", "endy", Level(1, 240)),
    )
    for key, name, codec in kinds:
        write = Write(
            path=PAGES[page].path,
            param=f"privacy.{name}",
            fixed={"action": PAGES[page].set},
            sent_with={f"privacy.{other}": f"{page}.{other}" for _, other, _ in kinds if other != name},
        )
        yield Setting(
            key=keys.privacy_part(area, key) if key else keys.privacy_area(area),
            page=page,
            field=f"{page}.{name}",
            codec=codec,
            write=write,
            advanced=True,
            present=partial(has_privacy_area, area),
            group=keys.privacy_area(area) if key else "",
        )


def numbered(write: Write, area: str) -> Write:
    """Return the write of a privacy area with the number of the area in every parameter name."""

    def name(param: str) -> str:
        return param.replace("privacy.", f"{area}.")

    return replace(
        write, param=name(write.param), sent_with={name(param): field for param, field in write.sent_with.items()}
    )


def _grid(page: str, columns: int, rows: int, present: Callable[[Pages], bool]) -> Iterator[Setting[Any]]:
    """Yield the rows of a motion grid: one field per row, one bit per cell (docs/sources.md H11)."""
    group = keys.motion_area(columns, rows)
    for row in range(1, rows + 1):
        field = f"motion1.area{row}"
        fixed = {"action": PAGES[page].set, **PAGES[page].extra}
        yield Setting(
            key=keys.motion_row(group, row),
            page=page,
            field=field,
            codec=Mask(columns),
            write=Write(path=PAGES[page].path, param=field, fixed=fixed),
            present=present,
            group=group,
        )


def _day_night_level() -> Setting[Any]:
    """Return the day/night level, which is only readable in the sensor summary (docs/sources.md H15)."""
    source = PAGES["day_night"]
    write = Write(path=source.path, param="autolevel", fixed={"action": source.set}, sent_with={"mode": "daynightmode"})
    return Setting(
        key="day_night_level",
        page="day_night_summary",
        field="autolevel",
        codec=_PERCENT,
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
_name = _page_settings("name")
_language = _page_settings("language")
_input = _page_settings("alarm_input")
_output = _page_settings("alarm_output")
_motion = _page_settings("motion")
_privacy_all = _page_settings("privacy1", present=partial(has_privacy_area, 1))
_record = _page_settings("record")
_shock = _page_settings("shock")
_day_night = _page_settings("day_night", along=("interval", "ptn", "ptd", "irlink", "lprdayspeed", "lprnightspeed"))
_color = _page_settings("color")
_night = _page_settings("night_color")
_white = _page_settings("white_balance")
_wdr = _page_settings("wdr")
_effect = _page_settings("effect")
_slow = _page_settings("slow_shutter")
_shutter = _page_settings("shutter")
_noise = _page_settings("noise_reduction")
_defog = _page_settings("defog")
_osd = _page_settings("osd")
_dns = _page_settings("dns", along=("firstdns", "seconddns"), group=keys.NETWORK)
_network = _page_settings("network", along=("mode", "ipaddress", "netmask", "gateway"), group=keys.NETWORK)
_web_port = _page_settings("web_port", group=keys.NETWORK)
_tv = _page_settings("tv_out")
_video = _page_settings("video", along=_VIDEO, fixed={"action": "setvideo1"})
_audio = _page_settings("audio", present=has_audio)
_rtsp = _page_settings("rtsp", for_administrators=True)
_ptz = _page_settings("ptz_power")

SETTINGS: tuple[Setting[Any], ...] = (
    _video("resolution", "capture1.size", _SIZES, advanced=False),
    _color("brightness", "bright", _PERCENT, advanced=False),
    _color("contrast", "contrast", _PERCENT, advanced=False),
    _color("saturation", "saturation", _PERCENT),
    _color("sharpness", "sharp", _PERCENT),
    _color("edge_enhancement", "edge", _PERCENT),
    _color("hue", "hue", _PERCENT),
    _night("night_brightness", "bright", _PERCENT),
    _night("night_contrast", "contrast", _PERCENT),
    _night("night_saturation", "saturation", _PERCENT),
    _night("night_sharpness", "sharp", _PERCENT),
    _night("night_edge_enhancement", "edge", _PERCENT),
    _night("night_hue", "hue", _PERCENT),
    _day_night("day_night", "daynightmode", _choice("day", "night", "auto", "lpr"), param="mode", advanced=False),
    _day_night_level(),
    _day_night("day_night_interval", "interval", Level(1, 200, unit="s")),
    _day_night("night_to_day", "ptn", Level(1, 990)),
    _day_night("day_to_night", "ptd", Level(1, 990)),
    _day_night("infrared_link", "irlink", _ON),
    _day_night("lpr_day_speed", "lprdayspeed", _numbered(_LPR_SPEEDS), when=("daynightmode", ("lpr",))),
    _day_night("lpr_night_speed", "lprnightspeed", _numbered(_LPR_SPEEDS), when=("daynightmode", ("lpr",))),
    _white(
        "white_balance",
        "wbmode",
        WHITE,
        param="mode",
        otherwise={"userred": "50", "userblue": "50"},
    ),
    _white("white_balance_red", "userred", _PERCENT, when=("wbmode", ("user",))),
    _white("white_balance_blue", "userblue", _PERCENT, when=("wbmode", ("user",))),
    _wdr("wdr", "wdrstatus", _ON),
    _wdr(
        "wdr_mode",
        "mode",
        _choice("compensation", "dwdr"),
        otherwise={"compensationmode": "front", "dwdrmode": "step1"},
    ),
    _wdr("wdr_compensation", "compensationmode", _choice("front", "back"), when=("mode", ("compensation",))),
    _wdr("wdr_step", "dwdrmode", _choice("step1", "step2", "step3", "step4", "step5"), when=("mode", ("dwdr",))),
    _effect("color_bar", "colorbar", _ON),
    _effect("monochrome", "monoimg", _ON),
    _effect("negative", "negative", _ON),
    _slow("slow_shutter", "slowshutstatus", _ON),
    _slow("slow_shutter_level", "slowshutter", _PERCENT),
    _shutter(
        "shutter",
        "shutmode",
        _choice("auto", "suppressroll", "user"),
        otherwise={"suppress": "week", "shutspeed": "3", "agcvalue": "50"},
    ),
    _shutter(
        "shutter_suppression",
        "suppress",
        Choice({"week": "weak", "strong": "strong"}),
        when=("shutmode", ("suppressroll",)),
        unshown=True,  # the answer printed in the manual lacks it (docs/sources.md H17)
    ),
    _shutter(
        "shutter_exposure", "minshutspd", _numbered(_EXPOSURES), param="maxexposure", when=("shutmode", ("auto",))
    ),
    _shutter("shutter_speed", "shutspeed", _numbered(_SPEEDS), when=("shutmode", ("user",))),
    _shutter("shutter_gain", "agcvalue", _PERCENT, when=("shutmode", ("user",))),
    _video("flip", "videoflip", _choice("normal", "flip", "mirror", "both"), advanced=False),
    _video("capture_1", "capture1.enable", _ON),
    _video("capture_2", "capture2.enable", _ON),
    _video("capture_3", "capture3.enable", _ON),
    _video("capture_2_size", "capture2.size", _SIZES),
    _video("capture_3_size", "capture3.size", _SIZES),
    *_encoder(1),
    *_encoder(2),
    *_encoder(3),
    # While allstatus is off, no motion is detected, whatever motion1 is set to.
    _motion(
        keys.MOTION_DETECTION,
        "motion1.enable",
        _ON,
        fixed={"allstatus": "enable"},
        category=Category.PRIMARY,
        advanced=False,
    ),
    _motion("motion_detection_all", "allstatus", _ON),
    _motion("motion_sensitivity", "motion1.level", Level(1, 5), advanced=False),
    _motion("motion_name", "motion1.name", _NAME),
    _motion("motion_duration", "mdduration", Level(0, 10, unit="s")),
    _motion("motion_end", "mdtimeoff", Choice({"1": "continuous", "2": "time_off"})),
    *_grid("motion", 8, 6, has_coarse_grid),
    *_grid("motion_fine", 24, 18, has_fine_grid),
    _input("alarm_input_all", "allstatus", _ON),
    _input("alarm_input", "alarmin1.enable", _ON),
    _input("alarm_input_type", "alarmin1.type", _choice("nc", "no")),
    _input("alarm_input_name", "alarmin1.name", _NAME),
    _output("alarm_output_all", "allstatus", _ON),
    _output("alarm_output", "alarmout1.enable", _ON),
    _output("alarm_output_link", "alarmout1.link", Choice(LINKS)),
    _output("alarm_output_time", "alarmout1.time", Level(5, 180, special=1, unit="s")),
    _output("alarm_output_name", "alarmout1.name", _NAME),
    _shock("tamper_detection", "shock.enable", _ON),
    _shock("tamper_sensitivity", "shock.level", Level(1, 9)),
    _record("record", "record.status", _ON),
    _record("record_stream", "record.streamid", _choice("stream1", "stream2", "stream3")),
    _record("record_link", "record.link", Choice(LINKS)),
    _record("record_save", "record.save", Choice({"0": "nowhere", "1": "ftp", "2": "email", "3": "ftp_email"})),
    _record("record_before", "record.timeprev", Level(0, 5, unit="s")),
    _record("record_after", "record.timenext", Level(5, 30, unit="s")),
    _record("record_size", "record.maxsize", Level(4096, 10240, special=2048, unit="KiB")),
    _noise("noise_reduction", "dnrstatus", _ON),
    _noise("noise_reduction_mode", "mode", Choice({"dnr2d": "2d", "dnr3d": "3d"})),
    _noise("noise_reduction_level", "dnrvalue", _PERCENT),
    _noise("noise_reduction_dynamic", "dynamic", _ON),
    _defog("defog", "defogstatus", _ON, param="defogen"),
    _defog("defog_mode", "mode", _choice("auto", "manual")),
    _defog("defog_level", "defogvalue", _PERCENT),
    _privacy_all("privacy", "allstatus", _ON),
    *(setting for area in AREAS for setting in _privacy(area)),
    _osd("osd", "osdstatus", _ON),
    _osd("osd_text_on", "texton", _ON),
    _osd("osd_text", "textstr", _NAME),
    _osd("osd_date", "dateon", _ON),
    _osd("osd_date_format", "datetype", _choice("yyyy-mm-dd", "dd-mm-yyyy", "mm-dd-yyyy")),
    _osd("osd_time", "timeon", _ON),
    _osd("osd_events", "eventon", _ON),
    _osd("osd_day_night", "eventdnon", _ON),
    _osd("osd_motion", "eventmdon", _ON),
    _osd("osd_input", "eventsenson", _ON),
    _osd("osd_relay", "eventrelayon", _ON),
    _osd("osd_tamper", "eventshock", _ON),
    _osd("osd_size", "osdsize", _choice("big", "small")),
    _tv("tv_out", "tvoutstatus", _ON),
    _tv("tv_norm", "tvtype", _choice("ntsc", "pal")),
    _audio("audio_codec", "audiocodec", _choice("ulaw", "alaw")),
    _audio("audio_in", "audioin", _ON, param="audioinenable", present=has_audio_in),
    _audio("audio_in_gain", "audioingain", _PERCENT, present=has_audio_in),
    _audio("audio_out", "audioout", _ON, param="audiooutenable", present=has_audio_out),
    _audio("audio_out_gain", "audiooutgain", _PERCENT, present=has_audio_out),
    _audio("audio_sampling", "audiosampling", _choice("8000", "16000")),
    _rtsp("rtsp_port", "rtspport", Level(3000, 60000, special=554)),
    _rtsp("rtp_ports", "rtpport", Text(11, r"\d{4,5},\d{4,5}")),
    _rtsp("rtsp_login", "authorityenable", _ON),
    _rtsp("rtcp", "rtcpenable", _ON),
    _rtsp("rtsp_time_limit", "rtsptimelimit", Level(60, 300, special=0, unit="s")),
    _rtsp("multicast", "multicastenable", _ON),
    _rtsp("multicast_ttl", "multicastttl", Level(1, 128)),
    _rtsp("multicast_video_address", "multicastvidioip", _GROUP, param="multicastvideoip"),
    _rtsp("multicast_video_port", "multicastvidioport", _PORT, param="multicastvideoport"),
    _rtsp("multicast_audio_address", "multicastaudioip", _GROUP),
    _rtsp("multicast_audio_port", "multicastaudioport", _PORT),
    _ptz("pan_tilt", "ptstatus", _ON),
    _ptz("zoom_focus", "zfstatus", _ON),
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
    _name("camera_name", "servername", _NAME),
    _language("language", "language", _choice("korean", "english", "polish", "russian", "persian")),
)
