"""Parsing of entered addresses."""

import pytest

from custom_components.ip_camera_cgi.protocol.model.address import Account, Address, HttpsAddressError


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("192.168.1.30", Address("192.168.1.30", 80)),
        ("  192.168.1.30 ", Address("192.168.1.30", 80)),
        ("192.168.1.30:8081", Address("192.168.1.30", 8081)),
        ("http://camera.local/", Address("camera.local", 80)),
        ("http://admin:secret@camera.local:81/videostream.cgi?user=admin&pwd=x", Address("camera.local", 81)),
        ("HTTP://Camera.Local:81", Address("camera.local", 81)),
        ("rtsp://192.168.1.30:554/stream1", Address("192.168.1.30", 80)),
        ("192.168.1.30/cgi-bin/", Address("192.168.1.30", 80)),
        ("[fe80::1]:81", Address("fe80::1", 81)),
        ("fe80::1", Address("fe80::1", 80)),
        ("ip_cam-1", Address("ip_cam-1", 80)),
        ("192.168.001.030", Address("192.168.1.30", 80)),
        ("http://192.168.001.008:8081/", Address("192.168.1.8", 8081)),
        ("127.0.0.1.", Address("127.0.0.1", 80)),
        ("2.camera", Address("2.camera", 80)),
        ("küche.local", Address("xn--kche-0ra.local", 80)),
    ],
)
def test_parse(typed: str, address: Address) -> None:
    assert Address.parse(typed) == address


def test_port_of_the_form_is_kept() -> None:
    assert Address.parse("camera", 8081) == Address("camera", 8081)


@pytest.mark.parametrize("typed", ["https://camera.local/", "HTTPS://192.168.1.30:443", " https://[::1]/"])
def test_encryption_is_not_dropped_silently(typed: str) -> None:
    with pytest.raises(HttpsAddressError):
        Address.parse(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "my camera",
        "http://",
        "://",
        "host:port",
        "host:99999",
        "http:///x",
        "[::1",
        "[]@",
        "a b:80",
        "host:0",
        "1.2.3.4:80:80",
        "http:/1.2.3.4",
        "..",
        "-",
        "%",
        "a" * 300,
        "127.1",
        "1.2.3.4.5",
        "192.168.1.300",
        "1.2.3.0004",
        "2130706433",
        "ftp://1.2.3.4",
        "rtsps://1.2.3.4",
    ],
)
def test_nonsense_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        Address.parse(typed)


def test_port_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError):
        Address.parse("camera", 0)


def test_url_escapes_everything() -> None:
    url = Address("camera", 8081).url("/x.cgi", {"pwd": "a b&c?d#e%f+g/h\"i'jä"})
    assert str(url) == "http://camera:8081/x.cgi?pwd=a%20b%26c%3Fd%23e%25f%2Bg%2Fh%22i%27j%C3%A4"


def test_ipv6_url() -> None:
    assert str(Address("fe80::1", 81)) == "http://[fe80::1]:81/"


def test_account_hides_its_password() -> None:
    account = Account("admin", "p@ss/w:rd")
    assert "p@ss" not in repr(account)
    assert account.userinfo == "admin:p%40ss%2Fw%3Ard"
