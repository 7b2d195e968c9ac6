"""Pages of a Netwave camera beyond plain settings."""

import asyncio
import re
import socket
from time import monotonic

import pytest

from simulator import NetwaveCamera, simulate

from .tap import basic, fetch, upload


async def test_log(netwave: NetwaveCamera) -> None:
    netwave.clock.set(1249329184)
    netwave.settings |= {"tz": "0", "alarm_motion_armed": "1"}
    await fetch(netwave, "/get_status.cgi")
    await fetch(netwave, "/snapshot.cgi", basic("operator", "o"))
    netwave.world.motion = True
    response = await fetch(netwave, "/get_log.cgi", basic())
    assert re.fullmatch(
        r"var log_text='Mon, 2009-08-03 19:53:0\d   operator       127\.0\.0\.1         access\\n"
        r"Mon, 2009-08-03 19:53:0\d   motion detect\\n"
        r"Mon, 2009-08-03 19:53:0\d   admin          127\.0\.0\.1         access\\n';\n",
        response.text,
    )
    assert len(netwave.log.lines) == 3
    await fetch(netwave, "/snapshot.cgi", basic())
    assert len(netwave.log.lines) == 3, "the requests of a minute are one access"


async def test_wifi_scan(netwave: NetwaveCamera) -> None:
    """The result is empty while the scan is running."""
    netwave.pages.wifi.seconds = 0.1
    assert (await fetch(netwave, "/get_wifi_scan_result.cgi", basic())).body == b""
    assert (await fetch(netwave, "/wifi_scan.cgi", basic())).body == b"ok.\n"
    assert (await fetch(netwave, "/get_wifi_scan_result.cgi", basic())).body == b""
    await asyncio.sleep(0.12)
    text = (await fetch(netwave, "/get_wifi_scan_result.cgi", basic())).text
    assert text.startswith("var ap_bssid=new Array();\nvar ap_ssid=new Array();\nvar ap_mode=new Array();\n")
    assert "\nap_bssid[1]='020000a1b202';\nap_ssid[1]='Brook & Mill';\nap_mode[1]=0;\nap_security[1]=2;\n" in text
    assert text.endswith("var ap_number=4;\n")


GOOD = {
    "mail": {
        "svr": "smtp.example.org",
        "user": "u",
        "pwd": "p",
        "sender": "a@example.org",
        "receiver2": "b@example.org",
    },
    "ftp": {"svr": "ftp.example.org", "user": "u", "pwd": "p", "dir": "cam", "mode": "1"},
}
CODES = {
    "mail": {
        0: {},
        -1: {"svr": ""},
        -2: {"svr": "flaky.example.org"},
        -3: {"svr": "broken.example.org"},
        -4: {"user": ""},
        -5: {"pwd": ""},
        -6: {"sender": "me"},
        -7: {"receiver2": ""},
        -8: {"svr": "picky.example.org"},
        -9: {"svr": "noauth.example.org"},
    },
    "ftp": {
        0: {},
        -1: {"svr": "offline.example.org"},
        -2: {"svr": "flaky.example.org"},
        -3: {"svr": "broken.example.org"},
        -4: {"user": ""},
        -5: {"pwd": ""},
        -6: {"dir": "../etc"},
        -7: {"svr": "active.example.org"},
        -8: {"svr": "passive.example.org", "mode": "0"},
        -9: {"svr": "readonly.example.org"},
    },
}


@pytest.mark.parametrize(("service", "code"), [(service, code) for service in CODES for code in CODES[service]])
async def test_delivery_test(netwave: NetwaveCamera, service: str, code: int) -> None:
    """A mail or FTP test uses the stored settings and takes a while."""
    netwave.pages.trial_seconds = 0.05
    stored = GOOD[service] | CODES[service][code]
    netwave.settings.update({f"{service}_{name}": value for name, value in stored.items()})
    began = monotonic()
    assert (await fetch(netwave, f"/test_{service}.cgi", basic())).text == f"var result={code};\n"
    assert monotonic() - began >= 0.05


async def test_serial_port(netwave: NetwaveCamera) -> None:
    await fetch(netwave, "/comm_write.cgi?port=2&baud=4098&bytes=4&data=%FF%00+%0Dmore", basic("operator", "o"))
    assert netwave.serial[-1].port == 2
    assert netwave.serial[-1].baud == 115200
    assert netwave.serial[-1].data == b"\xff\x00 \r"


async def test_serial_port_accepts_invalid_data(netwave: NetwaveCamera) -> None:
    """Real cameras accept it; one that follows the manual refuses."""
    rubbish = ["port=4&baud=13&bytes=1&data=a", "port=0&baud=1&bytes=1&data=a", "port=0&baud=13&bytes=256&data=a", ""]
    async with simulate("netwave", personality="netwave-manual") as strict:
        for params in rubbish:
            assert (await fetch(netwave, f"/comm_write.cgi?{params}", basic())).text == "ok.\n"
            assert (await fetch(strict, f"/comm_write.cgi?{params}", basic())).text == "error: illegal param"


async def test_backup(netwave: NetwaveCamera) -> None:
    """A backup restores all settings, on another camera, too."""
    await fetch(netwave, "/set_alias.cgi?alias=Caf%C3%A9", basic())
    response = await fetch(netwave, "/backup_params.cgi", basic())
    assert response.header("Content-Type") == "application/octet-stream"
    assert response.header("Content-disposition") == 'filename="params.bin"'
    await fetch(netwave, "/set_alias.cgi?alias=Other", basic())
    assert (await upload(netwave, "/restore_params.cgi", response.body, basic())).text == "ok.\n"
    assert netwave.settings["alias"] == "Café"
    async with simulate("netwave", personality="netwave-generic") as other:
        assert (await upload(other, "/restore_params.cgi", response.body, basic())).text == "ok.\n"
        assert (other.settings["alias"], other.settings["id"]) == ("Café", "000DC50A1B2C")


async def test_not_a_backup(netwave: NetwaveCamera) -> None:
    before = dict(netwave.settings)
    kept = netwave.memory.backup()
    for file in (b"rubbish", kept[:-1], kept + b"a"):
        assert (await upload(netwave, "/restore_params.cgi", file, basic())).text == "error: illegal params."
    response = await fetch(netwave, "/restore_params.cgi", basic(), method="POST", body=kept)
    assert response.body == b"error: illegal http frame."
    assert netwave.settings == before


@pytest.mark.parametrize("page", ["upgrade_firmware.cgi", "upgrade_htmls.cgi"])
async def test_upgrade(netwave: NetwaveCamera, page: str) -> None:
    netwave.reboot_seconds = 0.01
    assert (await upload(netwave, f"/{page}", None, basic())).body == b"error: illegal http frame."
    assert (await upload(netwave, f"/{page}", b"x" * 2_000_000, basic())).body == b"ok.\n"
    assert netwave.pages.uploads == [(page, 2_000_000)]
    assert netwave.reboots == 1


async def test_mac(netwave: NetwaveCamera) -> None:
    assert (await fetch(netwave, "/set_mac.cgi?mac=0012a0746f01", basic())).text == "ok.\n"
    assert (await fetch(netwave, "/get_status.cgi")).text.startswith("var id='0012A0746F01';\n")


async def test_restore_factory(netwave: NetwaveCamera) -> None:
    """All settings are reset, except MAC address and factory DDNS."""
    netwave.reboot_seconds = 0.01
    await fetch(netwave, "/set_mac.cgi?mac=0012a0746f01", basic())
    await fetch(netwave, "/set_factory_ddns.cgi?host=factory.example.org&cam_user=admin&cam_pwd=secret")
    await fetch(netwave, "/set_ddns.cgi?service=2&user=&pwd=&host=own.example.org&proxy_svr=&proxy_port=0", basic())
    await fetch(netwave, "/decoder_control.cgi?command=30", basic())
    port = netwave.port
    assert (await fetch(netwave, "/restore_factory.cgi", basic())).text == "ok.\n"
    await asyncio.sleep(0.05)
    assert (netwave.reboots, netwave.port, netwave.motor.presets) == (1, port, {})
    assert (await fetch(netwave, "/get_params.cgi", basic())).status == 401
    text = (await fetch(netwave, "/get_params.cgi", basic("admin", ""))).text
    for line in ("id='0012A0746F01'", "alias=''", "user2_name=''", "ddns_host='factory.example.org'"):
        assert f"var {line};\n" in text


async def test_reboot_keeps_settings(netwave: NetwaveCamera) -> None:
    netwave.reboot_seconds = 0.01
    await fetch(netwave, "/set_alias.cgi?alias=Hall", basic())
    await fetch(netwave, "/reboot.cgi", basic())
    await asyncio.sleep(0.05)
    assert "var alias='Hall';" in (await fetch(netwave, "/get_status.cgi")).text


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


@pytest.mark.parametrize("personality", ["foscam-fi8910w", "netwave-manual"])
async def test_port(personality: str) -> None:
    """The new port applies after the restart, or at once on some models."""
    async with simulate("netwave", personality=personality) as camera:
        camera.reboot_seconds = 0.01
        before, after = camera.port, free_port()
        target = f"/set_network.cgi?ip=&mask=&gateway=&dns=&port={after}"
        assert (await fetch(camera, target, basic())).text.startswith("ok")
        if personality == "foscam-fi8910w":
            assert camera.port == before
            await fetch(camera, "/reboot.cgi", basic())
            await asyncio.sleep(0.05)
        assert camera.port == after
        assert (
            f"var ip='0.0.0.0';\nvar mask='0.0.0.0';\nvar gateway='0.0.0.0';\nvar dns='0.0.0.0';\nvar port={after};"
            in ((await fetch(camera, "/get_params.cgi", basic())).text)
        )


async def test_users(netwave: NetwaveCamera) -> None:
    """New accounts are valid at once."""
    params = "&".join(f"user{n}=&pwd{n}=&pri{n}=0" for n in range(2, 9))
    assert (await fetch(netwave, f"/set_users.cgi?user1=root&pwd1=new&pri1=2&{params}", basic())).text == "ok.\n"
    assert (await fetch(netwave, "/get_misc.cgi", basic())).status == 401
    assert (await fetch(netwave, "/snapshot.cgi", basic("visitor", "v"))).status == 401
    assert (await fetch(netwave, "/get_misc.cgi", basic("root", "new"))).status == 200


async def test_presets_can_be_used_after_a_restart(netwave: NetwaveCamera) -> None:
    netwave.settings["ptz_disable_preset"] = "1"
    netwave.reboot_seconds = 0.01
    await fetch(netwave, "/set_misc.cgi?ptz_disable_preset=0", basic())
    await fetch(netwave, "/decoder_control.cgi?command=30", basic())
    assert not netwave.motor.presets
    await fetch(netwave, "/reboot.cgi", basic())
    await asyncio.sleep(0.05)
    await fetch(netwave, "/decoder_control.cgi?command=30", basic())
    assert netwave.motor.presets


async def test_too_long(netwave: NetwaveCamera) -> None:
    assert (await fetch(netwave, "/get_status.cgi", f"Cookie: {'a' * 0x300}")).status == 400
    assert (await fetch(netwave, f"/get_status.cgi?{'a' * 8100}", "Accept: " + "b" * 200)).status == 400
