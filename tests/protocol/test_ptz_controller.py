"""PTZ of simulated cameras; the tests check where the motors stop."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from contextlib import suppress
from typing import Any

import pytest

from custom_components.ip_camera_cgi.protocol import (
    BadValueError,
    Camera,
    CameraConnectionError,
    CameraPermissionError,
    CameraResponseError,
    CameraUnsupportedError,
    Move,
    Patrol,
    PatrolRequest,
    Position,
    PtzOptions,
    Wiring,
)
from custom_components.ip_camera_cgi.protocol.camera import ptz_stopper
from custom_components.ip_camera_cgi.protocol.http.client import Response
from custom_components.ip_camera_cgi.protocol.http.request import Request
from simulator import Account, AccountRole, SimulatedCamera, simulate
from simulator.netwave.camera import NetwaveCamera

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
FLIPS.append(("hucoms-dome", "0"))  # its PTZ driver knows the orientation of the picture
AWAY = {"netwave": 20, "hucoms": 180}
"""A position away from the end stops and the zero position."""
EVERY_WAY = [(pan, tilt) for pan in (-1, 0, 1) for tilt in (-1, 0, 1) if pan or tilt]


@pytest.fixture(params=["foscam-fi8910w", "hucoms-dome"])
async def simulated(request: pytest.FixtureRequest) -> AsyncGenerator[SimulatedCamera]:
    """A PTZ camera of each dialect."""
    personality: str = request.param
    async with simulate(personality.partition("-")[0].replace("foscam", "netwave"), personality=personality) as camera:
        yield camera


async def is_still(camera: SimulatedCamera) -> bool:
    """Return whether the camera does not move."""
    before = camera.world.pan, camera.world.tilt, camera.world.zoom
    await asyncio.sleep(0.2)
    return before == (camera.world.pan, camera.world.tilt, camera.world.zoom)


@pytest.mark.parametrize(("personality", "flip"), FLIPS)
async def test_directions(personality: str, flip: str, connecting: Connecting) -> None:
    """Right means that more of the scene on the right comes into view."""
    dialect = "hucoms" if personality.startswith("hucoms") else "netwave"
    async with simulate(dialect, personality=personality) as simulated:
        if dialect == "netwave":
            simulated.settings["flip"] = flip
        camera = await connecting(simulated)
        camera.ptz.configure(PtzOptions(wiring=WIRINGS[personality]))
        for pan, tilt in EVERY_WAY:
            simulated.world.pan, simulated.world.tilt = before = (AWAY[dialect], 0)
            await camera.ptz.move(Move(pan=pan, tilt=tilt), seconds=0.3)
            await asyncio.sleep(0.15)
            await camera.ptz.motion.stop()
            went = simulated.world.pan - before[0], simulated.world.tilt - before[1]
            seen = -1 if int(flip) & 2 else 1, -1 if int(flip) & 1 else 1
            assert [(way > 0.1) - (way < -0.1) for way in went] == [pan * seen[0], tilt * seen[1]]


@pytest.mark.parametrize(
    ("personality", "reported"),
    [("foscam-fi8910w", Wiring(pan_swapped=True)), ("netwave-manual", Wiring()), ("wansview-ncb541w", Wiring())],
)
async def test_default_wiring_of_firmware(personality: str, reported: Wiring, connecting: Connecting) -> None:
    async with simulate("netwave", personality=personality) as simulated:
        assert (await connecting(simulated)).ptz.wiring == reported


async def test_move_ends_at_timeout(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    camera.ptz.configure(PtzOptions(move_timeout=0.4))
    before = simulated.world.pan
    await camera.ptz.move(Move(pan=1))
    await until(lambda: not camera.ptz.motion.may_be_moving, 2)
    assert await is_still(simulated)
    assert simulated.world.pan != before


async def test_latest_command_wins(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """A slow camera does not receive superseded moves, only the last one."""
    camera = await connecting(simulated)
    simulated.faults.slow = 0.2
    simulated.world.pan = AWAY[camera.dialect]
    request_count = len(simulated.requests)
    async with asyncio.TaskGroup() as group:
        for pan in (1, -1) * 5:
            group.create_task(camera.ptz.move(Move(pan=pan), seconds=3))
    assert len(simulated.requests) - request_count <= 3
    before = simulated.world.pan
    await asyncio.sleep(0.2)
    assert simulated.world.pan < before
    await camera.ptz.motion.stop()
    assert await is_still(simulated)


@pytest.mark.parametrize("fault", ["refuse", "reset", "silent", "unauthorized", "garbage"])
async def test_failed_stop_is_retried(simulated: SimulatedCamera, connecting: Connecting, fault: str) -> None:
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=1, tilt=1), seconds=0.3)
    assert not await is_still(simulated)
    simulated.faults.set(fault, True)
    await asyncio.sleep(1)
    assert camera.ptz.motion.may_be_moving
    simulated.faults.clear()
    await until(lambda: not camera.ptz.motion.may_be_moving, 20)
    assert await is_still(simulated)


async def test_lost_stop_raises(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=1))
    simulated.faults.refuse = True
    with pytest.raises(CameraConnectionError):
        await camera.ptz.motion.stop()
    simulated.faults.clear()
    await until(lambda: not camera.ptz.motion.may_be_moving, 10)
    assert await is_still(simulated)


async def test_stop_bypasses_the_queue(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """Also a slow page and a move that has not been answered."""
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=1), seconds=10)
    simulated.faults.slow, simulated.faults.only = 4, "param" if camera.dialect == "netwave" else "name"
    reading = asyncio.create_task(camera.refresh({"params"} if camera.dialect == "netwave" else {"name"}))
    await asyncio.sleep(0.2)
    async with asyncio.timeout(2):
        await camera.ptz.motion.stop()
    assert await is_still(simulated)
    await reading


async def test_stop_before_move_arrives(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    simulated.faults.slow = 0.5
    moving = asyncio.create_task(camera.ptz.move(Move(pan=1), seconds=30))
    await asyncio.sleep(0.1)
    await camera.ptz.motion.stop()
    await moving
    await until(lambda: not camera.ptz.motion.may_be_moving, 5)
    await asyncio.sleep(2)
    assert await is_still(simulated)


async def test_close_stops_motors(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=-1), seconds=30)
    assert not await is_still(simulated)
    await camera.close()
    assert await is_still(simulated)


async def test_invalid_moves_are_not_sent(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera: Camera = await connecting(simulated)
    request_count = len(simulated.requests)
    for speed in (0, 101):
        with pytest.raises(BadValueError):
            await camera.ptz.move(Move(pan=1, speed=speed))
        with pytest.raises(BadValueError):
            await camera.ptz.move(Move(pan=1, tilt=1, tilt_speed=speed))
    for seconds in (0, -1, 61):
        with pytest.raises(BadValueError):
            await camera.ptz.move(Move(pan=1), seconds=seconds)
    with pytest.raises(BadValueError):
        await camera.ptz.move(Move())
    for preset in (0, -1, 257):
        with pytest.raises(BadValueError):
            await camera.ptz.go_to_preset(preset)
        with pytest.raises(BadValueError):
            await camera.ptz.set_preset(preset)
    if not camera.ptz.capabilities.speed:
        with pytest.raises(BadValueError, match="one_speed"):
            await camera.ptz.move(Move(pan=1, speed=50))
    assert len(simulated.requests) == request_count


async def test_fixed_camera(connecting: Connecting) -> None:
    """A camera that reports no motors, and one set to fixed by its owner."""
    async with simulate("hucoms", personality="hucoms-fixed") as simulated:
        await cannot_move(simulated, await connecting(simulated))
    async with simulate("netwave") as simulated:
        camera = await connecting(simulated)
        camera.ptz.configure(PtzOptions(profile="fixed"))
        await cannot_move(simulated, camera)


async def cannot_move(simulated: SimulatedCamera, camera: Camera) -> None:
    """Check that no command is sent."""
    ptz = camera.ptz
    assert not ptz.supported
    request_count = len(simulated.requests)
    for doing in (
        lambda: ptz.move(Move(pan=1)),
        lambda: ptz.step(Move(tilt=1)),
        lambda: ptz.move(Move(zoom=1)),
        lambda: ptz.move(Move(focus=1)),
        lambda: ptz.move(Move(iris=1)),
        ptz.autofocus,
        ptz.go_home,
        ptz.position,
        lambda: ptz.go_to_position(Position(pan=1)),
        lambda: ptz.center((0.5, 0.5)),
        lambda: ptz.go_to_preset(1),
        lambda: ptz.set_preset(1),
        lambda: ptz.clear_preset(1),
        lambda: ptz.patrol(PatrolRequest(patrol=Patrol.HORIZONTAL)),
        lambda: ptz.switch_auxiliary(1, on=True),
    ):
        with pytest.raises(BadValueError):
            await doing()
    assert len(simulated.requests) == request_count


async def test_unsupported_ptz_functions(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """Drivers refuse them without sending a request."""
    camera = await connecting(simulated)
    driver = camera.driver.ptz
    await camera.close()
    request_count = len(simulated.requests)
    unknown: list[Awaitable[object]] = (
        [driver.go_home(), driver.switch_auxiliary(1, on=True)]
        if camera.dialect == "hucoms"
        else [
            driver.autofocus(),
            driver.position(),
            driver.go_to_position(Position(), 1),
            driver.center((0, 0), None, 1),
        ]
    )
    for doing in unknown:
        with pytest.raises(CameraUnsupportedError):
            await doing
    assert len(simulated.requests) == request_count


async def test_account_without_ptz_rights(connecting: Connecting) -> None:
    visitor = Account("guest", "guest", AccountRole.VISITOR)
    async with simulate("netwave", accounts=[visitor]) as simulated:
        camera = await connecting(simulated, "guest", "guest")
        assert not camera.ptz.supported
        with pytest.raises(CameraPermissionError):
            await camera.ptz.move(Move(pan=1))


async def test_repeated_move_extends_deadline(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """A held button sends the move command once."""
    camera = await connecting(simulated)
    camera.ptz.configure(PtzOptions(move_timeout=0.5))
    simulated.world.pan = -100 if camera.dialect == "netwave" else 20
    await camera.ptz.move(Move(pan=1))
    request_count = len(simulated.requests)
    for _ in range(4):
        await asyncio.sleep(0.3)
        await camera.ptz.move(Move(pan=1))
    assert len(simulated.requests) == request_count
    assert not await is_still(simulated)
    await until(lambda: not camera.ptz.motion.may_be_moving, 2)
    assert await is_still(simulated)


async def test_one_step(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    simulated.world.pan = before = AWAY[camera.dialect]
    await camera.ptz.step(Move(pan=1))
    await until(lambda: not camera.ptz.motion.may_be_moving, 3)
    assert await is_still(simulated)
    assert 0 < simulated.world.pan - before <= 25


async def test_presets(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    ptz = camera.ptz
    places = {1: (30, 5), 2: (-40, 10), 15: (0, 0)}
    for preset, (simulated.world.pan, simulated.world.tilt) in places.items():
        await ptz.set_preset(preset)
    for preset, (pan, tilt) in places.items():
        await ptz.go_to_preset(preset)
        assert ptz.motion.preset == preset
        await until(lambda: near(simulated, pan, tilt), 6)  # noqa: B023
    await ptz.move(Move(pan=1), seconds=0.2)
    assert ptz.motion.preset is None
    await ptz.go_home() if ptz.has_home else None
    ptz.configure(PtzOptions(home_preset=2))
    await ptz.go_home()
    await until(lambda: near(simulated, *places[2]), 6)
    await ptz.clear_preset(1)
    assert ptz.motion.preset == 2
    await ptz.clear_preset(2)
    assert ptz.motion.preset is None


def near(camera: SimulatedCamera, pan: float, tilt: float) -> bool:
    """Return whether the camera is near a position."""
    way = (camera.world.pan - pan + 180) % 360 - 180
    return abs(way) < 0.5 and abs(camera.world.tilt - tilt) < 0.5


async def test_preset_ends_a_move(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """Even if the preset does not exist, which cameras do not report: it would move forever."""
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=1), seconds=30)
    await camera.ptz.go_to_preset(9)
    assert not camera.ptz.motion.may_be_moving
    assert await is_still(simulated)


async def test_stop_on_the_way_to_a_preset(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    simulated.world.pan = 100
    await camera.ptz.set_preset(1)
    simulated.world.pan = -100
    simulated.faults.slow = 0.4
    going = asyncio.create_task(camera.ptz.go_to_preset(1))
    await asyncio.sleep(0.1)
    await camera.ptz.motion.stop()
    await going
    await asyncio.sleep(1.5)
    assert await is_still(simulated)
    assert not near(simulated, 100, simulated.world.tilt)


async def test_preset_waits_for_failing_stop(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=1), seconds=30)
    simulated.faults.refuse = True
    with pytest.raises(CameraConnectionError):
        await camera.ptz.go_to_preset(1)
    simulated.faults.clear()
    await until(lambda: not camera.ptz.motion.may_be_moving, 10)
    assert await is_still(simulated)


async def test_move_fails_after_stop_was_sent(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """The caller gets the error; stopping continues unchanged."""
    camera = await connecting(simulated)
    simulated.faults.slow, simulated.faults.reset = 0.4, True
    moving = asyncio.create_task(camera.ptz.move(Move(pan=1), seconds=30))
    await asyncio.sleep(0.1)
    stopping = camera.ptz.motion.request_stop()
    with pytest.raises(CameraConnectionError):
        await moving
    assert camera.ptz.motion._command_number == stopping, "no newer command was given"
    simulated.faults.clear()
    await until(lambda: not camera.ptz.motion.may_be_moving, 10)
    assert await is_still(simulated)


@pytest.mark.parametrize("stopped", [False, True])
async def test_move_arrives_after_stop(simulated: SimulatedCamera, connecting: Connecting, stopped: bool) -> None:
    """A preset command must not be taken for its end, as the preset may not exist."""
    camera = await connecting(simulated)
    simulated.faults.slow = 0.8
    moving = asyncio.create_task(camera.ptz.move(Move(pan=1), seconds=30))
    await asked_for(simulated, "4" if camera.dialect == "netwave" else "setptmove")
    simulated.faults.slow = 0
    if stopped:
        await camera.ptz.motion.stop()
    await camera.ptz.go_to_preset(9)
    await moving
    assert await is_still(simulated)


async def asked_for(simulated: SimulatedCamera, order: str) -> None:
    """Wait until the camera has received a command without executing it yet."""
    await until(lambda: bool(simulated.requests) and order in simulated.requests[-1].params.values(), 5)


async def test_waiting_move_is_dropped_after_stop(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """A superseded move is never sent."""
    camera = await connecting(simulated)
    page, path = ("params", "param") if camera.dialect == "netwave" else ("name", "name")
    simulated.faults.slow, simulated.faults.only = 1, path
    reading = asyncio.create_task(camera.refresh({page}))
    await until(lambda: path in simulated.requests[-1].path, 5)
    before = simulated.world.pan
    moving = asyncio.create_task(camera.ptz.move(Move(pan=1), seconds=30))
    await asyncio.sleep(0.1)
    await camera.ptz.motion.stop()
    await asyncio.gather(moving, reading)
    await asyncio.sleep(0.3)
    assert simulated.world.pan == before


async def test_repeated_stop_does_not_cancel_attempts(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """Repeated stops of a slow camera do not abort the attempt under way."""
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=1), seconds=30)
    simulated.faults.slow = 0.5
    connections = simulated.connections_seen
    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(camera.ptz.motion.stop())
            await asyncio.sleep(0.05)
    assert await is_still(simulated)
    assert simulated.connections_seen - connections <= 8


async def test_lost_stop_is_repeated_soon(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """The camera accepts the connection and never answers."""
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=1), seconds=30)
    simulated.faults.silent = True
    stopping = asyncio.create_task(camera.ptz.motion.stop())
    await asyncio.sleep(0.5)
    simulated.faults.clear()
    with suppress(CameraConnectionError):
        await stopping
    await until(lambda: not camera.ptz.motion.may_be_moving, 1.5)
    assert await is_still(simulated)


async def test_stop_is_retried_until_confirmed(
    simulated: SimulatedCamera, connecting: Connecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ptz_stopper, "_FIRST_PAUSE", 0.005)
    monkeypatch.setattr(ptz_stopper, "_MAX_PAUSE", 0.005)
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=1), seconds=0.1)
    simulated.faults.refuse = True
    await asyncio.sleep(2)
    simulated.faults.clear()
    await until(lambda: not camera.ptz.motion.may_be_moving, 2)
    assert await is_still(simulated)


async def test_superseded_preset_does_nothing(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """A preset command overtaken while waiting for a stop neither moves nor raises."""
    camera = await connecting(simulated)
    simulated.world.pan = AWAY[camera.dialect]
    await camera.ptz.move(Move(pan=1), seconds=30)
    simulated.faults.slow = 0.4
    going = asyncio.create_task(camera.ptz.go_to_preset(1))
    await asyncio.sleep(0.1)
    await camera.ptz.move(Move(pan=-1), seconds=1)
    await going
    assert camera.ptz.motion.preset is None
    await until(lambda: not camera.ptz.motion.may_be_moving, 4)
    assert await is_still(simulated)


async def test_no_move_after_close(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """A later move could not be stopped."""
    camera = await connecting(simulated)
    await camera.close()
    with pytest.raises(CameraConnectionError):
        await camera.ptz.move(Move(pan=1))
    assert await is_still(simulated)


async def test_zoom_ends_pan(connecting: Connecting) -> None:
    for personality, kind in (("wanscam-c0d8", "cruise"), ("hucoms-dome", "")):
        dialect = "hucoms" if personality.startswith("hucoms") else "netwave"
        async with simulate(dialect, personality=personality) as simulated:
            camera = await connecting(simulated)
            camera.ptz.configure(PtzOptions(profile=kind))
            simulated.world.pan = AWAY[camera.dialect]
            await camera.ptz.move(Move(pan=1), seconds=5)
            await camera.ptz.move(Move(zoom=1), seconds=5)
            before = simulated.world.pan, simulated.world.zoom
            await asyncio.sleep(0.2)
            assert simulated.world.pan == before[0]
            assert simulated.world.zoom > before[1]
            await camera.ptz.motion.stop()
            assert await is_still(simulated)


async def test_disabled_presets(connecting: Connecting) -> None:
    async with simulate("netwave", personality="foscam-fi8910w") as simulated:
        simulated.settings["ptz_disable_preset"] = "1"
        camera = await connecting(simulated)
        with pytest.raises(BadValueError, match="presets_off"):
            await camera.ptz.set_preset(1)


@pytest.mark.parametrize(
    ("personality", "kind", "patrol"),
    [
        ("netwave-manual", "usual", Patrol.HORIZONTAL),
        ("netwave-manual", "usual", Patrol.VERTICAL),
        ("wanscam-c0d8", "cruise", Patrol.HORIZONTAL),
        ("netwave-pelco", "pelco_d", Patrol.HORIZONTAL),
        ("hucoms-manual", "", Patrol.AUTO_PAN),
        ("hucoms-manual", "", Patrol.CLOCKWISE),
        ("hucoms-manual", "", Patrol.COUNTERCLOCKWISE),
    ],
)
async def test_patrols(personality: str, kind: str, patrol: Patrol, connecting: Connecting) -> None:
    async with simulate(personality.partition("-")[0].replace("wanscam", "netwave"), personality=personality) as there:
        camera = await connecting(there)
        camera.ptz.configure(PtzOptions(profile=kind))
        await camera.ptz.patrol(PatrolRequest(patrol=patrol))
        await asyncio.sleep(0.3)
        assert not await is_still(there)
        await camera.ptz.motion.stop()
        assert await is_still(there)
        await asyncio.sleep(0.5)
        assert await is_still(there)


async def test_patrol_between_presets(connecting: Connecting) -> None:
    """From API 1.22 on."""
    async with simulate("hucoms", personality="hucoms-dome") as simulated:
        camera = await connecting(simulated)
        for preset, simulated.world.pan in ((3, 10), (4, 60)):
            await camera.ptz.set_preset(preset)
        await camera.ptz.patrol(PatrolRequest(patrol=Patrol.AUTO_PAN, presets=(3, 4), speed=100))
        await until(lambda: simulated.world.pan < 20, 3)
        await until(lambda: simulated.world.pan > 50, 3)
        await camera.ptz.motion.stop()
        assert await is_still(simulated)


async def test_zoom(connecting: Connecting) -> None:
    for personality, kind, swapped in (
        ("wanscam-c0d8", "cruise", False),
        ("wanscam-c0d8", "zoom", True),
        ("hucoms-dome", "", False),
    ):
        dialect = "hucoms" if personality.startswith("hucoms") else "netwave"
        async with simulate(dialect, personality=personality) as simulated:
            camera = await connecting(simulated)
            camera.ptz.configure(PtzOptions(profile=kind, wiring=Wiring(zoom_swapped=swapped)))
            before = simulated.world.zoom
            await camera.ptz.move(Move(zoom=1), seconds=0.5)
            await asyncio.sleep(0.2)
            await camera.ptz.move(Move(pan=1), seconds=0.5)
            closer = simulated.world.zoom
            assert closer > before
            await asyncio.sleep(0.1)
            assert simulated.world.zoom == closer, "it no longer zooms"
            await camera.ptz.motion.stop()
            assert await is_still(simulated)


async def test_focus_iris_and_switches_of_a_decoder(connecting: Connecting) -> None:
    async with simulate("netwave", personality="netwave-pelco") as simulated:
        camera = await connecting(simulated)
        camera.ptz.configure(PtzOptions(profile="pelco_d"))
        with pytest.raises(BadValueError):
            await camera.ptz.move(Move(pan=1, tilt=1))
        assert isinstance(simulated, NetwaveCamera)
        await camera.ptz.move(Move(focus=1), seconds=1)
        await camera.ptz.move(Move(iris=1), seconds=1)
        await camera.ptz.motion.stop()
        await camera.ptz.set_preset(32)
        await camera.ptz.switch_auxiliary(2, on=True)
        with pytest.raises(BadValueError):
            await camera.ptz.switch_auxiliary(5, on=True)
        frames = [sent.data[2:6] for sent in simulated.serial]
        stop = bytes(4)
        wanted = (b"\0\x80\0\0", stop, b"\2\0\0\0", stop, stop, b"\0\3\0\x20", b"\0\x09\0\2")
        assert [frame for frame in frames if frame in wanted][: len(wanted)] == list(wanted)


async def test_positions(connecting: Connecting) -> None:
    async with simulate("hucoms", personality="hucoms-dome") as simulated:
        camera = await connecting(simulated)
        ptz = camera.ptz
        await ptz.go_to_position(Position(pan=90, tilt=-10, zoom=3000))
        await until(lambda: near(simulated, 90, -10), 6)
        await asyncio.sleep(3)
        reported = await ptz.position()
        assert (reported.pan, reported.tilt, reported.zoom) == (90, -10, 3000)
        await ptz.center((0.75, 0.5))
        await asyncio.sleep(1)
        assert simulated.world.pan > 90.5
        closer = simulated.world.zoom
        await ptz.center((0.5, 0.5), size=(0.5, 0.5))
        await asyncio.sleep(1)
        assert simulated.world.zoom > closer
        for wrong in (Position(), Position(pan=360), Position(tilt=30), Position(zoom=16385)):
            with pytest.raises(BadValueError):
                await ptz.go_to_position(wrong)


async def test_position_right_after_move(connecting: Connecting) -> None:
    """The camera may not answer for a moment; an invalid position raises at once."""
    async with simulate("hucoms", personality="hucoms-dome") as simulated:
        camera = await connecting(simulated)
        simulated.world.pan = 42
        simulated.faults.slow, simulated.faults.reset = 0.1, True
        asyncio.get_running_loop().call_later(0.25, simulated.faults.clear)  # aiohttp itself retries once
        assert (await camera.ptz.position()).pan == pytest.approx(42)
        simulated.faults.html = True
        with pytest.raises(CameraResponseError):
            await camera.ptz.position()


async def test_autofocus(connecting: Connecting) -> None:
    async with simulate("hucoms", personality="hucoms-dome") as simulated:
        camera = await connecting(simulated)
        await camera.ptz.autofocus()
        assert simulated.requests[-1].path.endswith("zf_control.cgi")
        assert simulated.requests[-1].params["action"] == "onepush"


@pytest.mark.parametrize("kind", ["usual", "reversed"])
async def test_infrared_lamps(kind: str, connecting: Connecting) -> None:
    async with simulate("netwave", personality="foscam-fi8910w") as simulated:
        camera = await connecting(simulated)
        assert camera.infrared is not None
        camera.infrared.profile = kind
        for on in (True, False):
            await camera.infrared.switch(on)
            assert simulated.world.infrared is (on if kind == "usual" else not on)


async def test_shared_hold(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """The first release does not stop it, also when a card renews its hold."""
    camera = await connecting(simulated)
    simulated.world.pan = AWAY[camera.dialect]
    await camera.ptz.move(Move(pan=1), holder="first")
    await camera.ptz.move(Move(pan=1), holder="second")
    await camera.ptz.motion.release("first")
    assert not await is_still(simulated)
    await camera.ptz.motion.release("second")
    assert await is_still(simulated)
    await camera.ptz.move(Move(pan=-1), holder="first")
    await camera.ptz.move(Move(pan=1), holder="second")
    await camera.ptz.motion.release("first")
    assert not await is_still(simulated), "its hold was superseded"
    await camera.ptz.motion.stop()


@pytest.mark.parametrize("reloaded", [False, True])
async def test_close_ends_patrol(simulated: SimulatedCamera, connecting: Connecting, reloaded: bool) -> None:
    """If it could not be ended, a later stop ends it, although its kind is unknown by then."""
    camera = await connecting(simulated)
    patrol = next(each for each in Patrol if each in camera.ptz.capabilities.patrols)
    await camera.ptz.patrol(PatrolRequest(patrol=patrol))
    await asyncio.sleep(0.3)
    assert not await is_still(simulated)
    assert camera.ptz.motion.may_be_moving
    if reloaded:
        camera = await connecting(simulated)
        await camera.ptz.motion.stop()
    else:
        await camera.close()
    assert await is_still(simulated)
    await asyncio.sleep(0.5)
    assert await is_still(simulated)


@pytest.mark.parametrize("odd", ["", "<html>OK</html>"])
async def test_camera_with_invalid_ptz_replies(
    odd: str, connecting: Connecting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The camera obeys with invalid replies: logged once, moves succeed, and stop is repeated slowly."""
    monkeypatch.setattr(ptz_stopper, "_MAX_PAUSE", 0.3)
    async with simulate("netwave", personality="foscam-fi8910w") as simulated:
        camera = await connecting(simulated)
        driver: Any = camera.driver.ptz
        send = driver._http.send

        async def answer(request: Request) -> Response:
            response = await send(request)
            return Response(odd.encode(), response.account) if "decoder_control" in request.path else response

        monkeypatch.setattr(driver._http, "send", answer)
        for _ in range(2):
            with suppress(CameraResponseError):
                await camera.ptz.move(Move(pan=1), seconds=0.2)
            await asyncio.sleep(0.5)
        simulated.world.pan = AWAY["netwave"]
        await camera.ptz.move(Move(pan=1), seconds=0.3)
        assert not await is_still(simulated)
        await camera.ptz.motion.stop()
        assert await is_still(simulated)
        await asyncio.sleep(1)
        commands = len(simulated.requests)
        await asyncio.sleep(2)
        assert len(simulated.requests) == commands, "stop is retried slowly"
        assert caplog.text.count("with invalid replies") == 1


async def test_stop_interrupts_long_page(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """Even with a single connection: the page is requested again without an error."""
    camera = await connecting(simulated)
    page, path = ("params", "param") if camera.dialect == "netwave" else ("name", "name")
    await camera.ptz.move(Move(pan=1), seconds=10)
    simulated.faults.connections = 1
    simulated.faults.slow, simulated.faults.only = 4, path
    reading = asyncio.create_task(camera.refresh({page}))
    await until(lambda: path in simulated.requests[-1].path, 5)
    simulated.faults.slow = 0
    async with asyncio.timeout(2):
        await camera.ptz.motion.stop()
    assert await is_still(simulated)
    await reading
