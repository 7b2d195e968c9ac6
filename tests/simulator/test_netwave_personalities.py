"""Differences between the firmware versions of Netwave cameras."""

from dataclasses import replace
import re

import pytest

from simulator import Account, AccountRole, NetwaveCamera, names, simulate

from .tap import basic, fetch

COMMON = ["id", "sys_ver", "app_ver", "alias", "now", "tz", "alarm_status", "ddns_status"]
OLD = [*COMMON, "ddns_host", "oray_type", "upnp_status"]
MSN = [*OLD, "p2p_status", "p2p_local_port", "msn_status"]
STATUS = {
    "netwave-manual": OLD,
    "netwave-generic": MSN,
    "netwave-pelco": MSN,
    "netwave-clone": MSN,
    "tenvis-jpt3815": MSN,
    "easyn-fs613": [*MSN, "wifi_status"],
    "wansview-ncb541w": [*MSN, "wifi_status", "temperature", "humidity"],
    "foscam-fi8910w": [*MSN, "wifi_status", "temperature", "humidity", "tridro_error"],
    "foscam-digest": [*MSN, "wifi_status", "temperature", "humidity", "tridro_error"],
    "wanscam-c0d8": [*MSN, "wifi_status", "temperature", "humidity", "tridro_error"],
    "apexis-j8015": [*COMMON, "oray_type", "wifi_status", "upnp_status", "msn_status", "ddns_host"],
}
WIRING = {  # what the commands 0, 2, 4 and 6 do: A as documented, B, C and D
    "netwave-generic": "up down left right",
    "netwave-pelco": "up down left right",
    "foscam-fi8910w": "up down right left",
    "foscam-digest": "up down right left",
    "apexis-j8015": "up down right left",
    "netwave-clone": "up down right left",
    "tenvis-jpt3815": "up down right left",
    "easyn-fs613": "up down right left",
    "wansview-ncb541w": "down up right left",
    "wanscam-c0d8": "down up left right",
}


def test_all_of_them() -> None:
    assert names("netwave") == sorted(STATUS)
    assert set(STATUS) - set(WIRING) == {"netwave-manual"}


@pytest.mark.parametrize("name", STATUS)
async def test_status(name: str) -> None:
    async with simulate("netwave", personality=name) as camera:
        login = "?user=admin&pwd=secret" if name == "foscam-digest" else ""
        response = await fetch(camera, f"/get_status.cgi{login}")
        assert re.findall(r"var (\w+)=", response.text) == STATUS[name]
        server = "mini_httpd/1.19 19dec2003" if name == "apexis-j8015" else "Netwave IP Camera"
        assert response.header("Server") == server
        assert (await fetch(camera, "/get_status.cgi")).status == (401 if login else 200)


@pytest.mark.parametrize("name", WIRING)
async def test_wiring(name: str) -> None:
    """The command for right moves the view to the right, whatever its number."""
    async with simulate("netwave", personality=name) as camera:
        ways = []
        for code in (0, 2, 4, 6):
            camera.world.pan = camera.world.tilt = 0
            await fetch(camera, f"/decoder_control.cgi?command={code}&user=admin&pwd=secret")
            pan, tilt = camera.world.pan, camera.world.tilt
            ways.append("up" if tilt > 0 else "down" if tilt else "right" if pan > 0 else "left")
        assert " ".join(ways) == WIRING[name]


def test_versions() -> None:
    cameras = {name: simulate("netwave", personality=name) for name in STATUS}
    assert cameras["tenvis-jpt3815"].personality.firmware == "Ver 1.8"
    ids = [camera.personality.id for camera in cameras.values()]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[0-9A-F]{12}", each) for each in ids)


async def test_careless_web_server() -> None:
    async with simulate("netwave", personality="netwave-clone") as camera:
        head = (await fetch(camera, "/set_alias.cgi?alias=Hall", basic())).head
        assert head.startswith(b"HTTP/1.1 200 OK\r\nServer: Netwave IP Camera\nDate: ")
        assert b"\nContent-Length: 4\nContent-Length: 4\n" in head
        assert head.endswith(b"\nConnection: close\n: no-cache\n\n")


async def test_levels_are_the_firmware_s_own() -> None:
    camera = simulate("netwave", accounts=[Account("guest", "g", AccountRole.VISITOR)])
    camera.personality = replace(camera.personality, levels={"get_log.cgi": "visitor", "snapshot.cgi": "operator"})
    async with camera:
        assert (await fetch(camera, "/get_log.cgi", basic("guest", "g"))).status == 200
        assert (await fetch(camera, "/snapshot.cgi", basic("guest", "g"))).status == 401
        assert (await fetch(camera, "/check_user.cgi", basic("guest", "g"))).status == 200


async def test_zoom_and_the_one_patrol() -> None:
    async with simulate("netwave", personality="wanscam-c0d8") as camera:
        await fetch(camera, "/decoder_control.cgi?command=18", basic())
        assert camera.world.zoom_motor.moving
        await fetch(camera, "/decoder_control.cgi?command=20", basic())
        assert camera.world.pan_motor.moving
        await fetch(camera, "/decoder_control.cgi?command=21", basic())
        await fetch(camera, "/decoder_control.cgi?command=25", basic())
        assert not camera.world.pan_motor.moving


async def test_misc_differs() -> None:
    async with simulate("netwave", personality="easyn-fs613") as camera:
        text = (await fetch(camera, "/get_misc.cgi", basic())).text
        assert "ptz_preset_rate" in text
        assert "ptz_preset_onstart" not in text
        assert (await fetch(camera, "/camera_control.cgi?param=0&value=4", basic())).text == "ok.\n"


async def test_insufficient_role() -> None:
    """Most firmware answers 401 in this case, too."""
    for name, status in (("netwave-generic", 401), ("netwave-pelco", 403)):
        async with simulate("netwave", personality=name) as camera:
            assert isinstance(camera, NetwaveCamera)
            camera.settings["user1_pri"] = "0"
            assert (await fetch(camera, "/get_params.cgi", basic())).status == status
            assert (await fetch(camera, "/get_params.cgi")).status == 401
