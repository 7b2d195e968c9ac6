"""Privacy masks: areas of the picture that the camera blackens."""

from collections.abc import Mapping
from itertools import count, takewhile
from typing import Any

from ..camera.camera import Camera
from ..model import keys
from ..model.errors import BadValueError, CameraUnsupportedError
from ..model.settings import Level

PARTS = ("color", "left", "top", "width", "height")
"""Fields of an area besides its switch; positions and sizes use the camera's own fine grid."""


def _numbers(camera: Camera) -> list[int]:
    return list(takewhile(lambda number: camera.setting(keys.privacy_area(number)), count(1)))


def area_limits(camera: Camera) -> dict[str, int] | None:
    """Return the number of areas and the highest value of each field; None without areas."""
    numbers = _numbers(camera)
    codecs = {part: setting.codec for part in PARTS if (setting := camera.setting(keys.privacy_part(1, part)))}
    if not numbers:
        return None
    return {
        "count": len(numbers),
        **{part: codec.high for part, codec in codecs.items() if isinstance(codec, Level)},
    }


async def read_areas(camera: Camera) -> list[dict[str, Any]]:
    """Read all areas; raises CameraUnsupportedError if the camera has none."""
    numbers = _numbers(camera)
    if not numbers:
        raise CameraUnsupportedError("this camera has no privacy areas")
    return [{"area": number, **await _read(camera, number)} for number in numbers]


async def _read(camera: Camera, number: int) -> dict[str, Any]:
    group = keys.privacy_area(number)
    parts = await camera.group(group)
    enabled = camera.setting(group)
    return {
        "enabled": enabled and camera.state.get(enabled),
        **{part: parts[keys.privacy_part(number, part)] for part in PARTS},
    }


async def write_area(camera: Camera, number: int, wanted: Mapping[str, Any]) -> None:
    """Change the given fields of an area; the others are kept.

    Raises:
        BadValueError: the area would extend beyond the picture; nothing was sent.
        CameraUnsupportedError: the camera has no area of this number.
    """
    group = keys.privacy_area(number)
    area = {**await _read(camera, number), **wanted}
    for start, length in (("left", "width"), ("top", "height")):
        setting = camera.setting(keys.privacy_part(number, length))
        if (
            setting
            and isinstance(setting.codec, Level)
            and (area[start] or 0) + (area[length] or 0) > setting.codec.high
        ):
            raise BadValueError("beyond_picture", start=start, length=length, most=setting.codec.high)
    await camera.change_all(
        {group if part == "enabled" else keys.privacy_part(number, part): value for part, value in wanted.items()}
    )
