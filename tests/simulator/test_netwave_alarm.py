"""Alarms of a Netwave camera."""

import asyncio
from datetime import UTC, datetime

from simulator import NetwaveCamera

from .tap import basic, fetch


async def status(camera: NetwaveCamera) -> int:
    text = (await fetch(camera, "/get_status.cgi")).text
    return int(text.partition("var alarm_status=")[2].partition(";")[0])


async def test_motion_counts_when_armed(netwave: NetwaveCamera) -> None:
    netwave.world.motion = True
    assert await status(netwave) == 0
    await fetch(netwave, "/set_alarm.cgi?motion_armed=1", basic())
    assert await status(netwave) == 1
    await fetch(netwave, "/set_alarm.cgi?motion_armed=0", basic())
    assert await status(netwave) == 0


async def test_alarm_holds_on(netwave: NetwaveCamera) -> None:
    netwave.settings["alarm_motion_armed"] = "1"
    netwave.alarm.hold = 0.1
    netwave.world.motion = True
    netwave.world.motion = False
    assert await status(netwave) == 1
    await asyncio.sleep(0.15)
    assert await status(netwave) == 0


async def test_input(netwave: NetwaveCamera) -> None:
    netwave.alarm.hold = 0
    netwave.world.input = True
    assert await status(netwave) == 0
    netwave.settings["alarm_input_armed"] = "1"
    assert await status(netwave) == 2
    await fetch(netwave, "/set_alarm.cgi?ioin_level=0", basic())
    assert await status(netwave) == 0
    netwave.world.input = False
    assert await status(netwave) == 2


async def test_schedule(netwave: NetwaveCamera) -> None:
    """There are no alarms outside the schedule."""
    netwave.settings |= {"alarm_motion_armed": "1", "alarm_schedule_enable": "1", "tz": "0"}
    netwave.world.motion = True
    netwave.clock.set(datetime(2026, 11, 16, 8, 20, tzinfo=UTC).timestamp())  # a Monday
    assert await status(netwave) == 0
    quarter_of_an_hour = 8 * 4 + 1
    netwave.settings["alarm_schedule_mon_1"] = str(1 << (quarter_of_an_hour - 32))
    assert await status(netwave) == 1
    netwave.clock.set(datetime(2026, 11, 16, 8, 31, tzinfo=UTC).timestamp())
    assert await status(netwave) == 0
