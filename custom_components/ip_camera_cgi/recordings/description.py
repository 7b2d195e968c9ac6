"""The description of a recording for automations and cards."""

from typing import Any

from .recording import Recording, State, media_content_id
from .store import CLIP, PICTURE
from .view import THUMBNAIL, address


def describe(recording: Recording) -> dict[str, Any]:
    """Return a recording as JSON values; URLs require a login or a signature."""
    key = recording.key
    has_clip = recording.has_clip and recording.state is not State.RECORDING
    return {
        "recording": str(key),
        "media_content_id": media_content_id(key),
        "started": recording.started.isoformat(),
        "kinds": list(recording.kinds),
        "state": recording.state.value,
        "seconds": recording.seconds,
        "before": recording.before,
        "keep": recording.keep,
        "picture": address(key, PICTURE) if recording.has_picture else None,
        "thumbnail": address(key, THUMBNAIL) if recording.has_picture else None,
        "clip": address(key, CLIP) if has_clip else None,
    }
