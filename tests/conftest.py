"""Fixtures: simulated cameras, and Home Assistant with the integration."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from dataclasses import fields
import logging
from typing import Any

import aiohttp
import pytest

from custom_components.ip_camera_cgi.protocol import Account, Address, Camera, connect
from custom_components.ip_camera_cgi.protocol.http.request import Request
from simulator import SimulatedCamera, simulate

DIALECTS = ("netwave", "hucoms")
USER, PASSWORD = "admin", "secret"


@pytest.fixture(autouse=True)
def real_sockets(socket_enabled: None) -> None:
    """Allow real sockets, on loopback only."""


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> None:
    """Keep asyncio's debug mode off, which records call stacks and doubles the duration of tests."""


@pytest.fixture(autouse=True)
def no_password_in_logs(caplog: pytest.LogCaptureFixture) -> Generator[None]:
    """Fail if a log record at any level contains the password."""
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
    """A camera of each dialect."""
    async with simulate(dialect, user=USER, password=PASSWORD) as camera:
        yield camera


@pytest.fixture
def short_timeouts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limit requests to two seconds, for silent cameras."""
    (seconds,) = (each.default for each in fields(Request) if each.name == "timeout")
    defaults = Request.__init__.__defaults__ or ()
    monkeypatch.setattr(
        Request.__init__, "__defaults__", tuple(2 if default is seconds else default for default in defaults)
    )


type Connecting = Callable[..., Awaitable[Camera]]


@pytest.fixture
async def connecting() -> AsyncGenerator[Connecting]:
    """Connect to simulated cameras, which are closed after the test."""
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
    """The connected camera of the protocol package."""
    return await connecting(simulated)
