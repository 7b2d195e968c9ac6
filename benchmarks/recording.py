"""Cost of recording, compared with Save clip and camera.record: python -m benchmarks.recording 1 4 16 --seconds 20.

Each way has a Home Assistant in a new process; the cameras run in another one, 640x480 at the rate of the model, and
all of them have an alarm at once. Measured is the processor time of Home Assistant's process, with all of its threads,
for a second of one camera: first while it keeps the seconds before an alarm, then while it records.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, process_time, thread_time

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from custom_components.ip_camera_cgi.actions import clips
from custom_components.ip_camera_cgi.const import CONF_CLIP_BEFORE, DOMAIN
from custom_components.ip_camera_cgi.recordings import store
from custom_components.ip_camera_cgi.recordings.archive import archive

from .cameras import Cameras, cameras
from .house import add, entry_for, house, motion_of, seen
from .results import Bar, add_json_option, save

_BEFORE = 5  # seconds
_TICK = 0.005  # seconds
_SETTLE = 3  # seconds until all of them record
WAYS = ("recording", "save_clip", "camera.record")


@dataclass(frozen=True, slots=True)
class Measured:
    """Cost of one way to record."""

    idle: float  # CPU seconds per second and camera
    recording: float
    loop: float  # longest CPU time of one pass of the event loop in seconds
    buffered: int  # bytes of buffered frames
    first_play: float  # seconds until a clip of the last seconds could be played; 0 if at once


def _entity_id(hass: HomeAssistant, entry: ConfigEntry, domain: str, key: str) -> str:
    entity_id = er.async_get(hass).async_get_entity_id(domain, DOMAIN, f"{entry.unique_id}_{key}")
    assert entity_id is not None  # noqa: S101
    return entity_id


async def _cpu(seconds: float, number: int) -> float:
    began, used = monotonic(), process_time()
    await asyncio.sleep(seconds)
    return (process_time() - used) / (monotonic() - began) / number


async def _note_work(work: list[float]) -> None:
    """Record the CPU time of the event loop's thread between samples; its delay also depends on other processes."""
    while True:
        before = thread_time()
        await asyncio.sleep(_TICK)
        work.append(thread_time() - before)


async def _alarms(hass: HomeAssistant, there: Cameras, entries: Sequence[ConfigEntry], seconds: float) -> None:
    on = [seen(hass, motion_of(hass, entry), "on") for entry in entries]
    await asyncio.gather(*(there.motion(place, True) for place in there.places))
    await asyncio.gather(*on)
    await asyncio.sleep(seconds)
    await asyncio.gather(*(there.motion(place, False) for place in there.places))


def _way(  # noqa: PLR0917
    hass: HomeAssistant, there: Cameras, entries: Sequence[ConfigEntry], way: str, folder: Path, seconds: float
) -> Callable[[], Awaitable[object]]:
    """Return a function that records for some seconds."""
    ids = [_entity_id(hass, entry, "camera", "camera") for entry in entries]

    async def save_clips() -> None:
        data = {ATTR_ENTITY_ID: ids, "duration": round(seconds)}
        await hass.services.async_call(DOMAIN, "save_clip", data, blocking=True)

    async def record() -> None:
        calls = ({ATTR_ENTITY_ID: each, "filename": f"{folder}/{each}.mp4", "duration": round(seconds)} for each in ids)
        await asyncio.gather(*(hass.services.async_call("camera", "record", call, blocking=True) for call in calls))

    async def alarms() -> None:
        await _alarms(hass, there, entries, seconds)

    return {"recording": alarms, "save_clip": save_clips, "camera.record": record}[way]


async def measure(number: int, way: str, seconds: float) -> Measured:
    """Measure one way to record with some cameras."""
    store.MIN_FREE = 0
    clips._MAX_CLIPS = number  # noqa: SLF001  the comparison needs as many
    with TemporaryDirectory() as place:
        folder, work = Path(place), list[float]()
        async with cameras(["netwave"] * number) as there, house() as hass:
            hass.config.media_dirs = {"local": place}
            hass.config.allowlist_external_dirs = {place}
            await async_setup_component(hass, "camera", {})
            entries = [entry_for(each, native=True) for each in there.places]
            for entry in entries:
                await add(hass, [entry])
                hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_CLIP_BEFORE: _BEFORE})
                await hass.config_entries.async_reload(entry.entry_id)
                if way == "recording":
                    target = {ATTR_ENTITY_ID: _entity_id(hass, entry, "switch", "record_alarms")}
                    await hass.services.async_call("switch", "turn_on", target, blocking=True)
            await asyncio.sleep(
                _BEFORE + 15
            )  # Home Assistant writes its registries ten seconds after they have changed
            watching = hass.loop.create_task(_note_work(work))
            idle = await _cpu(seconds / 2, number)
            work.clear()
            recording = hass.loop.create_task(_ensure(_way(hass, there, entries, way, folder, seconds + 2 * _SETTLE)))
            await asyncio.sleep(_SETTLE)
            busy = await _cpu(seconds, number)
            buffered = sum(
                len(each.jpeg) for entry in entries for each in entry.runtime_data.pre_recording.buffer.frames
            )
            await recording
            watching.cancel()
            if way == "recording":
                for entry in entries:
                    await entry.runtime_data.camera.live.close()
            recordings = archive(hass)
            while recordings.active:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
            began, waiting = monotonic(), await recordings.run(recordings.store.raw_clips)
            if waiting:
                await recordings.converter.ready(waiting[0])
            play = monotonic() - began if waiting else 0
    return Measured(idle, busy, max(work), buffered, play)


async def _ensure(doing: Callable[[], Awaitable[object]]) -> None:
    await doing()


def _measured(number: int, way: str, seconds: float) -> Measured:
    return asyncio.run(measure(number, way, seconds))


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recording")
    parser.add_argument("cameras", type=int, nargs="*", default=[1, 4, 16])
    parser.add_argument("--seconds", type=float, default=20, help="for which is recorded (20)")
    add_json_option(parser)
    given = parser.parse_args()
    bars: list[Bar] = []
    print("processor time in ms for a second of each camera")
    columns = (
        "cameras",
        "way",
        "before the alarm",
        "recording",
        "more",
        "longest in the loop",
        "buffered",
        "first play",
    )
    print(f"| {' | '.join(columns)} |")
    print("|---|---|---|---|---|---|---|---|")
    for number in given.cameras:
        for way in WAYS:
            with ProcessPoolExecutor(1) as process:
                it = process.submit(_measured, number, way, given.seconds).result()
            print(
                f"| {number} | {way} | {it.idle * 1000:.2f} | {it.recording * 1000:.2f} "
                f"| {(it.recording - it.idle) * 1000:.2f} | {it.loop * 1000:.1f} ms | {it.buffered / 1e6:.1f} MB "
                f"| {it.first_play:.2f} s |",
                flush=True,
            )
            more = (it.recording - it.idle) * 1000
            bars.append((f"{number} cameras", way, max(more, 0)))
    save(given.json, "recording", "Recording", "ms for a second of each camera", bars, log=True)


if __name__ == "__main__":
    main()
