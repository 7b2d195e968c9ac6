"""PTZ of a Hucoms dome: motion over time, limits, tours, positions."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from io import BytesIO

from PIL import Image, ImageChops, ImageStat
import pytest

from simulator import HucomsCamera, simulate

from .hucoms_manual import say

POSITION = "ptzf_status.cgi?action=getptzfpos"
GO = "ptzf_status.cgi?action=goptzfpos"
WRONG = (
    f"{GO}&panpos=36000",
    f"{GO}&panpos=-1",
    f"{GO}&tiltpos=-2001",
    f"{GO}&tiltpos=9001",
    f"{GO}&zoompos=65536",
    f"{GO}&focuspos=65536",
    f"{GO}&panpos=1&panspeed=101",
    f"{GO}&panspeed=1",
    f"{GO}&panpos=1&nonsense=1",
    "ptz_centering.cgi?action=setcenter&type=point&center.pointx=300",
    "ptz_centering.cgi?action=setcenter&type=circle",
    "ptz_centering.cgi?action=setcenter&type=point&center.pointx=1921&center.pointy=1",
    "ptz_centering.cgi?action=setcenter&type=point&center.pointx=1&center.pointy=1&speed=0",
    "ptz_centering.cgi?action=setcenter&type=box&center.startx=9&center.starty=1&center.endx=8&center.endy=2",
)


@pytest.fixture
async def classic() -> AsyncGenerator[HucomsCamera]:
    """A dome according to the manual of 1.20."""
    camera = simulate("hucoms", personality="hucoms-manual")
    assert isinstance(camera, HucomsCamera)
    async with camera:
        yield camera


async def positions(camera: HucomsCamera) -> dict[str, int]:
    lines = (await say(camera, POSITION)).text.splitlines()
    return {name: int(value) for name, _, value in (line.partition(" = ") for line in lines)}


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(3):
        while not condition():
            await asyncio.sleep(0.005)


def seen(camera: HucomsCamera) -> Image.Image:
    return Image.open(BytesIO(camera.picture((320, 240)))).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean)


async def test_speed(dome: HucomsCamera) -> None:
    ways = []
    for speed in (20, 100):
        dome.world.pan = 10.0
        await say(dome, f"pt_control.cgi?action=setptmove&pan=right&panspeed={speed}")
        await asyncio.sleep(0.1)
        await say(dome, "pt_control.cgi?action=setptmove&pan=stop")
        ways.append(dome.world.pan - 10)
    assert 2.5 * ways[0] < ways[1] < 7.5 * ways[0]


async def test_ends(classic: HucomsCamera) -> None:
    for pan, tilt in ((169.0, 19.0), (-169.0, -89.0)):
        classic.world.pan, classic.world.tilt = pan, tilt
        right, up = ("right", "up") if pan > 0 else ("left", "down")
        await say(classic, f"pt_control.cgi?action=setptmove&pan={right}&panspeed=100&tilt={up}&tiltspeed=100")
        await until(lambda: not classic.world.pan_motor.moving and not classic.world.tilt_motor.moving)
        assert abs(classic.world.pan) == 170
        assert classic.world.tilt == (20 if tilt > 0 else -90)


async def test_switched_off(classic: HucomsCamera) -> None:
    reported = await say(classic, "ptzf_status.cgi?action=setptzstatus&ptstatus=disable")
    assert reported.text == "ptstatus = disable\nzfstatus = enable\n"
    before = classic.world.pan
    await say(classic, "pt_control.cgi?action=setptmove&pan=left&panspeed=100")
    await say(classic, "preset_control.cgi?action=autopan&number=1")
    await asyncio.sleep(0.03)
    assert classic.world.pan == before


async def test_preset_changes_the_picture(dome: HucomsCamera) -> None:
    dome.settings["osd/osdstatus"] = "disable"
    here = seen(dome)
    await say(dome, "preset_control.cgi?action=setpreset&number=3")
    dome.world.pan, dome.world.zoom = 190.0, 1.002
    assert difference(here, seen(dome)) > 5
    await say(dome, "preset_control.cgi?action=gopreset&number=3")
    await until(lambda: not dome.world.pan_motor.moving and not dome.world.zoom_motor.moving)
    assert difference(here, seen(dome)) < 2


async def test_tour_visits_presets_until_stopped(classic: HucomsCamera) -> None:
    classic.dome.rest = 0.01
    home = classic.world.pan
    for number, pan in ((1, home + 2), (2, home + 4)):
        classic.world.pan = pan
        await say(classic, f"preset_control.cgi?action=setpreset&number={number}")
    await say(classic, "preset_control.cgi?action=tour&number=1")
    for pan in (home + 2, home + 4, home + 2):
        await until(lambda pan=pan: abs(classic.world.pan - pan) < 0.3)  # type: ignore[misc]
    await say(classic, "preset_control.cgi?action=tour&number=255")
    assert not classic.dome.on_patrol
    assert not classic.world.pan_motor.moving


async def test_auto_pan(classic: HucomsCamera) -> None:
    classic.world.pan = 0.0
    await say(classic, "preset_control.cgi?action=autopan&number=1")
    await until(lambda: classic.world.pan > 0.5)
    await say(classic, "pt_control.cgi?action=setptmove&pan=stop")
    assert not classic.dome.on_patrol
    await say(classic, "preset_control.cgi?action=autopan_ccw&speed=100")
    await until(lambda: classic.world.pan < 0)
    await say(classic, "preset_control.cgi?action=autopan_ccw&speed=255")
    assert not classic.world.pan_motor.moving


async def test_auto_pan_between_presets(dome: HucomsCamera) -> None:
    for number, pan in ((1, 10.0), (2, 14.0)):
        dome.world.pan = pan
        await say(dome, f"preset_control.cgi?action=setpreset&number={number}")
    assert (await say(dome, "preset_control.cgi?action=autopan&pos_a=1&pos_b=2&speed=50")).status == 204
    for pan in (10.0, 14.0, 10.0):
        await until(lambda pan=pan: abs(dome.world.pan - pan) < 0.3)  # type: ignore[misc]
    await say(dome, "preset_control.cgi?action=autopan&pos_a=1&pos_b=2&speed=255")
    assert not dome.dome.on_patrol


async def test_go_to_coordinates(dome: HucomsCamera) -> None:
    dome.settings["osd/osdstatus"] = "disable"
    dome.world.pan = 85.0
    before = seen(dome)
    assert (
        await say(dome, f"{GO}&panpos=9000&tiltpos=500&panspeed=100&tiltspeed=100&zoompos=60&zoomspeed=100")
    ).status == 204
    assert dome.world.pan_motor.moving
    await until(lambda: not dome.world.tilt_motor.moving and not dome.world.zoom_motor.moving)
    assert await positions(dome) == {"panpos": 9000, "tiltpos": 500, "zoompos": 60, "focuspos": 32768}
    assert dome.world.tilt == -5  # down is positive in these numbers
    assert difference(before, seen(dome)) > 5
    await say(dome, f"{GO}&panpos=0&panspeed=0")
    assert not dome.world.pan_motor.moving
    await say(dome, f"{GO}&zoompos=65535&zoomspeed=100")
    assert dome.world.zoom_motor.moving
    dome.world.zoom = 100.0
    assert (await positions(dome))["zoompos"] == 16384
    dome.world.zoom = 7.0
    assert (await positions(dome))["zoompos"] == pytest.approx(12007, abs=60)


async def test_wrong_coordinates(dome: HucomsCamera) -> None:
    before = await positions(dome)
    for words in WRONG:
        assert (await say(dome, words)).text.startswith("Error:"), words
    assert await positions(dome) == before


async def test_center(dome: HucomsCamera) -> None:
    dome.world.pan, dome.world.tilt = 100.0, 0.0
    point = "ptz_centering.cgi?action=setcenter&type=point&center.pointx=1440&center.pointy=540"
    assert (await say(dome, point)).status == 204
    await until(lambda: not dome.world.pan_motor.moving)
    assert dome.world.pan == pytest.approx(100 + 57 / 4, abs=0.1)
    box = "ptz_centering.cgi?action=setcenter&type=box&center.startx=900&center.starty=480"
    assert (await say(dome, f"{box}&center.endx=1020&center.endy=600")).status == 204
    assert dome.world.zoom_motor.moving


async def test_focus(dome: HucomsCamera) -> None:
    dome.settings["osd/osdstatus"] = "disable"
    sharp = seen(dome)
    await say(dome, "zf_control.cgi?action=setzfmove&focus=in&focusspeed=100")
    await asyncio.sleep(0.3)
    await say(dome, "zf_control.cgi?action=setzfmove&focus=stop")
    assert difference(sharp, seen(dome)) > 0.5
    await say(dome, "zf_control.cgi?action=onepush")
    await until(lambda: not dome.dome.focus.moving)
    assert difference(sharp, seen(dome)) < 0.5


async def test_lens_goes_home(dome: HucomsCamera) -> None:
    dome.world.zoom = 1.001
    await say(dome, "ptzf_status.cgi?action=lensreset")
    await until(lambda: dome.world.zoom == 1)
