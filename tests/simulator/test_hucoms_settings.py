"""Stored and refused settings of a Hucoms camera."""

import asyncio
from io import BytesIO

from PIL import Image
import pytest

from simulator import HucomsCamera

from .tap import fetch

CONTROL = "/cgi-bin/control"
WHO = "id=admin&passwd=secret"

STORED = {
    "camdaynight.cgi?action=setdaynight&mode=night": ("camdaynight/daynightmode", "night"),
    "camwhitebal.cgi?action=setwb&mode=user&userred=1&userblue=50": ("camwhitebal/userred", "1"),
    "camcolor.cgi?action=setncolor&bright=7": ("camcolor-night/bright", "7"),
    "audioset.cgi?action=setaudio&audioinenable=disable": ("audioset/audioin", "disable"),
    "rtspset.cgi?action=setrtsp&multicastvideoip=239.1.1.1": ("rtspset/multicastvidioip", "239.1.1.1"),
    "camshutspeed.cgi?action=setshutterspd&maxexposure=2": ("camshutspeed/minshutspd", "2"),
    "shock.cgi?action=setshock&shock.level=9": ("shock/shock.level", "9"),
    "videoset.cgi?action=setvideo2&encoder2.codec=mpeg": ("videoset/encoder2.codec", "mpeg"),
    "videoset.cgi?action=setvideo3&encoder3.quality=80": ("videoset/encoder3.quality", "80"),
    "videoset.cgi?action=setvideo1&videoflip=both": ("videoset/videoflip", "both"),
}
REFUSED = (
    "servername.cgi?action=setservername",
    "servername.cgi?action=setservername&servername=elevenchars",
    "servername.cgi?action=setservername&servername=t%C3%BCr",
    "serverdate.cgi?action=setdate&year=2026&month=2&day=30&hour=0&minute=0",
    "serverdate.cgi?action=setdate&year=2032&month=1&day=1&hour=0&minute=0",
    "serverdate.cgi?action=setdate&year=2026",
    "motion.cgi?action=setmotion1&motion1.level=6",
    "motion.cgi?action=setmotion1&motion1.area1=256",
    "motion.cgi?action=setmotion1&motion1.area7=1",
    "motion.cgi?action=setmotion1&motion1.size=24x18&motion1.area18=16777216",
    "motion.cgi?action=setmotion2&motion1.level=1",
    "alarmout.cgi?action=setalarmout1&alarmout1.time=4",
    "alarmin.cgi?action=getalarmin0",
    "camcolor.cgi?action=setcolor&hue=50",
    "camcolor.cgi?action=setcolor&bright=50&nonsense=1",
    "camdaynight.cgi?action=setdaynight&daynightmode=night",
    "videoset.cgi?action=setvideo2&encoder1.codec=mpeg",
    "videoset.cgi?action=setvideo1&capture1.size=320x240",
    "videoset.cgi?action=setvideo1&need_reboot=no",
    "videoset.cgi?action=setvideo3&encoder3.quality=4000",
    "videoset.cgi?action=setvideo3&encoder3.codec=h264&encoder3.quality=50",
    "videoset.cgi?action=setvideo4&videoflip=flip",
    "connectinfo.cgi?action=getconnect&stream=1",
    "language.cgi?action=setlang&language=klingon",
)


def target(words: str) -> str:
    page, _, query = words.partition("?")
    return f"{CONTROL}/{page}?{WHO}&{query}"


@pytest.mark.parametrize("words", STORED)
async def test_stored_under_the_name_it_is_read_by(hucoms: HucomsCamera, words: str) -> None:
    name, value = STORED[words]
    assert hucoms.settings[name] != value
    response = await fetch(hucoms, target(words))
    assert hucoms.settings[name] == value
    assert f"{name.partition('/')[2]} = {value}\n" in response.text


async def test_refused(hucoms: HucomsCamera) -> None:
    before = dict(hucoms.settings)
    for words in REFUSED:
        response = await fetch(hucoms, target(words))
        assert response.status == 200, words
        assert response.text.startswith("Error:"), words
        assert hucoms.settings == before, words


async def test_fields_that_come_with_a_mode(hucoms: HucomsCamera) -> None:
    assert "lprdayspeed" not in (await fetch(hucoms, target("camdaynight.cgi?action=getdaynight"))).text
    assert "lprdayspeed = 10\n" in (await fetch(hucoms, target("camdaynight.cgi?action=setdaynight&mode=lpr"))).text
    assert "keyframe" not in "".join(
        line
        for line in (await fetch(hucoms, target("videoset.cgi?action=getvideo"))).text.splitlines()
        if "encoder3" in line
    )


async def test_motion_grids_are_one(hucoms: HucomsCamera) -> None:
    """Both grids show the same cells."""
    response = await fetch(hucoms, target("motion.cgi?action=setmotion1&motion1.area1=3"))
    assert "motion1.size = 8x6\nmotion1.area1 = 3\nmotion1.area2 = 255\n" in response.text
    response = await fetch(hucoms, target("motion.cgi?action=getmotion1&motion1.size=24x18"))
    assert "motion1.size = 24x18\nmotion1.area1 = 63\nmotion1.area2 = 63\nmotion1.area3 = 63\n" in response.text
    assert "motion1.area18 = 16777215\n" in response.text
    fine = "&".join(f"motion1.area{row}={1 << 23 if row == 18 else 0}" for row in range(1, 19))
    await fetch(hucoms, target(f"motion.cgi?action=setmotion1&motion1.size=24x18&{fine}"))
    response = await fetch(hucoms, target("motion.cgi?action=getmotion1"))
    assert "motion1.area5 = 0\nmotion1.area6 = 128\n" in response.text


async def test_size_needs_a_reboot(hucoms: HucomsCamera) -> None:
    hucoms.reboot_seconds = 0.02

    async def size() -> tuple[int, int]:
        return Image.open(BytesIO((await fetch(hucoms, f"/cgi-bin/image/jpeg.cgi?{WHO}")).body)).size

    before = await size()
    response = await fetch(hucoms, target("videoset.cgi?action=setvideo1&capture1.size=1024x768"))
    assert "need_reboot = yes\n" in response.text
    assert await size() == before
    assert (await fetch(hucoms, target("reboot.cgi?action=setreboot"))).body == b"reboot = rebooting\n"
    await asyncio.sleep(0.1)
    assert "need_reboot = no\n" in (await fetch(hucoms, target("videoset.cgi?action=getvideo"))).text
    assert await size() == (1024, 768) != before


async def test_factory(hucoms: HucomsCamera) -> None:
    hucoms.reboot_seconds = 0.01
    await fetch(hucoms, target("camcolor.cgi?action=setcolor&bright=7"))
    await fetch(hucoms, target("reboot.cgi?action=setfactory"))
    assert hucoms.settings["camcolor/bright"] == "50"


async def test_move_zoom_and_presets(dome: HucomsCamera) -> None:
    for words in (
        "pt_control.cgi?action=setptmove&pan=right&panspeed=10&tilt=down&tiltspeed=100",
        "zf_control.cgi?action=setzfmove&zoom=in&zoomspeed=100",
    ):
        assert (await fetch(dome, target(words))).status == 204
    await asyncio.sleep(0.02)
    assert dome.world.pan > 182
    assert dome.world.tilt < 2
    assert dome.world.zoom > 1
    await fetch(dome, target("pt_control.cgi?action=setptmove&pan=stop&tilt=stop"))
    await fetch(dome, target("zf_control.cgi?action=setzfmove&zoom=stop"))
    assert not dome.world.pan_motor.moving
    assert not dome.world.zoom_motor.moving
    assert (await fetch(dome, target("preset_control.cgi?action=setpreset&number=255"))).status == 204
    assert list(dome.dome.presets) == [255]
    for words in (
        "preset_control.cgi?action=gopreset&number=256",
        "pt_control.cgi?action=setptmove&pan=up",
        "pt_control.cgi?action=setptmove&pan=left&panspeed=101",
        "pt_control.cgi?action=setptmove",
        "preset_control.cgi?action=autopan_cw&speed=0",
    ):
        assert (await fetch(dome, target(words))).text.startswith("Error:")
