"""The page of how the system is."""

import asyncio
from typing import Any

from homeassistant.components.system_health import get_info
from homeassistant.config_entries import SOURCE_IGNORE
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.const import DOMAIN
from simulator import SimulatedCamera

from ..protocol.test_camera import until
from .test_texts import TEXTS


async def test_system_health(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    """Hucoms cameras announce alarms, others only where they were told to; one that is ignored does not count."""
    MockConfigEntry(domain=DOMAIN, source=SOURCE_IGNORE, unique_id="00:11:22:33:44:55").add_to_hass(hass)
    assert await async_setup_component(hass, "system_health", {})
    await until(lambda: entry.runtime_data.camera.listening)
    at_once = simulated.personality.dialect == "hucoms"
    told: dict[str, Any] = {**(await get_info(hass))[DOMAIN]}
    assert told == {"cameras": 1, "there": 1, "alarms_at_once": at_once, "alarms_asked_for": not at_once, "watched": 0}
    assert set(told) == set(TEXTS["system_health"]["info"])
    async with asyncio.timeout(5):
        async for _ in entry.runtime_data.camera.live.frames():
            told = {**(await get_info(hass))[DOMAIN]}
            assert told["watched"] == 1
            break
    await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_IGNORE}, data={"unique_id": "00:62:6e:00:00:01", "title": "Ignored"}
    )
    simulated.faults.refuse = True
    await entry.runtime_data.async_refresh()
    told = {**(await get_info(hass))[DOMAIN]}
    assert (told["cameras"], told["there"], told["alarms_at_once"]) == (1, 0, 0)
    simulated.faults.refuse = False
