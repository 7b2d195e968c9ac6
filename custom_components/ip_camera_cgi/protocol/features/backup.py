"""Backups: the camera's own file, or a JSON file of all settings for cameras without one."""

from collections.abc import Mapping
import json
from typing import Any

from ..camera.camera import Camera
from ..model import keys
from ..model.errors import BadValueError, CameraResponseError
from ..model.settings import Setting
from ..model.values import MaintenanceTask

_FORMAT = "ip_camera_cgi backup 1"
_LEFT_OUT = frozenset({keys.NETWORK, keys.WIFI, keys.PPPOE, keys.USERS, keys.ALARM_CALL})
"""Groups that a copy of the settings leaves out: restoring them could make the camera unreachable."""
_MAX_FILE_BYTES = 4 * 1024 * 1024  # more than all settings of any camera


async def back_up(camera: Camera) -> bytes:
    """Return a backup file with all settings that can be written."""
    camera.require_task(MaintenanceTask.BACK_UP)
    if MaintenanceTask.BACK_UP in camera.capabilities.tasks:
        return await camera.maintenance.back_up()
    settings = await _settings(camera)
    if not settings:
        raise CameraResponseError("no settings to back up")
    content = {"format": _FORMAT, "dialect": camera.dialect, "mac": camera.info.mac, "settings": settings}
    return json.dumps(content, indent=2).encode()


async def restore(camera: Camera, file: bytes) -> None:
    """Restore a backup; network settings are left unchanged.

    Raises:
        BadValueError: the file is not a backup of this dialect; nothing was sent.
    """
    camera.require_task(MaintenanceTask.BACK_UP)
    if len(file) > _MAX_FILE_BYTES:
        raise BadValueError("no_backup")
    if MaintenanceTask.BACK_UP in camera.capabilities.tasks:
        await camera.maintenance.restore(file)
        return
    try:
        content = json.loads(file)
        settings = dict(content["settings"])
        right = content["format"] == _FORMAT and content["dialect"] == camera.dialect
    except (ValueError, TypeError, KeyError, RecursionError) as err:
        raise BadValueError("no_backup") from err
    if not right:
        raise BadValueError("no_backup")
    now = await _settings(camera)
    there = {setting.key for setting in _settable(camera)}
    await camera.change_all({key: value for key, value in settings.items() if key in there and value != now.get(key)})


async def copy_settings(camera: Camera) -> dict[str, Any]:
    """Read the settings by their keys, except network and accounts."""
    groups = {setting.key: setting.group for setting in camera.settings}
    return {key: value for key, value in (await _settings(camera)).items() if groups[key] not in _LEFT_OUT}


def known_settings(camera: Camera) -> dict[str, Any]:
    """Return the settings as they were read last, except network and accounts; no request is sent."""
    settings = [each for each in _settable(camera) if each.group not in _LEFT_OUT and camera.is_available(each)]
    values = {setting.key: camera.state.get(setting) for setting in settings}
    return {key: value for key, value in values.items() if value is not None}


async def differences(camera: Camera, copy: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what the camera is set to otherwise than in a copy: by key, the value of the copy and the one of now."""
    now = await copy_settings(camera)
    return {key: (copy[key], value) for key, value in now.items() if key in copy and copy[key] != value}


async def restore_copy(camera: Camera, copy: Mapping[str, Any]) -> None:
    """Write the settings that differ from a copy; raises as Camera.change_all() does."""
    await camera.change_all({key: before for key, (before, _) in (await differences(camera, copy)).items()})


def _settable(camera: Camera) -> list[Setting[Any]]:
    """Return all writable settings except those of the network."""
    return [each for each in camera.settings if each.write and each.field and each.group != keys.NETWORK]


async def _settings(camera: Camera) -> dict[str, Any]:
    """Read all settings that are available in the current modes."""
    settings = _settable(camera)
    await camera.refresh({setting.page for setting in settings})
    values = {setting.key: camera.state.get(setting) for setting in settings if camera.is_available(setting)}
    return {key: value for key, value in values.items() if value is not None}
