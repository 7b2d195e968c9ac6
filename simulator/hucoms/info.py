"""serverinfo1.cgi to 3: many pages at once."""

from collections.abc import Mapping

# page: which of its fields, none for all
type Part = tuple[str, str, tuple[str, ...]]

ENCODER = ("enable", "source", "codec", "framerate", "quality", "keyframe", "ratectrl")
VIDEO = (
    "videoflip",
    *(f"capture{capture}.{part}" for capture in (1, 2) for part in ("enable", "size")),
    *(f"encoder{encoder}.{part}" for encoder in (1, 2, 3) for part in ENCODER),
)

INFO: Mapping[str, tuple[Part, ...]] = {
    "serverinfo1": (
        ("ServerName", "servername", ()),
        ("ServerDate", "serverdate", ()),
        ("ServerMac", "servermac", ()),
        ("ColorInfo", "camcolor", ()),
        ("VideoInfo", "videoset", VIDEO),
        ("AudioInfo", "audioset", ("audiocodec", "audioout", "audioin")),
        ("RTSPInfo", "rtspset", ()),
    ),
    "serverinfo2": (
        ("AlarmMotion", "motion", ()),
        # The manual's spelling.
        ("AlarmIput", "alarmin", ()),
        ("AlarmOutput", "alarmout", ()),
        ("EventRecord", "recordevent", ()),
    ),
    "serverinfo3": (
        ("CamDNF", "camdaynight", ("daynightmode", "autolevel", "irlink", "lprdayspeed", "lprnightspeed")),
        ("CamColor", "camcolor", ()),
        ("CamWhiteBalance", "camwhitebal", ()),
        ("CamWDR", "camwdr", ()),
        ("CamEffect", "cameffect", ()),
        ("CamSlowShutter", "camslowshut", ("slowshutter",)),
        ("CamShutterSpeed", "camshutspeed", ()),
    ),
}
