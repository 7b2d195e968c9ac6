"""Areas of the picture that nobody is to see."""

from collections.abc import Mapping
from itertools import count, takewhile
from typing import Any

from ..camera.camera import Camera
from ..model.errors import BadValueError, CameraUnsupportedError
from ..model.settings import Level

PARTS = ("color", "left", "top", "width", "height")
"""What there is to an area beside whether it is in use; places and sizes are in the camera's own fine grid."""


def _group(number: int) -> str:
    return f"privacy_area_{number}"


async def read_areas(camera: Camera) -> list[dict[str, Any]]:
    """Read all areas; raises CameraUnsupportedError where the camera has none."""
    numbers = list(takewhile(lambda number: camera.setting(_group(number)), count(1)))
    if not numbers:
        raise CameraUnsupportedError("this camera has no privacy areas")
    return [{"area": number, **await _read(camera, number)} for number in numbers]


async def _read(camera: Camera, number: int) -> dict[str, Any]:
    group = _group(number)
    parts = await camera.group(group)
    enabled = camera.setting(group)
    return {
        "enabled": enabled and camera.state.get(enabled),
        **{part: parts[f"{group}_{part}"] for part in PARTS},
    }


async def write_area(camera: Camera, number: int, wanted: Mapping[str, Any]) -> None:
    """Change an area, where it is or whether it is in use; the rest of it stays.

    Raises:
        BadValueError: it would reach beyond the picture; nothing was sent.
        CameraUnsupportedError: there is no such area.
    """
    group = _group(number)
    area = {**await _read(camera, number), **wanted}
    for start, length in (("left", "width"), ("top", "height")):
        setting = camera.setting(f"{group}_{length}")
        if (
            setting
            and isinstance(setting.codec, Level)
            and (area[start] or 0) + (area[length] or 0) > setting.codec.high
        ):
            raise BadValueError("beyond_picture", start=start, length=length, most=setting.codec.high)
    await camera.change_all(
        {group if part == "enabled" else f"{group}_{part}": value for part, value in wanted.items()}
    )
