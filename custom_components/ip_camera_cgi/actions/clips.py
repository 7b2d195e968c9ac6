"""Action that records a clip."""

import asyncio
from functools import partial
from pathlib import Path
import re
from typing import Any

from homeassistant.core import HomeAssistant, SupportsResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey
import voluptuous as vol

from ..access import Access
from ..const import DOMAIN
from ..protocol import record
from .action import ATTR_OVERWRITE, ATTR_PATH, Action, Call
from .files import async_writable, write_atomically

ATTR_DURATION = "duration"
_MAX_CLIP_SECONDS = 120  # seconds
_MAX_CLIPS = 2  # concurrent clips; each needs a processor core and 100 MB of memory
_RUNNING: HassKey[dict[str, tuple[asyncio.Task[dict[str, Any]], dict[str, Any]]]] = HassKey(f"{DOMAIN}_clips")
_LOCAL_MEDIA = "local"  # key of the media folder named "My media"
_NOT_IN_FOLDER_NAMES = re.compile(r"[^\w\- ]")
_MAX_FOLDER_LENGTH = 60


async def _save_clip(call: Call) -> dict[str, Any]:
    """Record a clip in a separate task, which finishes even if the calling script is stopped.

    A camera records one clip at a time: a second call receives the result of the first. At most _MAX_CLIPS cameras
    record at the same time.
    """
    running = call.hass.data.setdefault(_RUNNING, {})
    entry_id, wanted = call.coordinator.config_entry.entry_id, dict(call.data)
    if (other := running.get(entry_id)) is not None and other[1] == wanted:
        return await asyncio.shield(other[0])
    if other is not None or len(running) >= _MAX_CLIPS:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="too_many_clips")
    recording = call.coordinator.config_entry.async_create_task(
        call.hass, _record(call), f"{DOMAIN} {call.coordinator.name} clip"
    )
    running[entry_id] = recording, wanted
    recording.add_done_callback(lambda _: running.pop(entry_id))
    return await asyncio.shield(recording)


async def _record(call: Call) -> dict[str, Any]:
    call.camera.pictures.require()
    wanted = call.data.get(ATTR_PATH)
    path = Path(wanted) if wanted is not None else _default_path(call.hass, call.coordinator.name)
    if path.suffix.lower() != ".mp4":
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_mp4", translation_placeholders={"path": str(path)}
        )
    recording = partial(
        record,
        call.camera.live,
        call.coordinator.pre_recording.buffer,
        call.data[ATTR_DURATION],
        before_seconds=call.coordinator.options.clip_before,
    )
    overwrite = wanted is not None and call.data[ATTR_OVERWRITE]
    target = await async_writable(call.hass, str(path), may_exist=wanted is None or overwrite)
    path, clip = await write_atomically(call.hass, target, recording, overwrite=overwrite)
    return {ATTR_PATH: str(path), "seconds": clip.seconds, "frames": clip.frames, "bytes": clip.bytes}


def _default_path(hass: HomeAssistant, name: str) -> Path:
    """Return a path in the folder that the media browser shows."""
    folders = hass.config.media_dirs
    if not folders:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_media_folder")
    folder = Path(folders.get(_LOCAL_MEDIA) or next(iter(folders.values())))
    camera = _NOT_IN_FOLDER_NAMES.sub("", name)[:_MAX_FOLDER_LENGTH].strip() or "Camera"
    return folder / DOMAIN / camera / f"{dt_util.now():%Y-%m-%d %H.%M.%S}.mp4"


ACTIONS = (
    Action(
        name="save_clip",
        handler=_save_clip,
        fields={
            vol.Optional(ATTR_PATH): cv.string,
            vol.Optional(ATTR_OVERWRITE, default=False): cv.boolean,
            vol.Optional(ATTR_DURATION, default=10): vol.All(vol.Coerce(int), vol.Range(min=0, max=_MAX_CLIP_SECONDS)),
        },
        response=SupportsResponse.OPTIONAL,
        access=Access.CONTROL,
        admin_fields=frozenset({ATTR_PATH}),
        many=True,
    ),
)
