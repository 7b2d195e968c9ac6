"""Cameras in Home Assistant."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.const import DOMAIN
from simulator import SimulatedCamera

from ..conftest import PASSWORD, USER


@pytest.fixture(autouse=True)
def our_integration(enable_custom_integrations: None) -> None:
    """Let Home Assistant find custom integrations."""


def user_input(simulated: SimulatedCamera, **changes: Any) -> dict[str, Any]:
    """Return what a person types to add a camera."""
    return {
        CONF_HOST: "127.0.0.1",
        CONF_PORT: simulated.port,
        CONF_USERNAME: USER,
        CONF_PASSWORD: PASSWORD,
        **changes,
    }


def entry_for(simulated: SimulatedCamera, **changes: Any) -> MockConfigEntry:
    """Return what the config flow leaves behind for a camera."""
    digits = simulated.personality.id.lower()
    return MockConfigEntry(
        domain=DOMAIN,
        title="Camera",
        unique_id=":".join(digits[at : at + 2] for at in range(0, 12, 2)),
        data={**user_input(simulated), "dialect": simulated.personality.dialect, **changes},
    )


@asynccontextmanager
async def set_up(hass: HomeAssistant, simulated: SimulatedCamera) -> AsyncGenerator[MockConfigEntry]:
    """Set a camera up in Home Assistant, and unload it behind the test."""
    entry = entry_for(simulated)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    try:
        yield entry
    finally:
        if hass.config_entries.async_get_entry(entry.entry_id):
            await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def entry(hass: HomeAssistant, simulated: SimulatedCamera) -> AsyncGenerator[MockConfigEntry]:
    """A camera in Home Assistant."""
    async with set_up(hass, simulated) as entry:
        yield entry
