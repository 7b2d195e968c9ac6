"""System health."""

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
from .conftest import lose
from .test_texts import TEXTS


async def test_system_health(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    """Cameras with push and polling are counted; disabled ones are not."""
    MockConfigEntry(domain=DOMAIN, source=SOURCE_IGNORE, unique_id="00:11:22:33:44:55").add_to_hass(hass)
    assert await async_setup_component(hass, "system_health", {})
    camera = entry.runtime_data.camera
    await until(lambda: camera.alarms.at_once)
    reported: dict[str, Any] = {**(await get_info(hass))[DOMAIN]}
    assert reported == {"cameras": 1, "there": 1, "alarms_at_once": 1, "alarms_asked_for": 0, "watched": 0}
    if simulated.personality.dialect == "netwave":
        simulated.faults.native = "busy"
        simulated.hang_up()
        await until(lambda: camera.listening and not camera.alarms.at_once)
        reported = {**(await get_info(hass))[DOMAIN]}
        assert (reported["alarms_at_once"], reported["alarms_asked_for"]) == (0, 1)
    assert set(reported) == set(TEXTS["system_health"]["info"])
    async with asyncio.timeout(5):
        async for _ in entry.runtime_data.camera.live.frames():
            reported = {**(await get_info(hass))[DOMAIN]}
            assert reported["watched"] == 1
            break
    await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_IGNORE}, data={"unique_id": "00:62:6e:00:00:01", "title": "Ignored"}
    )
    await lose(entry, simulated)
    reported = {**(await get_info(hass))[DOMAIN]}
    assert (reported["cameras"], reported["there"], reported["alarms_at_once"]) == (1, 0, 0)
    simulated.faults.refuse = False
