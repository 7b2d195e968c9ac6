"""Logins and roles of a Netwave camera."""

from hashlib import md5
import re

import pytest

from simulator import NetwaveCamera, SimulatedCamera, simulate

from .tap import RawResponse, basic, fetch

LEVELS = {
    "/check_user.cgi": 1,
    "/snapshot.cgi": 1,
    "/get_camera_params.cgi": 1,
    "/camera_control.cgi?param=1&value=1": 2,
    "/decoder_control.cgi?command=1": 2,
    "/get_params.cgi": 3,
    "/get_misc.cgi": 3,
    "/set_alarm.cgi?motion_armed=1": 3,
    "/reboot.cgi": 3,
}
ACCOUNTS = {1: ("visitor", "v"), 2: ("operator", "o"), 3: ("admin", "secret")}


@pytest.mark.parametrize("target", LEVELS)
@pytest.mark.parametrize("level", ACCOUNTS)
async def test_levels(netwave: NetwaveCamera, target: str, level: int) -> None:
    heard = await fetch(netwave, target, basic(*ACCOUNTS[level]))
    assert heard.status == (200 if level >= LEVELS[target] else 401)


@pytest.mark.parametrize("target", LEVELS)
async def test_without_login(netwave: NetwaveCamera, target: str) -> None:
    heard = await fetch(netwave, target)
    assert heard.status == 401
    assert heard.header("WWW-Authenticate") == 'Basic realm="ipcamera_00626E0A1B2C"'
    assert netwave.requests[-1].account is None


async def test_login_in_the_query(netwave: NetwaveCamera) -> None:
    heard = await fetch(netwave, "/check_user.cgi?user=operator&pwd=o")
    assert heard.text == "var user='operator';\nvar pwd='o';\nvar pri=2;\n"
    assert (netwave.requests[-1].account, netwave.requests[-1].login) == ("operator", "query")
    assert (await fetch(netwave, "/check_user.cgi?user=operator&pwd=x")).status == 401


async def test_invalid_query_login_beside_valid_header(netwave: NetwaveCamera) -> None:
    assert (await fetch(netwave, "/get_misc.cgi?user=undefined&pwd=undefined", basic())).status == 200


async def test_mail_account_is_no_login(netwave: NetwaveCamera) -> None:
    """In set_mail.cgi and similar pages, user and pwd belong to the service."""
    mail = "/set_mail.cgi?svr=s&user=admin&pwd=secret&sender=a&receiver1=b&receiver2=&receiver3=&receiver4="
    assert (await fetch(netwave, mail)).status == 401
    assert netwave.settings["mail_user"] == ""
    assert (await fetch(netwave, f"{mail}&cam_user=admin&cam_pwd=secret")).body == b"ok.\n"
    assert netwave.settings["mail_user"] == "admin"
    assert (await fetch(netwave, "/set_ftp.cgi?user=f&pwd=g", basic())).body == b"ok.\n"
    assert netwave.settings["ftp_pwd"] == "g"


async def test_accounts_are_settings(netwave: NetwaveCamera) -> None:
    text = (await fetch(netwave, "/get_params.cgi", basic())).text
    assert "var user1_name='admin';\nvar user1_pwd='secret';\nvar user1_pri=2;\nvar user2_name='visitor';\n" in text
    netwave.set_password("admin", "new")
    assert (await fetch(netwave, "/get_misc.cgi", basic())).status == 401
    assert (await fetch(netwave, "/get_misc.cgi", basic(password="new"))).status == 200


async def digest(camera: SimulatedCamera, target: str, password: str, **known: str) -> RawResponse:
    challenge = (await fetch(camera, target)).header("WWW-Authenticate") or ""
    parts = dict(re.findall(r'(\w+)="([^"]*)"', challenge)) | known

    def hashed(*words: str) -> str:
        return md5(":".join(words).encode(), usedforsecurity=False).hexdigest()

    secret = hashed("admin", parts["realm"], password)
    response = hashed(secret, parts["nonce"], "00000001", "abc", "auth", hashed("GET", target))
    return await fetch(
        camera,
        target,
        f'Authorization: Digest username="admin", realm="{parts["realm"]}", nonce="{parts["nonce"]}", uri="{target}", '
        f'response="{response}", qop=auth, nc=00000001, cnonce="abc"',
    )


async def test_digest() -> None:
    async with simulate("netwave", personality="foscam-digest") as camera:
        assert (await fetch(camera, "/get_status.cgi")).status == 401
        assert (await fetch(camera, "/get_status.cgi", basic())).status == 401
        assert (await digest(camera, "/get_status.cgi", "wrong")).status == 401
        assert (await digest(camera, "/get_status.cgi", "secret", nonce="of another camera")).status == 401
        assert (await digest(camera, "/get_misc.cgi?a=b", "secret")).status == 200
        assert camera.requests[-1].login == "digest"
        assert (await fetch(camera, "/decoder_control.cgi?command=1&user=admin&pwd=secret")).body == b"ok.\n"
