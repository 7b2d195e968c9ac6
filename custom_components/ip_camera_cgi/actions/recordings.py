"""Action that returns recordings."""

import asyncio
from functools import partial
from typing import Any

from homeassistant.core import SupportsResponse, callback
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..access import Access
from ..recordings.archive import archive
from ..recordings.description import describe
from ..recordings.recorder import recorder_of
from ..recordings.recording import Key, Recording, State, camera_folder
from .action import Action, Call

ATTR_DAY, ATTR_LIMIT, ATTR_WAIT_FOR = "day", "limit", "wait_for"
_PICTURE, _CLIP = "picture", "clip"
_MAX_RECORDINGS = 200
_PATIENCE = 30  # seconds to wait beyond the longest recording


async def _get_recordings(call: Call) -> dict[str, Any]:
    """Return recordings, newest first."""
    recordings, camera = archive(call.hass), camera_folder(call.coordinator.mac)
    if (part := call.data.get(ATTR_WAIT_FOR)) is not None:
        await _wait(call, part)
    day = call.data.get(ATTR_DAY)
    wanted = partial(recordings.store.newest, camera, call.data[ATTR_LIMIT], f"{day:%Y-%m-%d}" if day else None)
    return {"recordings": [describe(each) for each in await recordings.run(wanted)]}


async def _wait(call: Call, part: str) -> None:
    """Wait until the recording in progress has its picture, or is complete and converted."""
    recorder, recordings = recorder_of(call.hass, call.coordinator.config_entry.entry_id), archive(call.hass)
    key = recorder.latest if recorder is not None else None
    if recorder is None or key is None:
        return
    changed = asyncio.Event()

    @callback
    def note(which: Key) -> None:
        if which == key:
            changed.set()

    stop = recordings.listen(note)
    try:
        async with asyncio.timeout(recorder.options.recording_longest + _PATIENCE):
            while not _has(await recordings.run(partial(recordings.store.find, key)), part, key in recordings.active):
                await changed.wait()
                changed.clear()
        if part == _CLIP:
            await recordings.converter.ready(key)
    except TimeoutError:
        pass  # what is there is returned
    finally:
        stop()


def _has(recording: Recording | None, part: str, active: bool) -> bool:
    if recording is None:
        return not active  # it was deleted, or could not be written
    if part == _PICTURE:
        return recording.has_picture or not active
    return recording.state is not State.RECORDING


ACTIONS = (
    Action(
        name="get_recordings",
        handler=_get_recordings,
        fields={
            vol.Optional(ATTR_DAY): cv.date,
            vol.Optional(ATTR_LIMIT, default=10): vol.All(vol.Coerce(int), vol.Range(min=1, max=_MAX_RECORDINGS)),
            vol.Optional(ATTR_WAIT_FOR): vol.In([_PICTURE, _CLIP]),
        },
        response=SupportsResponse.ONLY,
        access=Access.READ,
        many=True,
    ),
)
