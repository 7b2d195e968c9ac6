"""Fixtures of the simulator's tests."""

from collections.abc import AsyncGenerator

import pytest

from simulator import Account, AccountRole, HucomsCamera, NetwaveCamera, simulate

ACCOUNTS = (Account("visitor", "v", AccountRole.VISITOR), Account("operator", "o", AccountRole.OPERATOR))


@pytest.fixture(autouse=True)
def real_sockets(socket_enabled: None) -> None:
    """Allow real sockets, on loopback only."""


@pytest.fixture
async def netwave() -> AsyncGenerator[NetwaveCamera]:
    camera = simulate("netwave", accounts=ACCOUNTS)
    assert isinstance(camera, NetwaveCamera)
    async with camera:
        yield camera


@pytest.fixture
async def hucoms() -> AsyncGenerator[HucomsCamera]:
    camera = simulate("hucoms", accounts=ACCOUNTS)
    assert isinstance(camera, HucomsCamera)
    async with camera:
        yield camera


@pytest.fixture
async def dome() -> AsyncGenerator[HucomsCamera]:
    camera = simulate("hucoms", personality="hucoms-dome", accounts=ACCOUNTS)
    assert isinstance(camera, HucomsCamera)
    async with camera:
        yield camera
