"""Summary of a connected camera for the form that confirms it."""

import asyncio
import base64

from homeassistant.core import HomeAssistant

from ..card.pictures import make_thumbnail
from ..const import LOGGER
from ..markdown import escape_markdown
from ..protocol import Alarm, Camera, CameraError, MaintenanceTask

_PICTURE_TIMEOUT = 5  # seconds
PICTURE_SIZE = (400, 300)


async def camera_summary(hass: HomeAssistant, camera: Camera) -> dict[str, str]:
    """Return the placeholders of the form: identity, picture, and what the camera can do."""
    info = camera.info
    return {
        "name": escape_markdown(info.name) or "-",
        "model": escape_markdown(f"{info.manufacturer} {info.model}"),
        "firmware": escape_markdown(info.firmware or "-"),
        "mac": info.mac,
        "dialect": camera.dialect.title(),
        "picture": await picture_of(hass, camera),
        **_hidden_abilities(camera),
    }


def _hidden_abilities(camera: Camera) -> dict[str, str]:
    """Return placeholders around the label of each ability; they make a comment of those that the camera lacks."""
    can = camera.capabilities
    there = {
        "video_stream": any(stream.playable for stream in camera.streams),
        **{alarm.value: alarm in can.alarms for alarm in Alarm},
        "relay": can.output,
        "steering": camera.ptz.supported,
        "settings": any(setting.write for setting in camera.settings),
        "reboot": MaintenanceTask.REBOOT in can.tasks,
    }
    return {
        place: "" if is_there else mark
        for ability, is_there in there.items()
        for place, mark in ((ability, "<!--"), (f"{ability}_end", "-->"))
    }


async def picture_of(hass: HomeAssistant, camera: Camera) -> str:
    """Return what the camera sees as an image of Markdown; nothing if it gives no picture in time."""
    try:
        async with asyncio.timeout(_PICTURE_TIMEOUT):
            jpeg = await hass.async_add_executor_job(make_thumbnail, await camera.pictures.still(), PICTURE_SIZE)
    except (CameraError, OSError) as err:
        LOGGER.debug("No picture for the form: %s", err)
        return ""
    return f"![](data:image/jpeg;base64,{base64.b64encode(jpeg).decode()})"
