"""The wall clock of a camera, which its schedules, pictures, log and mails follow.

Cameras do not know daylight saving time, so a correct clock in the wrong time zone is just as wrong.
"""

from datetime import datetime, timedelta
from typing import Any

from ..camera.camera import Camera
from ..model import keys
from ..model.errors import CameraNotKeptError
from ..model.settings import time_zone

_MAX_ERROR = timedelta(minutes=5)
_ZONE_STEP = timedelta(minutes=15)
_LARGEST_ZONE = timedelta(hours=27)  # from UTC-12 to UTC+14, and an hour of summer time
_MAX_ZONE_REST = timedelta(minutes=1)
_MAX_AGE = timedelta(minutes=1)  # age of a reading; later, daylight saving time may have begun or ended


def wall_clock(camera: Camera) -> datetime | None:
    """Return the current wall-clock time of the camera, if it is known."""
    return min(_wall_clocks(camera), default=None)


def clock_is_wrong(camera: Camera, now: datetime) -> bool | None:
    """Return whether the clock differs from local time; None if it is unknown."""
    shown = _wall_clocks(camera)
    return all(abs(each - now.replace(tzinfo=None)) > _MAX_ERROR for each in shown) if shown else None


def time_server(camera: Camera) -> str | None:
    """Return the time server that the camera uses; None if it uses none, or the account may not change it."""
    switch, server = camera.setting(keys.NETWORK_TIME), camera.setting(keys.TIME_SERVER)
    if switch is None or server is None or server.write is None or not camera.state.get(switch):
        return None
    return camera.state.get(server) or None


def time_server_is_silent(camera: Camera, now: datetime) -> bool:
    """Return whether the clock is wrong although the camera uses a time server.

    A wrong time zone is no proof: it is a multiple of 15 minutes.
    """
    if not clock_is_wrong(camera, now) or time_server(camera) is None:
        return False
    errors = [abs(each - now.replace(tzinfo=None)) for each in _wall_clocks(camera)]
    return all(error > _LARGEST_ZONE or _rest(error) > _MAX_ZONE_REST for error in errors)


def _rest(error: timedelta) -> timedelta:
    """Return how far an error is from a difference between time zones."""
    rest = error % _ZONE_STEP
    return min(rest, _ZONE_STEP - rest)


def reading_is_old(camera: Camera) -> bool:
    """Return whether the clock has to be read again before an issue is created."""
    clock = camera.setting(keys.CLOCK)
    age = None if clock is None else camera.age(clock.page)
    return age is None or age > _MAX_AGE


async def set_time_server(camera: Camera, server: str) -> None:
    """Set the camera's time server; an empty one turns network time off.

    Raises:
        BadValueError: the camera cannot store this name; nothing was sent.
    """
    values: dict[str, Any] = {keys.NETWORK_TIME: bool(server)}
    await camera.change_all({**values, keys.TIME_SERVER: server} if server else values)


async def correct_clock(camera: Camera, now: datetime) -> None:
    """Set time zone, if the camera has one, and clock.

    Raises:
        CameraNotKeptError: the camera still shows another time.
    """
    values: dict[str, Any] = {}
    if camera.setting(keys.TIME_ZONE):
        values[keys.TIME_ZONE] = time_zone(now.utcoffset() or timedelta())
    if camera.setting(keys.DAYLIGHT_SAVING):
        values[keys.DAYLIGHT_SAVING] = 0  # already included in the time zone
    known = {key: setting and camera.state.get(setting) for key in values for setting in (camera.setting(key),)}
    if known != values:
        await camera.change_all(values)
    await camera.maintenance.set_clock(now)
    if clock := camera.setting(keys.CLOCK):
        await camera.refresh({clock.page})
    if clock_is_wrong(camera, now):
        raise CameraNotKeptError(keys.CLOCK, None)


def _wall_clocks(camera: Camera) -> list[datetime]:
    clock = camera.setting(keys.CLOCK)
    age = None if clock is None else camera.age(clock.page)
    return [] if age is None else [shown + age for shown in camera.driver.wall_clocks(camera.state.pages)]
