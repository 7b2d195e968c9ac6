"""Writes the settings of one camera to another one, of the same or another model.

What the other camera does not have, or does not accept, is left out and listed.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..camera.camera import Camera
from ..model.errors import BadValueError, CameraConnectionError, CameraError
from .backup import copy_settings

_CONFIRM_DELAYS = (0, 1, 2)  # seconds between readings; some cameras show a written value late
_PASSES = 2  # some settings are there only after another one has been set


@dataclass(frozen=True, slots=True)
class Transfer:
    """What became of each setting, by its key."""

    copied: dict[str, Any] = field(default_factory=dict)
    unsupported: dict[str, Any] = field(default_factory=dict)
    """Settings or values that the other camera does not have."""
    refused: dict[str, Any] = field(default_factory=dict)
    """Values that it did not accept or did not keep."""


async def transfer(camera: Camera, copy: Mapping[str, Any]) -> Transfer:
    """Write a copy of settings; raises CameraError if the camera cannot be read at first or at last."""
    result = Transfer()
    for _ in range(_PASSES):
        now = await copy_settings(camera)
        groups: dict[str, dict[str, Any]] = {}
        for key, value in copy.items():
            setting = camera.setting(key)
            if setting is not None and key in now and now[key] != value and key not in result.refused:
                groups.setdefault(setting.group or key, {})[key] = value
        for values in groups.values():
            await _write(camera, values, result)
    now = await _read_back(camera, result.copied)
    for key, value in copy.items():
        if key not in now:
            result.unsupported[key] = value
        elif now[key] != value and key not in result.unsupported:
            result.refused[key] = value
            result.copied.pop(key, None)
    return result


async def _read_back(camera: Camera, written: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of the camera; those written late are waited for."""
    now: dict[str, Any] = {}
    for delay in _CONFIRM_DELAYS:
        await asyncio.sleep(delay)
        now = await copy_settings(camera)
        if all(now.get(key, value) == value for key, value in written.items()):
            break
    return now


async def _write(camera: Camera, values: dict[str, Any], result: Transfer) -> None:
    """Write the values of a group together; if the camera refuses, one by one."""
    try:
        await camera.change_all(values, confirm=False)  # all are read back together
    except CameraConnectionError:
        raise
    except (CameraError, BadValueError) as err:
        if len(values) > 1:
            for key, value in values.items():
                await _write(camera, {key: value}, result)
        else:
            (result.unsupported if isinstance(err, BadValueError) else result.refused).update(values)
    else:
        result.copied.update(values)
