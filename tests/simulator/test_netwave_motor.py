"""What the commands of decoder_control.cgi move."""

import pytest

from simulator import NetwaveCamera, simulate

from .tap import ask, basic


async def command(camera: object, code: int, more: str = "") -> None:
    assert isinstance(camera, NetwaveCamera)
    assert (await ask(camera, f"/decoder_control.cgi?command={code}{more}", basic())).text.strip(".\n") == "ok"


@pytest.mark.parametrize(
    ("code", "right", "up"),
    [(0, 0, 1), (2, 0, -1), (4, -1, 0), (6, 1, 0), (90, -1, 1), (91, 1, 1), (92, -1, -1), (93, 1, -1)],
)
@pytest.mark.parametrize("personality", ["netwave-manual", "foscam-fi8910w"])
async def test_one_step(personality: str, code: int, right: int, up: int) -> None:
    """A Foscam's left is the manual's right."""
    async with simulate("netwave", personality=personality) as camera:
        camera.world.pan = camera.world.tilt = 0
        await command(camera, code, "&onestep=1")
        swapped = -1 if personality == "foscam-fi8910w" else 1
        assert (camera.world.pan, camera.world.tilt) == (5.0 * right * swapped, 5.0 * up)


async def test_goes_on_until_stopped(netwave: NetwaveCamera) -> None:
    await command(netwave, 0)
    assert netwave.world.tilt_motor.moving
    await command(netwave, 1)
    assert not netwave.world.tilt_motor.moving
    assert netwave.world.tilt > 0


async def test_presets(netwave: NetwaveCamera) -> None:
    netwave.world.pan = 30
    await command(netwave, 32)
    assert netwave.motor.presets == {2: (30, 0)}
    netwave.world.pan = 29.9
    await command(netwave, 33)
    assert netwave.world.pan > 29.9
    netwave.settings["ptz_disable_preset"] = "1"
    await command(netwave, 34)
    assert netwave.motor.presets == {2: (30, 0)}


async def test_infrared_of_a_foscam(netwave: NetwaveCamera) -> None:
    await command(netwave, 95)
    assert netwave.world.infrared
    await command(netwave, 94)
    assert not netwave.world.infrared
    assert not netwave.world.relay


async def test_relay() -> None:
    async with simulate("netwave", personality="netwave-generic") as camera:
        await command(camera, 94)
        assert camera.world.relay
        await command(camera, 95)
        assert not camera.world.relay
