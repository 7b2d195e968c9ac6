"""Faults of network, connections and power."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from simulator import HucomsCamera, NetwaveCamera, SimulatedCamera, simulate

from .tap import basic, fetch, talk

STATUS, VIDEO = "/get_status.cgi", "/videostream.cgi"


async def until(camera: SimulatedCamera, *, streams: int) -> None:
    async with asyncio.timeout(2):
        while camera.open_streams != streams:
            await asyncio.sleep(0.01)


async def test_reset(netwave: NetwaveCamera) -> None:
    netwave.faults.reset = True
    with pytest.raises(ConnectionResetError):
        await fetch(netwave, STATUS)
    netwave.faults.reset = False
    assert (await fetch(netwave, STATUS)).status == 200


async def test_reset_in_the_middle(netwave: NetwaveCamera) -> None:
    async with talk(netwave, VIDEO, basic()) as reader:
        await reader.readuntil(b"\xff\xd9")
        netwave.hang_up(reset=True)
        with pytest.raises(ConnectionResetError):
            await asyncio.wait_for(reader.read(), 1)
    await until(netwave, streams=0)


async def test_further_connections_hang_until_one_is_free(netwave: NetwaveCamera) -> None:
    netwave.faults.connections = 2
    async with talk(netwave, VIDEO, basic()) as other:
        await other.readuntil(b"\xff\xd9")
        async with AsyncExitStack() as films:
            film = await films.enter_async_context(talk(netwave, VIDEO, basic()))
            await film.readuntil(b"\xff\xd9")
            third = await films.enter_async_context(talk(netwave, STATUS))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(third.read(1), 0.1)
            assert netwave.open_streams == 2
        await until(netwave, streams=1)
        assert (await fetch(netwave, STATUS)).status == 200


async def test_waiting_connections_are_served(netwave: NetwaveCamera) -> None:
    netwave.faults.connections = 1
    async with AsyncExitStack() as first:
        film = await first.enter_async_context(talk(netwave, VIDEO, basic()))
        await film.readuntil(b"\xff\xd9")
        async with talk(netwave, STATUS) as waiting:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(waiting.read(1), 0.1)
            await first.aclose()
            assert (await asyncio.wait_for(waiting.read(), 2)).startswith(b"HTTP/1.1 200")


async def test_further_connections_are_refused(netwave: NetwaveCamera) -> None:
    netwave.faults.too_many = "refuse"
    netwave.faults.connections = 1
    async with talk(netwave, VIDEO, basic()) as film:
        await film.readuntil(b"\xff\xd9")
        with pytest.raises(ConnectionRefusedError):
            await fetch(netwave, STATUS)
    await until(netwave, streams=0)
    assert (await fetch(netwave, STATUS)).status == 200


async def test_lifting_the_limit(netwave: NetwaveCamera) -> None:
    netwave.faults.connections = 1
    async with talk(netwave, VIDEO, basic()) as film, talk(netwave, STATUS) as waiting:
        await film.readuntil(b"\xff\xd9")
        netwave.faults.clear()
        assert (await asyncio.wait_for(waiting.read(), 2)).startswith(b"HTTP/1.1 200")


async def test_moved(netwave: NetwaveCamera) -> None:
    before = netwave.port
    netwave.faults.set("moved", "1")
    after = netwave.port
    assert after != before
    assert (await fetch(netwave, STATUS)).status == 200
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(netwave.host, before)
    netwave.faults.clear()
    assert netwave.port == before
    assert (await fetch(netwave, STATUS)).status == 200
    netwave.faults.moved = after
    assert (await fetch(netwave, STATUS)).status == 200


async def test_moving_to_a_port_in_use(netwave: NetwaveCamera) -> None:
    async with simulate("hucoms") as neighbour:
        with pytest.raises(OSError, match="in use"):
            netwave.faults.set("moved", neighbour.port)
    assert netwave.faults.facts() == {}
    assert (await fetch(netwave, STATUS)).status == 200


@pytest.mark.parametrize("dialect", ["netwave", "hucoms"])
async def test_power_cut(dialect: str) -> None:
    """Connecting times out; afterwards the camera starts as after a reboot."""
    async with simulate(dialect) as camera:
        camera.reboot_seconds = 0.2
        camera.faults.power_cut = True
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.open_connection(camera.host, camera.port), 0.2)
        camera.reboot()
        assert not camera.rebooting
        camera.faults.clear()
        assert camera.rebooting
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(camera.host, camera.port)
        async with asyncio.timeout(2):
            while camera.rebooting:
                await asyncio.sleep(0.01)
        assert (await fetch(camera, "/")).head.startswith(b"HTTP/1.1 ")


async def test_power_cut_during_stream(netwave: NetwaveCamera) -> None:
    netwave.reboot_seconds = 0.01
    netwave.settings["ntp_enable"] = "0"
    async with talk(netwave, VIDEO, basic()) as film:
        await film.readuntil(b"\xff\xd9")
        netwave.faults.power_cut = True
        await until(netwave, streams=0)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(film.read(), 0.2)  # neither a picture nor the end
        netwave.faults.power_cut = False
        with pytest.raises(ConnectionResetError):
            await asyncio.wait_for(film.read(), 1)
    await asyncio.sleep(0.05)
    assert (await fetch(netwave, STATUS)).status == 200
    assert netwave.clock.now() < 100  # it has no battery and no time server


async def test_power_cut_ends_rtsp_and_motors() -> None:
    camera = simulate("hucoms", personality="hucoms-dome", rtsp_port=0)
    assert isinstance(camera, HucomsCamera)
    camera.reboot_seconds = 0.01
    async with camera:
        place = (camera.host, camera.rtsp.port)
        camera.world.pan_motor.move(1)
        camera.faults.power_cut = True
        await camera.rtsp.settled()
        assert not camera.world.pan_motor.moving
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*place)
        camera.faults.power_cut = False
        async with asyncio.timeout(2):
            while camera.rebooting:
                await asyncio.sleep(0.01)
            await camera.rtsp.settled()
        _, writer = await asyncio.open_connection(*place)
        writer.close()


async def test_stopping_and_starting_without_power() -> None:
    camera = simulate("netwave")
    camera.faults.power_cut = True
    async with camera, asyncio.timeout(2):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.open_connection(camera.host, camera.port), 0.1)
        port = camera.port
        await camera.stop()
        camera.faults.clear()
        await camera.start(port=port)
        assert (await fetch(camera, STATUS)).status == 200


async def test_faults_from_the_start() -> None:
    camera = simulate("netwave")
    camera.faults.refuse = True
    async with simulate("hucoms") as neighbour:
        port = neighbour.port
    camera.faults.set("moved", port)
    async with camera:
        assert camera.port == port
        with pytest.raises(ConnectionRefusedError):
            await fetch(camera, STATUS)
