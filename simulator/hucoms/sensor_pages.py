"""Chapter 3 of the manual: sensor settings, and the two pages added by version 1.22."""

from ..ranges import number, one_of
from .fields import PERCENT, SWITCH, Field, Page, Pages, field, since, until

COLOURS = tuple(field(name, "50", PERCENT) for name in ("bright", "contrast", "saturation", "sharp", "edge", "hue"))
WHITE = ("auto", "indoor", "outdoor", "fluorescent", "user")
LPR = ("daynightmode", "lpr")
USER = ("shutmode", "user")

PAGES: Pages = {
    "camdaynight": Page(
        get="getdaynight",
        set="setdaynight",
        fields=(
            field("daynightmode", "auto", one_of("day", "night", "auto"), sent="mode", on=until("1.09")),
            field("daynightmode", "auto", one_of("day", "night", "auto", "lpr"), sent="mode", on=since("1.09")),
            Field(name="autolevel", start="50", accepts=PERCENT, only_in_info=True, on=until("1.22")),
            Field(name="autolevel", start="50", only_in_info=True, on=since("1.22")),
            field("interval", "5", number(1, 200)),
            field("ptn", "500", number(1, 990)),
            field("ptd", "270", number(1, 990)),
            field("irlink", "enable", SWITCH),
            Field(name="lprdayspeed", start="10", accepts=number(1, 10), when=LPR, on=until("1.22")),
            Field(name="lprnightspeed", start="7", accepts=number(1, 10), when=LPR, on=until("1.22")),
        ),
        rules=(("ptn is less than ptd", lambda get: int(get("ptn")) >= int(get("ptd"))),),
    ),
    "camcolor": Page(get="getcolor", set="setcolor", fields=COLOURS),
    "camcolor-night": Page(get="getncolor", set="setncolor", fields=COLOURS),
    "camwhitebal": Page(
        get="getwb",
        set="setwb",
        fields=(
            field("wbmode", "auto", one_of(*WHITE), sent="mode", on=until("1.22")),
            field("wbmode", "auto", one_of(*WHITE, "push", "autoindoor"), sent="mode", on=since("1.22")),
            *(Field(name=name, start="50", accepts=PERCENT, due=("mode", "user")) for name in ("userred", "userblue")),
        ),
    ),
    "camwdr": Page(
        get="getwdr",
        set="setwdr",
        fields=(
            field("wdrstatus", "disable", SWITCH),
            field("mode", "dwdr", one_of("compensation", "dwdr")),
            Field(
                name="compensationmode",
                start="front",
                accepts=one_of("front", "back"),
                when=("mode", "compensation"),
                due=("mode", "compensation"),
            ),
            Field(
                name="dwdrmode",
                start="step1",
                accepts=one_of("step1", "step2", "step3", "step4", "step5"),
                when=("mode", "dwdr"),
                due=("mode", "dwdr"),
            ),
        ),
    ),
    "cameffect": Page(
        get="geteffect",
        set="seteffect",
        fields=tuple(field(name, "disable", SWITCH) for name in ("colorbar", "monoimg", "negative")),
    ),
    "camslowshut": Page(
        get="getslowsh",
        set="setslowsh",
        fields=(field("slowshutstatus", "disable", SWITCH), field("slowshutter", "2", PERCENT)),
    ),
    "camshutspeed": Page(
        get="getshutterspd",
        set="setshutterspd",
        fields=(
            field("shutmode", "auto", one_of("auto", "suppressroll", "user")),
            Field(
                name="suppress",
                start="week",
                accepts=one_of("week", "strong"),
                when=("shutmode", "suppressroll"),
                due=("shutmode", "suppressroll"),
            ),
            Field(name="shutspeed", start="3", accepts=number(1, 9), when=USER, due=USER),
            Field(name="agcvalue", start="50", accepts=PERCENT, when=USER, due=USER),
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
    "camdnr": Page(
        get="getdnr",
        set="setdnr",
        fields=(
            field("dnrstatus", "enable", SWITCH),
            field("mode", "dnr3d", one_of("dnr2d", "dnr3d")),
            field("dnrvalue", "50", PERCENT),
            field("dynamic", "enable", SWITCH),
        ),
    ),
    "camdefog": Page(
        get="getdefog",
        set="setdefog",
        fields=(
            field("defogstatus", "disable", SWITCH, sent="defogen"),
            field("mode", "auto", one_of("auto", "manual")),
            field("defogvalue", "80", PERCENT),
        ),
    ),
}
