"""Chapter 2 of the manual: alarm triggers and actions."""

from ..ranges import number, one_of, text
from .fields import SWITCH, Field, Page, Pages, field, having, lacking, several

# motion 1, alarm input 2, tampering 4
LINK, SHORT_LINK = number(0, 7), number(0, 3)

PAGES: Pages = {
    "alarmin": Page(
        get="getalarmin",
        set="setalarmin",
        numbered=True,
        fields=(
            *several("alarm input"),
            Field(name="alarmin1.enable", start="enable", accepts=SWITCH, gap=True),
            field("alarmin1.name", "sensor", text(10)),
            field("alarmin1.type", "no", one_of("nc", "no")),
        ),
    ),
    "alarmout": Page(
        get="getalarmout",
        set="setalarmout",
        numbered=True,
        fields=(
            *several("alarm output"),
            Field(name="alarmout1.enable", start="enable", accepts=SWITCH, gap=True),
            field("alarmout1.name", "relay", text(10)),
            field("alarmout1.link", "0", LINK, on=having("videotamper")),
            field("alarmout1.link", "0", SHORT_LINK, on=lacking("videotamper")),
            Field(name="alarmout1.time", start="5", accepts=number(5, 180, 1), remark="continuous, 5~180"),
        ),
    ),
    "recordevent": Page(
        get="getrecevent",
        set="setrecevent",
        fields=(
            field("record.status", "disable", SWITCH),
            field("record.streamid", "stream1", one_of("stream1", "stream2", "stream3")),
            field("record.link", "3", LINK, on=having("videotamper")),
            field("record.link", "3", SHORT_LINK, on=lacking("videotamper")),
            field("record.save", "1", number(0, 3)),
            field("record.timeprev", "5", number(0, 5)),
            field("record.timenext", "20", number(5, 30)),
            # The manual's own example stores 2048, below its range.
            field("record.maxsize", "4096", number(4096, 10240, 2048)),
        ),
    ),
    "shock": Page(
        get="getshock",
        set="setshock",
        fields=(field("shock.enable", "enable", SWITCH), field("shock.level", "3", number(1, 9))),
    ),
}
