"""Sound of simulated RTSP streams, as FFmpeg plays it, and the backchannel by hand."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, override

import av
import numpy as np
from PIL import Image
import pytest

from simulator.rtsp import RtspServer, SoundSetup
from simulator.rtsp.sound import BACKCHANNEL, Codec, decode

from .test_rtsp import send_requests, url, watching

pytestmark = pytest.mark.usefixtures("socket_enabled")


class Sounding(RtspServer):
    """A server whose sound a test sets up."""

    setup: SoundSetup | None = SoundSetup()

    @override
    def sound(self) -> SoundSetup | None:
        return self.setup


@pytest.fixture
async def server() -> AsyncIterator[Sounding]:
    server = Sounding({"stream1": lambda: Image.new("RGB", (176, 144))}, rate=10)
    server.microphone.loud = lambda: True
    await server.start()
    yield server
    await server.stop()


def listen(address: str, seconds: float = 0.5) -> tuple[str, int, float]:
    """Return codec, rate and the strongest frequency of what is heard."""
    with watching(address) as container:
        stream = container.streams.audio[0]
        samples: list[Any] = []
        for frame in container.decode(stream):
            samples.append(frame.to_ndarray().reshape(-1))
            if sum(map(len, samples)) > seconds * stream.rate:
                break
        sound = np.concatenate(samples).astype(float)
        peak = int(np.argmax(np.abs(np.fft.rfft(sound))))
        return stream.codec_context.name, stream.rate, peak * stream.rate / len(sound)


@pytest.mark.parametrize(
    ("setup", "codec"),
    [
        (SoundSetup(), "pcm_mulaw"),
        (SoundSetup(codec="alaw"), "pcm_alaw"),
        (SoundSetup(rate=16000), "pcm_mulaw"),
        (SoundSetup(codec="alaw", rate=16000), "pcm_alaw"),
    ],
)
async def test_microphone_is_audible(server: Sounding, setup: SoundSetup, codec: str) -> None:
    server.setup = setup
    name, rate, hertz = await asyncio.to_thread(listen, url(server))
    assert (name, rate) == (codec, setup.rate)
    assert hertz == pytest.approx(440, abs=4)


async def test_no_sound_without_a_microphone(server: Sounding) -> None:
    server.setup = SoundSetup(microphone=False)
    with await asyncio.to_thread(watching, url(server)) as container:
        assert not container.streams.audio
        assert container.streams.video


async def test_backchannel_is_announced_on_request(server: Sounding) -> None:
    plain, asked = await send_requests(
        server, f"DESCRIBE {url(server)}", f"DESCRIBE {url(server)}\nRequire: {BACKCHANNEL}"
    )
    assert plain.startswith("RTSP/1.0 200")
    assert asked.startswith("RTSP/1.0 200")
    lengths = [int(head.partition("Content-Length: ")[2].split()[0]) for head in (plain, asked)]
    assert lengths[1] > lengths[0]
    server.setup = SoundSetup(loudspeaker=False)
    (refused,) = await send_requests(server, f"DESCRIBE {url(server)}\nRequire: {BACKCHANNEL}")
    assert refused.startswith("RTSP/1.0 551")
    assert BACKCHANNEL in refused


@pytest.mark.parametrize(("name", "codec"), [("ulaw", "pcm_mulaw"), ("alaw", "pcm_alaw")])
def test_codecs_agree_with_ffmpeg(name: Codec, codec: str) -> None:
    """G.711 of the simulator agrees with FFmpeg's for every code."""
    decoder: Any = av.CodecContext.create(codec, "r")
    decoder.sample_rate, decoder.layout = 8000, "mono"
    (frame,) = decoder.decode(av.Packet(bytes(range(256))))
    assert decode(name, bytes(range(256))) == bytes(frame.planes[0])[:512]
