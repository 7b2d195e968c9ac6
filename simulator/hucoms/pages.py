"""What a Hucoms camera remembers: every page with its fields, their ranges and how they leave the factory."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..ranges import Check, english, number, one_of, text

SWITCH = one_of("enable", "disable")
PERCENT = number(1, 100)
LINK = number(0, 7)  # motion 1, alarm input 2, shock 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A line of a page."""

    name: str  # as it is read
    start: str = ""
    accepts: Check | None = None  # None: it can only be read
    sent: str = ""  # as it is written, where that differs
    remark: str = ""  # what the manual prints behind it
    when: tuple[str, str] | None = None  # it is told only while another field is at one of these: "h264|mpeg"
    gap: bool = False  # an empty line comes first
    only_in_info: bool = False  # its own page does not tell it, serverinfo does


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of /cgi-bin/control/ that stores what it is given."""

    get: str = ""
    set: str = ""
    fields: tuple[Field, ...]
    needs: tuple[str, ...] = ()
    numbered: bool = False  # the actions end in a number: getmotion1

    def writable(self) -> dict[str, Field]:
        """Find the fields by the names they are written with."""
        return {field.sent or field.name: field for field in self.fields if field.accepts}


def _field(name: str, start: str, accepts: Check, sent: str = "", **more: str) -> Field:
    return Field(name=name, start=start, accepts=accepts, sent=sent, remark=more.get("remark", ""))


def _several(what: str) -> tuple[Field, Field]:
    every = Field(name="allstatus", start="enable", accepts=SWITCH)
    return every, Field(name="maxno", start="1", remark=f"Max supported number of {what}")


COLOURS = tuple(_field(name, "50", PERCENT) for name in ("bright", "contrast", "saturation", "sharp", "edge", "hue"))

PAGES: Mapping[str, Page] = {
    "servername": Page(
        get="getservername",
        set="setservername",
        fields=(_field("servername", "camera", english(10)),),
        needs=("servername",),
    ),
    "language": Page(
        get="getlang",
        set="setlang",
        fields=(_field("language", "english", one_of("korean", "english", "polish", "russian", "persian")),),
        needs=("language",),
    ),
    "alarmin": Page(
        get="getalarmin",
        set="setalarmin",
        numbered=True,
        fields=(
            *_several("alarm input"),
            Field(name="alarmin1.enable", start="enable", accepts=SWITCH, gap=True),
            _field("alarmin1.name", "sensor", text(10)),
            _field("alarmin1.type", "no", one_of("nc", "no")),
        ),
    ),
    "alarmout": Page(
        get="getalarmout",
        set="setalarmout",
        numbered=True,
        fields=(
            *_several("alarm output"),
            Field(name="alarmout1.enable", start="enable", accepts=SWITCH, gap=True),
            _field("alarmout1.name", "relay", text(10)),
            _field("alarmout1.link", "0", LINK),
            _field("alarmout1.time", "5", number(5, 180, 1), remark="continuous, 5~180"),
        ),
    ),
    "recordevent": Page(
        get="getrecevent",
        set="setrecevent",
        fields=(
            _field("record.status", "disable", SWITCH),
            _field("record.streamid", "stream1", one_of("stream1", "stream2", "stream3")),
            _field("record.link", "3", LINK),
            _field("record.save", "1", number(0, 3)),
            _field("record.timeprev", "5", number(0, 5)),
            _field("record.timenext", "20", number(5, 30)),
            # The manual's own example stores 2048, below the range it gives.
            _field("record.maxsize", "4096", number(2048, 10240)),
        ),
    ),
    "shock": Page(
        get="getshock",
        set="setshock",
        fields=(_field("shock.enable", "enable", SWITCH), _field("shock.level", "3", number(1, 9))),
    ),
    "camdaynight": Page(
        get="getdaynight",
        set="setdaynight",
        fields=(
            _field("daynightmode", "auto", one_of("day", "night", "auto", "lpr"), sent="mode"),
            Field(name="autolevel", start="50", accepts=PERCENT, only_in_info=True),
            _field("interval", "5", number(1, 200)),
            _field("ptn", "500", number(1, 990)),
            _field("ptd", "270", number(1, 990)),
            _field("irlink", "enable", SWITCH),
            Field(name="lprdayspeed", start="10", accepts=number(1, 10), when=("daynightmode", "lpr")),
            Field(name="lprnightspeed", start="7", accepts=number(1, 10), when=("daynightmode", "lpr")),
        ),
    ),
    "camcolor": Page(get="getcolor", set="setcolor", fields=COLOURS),
    "camcolor-night": Page(get="getncolor", set="setncolor", fields=COLOURS),
    "camwhitebal": Page(
        get="getwb",
        set="setwb",
        fields=(
            _field("wbmode", "auto", one_of("auto", "indoor", "outdoor", "fluorescent", "user"), sent="mode"),
            _field("userred", "50", PERCENT),
            _field("userblue", "50", PERCENT),
        ),
    ),
    "camwdr": Page(
        get="getwdr",
        set="setwdr",
        fields=(
            _field("wdrstatus", "disable", SWITCH),
            _field("mode", "dwdr", one_of("compensation", "dwdr")),
            Field(
                name="compensationmode",
                start="front",
                accepts=one_of("front", "back"),
                when=("mode", "compensation"),
            ),
            Field(
                name="dwdrmode",
                start="step1",
                accepts=one_of("step1", "step2", "step3", "step4", "step5"),
                when=("mode", "dwdr"),
            ),
        ),
    ),
    "cameffect": Page(
        get="geteffect",
        set="seteffect",
        fields=tuple(_field(name, "disable", SWITCH) for name in ("colorbar", "monoimg", "negative")),
    ),
    "camslowshut": Page(
        get="getslowsh",
        set="setslowsh",
        fields=(_field("slowshutstatus", "disable", SWITCH), _field("slowshutter", "2", PERCENT)),
    ),
    "camshutspeed": Page(
        get="getshutterspd",
        set="setshutterspd",
        fields=(
            _field("shutmode", "auto", one_of("auto", "suppressroll", "user")),
            Field(name="suppress", start="week", accepts=one_of("week", "strong"), when=("shutmode", "suppressroll")),
            Field(name="shutspeed", start="3", accepts=number(1, 9), when=("shutmode", "user")),
            Field(name="agcvalue", start="50", accepts=PERCENT, when=("shutmode", "user")),
            Field(
                name="minshutspd",
                start="6",
                accepts=number(1, 6),
                sent="maxexposure",
                when=("shutmode", "auto"),
                remark="if shutmode is set auto, it will be display.",
            ),
        ),
    ),
    "audioset": Page(
        get="getaudio",
        set="setaudio",
        fields=(
            _field("audiocodec", "ulaw", one_of("ulaw")),
            _field("audioout", "disable", SWITCH, sent="audiooutenable"),
            _field("audiooutgain", "50", PERCENT),
            _field("audioin", "enable", SWITCH, sent="audioinenable"),
            _field("audioingain", "50", PERCENT),
            _field("audiosampling", "8000", one_of("8000", "16000")),
        ),
    ),
    "rtspset": Page(
        get="getrtsp",
        set="setrtsp",
        fields=(
            _field("rtspport", "554", number(3000, 60000, 554)),
            _field("rtpport", "5000,5999", text(11)),
            _field("rtcpenable", "enable", SWITCH),
            _field("rtsptimelimit", "0", number(60, 300, 0)),
            _field("multicastenable", "disable", SWITCH),
            _field("multicastttl", "5", number(1, 128)),
            _field("multicastvidioip", "239.249.119.123", text(15), sent="multicastvideoip"),
            _field("multicastvidioport", "40000", number(3000, 60000), sent="multicastvideoport"),
            _field("multicastaudioip", "239.249.119.129", text(15)),
            _field("multicastaudioport", "40002", number(3000, 60000)),
            _field("authorityenable", "enable", SWITCH),
        ),
    ),
}
