"""IP Camera CGI: a Home Assistant integration for IP cameras that are controlled by CGI requests."""

from homeassistant.const import CONF_WEBHOOK_ID, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from . import discovery
from .actions import async_register_actions
from .actions.files import async_sweep
from .alarms import alarm_memory, alarm_webhook
from .assist_sentences import async_offer_sentences
from .card import async_serve_card
from .card.pictures import async_forget_pictures, async_preset_pictures, photograph_presets
from .change_over import change_over
from .connection import availability_log
from .connection.connection import description_store
from .const import DOMAIN
from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .live.live_view import LiveView
from .live.recorder_address import serve_recorders
from .live.wall import WallView
from .moved_entities import async_move_entities
from .privacy import async_restore_after_removal
from .recordings.archive import archive
from .recordings.commands import async_register_recording_commands
from .recordings.issue import clear_recording_issue
from .recordings.recorder import recorder_of, set_up_recorder
from .recordings.view import RecordingView
from .repair_issues import (
    clear_health_issues,
    clear_playable_stream_issue,
    clear_rtsp_issue,
    track_health_issues,
    track_rtsp_issue,
)
from .sound.sounds import SoundView
from .stored_backups import async_forget_backup
from .suggested_area import assign_suggested_area, is_new
from .websocket_api import async_register_commands

PLATFORMS = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CAMERA,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.LIGHT,
    Platform.MEDIA_PLAYER,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SIREN,
    Platform.SWITCH,
    Platform.TEXT,
)
CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register actions, commands and views, and start the search for cameras."""
    async_register_actions(hass)
    async_register_commands(hass)
    hass.http.register_view(LiveView)
    hass.http.register_view(WallView)
    hass.http.register_view(RecordingView)
    async_register_recording_commands(hass)
    hass.http.register_view(SoundView)
    await async_serve_card(hass)
    discovery.async_start(hass)
    async_sweep(hass)
    async_offer_sentences(hass)
    return True


async def async_migrate_entry(hass: HomeAssistant, entry: IpCameraConfigEntry) -> bool:
    """Accept entries of later minor versions, whose additions can be ignored.

    Home Assistant itself rejects later major versions; there is no earlier version.
    """
    return True


async def async_setup_entry(hass: HomeAssistant, entry: IpCameraConfigEntry) -> bool:
    """Set up one camera."""
    coordinator = CameraCoordinator(hass, entry)
    await coordinator.async_start()
    entry.runtime_data = coordinator
    entry.async_on_unload(archive(hass).use())
    set_up_recorder(hass, entry)
    serve_recorders(entry)
    async_move_entities(hass, entry)
    await async_preset_pictures(hass, entry.entry_id)
    new = is_new(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    if new:
        assign_suggested_area(hass, entry)
    await change_over.async_track_other_entries(hass, entry)

    async def begin() -> None:
        await coordinator.async_begin()
        if recorder := recorder_of(hass, entry.entry_id):
            recorder.start()
        await alarm_webhook.async_start(hass, entry)
        track_health_issues(hass, entry)
        track_rtsp_issue(hass, entry)
        photograph_presets(hass, coordinator)
        discovery.start_discovery_flows(hass, coordinator.camera.siblings)

    await coordinator.async_when_reachable(begin)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: IpCameraConfigEntry) -> bool:
    """Unload the entry; its background tasks end with it."""
    if entry.disabled_by:  # a reload keeps issues that the user has ignored
        clear_health_issues(hass, entry.entry_id)
        clear_rtsp_issue(hass, entry.entry_id)
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Restore the camera's previous alarm URL and delete all stored data."""
    alarm_webhook.clear_issues(hass, entry)
    if CONF_WEBHOOK_ID in entry.data:
        await alarm_webhook.async_restore_after_removal(hass, entry)
    await async_restore_after_removal(hass, entry)
    await change_over.async_end_with_entry(hass, entry.entry_id)
    clear_playable_stream_issue(hass, entry.entry_id)
    clear_rtsp_issue(hass, entry.entry_id)
    clear_health_issues(hass, entry.entry_id)
    clear_recording_issue(hass, entry.entry_id)
    availability_log.clear_availability_log(hass, entry.entry_id)
    await alarm_memory.async_forget(hass, entry.entry_id)
    await async_forget_backup(hass, entry.entry_id)
    await async_forget_pictures(hass, entry.entry_id)
    await description_store(hass, entry.entry_id).async_remove()
