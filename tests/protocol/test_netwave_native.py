"""The native protocol against simulated Netwave cameras."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager, suppress
import logging
from time import monotonic
from typing import Any, cast

import pytest

from custom_components.ip_camera_cgi.protocol import Alarm, Camera, CameraAuthError, CameraConnectionError, Move
from custom_components.ip_camera_cgi.protocol.camera import alarm_monitor
from custom_components.ip_camera_cgi.protocol.camera.alarm_states import CHANGES_AT_ONCE, CHANGES_PER_SECOND
from custom_components.ip_camera_cgi.protocol.dialects.netwave import alarms as polling
from custom_components.ip_camera_cgi.protocol.dialects.netwave.native import connection, link
from custom_components.ip_camera_cgi.protocol.dialects.netwave.native.frames import Frame
from custom_components.ip_camera_cgi.protocol.dialects.netwave.native.link import LinkState
from custom_components.ip_camera_cgi.protocol.dialects.netwave.native.messages import Control
from custom_components.ip_camera_cgi.protocol.http import login
from custom_components.ip_camera_cgi.protocol.http.request import Request
from simulator import Account, AccountRole, NetwaveCamera, simulate

from ..conftest import PASSWORD, Connecting
from .test_camera import until

ARMED = {"alarm_motion_armed": "1", "alarm_input_armed": "1", "alarm_sounddetect_armed": "1"}


@pytest.fixture
def personality() -> str:
    return "foscam-fi8910w"


@pytest.fixture
async def simulated(personality: str) -> AsyncGenerator[NetwaveCamera]:
    async with simulate("netwave", personality=personality) as camera:
        camera.settings |= ARMED
        yield cast("NetwaveCamera", camera)


@asynccontextmanager
async def watched(camera: Camera) -> AsyncGenerator[list[dict[Alarm, bool]]]:
    """Run the alarm sources and record what is published."""
    reported: list[dict[Alarm, bool]] = []
    task = asyncio.create_task(camera.alarms.run(lambda: reported.append(dict(camera.alarms.alarms))))
    try:
        yield reported
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def state_of(camera: Camera) -> dict[str, Any]:
    return next(each for each in camera.alarms.sources.details if each["name"] == "native")


@pytest.fixture
async def camera(simulated: NetwaveCamera, connecting: Connecting) -> AsyncGenerator[Camera]:
    """A camera with pushed alarms."""
    found = await connecting(simulated)
    async with watched(found):
        await until(lambda: found.alarms.in_use == "native")
        yield found


def retry(monkeypatch: pytest.MonkeyPatch, state: LinkState, first: float) -> None:
    """Shorten the pause before the first retry."""
    monkeypatch.setitem(cast("dict[LinkState, tuple[float, float]]", link._RETRIES), state, (first, 300))


def polls(simulated: NetwaveCamera) -> int:
    return sum(each.path == "/get_status.cgi" for each in simulated.requests)


@pytest.mark.parametrize("personality", ["foscam-fi8910w", "netwave-clone", "tenvis-jpt3815", "easyn-fs613"])
async def test_alarms_are_pushed(camera: Camera, simulated: NetwaveCamera) -> None:
    simulated.alarm.hold = 0.2
    request_count, began = polls(simulated), monotonic()
    simulated.world.motion = True
    await until(lambda: camera.alarms.alarms[Alarm.MOTION])
    assert monotonic() - began < 0.2
    assert camera.alarms.area(Alarm.MOTION) == (20, 30, 60, 90)
    simulated.world.motion = False
    await until(lambda: not camera.alarms.alarms[Alarm.MOTION])
    assert camera.alarms.area(Alarm.MOTION) is None
    simulated.world.input = True
    await until(lambda: camera.alarms.alarms[Alarm.INPUT])
    assert polls(simulated) <= request_count + 1, "no poll was necessary"


async def test_polling_is_slow_while_alarms_are_pushed(camera: Camera, simulated: NetwaveCamera) -> None:
    await asyncio.sleep(1.6)  # except the poll that was already due
    request_count = len(simulated.requests)
    await asyncio.sleep(2.5)
    assert [each.path for each in simulated.requests[request_count:]] == []


async def test_alarm_active_on_connecting(simulated: NetwaveCamera, connecting: Connecting) -> None:
    simulated.world.motion = True
    camera = await connecting(simulated)
    async with watched(camera):
        await until(lambda: camera.alarms.in_use == "native")
        assert camera.alarms.alarms[Alarm.MOTION]


@pytest.mark.parametrize("personality", ["netwave-generic", "netwave-manual", "wanscam-c0d8"])
async def test_cameras_without_the_protocol_are_probed_once(
    simulated: NetwaveCamera, connecting: Connecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "_PROBE_TIMEOUT", 0.3)
    camera = await connecting(simulated)
    async with watched(camera):
        await until(lambda: state_of(camera)["state"] == LinkState.NOT_SPOKEN)
        await until(lambda: simulated.connections_open == 0)
        assert camera.alarms.in_use == "polling"
        assert camera.alarms.sources.memory == {"native": simulated.personality.firmware}
        simulated.world.motion = True
        await until(lambda: camera.alarms.alarms.get(Alarm.MOTION))
    again = await connecting(simulated)
    again.alarms.sources.recall(camera.alarms.sources.memory)
    seen, request_count = simulated.connections_seen, len(simulated.requests)
    async with watched(again):
        await until(lambda: again.alarms.on)
        # Only connections for requests.
        await until(lambda: simulated.connections_seen - seen == len(simulated.requests) - request_count)
        assert state_of(again)["state"] == LinkState.NOT_SPOKEN


async def test_camera_without_free_connection_is_retried(
    simulated: NetwaveCamera, connecting: Connecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "_PROBE_TIMEOUT", 0.2)
    camera = await connecting(simulated)
    driver = cast("Any", camera.driver)
    viewer = await asyncio.open_connection(simulated.host, simulated.port)
    await until(lambda: simulated.connections_open == 1)
    simulated.faults.connections = 1

    async def ask() -> None:
        await driver._http.send(Request("/get_status.cgi", timeout=0.3))

    with pytest.raises(Exception, match="no answer"):
        await driver._link.open(simulated.settings["id"], "1.2", ask)
    assert not driver._link.not_spoken_by
    viewer[1].close()


@pytest.mark.parametrize("hang", ["hang", "refuse"])
async def test_control_connection_gives_way_to_requests(
    camera: Camera, simulated: NetwaveCamera, hang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control connection takes the only slot and is closed for the next request."""
    simulated.faults.too_many = hang
    simulated.faults.connections = 1
    if hang == "hang":
        with pytest.raises(Exception, match="no answer"):
            await camera.driver._http.send(Request("/snapshot.cgi", timeout=0.5))  # type: ignore[attr-defined]
    assert (await camera.pictures.still())[:2] == b"\xff\xd8"
    assert state_of(camera)["state"] == LinkState.GAVE_WAY
    simulated.world.motion = True
    await until(lambda: camera.alarms.alarms[Alarm.MOTION])


async def test_control_connection_gives_way_to_the_fourth_viewer(
    camera: Camera, simulated: NetwaveCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other viewers use three of four slots: ours gets the fourth, and the control connection returns afterwards."""
    retry(monkeypatch, LinkState.GAVE_WAY, 0.3)
    others = [await asyncio.open_connection(simulated.host, simulated.port) for _ in range(3)]
    for _, writer in others:
        writer.write(b"GET /videostream.cgi?user=admin&pwd= HTTP/1.0\r\n\r\n")
    await until(lambda: simulated.connections_open == 4)
    simulated.faults.too_many, simulated.faults.connections = "refuse", 4
    async with aclosing(camera.live.frames()) as frames, asyncio.timeout(15):
        while (await anext(frames)).no_signal:
            pass
        assert state_of(camera)["state"] != LinkState.CONNECTED
    for _, writer in others:
        writer.close()
    await until(lambda: camera.alarms.in_use == "native", 15)


async def test_reconnect(camera: Camera, simulated: NetwaveCamera, caplog: pytest.LogCaptureFixture) -> None:
    simulated.hang_up()
    began = monotonic()
    simulated.world.motion = True
    await until(lambda: camera.alarms.alarms[Alarm.MOTION], 3)
    assert monotonic() - began < 2.5, "it is polled meanwhile"
    await until(lambda: camera.alarms.in_use == "native", 10)
    assert not [each for each in caplog.records if each.levelno > logging.DEBUG], "it reconnects at once"


async def test_settings_changed_elsewhere(camera: Camera, simulated: NetwaveCamera) -> None:
    simulated.pictures.set("1", "200")
    await until(lambda: camera.state.pages["camera_params"]["brightness"] == "200")
    brightness = camera.setting("brightness")
    assert brightness is not None
    await camera.change(brightness, 40)
    assert camera.state.get(brightness) == 40
    request_count = len(simulated.requests)
    await camera.refresh(["camera_params"])
    assert camera.state.get(brightness) == 40
    assert len(simulated.requests) == request_count, "it was reported over the open connection"


@pytest.mark.parametrize(
    ("fault", "state"),
    [("alien", LinkState.OTHER_CAMERA), ("busy", LinkState.BUSY), ("garbage", LinkState.LOST)],
)
async def test_failures_and_their_states(
    simulated: NetwaveCamera, connecting: Connecting, fault: str, state: LinkState
) -> None:
    simulated.faults.native = fault
    camera = await connecting(simulated)
    async with watched(camera):
        await until(lambda: state_of(camera)["state"] == state)
        await until(lambda: simulated.native.sessions == [])
        logins = sum(opcode == 0 for opcode, _ in simulated.native.received)
        await asyncio.sleep(1.5)
        assert sum(opcode == 0 for opcode, _ in simulated.native.received) <= logins + 1
        if fault == "alien":
            assert 2 not in [opcode for opcode, _ in simulated.native.received], "no password for another camera"
        simulated.world.motion = True
        await until(lambda: camera.alarms.alarms[Alarm.MOTION])


@pytest.mark.parametrize("fault", ["drops", "reset", "garbage", "half", "endless", "mute", "busy", "forgets"])
async def test_trouble_with_a_connection_costs_one_log_line_and_no_alarm(
    simulated: NetwaveCamera,
    connecting: Connecting,
    fault: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A connection that is lost repeatedly is retried with growing delays; alarms are polled meanwhile."""
    caplog.set_level(logging.INFO, link.__name__)
    monkeypatch.setattr(link, "_QUIET_TIME", 0.2)
    retry(monkeypatch, LinkState.LOST, 0.3)
    monkeypatch.setattr(alarm_monitor, "_MAX_RETRY_PAUSE", 0.2)
    monkeypatch.setattr(connection, "_TICK", 0.2)
    monkeypatch.setattr(link, "_VERIFY_TIMEOUT", 0.3)
    simulated.native.drop_after, simulated.alarm.hold = 0.2, 0.1
    camera = await connecting(simulated)
    async with watched(camera):
        await until(lambda: camera.alarms.in_use == "native")
        simulated.faults.native = fault
        if fault in {"mute", "busy"}:  # faults of a login
            simulated.hang_up()
        for motion in (True, False) * 2:
            simulated.world.motion = motion
            await until(lambda motion=motion: camera.alarms.alarms[Alarm.MOTION] is motion, 8)
        logins = [at for opcode, at in simulated.native.received if opcode == 0]
        assert len(logins) <= 7, "each adds a line to the camera's log"
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("custom_components")]
    assert len(lines) <= 1, lines
    assert all("polled, not pushed" in line for line in lines)


def test_lost_connection_is_detected_within_two_minutes() -> None:
    """In the worst case, the last byte came right after a check: the fourth one after that finds enough silence."""
    assert 4 * connection._TICK <= 120


async def test_busy_camera_is_retried_with_backoff(
    simulated: NetwaveCamera, connecting: Connecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    retry(monkeypatch, LinkState.BUSY, 0.5)
    simulated.faults.native = "busy"
    camera = await connecting(simulated)
    async with watched(camera):
        await asyncio.sleep(4)
    at = [when for opcode, when in simulated.native.received if opcode == 0]
    assert 2 <= len(at) <= 3
    assert at[-1] - at[0] >= 0.5


@pytest.mark.parametrize(
    ("user", "password", "state"),
    [
        ("admin", "thirteen-char", LinkState.LOGIN_TOO_LONG),
        ("guest", "pw", LinkState.CONNECTED),
        ("admin", "other", LinkState.LOGIN_REFUSED),
    ],
)
async def test_logins(user: str, password: str, state: LinkState, connecting: Connecting) -> None:
    guest = Account("guest", "pw", AccountRole.VISITOR)
    async with simulate("netwave", password=password, accounts=[guest]) as camera:
        simulated = cast("NetwaveCamera", camera)
        found = await connecting(simulated, user, password)
        if state is LinkState.LOGIN_REFUSED:
            simulated.native.accounts = list
        async with watched(found):
            await until(lambda: state_of(found)["state"] == state)
            await asyncio.sleep(1.2)
            verified = [opcode for opcode, _ in simulated.native.received].count(2)
            assert verified == (state is not LinkState.LOGIN_TOO_LONG)


async def test_digest_requires_consent(connecting: Connecting) -> None:
    async with simulate("netwave", personality="foscam-digest") as camera:
        simulated = cast("NetwaveCamera", camera)
        found = await connecting(simulated)
        source = found.alarms.sources.optional
        assert source is not None
        assert not source.usually_allowed
        async with watched(found):
            await until(lambda: state_of(found)["state"] == LinkState.NEEDS_CONSENT)
        assert simulated.native.received == []
        found = await connecting(simulated)
        found.alarms.configure(hold=0, optional_allowed=True)
        async with watched(found):
            await until(lambda: found.alarms.in_use == "native")


async def test_switched_off(simulated: NetwaveCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    camera.alarms.configure(hold=0, optional_allowed=False)
    async with watched(camera):
        await until(lambda: state_of(camera)["state"] == LinkState.OFF)
    assert simulated.native.received == []


async def test_passwords_of_linked_cameras_are_not_kept(
    simulated: NetwaveCamera, connecting: Connecting, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    simulated.settings |= {"dev2_user": "canary-1", "dev2_pwd": "canary-2", "dev2_host": "canary-3"}
    camera = await connecting(simulated)
    async with watched(camera):
        await until(lambda: camera.alarms.in_use == "native")
        control = cast("Any", camera.driver)._link.connection
        assert control is not None
        await control.confirm()
        assert b"canary" not in bytes(control._reader._buffer)
        assert "canary" not in str(camera.alarms.sources.details)
    assert "canary" not in caplog.text


@pytest.mark.parametrize("fault", ["trickle", "unordered", "unknown"])
async def test_unusual_but_valid_frames(simulated: NetwaveCamera, connecting: Connecting, fault: str) -> None:
    simulated.faults.native = fault
    camera = await connecting(simulated)
    async with watched(camera):
        await until(lambda: camera.alarms.in_use == "native")
        simulated.world.motion = True
        await until(lambda: camera.alarms.alarms[Alarm.MOTION])


async def test_flood_of_alarms(camera: Camera, simulated: NetwaveCamera) -> None:
    """The work is bounded, and the state after the flood is the one that is reported last."""
    requests, published, began = len(simulated.requests), camera.alarms._published, monotonic()
    simulated.faults.native = "flood"  # of motion that begins and ends
    await until(lambda: camera.alarms.alarms[Alarm.MOTION])
    await asyncio.sleep(1)
    most = 3 * (CHANGES_AT_ONCE + CHANGES_PER_SECOND * (monotonic() - began))  # three kinds of alarms
    assert camera.alarms._published - published < most, "100,000 alarms a second are not 100,000 states"
    simulated.world.input = True
    simulated.faults.native = ""
    await until(lambda: camera.alarms.alarms[Alarm.INPUT], 30)  # behind what the kernel has buffered of the flood
    simulated.world.input = False
    await until(lambda: not any(camera.alarms.alarms.values()), 30)
    assert camera.alarms.in_use == "native"
    assert len(simulated.requests) - requests < 3 + (monotonic() - began) / 2, "the polls stay slow"


async def test_flood_of_changed_settings(camera: Camera, simulated: NetwaveCamera) -> None:
    """Not each change is published, and the next poll finds the last one."""
    seen: list[str] = []
    began = monotonic()
    for brightness in range(1, 101):
        simulated.pictures.set("1", str(brightness))
        await asyncio.sleep(0.01)
        if (shown := camera.state.pages["camera_params"]["brightness"]) not in seen[-1:]:
            seen.append(shown)
    assert 10 < len(seen) < 25 + monotonic() - began
    await camera.refresh(["camera_params"])
    assert camera.state.pages["camera_params"]["brightness"] == "100"


async def test_alarms_that_are_not_pushed_are_polled(
    simulated: NetwaveCamera, connecting: Connecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Polling detects the first missed alarm and becomes fast."""
    monkeypatch.setattr(polling, "_SAFETY_NET", 1)
    simulated.faults.native = "no_alarms"
    simulated.alarm.hold = 0.1
    camera = await connecting(simulated)
    async with watched(camera):
        await until(lambda: camera.alarms.in_use == "native")
        simulated.world.motion = True
        await until(lambda: camera.alarms.alarms[Alarm.MOTION])
        assert state_of(camera)["pushed"] == {"begins": False, "ends": True}
        simulated.world.motion = False
        await until(lambda: not camera.alarms.alarms[Alarm.MOTION])
        simulated.faults.native = ""
        simulated.world.motion = True
        await until(lambda: camera.alarms.alarms[Alarm.MOTION])
        assert state_of(camera)["pushed"]["begins"]


async def silent_death(camera: Camera, simulated: NetwaveCamera) -> None:
    simulated.faults.native = "forgets"
    await until(lambda: camera.alarms.in_use != "native")


@pytest.mark.parametrize("kill", [silent_death])
async def test_dead_connection_is_detected(
    simulated: NetwaveCamera,
    connecting: Connecting,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    kill: Callable[[Camera, NetwaveCamera], Awaitable[None]],
) -> None:
    """Alarms are polled meanwhile, which is logged once."""
    caplog.set_level(logging.INFO, link.__name__)
    monkeypatch.setattr(link, "_QUIET_TIME", 0.3)
    monkeypatch.setattr(connection, "_TICK", 0.2)
    camera = await connecting(simulated)
    async with watched(camera):
        await until(lambda: camera.alarms.in_use == "native")
        await asyncio.sleep(1.2)
        assert camera.alarms.in_use == "native", "a camera that answers keep-alives is alive"
        opcodes = [opcode for opcode, _ in simulated.native.received]
        assert 255 in opcodes or opcodes.count(16) > 1
        await kill(camera, simulated)
        simulated.world.motion = True
        await until(lambda: camera.alarms.alarms[Alarm.MOTION])
        request_count = polls(simulated)
        await until(lambda: polls(simulated) > request_count + 2)
    assert len([record for record in caplog.records if "polled, not pushed" in record.getMessage()]) == 1


# PTZ


async def test_ptz_over_native_connection(camera: Camera, simulated: NetwaveCamera) -> None:
    began, orders = monotonic(), len(simulated.requests)
    await camera.ptz.move(Move(pan=1))
    assert monotonic() - began < 0.2
    assert simulated.world.pan_motor.moving
    await camera.ptz.motion.stop()
    assert not simulated.world.pan_motor.moving
    assert not [each for each in simulated.requests[orders:] if each.path == "/decoder_control.cgi"]


@pytest.mark.parametrize("how", ["closed", "forgotten"])
async def test_stop_falls_back_to_http(camera: Camera, simulated: NetwaveCamera, how: str) -> None:
    await camera.ptz.move(Move(pan=1))
    if how == "closed":
        simulated.hang_up()
        simulated.faults.native = "busy"
    else:
        simulated.faults.native = "forgets"
    await asyncio.sleep(0.1)
    assert simulated.world.pan_motor.moving
    await camera.ptz.motion.stop()
    assert not simulated.world.pan_motor.moving
    assert [each for each in simulated.requests if each.path == "/decoder_control.cgi"]


async def test_ptz_does_not_wait_for_pages(camera: Camera, simulated: NetwaveCamera) -> None:
    simulated.faults.slow = 2
    simulated.faults.only = "get_misc"
    reading = asyncio.create_task(camera.refresh(["misc"]))
    await until(lambda: simulated.requests[-1].path == "/get_misc.cgi")
    began = monotonic()
    await camera.ptz.move(Move(tilt=1))
    assert simulated.world.tilt_motor.moving
    await camera.ptz.motion.stop()
    assert not simulated.world.tilt_motor.moving
    assert monotonic() - began < 0.5
    await reading


# Pictures and sound


async def film(camera: Camera, pieces: int) -> list[bytes]:
    """Read a number of pieces of pictures with sound."""
    taken: list[bytes] = []
    async with aclosing(camera.pictures.stream_with_sound()) as stream:
        async for piece in stream:
            taken.append(piece)
            if len(taken) == pieces:
                break
    return taken


async def test_consumers_share_one_media_connection(camera: Camera, simulated: NetwaveCamera) -> None:
    first, second = await asyncio.gather(film(camera, 20), film(camera, 20))
    assert first[0] == second[0]
    assert first[0].startswith(b"\x1aE\xdf\xa3")
    opcodes = [opcode for opcode, _ in simulated.native.received]
    assert (opcodes.count(4), opcodes.count(8)) == (1, 1)
    await until(lambda: simulated.open_streams == 0)
    assert len(await film(camera, 5)) == 5, "it can begin again"


@pytest.mark.parametrize("why", ["unable", "full", "off"])
async def test_sound_falls_back_to_asf(simulated: NetwaveCamera, connecting: Connecting, why: str) -> None:
    camera = await connecting(simulated)
    camera.alarms.configure(hold=0, optional_allowed=why != "off")
    async with watched(camera):
        await until(lambda: camera.alarms.in_use == ("polling" if why == "off" else "native"))
        if why == "unable":
            simulated.faults.native = "unable"
        simulated.native.max_media = 0 if why == "full" else 4
        assert (await film(camera, 2))[0].startswith(b"\x30\x26\xb2\x75"), "ASF"


async def test_media_end_with_the_control_connection(camera: Camera, simulated: NetwaveCamera) -> None:
    with pytest.raises(CameraConnectionError):
        async with aclosing(camera.pictures.stream_with_sound()) as stream:
            async for _ in stream:
                simulated.hang_up()
    await until(lambda: simulated.open_streams == 0)


async def test_login_is_held_back_together_with_that_over_http(
    simulated: NetwaveCamera, connecting: Connecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are the same account, which may be locked after five wrong logins."""
    monkeypatch.setattr(login, "_PATIENCE", 0)
    camera = await connecting(simulated)
    shown: list[int] = []
    monkeypatch.setattr(connection.ControlConnection, "request", _counted(shown))
    simulated.set_password("admin", "another")
    for _ in range(4):
        with pytest.raises(CameraAuthError):
            await camera.refresh({"camera_params"})
    async with watched(camera):
        await until(lambda: "last_trouble" in state_of(camera))
        assert shown == []
        assert state_of(camera)["state"] == LinkState.LOST


def _counted(shown: list[int]) -> Callable[..., Awaitable[bytes]]:
    request = connection.ControlConnection.request

    async def counted(self: connection.ControlConnection, frame: Frame, *rest: float) -> bytes:
        if frame.opcode == Control.VERIFY:
            shown.append(1)
        return await request(self, frame, *rest)

    return counted


async def test_refused_login_counts_for_http(
    simulated: NetwaveCamera, connecting: Connecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    retry(monkeypatch, LinkState.LOST, 0.1)
    camera = await connecting(simulated)
    policy = camera.driver._http.login  # type: ignore[attr-defined]
    async with watched(camera):
        await until(lambda: camera.alarms.in_use == "native")
        simulated.set_password("admin", "another")
        simulated.hang_up()
        await until(lambda: state_of(camera)["state"] == LinkState.LOGIN_REFUSED)
        assert link._PROTOCOL in policy._refused


async def test_login_that_is_accepted_again(
    simulated: NetwaveCamera, connecting: Connecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Push and loudspeaker return by themselves."""
    retry(monkeypatch, LinkState.LOST, 0.1)
    retry(monkeypatch, LinkState.LOGIN_REFUSED, 0.1)
    monkeypatch.setattr(login, "_FIRST_HOLD", 0.3)
    camera = await connecting(simulated)
    async with watched(camera):
        await until(lambda: camera.alarms.in_use == "native")
        simulated.set_password("admin", "another")
        simulated.hang_up()
        await until(lambda: state_of(camera)["state"] == LinkState.LOGIN_REFUSED)
        simulated.set_password("admin", PASSWORD)
        await until(lambda: camera.alarms.in_use == "native", 20)
        await until(lambda: camera.speaker.available)


async def test_web_server_that_answers_again_is_published(simulated: NetwaveCamera, connecting: Connecting) -> None:
    """Even while alarms were pushed all the time: a poll that failed can then be repeated at once."""
    camera = await connecting(simulated)

    def polling_works() -> bool:
        return any(each["works"] for each in camera.alarms.sources.details if each["name"] == "polling")

    async with watched(camera) as published:
        await until(lambda: camera.alarms.in_use == "native" and polling_works())
        simulated.faults.html = True
        camera.alarms.wake()
        await until(lambda: not polling_works())
        before = len(published)
        simulated.faults.clear()
        camera.alarms.record_answer()
        await until(polling_works)
        assert len(published) > before
        assert camera.alarms.in_use == "native"
