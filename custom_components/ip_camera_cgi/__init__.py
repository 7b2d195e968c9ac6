"""IP Camera CGI: cameras whose makers vanished, in Home Assistant."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from .coordinator import CameraCoordinator, IpCameraConfigEntry

PLATFORMS = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CAMERA,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.TEXT,
)


async def async_setup_entry(hass: HomeAssistant, entry: IpCameraConfigEntry) -> bool:
    """Set up one camera."""
    coordinator = CameraCoordinator(hass, entry)
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    coordinator.listen()
    return True


async def async_unload_entry(hass: HomeAssistant, entry: IpCameraConfigEntry) -> bool:
    """Let go of the camera; what is under way ends with the entry."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
