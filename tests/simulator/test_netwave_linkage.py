"""Alarm actions of a Netwave camera."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime

import pytest

from simulator import NetwaveCamera, simulate

from .tap import basic, fetch, talk

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC).timestamp()  # a Monday; the 49th quarter of an hour


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(3):
        while not true():
            await asyncio.sleep(0.01)


class Bell:
    """A web server that records requests and never answers."""

    def __init__(self) -> None:
        self.response: list[bytes] = []
        self.port = 0

    async def ring(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.response.append(await reader.readuntil(b"\r\n\r\n"))
        writer.close()


@pytest.fixture
async def bell() -> AsyncGenerator[Bell]:
    bell = Bell()
    server = await asyncio.start_server(bell.ring, "127.0.0.1", 0)
    bell.port = server.sockets[0].getsockname()[1]
    async with server:
        yield bell


async def test_call(netwave: NetwaveCamera, bell: Bell) -> None:
    """One call at the beginning of an alarm, byte for byte as captured."""
    netwave.alarm.hold = 0.1
    url = f"http://127.0.0.1:{bell.port}/motion/garage"
    await fetch(netwave, f"/set_alarm.cgi?motion_armed=1&http=1&http_url={url}", basic())
    netwave.world.motion = True
    await until(lambda: bool(bell.response))
    netwave.world.motion = False
    netwave.world.motion = True
    await asyncio.sleep(0.25)
    assert bell.response == [
        b"GET /motion/garage HTTP/1.0\r\nHOST: 127.0.0.1:%d\r\nUser-Agent: myclient/1.0 me@null.net\r\n\r\n" % bell.port
    ]
    netwave.world.motion = False
    await asyncio.sleep(0.35)
    assert netwave.called_urls == [url]
    netwave.world.motion = True
    await until(lambda: len(bell.response) == 2)
    assert netwave.called_urls == [url, url]


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/a", "http://", "http://127.0.0.1:1/nobody", "http://[", "a"])
async def test_call_that_fails(netwave: NetwaveCamera, url: str) -> None:
    """The camera ignores the failure and does not retry."""
    netwave.settings |= {"alarm_motion_armed": "1", "alarm_http": "1", "alarm_http_url": url}
    netwave.world.motion = True
    await asyncio.sleep(0.05)
    assert netwave.called_urls == [url]
    assert (await fetch(netwave, "/get_status.cgi")).status == 200


@pytest.mark.parametrize("level", ["0", "1"])
async def test_output(netwave: NetwaveCamera, level: str) -> None:
    netwave.alarm.hold = 0
    netwave.world.relay = level == "0"
    netwave.settings |= {"alarm_motion_armed": "1", "alarm_iolinkage": "1", "alarm_ioout_level": level}
    netwave.world.motion = True
    assert netwave.world.relay == (level == "1")
    netwave.world.motion = False
    await until(lambda: netwave.world.relay == (level == "0"))


async def test_preset(netwave: NetwaveCamera) -> None:
    netwave.motor.presets[3] = (10, 5)
    netwave.settings |= {"alarm_input_armed": "1", "alarm_preset": "3"}
    netwave.world.input = True
    await until(lambda: (netwave.world.pan, netwave.world.tilt) == (10, 5))


async def test_sound() -> None:
    async with simulate("netwave", personality="wansview-ncb541w") as camera:
        camera.world.sound = True
        assert "var alarm_status=3;" in (await fetch(camera, "/get_status.cgi")).text
        assert isinstance(camera, NetwaveCamera)
        assert camera.log.lines[-1].endswith("sound detect")


async def test_schedule_begins_by_itself(netwave: NetwaveCamera) -> None:
    """An alarm begins when the schedule does."""
    netwave.settings |= {"tz": "0", "alarm_motion_armed": "1", "alarm_schedule_enable": "1"}
    netwave.settings["alarm_schedule_mon_1"] = str(1 << (48 - 32))
    netwave.clock.set(NOON - 0.3)
    netwave.world.motion = True
    assert not netwave.log.lines
    await until(lambda: bool(netwave.log.lines))


async def test_no_alarm_while_away(netwave: NetwaveCamera) -> None:
    netwave.reboot_seconds = 0.05
    netwave.settings["alarm_motion_armed"] = "1"
    netwave.reboot()
    netwave.world.motion = True
    assert not netwave.log.lines
    await until(lambda: bool(netwave.log.lines))
    assert not netwave.rebooting


async def test_power_up_without_a_time_server() -> None:
    camera = simulate("netwave")
    camera.settings["ntp_enable"] = "0"
    async with camera:
        assert "1970" in ((await fetch(camera, "/get_status.cgi")).header("Date") or "")


async def test_forbidden(netwave: NetwaveCamera) -> None:
    """While viewing is blocked, no pictures are served and viewers are disconnected."""
    week = "&".join(
        f"schedule_{day}_{part}=0" for day in ("sun", "tue", "wed", "thu", "fri", "sat") for part in range(3)
    )
    netwave.settings["tz"] = "0"
    netwave.clock.set(NOON - 900)
    target = f"/set_forbidden.cgi?schedule_enable=1&{week}&schedule_mon_0=0&schedule_mon_2=0"
    assert (await fetch(netwave, target, basic())).text == "error: illegal params."
    assert (await fetch(netwave, f"{target}&schedule_mon_1={1 << 16}", basic())).text == "ok.\n"
    assert "var schedule_mon_1=65536;\n" in (await fetch(netwave, "/get_forbidden.cgi", basic())).text
    assert (await fetch(netwave, "/snapshot.cgi", basic())).body.startswith(b"\xff\xd8")
    async with asyncio.timeout(5), talk(netwave, "/videostream.cgi", basic()) as old:
        await old.readuntil(b"\xff\xd9")
        netwave.clock.set(NOON)
        await old.read()
    for page in ("snapshot.cgi", "videostream.cgi", "videostream.asf"):
        assert (await fetch(netwave, f"/{page}", basic())).text == "error: forbidden."
    netwave.clock.set(NOON + 900)
    assert (await fetch(netwave, "/snapshot.cgi", basic())).body.startswith(b"\xff\xd8")
