"""Motors of a Netwave camera."""

import asyncio

import pytest

from simulator import NetwaveCamera, SimulatedCamera, simulate

from .tap import basic, fetch


async def rest(camera: SimulatedCamera) -> None:
    """Wait until nothing moves."""
    async with asyncio.timeout(5):
        while camera.world.pan_motor.moving or camera.world.tilt_motor.moving:
            await asyncio.sleep(0.01)


async def command(camera: object, code: int, more: str = "") -> None:
    assert isinstance(camera, NetwaveCamera)
    assert (await fetch(camera, f"/decoder_control.cgi?command={code}{more}", basic())).text.strip(".\n") == "ok"


@pytest.mark.parametrize(
    ("code", "right", "up"),
    [(0, 0, 1), (2, 0, -1), (4, -1, 0), (6, 1, 0), (90, -1, 1), (91, 1, 1), (92, -1, -1), (93, 1, -1)],
)
@pytest.mark.parametrize("personality", ["netwave-manual", "foscam-fi8910w"])
async def test_one_step(personality: str, code: int, right: int, up: int) -> None:
    """Left of a Foscam is right in the manual."""
    async with simulate("netwave", personality=personality) as camera:
        camera.world.pan = camera.world.tilt = 0
        await command(camera, code, "&onestep=1")
        await rest(camera)
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


async def test_end_stop(netwave: NetwaveCamera) -> None:
    netwave.world.tilt = 89
    await command(netwave, 0)
    await rest(netwave)
    assert netwave.world.tilt == 90


async def test_speed_by_hand(netwave: NetwaveCamera) -> None:
    """0 is the fastest speed, 100 the slowest."""
    ways = []
    for rate in (0, 100):
        await fetch(netwave, f"/set_misc.cgi?ptz_patrol_rate={rate}", basic())
        netwave.world.tilt = 0
        await command(netwave, 0)
        await asyncio.sleep(0.1)
        await command(netwave, 1)
        ways.append(netwave.world.tilt)
    assert ways[0] > 3 * ways[1] > 0


async def test_degrees(netwave: NetwaveCamera) -> None:
    await command(netwave, 0, "&onestep=1&degree=2")
    await rest(netwave)
    assert netwave.world.tilt == 2


@pytest.mark.parametrize("code", [26, 28])
async def test_patrol(netwave: NetwaveCamera, code: int) -> None:
    """From limit to limit for the configured rounds, with a speed per direction."""
    world = netwave.world
    motor, other = (world.tilt_motor, world.pan_motor) if code == 26 else (world.pan_motor, world.tilt_motor)
    netwave.settings |= {"ptz_patrol_v_rounds": "1", "ptz_patrol_h_rounds": "1"}
    netwave.settings |= {f"ptz_patrol_{way}_rate": "100" for way in ("up", "down", "left", "right")}
    motor.jump(motor.high - 2)
    await command(netwave, code)
    assert motor.moving
    assert not other.moving
    async with asyncio.timeout(3):
        while motor.position != motor.high:
            await asyncio.sleep(0.01)
        while motor.position == motor.high:
            await asyncio.sleep(0.01)
    motor.jump(motor.low)
    await asyncio.sleep(0.45)
    assert not motor.moving
    assert motor.position == motor.low


async def test_patrol_that_begins_by_itself(netwave: NetwaveCamera) -> None:
    await fetch(netwave, "/set_misc.cgi?ptz_auto_patrol_interval=1&ptz_auto_patrol_type=3", basic())
    await command(netwave, 1)
    assert not netwave.world.pan_motor.moving
    async with asyncio.timeout(3):
        while not (netwave.world.pan_motor.moving and netwave.world.tilt_motor.moving):
            await asyncio.sleep(0.02)


async def test_center_after_start(netwave: NetwaveCamera) -> None:
    netwave.reboot_seconds = 0.01
    netwave.world.pan = 5
    netwave.reboot()
    await asyncio.sleep(0.05)
    assert netwave.world.pan > 0
    await rest(netwave)
    assert netwave.world.pan == 0


async def test_preset_after_start(netwave: NetwaveCamera) -> None:
    netwave.reboot_seconds = 0.01
    netwave.motor.presets[2] = (3, 1)
    await fetch(netwave, "/set_misc.cgi?ptz_preset_onstart=2", basic())
    netwave.reboot()
    await asyncio.sleep(0.05)
    await rest(netwave)
    assert (netwave.world.pan, netwave.world.tilt) == (3, 1)
