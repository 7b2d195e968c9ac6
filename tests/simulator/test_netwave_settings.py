"""Stored and refused settings of a Netwave camera."""

import asyncio

import pytest

from simulator import NetwaveCamera, simulate

from .tap import basic, fetch

PARTS = {
    "set_alarm.cgi?motion_sensitivity=9": ("alarm_motion_sensitivity", "9"),
    "set_misc.cgi?led_mode=2": ("led_mode", "2"),
    "set_misc.cgi?ptz_patrol_rate=100": ("ptz_patrol_rate", "100"),
    "set_ftp.cgi?svr=ftp.example.org": ("ftp_svr", "ftp.example.org"),
    "set_datetime.cgi?tz=7200": ("tz", "7200"),
    "set_upnp.cgi?enable=1": ("upnp_enable", "1"),
    "set_decoder.cgi?baud=15": ("decoder_baud", "15"),
    "set_pppoe.cgi?enable=1&user=a&pwd=b": ("pppoe_user", "a"),
    "camera_control.cgi?param=0&value=8": ("resolution", "8"),
    "camera_control.cgi?param=1&value=255": ("brightness", "255"),
    "camera_control.cgi?param=2&value=6": ("contrast", "6"),
    "camera_control.cgi?param=3&value=2": ("mode", "2"),
    "camera_control.cgi?param=5&value=3": ("flip", "3"),
}
REFUSED = (
    "set_alarm.cgi?motion_sensitivity=10",
    "set_alarm.cgi?motion_armed=2",
    "set_alarm.cgi?alarm_motion_armed=1",
    "set_alarm.cgi?schedule_sun_0=4294967296",
    "set_misc.cgi?led_mode=3",
    "set_misc.cgi?ptz_patrol_rate=101",
    "set_alias.cgi?alias=a%20name%20of%20more%20than%20twenty",
    "set_alias.cgi",
    "set_users.cgi?user1=me",
    "set_wifi.cgi?enable=1&ssid=a",
    "set_mail.cgi?svr=s&port=465",
    "set_network.cgi?port=81",
    "set_ddns.cgi?service=0",
    "set_decoder.cgi?baud=10",
    "camera_control.cgi?param=0&value=16",
    "camera_control.cgi?param=2&value=7",
    "camera_control.cgi?param=4&value=0",
    "camera_control.cgi?param=1&value=",
    "camera_control.cgi?param=1",
    "decoder_control.cgi",
    "decoder_control.cgi?command=96",
    "decoder_control.cgi?command=up",
)


@pytest.mark.parametrize("target", PARTS)
async def test_part_of_a_page_is_enough(netwave: NetwaveCamera, target: str) -> None:
    name, value = PARTS[target]
    assert netwave.settings[name] != value
    assert (await fetch(netwave, f"/{target}", basic())).body == b"ok.\n"
    assert netwave.settings[name] == value


@pytest.mark.parametrize("target", REFUSED)
async def test_refused(netwave: NetwaveCamera, target: str) -> None:
    before = dict(netwave.settings)
    assert (await fetch(netwave, f"/{target}", basic())).body == b"error: illegal params."
    assert netwave.settings == before


async def test_firmware_lacks_sound() -> None:
    async with simulate("netwave", personality="netwave-generic") as camera:
        response = await fetch(camera, "/set_alarm.cgi?sounddetect_armed=1", basic())
        assert response.body == b"error: illegal params."


async def test_clock(netwave: NetwaveCamera) -> None:
    await fetch(netwave, "/set_datetime.cgi?now=1000000000&ntp_enable=0", basic())
    assert "var now=100000000" in (await fetch(netwave, "/get_status.cgi")).text
    await fetch(netwave, "/set_datetime.cgi?ntp_enable=1", basic())
    assert "var now=100000000" not in (await fetch(netwave, "/get_status.cgi")).text


async def test_reboot(netwave: NetwaveCamera) -> None:
    """Without a time server, the clock restarts in 1970."""
    netwave.reboot_seconds = 0.05
    netwave.settings["ntp_enable"] = "0"
    port = netwave.port
    assert (await fetch(netwave, "/reboot.cgi", basic())).body == b"ok.\n"
    assert netwave.rebooting
    with pytest.raises(ConnectionRefusedError):
        await fetch(netwave, "/get_status.cgi")
    await asyncio.sleep(0.1)
    response = await fetch(netwave, "/get_status.cgi")
    assert "1970" in (response.header("Date") or "")
    assert (netwave.port, netwave.reboots) == (port, 1)
