"""Sound to a camera's loudspeaker, over real sockets."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import cast

from aiohttp import ClientSession, web
import pytest

from custom_components.ip_camera_cgi.protocol import (
    Camera,
    CameraConnectionError,
    CameraUnsupportedError,
    DecodedSound,
    Download,
    LiveSpeech,
    LoudspeakerError,
    Samples,
    SoundSourceError,
)
from custom_components.ip_camera_cgi.protocol.camera import speaker as player
from custom_components.ip_camera_cgi.protocol.sound import download
from simulator import Account, AccountRole, NetwaveCamera, simulate
from simulator.talk import Talk

from ..conftest import Connecting
from .sounds import Stalls, coded, endless_wav, heard, level, pitch, tone
from .test_camera import until


@pytest.fixture
async def simulated() -> AsyncGenerator[NetwaveCamera]:
    async with simulate("netwave", accounts=[Account("guest", "guest", AccountRole.VISITOR)]) as camera:
        yield cast("NetwaveCamera", camera)


@asynccontextmanager
async def listening(camera: Camera) -> AsyncGenerator[Camera]:
    """Keep the control connection open, which also carries alarms."""
    task = asyncio.create_task(camera.alarms.run(lambda: None))
    try:
        await until(lambda: camera.alarms.in_use == "native")
        yield camera
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture
async def camera(simulated: NetwaveCamera, connecting: Connecting) -> AsyncGenerator[Camera]:
    async with listening(await connecting(simulated)) as camera:
        yield camera


type Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


OVER = web.AppKey("over", asyncio.Event)


class Server:
    """Serves sounds by HTTP."""

    def __init__(self, session: ClientSession) -> None:
        self.session = session
        self.port = 0
        self.files: dict[str, bytes | Answer] = {}
        self.asked: list[str] = []

    def sound(self, content: bytes | Answer) -> DecodedSound:
        self.files["sound"] = content
        return DecodedSound(Download(self.session, f"http://user:hush@127.0.0.1:{self.port}/sound"))

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        content = self.files.get(request.path.strip("/"))
        if content is None:
            raise web.HTTPNotFound
        return web.Response(body=content) if isinstance(content, bytes) else await content(request)


@pytest.fixture
async def server() -> AsyncGenerator[Server]:
    async with ClientSession() as session:
        served = Server(session)
        app = web.Application()
        app.router.add_get("/{name}", served.answer)
        app[OVER] = asyncio.Event()
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        served.port = runner.addresses[0][1]
        yield served
        app[OVER].set()
        await runner.cleanup()


def talk_of(simulated: NetwaveCamera) -> Talk:
    assert simulated.native.talk is not None
    return simulated.native.talk


@pytest.fixture
async def stalls() -> AsyncGenerator[Stalls]:
    measured = Stalls()
    watching = asyncio.create_task(measured.watch())
    yield measured
    watching.cancel()


type Speaking = tuple[Camera, NetwaveCamera, Stalls]


@pytest.fixture
def speaking(camera: Camera, simulated: NetwaveCamera, stalls: Stalls) -> Speaking:
    """A camera and its simulation."""
    return camera, simulated, stalls


@pytest.mark.parametrize(
    ("content", "seconds"),
    [
        (tone(1), 1),
        (tone(0.1), 0.1),
        (tone(1, rate=44100, channels=2), 1),
        (tone(1, rate=48000), 1),
        (coded(1, "mp3"), 1),
        (coded(1, "aac"), 1),
        (endless_wav(1), 1),
    ],
    ids=["wav", "short", "stereo", "48 kHz", "mp3", "aac", "streamed"],
)
async def test_sound_arrives_complete_on_time_and_at_its_volume(
    speaking: Speaking, server: Server, content: bytes, seconds: float
) -> None:
    camera, simulated, stalls = speaking
    began = monotonic()
    await camera.speaker.play(server.sound(content))
    took = monotonic() - began
    talk = talk_of(simulated)
    assert stalls.in_time(talk), talk.facts()
    assert len(heard(talk.pcm)) / 8000 == pytest.approx(seconds, abs=0.06)  # music codecs add a frame
    assert abs(level(talk.pcm)) < 1
    assert pitch(talk.pcm) == pytest.approx(440, abs=12)
    assert took > seconds + 1.5, "it plays until the camera's buffer is empty"
    await until(lambda: talk.over)
    await until(lambda: simulated.connections_open == 1)  # the control connection


async def test_file(camera: Camera, simulated: NetwaveCamera, tmp_path: Path) -> None:
    path = tmp_path / "50 % off: a sound.wav"
    path.write_bytes(tone(0.5))
    await camera.speaker.play(DecodedSound(path))
    assert len(heard(talk_of(simulated).pcm)) / 8000 == pytest.approx(0.5, abs=0.02)


async def test_volume_scales_the_samples(camera: Camera, simulated: NetwaveCamera) -> None:
    camera.speaker.volume = 0.5
    await camera.speaker.play(Samples(tone(0.5)[44:]))
    assert level(talk_of(simulated).pcm) == pytest.approx(-6, abs=1)


async def test_stop_takes_effect_quickly(camera: Camera, simulated: NetwaveCamera) -> None:
    playing = asyncio.create_task(camera.speaker.play(Samples(tone(10)[44:])))
    await until(lambda: simulated.native.talk is not None and simulated.native.talk.packets > 5)
    assert camera.speaker.playing
    began = monotonic()
    await camera.speaker.stop()
    assert not camera.speaker.playing
    await until(lambda: talk_of(simulated).over)
    assert monotonic() - began < 0.1
    await playing


async def test_new_sound_replaces_the_current_one(camera: Camera, simulated: NetwaveCamera, stalls: Stalls) -> None:
    first = asyncio.create_task(camera.speaker.play(Samples(tone(10)[44:])))
    await until(lambda: simulated.native.talk is not None and simulated.native.talk.packets > 5)
    old = talk_of(simulated)
    second = asyncio.create_task(camera.speaker.play(Samples(tone(5, hertz=500)[44:])))
    third = asyncio.create_task(camera.speaker.play(Samples(tone(0.5, hertz=900)[44:])))
    await asyncio.gather(first, second, third)
    assert old.over
    assert pitch(talk_of(simulated).pcm) == pytest.approx(900, abs=5)
    assert stalls.in_time(talk_of(simulated))


async def _cut(request: web.Request) -> web.StreamResponse:
    whole = tone(3)
    response = web.StreamResponse()
    response.content_length = len(whole)
    await response.prepare(request)
    await response.write(whole[: len(whole) // 3])
    await asyncio.sleep(0.2)
    assert request.transport is not None
    request.transport.abort()
    return response


async def _stuck(request: web.Request) -> web.StreamResponse:
    whole = tone(3)
    response = web.StreamResponse()
    response.content_length = len(whole)
    await response.prepare(request)
    await response.write(whole[: len(whole) // 3])
    await request.app[OVER].wait()
    return response


async def _never(request: web.Request) -> web.StreamResponse:
    await request.app[OVER].wait()
    return web.Response()


async def _broken(_: web.Request) -> web.StreamResponse:
    raise web.HTTPInternalServerError


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html>no sound</html>" * 50, "no_audio"),
        (b"", "no_audio"),
        ((Path(__file__).parents[2] / "docs/images/card-phone.png").read_bytes(), "no_audio"),
        (_broken, "refused"),
        (_never, "too_slow"),
        (_cut, "broken_off"),
        (_stuck, "too_slow"),
    ],
    ids=["text", "empty", "picture", "error", "never", "cut", "stuck"],
)
async def test_unplayable_sources(
    speaking: Speaking,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes | Answer,
    reason: str,
) -> None:
    camera, simulated, stalls = speaking
    monkeypatch.setattr(download, "_OPEN_TIMEOUT", 0.5)
    monkeypatch.setattr(download, "_READ_TIMEOUT", 0.5)
    with pytest.raises(SoundSourceError) as raised:
        await camera.speaker.play(server.sound(content))
    assert raised.value.reason == reason
    assert "hush" not in repr(raised.value)
    assert not camera.speaker.playing
    begins = content in {_cut, _stuck}
    assert (simulated.native.talk is not None) is begins, "nothing is sent for an unplayable source"
    if begins:
        await until(lambda: talk_of(simulated).over)
        assert stalls.in_time(talk_of(simulated))
    await camera.speaker.play(Samples(tone(0.1)[44:]))


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/sound", "http://[/sound", "http://"])
async def test_unreachable_source(camera: Camera, server: Server, address: str) -> None:
    with pytest.raises(SoundSourceError, match="unreachable"):
        await camera.speaker.play(DecodedSound(Download(server.session, address)))


@pytest.mark.parametrize("content", [None, b"#EXTM3U\n#EXTINF:1\nfile:///etc/hostname\n"])
async def test_file_without_sound(camera: Camera, tmp_path: Path, content: bytes | None) -> None:
    """Playlists are refused, too: they could name any file of this machine."""
    if content is not None:
        (tmp_path / "sound.m3u8").write_bytes(content)
    with pytest.raises(SoundSourceError, match="unreachable" if content is None else "no_audio"):
        await camera.speaker.play(DecodedSound(tmp_path / "sound.m3u8"))


async def _slow(request: web.Request) -> web.StreamResponse:
    whole = coded(1.5, "mp3")  # FFmpeg reads 64 kB of WAV ahead
    response = web.StreamResponse()
    await response.prepare(request)
    for at in range(0, len(whole), 4800):
        await response.write(whole[at : at + 4800])
        await asyncio.sleep(0.5)
    return response


async def test_slow_source_has_pauses_and_is_complete(
    camera: Camera, simulated: NetwaveCamera, server: Server, stalls: Stalls
) -> None:
    await camera.speaker.play(server.sound(_slow))
    talk = talk_of(simulated)
    assert stalls.in_time(talk), talk.facts()
    loud = sum(abs(each) > 0 for each in heard(talk.pcm).tolist()) / 8000
    assert loud > 1.4
    assert len(heard(talk.pcm)) / 8000 > 1.6, "there were pauses"


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    whole = endless_wav(1)
    await response.write(whole)
    with suppress(ConnectionError):
        while True:
            await response.write(whole[44:])
            await asyncio.sleep(0)
    return response


async def test_endless_source_is_limited(
    camera: Camera, simulated: NetwaveCamera, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(player, "_LONGEST", 1)
    await camera.speaker.play(server.sound(_endless))
    assert talk_of(simulated).facts()["seconds"] == pytest.approx(1, abs=0.05)


async def test_camera_lost_while_playing(camera: Camera, simulated: NetwaveCamera) -> None:
    playing = asyncio.create_task(camera.speaker.play(Samples(tone(10)[44:])))
    await until(lambda: simulated.native.talk is not None and simulated.native.talk.packets > 5)
    simulated.hang_up()
    with pytest.raises(CameraConnectionError):
        await playing
    assert not camera.speaker.playing


async def test_camera_that_stops_receiving(
    camera: Camera, simulated: NetwaveCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    from custom_components.ip_camera_cgi.protocol.dialects.netwave.native import loudspeaker  # noqa: PLC0415

    monkeypatch.setattr(loudspeaker, "_CONFIRM_TIMEOUT", 0.5)
    playing = asyncio.create_task(camera.speaker.play(Samples(tone(0.5)[44:])))
    await until(lambda: simulated.native.talk is not None and simulated.native.talk.packets > 2)
    simulated.faults.native = "forgets"
    with pytest.raises(CameraConnectionError):
        await playing


async def test_loudspeaker_in_use_by_another_client(
    camera: Camera, simulated: NetwaveCamera, connecting: Connecting
) -> None:
    async with listening(await connecting(simulated)) as other:
        talking = asyncio.create_task(other.speaker.play(Samples(tone(10)[44:])))
        await until(lambda: simulated.native.talk is not None and simulated.native.talk.packets > 2)
        with pytest.raises(LoudspeakerError) as raised:
            await camera.speaker.play(Samples(tone(0.1)[44:]))
        assert raised.value.reason == "busy"
        assert not talk_of(simulated).over, "the other client continues"
        await other.speaker.stop()
        await talking
    await camera.speaker.play(Samples(tone(0.1)[44:]))


async def test_camera_without_loudspeaker(camera: Camera, simulated: NetwaveCamera) -> None:
    assert camera.speaker.available
    simulated.faults.native = "unable"
    with pytest.raises(CameraUnsupportedError):
        await camera.speaker.play(Samples(tone(0.1)[44:]))
    assert not camera.speaker.found
    assert camera.speaker.memory.startswith("none")


async def test_no_loudspeaker_without_native_protocol(simulated: NetwaveCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    assert not camera.speaker.found
    camera.speaker.recall("found")
    assert camera.speaker.found, "as stored in an earlier run"
    assert not camera.speaker.available
    with pytest.raises(CameraUnsupportedError):
        await camera.speaker.play(Samples(tone(0.1)[44:]))


async def test_no_loudspeaker_for_visitors(simulated: NetwaveCamera, connecting: Connecting) -> None:
    async with listening(await connecting(simulated, "guest", "guest")) as camera:
        assert not camera.speaker.found


async def test_talk_during_live_sound(camera: Camera, simulated: NetwaveCamera, stalls: Stalls) -> None:
    """Both share one connection; neither closes it for the other."""
    heard_bytes = 0

    async def listen() -> None:
        nonlocal heard_bytes
        async for chunk in camera.pictures.stream_with_sound():
            heard_bytes += len(chunk)

    listener = asyncio.create_task(listen())
    await until(lambda: heard_bytes > 1000)
    await camera.speaker.play(Samples(tone(0.3)[44:]))
    assert stalls.in_time(talk_of(simulated))
    assert simulated.connections_open == 2
    before = heard_bytes
    await until(lambda: heard_bytes > before + 100_000)
    playing = asyncio.create_task(camera.speaker.play(Samples(tone(0.5)[44:])))
    await until(lambda: camera.speaker.playing)
    listener.cancel()
    await playing
    assert stalls.in_time(talk_of(simulated))
    await until(lambda: simulated.connections_open == 1)


async def test_speech_has_low_latency(camera: Camera, simulated: NetwaveCamera, stalls: Stalls) -> None:
    """Microphone samples reach the camera within half a second, and the sound ends with them."""
    speech, pcm = LiveSpeech(), tone(1)[44:]
    talking = asyncio.create_task(camera.speaker.play(speech))
    began = monotonic()
    for at in range(0, len(pcm), 640):
        speech.feed(pcm[at : at + 640])
        await asyncio.sleep(began + (at + 640) / 16000 - monotonic())
    await until(lambda: simulated.native.talk is not None)
    assert talk_of(simulated).began - began < 0.5 + stalls.longest
    speech.end()
    await talking
    assert len(heard(talk_of(simulated).pcm)) / 8000 == pytest.approx(1, abs=0.1 + stalls.longest)
    assert talk_of(simulated).gaps == 0


async def test_oldest_speech_is_dropped_when_it_piles_up(camera: Camera, simulated: NetwaveCamera) -> None:
    speech = LiveSpeech()
    speech.feed(tone(5)[44:])
    speech.feed(tone(0.1, hertz=900)[44:])
    speech.end()
    await camera.speaker.play(speech)
    assert len(heard(talk_of(simulated).pcm)) / 8000 < 0.25
