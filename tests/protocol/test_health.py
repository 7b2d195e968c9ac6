"""What about a camera somebody should see to, as far as it can be known."""

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
    redaction_for,
)
from simulator import SimulatedCamera

from ..conftest import Connecting


def told(camera: Camera, concern: HealthIssue, *, ahead: timedelta = timedelta()) -> bool | None:
    west = timedelta(seconds=int(camera.state.pages.get("status", {}).get("tz", "0")))
    return health_issues(camera, datetime.now(UTC) - west + ahead).get(concern)


async def test_clock(camera: Camera) -> None:
    await camera.check_health()
    for minutes, wrong in ((0, False), (4, False), (-4, False), (6, True), (-6, True)):
        assert told(camera, HealthIssue.CLOCK_WRONG, ahead=timedelta(minutes=minutes)) is wrong


async def test_clock_that_was_looked_at_long_ago(camera: Camera) -> None:
    await camera.check_health()
    clock = camera.setting("clock")
    assert clock is not None
    camera._cache._read_at[clock.page] -= 1800
    assert told(camera, HealthIssue.CLOCK_WRONG, ahead=timedelta(minutes=30)) is False


async def test_clock_that_shows_nothing(camera: Camera) -> None:
    await camera.check_health()
    clock = camera.setting("clock")
    assert clock is not None
    camera._cache.store(clock.page, {**camera.state.pages[clock.page], clock.field: "soon"})
    assert told(camera, HealthIssue.CLOCK_WRONG) is None
    camera.settings = ()
    assert told(camera, HealthIssue.CLOCK_WRONG) is None
    assert told(camera, HealthIssue.RESTART_NEEDED) is False


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


async def test_who_is_let_in_is_found_out_once(camera: Camera, simulated: SimulatedCamera) -> None:
    assert told(camera, HealthIssue.ANONYMOUS_ACCESS) is None
    await camera.check_health()
    assert told(camera, HealthIssue.ANONYMOUS_ACCESS) is False
    simulated.faults.anybody = True
    await camera.check_health()
    assert told(camera, HealthIssue.ANONYMOUS_ACCESS) is False


@pytest.mark.parametrize("fault", ["reset", "half", "html", "silent"])
async def test_camera_in_trouble_is_not_judged(camera: Camera, simulated: SimulatedCamera, fault: str) -> None:
    """Who hangs up lets nobody in, and is asked again when it is back; who says something else lets nobody in."""
    simulated.faults.anybody = True
    if fault == "silent":
        simulated.faults.refuse = True
    else:
        simulated.faults.set(fault, True)
    if fault != "html":
        with pytest.raises(CameraError):
            await camera.driver.allows_anonymous()
        await camera.check_health()
        assert camera.allows_anonymous is None
    else:
        assert await camera.driver.allows_anonymous() is False
    simulated.faults.clear()
    simulated.faults.anybody = True
    await camera.check_health()
    assert camera.allows_anonymous is True


async def test_camera_that_is_only_remembered(connecting: Connecting, simulated: SimulatedCamera) -> None:
    """It can be diagnosed, too; a value that makes no sense may be anything, so it is not shown as it is."""
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
