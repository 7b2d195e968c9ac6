"""Alarm sources of cameras with unusual behavior, over real sockets."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
import socket
import time
from typing import Any

import aiohttp
import pytest

from custom_components.ip_camera_cgi.protocol import Account, Address, Alarm, Camera, connect
from custom_components.ip_camera_cgi.protocol.camera import alarm_monitor, alarm_states
from custom_components.ip_camera_cgi.protocol.dialects.hucoms import alarms
from custom_components.ip_camera_cgi.protocol.dialects.netwave import alarm_number
from custom_components.ip_camera_cgi.protocol.dialects.netwave.alarm_number import AlarmNumber
from custom_components.ip_camera_cgi.protocol.http import response
from simulator.netwave.camera import NetwaveCamera

from ..conftest import PASSWORD, USER, Connecting
from .stub import NOT_FOUND, answer
from .test_camera import until
from .test_firmwares import HUCOMS

_PAGES = {**HUCOMS, "alarmin.cgi": answer("allstatus = enable\nalarmin1.enable = enable\n")}
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=eventlist\r\n\r\n"


@dataclass
class EventCamera:
    """A Hucoms camera with a controllable event connection."""

    states: dict[str, bool] = field(default_factory=dict)
    reports_states: bool = True
    """bool = True: Whether it reports all states on connecting, or changes only."""
    closes: bool = False
    """bool = False: Whether it closes the connection after each report."""
    forgotten: bool = False
    """bool = False: Whether reports are lost because a router dropped the connection."""
    missing: bool = False
    connections: list[asyncio.StreamWriter] = field(default_factory=list)
    port: int = 0

    def report(self, **states: bool) -> None:
        """Change a state and report it over every open connection."""
        self.states |= states
        for writer in self.connections:
            if not self.forgotten and not writer.is_closing():
                writer.write(_part(states))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            request = await reader.readuntil(b"\r\n\r\n")
            page = request.split(b" ")[1].partition(b"?")[0].rpartition(b"/")[2].decode()
            if page != "requestevent.cgi" or self.missing:
                writer.write(_PAGES.get(page, NOT_FOUND))
            else:
                self.connections.append(writer)
                writer.write(_HEAD + (_part(self.states) if self.reports_states else b""))
                if not self.closes:
                    await reader.read()
        writer.close()


def _part(states: dict[str, bool]) -> bytes:
    lines = "".join(f"{name} = {'on' if on else 'off'}\n" for name, on in states.items())
    return f"--eventlist\nContent-type: text/plain\n\n{lines}".encode()


@dataclass
class Heard:
    """A camera whose alarms are received, and the alarms that have begun."""

    camera: Camera
    begun: list[Alarm] = field(default_factory=list)

    def is_on(self, alarm: Alarm) -> bool | None:
        """Return whether an alarm is on."""
        return self.camera.alarms.alarms.get(alarm)


@asynccontextmanager
async def heard(camera: EventCamera) -> AsyncGenerator[Heard]:
    """Serve a camera, connect and receive its alarms."""
    server = await asyncio.start_server(camera.serve, "127.0.0.1", 0)
    camera.port = server.sockets[0].getsockname()[1]
    async with server, aiohttp.ClientSession() as session:
        found = Heard(await connect(session, Address("127.0.0.1", camera.port), Account(USER, PASSWORD)))
        task = asyncio.create_task(found.camera.alarms.run(lambda: None, found.begun.extend))
        try:
            yield found
        finally:
            task.cancel()
            await asyncio.wait([task])
            assert task.cancelled(), task.exception()
            await found.camera.close()
            for writer in camera.connections:
                writer.close()


async def test_all_inputs_are_reported() -> None:
    camera = EventCamera({"alarmin1": False, "alarmin2": False, "alarmin3": False})
    async with heard(camera) as found:
        await until(lambda: found.is_on(Alarm.INPUT_3) is False)
        camera.report(alarmin2=True)
        await until(lambda: found.is_on(Alarm.INPUT_2))
        assert found.is_on(Alarm.INPUT) is False
        assert found.begun == [Alarm.INPUT_2]


async def test_several_names_of_one_alarm() -> None:
    """One kind has several names, for example high and low noise; the end of one does not end the alarm."""
    camera = EventCamera({"audiodetect_high": False, "audiodetect_low": False})
    async with heard(camera) as found:
        await until(lambda: found.is_on(Alarm.SOUND) is False)
        camera.report(audiodetect_high=True, audiodetect_low=False)
        await until(lambda: found.is_on(Alarm.SOUND))
        await asyncio.sleep(0.05)
        assert found.is_on(Alarm.SOUND)
        assert found.begun == [Alarm.SOUND]


async def test_input_stays_on_across_reconnect(monkeypatch: pytest.MonkeyPatch) -> None:
    """The camera reports changes only, and nothing has changed."""
    monkeypatch.setattr(alarms, "_MAX_SILENCE", 0.3)
    monkeypatch.setattr(alarms, "_MIN_SILENCE", 0.3)
    monkeypatch.setattr(alarm_states, "_SETTLE_TIME", 0.1)
    camera = EventCamera(reports_states=False)
    async with heard(camera) as found:
        await until(lambda: found.is_on(Alarm.INPUT) is False)
        camera.report(alarmin1=True)
        await until(lambda: found.is_on(Alarm.INPUT))
        renewed = len(camera.connections)
        await until(lambda: len(camera.connections) >= renewed + 3)
        assert found.is_on(Alarm.INPUT)
        camera.report(alarmin1=False)
        await until(lambda: found.is_on(Alarm.INPUT) is False)
        assert found.begun == [Alarm.INPUT]


async def test_reconnects_are_rate_limited() -> None:
    camera = EventCamera({"motion1": False}, closes=True)
    async with heard(camera) as found:
        await until(lambda: found.is_on(Alarm.MOTION) is False)
        camera.states["motion1"] = True
        await until(lambda: found.is_on(Alarm.MOTION), 4)
        assert found.camera.alarms.on
        await asyncio.sleep(3)
        assert len(camera.connections) <= 4, "20 a minute"
        assert found.begun == [Alarm.MOTION]


async def test_dead_connection_shortens_the_silence_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A router dropped the connection, so alarms are lost until the next reconnect."""
    monkeypatch.setattr(alarms, "_MAX_SILENCE", 0.6)
    monkeypatch.setattr(alarms, "_MIN_SILENCE", 0.1)
    camera = EventCamera({"motion1": False})
    async with heard(camera) as found:
        await until(lambda: found.is_on(Alarm.MOTION) is False)
        camera.forgotten = True
        for on in (True, False, True):
            camera.report(motion1=on)
            await until(lambda: found.is_on(Alarm.MOTION) is on, 2)  # noqa: B023
        began = time.monotonic()
        camera.report(motion1=False)
        await until(lambda: found.is_on(Alarm.MOTION) is False, 2)
        assert time.monotonic() - began < 0.4
        assert found.begun == [Alarm.MOTION] * 2


async def test_tcp_keep_alive_is_enabled(monkeypatch: pytest.MonkeyPatch) -> None:
    """TCP keep-alive is checked on the socket of each open stream."""
    endpoints: list[Any] = []
    keep_alive = response._keep_alive

    def kept(transport: asyncio.BaseTransport | None) -> None:
        keep_alive(transport)
        if transport is not None:
            endpoints.append(transport.get_extra_info("socket"))

    monkeypatch.setattr(response, "_keep_alive", kept)
    async with heard(EventCamera({"motion1": False})) as found:
        await until(lambda: found.is_on(Alarm.MOTION) is False)
        (endpoint,) = endpoints
        assert endpoint.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert endpoint.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 10


async def test_camera_without_event_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The alarms are unsupported, and the source is retried rarely, in case of new firmware."""
    monkeypatch.setattr(alarm_monitor, "_UNSUPPORTED_PAUSE", 0.3)
    camera = EventCamera({"motion1": False}, missing=True)
    async with heard(camera) as found:
        await until(lambda: found.camera.alarms.sources.unsupported)
        assert not found.camera.alarms.on
        camera.missing = False
        await until(lambda: found.camera.alarms.on)
        assert not found.camera.alarms.sources.unsupported


async def test_source_is_tried_again_when_the_camera_is_back() -> None:
    """A camera in trouble may have answered as one without event connection does."""
    camera = EventCamera({"motion1": False}, missing=True)
    async with heard(camera) as found:
        await until(lambda: found.camera.alarms.sources.unsupported)
        found.camera.alarms.set_ready(False)
        camera.missing = False
        found.camera.alarms.set_ready(True)
        await until(lambda: found.camera.alarms.on)


def test_hidden_alarm_continues() -> None:
    """Netwave has one alarm number; an alarm hidden by a newer one continues."""
    number = AlarmNumber()
    reported = [number.read(raw) for raw in ("0", "1", "2", "1", "0")]
    assert [each[Alarm.MOTION] for each in reported] == [False, True, True, True, False]
    assert [each[Alarm.INPUT] for each in reported] == [False, False, True, True, False]


@pytest.mark.parametrize(
    ("number", "alarms"),
    [("01", {Alarm.MOTION}), (" 2 ", {Alarm.INPUT}), ("9", {Alarm.MOTION})]
    + [(text, set()) for text in ("00", "-1", "0.0", "none", "undefined", "", " ", "9" * 20)],
)
def test_alarm_numbers_in_other_forms(number: str, alarms: set[Alarm]) -> None:
    """A text that is no number is no alarm: motion would never end."""
    assert {alarm for alarm, on in AlarmNumber().read(number).items() if on} == alarms


def test_hidden_alarm_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarm_number, "_MASKED_TIME", 0.02)
    number = AlarmNumber()
    number.read("1")
    assert number.read("2")[Alarm.MOTION]
    time.sleep(0.03)
    assert not number.read("2")[Alarm.MOTION]


@pytest.mark.parametrize("dialect", ["netwave"])
async def test_hidden_alarm_continues_on_simulated_camera(simulated: NetwaveCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    await camera.change_all({"motion_detection": True, "alarm_input": True})
    begun: list[Alarm] = []
    task = asyncio.create_task(camera.alarms.run(lambda: None, begun.extend))
    await until(lambda: camera.alarms.on)
    simulated.alarm.hold = 60
    simulated.world.motion = True
    await until(lambda: camera.alarms.alarms.get(Alarm.MOTION) is True)
    simulated.world.motion = False
    for _ in range(2):
        simulated.alarm._kind = 2  # its latest cause
        await until(lambda: camera.alarms.alarms.get(Alarm.INPUT) is True)
        simulated.alarm._kind = 1
        await asyncio.sleep(1.6)
        assert camera.alarms.alarms[Alarm.MOTION]
    assert begun == [Alarm.MOTION, Alarm.INPUT]
    task.cancel()
