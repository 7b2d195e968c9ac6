"""The command line with several cameras."""

import asyncio
from asyncio.subprocess import PIPE
import signal
import socket
import sys

from aiohttp import ClientSession
import pytest

from simulator import DIALECTS
from simulator.__main__ import main
from simulator.house import DEFAULT_CAMERAS, House
from simulator.personality import names

from .tap import fetch
from .test_netwave_discovery import SEARCH, send


async def simulator(*words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "simulator", *words, stdout=PIPE, stderr=PIPE)


async def test_house() -> None:
    async with House() as house:
        cameras = [station.camera for station in house.stations]
        assert {camera.personality.dialect for camera in cameras} == {"netwave", "hucoms"}
        assert len({camera.personality.id for camera in cameras}) == len(cameras)
        table = house.table().splitlines()
        assert len(table) == len(cameras) + 1
        async with ClientSession() as session:
            for station, line in zip(house.stations, table[1:], strict=True):
                assert station.camera.address in line
                assert "admin / secret" in line
                async with session.get(station.control.address) as answer:
                    assert (await answer.json())["name"] in line
                assert station.control.address in (await fetch(station.camera, "/")).text
    for station in house.stations:
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", station.camera.port)
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", station.control.port)


def test_rooms_match_their_description() -> None:
    assert all(personality in names(dialect) for personality, dialect in DEFAULT_CAMERAS.items())


async def test_house_by_hand() -> None:
    process = await simulator("house", "--port", "0")
    assert process.stdout
    async with asyncio.timeout(20):
        lines = [(await process.stdout.readline()).decode() for _ in range(len(DEFAULT_CAMERAS) + 2)]
        assert lines[0].split()[:3] == ["name", "model", "dialect"]
        process.send_signal(signal.SIGINT)
        _, complaints = await process.communicate()
    assert (process.returncode, complaints) == (0, b"")


@pytest.mark.parametrize("words", ["house --port", "netwave --port", "hucoms --control-port"])
def test_port_taken(words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        with pytest.raises(SystemExit, match=f"{port}.*address already in use: choose other ports"):
            main([*words.split(), port])


@pytest.mark.parametrize("words", ["--help", "netwave --help", "hucoms --help", "house --help"])
def test_help(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(words.split())
    output = capsys.readouterr().out
    assert "--port" in output
    assert ("power_cut" in output) == (words.split(maxsplit=1)[0] in DIALECTS)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("netwave --fault tired", "no such fault: tired"),
        ("netwave --fault slow=very", "could not convert"),
        ("netwave --personality nobody", "invalid choice"),
        ("", "arguments are required"),
    ],
)
def test_nonsense(words: str, complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words.split())
    assert complaint in capsys.readouterr().err


@pytest.mark.parametrize(("words", "lines"), [("netwave", 3), ("house --port 0", len(DEFAULT_CAMERAS) + 2)])
async def test_discovery_by_hand(words: str, lines: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await simulator(*words.split(), "--discovery", str(port))
    assert process.stdout
    async with asyncio.timeout(20):
        reported = [(await process.stdout.readline()).decode() for _ in range(lines)][-1]
    assert reported == f"searches by UDP are answered at 127.0.0.1:{port}\n"
    response = await send(port, SEARCH)
    assert response
    assert response[:6] == b"MO_I\x01\x00"
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0


async def test_faults_by_hand() -> None:
    faults = ("slow=0.5", "only=get_misc", "connections=4", "password=b@c@0.2", "flapping_login@9999")
    process = await simulator("netwave", *(word for fault in faults for word in ("--fault", fault)))
    assert process.stdout
    async with asyncio.timeout(20):
        await process.stdout.readline()
        reported = (await process.stdout.readline()).decode().split()[-1]
        async with ClientSession() as session:
            while True:
                async with session.get(reported) as answer:
                    state = await answer.json()
                if "password" in state["faults"]:
                    break
                await asyncio.sleep(0.05)
        assert state["faults"] == {"slow": 0.5, "only": "get_misc", "connections": 4, "password": "b@c"}
        assert state["accounts"][0]["password"] == "b@c"
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def test_reported_camera_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    for file in ("README.md", "nowhere.json"):
        with pytest.raises(SystemExit):
            main(["replay", file])
        assert f"no diagnostics of a camera: {file}" in capsys.readouterr().err
    process = await simulator("replay", "tests/diagnostics/hucoms-dome.json")
    assert process.stdout
    async with asyncio.timeout(20):
        assert (await process.stdout.readline()).startswith(b"hucoms-dome at http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        _, complaints = await process.communicate()
    assert (process.returncode, complaints) == (0, b"")
