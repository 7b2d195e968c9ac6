"""The dialect's regular settings, a line each."""

from typing import Any

from ..address import Role
from ..settings import Category, Choice, Codec, Flag, Level, Setting, Write

# No camera tells which of these it takes, and most refuse all but two (field guide 1.6).
SIZES = {"2": "160x120", "4": "176x144", "8": "320x240", "16": "352x288", "32": "640x480"}
USUAL_SIZES = ("8", "32")


def _picture[T](
    key: str, param: int, codec: Codec[T], *, field: str = "", category: Category = Category.CONFIG
) -> Setting[T]:
    """camera_control.cgi: one parameter of the image sensor at a time."""
    write = Write(path="/camera_control.cgi", param="value", role=Role.OPERATOR, fixed={"param": str(param)})
    return Setting(key=key, page="camera_params", field=field or key, codec=codec, write=write, category=category)


def _alarm[T](key: str, param: str, codec: Codec[T], *, category: Category = Category.CONFIG) -> Setting[T]:
    """set_alarm.cgi: takes any part of its parameters (field guide 2.2), and shows them with a prefix."""
    write = Write(path="/set_alarm.cgi", param=param)
    return Setting(key=key, page="params", field=f"alarm_{param}", codec=codec, write=write, category=category)


SETTINGS: tuple[Setting[Any], ...] = (
    _picture("resolution", 0, Choice(SIZES)),
    _picture("brightness", 1, Level(0, 255)),
    _picture("contrast", 2, Level(0, 6)),
    _picture("power_line", 3, Choice({"0": "50hz", "1": "60hz", "2": "outdoor"}), field="mode"),
    _picture("flip", 5, Choice({"0": "normal", "1": "flip", "2": "mirror", "3": "both"})),
    _alarm("motion_detection", "motion_armed", Flag(), category=Category.PRIMARY),
    _alarm("motion_sensitivity_inverse", "motion_sensitivity", Level(0, 9)),
)
