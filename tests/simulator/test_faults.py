"""Faults that are switched on while a camera is running."""

import asyncio
from time import monotonic

import pytest

from simulator import Faults, NetwaveCamera, SimulatedCamera, simulate

from .tap import basic, fetch, start_of, talk

STATUS = {
    "netwave": "/get_camera_params.cgi",
    "hucoms": "/cgi-bin/control/servername.cgi?id=admin&passwd=secret&action=getservername",
}
PICTURE = {"netwave": "/snapshot.cgi", "hucoms": "/cgi-bin/image/jpeg.cgi?id=admin&passwd=secret"}
VIDEO = {"netwave": "/videostream.cgi", "hucoms": "/cgi-bin/image/mjpeg.cgi?id=admin&passwd=secret"}


@pytest.fixture(params=["netwave", "hucoms"])
def camera(request: pytest.FixtureRequest, netwave: SimulatedCamera, hucoms: SimulatedCamera) -> SimulatedCamera:
    return netwave if request.param == "netwave" else hucoms


def of(camera: SimulatedCamera, targets: dict[str, str]) -> str:
    return targets[camera.personality.dialect]


async def test_slow(camera: SimulatedCamera) -> None:
    camera.faults.slow = 0.1
    begin = monotonic()
    assert (await fetch(camera, of(camera, STATUS), basic())).status == 200
    assert monotonic() - begin >= 0.1


async def test_silent(camera: SimulatedCamera) -> None:
    camera.faults.silent = True
    async with talk(camera, of(camera, STATUS), basic()) as reader:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.1)


async def test_refuse(camera: SimulatedCamera) -> None:
    camera.faults.refuse = True
    with pytest.raises(ConnectionRefusedError):
        await fetch(camera, of(camera, STATUS), basic())
    camera.faults.refuse = False
    assert (await fetch(camera, of(camera, STATUS), basic())).status == 200


async def test_garbage(camera: SimulatedCamera) -> None:
    camera.faults.garbage = True
    async with talk(camera, of(camera, STATUS), basic()) as reader:
        assert not (await reader.read()).startswith(b"HTTP")


async def test_html(camera: SimulatedCamera) -> None:
    camera.faults.html = True
    response = await fetch(camera, of(camera, PICTURE), basic())
    assert (response.status, response.header("Content-Type")) == (200, "text/html")


async def test_half(camera: SimulatedCamera) -> None:
    camera.faults.half = True
    response = await fetch(camera, of(camera, PICTURE), basic())
    assert len(response.body) == int(response.header("Content-Length") or 0) // 2
    response = await fetch(camera, of(camera, VIDEO), basic())
    assert len(response.body) > 1000


async def test_truncated_picture(camera: SimulatedCamera) -> None:
    camera.faults.truncated_picture = True
    response = await fetch(camera, of(camera, PICTURE), basic())
    assert len(response.body) == int(response.header("Content-Length") or 0)
    assert not response.body.endswith(b"\xff\xd9")


async def test_error_page_picture(camera: SimulatedCamera) -> None:
    camera.faults.error_page_picture = True
    for targets in (PICTURE, VIDEO):
        response = await fetch(camera, of(camera, targets), basic())
        assert (response.status, response.header("Content-Type")) == (200, "text/plain")
        assert response.text.lower().startswith("error")


async def test_unauthorized(camera: SimulatedCamera) -> None:
    camera.faults.unauthorized = True
    assert (await fetch(camera, of(camera, STATUS), basic())).status == 401


async def test_stalled_stream(camera: SimulatedCamera) -> None:
    async with talk(camera, of(camera, VIDEO), basic()) as reader:
        await reader.readuntil(b"\xff\xd9")
        camera.faults.stalled_stream = True
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(), 0.5)  # neither another picture nor the end


async def test_hang_up(camera: SimulatedCamera) -> None:
    async with talk(camera, of(camera, VIDEO), basic()) as reader:
        await reader.readuntil(b"\xff\xd9")
        camera.hang_up()
        async with asyncio.timeout(1):
            await reader.read()
    assert camera.open_streams == 0


async def test_fault_of_a_single_page(netwave: NetwaveCamera) -> None:
    netwave.faults.only = "get_misc"
    netwave.faults.html = True
    assert (await fetch(netwave, "/get_status.cgi")).text.startswith("var id=")
    assert (await fetch(netwave, "/get_misc.cgi", basic())).text.startswith("<html>")


def test_faults_have_names() -> None:
    faults = Faults()
    faults.set("slow", 2)
    faults.set("half", True)
    assert faults.facts() == {"slow": 2.0, "half": True}
    faults.clear()
    assert faults.facts() == {}
    with pytest.raises(ValueError, match="no such fault"):
        faults.set("tired", True)
    with pytest.raises(AttributeError):
        faults.tired = True


async def test_picture_is_drawn_once_for_all(netwave: NetwaveCamera) -> None:
    """A picture is drawn once for any number of viewers."""
    netwave.world.motion = True
    films = await asyncio.gather(*(start_of(netwave, "/videostream.cgi", basic(), size=100000) for _ in range(2)))
    one, other = (film.split(b"\r\n--ipcamera\r\n")[1:-1] for film in films)
    assert len(set(one) & set(other)) >= 2


async def test_stopping_in_the_middle() -> None:
    camera = simulate("netwave")
    await camera.start()
    async with talk(camera, "/videostream.cgi", basic()) as reader:
        await reader.readuntil(b"\xff\xd9")
        async with asyncio.timeout(2):
            await camera.stop()
            await reader.read()
    assert camera.open_streams == 0
    assert camera.connections_seen == 1
