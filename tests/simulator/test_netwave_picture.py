"""The effect of settings on the pictures of a Netwave camera."""

from io import BytesIO
from time import monotonic

from PIL import Image, ImageChops, ImageOps, ImageStat
import pytest

from simulator import NetwaveCamera

from .tap import basic, fetch, talk

BANDS = (0, 40, 320, 200)  # without name and clock


async def snapshot(camera: NetwaveCamera, *changes: str) -> Image.Image:
    for change in changes:
        assert (await fetch(camera, f"/camera_control.cgi?{change}", basic())).text == "ok.\n"
    response = await fetch(camera, "/snapshot.cgi", basic())
    return Image.open(BytesIO(response.body)).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    pair = (one.crop(BANDS), other.crop(BANDS))
    return sum(ImageStat.Stat(ImageChops.difference(*pair)).mean) / 3


def light(picture: Image.Image) -> float:
    return float(ImageStat.Stat(picture.convert("L")).mean[0])


async def test_resolution(netwave: NetwaveCamera) -> None:
    assert (await snapshot(netwave, "param=0&value=8")).size == (320, 240)
    assert (await snapshot(netwave, "param=0&value=32")).size == (640, 480)


@pytest.mark.parametrize("flip", [1, 2, 3])
async def test_flip(netwave: NetwaveCamera, flip: int) -> None:
    """1 is upside down, 2 mirrored, 3 both; the text overlay is unaffected."""
    plain = await snapshot(netwave, "param=0&value=8")
    turned = await snapshot(netwave, f"param=5&value={flip}")
    back = ImageOps.flip(turned) if flip & 1 else turned
    back = ImageOps.mirror(back) if flip & 2 else back
    assert difference(plain, turned) > 5
    assert difference(plain, back) < 3


async def test_brightness_and_contrast(netwave: NetwaveCamera) -> None:
    dark, plain, bright = [
        light(await snapshot(netwave, "param=0&value=8", f"param=1&value={value}")) for value in (40, 128, 220)
    ]
    assert dark + 20 < plain < bright - 20
    flat, sharp = [
        ImageStat.Stat((await snapshot(netwave, "param=1&value=128", f"param=2&value={value}")).convert("L")).stddev[0]
        for value in (0, 6)
    ]
    assert flat < sharp


async def test_infrared(netwave: NetwaveCamera) -> None:
    """At night, the lamps make the picture gray and bright."""
    netwave.world.night = True
    dark = await snapshot(netwave, "param=0&value=8")
    await fetch(netwave, "/decoder_control.cgi?command=95", basic())
    lit = await snapshot(netwave)
    assert light(lit) > light(dark) + 10
    red, green, blue = ImageStat.Stat(lit.crop(BANDS)).mean
    assert max(red, green, blue) - min(red, green, blue) < 2


async def test_infrared_by_day(netwave: NetwaveCamera) -> None:
    """Colors fade."""
    plain = await snapshot(netwave, "param=0&value=8")
    netwave.world.infrared = True
    assert difference(plain, await snapshot(netwave)) > 2


async def test_turning_changes_the_picture(netwave: NetwaveCamera) -> None:
    before = await snapshot(netwave, "param=0&value=8")
    netwave.world.pan = 60
    assert difference(before, await snapshot(netwave)) > 5


@pytest.mark.parametrize(("rate", "pace"), [(11, 0.2), (13, 1 / 3)])
async def test_rate(netwave: NetwaveCamera, rate: int, pace: float) -> None:
    netwave.settings["resolution"] = "8"
    async with talk(netwave, f"/videostream.cgi?rate={rate}", basic()) as reader:
        times = []
        for _ in range(4):
            await reader.readuntil(b"\xff\xd9\r\n--ipcamera\r\n")
            times.append(monotonic())
    assert (times[-1] - times[1]) / 2 == pytest.approx(pace, rel=0.3)
