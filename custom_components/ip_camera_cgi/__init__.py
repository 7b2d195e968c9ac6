"""IP Camera CGI: cameras whose makers vanished, in Home Assistant."""

from homeassistant.const import CONF_WEBHOOK_ID, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from . import alarm_memory, alarm_webhook, availability_log, discovery
from .actions import async_register_actions
from .actions.files import async_sweep
from .const import DOMAIN
from .coordinator import CameraCoordinator, IpCameraConfigEntry, description_store
from .live_view import LiveView
from .moved_entities import async_move_entities
from .repairs import clear_health_issues, clear_playable_stream_issue, track_health_issues
from .suggested_area import assign_suggested_area, is_new
from .wall import WallView
from .websocket_api import async_register_commands

PLATFORMS = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CAMERA,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.LIGHT,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.TEXT,
)
CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions, and look for cameras, whether or not there is one."""
    async_register_actions(hass)
    async_register_commands(hass)
    hass.http.register_view(LiveView)
    hass.http.register_view(WallView)
    discovery.async_start(hass)
    async_sweep(hass)
    return True


async def async_migrate_entry(hass: HomeAssistant, entry: IpCameraConfigEntry) -> bool:
    """Take an entry of a later minor version as it is: what that adds can be overlooked.

    One of a later major version is refused by Home Assistant itself, and there is no earlier one so far.
    """
    return True


async def async_setup_entry(hass: HomeAssistant, entry: IpCameraConfigEntry) -> bool:
    """Set up one camera."""
    coordinator = CameraCoordinator(hass, entry)
    await coordinator.async_start()
    entry.runtime_data = coordinator
    async_move_entities(hass, entry)
    new = is_new(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    if new:
        assign_suggested_area(hass, entry)
    if not coordinator.absent:
        await coordinator.async_read_missing()
        await alarm_webhook.async_start(hass, entry)
        track_health_issues(hass, entry)
        coordinator.listen()
        coordinator.check_health()
        discovery.start_discovery_flows(hass, coordinator.camera.siblings)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: IpCameraConfigEntry) -> bool:
    """Let go of the camera; what is under way ends with the entry."""
    if entry.disabled_by:  # if it is loaded anew, what somebody chose to ignore stays ignored
        clear_health_issues(hass, entry.entry_id)
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Have the camera forget us, and forget the camera."""
    alarm_webhook.clear_issues(hass, entry)
    if CONF_WEBHOOK_ID in entry.data:
        await alarm_webhook.async_restore_after_removal(hass, entry)
    clear_playable_stream_issue(hass, entry.entry_id)
    clear_health_issues(hass, entry.entry_id)
    availability_log.clear_availability_log(hass, entry.entry_id)
    await alarm_memory.async_forget(hass, entry.entry_id)
    await description_store(hass, entry.entry_id).async_remove()
