"""A camera goes the right way, and stops whatever happens: what counts is where its motors end."""

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
FLIPS.append(("hucoms-dome", "0"))  # its motors know how the picture is turned
AWAY = {"netwave": 20, "hucoms": 180}
"""Where a camera is away from its ends, or from where it counts anew."""
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
        camera.ptz.configure(PtzOptions(wiring=WIRINGS[personality]))
        for pan, tilt in EVERY_WAY:
            simulated.world.pan, simulated.world.tilt = before = (AWAY[dialect], 0)
            await camera.ptz.move(Move(pan=pan, tilt=tilt), seconds=0.3)
            await asyncio.sleep(0.15)
            await camera.ptz.stop()
            went = simulated.world.pan - before[0], simulated.world.tilt - before[1]
            seen = -1 if int(flip) & 2 else 1, -1 if int(flip) & 1 else 1
            assert [(way > 0.1) - (way < -0.1) for way in went] == [pan * seen[0], tilt * seen[1]]


@pytest.mark.parametrize(
    ("personality", "reported"),
    [("foscam-fi8910w", Wiring(pan_swapped=True)), ("netwave-manual", Wiring()), ("wansview-ncb541w", Wiring())],
)
async def test_what_the_firmware_tells_of_the_wiring(
    personality: str, reported: Wiring, connecting: Connecting
) -> None:
    async with simulate("netwave", personality=personality) as simulated:
        assert (await connecting(simulated)).ptz.wiring == reported


async def test_it_ends_by_itself(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    camera.ptz.configure(PtzOptions(move_timeout=0.4))
    before = simulated.world.pan
    await camera.ptz.move(Move(pan=1))
    await until(lambda: not camera.ptz.may_be_moving, 2)
    assert await is_still(simulated)
    assert simulated.world.pan != before


async def test_latest_order_counts(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """A slow camera is not told all that somebody wanted meanwhile, and where it goes is where he wanted last."""
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
    await camera.ptz.stop()
    assert await is_still(simulated)


@pytest.mark.parametrize("fault", ["refuse", "reset", "silent", "unauthorized", "garbage"])
async def test_stop_that_fails_is_tried_again(simulated: SimulatedCamera, connecting: Connecting, fault: str) -> None:
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=1, tilt=1), seconds=0.3)
    assert not await is_still(simulated)
    simulated.faults.set(fault, True)
    await asyncio.sleep(1)
    assert camera.ptz.may_be_moving
    simulated.faults.clear()
    await until(lambda: not camera.ptz.may_be_moving, 20)
    assert await is_still(simulated)


async def test_lost_stop_is_told(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=1))
    simulated.faults.refuse = True
    with pytest.raises(CameraConnectionError):
        await camera.ptz.stop()
    simulated.faults.clear()
    await until(lambda: not camera.ptz.may_be_moving, 10)
    assert await is_still(simulated)


async def test_stop_goes_past_everything(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """Also past a page that takes long, and past a move that has not arrived yet."""
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=1), seconds=10)
    simulated.faults.slow, simulated.faults.only = 4, "param" if camera.dialect == "netwave" else "name"
    reading = asyncio.create_task(camera.refresh({"params"} if camera.dialect == "netwave" else {"name"}))
    await asyncio.sleep(0.2)
    async with asyncio.timeout(2):
        await camera.ptz.stop()
    assert await is_still(simulated)
    await reading


async def test_move_that_was_stopped_before_it_arrived(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    simulated.faults.slow = 0.5
    moving = asyncio.create_task(camera.ptz.move(Move(pan=1), seconds=30))
    await asyncio.sleep(0.1)
    await camera.ptz.stop()
    await moving
    await until(lambda: not camera.ptz.may_be_moving, 5)
    await asyncio.sleep(2)
    assert await is_still(simulated)


async def test_no_motor_goes_on_when_we_leave(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=-1), seconds=30)
    assert not await is_still(simulated)
    await camera.close()
    assert await is_still(simulated)


async def test_what_is_not_sent(simulated: SimulatedCamera, connecting: Connecting) -> None:
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
    """One that says so, and one of which somebody says so."""
    async with simulate("hucoms", personality="hucoms-fixed") as simulated:
        await cannot_move(simulated, await connecting(simulated))
    async with simulate("netwave") as simulated:
        camera = await connecting(simulated)
        camera.ptz.configure(PtzOptions(profile="fixed"))
        await cannot_move(simulated, camera)


async def cannot_move(simulated: SimulatedCamera, camera: Camera) -> None:
    """See that nothing is sent."""
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


async def test_what_a_dialect_does_not_know(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """Nobody gets so far, and nothing would be sent."""
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


async def test_account_that_may_not_move_it(connecting: Connecting) -> None:
    visitor = Account("guest", "guest", AccountRole.VISITOR)
    async with simulate("netwave", accounts=[visitor]) as simulated:
        camera = await connecting(simulated, "guest", "guest")
        assert not camera.ptz.supported
        with pytest.raises(CameraPermissionError):
            await camera.ptz.move(Move(pan=1))


async def test_asking_again_puts_the_end_off(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """As long as somebody holds the button, it moves, and the camera is told once."""
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
    await until(lambda: not camera.ptz.may_be_moving, 2)
    assert await is_still(simulated)


async def test_one_step(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    simulated.world.pan = before = AWAY[camera.dialect]
    await camera.ptz.step(Move(pan=1))
    await until(lambda: not camera.ptz.may_be_moving, 3)
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
        assert ptz.preset == preset
        await until(lambda: near(simulated, pan, tilt), 6)  # noqa: B023
    await ptz.move(Move(pan=1), seconds=0.2)
    assert ptz.preset is None
    await ptz.go_home() if ptz.has_home else None
    ptz.configure(PtzOptions(home_preset=2))
    await ptz.go_home()
    await until(lambda: near(simulated, *places[2]), 6)
    await ptz.clear_preset(1)
    assert ptz.preset == 2
    await ptz.clear_preset(2)
    assert ptz.preset is None


def near(camera: SimulatedCamera, pan: float, tilt: float) -> bool:
    """Tell whether it looks there."""
    way = (camera.world.pan - pan + 180) % 360 - 180
    return abs(way) < 0.5 and abs(camera.world.tilt - tilt) < 0.5


async def test_going_somewhere_ends_a_move(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """Also where there is no such preset, which no camera says: it would move on for ever."""
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=1), seconds=30)
    await camera.ptz.go_to_preset(9)
    assert not camera.ptz.may_be_moving
    assert await is_still(simulated)


async def test_stop_while_it_is_sent_somewhere(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    simulated.world.pan = 100
    await camera.ptz.set_preset(1)
    simulated.world.pan = -100
    simulated.faults.slow = 0.4
    going = asyncio.create_task(camera.ptz.go_to_preset(1))
    await asyncio.sleep(0.1)
    await camera.ptz.stop()
    await going
    await asyncio.sleep(1.5)
    assert await is_still(simulated)
    assert not near(simulated, 100, simulated.world.tilt)


async def test_going_nowhere_while_it_will_not_stop(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=1), seconds=30)
    simulated.faults.refuse = True
    with pytest.raises(CameraConnectionError):
        await camera.ptz.go_to_preset(1)
    simulated.faults.clear()
    await until(lambda: not camera.ptz.may_be_moving, 10)
    assert await is_still(simulated)


async def test_move_that_fails_behind_the_order_to_stop(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """Who asked for it is told; stopping goes on as it was."""
    camera = await connecting(simulated)
    simulated.faults.slow, simulated.faults.reset = 0.4, True
    moving = asyncio.create_task(camera.ptz.move(Move(pan=1), seconds=30))
    await asyncio.sleep(0.1)
    stopping = camera.ptz.request_stop()
    with pytest.raises(CameraConnectionError):
        await moving
    assert camera.ptz._command_number == stopping, "nobody has asked for anything else"
    simulated.faults.clear()
    await until(lambda: not camera.ptz.may_be_moving, 10)
    assert await is_still(simulated)


@pytest.mark.parametrize("stopped", [False, True])
async def test_move_that_arrives_behind_the_order_to_stop(
    simulated: SimulatedCamera, connecting: Connecting, stopped: bool
) -> None:
    """Then going somewhere must not be taken for its end: there may be no such preset, and it would move for ever."""
    camera = await connecting(simulated)
    simulated.faults.slow = 0.8
    moving = asyncio.create_task(camera.ptz.move(Move(pan=1), seconds=30))
    await asked_for(simulated, "4" if camera.dialect == "netwave" else "setptmove")
    simulated.faults.slow = 0
    if stopped:
        await camera.ptz.stop()
    await camera.ptz.go_to_preset(9)
    await moving
    assert await is_still(simulated)


async def asked_for(simulated: SimulatedCamera, order: str) -> None:
    """Wait until the camera was given an order, but has not obeyed yet."""
    await until(lambda: bool(simulated.requests) and order in simulated.requests[-1].params.values(), 5)


async def test_move_that_was_stopped_while_it_waited(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """It is not sent any more: nobody wants it."""
    camera = await connecting(simulated)
    page, path = ("params", "param") if camera.dialect == "netwave" else ("name", "name")
    simulated.faults.slow, simulated.faults.only = 1, path
    reading = asyncio.create_task(camera.refresh({page}))
    await until(lambda: path in simulated.requests[-1].path, 5)
    before = simulated.world.pan
    moving = asyncio.create_task(camera.ptz.move(Move(pan=1), seconds=30))
    await asyncio.sleep(0.1)
    await camera.ptz.stop()
    await asyncio.gather(moving, reading)
    await asyncio.sleep(0.3)
    assert simulated.world.pan == before


async def test_haste_does_not_keep_it_from_stopping(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """Whoever tells a slow camera to stop, again and again, does not take back what he told it before."""
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=1), seconds=30)
    simulated.faults.slow = 0.5
    connections = simulated.connections_seen
    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(camera.ptz.stop())
            await asyncio.sleep(0.05)
    assert await is_still(simulated)
    assert simulated.connections_seen - connections <= 8


async def test_lost_order_to_stop_is_soon_repeated(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """The camera takes the connection, and nothing ever comes of it."""
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=1), seconds=30)
    simulated.faults.silent = True
    stopping = asyncio.create_task(camera.ptz.stop())
    await asyncio.sleep(0.5)
    simulated.faults.clear()
    with suppress(CameraConnectionError):
        await stopping
    await until(lambda: not camera.ptz.may_be_moving, 1.5)
    assert await is_still(simulated)


async def test_it_is_tried_for_as_long_as_it_takes(
    simulated: SimulatedCamera, connecting: Connecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ptz_stopper, "_FIRST_PAUSE", 0.005)
    monkeypatch.setattr(ptz_stopper, "_MAX_PAUSE", 0.005)
    camera = await connecting(simulated)
    await camera.ptz.move(Move(pan=1), seconds=0.1)
    simulated.faults.refuse = True
    await asyncio.sleep(2)
    simulated.faults.clear()
    await until(lambda: not camera.ptz.may_be_moving, 2)
    assert await is_still(simulated)


async def test_latest_order_counts_while_another_waits_for_the_stop(
    simulated: SimulatedCamera, connecting: Connecting
) -> None:
    """Who wanted to go somewhere, but was overtaken, neither goes there nor is told of a fault."""
    camera = await connecting(simulated)
    simulated.world.pan = AWAY[camera.dialect]
    await camera.ptz.move(Move(pan=1), seconds=30)
    simulated.faults.slow = 0.4
    going = asyncio.create_task(camera.ptz.go_to_preset(1))
    await asyncio.sleep(0.1)
    await camera.ptz.move(Move(pan=-1), seconds=1)
    await going
    assert camera.ptz.preset is None
    await until(lambda: not camera.ptz.may_be_moving, 4)
    assert await is_still(simulated)


async def test_nothing_begins_to_move_when_we_have_left(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """Nobody would be there to stop it."""
    camera = await connecting(simulated)
    await camera.close()
    with pytest.raises(CameraConnectionError):
        await camera.ptz.move(Move(pan=1))
    assert await is_still(simulated)


async def test_zoom_ends_a_turn(connecting: Connecting) -> None:
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
            await camera.ptz.stop()
            assert await is_still(simulated)


async def test_presets_that_are_switched_off(connecting: Connecting) -> None:
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
        await camera.ptz.stop()
        assert await is_still(there)
        await asyncio.sleep(0.5)
        assert await is_still(there)


async def test_between_two_presets(connecting: Connecting) -> None:
    """As from version 1.22 on."""
    async with simulate("hucoms", personality="hucoms-dome") as simulated:
        camera = await connecting(simulated)
        for preset, simulated.world.pan in ((3, 10), (4, 60)):
            await camera.ptz.set_preset(preset)
        await camera.ptz.patrol(PatrolRequest(patrol=Patrol.AUTO_PAN, presets=(3, 4), speed=100))
        await until(lambda: simulated.world.pan < 20, 3)
        await until(lambda: simulated.world.pan > 50, 3)
        await camera.ptz.stop()
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
            await camera.ptz.stop()
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
        await camera.ptz.stop()
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


async def test_position_right_behind_a_move(connecting: Connecting) -> None:
    """For a moment, the camera may not answer; what is no position is told at once."""
    async with simulate("hucoms", personality="hucoms-dome") as simulated:
        camera = await connecting(simulated)
        simulated.world.pan = 42
        simulated.faults.slow, simulated.faults.reset = 0.1, True
        asyncio.get_running_loop().call_later(0.25, simulated.faults.clear)  # aiohttp asks twice by itself
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


async def test_move_that_two_hold(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """The first to let go does not stop it for the other, also where a card renews its hold."""
    camera = await connecting(simulated)
    simulated.world.pan = AWAY[camera.dialect]
    await camera.ptz.move(Move(pan=1), holder="first")
    await camera.ptz.move(Move(pan=1), holder="second")
    await camera.ptz.release("first")
    assert not await is_still(simulated)
    await camera.ptz.release("second")
    assert await is_still(simulated)
    await camera.ptz.move(Move(pan=-1), holder="first")
    await camera.ptz.move(Move(pan=1), holder="second")
    await camera.ptz.release("first")
    assert not await is_still(simulated), "it holds something else, which is over"
    await camera.ptz.stop()


@pytest.mark.parametrize("reloaded", [False, True])
async def test_patrol_ends_with_the_entry(simulated: SimulatedCamera, connecting: Connecting, reloaded: bool) -> None:
    """And where it could not be ended then, Stop ends it later, although nothing is known of it any more."""
    camera = await connecting(simulated)
    patrol = next(each for each in Patrol if each in camera.ptz.capabilities.patrols)
    await camera.ptz.patrol(PatrolRequest(patrol=patrol))
    await asyncio.sleep(0.3)
    assert not await is_still(simulated)
    assert camera.ptz.may_be_moving
    if reloaded:
        camera = await connecting(simulated)
        await camera.ptz.stop()
    else:
        await camera.close()
    assert await is_still(simulated)
    await asyncio.sleep(0.5)
    assert await is_still(simulated)


@pytest.mark.parametrize("odd", ["", "<html>OK</html>"])
async def test_camera_that_answers_commands_with_nonsense(
    odd: str, connecting: Connecting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It obeys, and never says so: that is said once, then moves are no errors, and stop is repeated slowly."""
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
        await camera.ptz.stop()
        assert await is_still(simulated)
        await asyncio.sleep(1)
        commands = len(simulated.requests)
        await asyncio.sleep(2)
        assert len(simulated.requests) == commands, "it is asked slowly"
        assert caplog.text.count("is no answer") == 1


async def test_stop_does_not_wait_behind_a_long_page(simulated: SimulatedCamera, connecting: Connecting) -> None:
    """Also where the camera has one connection only: the page is asked for again, and nobody notices."""
    camera = await connecting(simulated)
    page, path = ("params", "param") if camera.dialect == "netwave" else ("name", "name")
    await camera.ptz.move(Move(pan=1), seconds=10)
    simulated.faults.connections = 1
    simulated.faults.slow, simulated.faults.only = 4, path
    reading = asyncio.create_task(camera.refresh({page}))
    await until(lambda: path in simulated.requests[-1].path, 5)
    simulated.faults.slow = 0
    async with asyncio.timeout(2):
        await camera.ptz.stop()
    assert await is_still(simulated)
    await reading
