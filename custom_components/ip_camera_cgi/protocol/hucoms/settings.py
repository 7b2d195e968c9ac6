"""The dialect's regular settings, a line each."""

from typing import Any

from ..settings import Category, Choice, Codec, Flag, Level, Setting, Write

_ON_OFF = Flag("enable", "disable")
# What setvideo1 writes: the manual's example sends all of an encoder at once, so all of it goes back unchanged.
_ENCODER_1 = tuple(
    f"encoder1.{name}" for name in ("enable", "source", "codec", "framerate", "quality", "keyframe", "ratectrl")
)
_DAY_NIGHT = ("autolevel", "interval", "ptn", "ptd", "irlink", "lprdayspeed", "lprnightspeed")


def _color(key: str, param: str) -> Setting[int]:
    """camcolor.cgi (manual 3.2); the range is the camera's own where it tells."""
    write = Write(path="/cgi-bin/control/camcolor.cgi", param=param, fixed={"action": "setcolor"})
    return Setting(key=key, page="color", field=param, codec=Level(1, 100), write=write)


def _motion[T](key: str, param: str, codec: Codec[T], *, category: Category = Category.CONFIG) -> Setting[T]:
    """motion.cgi (manual 2.3); without allstatus nothing is detected, whatever motion1 says."""
    fixed = {"action": "setmotion1", "allstatus": "enable"}
    write = Write(path="/cgi-bin/control/motion.cgi", param=param, fixed=fixed)
    return Setting(key=key, page="motion", field=param, codec=codec, write=write, category=category)


def _video[T](key: str, param: str, codec: Codec[T]) -> Setting[T]:
    """videoset.cgi (manual 4.5)."""
    along = {name: name for name in ("videoflip", "capture1.enable", "capture1.size", *_ENCODER_1) if name != param}
    write = Write(path="/cgi-bin/control/videoset.cgi", param=param, fixed={"action": "setvideo1"}, along=along)
    return Setting(key=key, page="video", field=param, codec=codec, write=write)


SETTINGS: tuple[Setting[Any], ...] = (
    _video("resolution", "capture1.size", Choice({})),
    _color("brightness", "bright"),
    _color("contrast", "contrast"),
    Setting(
        key="day_night",
        page="day_night",
        field="daynightmode",  # written as mode (manual 3.1)
        codec=Choice({"day": "day", "night": "night", "auto": "auto", "lpr": "lpr"}),
        write=Write(
            path="/cgi-bin/control/camdaynight.cgi",
            param="mode",
            fixed={"action": "setdaynight"},
            along={name: name for name in _DAY_NIGHT},
        ),
    ),
    _video("flip", "videoflip", Choice({"normal": "normal", "flip": "flip", "mirror": "mirror", "both": "both"})),
    _motion("motion_detection", "motion1.enable", _ON_OFF, category=Category.PRIMARY),
    _motion("motion_sensitivity", "motion1.level", Level(1, 5)),
)
