"""A camera goes the right way, and stops whatever happens: what counts is where its motors end."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from custom_components.ip_camera_cgi.protocol import (
    BadValueError,
    Camera,
    CameraConnectionError,
    CameraUnsupportedError,
)
from custom_components.ip_camera_cgi.protocol.model import Move, Wiring
from simulator import SimulatedCamera, simulate

from ..conftest import Connecting
from .test_camera import until

WIRINGS = {
    "netwave-manual": Wiring(),
    "foscam-fi8910w": Wiring(pan_swapped=True),
    "wansview-ncb541w": Wiring(pan_swapped=True, tilt_swapped=True),
    "wanscam-c0d8": Wiring(tilt_swapped=True),
    "hucoms-dome": Wiring(),
}
FLIPS = [(personality, flip) for personality in WIRINGS if personality != "hucoms-dome" for flip in "0123"]
FLIPS.append(("hucoms-dome", "0"))  # its motors know how the picture is turned
EVERY_WAY = [(pan, tilt) for pan in (-1, 0, 1) for tilt in (-1, 0, 1) if pan or tilt]


@pytest.fixture(params=["foscam-fi8910w", "hucoms-dome"])
async def simulated(request: pytest.FixtureRequest) -> AsyncGenerator[SimulatedCamera]:
    """A camera that moves, of each dialect."""
    personality: str = request.param
    async with simulate(personality.partition("-")[0].replace("foscam", "netwave"), personality=personality) as camera:
        yield camera


async def is_still(camera: SimulatedCamera) -> bool:
    """Look twice whether it moves."""
    before = camera.world.pan, camera.world.tilt, camera.world.zoom
    await asyncio.sleep(0.2)
    return before == (camera.world.pan, camera.world.tilt, camera.world.zoom)


@pytest.mark.parametrize(("personality", "flip"), FLIPS)
async def test_it_goes_the_right_way(personality: str, flip: str, connecting: Connecting) -> None:
    """To the right is where more of what lies at the right of the picture is seen."""
    dialect = "hucoms" if personality.startswith("hucoms") else "netwave"
    async with simulate(dialect, personality=personality) as simulated:
        if dialect == "netwave":
            simulated.settings["flip"] = flip
        camera = await connecting(simulated)
        camera.steering.wiring = WIRINGS[personality]
        for pan, tilt in EVERY_WAY:
            simulated.world.pan, simulated.world.tilt = before = (20, 0)  # away from the ends
            await camera.steering.move(Move(pan=pan, tilt=tilt), seconds=0.3)
            await asyncio.sleep(0.15)
            await camera.steering.stop()
            went = simulated.world.pan - before[0], simulated.world.tilt - before[1]
            seen = -1 if int(flip) & 2 else 1, -1 if int(flip) & 1 else 1
            assert [(way > 0.1) - (way < -0.1) for way in went] == [pan * seen[0], tilt * seen[1]]


@pytest.mark.parametrize(
    ("personality", "told"),
    [("foscam-fi8910w", Wiring(pan_swapped=True)), ("netwave-manual", Wiring()), ("wansview-ncb541w", Wiring())],
)
async def test_what_the_firmware_tells_of_the_wiring(personality: str, told: Wiring, connecting: Connecting) -> None:
    async with simulate("netwave", personality=personality) as simulated:
        assert (await connecting(simulated)).steering.wiring == told


async def test_it_ends_by_itself(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    camera.steering.deadline = 0.4
    before = simulated.world.pan
    await camera.steering.move(Move(pan=1))
    await until(lambda: not camera.steering.moving, 2)
    assert await is_still(simulated)
    assert simulated.world.pan != before


async def test_latest_order_counts(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """A slow camera is not told all that somebody wanted meanwhile, and where it goes is where he wanted last."""
    camera = await connecting(simulated)
    simulated.faults.slow = 0.2
    simulated.world.pan = 20  # away from the ends
    asked = len(simulated.asked)
    async with asyncio.TaskGroup() as group:
        for pan in (1, -1) * 5:
            group.create_task(camera.steering.move(Move(pan=pan), seconds=3))
    assert len(simulated.asked) - asked <= 3
    before = simulated.world.pan
    await asyncio.sleep(0.2)
    assert simulated.world.pan < before
    await camera.steering.stop()
    assert await is_still(simulated)


@pytest.mark.parametrize("fault", ["refuse", "reset", "silent", "unauthorized", "garbage"])
async def test_stop_that_fails_is_tried_again(simulated: SimulatedCamera, connecting: Connecting, fault: str) -> None:
    camera = await connecting(simulated)
    await camera.steering.move(Move(pan=1, tilt=1), seconds=0.3)
    assert not await is_still(simulated)
    simulated.faults.set(fault, True)
    await asyncio.sleep(1)
    assert camera.steering.moving
    simulated.faults.clear()
    await until(lambda: not camera.steering.moving, 20)
    assert await is_still(simulated)


async def test_lost_stop_is_told(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    await camera.steering.move(Move(pan=1))
    simulated.faults.refuse = True
    with pytest.raises(CameraConnectionError):
        await camera.steering.stop()
    simulated.faults.clear()
    await until(lambda: not camera.steering.moving, 10)
    assert await is_still(simulated)


async def test_stop_goes_past_everything(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """Also past a page that takes long, and past a move that has not arrived yet."""
    camera = await connecting(simulated)
    await camera.steering.move(Move(pan=1), seconds=10)
    simulated.faults.slow, simulated.faults.only = 4, "param" if camera.dialect == "netwave" else "name"
    reading = asyncio.create_task(camera.refresh({"params"} if camera.dialect == "netwave" else {"name"}))
    await asyncio.sleep(0.2)
    async with asyncio.timeout(2):
        await camera.steering.stop()
    assert await is_still(simulated)
    await reading


async def test_move_that_was_stopped_before_it_arrived(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    simulated.faults.slow = 0.5
    moving = asyncio.create_task(camera.steering.move(Move(pan=1), seconds=30))
    await asyncio.sleep(0.1)
    await camera.steering.stop()
    await moving
    await until(lambda: not camera.steering.moving, 5)
    await asyncio.sleep(2)
    assert await is_still(simulated)


async def test_no_motor_goes_on_when_we_leave(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    await camera.steering.move(Move(pan=-1), seconds=30)
    assert not await is_still(simulated)
    await camera.close()
    assert await is_still(simulated)


async def test_what_is_not_sent(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera: Camera = await connecting(simulated)
    asked = len(simulated.asked)
    for speed in (0, 101):
        with pytest.raises(BadValueError):
            await camera.steering.move(Move(pan=1), speed=speed)
    for seconds in (0, -1, 61):
        with pytest.raises(BadValueError):
            await camera.steering.move(Move(pan=1), seconds=seconds)
    with pytest.raises(CameraUnsupportedError):
        await camera.steering.move(Move())
    assert len(simulated.asked) == asked


async def test_fixed_camera(connecting: Connecting) -> None:
    async with simulate("hucoms", personality="hucoms-fixed") as simulated:
        camera = await connecting(simulated)
        with pytest.raises(CameraUnsupportedError):
            await camera.steering.move(Move(pan=1))
