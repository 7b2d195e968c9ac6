"""The picture follows the scene and the settings."""

from dataclasses import replace
from io import BytesIO

from PIL import Image, ImageChops, ImageStat
import pytest

from simulator import NetwaveCamera, World
from simulator.picture import ImageParameters, ImageSensor

from .tap import basic, fetch

LOOK = ImageParameters(size=(320, 240), name="Gate", clock="2026-11-20 18:00:00")


def seen(world: World, look: ImageParameters = LOOK) -> Image.Image:
    return Image.open(BytesIO(ImageSensor(world).picture(look))).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean)


@pytest.mark.parametrize(
    ("name", "value"),
    [("motion", True), ("tamper", True), ("night", True), ("pan", 40.0), ("tilt", 10.0), ("zoom", 1.0)],
)
def test_scene_is_visible(name: str, value: float) -> None:
    world = World()
    before = seen(world)
    setattr(world, name, value)
    assert (difference(before, seen(world)) > 1) is (name != "zoom")


def test_infrared_lights_the_night() -> None:
    world = World()
    world.night = True
    dark = ImageStat.Stat(seen(world)).mean
    world.infrared = True
    lit = ImageStat.Stat(seen(world)).mean
    assert sum(lit) > sum(dark) + 20


@pytest.mark.parametrize(
    "change",
    [
        {"brightness": 1.5},
        {"contrast": 0.5},
        {"saturation": 0.2},
        {"monochrome": True},
        {"flip": True},
        {"mirror": True},
    ],
)
def test_settings_are_seen(change: dict[str, float]) -> None:
    world = World()
    assert difference(seen(world), seen(world, replace(LOOK, **change))) > 2  # type: ignore[arg-type]


def test_brightness_brightens() -> None:
    world = World()
    means = [sum(ImageStat.Stat(seen(world, replace(LOOK, brightness=bright))).mean) for bright in (0.5, 1.0, 1.5)]
    assert means == sorted(means)


def test_mirror_mirrors() -> None:
    world = World()
    bare = replace(LOOK, name="", clock="")
    mirrored = seen(world, replace(bare, mirror=True)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert difference(seen(world, bare), mirrored) < 3


async def test_resolution(netwave: NetwaveCamera) -> None:
    for code, size in (("8", (320, 240)), ("32", (640, 480))):
        await fetch(netwave, f"/camera_control.cgi?param=0&value={code}", basic())
        response = await fetch(netwave, "/snapshot.cgi", basic())
        assert Image.open(BytesIO(response.body)).size == size
