"""Nonconforming requests are answered as by small web servers, and nothing is left open."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from simulator import HucomsCamera, NetwaveCamera, SimulatedCamera

from .tap import RawResponse, basic, fetch

STATUS = b"/get_status.cgi"
OK = b"HTTP/1.1 200 OK\r\n"
BAD = b"HTTP/1.1 400 Bad Request\r\nServer: Netwave IP Camera\r\n"


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


@pytest.fixture(autouse=True)
async def nothing_is_left(netwave: NetwaveCamera, hucoms: HucomsCamera) -> AsyncGenerator[None]:
    files = open_files()
    yield
    async with asyncio.timeout(3):
        while open_files() > files or netwave.open_streams or hucoms.open_streams:
            await asyncio.sleep(0.01)
    assert (await fetch(netwave, STATUS.decode())).status == 200


async def say(camera: SimulatedCamera, *words: bytes, end: bool = False) -> bytes:
    reader, writer = await asyncio.open_connection(camera.host, camera.port)
    for word in words:
        writer.write(word)
        await asyncio.sleep(0.001 if len(words) > 1 else 0)
    if end:
        writer.write_eof()
    try:
        async with asyncio.timeout(3):
            return await reader.read()
    finally:
        writer.close()


@pytest.mark.parametrize(
    "words",
    [
        b"GET /get_status.cgi HTTP/1.0\r\n\r\n",
        b"GET /get_status.cgi HTTP/1.0\n\n",
        b"GET /get_status.cgi HTTP/1.1\r\n\r\n",
        b"get /get_status.cgi http/1.1\r\nHOST : x\r\nno colon\r\n: no name\r\nX-A: a\r\n b\r\n\r\n",
        b"GET /get_status.cgi\r\n",
        b"GET http://camera:80/get_status.cgi HTTP/1.1\r\n\r\n",
        b"GET //get%5Fstatus.cgi HTTP/1.1\r\n\r\n",
        b"GET /get_status.cgi?a=b c HTTP/1.1\r\n\r\n",
        "GET /get_status.cgi?a=ü HTTP/1.1\r\n\r\n".encode(),
        b"GET /get_status.cgi?a=\xfc%zz HTTP/1.1\r\nConnection: keep-alive\r\n\r\n",
        b"GET /get_status.cgi HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        b"GET /get_status.cgi HTTP/1.1\r\nContent-Length: -3\r\n\r\n",
    ],
)
async def test_understood(netwave: NetwaveCamera, words: bytes) -> None:
    heard = await say(netwave, words)
    assert heard.startswith(OK)
    assert heard.count(b"var id=") == 1


@pytest.mark.parametrize(
    "words",
    [
        b"MX_O\x00\x00\x00\x00",
        b"\x16\x03\x01\x02\x00\x01",
        b"\r\n\r\n",
        b"\n",
        b"GET\r\n",
        b"A" * 17,
        b"GET /" + b"x" * 0x8000,
        b"GET /get_status.cgi?a=" + b"x" * 0x2000 + b" HTTP/1.1\r\n\r\n",
        b"GET /get_status.cgi HTTP/1.1\r\nX-A: " + b"x" * 0x300 + b"\r\n\r\n",
        b"POST /upgrade_htmls.cgi HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
    ],
)
async def test_not_understood(netwave: NetwaveCamera, hucoms: HucomsCamera, words: bytes) -> None:
    heard = await say(netwave, words)
    assert heard.startswith(BAD)
    assert b'BGCOLOR="#cc9999"' in heard
    assert not netwave.requests or netwave.requests[0].path == STATUS.decode()
    if b"get_status" not in words:
        assert (await say(hucoms, words)).startswith(b"HTTP/1.1 400 Bad Request\r\nContent-type: text/plain\r\n")


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "OPTIONS", "BREW"])
async def test_methods(netwave: NetwaveCamera, hucoms: HucomsCamera, method: str) -> None:
    for camera, path in ((netwave, STATUS.decode()), (hucoms, "/cgi-bin/image/jpeg.cgi?id=admin&passwd=secret")):
        heard: RawResponse = await fetch(camera, path, method=method)
        assert heard.status == 501


async def test_only_the_first_of_several(netwave: NetwaveCamera) -> None:
    heard = await say(netwave, (b"GET " + STATUS + b" HTTP/1.1\r\n\r\n") * 3)
    assert heard.count(b"HTTP/1.1") == 1


async def test_request_byte_by_byte(netwave: NetwaveCamera) -> None:
    letters = (bytes((letter,)) for letter in b"GET " + STATUS + b" HTTP/1.1\r\n\r\n")
    assert (await say(netwave, *letters)).startswith(OK)


async def test_half_closed_client(netwave: NetwaveCamera) -> None:
    words = f"GET /snapshot.cgi HTTP/1.0\r\n{basic()}\r\n\r\n".encode()
    assert (await say(netwave, words, end=True)).endswith(b"\xff\xd9")
    assert await say(netwave, b"GET /get_st", end=True) == b""
    assert await say(netwave, end=True) == b""


async def test_client_that_does_not_wait(netwave: NetwaveCamera) -> None:
    netwave.faults.silent = True
    _, writer = await asyncio.open_connection(netwave.host, netwave.port)
    writer.write(b"GET /get_status.cgi HTTP/1.1\r\n\r\n")
    await asyncio.sleep(0.05)
    writer.close()
    netwave.faults.silent = False


async def test_client_that_never_reads(netwave: NetwaveCamera) -> None:
    _, writer = await asyncio.open_connection(netwave.host, netwave.port, limit=64)
    writer.write(f"GET /videostream.cgi HTTP/1.1\r\n{basic()}\r\n\r\n".encode())
    async with asyncio.timeout(2):
        while not netwave.open_streams:
            await asyncio.sleep(0.01)
    assert (await fetch(netwave, STATUS.decode())).status == 200
    writer.transport.abort()


async def test_many_at_once(netwave: NetwaveCamera) -> None:
    heard = await asyncio.gather(*(fetch(netwave, STATUS.decode()) for _ in range(100)))
    assert {each.status for each in heard} == {200}


async def test_blank_of_the_manual(hucoms: HucomsCamera) -> None:
    words = b"/cgi-bin/control/dnsset.cgi?id=admin&passwd=secret&action=setdns& firstdns=168.126.63.9"
    heard = await say(hucoms, b"GET " + words + b" HTTP/1.1\r\n\r\n")
    assert heard.endswith(b"firstdns = 168.126.63.9\nseconddns = \n")


async def test_traffic_is_recorded(netwave: NetwaveCamera) -> None:
    response: list[bytes] = []
    netwave.on_send = response.append
    answer = await fetch(netwave, STATUS.decode(), "X-Word: one")
    assert b"".join(response) == answer.head + answer.body
    question = f"GET {STATUS.decode()} HTTP/1.1\r\nHost: {netwave.host}:{netwave.port}\r\nX-Word: one\r\n\r\n"
    assert netwave.requests[-1].length == len(question)
