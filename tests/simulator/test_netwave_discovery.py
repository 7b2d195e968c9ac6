"""UDP search for Netwave cameras."""

import asyncio
from collections.abc import AsyncGenerator
import socket
from typing import override

import pytest

from simulator import NetwaveCamera, simulate
from simulator.house import House

from .tap import basic, fetch

SEARCH = bytes.fromhex("4d4f5f49 0000 00 0000000000000000 04000000 04000000 00000001")
CIPHERED = SEARCH[:6] + b"\x01" + SEARCH[7:]
INIT = SEARCH[:4] + b"\x02" + SEARCH[5:] + bytes(64)
ANSWER = SEARCH[:4] + b"\x01" + SEARCH[5:]


class Ear(asyncio.DatagramProtocol):
    """Collects replies."""

    def __init__(self) -> None:
        self.response: asyncio.Queue[bytes] = asyncio.Queue()

    @override
    def datagram_received(self, data: bytes, addr: object) -> None:
        self.response.put_nowait(data)


async def send(port: int, *datagrams: bytes) -> bytes | None:
    """Send datagrams and wait for the first reply."""
    transport, ear = await asyncio.get_running_loop().create_datagram_endpoint(
        Ear, remote_addr=("127.0.0.1", port), family=socket.AF_INET
    )
    try:
        for datagram in datagrams:
            transport.sendto(datagram)
        async with asyncio.timeout(0.15):
            return await ear.response.get()
    except TimeoutError:
        return None
    finally:
        transport.close()


@pytest.fixture
async def camera() -> AsyncGenerator[NetwaveCamera]:
    made = simulate("netwave", discovery=0)
    assert isinstance(made, NetwaveCamera)
    async with made:
        yield made


async def test_answer(camera: NetwaveCamera) -> None:
    response = await send(camera.beacon.port, SEARCH)
    assert response is not None
    assert len(response) == 88
    assert response[:4] == b"MO_I"
    assert response[4:7] == b"\x01\x00\x00"
    assert int.from_bytes(response[15:19], "little") == 65
    assert response[23:36] == b"00626E0A1B2C\x00"
    assert response[36:57] == b"Driveway".ljust(21, b"\x00")
    assert response[57:61] == bytes((127, 0, 0, 1))
    assert response[77:81] == bytes((11, 37, 2, 49))
    assert response[81:85] == bytes((2, 0, 10, 4))
    assert int.from_bytes(response[85:87], "big") == camera.port
    assert response[87] == 1


async def test_fixed_address(camera: NetwaveCamera) -> None:
    port = camera.port
    await fetch(
        camera, f"/set_network.cgi?ip=10.0.0.9&mask=255.0.0.0&gateway=10.0.0.1&dns=10.0.0.2&port={port}", basic()
    )
    response = await send(camera.beacon.port, SEARCH)
    assert response
    assert response[57:73] == bytes((10, 0, 0, 9, 255, 0, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2))
    assert response[87] == 0


async def test_free_text_for_a_version() -> None:
    camera = simulate("netwave", personality="tenvis-jpt3815", discovery=0)
    assert isinstance(camera, NetwaveCamera)
    async with camera:
        response = await send(camera.beacon.port, SEARCH)
        assert response
        assert response[77:85] == bytes(8)


@pytest.mark.parametrize(
    "datagram", [INIT, CIPHERED, ANSWER, SEARCH[:22], b"", b"MO_X" + SEARCH[4:], b"\xb4\x9a\x70\x4d\x00"]
)
async def test_silence(camera: NetwaveCamera, datagram: bytes) -> None:
    before = dict(camera.settings)
    assert await send(camera.beacon.port, datagram) is None
    assert camera.settings == before
    assert await send(camera.beacon.port, SEARCH)


async def test_silence_while_away(camera: NetwaveCamera) -> None:
    camera.reboot()
    assert await send(camera.beacon.port, SEARCH) is None


async def test_all_cameras_receive_a_broadcast() -> None:
    async with House(discovery=0) as house:
        beacons = [each.camera.beacon for each in house.stations if isinstance(each.camera, NetwaveCamera)]
        assert len({beacon.port for beacon in beacons}) == len(beacons)
        assert len([each for each in house.stations if each.discovery]) == len(beacons)
        port = beacons[0].port
        async with simulate("netwave", discovery=port):
            ear = Ear()
            loop = asyncio.get_running_loop()
            transport, _ = await loop.create_datagram_endpoint(
                lambda: ear, local_addr=("127.0.0.1", 0), allow_broadcast=True
            )
            transport.sendto(SEARCH, ("127.255.255.255", port))
            async with asyncio.timeout(2):
                response = [await ear.response.get() for _ in range(2)]
            transport.close()
        assert len({each[85:87] for each in response}) == 2


async def test_off_by_default(netwave: NetwaveCamera) -> None:
    assert netwave.beacon.port == 0
