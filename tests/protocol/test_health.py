"""Health checks."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from custom_components.ip_camera_cgi.protocol import (
    Account,
    Address,
    Camera,
    CameraError,
    HealthIssue,
    camera_from_description,
    diagnostics_report,
    health_issues,
    read_health,
    redaction_for,
)
from simulator import SimulatedCamera

from ..conftest import Connecting


def reported(camera: Camera, concern: HealthIssue, *, ahead: timedelta = timedelta()) -> bool | None:
    west = timedelta(seconds=int(camera.state.pages.get("status", {}).get("tz", "0")))
    return health_issues(camera, datetime.now(UTC) - west + ahead).get(concern)


async def test_clock(camera: Camera) -> None:
    await read_health(camera)
    for minutes, wrong in ((0, False), (4, False), (-4, False), (6, True), (-6, True)):
        assert reported(camera, HealthIssue.CLOCK_WRONG, ahead=timedelta(minutes=minutes)) is wrong


async def test_old_clock_reading(camera: Camera) -> None:
    await read_health(camera)
    clock = camera.setting("clock")
    assert clock is not None
    camera._cache._read_at[clock.page] -= 1800
    assert reported(camera, HealthIssue.CLOCK_WRONG, ahead=timedelta(minutes=30)) is False


async def test_unreadable_clock(camera: Camera) -> None:
    await read_health(camera)
    clock = camera.setting("clock")
    assert clock is not None
    camera._cache.store(clock.page, {**camera.state.pages[clock.page], clock.field: "soon"})
    assert reported(camera, HealthIssue.CLOCK_WRONG) is None
    camera.settings = ()
    assert reported(camera, HealthIssue.CLOCK_WRONG) is None
    assert reported(camera, HealthIssue.RESTART_NEEDED) is False


@pytest.mark.parametrize(
    ("username", "password", "guessable"),
    [
        ("admin", "", True),
        ("admin", "ADMIN", True),
        ("Porch", "porch", True),
        ("porch", "123456", True),
        ("porch", "admin1", False),
        ("", "", True),
    ],
)
def test_passwords(username: str, password: str, guessable: bool) -> None:
    assert Account(username, password).is_guessable is guessable


async def test_anonymous_access_is_checked_once(camera: Camera, simulated: SimulatedCamera) -> None:
    assert reported(camera, HealthIssue.ANONYMOUS_ACCESS) is None
    await read_health(camera)
    assert reported(camera, HealthIssue.ANONYMOUS_ACCESS) is False
    simulated.faults.open_access = True
    await read_health(camera)
    assert reported(camera, HealthIssue.ANONYMOUS_ACCESS) is False


@pytest.mark.parametrize("fault", ["reset", "half", "html", "silent"])
async def test_unavailable_camera_has_no_verdict(camera: Camera, simulated: SimulatedCamera, fault: str) -> None:
    """A dropped connection is retried later; any other response means no anonymous access."""
    simulated.faults.open_access = True
    if fault == "silent":
        simulated.faults.refuse = True
    else:
        simulated.faults.set(fault, True)
    if fault != "html":
        with pytest.raises(CameraError):
            await camera.driver.allows_anonymous()
        await read_health(camera)
        assert camera.allows_anonymous is None
    else:
        assert await camera.driver.allows_anonymous() is False
    simulated.faults.clear()
    simulated.faults.open_access = True
    await read_health(camera)
    assert camera.allows_anonymous is True


async def test_report_of_restored_camera(connecting: Connecting, simulated: SimulatedCamera) -> None:
    """Diagnostics work for a camera restored from its description; invalid values are redacted."""
    known = (await connecting(simulated)).description
    page = next(page for page in known["pages"].values() if "brightness" in page or "bright" in page)
    page["brightness" if "brightness" in page else "bright"] = "ask porch@example.com"
    async with aiohttp.ClientSession() as session:
        camera = camera_from_description(
            session, Address("127.0.0.1", simulated.port), Account("admin", "secret"), known
        )
        shown = diagnostics_report(camera, redaction_for(camera))
    assert shown["asked"] == []
    assert shown["open_to_everybody"] is None
    assert "ask redacted@example.org" in {value for page in shown["pages"].values() for value in page.values()}
