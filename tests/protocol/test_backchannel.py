"""Sound to a Hucoms camera over RTSP."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
import re
from typing import Any, cast

import pytest

from custom_components.ip_camera_cgi.protocol import (
    Account,
    Camera,
    CameraConnectionError,
    CameraUnsupportedError,
    DecodedSound,
    LoudspeakerError,
    Samples,
)
from custom_components.ip_camera_cgi.protocol.camera import speaker as player
from custom_components.ip_camera_cgi.protocol.dialects.hucoms.loudspeaker import HucomsLoudspeaker
from custom_components.ip_camera_cgi.protocol.rtsp import session
from custom_components.ip_camera_cgi.protocol.rtsp.client import digest
from custom_components.ip_camera_cgi.protocol.rtsp.sdp import Backchannel, backchannel
from simulator import HucomsCamera, simulate
from simulator.talk import Talk

from ..conftest import PASSWORD, USER, Connecting
from .sounds import Stalls, coded, heard, level, pitch, tone
from .test_camera import until
from .test_speaker import stalls

assert stalls  # a fixture


@pytest.fixture
async def simulated() -> AsyncGenerator[HucomsCamera]:
    async with simulate("hucoms", user=USER, password=PASSWORD, rtsp_port=0) as camera:
        camera.settings["audioset/audioout"] = "enable"
        yield cast("HucomsCamera", camera)


@pytest.fixture
async def camera(simulated: HucomsCamera, connecting: Connecting) -> AsyncGenerator[Camera]:
    """A camera with a probed backchannel, which is probed again when necessary."""
    found = await connecting(simulated)
    examining = asyncio.create_task(found.speaker.run())
    await until(lambda: found.speaker.memory)
    yield found
    await ended(examining)


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def talk_of(simulated: HucomsCamera) -> Talk:
    assert simulated.rtsp.talk is not None
    return simulated.rtsp.talk


@pytest.mark.parametrize("codec", ["ulaw", "alaw"])
async def test_sound_arrives_complete_on_time_and_at_its_volume(
    simulated: HucomsCamera, connecting: Connecting, stalls: Stalls, codec: str
) -> None:
    simulated.settings["audioset/audiocodec"] = codec
    camera = await connecting(simulated)
    camera.speaker.recall("found")
    await camera.speaker.play(Samples(tone(1)[44:]))
    talk = talk_of(simulated)
    assert stalls.in_time(talk), talk.facts()
    assert len(heard(talk.pcm)) / 8000 == pytest.approx(1, abs=0.02)
    assert abs(level(talk.pcm)) < 1
    assert pitch(talk.pcm) == pytest.approx(440, abs=2)
    await until(lambda: talk.over)
    assert simulated.rtsp.talker is None


@pytest.fixture
async def fast_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The event loop's clock, thirty times as fast."""
    loop: Any = asyncio.get_running_loop()
    began, time, select = loop.time(), loop.time, loop._selector.select
    monkeypatch.setattr(loop, "time", lambda: began + 30 * (time() - began))
    monkeypatch.setattr(loop._selector, "select", lambda wait=None: select(wait and wait / 30))


@pytest.mark.usefixtures("fast_clock")
async def test_a_minute_of_music(simulated: HucomsCamera, camera: Camera, tmp_path: Path) -> None:
    """It is decoded while it is played, and nothing is lost."""
    (tmp_path / "music.mp3").write_bytes(await asyncio.to_thread(coded, 60, "mp3"))
    await camera.speaker.play(DecodedSound(tmp_path / "music.mp3"))
    talk = talk_of(simulated)
    assert len(heard(talk.pcm)) / 8000 == pytest.approx(60, abs=0.1)
    assert talk.gaps == 0
    assert abs(level(talk.pcm)) < 1


async def test_backchannel_is_probed_once(camera: Camera, simulated: HucomsCamera) -> None:
    assert camera.speaker.found
    assert camera.speaker.over_rtsp
    assert simulated.rtsp.talk is None, "the probe plays no sound"
    simulated.faults.no_rtsp = True  # another probe would fail
    camera.speaker.look()
    await asyncio.sleep(0.1)
    assert camera.speaker.available


@pytest.mark.parametrize("fault", ["unsupported", "ignored", "hangs up"])
async def test_cameras_without_backchannel(
    simulated: HucomsCamera, connecting: Connecting, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(player, "_FIRST_RETRY", 0.05)
    simulated.faults.backchannel = fault
    camera = await connecting(simulated)
    examining = asyncio.create_task(camera.speaker.run())
    await until(lambda: camera.speaker.memory == "none")
    assert not camera.speaker.found
    with pytest.raises(CameraUnsupportedError):
        await camera.speaker.play(Samples(tone(0.1)[44:]))
    simulated.faults.backchannel = ""
    camera.speaker.look()
    await asyncio.sleep(0.1)
    assert not camera.speaker.found, "it is not probed again without a reason"
    await camera.change_all({"audio_out": False})
    camera.speaker.look()
    await until(lambda: camera.speaker.found)
    await ended(examining)


async def test_no_probe_if_the_audio_page_excludes_it(connecting: Connecting) -> None:
    async with simulate("hucoms", personality="hucoms-dome", user=USER, password=PASSWORD, rtsp_port=0) as simulated:
        camera = await connecting(simulated)
        examining = asyncio.create_task(camera.speaker.run())
        await until(lambda: camera.speaker.memory == "none")
        await ended(examining)


@pytest.mark.parametrize(
    ("setting", "value", "reason"), [("audio_out", False, "off"), ("audio_sampling", "16000", "sampling")]
)
async def test_settings_that_mute_the_loudspeaker(
    camera: Camera, simulated: HucomsCamera, setting: str, value: object, reason: str
) -> None:
    await camera.change_all({setting: value})
    camera.speaker.look()
    assert camera.speaker.found, "the entity stays and shows the reason"
    assert not camera.speaker.over_rtsp
    with pytest.raises(LoudspeakerError) as raised:
        await camera.speaker.play(Samples(tone(0.1)[44:]))
    assert raised.value.reason == reason
    assert simulated.rtsp.talk is None


async def test_loudspeaker_in_use_by_another_client(camera: Camera, simulated: HucomsCamera) -> None:
    simulated.faults.backchannel = "busy"
    with pytest.raises(LoudspeakerError) as raised:
        await camera.speaker.play(Samples(tone(0.1)[44:]))
    assert raised.value.reason == "busy"
    simulated.faults.backchannel = ""
    await camera.speaker.play(Samples(tone(0.1)[44:]))


@pytest.mark.parametrize("how", ["hangs up", "time limit"])
async def test_camera_ends_the_session(
    camera: Camera, simulated: HucomsCamera, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "time limit":  # shorter than a camera's
        monkeypatch.setattr(simulated.rtsp, "time_limit", lambda: 0.5)
        monkeypatch.setattr(HucomsLoudspeaker, "_time_limit", lambda *_: 0.5)
    playing = asyncio.create_task(camera.speaker.play(Samples(tone(10)[44:])))
    await until(lambda: simulated.rtsp.talk is not None and simulated.rtsp.talk.packets > 10)
    if how == "hangs up":
        simulated.faults.no_rtsp = True
    with pytest.raises(LoudspeakerError if how == "time limit" else CameraConnectionError) as raised:
        await playing
    assert getattr(raised.value, "reason", "") == ("time_limit" if how == "time limit" else "")
    assert not camera.speaker.playing


async def test_session_is_kept_alive(camera: Camera, simulated: HucomsCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    confirm = session.Session.confirm

    async def count(self: session.Session) -> None:
        nonlocal asked
        asked += 1
        await confirm(self)

    monkeypatch.setattr(session.Session, "confirm", count)
    monkeypatch.setattr(session, "_SESSION", re.compile(r"(\w+)(no timeout)?"))
    monkeypatch.setattr(session, "_TIMEOUT", 2)
    await camera.speaker.play(Samples(tone(1.5)[44:]))
    assert asked >= 2, "once in between, once at the end"


@pytest.mark.parametrize("password", ["wrong", PASSWORD])
async def test_login(simulated: HucomsCamera, connecting: Connecting, password: str) -> None:
    camera = await connecting(simulated)
    camera.speaker.recall("found")
    simulated.set_password(USER, password)
    if password == PASSWORD:
        await camera.speaker.play(Samples(tone(0.1)[44:]))
    else:
        with pytest.raises(Exception, match="wrong user name or password") as raised:
            await camera.speaker.play(Samples(tone(0.1)[44:]))
        assert PASSWORD not in str(raised.value)


def test_digest_with_and_without_quality_of_protection() -> None:
    """The first value is that of RFC 2069's scheme for RTSP; the second one is checked by its parts."""
    account = Account("Mufasa", "Circle Of Life")
    plain = digest(account, 'Digest realm="r", nonce="n"', "DESCRIBE", "rtsp://host/stream1", 1)
    assert 'uri="rtsp://host/stream1"' in plain
    assert "qop" not in plain
    chosen = digest(account, 'Digest realm="r", nonce="n", qop="auth,auth-int", opaque="o"', "PLAY", "rtsp://h/", 3)
    assert "qop=auth" in chosen
    assert "nc=00000003" in chosen
    assert 'opaque="o"' in chosen


SDP = """v=0
m=video 0 RTP/AVP 96
a=rtpmap:96 H264/90000
a=control:track1
m=audio 0 RTP/AVP 0
a=control:track2
a=recvonly
"""


@pytest.mark.parametrize(
    ("track", "found"),
    [
        ("m=audio 0 RTP/AVP 0\na=control:back\na=sendonly", Backchannel("back", 0, "pcm_mulaw")),
        ("m=audio 0 RTP/AVP 8 0 97\na=rtpmap:97 AAC/16000\na=sendonly", Backchannel("", 0, "pcm_mulaw")),
        ("m=audio 0 RTP/AVP 97\na=rtpmap:97 pcma/8000/1\na=sendonly", Backchannel("", 97, "pcm_alaw")),
        ("m=audio 0 RTP/AVP 97\na=rtpmap:97 PCMU/16000\na=sendonly", None),
        ("m=audio 0 RTP/AVP 0\na=control:back", None),
        ("m=application 0 RTP/AVP 0\na=sendonly", None),
        ("m=audio", None),
        ("", None),
        ("m=audio 0 RTP/AVP 0\na=recvonly\n" * 1000 + "m=audio 0 RTP/AVP 0\na=sendonly", None),
    ],
)
def test_tracks(track: str, found: Backchannel | None) -> None:
    assert backchannel(SDP + track + "\n") == found
    assert backchannel((SDP + track).replace("\n", "\r\n")) == found
