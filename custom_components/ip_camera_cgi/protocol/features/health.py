"""Health checks; each result becomes a repair issue."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
import logging

from ..camera.camera import Camera
from ..model import keys
from ..model.address import Role
from ..model.errors import CameraError
from ..model.values import MaintenanceTask
from .clock import clock_is_wrong, reading_is_old

_LOGGER = logging.getLogger(__name__)

_MAX_AGE = timedelta(seconds=10)


class HealthIssue(Enum):
    """A problem of a working camera that its owner should fix."""

    CLOCK_WRONG = "clock_wrong"
    PASSWORD_GUESSABLE = "password_guessable"  # noqa: S105
    ANONYMOUS_ACCESS = "open_to_everybody"
    ACCOUNT_WEAK = "account_weak"
    FIRMWARE_VULNERABLE = "firmware_hole"
    RESTART_NEEDED = "restart_needed"
    ALARMS_UNSUPPORTED = "alarms_unsupported"


async def read_health(camera: Camera) -> None:
    """Read the pages for the health checks; anonymous access is checked once."""
    driver = camera.driver
    old = [page for page in driver.health_pages if (age := camera.age(page)) is None or age > _MAX_AGE]
    try:
        if old:
            await camera.refresh(old)
        if camera.allows_anonymous is None:
            camera.allows_anonymous = await driver.allows_anonymous()
    except CameraError as err:  # the next poll finds out whether it is unavailable
        _LOGGER.debug("%s was not checked up: %s", camera.address, err)


def health_issues(camera: Camera, now: datetime) -> Mapping[HealthIssue, bool]:
    """Return for each issue whether it is present; unknown ones are left out.

    `now` is the current time with the time zone of the camera's location.
    """
    restart = camera.setting(keys.RESTART_NEEDED)
    holds = {
        HealthIssue.CLOCK_WRONG: clock_is_wrong(camera, now)
        if MaintenanceTask.SET_CLOCK in camera.capabilities.tasks
        else False,
        HealthIssue.PASSWORD_GUESSABLE: camera.driver.account.is_guessable,
        HealthIssue.ANONYMOUS_ACCESS: camera.allows_anonymous,
        HealthIssue.ACCOUNT_WEAK: camera.capabilities.role < Role.ADMINISTRATOR,
        HealthIssue.FIRMWARE_VULNERABLE: bool(camera.known_vulnerability),
        HealthIssue.ALARMS_UNSUPPORTED: camera.alarms.sources.unsupported,
        HealthIssue.RESTART_NEEDED: restart is not None and camera.state.get(restart),
    }
    return {issue: so for issue, so in holds.items() if so is not None}


def has_to_be_read_again(camera: Camera, issue: HealthIssue) -> bool:
    """Return whether an issue is based on an old reading."""
    return issue is HealthIssue.CLOCK_WRONG and reading_is_old(camera)
