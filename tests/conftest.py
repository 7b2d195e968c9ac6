"""Simulated cameras, and Home Assistant with our integration."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
import logging
from typing import Any

import aiohttp
import pytest

from custom_components.ip_camera_cgi.protocol import Account, Address, Camera, connect
from simulator import SimulatedCamera, simulate

DIALECTS = ("netwave", "hucoms")
USER, PASSWORD = "admin", "secret"


@pytest.fixture(autouse=True)
def real_sockets(socket_enabled: None) -> None:
    """Cameras are spoken to over real sockets, on loopback only."""


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> None:
    """Leave asyncio's debug mode off: it notes the stack of each callback, which doubles the time of the tests."""


@pytest.fixture(autouse=True)
def no_password_in_logs(caplog: pytest.LogCaptureFixture) -> Generator[None]:
    """Whatever a test does, no log holds the password: ours at debug level, Home Assistant's and asyncio's neither."""
    caplog.set_level(logging.DEBUG, "custom_components.ip_camera_cgi")
    yield
    records = [record for phase in ("setup", "call") for record in caplog.get_records(phase)]
    # The simulated cameras' own web server logs what it was asked.
    texts = [record.getMessage() for record in records if not record.name.startswith(("aiohttp.", "simulator"))]
    assert not [text for text in texts if PASSWORD in text]


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    """Each dialect in turn."""
    return str(request.param)


@pytest.fixture
async def simulated(dialect: str) -> AsyncGenerator[SimulatedCamera]:
    """A camera that is not there, of each dialect in turn."""
    async with simulate(dialect, user=USER, password=PASSWORD) as camera:
        yield camera


type Connecting = Callable[..., Awaitable[Camera]]


@pytest.fixture
async def connecting() -> AsyncGenerator[Connecting]:
    """Connect to simulated cameras, and close everything behind the test."""
    cameras: list[Camera] = []
    async with aiohttp.ClientSession() as session:

        async def connected(
            simulated: SimulatedCamera, user: str = USER, password: str = PASSWORD, **how: Any
        ) -> Camera:
            address = Address("127.0.0.1", simulated.port)
            cameras.append(await connect(session, address, Account(user, password), **how))
            return cameras[-1]

        yield connected
        for camera in cameras:
            await camera.close()


@pytest.fixture
async def camera(simulated: SimulatedCamera, connecting: Connecting) -> Camera:
    """A camera as the protocol package sees it."""
    return await connecting(simulated)
