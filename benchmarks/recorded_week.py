"""A week of recorded alarms with faults, in less than a minute: python -m benchmarks.recorded_week.

The clock of the recordings jumps from alarm to alarm; each alarm itself takes its real time. In the end, every clip is
converted and decoded to its last picture, and the files are counted. Exits with 1 if anything is missing or left over.
"""

import argparse
import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle
from pathlib import Path
import random
import sys
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import av
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from custom_components.ip_camera_cgi.const import (
    CONF_RECORDING,
    CONF_RECORDING_AFTER,
    CONF_RECORDING_BEFORE,
    CONF_RECORDING_DAYS,
    CONF_RECORDING_GIGABYTES,
    CONF_RECORDING_LONGEST,
)
from custom_components.ip_camera_cgi.recordings import recorder, store
from custom_components.ip_camera_cgi.recordings.archive import Archive, archive
from custom_components.ip_camera_cgi.recordings.recorder import AlarmRecorder, recorder_of
from custom_components.ip_camera_cgi.recordings.recording import Key, Recording, State, camera_folder
from custom_components.ip_camera_cgi.recordings.store import recording_path
from simulator import SimulatedCamera
from simulator.hucoms.camera import HucomsCamera

from .cameras import place_of, simulated
from .house import add, entry_for, house

DIALECTS = ("netwave", "hucoms")
DAYS = 7
_KEPT_DAYS = 3
_OPTIONS: dict[str, Any] = {
    CONF_RECORDING: True,
    CONF_RECORDING_BEFORE: 0.4,
    CONF_RECORDING_AFTER: 0.2,
    CONF_RECORDING_LONGEST: 1,
    CONF_RECORDING_DAYS: _KEPT_DAYS,
    CONF_RECORDING_GIGABYTES: 1,
}


@dataclass(frozen=True, slots=True)
class House:
    """One camera of the week, with everything around it."""

    hass: HomeAssistant
    entry: ConfigEntry
    camera: SimulatedCamera
    media: Path

    @property
    def recorder(self) -> AlarmRecorder:
        """The recorder, which is another one after a reload."""
        found = recorder_of(self.hass, self.entry.entry_id)
        assert found is not None  # noqa: S101
        return found

    @property
    def archive(self) -> Archive:
        """The archive of all cameras."""
        return archive(self.hass)

    @property
    def folder(self) -> str:
        """The name of the camera's folder."""
        return camera_folder(str(self.entry.unique_id))

    def recordings(self) -> list[Recording]:
        """Return all recordings."""
        return self.archive.store.newest(self.folder, 10_000)


class Clock:
    """The time of the recordings, which can be advanced."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self._real = dt_util.utcnow

    def now(self) -> datetime:
        """Return the current time."""
        return self._real() + self._offset

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self._offset += by


async def until(condition: Callable[[], object], seconds: float = 15) -> None:
    """Wait for a condition; raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  many different conditions
            await asyncio.sleep(0.02)


async def nothing(_: House) -> None:
    """Just an alarm."""


async def camera_goes_away(at: House) -> None:
    """The camera hangs up, and is back a moment later."""
    at.camera.faults.refuse = at.camera.faults.no_rtsp = True
    at.camera.hang_up()
    await asyncio.sleep(0.3)
    at.camera.faults.refuse = at.camera.faults.no_rtsp = False


async def full_disk(at: House) -> None:
    """There is no space for a moment."""
    before, store.MIN_FREE = store.MIN_FREE, 1 << 60
    await until(lambda: at.recorder.current is None)
    store.MIN_FREE = before


async def reload(at: House) -> None:
    """The entry is reloaded in the middle."""
    await at.hass.config_entries.async_reload(at.entry.entry_id)


async def power_cut(at: House) -> None:
    """The machine loses power in another recording: leaves what would be on the disk then."""
    await until(lambda: at.recorder.current is None or list(_unfinished(at)))
    key, found = at.recorder.current, list(_unfinished(at))
    if key is None or not found:
        return
    left = Key.new(key.camera, dt_util.utcnow())
    path = recording_path(at.media, left, store.RAW_CLIP + store.UNFINISHED)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = found[0].read_bytes()
    path.write_bytes(content[: len(content) - 77])
    at.archive.store.begin(at.media, Recording(key=left, started=dt_util.utcnow(), kinds=("motion",)), b"\xff\xd8")


def _unfinished(at: House) -> list[Path]:
    return [each for each in (at.media / store.FOLDER / at.folder).rglob("*.mkv.part") if each.stat().st_size > 5000]


async def meddling(at: House) -> None:
    """Delete a picture and a clip, and add files of another program."""
    done = [each for each in at.recordings() if each.state is not State.RECORDING]
    for recording, suffix in zip(done, (store.PICTURE, store.RAW_CLIP), strict=False):
        recording_path(at.media, recording.key, suffix).unlink(missing_ok=True)
    if done:
        (recording_path(at.media, done[0].key, "").parent / "holiday.mp4").write_text("not ours")


async def lasting_alarm(_: House) -> None:
    """The alarm lasts longer than a recording may."""
    await asyncio.sleep(1.2)


FAULTS = (nothing, camera_goes_away, full_disk, reload, power_cut, meddling, lasting_alarm)


async def alarm(at: House, fault: Callable[[House], Any], chance: random.Random) -> bool:
    """Raise one alarm with a fault in the middle; return whether it was noticed."""
    try:
        await until(lambda: at.entry.runtime_data.last_update_success and at.entry.runtime_data.camera.listening)
        at.camera.world.motion = True
        await until(lambda: at.recorder.current is not None)
        await asyncio.sleep(chance.uniform(0.2, 0.6))
        await fault(at)
    finally:
        at.camera.world.motion = False
    await until(lambda: not at.recorder.alarm_is_on and at.recorder.current is None, 30)
    return True


@asynccontextmanager
async def houses() -> AsyncGenerator[tuple[HomeAssistant, list[House]]]:
    """Run Home Assistant with cameras that record."""
    async with AsyncExitStack() as stack:
        media = Path(stack.enter_context(TemporaryDirectory()))
        hass = await stack.enter_async_context(house())
        hass.config.media_dirs = {"local": str(media)}
        found: list[House] = []
        for number, dialect in enumerate(DIALECTS):
            camera = simulated(number, dialect, rtsp_port=0)
            if isinstance(camera, HucomsCamera):
                camera.settings["audioset/audioin"] = "enable"
            await stack.enter_async_context(camera)
            entry = entry_for(place_of(number, camera), native=dialect == "netwave")
            await add(hass, [entry])
            hass.config_entries.async_update_entry(entry, options={**entry.options, **_OPTIONS})
            await hass.config_entries.async_reload(entry.entry_id)
            found.append(House(hass, entry, camera, media))
        yield hass, found


def decode(path: Path) -> int:
    """Return the number of pictures of a clip, decoded to its end."""
    with av.open(str(path)) as clip:
        return sum(1 for _ in clip.decode(video=0))


async def week(alarms: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Run the week; return the counts, and what is wrong."""
    store.MIN_FREE, recorder._RETRY = 0, 1  # noqa: SLF001
    count, wrong, clock, chance = Counter[str](), list[str](), Clock(), random.Random(seed)  # noqa: S311
    kept: Key | None = None
    with patch.object(dt_util, "utcnow", clock.now):
        async with houses() as (hass, cameras):
            await asyncio.sleep(1)
            recordings, faults = archive(hass), cycle(FAULTS)
            for day in range(DAYS):
                for _ in range(alarms):
                    clock.advance(timedelta(hours=20 / alarms))
                    fault = next(faults)
                    raised = await asyncio.gather(
                        *(alarm(each, fault, chance) for each in cameras), return_exceptions=True
                    )
                    count["alarms"] += raised.count(True)
                    wrong += [f"day {day}: {fault.__name__}: {each!r}" for each in raised if each is not True]
                while recordings.active:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
                if day == 0:
                    kept = cameras[0].recordings()[-1].key
                    recordings.store.update(kept, lambda each: replace(each, keep=True))
                clock.advance(timedelta(hours=4))
                count["recovered"] += await recordings.run(partial(recordings.store.sweep, set()))
                before = sum(len(each.recordings()) for each in cameras)
                await recordings.retain()
                count["expired"] += before - sum(len(each.recordings()) for each in cameras)
            for each in cameras:
                await _count(each, count, wrong, clock.now())
            if kept is None or recordings.store.find(kept) is None:
                wrong.append("a kept recording is gone")
    return count, wrong


async def _count(at: House, count: Counter[str], wrong: list[str], now: datetime) -> None:
    """Count the recordings of a camera, and convert and decode each clip."""
    known: set[Path] = set()
    for recording in at.recordings():
        count["recordings"] += 1
        count[str(recording.state)] += 1
        count["pictures"] += recording.has_picture
        count["bytes"] += recording.bytes
        if recording.state is State.RECORDING:
            wrong.append(f"{recording.key} is still being recorded")
        if not recording.keep and now - recording.started > timedelta(days=_KEPT_DAYS):
            wrong.append(f"{recording.key} is too old")
        if recording.has_clip:
            path = await at.archive.converter.ready(recording.key)
            pictures = await asyncio.to_thread(decode, path) if path is not None else 0
            count["clips"] += 1
            count["decoded pictures"] += pictures
            if not pictures:
                wrong.append(f"{recording.key} does not play")
        known |= {recording_path(at.media, recording.key, each) for each in (".json", ".jpg", ".mp4")}
    for path in (at.media / store.FOLDER / at.folder).rglob("*"):
        if path.is_file() and path not in known and path.name not in {"camera.json", "holiday.mp4"}:
            count["orphans"] += 1
            wrong.append(f"{path} belongs to no recording")


def main() -> int:
    """Run the week, and print the counts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recorded_week")
    parser.add_argument("--alarms", type=int, default=3, help="of each camera and day (3)")
    parser.add_argument("--seed", type=int, default=1, help="of the random times (1)")
    given = parser.parse_args()
    count, wrong = asyncio.run(week(given.alarms, given.seed))
    for name, number in count.items():
        print(f"{number:>10} {name}")
    print(*wrong, sep="\n", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
