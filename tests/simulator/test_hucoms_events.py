"""The event stream of a Hucoms camera."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from simulator import HucomsCamera

from .tap import fetch, talk

ALL = "/cgi-bin/control/requestevent.cgi?id=admin&passwd=secret&action=getevent&eventtype="


@asynccontextmanager
async def listening(camera: HucomsCamera, kind: str = "all") -> AsyncGenerator[asyncio.StreamReader]:
    async with asyncio.timeout(3), talk(camera, ALL + kind) as reader:
        head = await reader.readuntil(b"\r\n\r\n")
        assert b"Content-Type: multipart/x-mixed-replace; boundary=eventlist\r\n" in head
        yield reader


async def part(reader: asyncio.StreamReader) -> str:
    head = await reader.readuntil(b"\n\n")
    opening = b"--eventlist\nContent-type: text/plain\nContent-Length: "
    assert head.startswith(opening)
    return (await reader.readexactly(int(head.removeprefix(opening)))).decode()


async def test_states_first_then_changes(hucoms: HucomsCamera) -> None:
    async with listening(hucoms) as reader:
        assert await part(reader) == "alarmin1 = off\nalarmout1 = off\nmotion1 = off\nvideotamper = off\n"
        hucoms.world.motion = True
        assert await part(reader) == "motion1 = on\n"
        hucoms.world.input = True
        assert await part(reader) == "alarmin1 = on\n"
        hucoms.world.tamper = True
        assert await part(reader) == "videotamper = on\n"
        hucoms.world.motion = False
        assert await part(reader) == "motion1 = off\n"
        hucoms.world.relay = True
        assert await part(reader) == "alarmout1 = on\n"


@pytest.mark.parametrize("switch", ["allstatus", "motion1.enable"])
async def test_motion_only_where_it_is_enabled(hucoms: HucomsCamera, switch: str) -> None:
    async with listening(hucoms, "motion") as reader:
        assert await part(reader) == "motion1 = off\n"
        hucoms.world.motion = True
        assert await part(reader) == "motion1 = on\n"
        await fetch(hucoms, f"/cgi-bin/control/motion.cgi?id=admin&passwd=secret&action=setmotion1&{switch}=disable")
        assert await part(reader) == "motion1 = off\n"


async def test_contact_that_opens(hucoms: HucomsCamera) -> None:
    async with listening(hucoms, "alarmin") as reader:
        assert await part(reader) == "alarmin1 = off\n"
        await fetch(hucoms, "/cgi-bin/control/alarmin.cgi?id=admin&passwd=secret&action=setalarmin1&alarmin1.type=nc")
        assert await part(reader) == "alarmin1 = on\n"
        hucoms.world.input = True
        assert await part(reader) == "alarmin1 = off\n"


async def test_length_where_the_manual_has_it(dome: HucomsCamera) -> None:
    async with listening(dome, "motion") as reader:
        first = b"--eventlist\nContent-type: text/plain\n\nContent-Length: 14\nmotion1 = off\n"
        assert await reader.readexactly(len(first)) == first
    dome.wire = replace(dome.wire, part_length="none", part_end="\r\n")
    async with listening(dome, "motion") as reader:
        first = b"--eventlist\r\nContent-type: text/plain\r\n\r\nmotion1 = off\r\n"
        assert await reader.readexactly(len(first)) == first


async def test_kinds(hucoms: HucomsCamera, dome: HucomsCamera) -> None:
    assert (await fetch(hucoms, f"{ALL}audiodetect")).text.startswith("Error:")
    assert (await fetch(dome, f"{ALL}videotamper")).text.startswith("Error:")
    async with listening(hucoms, "videotamper") as reader:
        assert await part(reader) == "videotamper = off\n"


async def test_silence(hucoms: HucomsCamera) -> None:
    async with listening(hucoms, "motion") as reader:
        await part(reader)
        hucoms.faults.event_silence = True
        hucoms.world.motion = True
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.1)


async def test_output_switches_off_by_itself(hucoms: HucomsCamera) -> None:
    switch = "/cgi-bin/control/ctrl_alarmout.cgi?id=admin&passwd=secret&action=setalarmout&alarmout1="
    hucoms.settings["alarmout/alarmout1.time"] = "0.05"
    async with listening(hucoms, "alarmout") as reader:
        assert await part(reader) == "alarmout1 = off\n"
        assert (await fetch(hucoms, f"{switch}on")).body == b"alarmout1 = on\n"
        assert await part(reader) == "alarmout1 = on\n"
        assert await part(reader) == "alarmout1 = off\n"
        hucoms.settings["alarmout/alarmout1.time"] = "1"
        await fetch(hucoms, f"{switch}on")
        assert await part(reader) == "alarmout1 = on\n"
        await fetch(hucoms, f"{switch}off")
        assert await part(reader) == "alarmout1 = off\n"
    assert (await fetch(hucoms, f"{switch}maybe")).text.startswith("Error:")


async def test_output_follows_what_it_is_linked_to(hucoms: HucomsCamera) -> None:
    hucoms.settings |= {"alarmout/alarmout1.link": "2", "alarmout/alarmout1.time": "1"}
    hucoms.world.motion = True
    assert not hucoms.world.relay
    hucoms.world.input = True
    assert hucoms.world.relay
    hucoms.world.input = False
    assert not hucoms.world.relay


@pytest.mark.parametrize(("link", "cause"), [("1", "motion"), ("2", "input"), ("4", "tamper")])
async def test_links(hucoms: HucomsCamera, link: str, cause: str) -> None:
    """Each bit of the link triggers the relay for the configured time."""
    words = f"action=setalarmout1&alarmout1.link={link}&alarmout1.time=5"
    await fetch(hucoms, f"/cgi-bin/control/alarmout.cgi?id=admin&passwd=secret&{words}")
    hucoms.settings["alarmout/alarmout1.time"] = "0.05"
    for other in {"motion", "input", "tamper"} - {cause}:
        setattr(hucoms.world, other, True)
        assert not hucoms.world.relay
    setattr(hucoms.world, cause, True)
    assert hucoms.world.relay
    await asyncio.sleep(0.1)
    assert not hucoms.world.relay


async def test_no_motion_with_empty_grid(hucoms: HucomsCamera) -> None:
    async with listening(hucoms, "motion") as reader:
        assert await part(reader) == "motion1 = off\n"
        hucoms.world.motion = True
        assert await part(reader) == "motion1 = on\n"
        nowhere = "&".join(f"motion1.area{row}=0" for row in range(1, 7))
        await fetch(hucoms, f"/cgi-bin/control/motion.cgi?id=admin&passwd=secret&action=setmotion1&{nowhere}")
        assert await part(reader) == "motion1 = off\n"
