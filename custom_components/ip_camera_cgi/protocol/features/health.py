"""What about a camera somebody should see to."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum

from ..camera.camera import Camera
from ..model.address import Role
from ..model.values import Task

_MOST_WRONG = timedelta(minutes=5)


class Concern(Enum):
    """Something that is not as it should be, although the camera works."""

    CLOCK_WRONG = "clock_wrong"
    PASSWORD_GUESSABLE = "password_guessable"  # noqa: S105
    OPEN_TO_EVERYBODY = "open_to_everybody"
    ACCOUNT_WEAK = "account_weak"
    FIRMWARE_HOLE = "firmware_hole"
    RESTART_NEEDED = "restart_needed"


def concerns_of(camera: Camera, now: datetime) -> Mapping[Concern, bool]:
    """Return what somebody should see to, and what not; whatever is not known is left out.

    Now is as it is where the camera is.
    """
    restart = camera.setting("restart_needed")
    holds = {
        Concern.CLOCK_WRONG: _clock_is_wrong(camera, now) if Task.SET_CLOCK in camera.capabilities.upkeep else False,
        Concern.PASSWORD_GUESSABLE: camera.driver.account.guessable,
        Concern.OPEN_TO_EVERYBODY: camera.is_open,
        Concern.ACCOUNT_WEAK: camera.capabilities.role < Role.ADMINISTRATOR,
        Concern.FIRMWARE_HOLE: bool(camera.known_hole),
        Concern.RESTART_NEEDED: restart is not None and camera.state.get(restart),
    }
    return {concern: so for concern, so in holds.items() if so is not None}


def _clock_is_wrong(camera: Camera, now: datetime) -> bool | None:
    clock = camera.setting("clock")
    if clock is None:
        return None
    shown, age = camera.state.get(clock), camera.age(clock.page)
    if not isinstance(shown, datetime) or age is None:
        return None
    if shown.tzinfo is None:  # as it is on the wall there
        now = now.replace(tzinfo=None)
    return abs(shown + age - now) > _MOST_WRONG
