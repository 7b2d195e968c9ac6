"""Writes recordings of the last two days for the demo's cameras, as the integration stores them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
import json
from pathlib import Path
import secrets

import av
from PIL import Image

from simulator.camera import SimulatedCamera
from simulator.picture import ImageSensor

FOLDER = ".ip_camera_cgi"
_ALARMS = (  # hours ago, kinds of alarm
    (29.4, ("motion",)),
    (26.1, ("input", "motion")),
    (20.7, ("motion",)),
    (3.2, ("motion", "input")),
    (0.6, ("motion",)),
)
_SIZE = 640, 480
_SECONDS, _RATE, _BEFORE = 8, 5, 3  # length of a clip, pictures per second, seconds before the alarm


def write_history(media: Path, cameras: Mapping[str, SimulatedCamera]) -> None:
    """Write the recordings of cameras, given by name, that have none; blocking."""
    now = datetime.now(UTC)
    for number, (name, camera) in enumerate(cameras.items()):
        digits = camera.personality.id.lower()
        pairs = [digits[at : at + 2] for at in range(0, 12, 2)]
        folder = media / FOLDER / "-".join(pairs)
        if not folder.exists():
            folder.mkdir(parents=True)
            about = {"unique_id": ":".join(pairs), "title": name, "days": 14, "bytes": 10**10}
            (folder / "camera.json").write_text(json.dumps(about), "utf-8")
            for hours, kinds in _ALARMS:
                _write(folder, camera, now - timedelta(hours=hours, minutes=17 * number), kinds)


def _write(folder: Path, camera: SimulatedCamera, alarm: datetime, kinds: Sequence[str]) -> None:
    began = alarm - timedelta(seconds=_BEFORE)
    pictures = [_picture(camera, began + timedelta(seconds=at / _RATE), at / _RATE) for at in range(_SECONDS * _RATE)]
    path = folder / f"{alarm:%Y-%m-%d}" / f"{alarm:%H%M%S}-{secrets.token_hex(8)}"
    path.parent.mkdir(parents=True, exist_ok=True)
    pictures[_BEFORE * _RATE].save(path.with_suffix(".jpg"), "JPEG", quality=85)
    _film(path.with_suffix(".mp4"), pictures)
    about = {"version": 1, "started": alarm.isoformat(), "kinds": kinds, "state": "done"}
    path.with_suffix(".json").write_text(json.dumps({**about, "seconds": _SECONDS, "before": _BEFORE}), "utf-8")


def _picture(camera: SimulatedCamera, moment: datetime, at: float) -> Image.Image:
    """Return the picture at a time; the visitor comes into view shortly before the alarm."""
    parameters = replace(camera.image_parameters(_SIZE), clock=f"{moment:%Y-%m-%d %H:%M:%S}")
    return ImageSensor(camera.world).image(parameters, walked=at - 1 if at > 1 else None)


def _film(path: Path, pictures: Sequence[Image.Image]) -> None:
    with av.open(path, "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=Fraction(_RATE), options={"preset": "ultrafast", "crf": "26"})
        stream.width, stream.height = _SIZE
        stream.pix_fmt = "yuv420p"
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_image(picture)))  # type: ignore[no-untyped-call]
        container.mux(stream.encode())
