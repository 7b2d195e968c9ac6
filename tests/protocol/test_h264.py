"""H.264 in RTP packets: joined, timed and kept; the connection that carries it."""

from array import array
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
import time

import av
from multidict import CIMultiDict
from PIL import Image
import pytest

from custom_components.ip_camera_cgi.protocol import RingBudget
from custom_components.ip_camera_cgi.protocol.model.errors import CameraConnectionError, CameraResponseError
from custom_components.ip_camera_cgi.protocol.rtsp.h264 import AccessUnit, Depacketizer
from custom_components.ip_camera_cgi.protocol.rtsp.h264_size import picture_size
from custom_components.ip_camera_cgi.protocol.rtsp.incoming import Answer, Incoming
from custom_components.ip_camera_cgi.protocol.rtsp.rtp import RtpClock, RtpPacket, parse_rtp
from custom_components.ip_camera_cgi.protocol.rtsp.sdp import SoundTrack, VideoTrack, sound_track, video_track
from custom_components.ip_camera_cgi.protocol.video.clip import StoppedError
from custom_components.ip_camera_cgi.protocol.video.mkv_file import (
    StreamMkvFile,
    convert_mkv,
    first_picture,
    repair_mkv,
)
from custom_components.ip_camera_cgi.protocol.video.stream_buffer import G711, StreamBuffer, StreamFormat
from simulator.rtsp.h264 import Packets, description

SPS, PPS = b"\x67\x42\xc0\x16abc", b"\x68pps"
TRACK = VideoTrack("track1", 96, (SPS, PPS))


def rtp(sequence: int, timestamp: int, payload: bytes, *, marker: bool = False) -> RtpPacket:
    return RtpPacket(96, sequence, timestamp, marker, memoryview(payload))


def units(packets: Sequence[RtpPacket], track: VideoTrack = TRACK) -> list[AccessUnit]:
    depacketizer = Depacketizer(track)
    return [unit for packet in packets for unit in depacketizer.add(packet)]


def stored(*nals: bytes) -> bytes:
    return b"".join(len(nal).to_bytes(4) + nal for nal in nals)


def test_all_kinds_of_packets() -> None:
    together = b"\x18" + b"".join(len(each).to_bytes(2) + each for each in (SPS, PPS))
    found = units(
        [
            rtp(1, 0, b"\x41old", marker=True),
            rtp(2, 3000, together),
            rtp(3, 3000, b"\x7c\x85first"),
            rtp(4, 3000, b"\x7c\x05 and"),
            rtp(5, 3000, b"\x7c\x45 last", marker=True),
            rtp(6, 6000, b"\x09\xf0"),
            rtp(7, 6000, b"\x41one slice"),
            rtp(8, 6000, b"\x41another"),
            rtp(9, 9000, b"\x41no marker before", marker=True),
        ]
    )
    assert found == [
        AccessUnit(stored(SPS, PPS, b"\x65first and last"), 3000, is_key=True),
        AccessUnit(stored(b"\x41one slice", b"\x41another"), 6000, is_key=False),
        AccessUnit(stored(b"\x41no marker before"), 9000, is_key=False),
    ]


def test_nothing_until_the_next_key_frame_after_a_loss() -> None:
    key, other = b"\x65key", b"\x41other"
    packets = [rtp(65534, 0, key, marker=True), rtp(65535, 1, other, marker=True), rtp(0, 2, other, marker=True)]
    packets += [rtp(2, 3, other, marker=True), rtp(3, 4, other, marker=True), rtp(4, 5, key, marker=True)]
    packets += [rtp(5, 6, b"\x7c\x85 the end is"), rtp(7, 6, b"\x7c\x45 missing", marker=True)]
    packets += [rtp(8, 7, other, marker=True)]
    assert [unit.timestamp for unit in units(packets)] == [0, 1, 2, 5]


def test_hostile_packets() -> None:
    empty = VideoTrack("", 96, ())
    assert units([rtp(1, 0, b"", marker=True), rtp(2, 0, b"\x18\xff\xff\x65", marker=True)], empty) == []
    assert units([rtp(1, 0, b"\x7c\x05no beginning", marker=True), rtp(2, 1, b"\x65", marker=True)], empty) == []
    assert Depacketizer(VideoTrack("", 96, (b"\x67" + bytes(5000), b"\x68"))).parameters is None
    depacketizer = Depacketizer(TRACK)
    with pytest.raises(CameraResponseError):
        for number in range(200):
            depacketizer.add(rtp(number, 0, b"\x65" + bytes(60_000)))
    depacketizer = Depacketizer(TRACK)
    with pytest.raises(CameraResponseError):
        for number in range(200):
            depacketizer.add(rtp(number, 0, (b"\x7c\x05" if number else b"\x7c\x85") + bytes(60_000)))
    for wrong in (b"", b"\x80", bytes(12), b"\x8f" + bytes(11), b"\xa0" + bytes(10) + b"\xff"):
        with pytest.raises(CameraResponseError):
            parse_rtp(wrong)
    for wrong in (b"\x67", b"\x67\x42\xc0\x16" + bytes(40), b"\x67\x64\xff"):
        with pytest.raises(CameraResponseError):
            picture_size(wrong)


def test_header_with_extension_and_padding() -> None:
    head = bytes((0x80 | 0x20 | 0x10 | 1, 0x80 | 96)) + (7).to_bytes(2) + (9).to_bytes(4) + b"ssrc" + b"csrc"
    packet = parse_rtp(head + b"\xbe\xde\0\x01extnpayload\0\0\x03")
    assert (packet.payload_type, packet.sequence, packet.timestamp, packet.marker) == (96, 7, 9, True)
    assert bytes(packet.payload) == b"payload"


@pytest.mark.parametrize("size", [(640, 360), (640, 480), (1920, 1080), (322, 242), (16, 16)])
def test_size(size: tuple[int, int]) -> None:
    track = video_track(description(Image.new("RGB", size), 10).decode())
    assert track is not None
    assert picture_size(track.parameter_sets[0]) == size


@pytest.mark.parametrize("profile", ["high", "high444", "main"])
def test_size_of_other_profiles(profile: str) -> None:
    codec = av.CodecContext.create("libx264", "w")
    assert isinstance(codec, av.VideoCodecContext)
    codec.width, codec.height, codec.framerate = 1280, 718, 10
    codec.pix_fmt = "yuv444p" if profile == "high444" else "yuv420p"
    codec.options = {"profile": profile, "x264-params": "cqm=jvt" if profile != "main" else ""}
    codec.flags |= 1 << 22
    codec.open()
    sequence = next(each for each in (codec.extradata or b"").split(b"\0\0\0\1") if each[:1] == b"\x67")
    assert picture_size(sequence) == (1280, 718)


def test_tracks() -> None:
    sdp = (
        "v=0\r\nm=audio 0 RTP/AVP 0\r\na=sendonly\r\na=control:talk\r\n"
        "m=video 0 RTP/AVP 26\r\na=control:jpeg\r\n"
        "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:h264\r\n"
        "a=fmtp:96 packetization-mode=1; sprop-parameter-sets=Z0Lg,!,aM4=;x=1\r\n"
        "m=audio 0 RTP/AVP 97 98\r\na=rtpmap:97 MPEG4-GENERIC/8000\r\na=rtpmap:98 PCMA/16000/1\r\na=control:sound\r\n"
    )
    assert video_track(sdp) == VideoTrack("h264", 96, (b"\x67\x42\xe0", b"\x68\xce"))
    assert sound_track(sdp) == SoundTrack("sound", 98, mu_law=False, rate=16000)
    assert video_track("m=video 0 RTP/AVP 96\r\na=rtpmap:96 H265/90000\r\n") is None
    assert sound_track("m=audio 0 RTP/AVP 8\r\n") == SoundTrack("", 8, mu_law=False, rate=8000)


def test_times_never_go_back_nor_beyond_now() -> None:
    clock = RtpClock(90_000)
    start = 0xFFFFFFFF - 9000
    assert clock.at(start, 100.0) == 100
    assert clock.at(start + 9000, 100.15) == pytest.approx(100.1), "it came late"
    assert clock.at(start + 18_000 & 0xFFFFFFFF, 100.2) == pytest.approx(100.2), "the timestamp has wrapped around"
    assert clock.at(27_000 - 9001, 100.25) == pytest.approx(100.25), "the camera's clock is fast"
    back = 0xFFFFFFFF - 900_000
    assert clock.at(back, 101.0) == 101.0, "it was set back"
    assert clock.at(back + 90_000 * 60 & 0xFFFFFFFF, 102.0) == 102.0, "it was set forward"


def test_messages_in_pieces() -> None:
    """However the bytes arrive, the same messages come out."""
    answer = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 4\r\n\r\nbody"
    sent = b"\r\n$\0\0\3abc" + answer + b"$\1\0\0" + b"RTSP/1.0 404 Not Found\nCSeq: 2\n\n" + b"$\2\0\1x"
    for step in (1, 2, 3, 7, len(sent)):
        answers: list[Answer] = []
        data: list[tuple[int, bytes]] = []
        incoming = Incoming(answers.append, lambda *received, data=data: data.append(received))
        for at in range(0, len(sent), step):
            incoming.feed(sent[at : at + step])
        assert answers == [
            Answer(200, CIMultiDict({"CSeq": "1", "Content-Length": "4"}), "body"),
            Answer(404, CIMultiDict({"CSeq": "2"}), ""),
        ]
        assert data == [(0, b"abc"), (1, b""), (2, b"x")]


@pytest.mark.parametrize(
    "wrong",
    [
        b"HTTP/1.0 200 OK\r\n\r\n",
        b"x" * 20_000,
        b"RTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"RTSP/1.0 200 OK\r\n" + b"a: b\r\n" * 100 + b"\r\n",
    ],
)
def test_hostile_answers(wrong: bytes) -> None:
    with pytest.raises(CameraResponseError):
        Incoming(lambda _: None, None).feed(wrong)


FORMAT = StreamFormat(640, 360, b"configuration")


def test_buffer_begins_with_a_key_frame() -> None:
    buffer, now = StreamBuffer(RingBudget()), time.monotonic()
    buffer.seconds = 2
    buffer.picture(b"no key", now - 9, FORMAT, is_key=False)
    buffer.sound(b"no picture yet", now - 9)
    for number in range(40):  # 8 seconds, a key frame in each
        buffer.picture(b"x", now - 8 + number / 5, FORMAT, is_key=number % 5 == 0)
    kept = buffer.since(-1)
    assert kept[0].is_key
    assert kept[0].at == pytest.approx(now - 2, abs=1.01)
    assert buffer.since(buffer.before(now - 1))[0].at == pytest.approx(now - 1, abs=0.01)
    assert buffer.since(buffer.before(now - 100)) == kept
    taken = kept[3].number
    assert [each.number for each in buffer.since(taken)] == [each.number for each in kept[4:]]
    other = StreamFormat(1280, 720, b"other")
    buffer.picture(b"y", now, other, is_key=True)
    assert (len(buffer.since(-1)), buffer.format) == (1, other)
    buffer.clear()
    assert (buffer.since(-1), buffer.size, buffer.format) == ([], 0, None)


def test_buffer_is_bounded() -> None:
    """By its own limit and by that of all buffers together; what does not fit any more is dropped up to a key frame."""
    budget = RingBudget(24_000)
    buffers = [StreamBuffer(budget, most=15_000) for _ in range(4)]
    now = time.monotonic()
    for buffer in buffers:
        buffer.seconds = 60
        for number in range(100):
            buffer.picture(bytes(1000), now, FORMAT, is_key=number % 4 == 0)
    assert all(buffer.since(-1)[0].is_key and buffer.size <= 15_000 for buffer in buffers)
    assert buffers[-1].size <= 24_000 / 4
    never = StreamBuffer(RingBudget(), most=50_000)
    never.seconds = 60
    for number in range(100):
        never.picture(bytes(1000), now, FORMAT, is_key=number == 0)
        assert never.size <= 50_000
    assert never.since(-1) == [], "a stream without another key frame"


def test_tiny_packets_take_memory_too() -> None:
    buffer, now = StreamBuffer(RingBudget(), most=100_000), time.monotonic()
    buffer.seconds = 60
    buffer.picture(b"x", now, FORMAT, is_key=True)
    for _ in range(10_000):
        buffer.sound(b"x", now)
    assert len(buffer.since(-1)) < 500


def test_a_reader_that_was_too_slow_goes_on_with_a_key_frame() -> None:
    buffer, now = StreamBuffer(RingBudget()), time.monotonic()
    buffer.seconds = 1
    for number in range(50):
        buffer.picture(b"x", now - 5 + number / 10, FORMAT, is_key=number % 10 == 0)
    (first, *rest) = buffer.since(3)
    assert first.is_key
    assert all(after.number == before.number + 1 for before, after in pairwise([first, *rest]))


def recorded(path: Path, *, gap: bool = False) -> StreamMkvFile:
    """Write three seconds of the simulator's stream, with sound."""
    picture = Image.effect_noise((320, 240), 50).convert("RGB")
    track = video_track(description(picture, 10).decode())
    assert track is not None
    packets, depacketizer, buffer = Packets(10), Depacketizer(track), StreamBuffer(RingBudget())
    buffer.seconds, now = 60, time.monotonic()
    for tick in range(30):
        at = now + tick / 10
        for data in packets.encode(picture, tick)[0]:
            if not 200 <= data[1] <= 204:
                for unit in depacketizer.add(parse_rtp(data)):
                    parameters = depacketizer.parameters
                    assert parameters is not None
                    shown = StreamFormat(320, 240, parameters.configuration, G711(mu_law=True, rate=8000))
                    buffer.picture(unit.data, at, shown, is_key=unit.is_key)
        if not gap or not 10 <= tick < 20:
            for part in range(5):
                buffer.sound(b"\x10" * 160, at + part / 50)
    packets.close()
    film = StreamMkvFile(path, lambda: buffer.format)
    film.append(buffer.since(-1))
    film.close()
    return film


def sound_of(path: Path) -> list[tuple[float, int]]:
    """Return time and level of each piece of sound."""
    with av.open(str(path)) as container:
        return [
            (float(each.time or 0), round(100 * max(map(abs, array("f", bytes(each.planes[0]))))))
            for each in container.decode(audio=0)
        ]


def test_conversion_copies_the_pictures(tmp_path: Path) -> None:
    """Not one is encoded again; the sound becomes AAC and stays in time."""
    film = recorded(tmp_path / "film.mkv")
    clip = convert_mkv(tmp_path / "film.mkv", tmp_path / "film.mp4")
    assert clip.frames == film.frames == 30
    assert clip.seconds == pytest.approx(film.seconds, abs=0.1)
    assert clip.seconds == pytest.approx(3, abs=0.01)

    def encoded(path: Path) -> list[bytes]:
        with av.open(str(path)) as container:
            return [bytes(each) for each in container.demux(video=0) if each.size]

    def times(path: Path) -> list[float]:
        with av.open(str(path)) as container:
            return [round(float(each.time or 0), 2) for each in container.decode(video=0)]

    assert encoded(tmp_path / "film.mp4") == encoded(tmp_path / "film.mkv")
    assert times(tmp_path / "film.mp4") == [round(tick / 10, 2) for tick in range(30)]
    with av.open(str(tmp_path / "film.mp4")) as container:
        assert (container.streams.audio[0].codec_context.name, container.streams.audio[0].rate) == ("aac", 8000)
    assert sound_of(tmp_path / "film.mp4")[-1][0] == pytest.approx(2.95, abs=0.2)


def test_missing_sound_becomes_silence(tmp_path: Path) -> None:
    recorded(tmp_path / "film.mkv", gap=True)
    convert_mkv(tmp_path / "film.mkv", tmp_path / "film.mp4")
    sound = sound_of(tmp_path / "film.mp4")
    assert sound[-1][0] == pytest.approx(2.95, abs=0.2)
    assert max(level for at, level in sound if 1.3 < at < 1.7) == 0
    assert max(level for at, level in sound if 0.3 < at < 0.7) > 0
    assert max(level for at, level in sound if 2.3 < at < 2.7) > 0


def test_interrupted_film(tmp_path: Path) -> None:
    """It is repaired, and its picture is found; a damaged one is none."""
    path = tmp_path / "film.mkv"
    recorded(path)
    path.write_bytes(path.read_bytes()[:-500])
    clip = repair_mkv(path)
    assert clip is not None
    assert 20 < clip.frames <= 30
    assert convert_mkv(path, tmp_path / "film.mp4").frames == clip.frames
    picture = first_picture(path)
    assert picture is not None
    assert picture.startswith(b"\xff\xd8")
    with pytest.raises(StoppedError):
        convert_mkv(path, tmp_path / "stopped.mp4", lambda: True)
    path.write_bytes(path.read_bytes()[:300] + b"damaged" * 1000)
    assert first_picture(path) is None
    with pytest.raises(CameraConnectionError):
        convert_mkv(path, tmp_path / "damaged.mp4")
