"""Faults of login, settings and clock."""

from time import time

import pytest

from simulator import Faults, HucomsCamera, NetwaveCamera

from .tap import basic, fetch

CONTROL = "/cgi-bin/control"
NAME = f"{CONTROL}/servername.cgi?id=admin&passwd=secret"


async def statuses(camera: NetwaveCamera, number: int) -> list[int]:
    return [(await fetch(camera, "/get_misc.cgi", basic())).status for _ in range(number)]


async def test_alternating_refusals(netwave: NetwaveCamera) -> None:
    netwave.faults.flapping_login = "alternating"
    assert await statuses(netwave, 4) == [401, 200, 401, 200]


async def test_random_refusals(netwave: NetwaveCamera) -> None:
    netwave.faults.flapping_login = "random"
    assert set(await statuses(netwave, 40)) == {200, 401}


async def test_password_changed(netwave: NetwaveCamera, hucoms: HucomsCamera) -> None:
    for camera in (netwave, hucoms):
        camera.faults.password = "new"
    assert (await fetch(netwave, "/get_misc.cgi", basic())).status == 401
    assert (await fetch(netwave, "/get_misc.cgi", basic("admin", "new"))).status == 200
    assert (await fetch(netwave, "/get_camera_params.cgi", basic("visitor", "v"))).status == 200
    assert (await fetch(hucoms, f"{NAME}&action=getservername")).status == 401
    assert (await fetch(hucoms, f"{NAME.replace('secret', 'new')}&action=getservername")).status == 200
    for camera in (netwave, hucoms):
        camera.faults.password = "newer"
        camera.faults.clear()
    assert (await fetch(netwave, "/get_misc.cgi", basic())).status == 200
    assert (await fetch(hucoms, f"{NAME}&action=getservername")).status == 200


async def test_deaf_netwave(netwave: NetwaveCamera) -> None:
    before = dict(netwave.settings)
    netwave.faults.deaf = True
    for order in (
        "camera_control.cgi?param=1&value=7",
        "set_misc.cgi?led_mode=2",
        "set_alarm.cgi?motion_armed=1",
        "decoder_control.cgi?command=95",
        "set_datetime.cgi?now=5&tz=0&ntp_enable=0&ntp_svr=",
    ):
        assert (await fetch(netwave, f"/{order}", basic())).text == "ok.\n", order
    assert netwave.settings == before
    assert not netwave.world.infrared
    assert abs(netwave.clock.now() - time()) < 5
    netwave.faults.deaf = False
    assert (await fetch(netwave, "/set_misc.cgi?led_mode=2", basic())).text == "ok.\n"
    assert netwave.settings["led_mode"] == "2"


async def test_deaf_hucoms(hucoms: HucomsCamera) -> None:
    hucoms.faults.deaf = True
    assert (await fetch(hucoms, f"{NAME}&action=setservername&servername=barn")).status in (200, 204)
    assert "gate" in (await fetch(hucoms, f"{NAME}&action=getservername")).text
    switch = f"{CONTROL}/ctrl_alarmout.cgi?id=admin&passwd=secret&action=setalarmout&alarmout1=on"
    assert (await fetch(hucoms, switch)).status == 200
    assert not hucoms.world.relay
    hucoms.world.relay = True  # only the camera is deaf: the scene continues
    assert hucoms.world.relay


async def test_deaf_to_one_page_only(netwave: NetwaveCamera) -> None:
    netwave.faults.deaf, netwave.faults.only = True, "camera_control"
    await fetch(netwave, "/set_misc.cgi?led_mode=2", basic())
    await fetch(netwave, "/camera_control.cgi?param=1&value=7", basic())
    assert netwave.settings["led_mode"] == "2"
    assert netwave.settings["brightness"] != "7"


async def test_clock_jump(netwave: NetwaveCamera) -> None:
    netwave.faults.clock_jump = -86400
    reported = (await fetch(netwave, "/get_status.cgi")).text
    now = int(reported.partition("var now=")[2].partition(";")[0])
    assert abs(time() - 86400 - now) < 5
    netwave.faults.clear()
    assert abs(netwave.clock.now() - time()) < 5


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("slow", "1.5", 1.5),
        ("half", "on", True),
        ("half", "FALSE", False),
        ("connections", "3", 3),
        ("flapping_login", True, "alternating"),
        ("flapping_login", "random", "random"),
        ("flapping_login", False, ""),
        ("too_many", "refuse", "refuse"),
        ("clock_jump", "-60", -60.0),
        ("only", "get_misc", "get_misc"),
    ],
)
def test_values_may_be_text(name: str, given: object, value: object) -> None:
    faults = Faults()
    faults.set(name, given)
    assert getattr(faults, name) == value


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("half", "maybe"),
        ("connections", "many"),
        ("connections", -1),
        ("slow", [1]),
        ("only", True),
        ("too_many", "cry"),
        ("flapping_login", "sometimes"),
        ("no such", 1),
    ],
)
def test_invalid_values(name: str, given: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        Faults().set(name, given)
