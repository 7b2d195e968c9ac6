"""RTSP of a Hucoms camera, which follows settings and accounts."""

import asyncio
from collections.abc import AsyncGenerator

import av
import pytest

from simulator import HucomsCamera, simulate

from .hucoms_manual import say
from .test_hucoms_network import free_port, until


@pytest.fixture
async def camera() -> AsyncGenerator[HucomsCamera]:
    camera = simulate("hucoms", personality="hucoms-1m", rtsp_port=0)
    assert isinstance(camera, HucomsCamera)
    async with camera:
        yield camera


async def address(camera: HucomsCamera, stream: int, login: str = "admin:secret@") -> str:
    reported = (await say(camera, "connectinfo.cgi?action=getconnect&stream=all")).text
    lines = dict(line.split(" = ") for line in reported.splitlines() if line)
    return lines[f"stream{stream}.address"].replace("rtsp://", f"rtsp://{login}")


def first(url: str) -> tuple[int, int]:
    """Play until the first picture; return its size."""
    options = {"rtsp_transport": "tcp", "analyzeduration": "1", "fpsprobesize": "0"}
    with av.open(url, options=options, timeout=5) as container:
        frame = next(container.decode(video=0))
        return frame.width, frame.height


async def status(camera: HucomsCamera, stream: int) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", camera.rtsp.port)
    writer.write(f"DESCRIBE rtsp://127.0.0.1/stream{stream} RTSP/1.0\r\nCSeq: 1\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n")).decode()
    writer.close()
    return head.split()[1]


async def test_size_of_the_encoder(camera: HucomsCamera) -> None:
    url = await address(camera, 1)
    assert f":{camera.rtsp.port}/stream1" in url
    assert await asyncio.to_thread(first, url) == (640, 512)
    assert await asyncio.to_thread(first, await address(camera, 2)) == (640, 480)


async def test_only_h264_of_encoders_that_are_on(camera: HucomsCamera) -> None:
    camera.settings["rtspset/authorityenable"] = "disable"
    assert [await status(camera, stream) for stream in (1, 2, 3, 4)] == ["200", "200", "404", "404"]
    await say(camera, "videoset.cgi?action=setvideo2&encoder2.codec=mpeg")
    await say(camera, "videoset.cgi?action=setvideo1&encoder1.enable=disable")
    await say(camera, "videoset.cgi?action=setvideo3&encoder3.codec=h264")
    assert [await status(camera, stream) for stream in (1, 2, 3)] == ["404", "404", "200"]
    reported = (await say(camera, "connectinfo.cgi?action=getconnect&stream=all")).text
    assert "stream1" not in reported
    assert "stream2.codec = mpeg4\n" in reported
    assert "stream3.codec = h264\n" in reported


async def test_accounts(camera: HucomsCamera) -> None:
    for login in ("", "admin:wrong@"):
        with pytest.raises(av.error.HTTPUnauthorizedError):
            await asyncio.to_thread(first, await address(camera, 2, login))
    camera.set_password("admin", "new")
    with pytest.raises(av.error.HTTPUnauthorizedError):
        await asyncio.to_thread(first, await address_of(camera))
    assert await asyncio.to_thread(first, (await address_of(camera)).replace("secret", "new"))
    await say(camera, "rtspset.cgi?action=setrtsp&authorityenable=disable", "id=admin&passwd=new")
    assert await asyncio.to_thread(first, (await address_of(camera)).replace("admin:secret@", ""))


async def address_of(camera: HucomsCamera) -> str:
    return f"rtsp://admin:secret@127.0.0.1:{camera.rtsp.port}/stream2"


async def test_port_moves_and_goes_away_with_the_camera(camera: HucomsCamera) -> None:
    port = free_port()
    await say(camera, f"rtspset.cgi?action=setrtsp&rtspport={port}")
    await camera.rtsp.settled()
    assert camera.rtsp.port == port
    assert f":{port}/" in await address(camera, 1)
    assert await status(camera, 1) == "401"
    camera.reboot_seconds = 0.05
    camera.reboot()
    await camera.rtsp.settled()
    with pytest.raises(ConnectionRefusedError):
        await status(camera, 1)
    await until(lambda: not camera.rebooting)
    await camera.rtsp.settled()
    assert await status(camera, 1) == "401"


async def test_rtsp_port_in_use(caplog: pytest.LogCaptureFixture) -> None:
    async with simulate("hucoms") as other, simulate("hucoms", rtsp_port=other.port) as camera:
        assert (await say(camera, "servermac.cgi?action=getmac")).status == 200  # type: ignore[arg-type]
    assert "No RTSP" in caplog.text


async def test_viewers_are_dropped(camera: HucomsCamera) -> None:
    """After the time limit, and when the encoder is switched off."""

    def watch() -> int:
        with av.open(url, options={"rtsp_transport": "tcp", "analyzeduration": "1"}, timeout=5) as container:
            return sum(1 for _ in container.decode(video=0))

    url = await address(camera, 2)
    camera.settings["rtspset/rtsptimelimit"] = "0.5"
    assert await asyncio.to_thread(watch) < 10
    camera.settings["rtspset/rtsptimelimit"] = "0"
    watching = asyncio.create_task(asyncio.to_thread(watch))
    await until(lambda: camera.rtsp.viewers == 1)
    await say(camera, "videoset.cgi?action=setvideo2&encoder2.enable=disable")
    async with asyncio.timeout(3):
        await watching
    assert camera.rtsp.viewers == 0
