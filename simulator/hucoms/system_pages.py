"""Chapter 1 of the manual: name, language, network."""

from ..ranges import address, english, number, one_of
from .fields import Field, Page, Pages, field

STATIC = ("mode", "static")

PAGES: Pages = {
    "servername": Page(
        get="getservername",
        set="setservername",
        fields=(field("servername", "camera", english(10)),),
        needs=("servername",),
    ),
    "language": Page(
        get="getlang",
        set="setlang",
        fields=(field("language", "english", one_of("korean", "english", "polish", "russian", "persian")),),
        needs=("language",),
    ),
    "webport": Page(set="setwebport", fields=(field("webport", "80", number(3000, 60000, 80)),), needs=("webport",)),
    "netset": Page(
        get="getip",
        set="setip",
        fields=(
            field("mode", "dhcp", one_of("static", "dhcp")),
            Field(name="ipaddress", start="192.168.1.30", accepts=address, when=STATIC),
            Field(name="netmask", start="255.255.255.0", accepts=address, when=STATIC),
            Field(name="gateway", start="192.168.1.1", accepts=address, when=STATIC),
        ),
    ),
    "dnsset": Page(
        get="getdns",
        set="setdns",
        fields=(
            field("firstdns", "168.126.63.1", address),
            field("seconddns", "", lambda value: not value or address(value)),
        ),
    ),
}
