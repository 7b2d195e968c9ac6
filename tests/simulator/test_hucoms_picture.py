"""The effect of settings on the picture of a Hucoms camera."""

import asyncio
from io import BytesIO

from PIL import Image, ImageChops, ImageOps, ImageStat
import pytest

from simulator import HucomsCamera, simulate

from .hucoms_manual import say
from .tap import fetch, talk

SIZE = (320, 240)
BARE = "osd.cgi?action=setosd&osdstatus=disable"


def seen(camera: HucomsCamera, size: tuple[int, int] = SIZE) -> Image.Image:
    return Image.open(BytesIO(camera.picture(size))).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def colourfulness(picture: Image.Image) -> float:
    return ImageStat.Stat(picture.convert("HSV")).mean[1]


@pytest.mark.parametrize(
    "words",
    [
        "camcolor.cgi?action=setcolor&bright=90",
        "camcolor.cgi?action=setcolor&contrast=10",
        "camcolor.cgi?action=setcolor&saturation=1",
        "camcolor.cgi?action=setcolor&sharp=100&edge=100",
        "camwhitebal.cgi?action=setwb&mode=indoor",
        "camwhitebal.cgi?action=setwb&mode=user&userred=100&userblue=1",
        "camwdr.cgi?action=setwdr&wdrstatus=enable&mode=dwdr&dwdrmode=step5",
        "cameffect.cgi?action=seteffect&colorbar=enable",
        "cameffect.cgi?action=seteffect&monoimg=enable",
        "cameffect.cgi?action=seteffect&negative=enable",
        "camshutspeed.cgi?action=setshutterspd&shutmode=user&shutspeed=9&agcvalue=1",
        "camdaynight.cgi?action=setdaynight&mode=night",
        "videoset.cgi?action=setvideo1&videoflip=flip",
        "videoset.cgi?action=setvideo1&videoflip=mirror",
        "privacy.cgi?action=setprivacy1&privacy.enable=enable&privacy.endx=160&privacy.endy=120",
    ],
)
async def test_setting_is_seen(hucoms: HucomsCamera, words: str) -> None:
    await say(hucoms, BARE)
    before = seen(hucoms)
    assert not (await say(hucoms, words)).text.startswith("Error")
    assert difference(before, seen(hucoms)) > 2


async def test_flip_and_mirror(hucoms: HucomsCamera) -> None:
    await say(hucoms, BARE)
    before = seen(hucoms)
    await say(hucoms, "videoset.cgi?action=setvideo1&videoflip=both")
    assert difference(before, ImageOps.flip(ImageOps.mirror(seen(hucoms)))) < 3


async def test_masks_hide(hucoms: HucomsCamera) -> None:
    where = "privacy.startx=160&privacy.starty=120&privacy.endx=80&privacy.endy=60"
    await say(hucoms, f"privacy.cgi?action=setprivacy2&privacy.enable=enable&privacy.color=1&{where}")
    picture = seen(hucoms, (640, 480))
    inside, outside = picture.crop((330, 250, 470, 350)), picture.crop((100, 250, 240, 350))
    assert min(ImageStat.Stat(inside).mean) > 240
    assert max(ImageStat.Stat(inside).stddev) < 3 < max(ImageStat.Stat(outside).stddev)
    await say(hucoms, "privacy.cgi?action=setprivacy2&allstatus=disable")
    assert max(ImageStat.Stat(seen(hucoms, (640, 480)).crop((330, 250, 470, 350))).stddev) > 3
    assert (await say(hucoms, "privacy.cgi?action=getprivacy7")).text.startswith("Error:")
    response = await say(hucoms, "privacy.cgi?action=getprivacy2")
    assert response.text.startswith("allstatus = disable\nmaxno = 6\n\nprivacy2.enable = enable\nprivacy2.color = 1\n")


async def test_text_overlay(hucoms: HucomsCamera) -> None:
    hucoms.world.motion = True
    look = hucoms.image_parameters(SIZE)
    assert (look.name, look.status_text, len(look.clock)) == ("gate", "MD", 19)
    hucoms.world.relay = True
    assert hucoms.image_parameters(SIZE).status_text == "MD RELAY"
    words = "texton=disable&dateon=disable&eventmdon=disable&osdsize=big"
    await say(hucoms, f"osd.cgi?action=setosd&{words}")
    big = hucoms.image_parameters(SIZE)
    assert (big.name, big.status_text, len(big.clock)) == ("", "RELAY", 8)
    assert big.text_scale > look.text_scale
    with_words = seen(hucoms)
    await say(hucoms, BARE)
    assert difference(with_words, seen(hucoms)) > 0.5


async def test_date_on_the_picture(hucoms: HucomsCamera) -> None:
    await say(hucoms, "serverdate.cgi?action=setdate&year=2026&month=3&day=8&hour=12&minute=30")
    await say(hucoms, "osd.cgi?action=setosd&datetype=dd-mm-yyyy")
    assert hucoms.image_parameters(SIZE).clock.startswith("08-03-2026 12:30")


async def test_night_mode_is_delayed(hucoms: HucomsCamera) -> None:
    await say(hucoms, BARE)
    hucoms.settings["camdaynight/interval"] = "0.05"
    day = colourfulness(seen(hucoms))
    hucoms.world.night = True
    assert not hucoms.world.infrared
    await asyncio.sleep(0.15)
    assert hucoms.world.infrared
    lit = seen(hucoms)
    assert colourfulness(lit) < 1 < day
    await say(hucoms, "camdaynight.cgi?action=setdaynight&irlink=disable")
    assert not hucoms.world.infrared
    assert sum(ImageStat.Stat(seen(hucoms)).mean) < sum(ImageStat.Stat(lit).mean)
    await say(hucoms, "camdaynight.cgi?action=setdaynight&mode=day")
    assert colourfulness(seen(hucoms)) > 5


async def test_night_colors(hucoms: HucomsCamera) -> None:
    await say(hucoms, BARE)
    await say(hucoms, "camdaynight.cgi?action=setdaynight&mode=night")
    before = seen(hucoms)
    await say(hucoms, "camcolor.cgi?action=setcolor&bright=100")
    assert difference(before, seen(hucoms)) < 1
    await say(hucoms, "camcolor.cgi?action=setncolor&bright=100")
    assert difference(before, seen(hucoms)) > 20


async def test_sizes_apply_after_reboot(hucoms: HucomsCamera) -> None:
    hucoms.reboot_seconds = 0.02
    for words in ("setvideo1&capture1.size=1024x768", "setvideo1&capture2.size=320x240"):
        assert "need_reboot = yes\n" in (await say(hucoms, f"videoset.cgi?action={words}")).text
    assert await _still(hucoms) == (1920, 1080)
    assert await _live(hucoms, "input1") == (640, 480)
    await say(hucoms, "reboot.cgi?action=setreboot")
    while hucoms.rebooting:
        await asyncio.sleep(0.01)
    assert await _still(hucoms) == (1024, 768)
    assert await _live(hucoms, "input1") == (320, 240)
    assert "need_reboot = no\n" in (await say(hucoms, "videoset.cgi?action=getvideo")).text
    await say(hucoms, "videoset.cgi?action=setvideo3&encoder3.source=capture1")
    assert await _live(hucoms, "input1") == (1024, 768)
    assert await _live(hucoms, "input2") == (320, 240)


async def test_refresh_paces_live_pictures() -> None:
    async with simulate("hucoms", personality="hucoms-1m") as camera:
        assert isinstance(camera, HucomsCamera)
        counts = []
        for refresh in (0, 100):
            url = f"/cgi-bin/image/mjpeg.cgi?id=admin&passwd=secret&refresh={refresh}"
            async with talk(camera, url) as reader:
                await asyncio.sleep(0.45)
                counts.append((await reader.read(10_000_000)).count(b"Content-Length"))
        assert counts[0] > 2 * counts[1]


async def _still(camera: HucomsCamera) -> tuple[int, int]:
    return Image.open(BytesIO((await fetch(camera, "/cgi-bin/image/jpeg.cgi?id=admin&passwd=secret")).body)).size


async def _live(camera: HucomsCamera, source: str) -> tuple[int, int]:
    url = f"/cgi-bin/image/mjpeg.cgi?id=admin&passwd=secret&source={source}"
    async with talk(camera, url) as reader:
        await reader.readuntil(b"Content-Length: ")
        length = int(await reader.readline())
        await reader.readline()
        return Image.open(BytesIO(await reader.readexactly(length))).size
