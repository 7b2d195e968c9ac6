"""The description of a camera that the card receives."""

from dataclasses import asdict
import re
from typing import Any

from homeassistant.auth.models import User
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..access import Access, may
from ..connection.availability_log import availability_log
from ..const import DOMAIN
from ..coordinator import CameraCoordinator
from ..errors import error_key
from ..protocol import Camera, CameraError
from ..protocol.features.motion_grid import grid_size
from ..protocol.features.privacy_masks import area_limits
from ..protocol.model import keys
from .pictures import PresetPictures, preset_pictures

type Description = dict[str, Any]
"""A description as sent to the card; docs/card.md lists its keys."""

_SCHEDULES = ("alarm", "ftp", "viewing")

_SECONDS = re.compile(r"-?\d{1,5}")


@callback
def describe(hass: HomeAssistant, entry: ConfigEntry, user: User) -> Description:
    """Return the description of a camera for a user; no request is sent to the camera."""
    entities = _entities(hass, entry, user)
    main = er.async_get(hass).async_get_entity_id(Platform.CAMERA, DOMAIN, f"{entry.unique_id}_camera")
    description: Description = {
        "entity_id": main,
        "name": entry.title,
        "entry_id": entry.entry_id,
        "device_id": next(
            (each.device_id for each in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)), None
        ),
        "loaded": entry.state is ConfigEntryState.LOADED,
        "available": False,
        "entities": entities,
        "rights": {
            "control": main is not None and may(user, Access.CONTROL, main),
            "admin": user.is_admin,
        },
    }
    if entry.state is ConfigEntryState.LOADED:
        pictures = preset_pictures(hass, entry.entry_id)
        description |= _describe_camera(hass, entry.runtime_data, main or "", pictures)
    return description


@callback
def _entities(hass: HomeAssistant, entry: ConfigEntry, user: User) -> dict[str, str]:
    """Return the enabled entities that the user may see, by their role for the card."""
    return {
        entity.unique_id.removeprefix(f"{entry.unique_id}_"): entity.entity_id
        for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
        if entity.disabled_by is None and may(user, Access.READ, entity.entity_id)
    }


@callback
def _describe_camera(
    hass: HomeAssistant, coordinator: CameraCoordinator, main: str, pictures: PresetPictures | None
) -> dict[str, Any]:
    camera = coordinator.camera
    available = coordinator.last_update_success
    failure = coordinator.last_exception.__cause__ if coordinator.last_exception else None
    log = availability_log(hass, coordinator.config_entry.entry_id)
    return {
        "available": available,
        "private": coordinator.privacy.on,
        "since": log[-1][0].isoformat() if log else None,
        "trouble": error_key(failure) if not available and isinstance(failure, CameraError) else None,
        "restarting": coordinator.restart_window.is_open and not available,
        "account": camera.capabilities.role.name.lower(),
        "ptz": _describe_ptz(camera, touring=coordinator.moves.touring),
        "presets": _describe_presets(coordinator, main, pictures),
        "motion_area": _size(grid_size(camera)),
        "privacy_areas": area_limits(camera),
        "schedules": [each for each in _SCHEDULES if camera.setting(keys.schedule(each))],
        "utc_offset": _utc_offset(camera),
        "stream": any(stream.playable for stream in camera.streams),
    }


def _size(grid: tuple[int, int] | None) -> dict[str, int] | None:
    return None if grid is None else {"columns": grid[0], "rows": grid[1]}


def _utc_offset(camera: Camera) -> int | None:
    """Return the camera's offset from UTC in minutes, which its schedules follow."""
    setting = camera.setting(keys.TIME_ZONE)
    west = camera.state.pages.get(setting.page, {}).get(setting.field, "") if setting else ""  # seconds
    return -int(west) // 60 if _SECONDS.fullmatch(west) else None


def _describe_ptz(camera: Camera, *, touring: bool) -> dict[str, Any] | None:
    ptz = camera.ptz
    if not ptz.supported:
        return None
    return {
        **asdict(ptz.capabilities),
        "home": ptz.has_home,
        "patrols": sorted(patrol.value for patrol in ptz.capabilities.patrols),
        "deadline": ptz.move_timeout,
        "moving": ptz.motion.may_be_moving or touring,  # Stop ends either
        "preset": ptz.motion.preset,
        "reversed": {
            "pan": ptz.wiring.pan_swapped,
            "tilt": ptz.wiring.tilt_swapped,
            "zoom": ptz.wiring.zoom_swapped,
        },
    }


def _describe_presets(
    coordinator: CameraCoordinator, main: str, pictures: PresetPictures | None
) -> list[dict[str, Any]]:
    """Return the presets that have a name or a picture."""
    ptz = coordinator.camera.ptz
    if not ptz.supported or not ptz.capabilities.presets:
        return []
    names = coordinator.preset_names.names
    numbers = {
        number for number in {*names, *(pictures.numbers if pictures else ())} if number <= ptz.capabilities.presets
    }
    return [
        {
            "number": number,
            "name": names.get(number),
            "home": number == ptz.options.home_preset,
            "picture": f"/api/{DOMAIN}/preset_picture/{main}/{number}?v={version}"
            if pictures and (version := pictures.version(number))
            else None,
        }
        for number in sorted(numbers)
    ]
