"""Privacy: settings that make a camera hide its whole picture."""

from collections.abc import Mapping
from typing import Any

from ..camera.camera import Camera
from ..model import keys
from ..model.errors import CameraResponseError
from ..model.settings import Flag, Level, Mask
from .privacy_masks import PARTS, area_limits
from .schedule import WEEKDAYS


def cover_values(camera: Camera) -> dict[str, Any]:
    """Return the values of settings that hide the picture; empty if the camera or account does not support it.

    Either a privacy mask over the whole picture, or a viewing schedule that blocks all viewers.
    """
    return _by_area(camera) or _by_schedule(camera)


def _by_area(camera: Camera) -> dict[str, Any]:
    limits = area_limits(camera)
    if limits is None or limits.keys() < {"count", *PARTS}:
        return {}
    number = limits["count"]  # the last one is the least likely to be in use
    area = {keys.privacy_part(number, part): limits[part] for part in ("color", "width", "height")}
    area |= {keys.privacy_part(number, start): _least(camera, keys.privacy_part(number, start)) for start in _STARTS}
    switches = {keys.privacy_area(number): True, keys.PRIVACY_AREAS: True}
    return _writable(camera, {**area, **switches})


_STARTS = ("left", "top")


def _least(camera: Camera, key: str) -> int:
    setting = camera.setting(key)
    return setting.codec.low if setting is not None and isinstance(setting.codec, Level) else 0


def _by_schedule(camera: Camera) -> dict[str, Any]:
    schedule = keys.schedule(keys.VIEWING_SCHEDULE)
    week = {}
    for day in WEEKDAYS.values():
        for part in range(3):
            key = keys.schedule_part(schedule, day, part)
            setting = camera.setting(key)
            if setting is None or not isinstance(setting.codec, Mask):
                return {}
            week[key] = (1 << setting.codec.width) - 1
    return _writable(camera, {**week, schedule: True})


def _writable(camera: Camera, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values of existing settings; empty unless all but the common switch exist."""
    known = {key: value for key, value in values.items() if (found := camera.setting(key)) and found.write}
    return known if known.keys() >= values.keys() - {keys.PRIVACY_AREAS} else {}


async def read_values(camera: Camera, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Read the current values of settings; a number that is not shown is None.

    Raises:
        CameraResponseError: a switch cannot be read, so it could not be restored.
    """
    settings = {key: setting for key in wanted if (setting := camera.setting(key))}
    await camera.refresh({setting.page for setting in settings.values()})
    values = {key: camera.state.get(setting) for key, setting in settings.items()}
    if unread := [key for key, value in values.items() if value is None and isinstance(settings[key].codec, Flag)]:
        raise CameraResponseError(f"cannot read {', '.join(unread)}")
    return values


def restorable(camera: Camera, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that can be written back, as cameras may show numbers that they do not accept."""
    values = {}
    for key, value in kept.items():
        setting = camera.setting(key)
        if setting is None or setting.write is None or value is None:
            continue
        codec = setting.codec
        values[key] = min(max(value, codec.low), codec.high) if isinstance(codec, Level) else value
    return values
