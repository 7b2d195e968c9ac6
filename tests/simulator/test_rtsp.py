"""RTSP of the simulated cameras, played by FFmpeg as Home Assistant does."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
import contextlib
from fractions import Fraction
import threading
from urllib.parse import quote

import av
from av.container import InputContainer
from PIL import Image
import pytest

from simulator.rtsp import RtspServer
from simulator.rtsp.viewer import Viewer

pytestmark = pytest.mark.usefixtures("socket_enabled")

PASSWORD = "p@ss:w/ö%?&#"


class Scene:
    """The scene, which counts how often it is drawn."""

    def __init__(self) -> None:
        self.size = (320, 240)
        self.shade = 0
        self.noisy = False
        self.breaks = False
        self.drawn = 0

    def __call__(self) -> Image.Image:
        """Draw a gray picture, or noise, which needs many bytes."""
        if self.breaks:
            raise RuntimeError("no picture")
        self.drawn += 1
        return Image.effect_noise(self.size, 100) if self.noisy else Image.new("RGB", self.size, (self.shade,) * 3)


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
async def server(scene: Scene) -> AsyncIterator[RtspServer]:
    server = RtspServer({"stream1": scene, "stream2": lambda: Image.new("RGB", (176, 144))}, rate=20)
    await server.start()
    yield server
    await server.stop()


def url(server: RtspServer, stream: str = "stream1", userinfo: str = "") -> str:
    return f"rtsp://{userinfo}127.0.0.1:{server.port}/{stream}"


def watching(url: str) -> InputContainer:
    """Start a player without FFmpeg's analysis of the stream."""
    options = {"rtsp_transport": "tcp", "analyzeduration": "1", "fpsprobesize": "0"}
    return av.open(url, options=options, timeout=10)


def play(url: str, count: int = 10) -> list[av.VideoFrame]:
    """Decode a number of pictures."""
    frames: list[av.VideoFrame] = []
    with watching(url) as container:
        for frame in container.decode(video=0):
            frames.append(frame)
            if len(frames) == count:
                break
    return frames


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


async def dropped(reader: asyncio.StreamReader) -> bool:
    """Return whether the server disconnects without an answer."""
    async with asyncio.timeout(5):
        with contextlib.suppress(ConnectionResetError):
            return await reader.read() == b""
    return True


async def send_requests(server: RtspServer, *requests: str) -> list[str]:
    """Send raw requests and return the response headers."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    heads = []
    for number, request in enumerate(requests):
        line, *headers = request.splitlines()
        writer.write("\r\n".join((f"{line} RTSP/1.0", f"CSeq: {number}", *headers, "", "")).encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        assert f"CSeq: {number}\r\n" in head
        await reader.readexactly(int(head.partition("Content-Length: ")[2].split()[0]))
        heads.append(head)
    writer.close()
    await writer.wait_closed()
    return heads


async def test_plays_pictures_in_real_time(server: RtspServer) -> None:
    frames = await asyncio.to_thread(play, url(server))
    assert {(frame.width, frame.height) for frame in frames} == {(320, 240)}
    assert frames[0].key_frame
    assert frames[0].time_base == Fraction(1, 90_000)
    times = [frame.time for frame in frames if frame.time is not None]
    assert times[-1] - times[0] == pytest.approx(9 / 20, abs=0.3)
    (other,) = await asyncio.to_thread(play, url(server, "stream2"), 1)
    assert (other.width, other.height) == (176, 144)


async def test_pictures_are_live(server: RtspServer, scene: Scene) -> None:
    def watch() -> None:
        with watching(url(server)) as container:
            for frame in container.decode(video=0):
                scene.shade = 200
                if bytes(frame.planes[0])[0] > 150:
                    return

    async with asyncio.timeout(10):
        await asyncio.to_thread(watch)


async def test_no_encoding_without_viewers(server: RtspServer, scene: Scene) -> None:
    await asyncio.to_thread(play, url(server), 1)
    await until(lambda: not server.viewers)
    await asyncio.sleep(0.1)
    drawn = scene.drawn
    await asyncio.sleep(0.3)
    assert scene.drawn == drawn


async def test_viewers_share_one_encoder(server: RtspServer, scene: Scene) -> None:
    first, second = (asyncio.create_task(asyncio.to_thread(play, url(server), 20)) for _ in range(2))
    await until(lambda: server.viewers == 2)
    before, start = scene.drawn, asyncio.get_running_loop().time()
    await asyncio.sleep(0.4)
    elapsed = asyncio.get_running_loop().time() - start
    assert scene.drawn - before <= elapsed * 20 + 2
    assert len(await first) == len(await second) == 20


async def test_size_may_change_while_playing(server: RtspServer, scene: Scene) -> None:
    def watch() -> tuple[int, int]:
        with watching(url(server)) as container:
            for frame in container.decode(video=0):
                scene.size = (640, 360)
                if frame.width != 320:
                    return frame.width, frame.height
        raise AssertionError

    assert await asyncio.to_thread(watch) == (640, 360)


@pytest.mark.parametrize("userinfo", ["", "admin:wrong@", "admin@", f"other:{quote(PASSWORD, safe='')}@"])
async def test_refuses_wrong_account(server: RtspServer, userinfo: str) -> None:
    server.account = ("admin", PASSWORD)
    with pytest.raises(av.error.HTTPUnauthorizedError):
        await asyncio.to_thread(play, url(server, userinfo=userinfo), 1)


async def test_admits_account_with_special_characters(server: RtspServer) -> None:
    server.account = ("admin", PASSWORD)
    assert await asyncio.to_thread(play, url(server, userinfo=f"admin:{quote(PASSWORD, safe='')}@"), 1)


async def test_admits_basic_too(server: RtspServer) -> None:
    server.account = ("admin", PASSWORD)
    right, wrong = (base64.b64encode(f"admin:{each}".encode()).decode() for each in (PASSWORD, "wrong"))
    refused, admitted, challenged = await send_requests(
        server,
        f"DESCRIBE {url(server)}\nAuthorization: Basic {wrong}",
        f"DESCRIBE {url(server)}\nAuthorization: Basic {right}",
        f"DESCRIBE {url(server)}",
    )
    assert refused.startswith("RTSP/1.0 401 ")
    assert admitted.startswith("RTSP/1.0 200 ")
    assert 'WWW-Authenticate: Basic realm="' in challenged
    assert 'WWW-Authenticate: Digest realm="' in challenged


async def test_answers_what_it_cannot_do(server: RtspServer) -> None:
    heads = await send_requests(
        server,
        "OPTIONS *",
        f"DESCRIBE {url(server, 'stream9')}",
        f"PLAY {url(server)}",
        f"SETUP {url(server)}/track1\nTransport: RTP/AVP;unicast;client_port=5000-5001",
        f"RECORD {url(server)}",
        f"GET_PARAMETER {url(server)}",
        f"TEARDOWN {url(server)}",
    )
    assert [head.split()[1] for head in heads] == ["200", "404", "455", "461", "501", "200", "200"]


async def test_stalled_client_does_not_affect_others(
    server: RtspServer, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.rtsp.viewer.MAX_BACKLOG_BYTES", 10_000)
    scene.noisy = True
    scene.size = (1280, 720)
    _, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1)
    writer.write(f"SETUP {url(server)}/track1 RTSP/1.0\r\nTransport: RTP/AVP/TCP;interleaved=2-3\r\n\r\n".encode())
    writer.write(f"PLAY {url(server)} RTSP/1.0\r\n\r\n".encode())
    await until(lambda: server.viewers == 1)
    (stuck,) = server.broadcasts["stream1"].viewers
    assert isinstance(stuck, Viewer)
    assert len(await asyncio.to_thread(play, url(server), 12)) == 12
    assert stuck._lost
    assert stuck._writer.transport.get_write_buffer_size() < 2_000_000
    writer.close()
    await until(lambda: not server.viewers)


async def test_drops_client_that_falls_silent(server: RtspServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.rtsp.viewer.SEND_TIMEOUT", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    assert await dropped(reader)
    writer.close()


@pytest.mark.parametrize(
    "nonsense",
    [
        pytest.param(b"\x16\x03\x01\r\n\r\n", id="TLS"),
        pytest.param(b"GET /\r\n\r\n", id="HTTP"),
        pytest.param(b"x" * 100_000, id="endless"),
        pytest.param(b"SETUP /stream1 RTSP/1.0\r\nTransport: RTP/AVP/TCP;interleaved=0-256\r\n\r\n", id="channel"),
        pytest.param(b"OPTIONS * RTSP/1.0\r\nContent-Length: -1\r\n\r\n", id="length"),
    ],
)
async def test_drops_client_that_speaks_nonsense(server: RtspServer, nonsense: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(nonsense)
    assert await dropped(reader)
    writer.close()


async def test_drops_viewers_when_there_is_no_picture(
    server: RtspServer, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    def watch() -> None:
        with watching(url(server)) as container:
            scene.breaks = True
            for _ in container.decode(video=0):
                pass

    await asyncio.to_thread(watch)
    await until(lambda: not server.viewers)
    assert "no picture" in caplog.text
    scene.breaks = False
    assert await asyncio.to_thread(play, url(server), 1)


async def test_stop_leaves_nothing_behind(scene: Scene) -> None:
    threads, tasks = set(threading.enumerate()), asyncio.all_tasks()
    server = RtspServer({"stream1": scene})
    await server.start()
    port = server.port
    player = threading.Thread(target=play, args=(url(server), 1000))
    player.start()
    await until(lambda: scene.drawn >= 3)
    await server.stop()
    assert server.viewers == 0
    await asyncio.to_thread(player.join)
    assert asyncio.all_tasks() == tasks
    assert not [thread for thread in set(threading.enumerate()) - threads if thread.name.startswith("rtsp")]
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
    await server.stop()
    await server.start(port=port)
    assert len(await asyncio.to_thread(play, url(server), 1)) == 1
    await server.stop()


async def test_stays_on_this_machine(scene: Scene) -> None:
    with pytest.raises(ValueError, match="stays on this machine"):
        await RtspServer({"stream1": scene}).start("0.0.0.0")  # noqa: S104
