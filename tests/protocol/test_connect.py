"""Probing without login, and parsing of picture URLs."""

import asyncio
from collections.abc import AsyncGenerator

import aiohttp
import pytest

from custom_components.ip_camera_cgi.protocol import Account, Address, parse_snapshot_url, probe
from custom_components.ip_camera_cgi.protocol.connect import connect
from custom_components.ip_camera_cgi.protocol.dialects.netwave import discovery
from simulator import names, simulate

from ..conftest import PASSWORD, USER, Connecting
from .stub import NOT_FOUND, answer, stub

KNOWN = Account(USER, PASSWORD)


@pytest.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    """A client session."""
    async with aiohttp.ClientSession() as session:
        yield session


def mac(digits: str) -> str:
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2)).lower()


@pytest.mark.parametrize("personality", names("netwave"))
async def test_probe_netwave(session: aiohttp.ClientSession, personality: str) -> None:
    """Cameras that refuse anonymous requests reveal their id in the realm. No login is sent."""
    async with simulate("netwave", personality=personality, user=USER, password=PASSWORD) as simulated:
        address = Address("127.0.0.1", simulated.port)
        sighting = await probe(session, address, KNOWN)
        assert sighting is not None
        assert sighting.mac == mac(simulated.personality.id)
        assert sighting.address == address
        assert sighting.name == ("" if personality == "foscam-digest" else simulated.settings["alias"])
        # Invalid answers are requested twice.
        assert {(each.path, each.account, *each.params) for each in simulated.requests} == {("/get_status.cgi", None)}


@pytest.mark.parametrize("personality", names("hucoms"))
async def test_probe_hucoms_requires_login(session: aiohttp.ClientSession, personality: str) -> None:
    async with simulate("hucoms", personality=personality, user=USER, password=PASSWORD) as simulated:
        address = Address("127.0.0.1", simulated.port)
        assert await probe(session, address) is None
        assert not [each for each in simulated.requests if each.account or each.params]
        assert await probe(session, address, Account(USER, "wrong")) is None
        sighting = await probe(session, address, KNOWN)
        assert sighting is not None
        assert sighting.mac == mac(simulated.personality.id)
        assert sighting.name


async def test_hucoms_without_a_name(session: aiohttp.ClientSession) -> None:
    mac_page = answer("mac = 00:07:D8:0A:1B:2C\n")
    async with stub(lambda page, params: mac_page if page == "servermac.cgi" else NOT_FOUND) as served:
        sighting = await probe(session, Address("127.0.0.1", served.port), KNOWN)
    assert sighting is not None
    assert (sighting.mac, sighting.name) == ("00:07:d8:0a:1b:2c", "")


@pytest.mark.parametrize(
    "realm", ["", 'Basic realm="ipcamera"', 'Basic realm="router_00626E0A1B2C"', 'Basic realm="ipcamera_000000000000"']
)
async def test_probe_of_generic_refusal(session: aiohttp.ClientSession, realm: str) -> None:
    refusal = answer("", "401 Unauthorized", *([f"WWW-Authenticate: {realm}"] if realm else []))
    async with stub(lambda page, params: refusal) as served:
        assert await probe(session, Address("127.0.0.1", served.port)) is None


@pytest.mark.parametrize("text", ["", "<html></html>", "var deviceid='1';", "var id='000000000000';", "error: no."])
async def test_probe_of_other_server(session: aiohttp.ClientSession, text: str) -> None:
    async with stub(lambda page, params: answer(text) if page == "get_status.cgi" else NOT_FOUND) as served:
        assert await probe(session, Address("127.0.0.1", served.port), KNOWN) is None


async def test_probe_of_closed_port_and_slow_server(
    session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect, "_PROBE_TIMEOUT", 0.2)
    async with simulate("netwave") as simulated:
        address = Address("127.0.0.1", simulated.port)
        simulated.faults.slow = 5
        async with asyncio.timeout(2):
            assert await probe(session, address) is None
    assert await probe(session, address) is None


async def test_name_is_made_printable(session: aiohttp.ClientSession) -> None:
    page = f"var id='00626E0A1B2C';\nvar alias=' a\tb\x07c{'x' * 99}';\n"
    async with stub(lambda *_: answer(page)) as served:
        sighting = await probe(session, Address("127.0.0.1", served.port))
    assert sighting is not None
    assert sighting.name == "a bc" + "x" * 36


@pytest.mark.parametrize(
    ("link", "host", "port", "account"),
    [
        ("http://192.168.1.5/videostream.cgi", "192.168.1.5", 80, ("", "")),
        ("http://cam.local:8080/videostream.cgi?user=me&pwd=a%26b&resolution=32", "cam.local", 8080, ("me", "a&b")),
        (" http://me:p%40ss@192.168.1.5:81/Snapshot.CGI?user=x ", "192.168.1.5", 81, ("me", "p@ss")),
        ("http://192.168.1.5/videostream.asf?user=me&pwd=", "192.168.1.5", 80, ("me", "")),
        ("http://192.168.1.5/cgi-bin/image/mjpeg.cgi?id=me&passwd=secret", "192.168.1.5", 80, ("me", "secret")),
        ("http://192.168.1.5/cgi-bin/image/jpeg.cgi", "192.168.1.5", 80, ("", "")),
    ],
)
def test_parse_snapshot_url(link: str, host: str, port: int, account: tuple[str, str]) -> None:
    assert parse_snapshot_url(link) == (Address(host, port), Account(*account))


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://",
        "http://[]/snapshot.cgi",
        "http://192.168.1.5:99999/snapshot.cgi",
        "https://192.168.1.5/snapshot.cgi",
        "rtsp://192.168.1.5/videostream.cgi",
        "http://192.168.1.5/cgi-bin/CGIStream.cgi?cmd=GetMJStream",
        "http://192.168.1.5/",
        "{{ states('sensor.link') }}",
    ],
)
def test_foreign_urls_are_not_parsed(link: str) -> None:
    assert parse_snapshot_url(link) is None


async def test_linked_cameras(connecting: Connecting) -> None:
    """Addresses outside private networks and invalid ones are skipped."""
    async with simulate("netwave", user=USER, password=PASSWORD) as simulated:
        reported = [
            ("192.168.1.6", "80"),
            ("10.0.0.7", "8080"),
            ("8.8.8.8", "80"),
            ("0.0.0.0", "80"),  # noqa: S104
            ("camera.example.org", "80"),
            ("192.168.1.9", "0"),
            ("", "0"),
        ]
        for number, (host, port) in enumerate(reported, 2):
            simulated.settings |= {f"dev{number}_host": host, f"dev{number}_port": port}
        camera = await connecting(simulated)
        assert camera.siblings == (Address("192.168.1.6", 80), Address("10.0.0.7", 8080))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "169.254.169.254", "224.0.0.1", "255.255.255.255"])
async def test_loopback_and_link_local_addresses_are_skipped(connecting: Connecting, host: str) -> None:
    """Otherwise a camera could direct requests to local services."""
    async with simulate("netwave", user=USER, password=PASSWORD) as simulated:
        simulated.settings |= {"dev2_host": host, "dev2_port": "8123"}
        assert (await connecting(simulated)).siblings == ()


async def test_hucoms_has_no_linked_cameras(connecting: Connecting) -> None:
    async with simulate("hucoms", user=USER, password=PASSWORD) as simulated:
        assert (await connecting(simulated)).siblings == ()


@pytest.mark.parametrize(
    ("mark", "kind", "ciphered", "digits", "port"),
    [
        (b"MO_V", 1, 0, b"00626E000001", 80),
        (b"MO_I", 0, 0, b"00626E000001", 80),
        (b"MO_I", 1, 1, b"00626E000001", 80),
        (b"MO_I", 1, 0, b"00626E00000G", 80),
        (b"MO_I", 1, 0, b"000000000000", 80),
        (b"MO_I", 1, 0, b"FFFFFFFFFFFF", 80),
        (b"MO_I", 1, 0, b"00626E000001", 0),
    ],
)
def test_invalid_search_replies(mark: bytes, kind: int, ciphered: int, digits: bytes, port: int) -> None:
    def reported(*head: int | bytes, card: tuple[bytes, int]) -> bytes:
        first, second, third = head
        packed = discovery._HEADER.pack(first, second, third, bytes(8), 0, 0)
        return packed + discovery._PAYLOAD.pack(card[0], b"Porch", bytes(4), bytes(4), card[1])

    assert discovery.parse_reply(reported(mark, kind, ciphered, card=(digits, port)), "192.0.2.1") is None
    good = reported(b"MO_I", 1, 0, card=(b"00626E000001", 80))
    assert discovery.parse_reply(good, "192.0.2.1") is not None
    assert discovery.parse_reply(good[:-1], "192.0.2.1") is None


def test_search_replies_are_limited() -> None:
    """Known cameras are always included; unknown ones are limited in number and to one per address."""
    found: dict[str, discovery.DiscoveredCamera] = {}
    ear = discovery._ReplyCollector({"00:00:00:00:ff:ff"}, found)
    head = discovery._HEADER.pack(b"MO_I", 1, 0, bytes(8), 0, 0)
    for number in range(1, 101):
        card = discovery._PAYLOAD.pack(f"{number:012X}".encode(), b"", bytes(4), bytes(4), 80)
        ear.datagram_received(head + card, (f"192.0.2.{number // 2}", 10000))
    ear.datagram_received(
        head + discovery._PAYLOAD.pack(b"00000000FFFF", b"Porch", bytes(4), bytes(4), 80), ("192.0.2.1", 10000)
    )
    assert len(found) == 33
    assert found["00:00:00:00:ff:ff"].name == "Porch"
    assert len({each.address for each in found.values()}) == 32
