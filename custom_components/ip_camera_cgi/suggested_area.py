"""Assigns a camera to the area that its name says, if there is one."""

import re

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import area_registry as ar, device_registry as dr

from .coordinator import IpCameraConfigEntry
from .protocol import CameraInfo

_NOT_AN_AREA = re.compile(r"[\W\d_]*(?:ip|net|web|the|my|new)?[\W\d_]*|.*(?:[ck]am|\d).*", re.IGNORECASE)
"""Words that describe a device and not a place: IPCamera, netcam, FI8910W, 2."""


def area_from_name(info: CameraInfo) -> str | None:
    """Return the place in a camera's name ("Garden camera" is in the garden), or None."""
    makers = {info.manufacturer.lower(), info.model.lower()}
    words = [
        word
        for word in re.split(r"[\s_-]+", info.name)
        if word.lower() not in makers and not _NOT_AN_AREA.fullmatch(word)
    ]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]]) if words else None


@callback
def is_new(hass: HomeAssistant, entry: IpCameraConfigEntry) -> bool:
    """Return whether the entry has no device yet."""
    return not dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)


@callback
def assign_suggested_area(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Assign a new camera to the area of its name; none is created: the owner chooses it when the camera is added.

    DeviceInfo.suggested_area is not used: Home Assistant would prefix the ids of new entities with the area, and as the
    camera's name already contains it, they would be called garden_garden.
    """
    devices, place = dr.async_get(hass), area_from_name(entry.runtime_data.camera.info)
    area = ar.async_get(hass).async_get_area_by_name(place) if place else None
    for device in dr.async_entries_for_config_entry(devices, entry.entry_id):
        if area is not None and device.area_id is None:
            devices.async_update_device(device.id, area_id=area.id)
