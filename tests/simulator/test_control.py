"""The control interface over HTTP, and the command line."""

import asyncio
from collections.abc import AsyncGenerator
import signal
import sys

from aiohttp import ClientSession
import pytest

from simulator import Control, HucomsCamera


@pytest.fixture
async def control(hucoms: HucomsCamera) -> AsyncGenerator[Control]:
    control = Control(hucoms)
    await control.start()
    yield control
    await control.stop()


async def test_state_and_orders(control: Control, hucoms: HucomsCamera) -> None:
    async with ClientSession(control.address) as session:
        async with session.get("/") as answer:
            state = await answer.json()
        assert state["address"] == hucoms.address
        assert state["world"]["motion"] is False
        for name in ("motion", "input", "tamper", "night"):
            async with session.post(f"/{name}", json={"on": True}) as answer:
                assert (await answer.json())["world"][name] is True
        async with session.post("/fault", json={"name": "slow", "value": 2}) as answer:
            assert (await answer.json())["faults"] == {"slow": 2.0}
        async with session.post("/password", json={"user": "admin", "password": "new"}) as answer:
            assert answer.status == 200
        async with session.post("/point", json={"tilt": 10}) as answer:
            assert (await answer.json())["world"]["tilt"] == 10.0
        hucoms.reboot_seconds = 0.01
        async with session.post("/reboot") as answer:
            assert (await answer.json())["away"] is True
    assert hucoms.accounts[0].password == "new"


@pytest.mark.parametrize(
    ("path", "payload"),
    [
        ("/motion", {"on": "yes"}),
        ("/motion", []),
        ("/fault", {"name": "tired"}),
        ("/password", {"user": "nobody", "password": "x"}),
    ],
)
async def test_invalid_commands(control: Control, path: str, payload: object) -> None:
    async with ClientSession(control.address) as session, session.post(path, json=payload) as answer:
        assert answer.status == 400


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
async def test_by_hand(sign: signal.Signals) -> None:
    words = ("netwave", "--port", "0", "--control-port", "0", "--visitor-user", "guest", "--motion")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "simulator", *words, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    async with asyncio.timeout(10):
        address = (await process.stdout.readline()).decode().split()[-1]
        reported = (await process.stdout.readline()).decode().split()[-1]
        async with ClientSession() as session:
            async with session.get(f"{address}/get_status.cgi") as answer:
                assert "var id='00626E0A1B2C';" in await answer.text()
            async with session.get(reported) as answer:
                assert (await answer.json())["world"]["motion"] is True
        process.send_signal(sign)
        assert await process.wait() == 0
