"""Cameras in Home Assistant."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import Context, HomeAssistant, SupportsResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.connection import short_outages
from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.discovery import address_book
from custom_components.ip_camera_cgi.protocol import LiveState
from custom_components.ip_camera_cgi.protocol.dialects.netwave import discovery as netwave_discovery
from custom_components.ip_camera_cgi.protocol.features import rtsp_monitor
from custom_components.ip_camera_cgi.protocol.http import login
from simulator import ReceivedRequest, SimulatedCamera

from ..conftest import PASSWORD, USER
from ..protocol.test_camera import until


@pytest.fixture(autouse=True)
def our_integration(enable_custom_integrations: None) -> None:
    """Let Home Assistant find custom integrations."""


@pytest.fixture(autouse=True)
def not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Disable network searches, except in tests about them."""

    async def networks(_: HomeAssistant) -> set[str]:
        return set()

    monkeypatch.setattr(address_book, "async_get_ipv4_broadcast_addresses", networks)


@pytest.fixture(autouse=True)
def rtsp_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat RTSP as reachable, except in tests about it: most simulated cameras do not serve it."""

    async def answers(*_: object) -> bool:
        return True

    monkeypatch.setattr(rtsp_monitor, "answers_rtsp", answers)


@pytest.fixture(autouse=True)
def outages_show_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make entities unavailable with the first failed poll, except in tests about short outages."""
    monkeypatch.setattr(short_outages, "BRIDGED_SECONDS", 0)


@pytest.fixture(autouse=True)
def short_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the hold after a refused login."""
    monkeypatch.setattr(login, "_FIRST_HOLD", 0.5)
    monkeypatch.setattr(login, "_LONGEST_HOLD", 0.5)


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat this computer as the local network."""
    monkeypatch.setattr(netwave_discovery, "_REPLY_WAIT", 0.3)

    async def networks(_: HomeAssistant) -> set[str]:
        return {"127.255.255.255"}

    monkeypatch.setattr(address_book, "async_get_ipv4_broadcast_addresses", networks)


def user_input(simulated: SimulatedCamera, **changes: Any) -> dict[str, Any]:
    """Return the input of the form that adds a camera."""
    return {
        CONF_HOST: "127.0.0.1",
        CONF_PORT: simulated.port,
        CONF_USERNAME: USER,
        CONF_PASSWORD: PASSWORD,
        **changes,
    }


def entry_for(simulated: SimulatedCamera, **changes: Any) -> MockConfigEntry:
    """Return the entry that the config flow creates for a camera."""
    digits = simulated.personality.id.lower()
    return MockConfigEntry(
        domain=DOMAIN,
        title="Camera",
        unique_id=":".join(digits[at : at + 2] for at in range(0, 12, 2)),
        data={**user_input(simulated), "dialect": simulated.personality.dialect, **changes},
    )


@asynccontextmanager
async def set_up(hass: HomeAssistant, simulated: SimulatedCamera, **changes: Any) -> AsyncGenerator[MockConfigEntry]:
    """Set a camera up in Home Assistant, and unload it after the test."""
    west = int(simulated.settings.get("tz", "0")) / 3600
    # Use the camera's time zone in Home Assistant, if it has one.
    await hass.config.async_set_time_zone(f"Etc/GMT{int(west):+}" if west.is_integer() and west else "UTC")
    entry = entry_for(simulated, **changes)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    try:
        yield entry
    finally:
        await hass.async_block_till_done()  # it may be reloading
        if hass.config_entries.async_get_entry(entry.entry_id):
            await hass.config_entries.async_unload(entry.entry_id)


async def lose(entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    """Break all alarm connections and make the next poll fail."""
    simulated.faults.refuse = True
    simulated.hang_up()
    coordinator, camera = entry.runtime_data, entry.runtime_data.camera
    await until(lambda: not camera.alarms.at_once and camera.live.state is not LiveState.STREAMING)
    async with asyncio.timeout(5):  # a native connection may just have been made
        while coordinator.last_update_success:
            await coordinator.async_refresh()
            await asyncio.sleep(0.02)


@pytest.fixture
async def entry(hass: HomeAssistant, simulated: SimulatedCamera) -> AsyncGenerator[MockConfigEntry]:
    """A camera in Home Assistant."""
    async with set_up(hass, simulated) as entry:
        yield entry


SURE: dict[str, Any] = {"confirm": True}
"""What a dangerous action wants to hear."""


async def act(
    hass: HomeAssistant, entry: MockConfigEntry, action: str, *, context: Context | None = None, **data: Any
) -> dict[str, Any]:
    """Call an action of the integration for a camera, and return the response."""
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    answer = await hass.services.async_call(
        DOMAIN,
        action,
        {"device_id": device.id, **data},
        blocking=True,
        context=context,
        return_response=hass.services.supports_response(DOMAIN, action) is not SupportsResponse.NONE,
    )
    return dict(answer or {})


_ORDERS = ("/set_", "/comm_write", "/restore_", "/upgrade_", "/reboot", "/test_", "/wifi_scan", "/decoder_control")

_ACTIONS = ("set", "lensreset", "go", "clear", "autopan", "tour", "onepush")


def orders(simulated: SimulatedCamera, since: int = 0) -> list[ReceivedRequest]:
    """Return the commands among the requests."""
    return [
        each
        for each in simulated.requests[since:]
        if each.path.startswith(_ORDERS) or each.params.get("action", "").startswith(_ACTIONS)
    ]


@contextmanager
def refused(
    simulated: SimulatedCamera, key: str, kind: type[HomeAssistantError] = HomeAssistantError
) -> Generator[None]:
    """Check that an action is refused with a message before any command is sent."""
    request_count, settings = len(simulated.requests), dict(simulated.settings)
    with pytest.raises(kind) as raised:
        yield
    assert raised.value.translation_key == key
    text = str(raised.value)
    assert text == text.strip() != key, "a message is a complete sentence"
    assert "{" not in text
    assert orders(simulated, request_count) == []
    assert simulated.settings == settings


@contextmanager
def changed(simulated: SimulatedCamera) -> Generator[dict[str, str]]:
    """Yield a dict that has the changed settings of the camera after the block."""
    before, differing = dict(simulated.settings), dict[str, str]()
    yield differing
    differing |= {name: value for name, value in simulated.settings.items() if before.get(name) != value}
