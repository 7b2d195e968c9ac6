"""Chapter 4 of the manual without video: text overlay, audio, RTSP."""

from ipaddress import IPv4Address

from ..ranges import address, english, number, one_of
from .fields import PERCENT, PORT, SWITCH, Field, Page, Pages, field, having


def _group(value: str) -> bool:
    return address(value) and IPv4Address(value).is_multicast


def _range(value: str) -> bool:
    ends = value.split(",")
    return len(ends) == 2 and all(map(PORT, ends)) and int(ends[0]) <= int(ends[1])


PAGES: Pages = {
    "httpapi": Page(set="setapi", fields=(field("apictrlstatus", "enable", SWITCH),), needs=("apictrlstatus",)),
    "osd": Page(
        get="getosd",
        set="setosd",
        fields=(
            field("osdstatus", "enable", SWITCH),
            field("texton", "enable", SWITCH),
            field("textstr", "camera", english(10)),
            field("dateon", "enable", SWITCH),
            field("datetype", "yyyy-mm-dd", one_of("yyyy-mm-dd", "dd-mm-yyyy", "mm-dd-yyyy")),
            field("timeon", "enable", SWITCH),
            field("eventon", "enable", SWITCH),
            field("eventdnon", "enable", SWITCH),
            field("eventmdon", "enable", SWITCH),
            field("eventsenson", "enable", SWITCH, on=having("alarmin")),
            field("eventrelayon", "enable", SWITCH, on=having("alarmout")),
            Field(
                name="eventshock",
                start="enable",
                accepts=SWITCH,
                on=having("videotamper"),
                remark="shock will be displayed if supported model.",
            ),
            # The manual's own example uses a capital letter.
            field("osdfont", "english", lambda value: value.lower() == "english"),
            field("osdsize", "small", one_of("big", "small")),
            field("osdcolor", "white", one_of("white")),
        ),
    ),
    "tvout": Page(
        get="gettvout",
        set="settvout",
        fields=(field("tvoutstatus", "enable", SWITCH), field("tvtype", "ntsc", one_of("ntsc", "pal"))),
    ),
    "audioset": Page(
        get="getaudio",
        set="setaudio",
        fields=(
            # The manual lists alaw and says that it is not supported yet.
            field("audiocodec", "ulaw", one_of("ulaw")),
            field("audioout", "disable", SWITCH, sent="audiooutenable"),
            field("audiooutgain", "50", PERCENT),
            field("audioin", "enable", SWITCH, sent="audioinenable"),
            field("audioingain", "50", PERCENT),
            field("audiosampling", "8000", one_of("8000", "16000")),
        ),
    ),
    "rtspset": Page(
        get="getrtsp",
        set="setrtsp",
        fields=(
            field("rtspport", "554", number(3000, 60000, 554)),
            field("rtpport", "5000,5999", _range),
            field("rtcpenable", "enable", SWITCH),
            field("rtsptimelimit", "0", number(60, 300, 0)),
            field("multicastenable", "disable", SWITCH),
            field("multicastttl", "5", number(1, 128)),
            field("multicastvidioip", "239.249.119.123", _group, sent="multicastvideoip"),
            field("multicastvidioport", "40000", PORT, sent="multicastvideoport"),
            field("multicastaudioip", "239.249.119.129", _group),
            field("multicastaudioport", "40002", PORT),
            field("authorityenable", "enable", SWITCH),
        ),
    ),
}
