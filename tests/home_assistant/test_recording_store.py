"""The recording store: listing, repair, retention and deletion of files, also with changes by others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
import json
import os
from pathlib import Path
import time

from homeassistant.util import dt as dt_util
import pytest

from custom_components.ip_camera_cgi.protocol.video.mkv_file import JpegMkvFile
from custom_components.ip_camera_cgi.protocol.video.ring_buffer import BufferedFrame
from custom_components.ip_camera_cgi.recordings.recording import Key, Recording, State, camera_folder
from custom_components.ip_camera_cgi.recordings.store import (
    FOLDER,
    CameraFolder,
    RecordingStore,
    recording_path,
)

from ..protocol.test_clip import jpeg

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
CAMERA = CameraFolder("00-62-6e", "00:62:6e", "Porch", days=14, bytes=10**9)


@pytest.fixture(autouse=True)
def utc() -> Iterator[None]:
    """Use UTC as the local time zone."""
    before = dt_util.get_default_time_zone()
    dt_util.set_default_time_zone(UTC)
    yield
    dt_util.set_default_time_zone(before)


@pytest.fixture
def store(tmp_path: Path) -> RecordingStore:
    """A media folder with one camera."""
    store = RecordingStore([tmp_path])
    store.note_camera(tmp_path, CAMERA)
    return store


def record(store: RecordingStore, root: Path, started: datetime = NOW, *, size: int = 1000, keep: bool = False) -> Key:
    """Create a recording of some bytes."""
    key = Key.new(CAMERA.name, started)
    recording = Recording(key=key, started=started, kinds=("motion",), state=State.DONE, seconds=10, keep=keep)
    store.begin(root, recording, b"picture")
    recording_path(root, key, ".mp4").write_bytes(bytes(size))
    return key


def names(root: Path) -> set[str]:
    """Return all files below a folder."""
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_recordings_are_found(store: RecordingStore, tmp_path: Path) -> None:
    old = record(store, tmp_path, NOW - timedelta(days=1))
    new = record(store, tmp_path)
    newest = record(store, tmp_path, NOW + timedelta(hours=1))
    assert store.cameras() == [CAMERA]
    assert store.days(CAMERA.name) == ["2026-11-30", "2026-11-29"]
    assert [each.key for each in store.day(CAMERA.name, "2026-11-30")] == [newest, new]
    assert [each.key for each in store.newest(CAMERA.name, 2)] == [newest, new]
    assert [each.key for each in store.newest(CAMERA.name, 9)] == [newest, new, old]
    found = store.find(new)
    assert found is not None
    assert (found.kinds, found.seconds, found.has_picture, found.has_clip) == (("motion",), 10, True, True)
    assert found.bytes > 1000
    assert store.find(replace(new, name="120000-0123456789abcdef")) is None


def test_changes_are_detected(store: RecordingStore, tmp_path: Path) -> None:
    """Also changes made by hand."""
    key = record(store, tmp_path)
    assert store.find(key) is not None
    kept = store.update(key, lambda each: replace(each, keep=True))
    assert kept is not None
    assert kept.keep
    recording_path(tmp_path, key, ".jpg").unlink()
    found = store.find(key)
    assert found is not None
    assert not found.has_picture
    assert found.has_clip
    recording_path(tmp_path, key, ".json").unlink()
    assert store.find(key) is None
    assert store.update(key, lambda each: each) is None


def test_several_folders(tmp_path: Path) -> None:
    """Existing recordings remain when the owner chooses another folder."""
    one, two = tmp_path / "one", tmp_path / "two"
    store = RecordingStore([one, two, one])
    store.note_camera(one, CAMERA)
    first = record(store, one)
    renamed = replace(CAMERA, title="Gate")
    store.note_camera(two, renamed)
    second = record(store, two, NOW + timedelta(minutes=1))
    assert store.cameras() == [renamed]
    assert [each.key for each in store.day(CAMERA.name, "2026-11-30")] == [second, first]
    assert store.delete(first)
    assert not store.delete(first)
    assert [each.key for each in store.day(CAMERA.name, "2026-11-30")] == [second]
    assert not (one / FOLDER / CAMERA.name / "2026-11-30").exists()


def test_retention_by_age_and_size(store: RecordingStore, tmp_path: Path) -> None:
    """The oldest are deleted first; protected ones are kept."""
    kept = record(store, tmp_path, NOW - timedelta(days=400), keep=True, size=10**6)
    old = record(store, tmp_path, NOW - timedelta(days=14, seconds=1))
    young = [record(store, tmp_path, NOW - timedelta(days=13 - day)) for day in range(5)]
    assert store.retain(CAMERA, NOW) == [old]
    (one, *_) = store.newest(CAMERA.name, 1)
    assert store.retain(replace(CAMERA, bytes=3 * one.bytes), NOW) == young[:2]
    assert store.retain(replace(CAMERA, bytes=0), NOW) == young[2:]
    assert [each.key for each in store.newest(CAMERA.name, 9)] == [kept]
    store.forget_empty(CAMERA.name)
    assert store.cameras() == [CAMERA]


def test_foreign_files_are_kept(store: RecordingStore, tmp_path: Path) -> None:
    key = record(store, tmp_path)
    folder = recording_path(tmp_path, key, "").parent
    (folder / "notes.txt").write_text("mine")
    (folder / "IMG_1.jpg").write_text("mine")
    (folder / f"{key.name}.txt").mkdir()
    (folder / "120000-0123456789abcdef.json").symlink_to("/etc/passwd")
    (folder / "120001-0123456789abcdef.json").write_text("[]")
    (folder / "120002-0123456789abcdef.json").write_text('{"started": "yesterday", "kinds": []}')
    (folder / "120003-0123456789abcdef.json").write_bytes(bytes(100_000))
    (tmp_path / FOLDER / "Some Folder").mkdir()
    (tmp_path / FOLDER / "lost+found").mkdir()
    before = names(tmp_path)
    assert [each.key for each in store.day(CAMERA.name, "2026-11-30")] == [key]
    assert store.cameras() == [CAMERA]
    store.sweep(set(), now=time.time() + 10**7)
    assert names(tmp_path) == before
    assert store.retain(replace(CAMERA, bytes=0), NOW) == [key]
    gone = {str(recording_path(tmp_path, key, each).relative_to(tmp_path)) for each in (".json", ".jpg", ".mp4")}
    assert names(tmp_path) == before - gone


def test_recovery_after_crash(store: RecordingStore, tmp_path: Path) -> None:
    """Complete data becomes a clip, useless files are deleted, and active recordings are kept."""
    keys = [Key.new(CAMERA.name, NOW) for _ in range(4)]
    for key in keys[:3]:
        store.begin(tmp_path, Recording(key=key, started=NOW, kinds=("motion",)), b"picture")
    cut, empty, active, orphan = keys
    for key in (active, orphan, cut):
        film = JpegMkvFile(recording_path(tmp_path, key, ".mkv.part"))
        film.append([BufferedFrame(jpeg(100), no_signal=False, at=at) for at in (0.0, 0.5, 1.0)])
        film.close()
    unfinished = recording_path(tmp_path, cut, ".mkv.part")
    os.truncate(unfinished, unfinished.stat().st_size - 10)
    recording_path(tmp_path, cut, ".json.part").write_text("{")
    done = record(store, tmp_path)
    recording_path(tmp_path, done, ".mkv").write_bytes(b"the clip as it came")
    recording_path(tmp_path, done, ".mp4.part").write_bytes(b"half")
    store.sweep({active})
    found = store.find(cut)
    assert found is not None
    assert (found.state, found.has_clip, found.seconds) == (State.INTERRUPTED, True, 0.6)
    found = store.find(empty)
    assert found is not None
    assert (found.state, found.has_clip, found.has_picture) == (State.INTERRUPTED, False, True)
    found = store.find(active)
    assert found is not None
    assert found.state is State.RECORDING
    left = {name.rpartition("/")[2].partition(".")[2] for name in names(tmp_path / FOLDER / CAMERA.name / "2026-11-30")}
    assert left == {"json", "jpg", "mkv", "mkv.part", "mp4"}
    assert not recording_path(tmp_path, done, ".mkv").exists()
    assert recording_path(tmp_path, orphan, ".mkv.part").exists(), "it may be a recording that is starting"
    store.sweep({active}, now=time.time() + 2 * 24 * 3600)
    assert not recording_path(tmp_path, orphan, ".mkv.part").exists()
    assert recording_path(tmp_path, active, ".mkv.part").exists()


def test_description_of_a_later_version(store: RecordingStore, tmp_path: Path) -> None:
    """After a downgrade, recordings of both versions are shown."""
    key = record(store, tmp_path)
    path = recording_path(tmp_path, key, ".json")
    path.write_text(json.dumps({**json.loads(path.read_text()), "version": 9, "persons": 2, "kinds": ["drone"]}))
    found = store.find(key)
    assert found is not None
    assert found.kinds == ("drone",)


@pytest.mark.parametrize(
    ("unique_id", "folder"),
    [("00:62:6e:0a:1b:2c", "00-62-6e-0a-1b-2c"), ("../A/B", "a-b"), ("Ä", "camera"), ("x" * 300, "x" * 64)],
)
def test_folder_of_a_camera(unique_id: str, folder: str) -> None:
    assert camera_folder(unique_id) == folder


@pytest.mark.parametrize(
    "text", ["", "a/b/c", "../../x", "a/2026-11-30/120000-0123456789abcdeg", "a/2026-11-30/../120000-0123456789abcdef"]
)
def test_invalid_keys(text: str) -> None:
    with pytest.raises(ValueError, match="no recording"):
        Key.parse(text)


def test_keys_are_unique_when_clock_jumps_back() -> None:
    """A clock that is set back does not overwrite recordings."""
    assert len({Key.new("a", NOW) for _ in range(100)}) == 100


def test_thousands_of_alarms(store: RecordingStore, tmp_path: Path) -> None:
    """A day with thousands of alarms is listed quickly, and from the cache if unchanged."""
    folder = recording_path(tmp_path, Key.new(CAMERA.name, NOW), "").parent
    folder.mkdir(parents=True)
    for number in range(2000):
        text = json.dumps({"started": (NOW + timedelta(seconds=number)).isoformat(), "kinds": ["motion"]})
        (folder / f"120000-{number:016x}.json").write_text(text)
    began = time.perf_counter()
    assert len(store.day(CAMERA.name, "2026-11-30")) == 2000
    first = time.perf_counter() - began
    time.sleep(0.06)
    store.day(CAMERA.name, "2026-11-30")
    began = time.perf_counter()
    assert len(store.day(CAMERA.name, "2026-11-30")) == 2000
    assert time.perf_counter() - began < first / 5
