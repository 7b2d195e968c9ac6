"""Redaction of diagnostics."""

from base64 import b64encode
import json

from hypothesis import given, strategies as st
import pytest

from custom_components.ip_camera_cgi.protocol import Redaction, diagnostics_report, redaction_for
from simulator import SimulatedCamera, simulate

from ..conftest import DIALECTS, PASSWORD, USER, Connecting

MAC = "00:62:6e:0a:1b:2c"


@pytest.fixture
def redaction() -> Redaction:
    return Redaction(
        MAC,
        secrets=["", "s3cret&more", "abc", "8000"],
        private=["Anna's camera", "anna", "porch.example.net"],
        versions={"11.37.2.49"},
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("nothing of it", "nothing of it"),
        ("pwd=s3cret&more, or pwd=s3cret%26more", "pwd=redacted, or pwd=redacted"),
        ("xs3cret&morex", "xredactedx"),
        ("abc abcd", "redacted abcd"),
        ("anna says hosanna", "redacted says hosanna"),
        ("Anna's camera at porch.example.net", "redacted at redacted"),
        (f"{MAC} 00-62-6E-0A-1B-2C 00626E0A1B2C", "00:62:6e:00:00:01 00-62-6e-00-00-01 00626e000001"),
        ("aa:bb:cc:dd:ee:ff aa:bb:cc:11:22:33", "aa:bb:cc:00:00:02 aa:bb:cc:00:00:03"),
        ("202001011200 is a time", "202001011200 is a time"),
        ("192.168.1.30 8.8.8.8 1.1.1.1 8.8.8.8", "192.168.1.30 203.0.113.1 203.0.113.2 203.0.113.1"),
        ("11.37.2.49 999.1.1.1 228.67.43.91 1.2.3.4.5", "11.37.2.49 999.1.1.1 228.67.43.91 1.2.3.4.5"),
        ("fe80::1:2 2606:4700:4700:0:0:0:0:1111 12:34:56", "fe80::1:2 2001:db8::1 12:34:56"),
        ("mail somebody@example.com", "mail redacted@example.org"),
        ("rtsp://u:p@cam.home.example:554/s rtsp://10.0.0.1/s", "rtsp://redacted@redacted:554/s rtsp://10.0.0.1/s"),
        ("http://porch:80/a://", "http://redacted:80/a://"),
        ("S3CRET&MORE s3cret%26MORE s3cret&amp;more s3cret%26more", "redacted redacted redacted redacted"),
        ("Basic czNjcmV0Jm1vcmU=", "Basic redacted"),
        (
            r"Sun, 2026-11-22 02:46:02   Uncle Bob      10.0.0.3          access\nSun, 2026-11-22 02:46:02   motion\n",
            r"Sun, 2026-11-22 02:46:02   redacted      10.0.0.3          access\nSun, 2026-11-22 02:46:02   motion\n",
        ),
    ],
)
def test_texts(redaction: Redaction, text: str, shown: str) -> None:
    assert redaction.text(text) == shown


@pytest.mark.parametrize(
    ("name", "raw", "shown"),
    [
        ("user1_pwd", "", ""),
        ("user1_pwd", "x", "redacted"),
        ("user1_name", "x", "redacted"),
        ("user1_pri", "2", "2"),
        ("wifi_key1", "12", "redacted"),
        ("wifi_defkey", "1", "1"),
        ("wifi_key1_bits", "1", "1"),
        ("ntp_svr", "time.example.org", "time.example.org"),
        ("mail_svr", "mail.example.org", "redacted"),
        ("ddns_host", "0", "0"),
        ("id", "00626E0A1B2C", "00626e000001"),
        ("p2p_local_port", "8000", "redacted"),
        ("fps", "0", "0"),
        ("alarm_status", "-1", "-1"),
        ("sys_ver", "8.8.8.8", "8.8.8.8"),
        ("sys_ver", "1.0 of anna", "1.0 of redacted"),
        ("smtp_server", "s3cret&more", "redacted"),
        ("client_secret", "1", "redacted"),
        ("strange", "8.8.8.8", "203.0.113.1"),
        ("log_text", "x   anna   192.168.0.16   access", "x   redacted   192.168.0.16   access"),
    ],
)
def test_fields(redaction: Redaction, name: str, raw: str, shown: str) -> None:
    assert redaction.field(name, raw) == shown


@pytest.mark.parametrize(
    ("name", "raw", "shown"),
    [
        ("title", "Grandma's room", "redacted"),
        ("title", "", ""),
        ("mode", "Auto", "Auto"),
        ("size", "640x480", "640x480"),
        ("range", "-1;20,3.5", "-1;20,3.5"),
        ("imei", "490154203237518", "redacted"),
        ("phone", "5550123", "redacted"),
        ("gateway", "192.168.1.1", "192.168.1.1"),
        ("outside", "8.8.8.8", "203.0.113.1"),
        ("wifi_mac", "aa:bb:cc:dd:ee:ff", "aa:bb:cc:00:00:02"),
        ("mac", "aabbccddeeff", "aabbcc000002"),
        ("code", "aabbccddeeff", "redacted"),
        ("app_ver", "Ver 1.7.22", "Ver 1.7.22"),
    ],
)
def test_unknown_fields(redaction: Redaction, name: str, raw: str, shown: str) -> None:
    """Free text is redacted in any field."""
    assert redaction.unknown_field(name, raw) == shown


@given(st.text(alphabet="abc s3cret&more:@./0128-", max_size=60))
def test_redaction_is_idempotent(text: str) -> None:
    """A camera replayed from a report yields the same report."""
    first = Redaction(MAC, secrets=["s3cret&more"], private=["anna"])
    once = first.text(text)
    assert Redaction(MAC, secrets=[], private=[]).text(once) == once
    assert "s3cret&more" not in once


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_no_owner_data_is_left(dialect: str, connecting: Connecting) -> None:
    """Nothing of the camera's content remains except what identifies the model."""
    async with simulate(dialect, user=USER, password=PASSWORD) as simulated:
        planted = plant(simulated)
        camera = await connecting(simulated)
        await camera.refresh(camera.driver.on_demand_pages)
        for page in ("params", "status", "osd", "name"):  # as unknown firmware might report it
            if page in camera.state.pages:
                strange = {"title": "p98q", "login": b64encode(f"{USER}:{PASSWORD}".encode()).decode()}
                camera._cache.store(page, {**camera.state.pages[page], **strange})
                planted += strange.values()
        reported = json.dumps(diagnostics_report(camera, redaction_for(camera)))
        for secret in (*planted, PASSWORD, camera.info.mac, camera.info.mac.replace(":", "").upper()):
            assert secret not in reported


def plant(simulated: SimulatedCamera) -> list[str]:
    """Fill every user field with a traceable value."""
    names = "_pwd _psk _user _host _svr alias ssid sender _url receiver1 friend1 key1 user2_name"
    owners = (*names.split(), "servername", "textstr", "motion1.name", "alarmin1.name")
    found = {name: f"p{number}q" for number, name in enumerate(simulated.settings) if name.endswith(owners)}
    planted = {name: value for name, value in found.items() if "user1" not in name and name != "ntp_svr"}
    assert len(planted) >= 4
    simulated.settings |= planted
    return list(planted.values())
