"""What about a camera somebody should see to."""

from datetime import datetime, timedelta
from enum import Enum

from .address import Role
from .camera import Camera
from .model import Task

_MOST_WRONG = timedelta(minutes=5)


class Concern(Enum):
    """Something that is not as it should be, although the camera works."""

    CLOCK_WRONG = "clock_wrong"
    PASSWORD_GUESSABLE = "password_guessable"  # noqa: S105
    OPEN_TO_EVERYBODY = "open_to_everybody"
    ACCOUNT_WEAK = "account_weak"
    FIRMWARE_HOLE = "firmware_hole"
    RESTART_NEEDED = "restart_needed"


def concerns_of(camera: Camera, now: datetime) -> frozenset[Concern]:
    """Return what somebody should see to, as far as is known; now is as it is where the camera is."""
    restart = camera.setting("restart_needed")
    holds = {
        Concern.CLOCK_WRONG: Task.SET_CLOCK in camera.capabilities.upkeep and _clock_is_wrong(camera, now),
        Concern.PASSWORD_GUESSABLE: camera.driver.account.guessable,
        Concern.OPEN_TO_EVERYBODY: camera.is_open,
        Concern.ACCOUNT_WEAK: camera.capabilities.role < Role.ADMINISTRATOR,
        Concern.FIRMWARE_HOLE: camera.known_hole,
        Concern.RESTART_NEEDED: restart and camera.state.get(restart),
    }
    return frozenset(concern for concern, so in holds.items() if so)


def _clock_is_wrong(camera: Camera, now: datetime) -> bool:
    clock = camera.setting("clock")
    if clock is None:
        return False
    shown, age = camera.state.get(clock), camera.age(clock.page)
    if not isinstance(shown, datetime) or age is None:
        return False
    if shown.tzinfo is None:  # as it is on the wall there
        now = now.replace(tzinfo=None)
    return abs(shown + age - now) > _MOST_WRONG
