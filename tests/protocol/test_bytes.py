"""Stored text is bytes: shown decoded, written back unchanged."""

from collections.abc import AsyncGenerator, Callable
from contextlib import suppress

import aiohttp
from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from custom_components.ip_camera_cgi.protocol import (
    Account,
    Address,
    BadValueError,
    Camera,
    CameraUnsafeWriteError,
    Text,
    camera_from_description,
    connect,
)
from custom_components.ip_camera_cgi.protocol.dialects.netwave.wire import parse_page
from custom_components.ip_camera_cgi.protocol.model.text import (
    CHINESE,
    KOREAN,
    AmbiguousText,
    from_wire,
    printable,
    readable,
    to_wire,
)
from simulator import SimulatedCamera, simulate
from simulator.netwave.camera import NetwaveCamera

from ..conftest import PASSWORD, USER, Connecting


@pytest.mark.parametrize(
    ("data", "legacy", "shown"),
    [
        ("Küche".encode(), CHINESE, "Küche"),
        (b"K\xfcche", CHINESE, "Küche"),
        (b"Nachb\xe4r", KOREAN, "Nachbär"),
        (b"Caf\xe9", CHINESE, "Café"),
        ("厨房".encode("gbk"), CHINESE, "厨房"),
        ("대문".encode("euc-kr"), KOREAN, "대문"),
        (b"3 \x80", CHINESE, "3 €"),
        (b"\x81", CHINESE, "\x81"),
        ("정문 카메라".encode()[:-1], CHINESE, "정문 카메"),  # cut off where the camera's memory ends
    ],
)
def test_each_text_is_decoded_separately(data: bytes, legacy: str, shown: str) -> None:
    assert readable(from_wire(data), legacy) == shown


@given(st.binary(max_size=40))
def test_any_bytes_round_trip(data: bytes) -> None:
    raw = from_wire(data)
    assert to_wire(raw) == data
    for text in (readable(raw), printable(raw), Text(20).decode(raw)):
        text.encode()
        assert len(text) <= len(data)


def test_limits_count_bytes() -> None:
    assert Text(4).encode("üü") == "üü"
    with pytest.raises(BadValueError, match=r"too_many_bytes .*4"):
        Text(4).encode("üüa")
    with pytest.raises(BadValueError, match=r"too_long .*4"):
        Text(4).encode("abcde")
    assert Text(4).encode(b"\xfc\xfc\xfca") == from_wire(b"\xfc\xfc\xfca")
    with pytest.raises(BadValueError, match=r"too_long"):
        Text(4).encode(b"\xfc\xfc\xfc\xfca")


@pytest.mark.parametrize(
    ("text", "value", "certain"),
    [
        ("var id='1';\nvar ssid='ab';c=1';\nvar n=2;", "ab';c=1", True),
        ("var id='1';\nvar ssid='it's; 'so'';\nvar n=2;", "it's; 'so'", True),
        ("var id='1';var ssid='ab';c=1';var n=2;", "ab';c=1", True),
        ("var id='1';\nvar ssid='ab';var c='1';\nvar n=2;", "ab", False),
        ("var id='1';\nvar ssid='ab';\nc';\nvar n=2;", "ab", False),
        ("var id='1';\nvar ssid='ab\nc';\nvar n=2;", "ab", False),
        ("var id='1';\nvar ssid='ab\nvar n=2;", "ab", False),
        ("var id='1';\nvar ssid='ab';\nvar n=2;\nvar ssid='ac';", "ac", False),
        ("var id='1';\nvar ssid='ab'; // the name';\nvar n=2;", "ab'; // the name", True),
        ("var id='1';\nvar ssid='ab'; // the name\nvar n=2;", "ab", False),
        ("\ufeff// a remark\nvar id='1';\n// ssid\nvar ssid='ab';\nvar n=2;", "ab", True),
    ],
)
def test_ambiguous_text(text: str, value: str, certain: bool) -> None:
    page = parse_page(text)
    assert (page["ssid"], isinstance(page["ssid"], AmbiguousText)) == (value, not certain)
    assert (page["id"], page["n"]) == ("1", "2")


def fuzz[**P, R](examples: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Run a number of reproducible examples with one camera."""
    quick = [HealthCheck.function_scoped_fixture]
    return settings(max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=quick)


ODD = st.lists(
    st.one_of(
        st.sampled_from(
            [b"';", b"'", b'"', b";", b"\\", b"var a='", b"=", b"//", b"*", b" ", b"\xfc", b"\xc3", b"%41"]
        ),
        st.sampled_from(["厨".encode("gbk"), "é".encode(), "대".encode("euc-kr"), b"\xa0", b"\x85", b"<", b"&amp;"]),
        st.binary(min_size=1, max_size=2).filter(lambda data: not {*data} & {*b"\0\r\n"}),
    ),
    max_size=6,
).map(b"".join)
"""Any bytes on one line that an owner may have stored."""


@pytest.fixture
async def netwave() -> AsyncGenerator[NetwaveCamera]:
    """A camera whose CGIs require all parameters or none."""
    async with simulate("netwave", user=USER, password=PASSWORD) as camera:
        assert isinstance(camera, NetwaveCamera)
        yield camera


async def write(camera: Camera, simulated: SimulatedCamera, key: str, value: object, field: str) -> None:
    """Write a setting; all other fields must stay unchanged, even if the write is refused."""
    before = dict(simulated.settings)
    with suppress(CameraUnsafeWriteError):
        await camera.change_all({key: value}, confirm=False)
    differing = {name for name, raw in simulated.settings.items() if raw != before[name]}
    assert differing <= {field}, {name: simulated.settings[name] for name in differing}


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
@fuzz(30)
@given(first=ODD, second=ODD, number=st.integers(0, 9**8))
async def test_netwave_write_keeps_other_fields(
    camera: Camera, simulated: SimulatedCamera, first: bytes, second: bytes, number: int
) -> None:
    simulated.settings |= {
        "wifi_ssid": from_wire(first),
        "mail_sender": from_wire(second),
        "user3_name": from_wire(first[:12]),
        "user3_pwd": from_wire(second[:12]),
        "user3_pri": "1",
        "ddns_user": from_wire(second),
    }
    await write(camera, simulated, "wifi_password", f"password{number}", "wifi_wpa_psk")
    await write(camera, simulated, "mail_port", number % 65536, "mail_port")
    await write(camera, simulated, "user_2_name", f"a{number}", "user2_name")
    await write(camera, simulated, "ddns_host", f"a{number}.example.org", "ddns_host")


@pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
@fuzz(15)
@given(first=ODD, second=ODD, number=st.integers(1, 5))
async def test_hucoms_write_keeps_other_fields(
    camera: Camera, simulated: SimulatedCamera, first: bytes, second: bytes, number: int
) -> None:
    simulated.settings |= {"osd/textstr": from_wire(first), "motion/motion1.name": from_wire(second)}
    await write(camera, simulated, "osd_size", ("big", "small")[number % 2], "osd/osdsize")
    await write(camera, simulated, "motion_sensitivity", number, "motion/motion1.level")


@pytest.mark.parametrize("name", [b"K\xfcche", "厨房".encode("gbk"), "Küche".encode(), b"ab';c=1"])
async def test_unchanged_text_keeps_its_bytes(netwave: NetwaveCamera, connecting: Connecting, name: bytes) -> None:
    netwave.settings |= {"alias": from_wire(name), "wifi_ssid": from_wire(name)}
    camera = await connecting(netwave)
    shown = (await camera.group("wifi"))["wifi_name"]
    assert camera.info.name == shown == readable(from_wire(name))
    await camera.change_all({"camera_name": shown, "wifi_name": shown, "wifi_password": "password1"})
    assert to_wire(netwave.settings["alias"]) == to_wire(netwave.settings["wifi_ssid"]) == name
    assert netwave.settings["wifi_wpa_psk"] == "password1"


async def test_unsafe_write_is_refused(netwave: NetwaveCamera, connecting: Connecting) -> None:
    """A name with a line break has no recognizable end in the page."""
    netwave.settings["wifi_ssid"] = "a';\nb"
    camera = await connecting(netwave)
    request_count = len(netwave.requests)
    with pytest.raises(CameraUnsafeWriteError) as refused:
        await camera.change_all({"wifi_password": "password1"})
    assert refused.value.setting == "wifi_name"
    assert not [each for each in netwave.requests[request_count:] if each.path.startswith("/set_")]
    await camera.change_all({"wifi_name": "ab", "wifi_password": "password1"})
    assert (netwave.settings["wifi_ssid"], netwave.settings["wifi_wpa_psk"]) == ("ab", "password1")


async def test_undecodable_names_are_stored_and_restored(netwave: NetwaveCamera) -> None:
    netwave.settings["alias"] = from_wire(b"K\xfcche")
    async with aiohttp.ClientSession() as session:
        where, who = Address("127.0.0.1", netwave.port), Account(USER, PASSWORD)
        camera = await connect(session, where, who)
        again = camera_from_description(session, where, who, camera.description)
        assert camera.info.name == again.info.name == "Küche"
        await camera.close()
        await again.close()
