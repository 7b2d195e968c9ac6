"""Network settings of a Hucoms camera, reboot and factory reset."""

import asyncio
from collections.abc import Callable
import socket

import pytest

from simulator import HucomsCamera, simulate

from .hucoms_manual import say
from .tap import fetch

NAME = "servername.cgi?action=getservername"


def free_port() -> int:
    """Return a free port in the valid range."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if 3000 <= port <= 60000:
            return port


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(3):
        while not condition():
            await asyncio.sleep(0.01)


async def test_web_port_moves_after_the_answer(hucoms: HucomsCamera) -> None:
    before, port = hucoms.port, free_port()
    assert (await say(hucoms, f"webport.cgi?action=setwebport&webport={port}")).text == f"webport = {port}\n"
    assert hucoms.port == port
    assert (await say(hucoms, NAME)).status == 200
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", before)
    hucoms.reboot_seconds = 0.01
    await say(hucoms, "reboot.cgi?action=setfactoryexip")
    await until(lambda: not hucoms.rebooting)
    assert hucoms.port == port
    await say(hucoms, "reboot.cgi?action=setfactory")
    await until(lambda: not hucoms.rebooting)
    assert hucoms.port == before
    assert (await say(hucoms, NAME)).status == 200


async def test_port_in_use(hucoms: HucomsCamera, caplog: pytest.LogCaptureFixture) -> None:
    async with simulate("netwave") as other:
        await say(hucoms, f"webport.cgi?action=setwebport&webport={other.port}")
        if 3000 <= other.port <= 60000:
            assert "Stays at port" in caplog.text
        assert (await say(hucoms, NAME)).status == 200


async def test_addresses(hucoms: HucomsCamera) -> None:
    assert (await say(hucoms, "netset.cgi?action=getip")).text == "mode = dhcp\n"
    words = "netset.cgi?action=setip&mode=static&ipaddress=192.168.1.31&netmask=255.255.255.0&gateway=192.168.1.1"
    response = await say(hucoms, words)
    assert response.text == "mode = static\nipaddress = 192.168.1.31\nnetmask = 255.255.255.0\ngateway = 192.168.1.1\n"
    response = await say(hucoms, "dnsset.cgi?action=setdns&%20firstdns=9.9.9.9")
    assert response.text == "firstdns = 9.9.9.9\nseconddns = \n"


@pytest.mark.parametrize(("action", "kept"), [("setfactory", "dhcp"), ("setfactoryexip", "static")])
async def test_factory_reset(dome: HucomsCamera, action: str, kept: str) -> None:
    dome.reboot_seconds = 0.01
    dome.set_password("admin", "other")
    for words in (
        "netset.cgi?action=setip&mode=static",
        "servername.cgi?action=setservername&servername=other",
        "preset_control.cgi?action=setpreset&number=1",
    ):
        await say(dome, words, "id=admin&passwd=other")
    await say(dome, f"reboot.cgi?action={action}", "id=admin&passwd=other")
    await until(lambda: not dome.rebooting)
    assert (await say(dome, NAME)).text == "servername = yard\n"
    assert (await say(dome, "netset.cgi?action=getip")).text.startswith(f"mode = {kept}\n")
    assert dome.dome.presets == {}


async def test_reboot_keeps_settings(dome: HucomsCamera) -> None:
    dome.reboot_seconds = 0.01
    await say(dome, "camcolor.cgi?action=setcolor&bright=7")
    await say(dome, "preset_control.cgi?action=setpreset&number=1")
    await say(dome, "pt_control.cgi?action=setptmove&pan=left")
    assert (await say(dome, "reboot.cgi?action=setreboot")).text == "reboot = rebooting\n"
    assert dome.rebooting
    await until(lambda: not dome.rebooting)
    assert "bright = 7\n" in (await say(dome, "camcolor.cgi?action=getcolor")).text
    assert list(dome.dome.presets) == [1]
    assert not dome.world.pan_motor.moving


async def test_api_that_is_disabled(hucoms: HucomsCamera) -> None:
    off = "httpapi.cgi?action=setapi&apictrlstatus=disable"
    assert (await say(hucoms, off)).text == "apictrlstatus = disable\n"
    for words in (NAME, off.replace("disable", "enable"), "requestevent.cgi?action=getevent&eventtype=all"):
        assert (await say(hucoms, words)).text.startswith("Error:")
    assert (await fetch(hucoms, "/cgi-bin/image/jpeg.cgi?id=admin&passwd=secret")).body.startswith(b"\xff\xd8")
    hucoms.reboot_seconds = 0.01
    hucoms.factory_reset()
    await until(lambda: not hucoms.rebooting)
    assert (await say(hucoms, NAME)).text == "servername = gate\n"


async def test_clock_without_a_time_server() -> None:
    async with simulate("hucoms", personality="hucoms-old") as camera:
        assert isinstance(camera, HucomsCamera)
        camera.reboot_seconds = 0.01
        assert (await say(camera, "serverdate.cgi?action=getdate")).text.startswith("serverdate = January 1, 1970 00:")
        words = "serverdate.cgi?action=setdate&year=2026&month=11&day=20&hour=18&minute=5"
        assert (await say(camera, words)).text == "serverdate = November 20, 2026 18:05:00\n"
        await say(camera, "reboot.cgi?action=setreboot")
        await until(lambda: not camera.rebooting)
        assert "1970" in (await say(camera, "serverdate.cgi?action=getdate")).text


async def test_clock_that_was_set_by_hand(hucoms: HucomsCamera) -> None:
    hucoms.reboot_seconds = 0.01
    await say(hucoms, "serverdate.cgi?action=setdate&year=2001&month=1&day=2&hour=3&minute=4")
    hucoms.reboot()
    await until(lambda: not hucoms.rebooting)
    assert "January 2, 2001 03:04" in (await say(hucoms, "serverdate.cgi?action=getdate")).text
    hucoms.factory_reset()
    await until(lambda: not hucoms.rebooting)
    assert "2001" not in (await say(hucoms, "serverdate.cgi?action=getdate")).text
