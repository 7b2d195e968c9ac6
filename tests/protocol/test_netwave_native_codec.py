"""Frames, messages and sound codec of the native protocol, without a camera."""

from array import array
from math import sin, tau
import struct

from hypothesis import given, strategies as st
import pytest

from custom_components.ip_camera_cgi.protocol import Account, CameraResponseError
from custom_components.ip_camera_cgi.protocol.dialects.netwave.native import messages
from custom_components.ip_camera_cgi.protocol.dialects.netwave.native.frames import (
    CONTROL,
    MEDIA,
    Channel,
    Frame,
    FrameReader,
)
from custom_components.ip_camera_cgi.protocol.dialects.netwave.native.messages import (
    AlarmNotice,
    Control,
    Identity,
    Media,
    Picture,
    Sound,
)
from custom_components.ip_camera_cgi.protocol.sound import adpcm
from custom_components.ip_camera_cgi.protocol.sound.adpcm import State

LOGIN = "4d4f5f4f00000000000000000000000000000000000000"
LOGIN_ANSWER = "4d4f5f4f01000000000000000000001b0000001b00000000003030363236453041314232430000000001000000000b250238"
VERIFY = "4d4f5f4f02000000000000000000001a0000001a00000067756573740000000000000000612d5061737377307264000000"
KEEP_ALIVE = "4d4f5f4fff000000000000000000000000000000000000"
ALARM = "4d4f5f4f19000000000000000000000900000009000000030000000064006400"
SOUND_HEAD = "4d4f5f560200000000000000000000b1000000b1000000d8f557010ffc5500bf32875300a0000000"
PACKET = (
    "077777771fbbb981443522288bcccab981253432209adbdab980244342219abebbc990235423200accbcb9901363341109bdcaba981435"
    "333109cccbbaa81363432209bcdbbba81254423119accbcb9802363341199bdcaba88244343110acbdbba98236343210abdcbbaa013634"
    "32109adcbbb991363432208bdbdab991244423119abebbc9902434422089bdcaba90235433210abecaba98143533310abdcc"
)
RAILS = (
    "0c002a006900f10016028d04da093815952dd161ff7fff7fff7fff7fff7fff7fff7fff7fff7fff7fff7fff7fff7fff7f02900080008000"
    "8000800080008000800080008000800080008000800080008000800080008000800080008000800080ff8f73810080058ccfac018f4de0"
    "0080398d3e99508e6184bee70080"
)

frames = st.builds(Frame, st.integers(0, 0xFFFF), st.binary(max_size=300))


def read(reader: FrameReader, *pieces: bytes) -> list[Frame]:
    return [frame for piece in pieces for frame in reader.feed(piece)]


@given(st.lists(frames, max_size=8), st.data())
def test_frames_are_independent_of_segmentation(sent: list[Frame], data: st.DataObject) -> None:
    """Wanted frames arrive complete and in order; others are not kept."""
    stream = b"".join(frame.encode(CONTROL) for frame in sent)
    wanted = data.draw(st.sets(st.sampled_from([frame.opcode for frame in sent] or [0])))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    reader = FrameReader(CONTROL, wanted)
    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert read(reader, *pieces) == [frame for frame in sent if frame.opcode in wanted]
    assert not reader._buffer


@given(st.binary(max_size=2000), st.sampled_from([CONTROL, MEDIA]), st.integers(1, 50))
def test_garbage_raises_or_waits(garbage: bytes, channel: Channel, size: int) -> None:
    reader = FrameReader(channel, range(300))
    try:
        read(reader, *(garbage[at : at + size] for at in range(0, len(garbage), size)))
    except CameraResponseError:
        return
    assert len(reader._buffer) < 23 or reader._buffer.startswith(channel.mark)


@pytest.mark.parametrize(("length", "channel"), [(2**32 - 1, c) for c in (CONTROL, MEDIA)] + [(4097, CONTROL)])
@pytest.mark.parametrize("opcode", [Control.ALARM, 28, 9999])
def test_oversized_frame_is_refused_by_header(length: int, channel: Channel, opcode: int) -> None:
    head = struct.pack("<4sHB8sII", channel.mark, opcode, 0, bytes(8), length, length)
    with pytest.raises(CameraResponseError, match="too long"):
        read(FrameReader(channel, {Control.ALARM}), head)


def test_frames_before_garbage_are_delivered() -> None:
    reader, heard = FrameReader(CONTROL, {255}), list[Frame]()
    with pytest.raises(CameraResponseError):
        for frame in reader.feed(bytes.fromhex(KEEP_ALIVE) + b"HTTP/1.0 400 Bad Request\r\n"):
            heard.append(frame)
    assert heard == [Frame(255)]


def test_unwanted_body_is_not_buffered() -> None:
    reader = FrameReader(CONTROL, {Control.ALARM})
    linked = Frame(28, b"canary-password".ljust(1152, b"\0")).encode(CONTROL)
    for at in range(0, len(linked), 100):
        assert read(reader, linked[at : at + 100]) == []
        assert b"canary" not in reader._buffer
    assert read(reader, bytes.fromhex(ALARM)) == [Frame(Control.ALARM, bytes.fromhex(ALARM)[23:])]


def test_reserved_header_fields_are_ignored() -> None:
    """A clone writes 0xAA to the sixth byte; some clients write 0 as the second length."""
    head = struct.pack("<4sHB8sII", b"MO_O", 25, 0xAA, b"\1" * 8, 1, 0)
    assert read(FrameReader(CONTROL, {25}), head + b"\1") == [Frame(25, b"\1")]


def test_sent_messages() -> None:
    assert messages.LOGIN.encode(CONTROL).hex() == LOGIN
    assert messages.KEEP_ALIVE.encode(CONTROL).hex() == KEEP_ALIVE
    assert messages.verify(Account("guest", "a-Passw0rd")).encode(CONTROL).hex() == VERIFY
    assert (Frame(4, b"\2"), Frame(8, b"\2")) == (messages.PICTURE_BEGIN, messages.SOUND_BEGIN)
    assert Frame(Media.BEGIN, b"\x12\x34\x56\x78").encode(MEDIA)[:6] == b"MO_V\0\0"


@pytest.mark.parametrize("password", ["thirteen-char", "äöüäöüä", "a\0b"])
def test_overlong_login_is_refused(password: str) -> None:
    with pytest.raises(ValueError, match="too long"):
        messages.verify(Account("admin", password))
    with pytest.raises(ValueError, match="too long"):
        messages.verify(Account(password, "secret"))


def test_identity() -> None:
    result, rest = messages.result_of(bytes.fromhex(LOGIN_ANSWER)[23:])
    assert result == 0
    assert Identity.decode(rest) == Identity("00626E0A1B2C", "11.37.2.56")
    assert messages.result_of(b"\2\0") == (2, b"")
    for body in (b"", b"\0"):
        with pytest.raises(CameraResponseError):
            messages.result_of(body)
    for body in (b"", bytes(57)):
        with pytest.raises(CameraResponseError):
            Identity.decode(body)


@pytest.mark.parametrize(
    ("reported", "same"),
    [
        ("00626E0A1B2C", True),
        ("00626e0a1b2c", True),
        ("626E0A1B2C", True),
        ("00626E0A1B", True),
        ("", False),
        ("00626E0A1B2D", False),
        ("0A1B2C", False),
    ],
)
def test_identity_matches_camera_id(reported: str, same: bool) -> None:
    assert Identity(reported, "").is_of("00626E0A1B2C") is same


def test_alarms() -> None:
    assert AlarmNotice.decode(bytes.fromhex(ALARM)[23:]) == AlarmNotice(3), (
        "an area of the whole picture is not an area"
    )
    assert AlarmNotice.decode(b"\1" + struct.pack("<4H", 10, 20, 30, 45)) == AlarmNotice(1, (10, 20, 30, 45))
    assert AlarmNotice.decode(b"\1" + struct.pack("<4H", 10, 20, 3000, 45)) == AlarmNotice(1)
    assert AlarmNotice.decode(bytes(9)) == AlarmNotice(0)
    assert AlarmNotice.decode(b"\x09") == AlarmNotice(9)
    assert AlarmNotice.decode(b"\2" + bytes(7)) == AlarmNotice(2)
    with pytest.raises(CameraResponseError):
        AlarmNotice.decode(b"")


def test_picture_settings() -> None:
    reported = messages.settings(bytes((32, 200, 4, 1, 0x77, 3, 0, 0)))
    assert reported == {"resolution": "32", "brightness": "200", "contrast": "4", "mode": "1", "flip": "3"}
    assert messages.setting_changed(b"\1\xc8") == {"brightness": "200"}
    assert messages.setting_changed(b"\4\1") == messages.setting_changed(b"\x63\1") == {}


@given(st.binary(max_size=60))
def test_any_body_is_parsed_or_refused(body: bytes) -> None:
    for decode in (
        messages.result_of,
        Identity.decode,
        AlarmNotice.decode,
        Picture.decode,
        Sound.decode,
        messages.settings,
        messages.setting_changed,
    ):
        try:
            decode(body)
        except CameraResponseError:
            continue


def test_media() -> None:
    jpeg = b"\xff\xd8picture\xff\xd9"
    body = struct.pack("<IIBI", 18779, 1401369279, 0, len(jpeg)) + jpeg
    assert Picture.decode(body) == Picture(18779, jpeg)
    with pytest.raises(CameraResponseError):
        Picture.decode(body[:-1])
    assert Picture.decode(body + b"more") == Picture(18779, jpeg), "as some firmware has more behind sound"
    frame = bytes.fromhex(SOUND_HEAD + PACKET)
    (packet,) = read(FrameReader(MEDIA, {2}), frame)
    sound = Sound.decode(packet.body)
    assert sound == Sound(22541784, 5635087, 1401369279, bytes.fromhex(PACKET))
    assert Sound.decode(packet.body + struct.pack("<hB", -7, 12)).before == State(-7, 12)
    assert Sound.decode(packet.body + struct.pack("<hB", -7, 89)).before is None
    assert sound.talk() == Frame(Media.TALK, packet.body)


# Decoding and encoding


def samples(pcm: bytes) -> array[int]:
    return array("h", pcm)


TONE = array("h", (round(8000 * sin(tau * 440 * at / 8000)) for at in range(320))).tobytes()


def test_tone_round_trip() -> None:
    code, state = adpcm.encode(TONE, State())
    assert (code.hex(), state) == (PACKET, State(-2355, 64))
    pcm, after = adpcm.decode(code, State())
    assert after == state
    heard = samples(pcm)
    assert max(abs(a - b) for a, b in zip(heard[20:], samples(TONE)[20:], strict=True)) < 1200


@pytest.mark.parametrize(
    ("code", "before", "pcm", "after"),
    [
        ("0ff07aa7", (-1234, 40), "58fb19f948f4f8f45bfea6f78df13102", (561, 68)),
        ("0008809900", (5, 2), "0600070007000700070007000600050005000500", (5, 0)),
        (
            "777777777777777777777777ffffffffffffffffffffffff0880194c00885d",
            (0, 0),
            RAILS,
            (-32768, 88),
        ),
    ],
)
def test_clipping(code: str, before: tuple[int, int], pcm: str, after: tuple[int, int]) -> None:
    assert adpcm.decode(bytes.fromhex(code), State(*before)) == (bytes.fromhex(pcm), State(*after))


@given(st.binary(max_size=400), st.integers(-32768, 32767), st.integers(0, 88), st.integers(0, 400))
def test_state_is_independent_of_segmentation(code: bytes, sample: int, index: int, cut: int) -> None:
    before = State(sample, index)
    whole, after = adpcm.decode(code, before)
    first, between = adpcm.decode(code[:cut], before)
    second, end = adpcm.decode(code[cut:], between)
    assert (first + second, end) == (whole, after)
    assert len(whole) == 4 * len(code)
    assert len(adpcm.encode(whole, before)[0]) == len(code)


def test_odd_number_of_samples() -> None:
    assert len(adpcm.encode(bytes(6), State())[0]) == 2
    assert adpcm.encode(b"", State(7, 3)) == (b"", State(7, 3))
