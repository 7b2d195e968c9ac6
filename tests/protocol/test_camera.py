"""Cameras of both dialects over real sockets."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import replace
import re
from typing import Any

import aiohttp
import pytest

from custom_components.ip_camera_cgi.protocol import (
    Account as AccountShown,
    Address,
    Alarm,
    Camera,
    CameraAuthError,
    CameraConnectionError,
    CameraPermissionError,
    CameraRejectedError,
    CameraResponseError,
    CameraUnknownError,
    Choice,
    Flag,
    Frame,
    Ipv4,
    Level,
    LiveState,
    Mask,
    Role,
    Setting,
    Text,
    connect,
)
from custom_components.ip_camera_cgi.protocol.camera import alarm_calls, page_cache
from simulator import Account, AccountRole, SimulatedCamera, names, simulate
from simulator.netwave.camera import NetwaveCamera

from ..conftest import DIALECTS, Connecting

EVERY_PERSONALITY = [(dialect, name) for dialect in DIALECTS for name in names(dialect)]
ODD_PASSWORDS = ["", "a&b", "a?b", "a#b", "100%", "a+b", "a/b", "a'b\"c", "a b", "пароль", "é", "密码"]


async def until(true: Any, seconds: float = 5) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(("dialect", "personality"), EVERY_PERSONALITY)
async def test_connect_detects_the_dialect(dialect: str, personality: str, connecting: Connecting) -> None:
    async with simulate(dialect, personality=personality) as simulated:
        camera = await connecting(simulated)
        assert camera.dialect == dialect
        assert camera.info.mac.replace(":", "").upper() == simulated.personality.id.upper()
        assert camera.capabilities.role is Role.ADMINISTRATOR
        assert (await camera.pictures.still()).startswith(b"\xff\xd8")
        assert {"brightness", "flip", "resolution", "motion_detection"} <= {s.key for s in camera.settings}
        await camera.update({setting.page for setting in camera.settings})


def values(setting: Setting[Any]) -> list[Any]:
    """Return representative values of a codec."""
    match setting.codec:
        case Flag():
            return [True, False]
        case Choice(options):
            return list(options.values())
        case Level(low, high, also):
            return sorted({low, low + 1, (low + high) // 2, high} | ({also} if also is not None else set()))
        case Text(longest, pattern):
            return [
                text
                for text in ("", "a", "A b-1", "x" * longest, "1.2.3.4", "239.1.2.3", "3000,60000", "http://a.b:1/c-d")
                if re.fullmatch(pattern, text) and len(text) <= longest
            ]
        case Mask(width):
            return [0, 1 << (width - 1)]
        case Ipv4():
            return ["192.168.0.9", ""]
    raise AssertionError(setting)


ODD_WIRES: list[dict[str, Any]] = [
    {"header_end": "\n"},
    {"header_end": "\n", "status_end": "\n"},
    {"version": "HTTP/1.0", "no_length": True},
    {"blank_before_colon": True},
    {"nameless_header": True},
    {"duplicate_length": True},
    {"body_end": "\r\n\r\n"},
    {"commands": "204"},
    {"commands": "204 with body"},
    {"commands": "200"},
    {"remarks": True},
    {"part_length": "body"},
    {"part_length": "none"},
    {"blank_before_colon": True, "nameless_header": True, "header_end": "\n", "commands": "204 with body"},
]


@pytest.mark.parametrize("wire", ODD_WIRES, ids=str)
async def test_malformed_responses_are_read(
    wire: dict[str, Any], simulated: SimulatedCamera, connecting: Connecting
) -> None:
    simulated.wire = replace(simulated.wire, **wire)
    camera = await connecting(simulated)
    brightness = camera.setting("brightness")
    assert brightness is not None
    await camera.change(brightness, 42)
    await camera.switch_output(True)
    assert (await camera.pictures.still()).startswith(b"\xff\xd8")
    async with aclosing(camera.live.frames()) as pictures, asyncio.timeout(5):
        await anext(pictures)
        await anext(pictures)
    hearing = asyncio.create_task(camera.alarms.run(lambda: None))
    detection = camera.setting("motion_detection")
    assert detection is not None
    await camera.change(detection, True)
    simulated.world.motion = True
    await until(lambda: camera.state.alarms.get(Alarm.MOTION))
    hearing.cancel()


async def test_malformed_responses_to_digest(connecting: Connecting) -> None:
    async with simulate("netwave", personality="foscam-digest") as simulated:
        simulated.wire = replace(simulated.wire, nameless_header=True)
        camera = await connecting(simulated)
        await camera.pictures.still()
        assert simulated.requests[-1].login == "digest"


async def test_value_out_of_range_is_not_sent(camera: Camera, simulated: SimulatedCamera) -> None:
    setting = camera.setting("brightness")
    assert setting is not None
    request_count = len(simulated.requests)
    with pytest.raises(ValueError, match="out_of_range"):
        await camera.change(setting, 1000)
    assert len(simulated.requests) == request_count


async def test_ignored_write_raises(camera: Camera, simulated: SimulatedCamera) -> None:
    """The camera reports success and keeps the old value."""
    setting = camera.setting("brightness")
    assert setting is not None
    before = camera.state.get(setting)
    simulated.faults.deaf = True
    with pytest.raises(CameraRejectedError, match="stayed at"):
        await camera.change(setting, 77)
    assert camera.state.get(setting) == before


@pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
async def test_fields_sent_along_are_read_first(
    camera: Camera, connecting: Connecting, simulated: SimulatedCamera
) -> None:
    """Concurrent changes of two settings of one page both succeed."""
    other = await connecting(simulated)
    flip, resolution = camera.setting("flip"), other.setting("resolution")
    assert flip is not None
    assert resolution is not None
    await other.change(resolution, "1280x720")
    await camera.change(flip, "mirror")
    assert camera.state.get(resolution) == "1280x720"


async def test_motion_begins_and_ends(camera: Camera, simulated: SimulatedCamera) -> None:
    setting = camera.setting("motion_detection")
    assert setting is not None
    await camera.change(setting, True)
    hearing = asyncio.create_task(camera.alarms.run(lambda: None))
    await until(lambda: camera.listening)
    simulated.world.motion = True
    await until(lambda: camera.state.alarms.get(Alarm.MOTION))
    simulated.world.motion = False
    await until(lambda: camera.state.alarms.get(Alarm.MOTION) is False, 10)
    hearing.cancel()


async def test_unarmed_camera_is_polled_rarely(connecting: Connecting) -> None:
    """Polling becomes fast as soon as detection is armed."""
    async with simulate("netwave") as simulated:
        camera = await connecting(simulated)
        camera.alarms.configure(hold=0, optional_allowed=False)  # no pushed alarms
        await camera.change_all({"motion_detection": False, "alarm_input": False})
        hearing = asyncio.create_task(camera.alarms.run(lambda: None))
        await until(lambda: camera.listening)
        request_count = len(simulated.requests)
        await asyncio.sleep(3)
        assert len(simulated.requests) == request_count
        await camera.change_all({"motion_detection": True})
        request_count = len(simulated.requests)
        await until(lambda: len(simulated.requests) >= request_count + 2, 4)
        hearing.cancel()


async def test_alarm_hold(connecting: Connecting, dialect: str, simulated: SimulatedCamera) -> None:
    """An ended alarm stays on for the configured seconds."""
    camera = await connecting(simulated)
    camera.alarms.configure(hold=3)
    if isinstance(simulated, NetwaveCamera):
        simulated.alarm.hold = 0
    await camera.change_all({"motion_detection": True})
    hearing = asyncio.create_task(camera.alarms.run(lambda: None))
    await until(lambda: camera.listening)
    simulated.world.motion = True
    await until(lambda: camera.state.alarms.get(Alarm.MOTION))
    simulated.world.motion = False
    await asyncio.sleep(2)
    assert camera.state.alarms[Alarm.MOTION]
    simulated.world.motion = True  # the hold counts from the last end
    await asyncio.sleep(2)
    simulated.world.motion = False
    await asyncio.sleep(2)
    assert camera.state.alarms[Alarm.MOTION]
    await until(lambda: not camera.state.alarms[Alarm.MOTION], 6)
    hearing.cancel()


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_call_matches_beginning(
    camera: Camera, simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call shortly before or after the beginning counts; a newer beginning replaces the wait."""
    monkeypatch.setattr(alarm_calls, "_CALL_TIMEOUT", 0.5)
    late: list[bool] = []
    camera.alarms.expect_calls(lambda: late.append(True))
    simulated.settings |= {"alarm_motion_armed": "1", "alarm_input_armed": "1"}
    hearing = asyncio.create_task(camera.alarms.run(lambda: None))
    await until(lambda: camera.listening)
    simulated.world.motion = True
    camera.alarms.wake()
    await until(lambda: camera.state.alarms.get(Alarm.MOTION))
    simulated.world.motion = False
    simulated.world.input = True
    camera.alarms.record_call()
    await until(lambda: camera.state.alarms.get(Alarm.INPUT))
    await asyncio.sleep(0.7)
    assert not late
    hearing.cancel()


async def test_alarms_are_unknown_during_outage(camera: Camera, simulated: SimulatedCamera) -> None:
    await camera.change_all({"motion_detection": True})
    heard: list[bool] = []
    hearing = asyncio.create_task(camera.alarms.run(lambda: heard.append(camera.listening)))
    await until(lambda: camera.listening)
    simulated.faults.refuse = True
    simulated.hang_up()
    await until(lambda: not camera.listening, 10)
    assert camera.state.alarms == {}
    with pytest.raises(CameraConnectionError):
        await camera.update(set())
    simulated.faults.refuse = False
    await until(lambda: camera.listening, 10)
    assert heard[0] is True
    assert False in heard
    assert heard[-1] is True
    hearing.cancel()


async def test_output(connecting: Connecting, dialect: str) -> None:
    personality = "netwave-generic" if dialect == "netwave" else None
    async with simulate(dialect, personality=personality) as simulated:
        camera = await connecting(simulated)
        for on in (True, False):
            await camera.switch_output(on)
            assert simulated.world.relay is on
            assert camera.state.output is on


async def test_reboot(camera: Camera, simulated: SimulatedCamera) -> None:
    simulated.reboot_seconds = 0.5
    await camera.maintenance.reboot()
    await until(lambda: simulated.rebooting)
    with pytest.raises(CameraConnectionError):
        await camera.update(set())
    await until(lambda: not simulated.rebooting)
    await camera.update(set())


async def test_viewers_share_one_stream(camera: Camera, simulated: SimulatedCamera) -> None:
    async def watch() -> Frame:
        seen = 0
        async with aclosing(camera.live.frames()) as pictures:
            async for picture in pictures:
                seen += 1
                if seen == 3:
                    return picture
        raise AssertionError

    pictures = await asyncio.gather(*(watch() for _ in range(5)))
    assert all(picture.jpeg.startswith(b"\xff\xd8") for picture in pictures)
    assert simulated.open_streams == 1
    request_count = len(simulated.requests)
    assert await camera.pictures.still() == camera.live.latest, "stills come from the stream while it runs"
    assert len(simulated.requests) == request_count
    await until(lambda: simulated.open_streams == 0, 10)


async def test_snapshots_of_a_slow_camera_come_from_its_stream(
    camera: Camera, simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One frame in 0.6 s where a frame is fresh for 0.4 s: as one in three seconds, where two are usual."""
    for name, seconds in (("_FRESH_FOR", 0.4), ("_STALL_TIMEOUT", 0.6)):
        monkeypatch.setattr(f"custom_components.ip_camera_cgi.protocol.video.hub.{name}", seconds)
    picture = await camera.pictures.still()

    async def slowly() -> AsyncGenerator[bytes]:
        while True:
            yield picture
            await asyncio.sleep(0.6)

    monkeypatch.setattr(camera.live, "_pictures", slowly)
    async with aclosing(camera.live.frames()) as frames, asyncio.timeout(20):
        for _ in range(3):
            assert not (await anext(frames)).no_signal
        request_count = len(simulated.requests)
        for _ in range(8):
            assert await camera.pictures.still() == picture
            await asyncio.sleep(0.23)
    assert len(simulated.requests) == request_count, "the camera serves nothing else while it streams"
    assert camera.live.state is not LiveState.NO_SIGNAL


async def test_live_pictures_resume_after_fault(camera: Camera, simulated: SimulatedCamera) -> None:
    async with aclosing(camera.live.frames()) as pictures:
        await anext(pictures)
        simulated.faults.truncated_picture = True
        simulated.hang_up()
        await asyncio.sleep(0.5)
        simulated.faults.clear()
        async with asyncio.timeout(10):
            for _ in range(5):
                assert (await anext(pictures)).jpeg.rstrip().endswith(b"\xff\xd9")


async def test_concurrent_pictures_share_one_request(camera: Camera, simulated: SimulatedCamera) -> None:
    request_count = len(simulated.requests)
    await asyncio.gather(*(camera.pictures.still() for _ in range(10)))
    assert len(simulated.requests) == request_count + 1


@pytest.mark.parametrize("fault", ["truncated_picture", "error_page_picture"])
async def test_truncated_pictures_are_rejected(fault: str, camera: Camera, simulated: SimulatedCamera) -> None:
    simulated.faults.set(fault, True)
    with pytest.raises(CameraResponseError):
        await camera.pictures.still()


@pytest.mark.parametrize("password", ODD_PASSWORDS)
async def test_special_characters_in_passwords(password: str, dialect: str, connecting: Connecting) -> None:
    async with simulate(dialect, password=password) as simulated:
        camera = await connecting(simulated, password=password)
        await camera.update(set())
        await anext(camera.live.frames())
        with pytest.raises(CameraAuthError):
            await connecting(simulated, password=password + "x")


async def test_digest(connecting: Connecting) -> None:
    async with simulate("netwave", personality="foscam-digest") as simulated:
        camera = await connecting(simulated)
        await camera.pictures.still()
        assert simulated.requests[-1].login == "digest"
        with pytest.raises(CameraAuthError):
            await connecting(simulated, password="wrong")


async def test_visitor_of_a_netwave_camera_sees_the_picture(connecting: Connecting) -> None:
    visitor = Account("guest", "guest", AccountRole.VISITOR)
    async with simulate("netwave", accounts=[visitor]) as simulated:
        camera = await connecting(simulated, "guest", "guest")
        assert camera.capabilities.role is Role.VISITOR
        assert not camera.capabilities.tasks
        assert not camera.capabilities.output
        assert camera.setting("motion_detection") is None
        assert (await camera.pictures.still()).startswith(b"\xff\xd8")
        assert "/get_params.cgi" not in {each.path for each in simulated.requests if each.account}


async def test_visitor_of_a_hucoms_camera_is_refused(connecting: Connecting) -> None:
    visitor = Account("guest", "guest", AccountRole.VISITOR)
    async with simulate("hucoms", accounts=[visitor]) as simulated:
        with pytest.raises(CameraPermissionError):
            await connecting(simulated, "guest", "guest")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("refuse", CameraConnectionError),
        ("silent", CameraConnectionError),
        ("unauthorized", CameraAuthError),
        ("html", CameraUnknownError),
    ],
)
async def test_unreachable_addresses(
    fault: str, error: type[Exception], simulated: SimulatedCamera, connecting: Connecting
) -> None:
    simulated.faults.set(fault, True)
    started = asyncio.get_running_loop().time()
    with pytest.raises(error):
        await connecting(simulated, timeout=9)
    assert asyncio.get_running_loop().time() - started < 10


@pytest.mark.parametrize("fault", ["garbage", "half"])
async def test_invalid_responses_raise_typed_errors(
    fault: str, simulated: SimulatedCamera, connecting: Connecting
) -> None:
    simulated.faults.set(fault, True)
    with pytest.raises((CameraConnectionError, CameraResponseError, CameraUnknownError)):
        await connecting(simulated, timeout=9)


@pytest.mark.parametrize("host", ["nobody.invalid", "a" * 70 + ".invalid", "..", "-"])
async def test_closed_port(host: str) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(CameraConnectionError):
            await connect(session, Address(host), AccountShown("admin", ""), timeout=9)


async def test_slow_camera_is_connected(simulated: SimulatedCamera, connecting: Connecting) -> None:
    simulated.faults.slow = 0.9
    started = asyncio.get_running_loop().time()
    camera = await connecting(simulated, timeout=9)  # as long as users wait during setup
    assert asyncio.get_running_loop().time() - started < 10
    assert camera.info.mac


async def test_too_slow_camera_times_out(simulated: SimulatedCamera, connecting: Connecting) -> None:
    simulated.faults.slow = 3.5
    with pytest.raises(CameraConnectionError):
        await connecting(simulated, timeout=3)


@pytest.mark.parametrize("dialect", ["netwave"])
async def test_incomplete_page_is_not_written(
    camera: Camera, simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The camera would reset the fields that are not sent."""
    read = camera._driver.read

    async def half(page: str) -> dict[str, str]:
        return dict(list((await read(page)).items())[:5])

    before = dict(simulated.settings)
    monkeypatch.setattr(camera._driver, "read", half)
    with pytest.raises(CameraResponseError, match="without"):
        await camera.change_all({"user_1_name": "bob"})
    assert simulated.settings == before


@pytest.mark.parametrize("dialect", ["netwave"])
async def test_failed_page_is_soon_read_again(
    camera: Camera, simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither many readings within a moment nor a long fault delay the next reading for long."""
    simulated.faults.set("garbage", True)
    simulated.faults.only = "get_params"
    for _ in range(9):
        await camera.refresh({"params"})
    assert camera.unread_pages == set(), "readings within a second count as one failure"
    monkeypatch.setattr(page_cache, "_RETRY", 0.05)
    monkeypatch.setattr(page_cache, "_MAX_KNOWN_RETRY", 0.1)
    simulated.faults.only = "get_misc"
    for _ in range(9):
        await asyncio.sleep(0.11)
        await camera.refresh({"misc"})
    assert camera.unread_pages == {"misc"}
    simulated.faults.clear()
    await asyncio.sleep(0.11)
    await camera.read_missing()
    assert camera.unread_pages == set()


@pytest.mark.parametrize("dialect", ["netwave"])
async def test_call_during_poll_causes_another_poll(camera: Camera) -> None:
    """The answer under way may predate the alarm."""
    camera.alarms.record_call()
    async with asyncio.timeout(1):
        await camera.alarms.pause(60)
    with pytest.raises(TimeoutError):  # and only once
        async with asyncio.timeout(0.05):
            await camera.alarms.pause(60)


async def test_calls_are_rate_limited(camera: Camera) -> None:
    request_count = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(1):
            while True:
                camera.alarms.record_call()
                await camera.alarms.pause(60)
                request_count += 1
    assert 3 <= request_count <= 6
