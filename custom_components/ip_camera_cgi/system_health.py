"""System health information."""

from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .coordinator import IpCameraConfigEntry


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Register the information."""
    register.async_register_info(_info)


async def _info(hass: HomeAssistant) -> dict[str, Any]:
    entries: list[IpCameraConfigEntry] = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    loaded = [entry.runtime_data for entry in hass.config_entries.async_loaded_entries(DOMAIN)]
    there = [each.camera for each in loaded if each.last_update_success]
    return {
        "cameras": len(entries),
        "there": len(there),
        "alarms_at_once": sum(camera.alarms.at_once for camera in there),
        "alarms_asked_for": sum(camera.listening and not camera.alarms.at_once for camera in there),
        "watched": sum(bool(camera.live.viewers) for camera in there),
    }
