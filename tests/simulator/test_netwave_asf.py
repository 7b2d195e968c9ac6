"""Live video with sound (videostream.asf), decoded by a player."""

from array import array
import asyncio
from itertools import islice

import av
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
import pytest

from simulator import NetwaveCamera, simulate

from .tap import basic, fetch, start_of


def watch(url: str, pictures: int) -> tuple[list[VideoFrame], list[AudioFrame], list[str]]:
    """Read a number of pictures and the sound between them."""
    seen: list[VideoFrame] = []
    response: list[AudioFrame] = []
    options = {"probesize": "50000", "analyzeduration": "400000"}
    with av.open(url, options=options, timeout=5.0) as film:
        for packet in film.demux():
            for frame in packet.decode():
                if isinstance(frame, VideoFrame):
                    seen.append(frame)
                elif isinstance(frame, AudioFrame):
                    response.append(frame)
            if len(seen) >= pictures:
                break
        return seen, response, [stream.codec_context.name for stream in film.streams]


def url(camera: NetwaveCamera, more: str = "") -> str:
    return f"{camera.address}/videostream.asf?user=admin&pwd=secret{more}"


async def gone(camera: NetwaveCamera) -> None:
    async with asyncio.timeout(3):
        while camera.open_streams:
            await asyncio.sleep(0.02)


async def test_player(netwave: NetwaveCamera) -> None:
    netwave.world.sound = True
    seen, response, codecs = await asyncio.to_thread(watch, url(netwave, "&resolution=8"), 12)
    assert codecs == ["mjpeg", "adpcm_ima_wav"]
    assert {(frame.width, frame.height) for frame in seen} == {(320, 240)}
    times = [frame.time for frame in islice(seen, 1, None)]
    assert times == sorted(times)
    assert response
    assert max(array("h", bytes(response[0].planes[0]))) > 5000
    assert netwave.settings["resolution"] == "8"
    await gone(netwave)


async def test_without_a_microphone() -> None:
    async with simulate("netwave", personality="netwave-generic") as camera:
        assert isinstance(camera, NetwaveCamera)
        _, response, codecs = await asyncio.to_thread(watch, url(camera, "&rate=6"), 4)
        assert codecs == ["mjpeg"]
        assert not response


async def test_film_ends_when_the_size_changes(netwave: NetwaveCamera) -> None:
    task = asyncio.create_task(fetch(netwave, url(netwave).removeprefix(netwave.address)))
    await asyncio.sleep(0.2)
    await fetch(netwave, "/camera_control.cgi?param=0&value=8", basic())
    response = await task
    assert response.header("Content-Type") == "video/x-ms-asf"
    assert response.body.startswith(bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"))
    await gone(netwave)


@pytest.mark.parametrize("more", ["rate=24", "resolution=7", "rate=x"])
async def test_refused(netwave: NetwaveCamera, more: str) -> None:
    assert (await fetch(netwave, f"/videostream.asf?{more}", basic())).text == "error: illegal params."


async def test_model_without() -> None:
    async with simulate("netwave", personality="apexis-j8015") as camera:
        assert (await fetch(camera, "/videostream.asf", basic())).status == 404
        assert (await start_of(camera, "/videostream.cgi", basic(), size=12)).endswith(b"200")
