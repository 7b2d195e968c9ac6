"""Recording of alarms: a picture at once, a clip with the pre-recorded seconds, and how users find them."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
import resource
import time
from typing import Any

import av
from freezegun import freeze_time
from homeassistant.components import media_source
from homeassistant.components.http import KEY_HASS_USER
from homeassistant.components.http.auth import async_sign_path
from homeassistant.components.media_player import BrowseError, BrowseMedia, SearchMediaQuery
from homeassistant.components.media_source import Unresolvable
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.http import current_request
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from custom_components.ip_camera_cgi import logbook
from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.protocol.video.mkv_file import repair_mkv
from custom_components.ip_camera_cgi.recordings import (
    archive as archive_module,
    converter,
    recorder as recorder_module,
    store as store_module,
)
from custom_components.ip_camera_cgi.recordings.archive import Archive, archive
from custom_components.ip_camera_cgi.recordings.recording import EVENT_RECORDED, Key, Recording, State
from custom_components.ip_camera_cgi.recordings.store import CameraFolder, recording_path
from custom_components.ip_camera_cgi.sound.sounds import FOLDER as SOUNDS
from script.browser import browse, chromium
from simulator import NetwaveCamera, SimulatedCamera

from ..protocol.test_camera import until
from .conftest import act
from .test_alarm_webhook import options_page, problems
from .test_clips import VIDEO
from .test_entities import call, entity_id, state

netwave = pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
hucoms = pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
ROOT = f"media-source://{DOMAIN}"


@pytest.fixture
def folder(hass: HomeAssistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The media folder on a disk with enough space."""
    monkeypatch.setattr(store_module, "MIN_FREE", 0)
    monkeypatch.setattr(converter, "_IDLE_LOAD", -1)
    hass.config.media_dirs = {"local": str(tmp_path)}
    return tmp_path


@pytest.fixture
async def recorded(
    hass: HomeAssistant, folder: Path, entry: MockConfigEntry, simulated: SimulatedCamera
) -> AsyncGenerator[MockConfigEntry]:
    """A camera with recording on: 0.8 seconds before and 0.4 after an alarm."""
    assert await async_setup_component(hass, "media_source", {})
    shorten(hass, entry)
    if isinstance(simulated, NetwaveCamera):
        simulated.alarm.hold = 0
    await call(hass, entry, "motion_detection", "turn_on")
    await call(hass, entry, "record_alarms", "turn_on")
    await until(lambda: entry.runtime_data.camera.listening)
    ring = entry.runtime_data.pre_recording.buffer
    await until(lambda: len(ring.frames) > 1 and ring.frames[-1].at - ring.frames[0].at > 0.6)
    yield entry
    simulated.world.motion = False


def shorten(hass: HomeAssistant, entry: MockConfigEntry, **changes: Any) -> None:
    """Shorten recordings below the limits of the options."""
    short = {"recording_before": 0.8, "recording_after": 0.4, "recording_longest": 20, **changes}
    hass.config_entries.async_update_entry(entry, options={**entry.options, **short})


def find(hass: HomeAssistant, entry: MockConfigEntry) -> list[Recording]:
    """Return all recordings of a camera."""
    return archive(hass).store.newest(camera_name(entry), 1000)


def camera_name(entry: MockConfigEntry) -> str:
    """Return the folder of a camera."""
    return str(entry.unique_id).replace(":", "-")


def files(folder: Path) -> list[str]:
    """Return the suffixes of all recorded files."""
    below = (folder / store_module.FOLDER).rglob("*")
    return sorted(path.name.partition(".")[2] for path in below if path.is_file() and path.name != "camera.json")


def folders(folder: Path) -> set[str]:
    """Return the names of all folders below one."""
    return {path.name for path in folder.rglob("*") if path.is_dir()}


async def walk(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, seconds: float = 0.5
) -> Recording:
    """Simulate a person passing by; return the recording."""
    done: list[Event] = []
    stop = hass.bus.async_listen(EVENT_RECORDED, done.append)
    simulated.world.motion = True
    await until(lambda: state(hass, entry, "motion") == "on")
    await asyncio.sleep(seconds)
    simulated.world.motion = False
    await until(lambda: done, 20)
    stop()
    (event,) = done
    key = Key.parse(event.data["media_content_id"].removeprefix(f"{ROOT}/"))
    found = archive(hass).store.find(key)
    assert found is not None
    return found


async def cameras(hass: HomeAssistant) -> list[BrowseMedia]:
    """Return the folders of cameras."""
    children = (await media_source.async_browse_media(hass, ROOT)).children or ()
    return [each for each in children if each.media_content_id != f"{ROOT}/{SOUNDS}"]


def play(path: Path) -> tuple[str, float, int]:
    """Play a file; return its codec, duration and number of frames."""
    with av.open(str(path)) as container:
        (video,) = container.streams.video
        name = video.codec_context.name
        return name, (container.duration or 0) / 1e6, sum(1 for _ in container.decode(video))


async def test_alarm_is_recorded(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    """The picture exists at once, the clip with pre-recorded seconds after the alarm."""
    began = dt_util.utcnow()
    simulated.world.motion = True
    await until(lambda: find(hass, recorded))
    (running,) = find(hass, recorded)
    assert running.state is State.RECORDING
    assert running.has_picture
    assert not running.has_clip
    assert (dt_util.utcnow() - began).total_seconds() < 2
    event = hass.states.get(entity_id(hass, recorded, "alarm"))
    assert event is not None
    assert event.attributes["recording"] == f"{ROOT}/{running.key}"
    await asyncio.sleep(1)
    simulated.world.motion = False
    await until(lambda: find(hass, recorded)[0].state is State.DONE, 20)
    (done,) = find(hass, recorded)
    assert done.key == running.key
    assert done.kinds == ("motion",)
    assert files(folder) == ["jpg", "json", "mkv"]
    assert done.before == pytest.approx(0.8, abs=0.4)
    played = await media_source.async_resolve_media(hass, f"{ROOT}/{done.key}", None)
    assert played.mime_type == "video/mp4"
    assert files(folder) == ["jpg", "json", "mp4"]
    assert played.path is not None
    codec, seconds, pictures = await hass.async_add_executor_job(play, played.path)
    assert codec == "h264"
    assert seconds == pytest.approx(done.seconds, abs=0.2)
    assert seconds > done.before + 1.2
    assert pictures > 8


@hucoms
async def test_overlapping_alarms_extend_one_clip(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    shorten(hass, recorded, recording_after=2)
    await call(hass, recorded, "record_alarms", "turn_on")
    first = hass.async_create_task(walk(hass, recorded, simulated))
    await until(lambda: find(hass, recorded))
    await until(lambda: not simulated.world.motion and state(hass, recorded, "motion") == "off", 10)
    simulated.world.input = True
    await until(lambda: state(hass, recorded, "input") == "on", 10)
    simulated.world.input = False
    recording = await first
    assert recording.kinds == ("motion", "input")
    assert recording.seconds > 0.5 + 2
    assert find(hass, recorded) == [recording]


@netwave
async def test_an_alarm_that_lasts(
    hass: HomeAssistant,
    recorded: MockConfigEntry,
    simulated: SimulatedCamera,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is recorded in parts that join, up to a number of them: a stuck sensor must not push out everything else."""
    monkeypatch.setattr(recorder_module, "_MAX_PARTS", 2)
    shorten(hass, recorded, recording_longest=1.5)
    await call(hass, recorded, "record_alarms", "turn_on")
    simulated.world.motion = True
    await until(lambda: [each.state for each in find(hass, recorded)] == [State.DONE, State.DONE], 10)
    await asyncio.sleep(0.7)
    second, first = find(hass, recorded)
    assert first.seconds == pytest.approx(first.before + 1.5, abs=0.5)
    assert second.before < 0.7, "no second of it twice"
    assert second.seconds == pytest.approx(second.before + 1.5, abs=0.5)
    simulated.world.motion = False
    await until(lambda: state(hass, recorded, "motion") == "off", 15)
    simulated.world.motion = True
    await until(lambda: len(find(hass, recorded)) == 3)


@hucoms
async def test_picture_only(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    """No stream is opened for pictures alone."""
    form = await options_page(hass, recorded, "recording")
    schema = {str(key): key.default() for key in form["data_schema"].schema}
    chosen = {**schema, "recording_clip": False, "recording_kinds": ["motion"]}
    await hass.config_entries.options.async_configure(form["flow_id"], chosen)
    await hass.async_block_till_done()
    shorten(hass, recorded)
    await call(hass, recorded, "record_alarms", "turn_on")
    await until(lambda: recorded.runtime_data.camera.listening and simulated.open_streams == 0)
    simulated.world.input = True
    await until(lambda: state(hass, recorded, "input") == "on", 10)
    assert find(hass, recorded) == []
    simulated.world.input = False
    recording = await walk(hass, recorded, simulated)
    assert recording.kinds == ("motion",)
    assert files(folder) == ["jpg", "json"]
    assert simulated.open_streams == 0
    played = await media_source.async_resolve_media(hass, f"{ROOT}/{recording.key}", None)
    assert played.mime_type == "image/jpeg"


@netwave
async def test_full_disk_stops_recording(  # noqa: PLR0917
    hass: HomeAssistant,
    recorded: MockConfigEntry,
    simulated: SimulatedCamera,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Existing files are kept, recording resumes when there is space, and the owner is notified once."""
    simulated.world.motion = True
    await until(lambda: find(hass, recorded))
    await asyncio.sleep(0.8)
    monkeypatch.setattr(store_module, "MIN_FREE", 1 << 60)
    await until(lambda: find(hass, recorded)[0].state is State.INTERRUPTED)
    (cut,) = find(hass, recorded)
    assert cut.seconds > 1
    await until(lambda: "recording_failed_full" in problems(hass))
    for _ in range(2):
        simulated.world.motion = False
        await until(lambda: state(hass, recorded, "motion") == "off", 15)
        simulated.world.motion = True
        await until(lambda: state(hass, recorded, "motion") == "on")
    await asyncio.sleep(0.7)
    assert find(hass, recorded) == [cut]
    assert caplog.text.count("are not recorded") == 1
    monkeypatch.setattr(store_module, "MIN_FREE", 0)
    simulated.world.motion = False
    await until(lambda: state(hass, recorded, "motion") == "off", 15)
    await walk(hass, recorded, simulated)
    assert "recording_failed_full" not in problems(hass)
    assert files(folder) == ["jpg", "jpg", "json", "json", "mkv", "mkv"]


@netwave
async def test_space_comes_back_while_the_alarm_lasts(
    hass: HomeAssistant,
    recorded: MockConfigEntry,
    simulated: SimulatedCamera,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is left of the alarm is recorded."""
    monkeypatch.setattr(recorder_module, "_RETRY", 0.5)
    monkeypatch.setattr(store_module, "MIN_FREE", 1 << 60)
    simulated.world.motion = True
    await until(lambda: "recording_failed_full" in problems(hass))
    monkeypatch.setattr(store_module, "MIN_FREE", 0)
    await until(lambda: find(hass, recorded))
    assert find(hass, recorded)[0].state is State.RECORDING
    simulated.world.motion = False
    await until(lambda: find(hass, recorded)[0].state is State.DONE, 15)
    await until(lambda: "recording_failed_full" not in problems(hass))


@netwave
async def test_disk_full_during_recording(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    """The clip ends with the last complete frame."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, before[1]))
    try:
        simulated.world.motion = True
        await until(lambda: any(each.state is State.INTERRUPTED for each in find(hass, recorded)), 20)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    (cut,) = find(hass, recorded)
    path = recording_path(folder, cut.key, ".mkv")
    size = path.stat().st_size
    assert 400_000 < size <= 500_000
    clip = await hass.async_add_executor_job(repair_mkv, path)
    assert clip is not None
    assert path.stat().st_size == size, "nothing was cut off"
    codec, _, pictures = await hass.async_add_executor_job(play, path)
    assert (codec, pictures) == ("mjpeg", clip.frames)


@netwave
async def test_folder_that_cannot_be_written(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    (folder / store_module.FOLDER).write_text("no folder")
    simulated.world.motion = True
    await until(lambda: "recording_failed" in problems(hass))
    (folder / store_module.FOLDER).unlink()
    simulated.world.motion = False
    await until(lambda: state(hass, recorded, "motion") == "off", 15)
    await walk(hass, recorded, simulated)
    assert "recording_failed" not in problems(hass)


@netwave
async def test_camera_lost_during_recording(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    simulated.world.motion = True
    await until(lambda: find(hass, recorded))
    await asyncio.sleep(1)
    simulated.faults.refuse = True
    simulated.hang_up()
    await until(lambda: find(hass, recorded)[0].state is State.DONE, 30)
    (done,) = find(hass, recorded)
    assert done.seconds > 1.5
    path = recording_path(folder, done.key, ".mkv")
    _, _, pictures = await hass.async_add_executor_job(play, path)
    assert pictures > 8


@netwave
async def test_unload_completes_recording(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    """On reload, or when recording is switched off, the clip is completed at once."""
    simulated.world.motion = True
    await until(lambda: find(hass, recorded))
    await asyncio.sleep(1)
    ring = recorded.runtime_data.pre_recording.buffer
    newest = ring.frames[-1].at
    oldest = ring.frames[0].at
    streams = [each for each in simulated.requests if each.path == "/videostream.cgi"]
    assert await hass.config_entries.async_unload(recorded.entry_id)
    (done,) = find(hass, recorded)
    assert done.state is State.DONE
    assert done.seconds > newest - oldest, "up to the last frame, including those not written yet"
    assert ring.frames == ()
    await asyncio.sleep(0.1)
    assert [each for each in simulated.requests if each.path == "/videostream.cgi"] == streams
    assert files(folder) == ["jpg", "json", "mkv"]
    assert archive(hass).active == set()


@netwave
async def test_privacy_ends_recording(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    """The clip ends with the last picture before it; nothing begins while it is on."""
    simulated.world.motion = True
    await until(lambda: find(hass, recorded))
    await asyncio.sleep(1)
    await call(hass, recorded, "privacy_mode", "turn_on")
    await until(lambda: find(hass, recorded)[0].state is State.DONE, 10)
    assert find(hass, recorded)[0].seconds > 1
    for on in (False, True):
        simulated.world.motion = on
        await until(lambda on=on: state(hass, recorded, "motion") == ("on" if on else "off"), 15)
    await asyncio.sleep(0.7)
    assert len(find(hass, recorded)) == 1
    await call(hass, recorded, "privacy_mode", "turn_off")
    ring = recorded.runtime_data.pre_recording.buffer
    await until(lambda: ring.frames, 10)


@netwave
async def test_delete_during_recording(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    simulated.world.motion = True
    await until(lambda: find(hass, recorded))
    (running,) = find(hass, recorded)
    assert archive(hass).store.delete(running.key)
    await call(hass, recorded, "record_alarms", "turn_off")
    await until(lambda: not archive(hass).active)
    assert files(folder) == []


@netwave
async def test_browse_and_search(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    first = await walk(hass, recorded, simulated)
    await until(lambda: state(hass, recorded, "motion") == "off", 15)
    second = await walk(hass, recorded, simulated)
    (camera,) = await cameras(hass)
    assert camera.title == "Driveway"
    assert camera.can_search
    (day,) = (await media_source.async_browse_media(hass, camera.media_content_id)).children or ()
    assert day.title == f"Today, {first.key.day}"
    found = (await media_source.async_browse_media(hass, day.media_content_id)).children or ()
    assert [each.media_content_id for each in found] == [f"{ROOT}/{second.key}", f"{ROOT}/{first.key}"]
    local = dt_util.as_local(second.started)
    assert found[0].title.startswith(f"{local:%H:%M:%S} · Motion · 0:0")
    assert found[0].thumbnail == f"/api/{DOMAIN}/recording/{second.key}.thumb.jpg"

    async def results(place: str, query: str) -> list[str]:
        item = media_source.MediaSourceItem.from_uri(hass, place, None)
        return [each.title for each in (await item.async_search(SearchMediaQuery(search_query=query))).result]

    async def search(place: str, query: str) -> int:
        return len(await results(place, query))

    newest, _ = await results(ROOT, "motion")
    assert newest.startswith(f"{local:%H:%M:%S} · Driveway · Motion · 0:0")
    assert newest.endswith(f"Today, {first.key.day}")
    for query, hits in {
        "": 2,
        "motion": 2,
        "MOTION today": 2,
        "driveway": 2,
        "sound": 0,
        "motion yesterday": 0,
        f"{local:%Y-%m-%d}": 2,
        f"{local:%A}": 2,
        "kept": 0,
    }.items():
        assert await search(ROOT, query) == hits, query
    archive(hass).store.update(first.key, lambda each: replace(each, keep=True))
    assert await search(ROOT, "kept motion") == 1
    assert await search(camera.media_content_id, "motion") == 2
    assert await search(f"{ROOT}/other", "motion") == 0
    for wrong in ("other", f"{camera_name(recorded)}/2001-01-01", "../x/y", f"{second.key}x"):
        with pytest.raises(BrowseError):
            await media_source.async_browse_media(hass, f"{ROOT}/{wrong}")
        with pytest.raises(Unresolvable):
            await media_source.async_resolve_media(hass, f"{ROOT}/{wrong}", None)


@netwave
async def test_files_require_read_permission(  # noqa: PLR0917
    hass: HomeAssistant,
    recorded: MockConfigEntry,
    simulated: SimulatedCamera,
    folder: Path,
    hass_client: ClientSessionGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    recording = await walk(hass, recorded, simulated)
    client, anonymous = await hass_client(), await hass_client_no_auth()
    for suffix, kind in ((".jpg", "image/jpeg"), (".thumb.jpg", "image/jpeg"), (".mp4", "video/mp4")):
        address = f"/api/{DOMAIN}/recording/{recording.key}{suffix}"
        async with client.get(address) as answer:
            assert (answer.status, answer.content_type) == (200, kind)
            content = await answer.read()
        async with client.get(address, headers={"Range": "bytes=0-9"}) as answer:
            assert suffix == ".thumb.jpg" or (answer.status, await answer.read()) == (206, content[:10])
        async with anonymous.get(address) as answer:
            assert answer.status == 403
        async with anonymous.get(async_sign_path(hass, address, timedelta(minutes=1))) as answer:
            assert await answer.read() == content
    for wrong in (f"{recording.key}.json", f"{recording.key}.mkv", f"{recording.key}", "x/y/z.jpg"):
        async with client.get(f"/api/{DOMAIN}/recording/{wrong}") as answer:
            assert answer.status == 404
    limited = MockUser()
    limited.mock_policy({"entities": {"entity_ids": {}}})
    token = await hass.auth.async_create_refresh_token(limited.add_to_hass(hass), client_id="https://example.org/")
    other = await hass_client(hass.auth.async_create_access_token(token))
    async with other.get(f"/api/{DOMAIN}/recording/{recording.key}.jpg") as answer:
        assert answer.status == 403


@netwave
async def test_rest_api_has_the_rights_of_its_user(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    """As for actions that browse or play media: a caller over HTTP is a user, not an automation."""
    recording = await walk(hass, recorded, simulated)
    limited = MockUser()
    limited.mock_policy({"entities": {"entity_ids": {}}})
    place = f"{ROOT}/{recording.key}"
    assert await cameras(hass)
    request: Any = {KEY_HASS_USER: limited.add_to_hass(hass)}
    token = current_request.set(request)
    try:
        assert not await cameras(hass)
        with pytest.raises(BrowseError):
            await media_source.async_browse_media(hass, place)
        with pytest.raises(Unresolvable):
            await media_source.async_resolve_media(hass, place, None)
    finally:
        current_request.reset(token)
    assert await media_source.async_resolve_media(hass, place, None)


@netwave
async def test_websocket_commands(
    hass: HomeAssistant,
    recorded: MockConfigEntry,
    simulated: SimulatedCamera,
    folder: Path,
    hass_ws_client: WebSocketGenerator,
) -> None:
    client = await hass_ws_client(hass)
    target = {"entity_id": entity_id(hass, recorded, "camera")}

    async def ask(command: str, **fields: Any) -> Any:
        await client.send_json_auto_id({"type": f"{DOMAIN}/recordings/{command}", **target, **fields})
        while (answer := await client.receive_json())["type"] == "event":
            events.append(answer["event"])
        assert answer["success"], answer
        return answer["result"]

    events: list[dict[str, Any]] = []
    await ask("subscribe")
    recording = await walk(hass, recorded, simulated)
    (listed,) = (await ask("list", limit=4))["recordings"]
    assert len(events) == 2
    assert {each["recording"] for each in events} == {str(recording.key)}
    assert listed["recording"] == str(recording.key)
    assert listed["kinds"] == ["motion"]
    assert listed["clip"] == f"/api/{DOMAIN}/recording/{recording.key}.mp4"
    assert (await ask("days"))["days"] == [recording.key.day]
    assert (await ask("list", day=recording.key.day))["recordings"] == [listed]
    assert (await ask("list", day="2001-01-01"))["recordings"] == []
    assert (await ask("keep", recording=str(recording.key), keep=True))["keep"] is True
    assert await ask("delete", recording=f"other/{recording.key.day}/{recording.key.name}") is False
    assert await ask("delete", recording=str(recording.key)) is True
    assert await ask("keep", recording=str(recording.key), keep=True) is None
    assert files(folder) == []


@netwave
async def test_action_waits_for_the_clip(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    """As used by an automation that sends text, picture and clip in order."""
    assert await act(hass, recorded, "get_recordings") == {"recordings": []}
    walking = hass.async_create_task(walk(hass, recorded, simulated))
    await until(lambda: state(hass, recorded, "motion") == "on")
    (with_picture,) = (await act(hass, recorded, "get_recordings", wait_for="picture", limit=1))["recordings"]
    assert with_picture["picture"]
    assert with_picture["clip"] is None
    (with_clip,) = (await act(hass, recorded, "get_recordings", wait_for="clip"))["recordings"]
    assert with_clip["recording"] == with_picture["recording"]
    assert with_clip["clip"]
    assert files(folder) == ["jpg", "json", "mp4"], "it is converted"
    await walking
    target = entity_id(hass, recorded, "camera")
    by_entity = await hass.services.async_call(
        DOMAIN, "get_recordings", {"entity_id": target}, blocking=True, return_response=True
    )
    assert by_entity == {target: {"recordings": [with_clip]}}


@netwave
async def test_logbook_entry(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    described: list[dict[str, str]] = []

    def describe(domain: str, event_type: str, how: Callable[[Event], dict[str, str]]) -> None:
        hass.bus.async_listen(event_type, lambda event: described.append(how(event)))

    logbook.async_describe_events(hass, describe)
    recording = await walk(hass, recorded, simulated)
    (line,) = described
    assert line["name"] == "Driveway"
    assert line["message"] == f"recorded a clip of {round(recording.seconds)} s: Motion"
    assert line["entity_id"] == entity_id(hass, recorded, "camera")


@netwave
async def test_recordings_of_removed_camera(
    hass: HomeAssistant,
    recorded: MockConfigEntry,
    simulated: SimulatedCamera,
    folder: Path,
    hass_client: ClientSessionGenerator,
) -> None:
    """They remain until they expire; administrators find them under the last name."""
    recording = await walk(hass, recorded, simulated)
    await hass.config_entries.async_remove(recorded.entry_id)
    await hass.async_block_till_done()
    (camera,) = await cameras(hass)
    assert camera.title == "Driveway"
    client = await hass_client()
    async with client.get(f"/api/{DOMAIN}/recording/{recording.key}.jpg") as answer:
        assert answer.status == 200
    await archive(hass).retain()
    assert archive(hass).store.find(recording.key) is not None
    with freeze_time(dt_util.utcnow() + timedelta(days=15)):
        await archive(hass).retain()
    assert list((folder / store_module.FOLDER).iterdir()) == []


@pytest.fixture
def frequent_care(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retention every moment."""
    monkeypatch.setattr(archive_module, "_CARE_DELAY", 0.2)
    monkeypatch.setattr(archive_module, "_CARE_INTERVAL", 0.2)


@netwave
@pytest.mark.usefixtures("frequent_care")
async def test_recordings_that_expire_while_no_camera_is_set_up(
    hass: HomeAssistant,
    recorded: MockConfigEntry,
    simulated: SimulatedCamera,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recording = await walk(hass, recorded, simulated)
    assert await hass.config_entries.async_unload(recorded.entry_id)
    await asyncio.sleep(0.5)
    assert archive(hass).store.find(recording.key) is not None
    now = dt_util.utcnow
    monkeypatch.setattr(dt_util, "utcnow", lambda: now() + timedelta(days=15))
    assert await hass.config_entries.async_setup(recorded.entry_id)
    await until(lambda: archive(hass).store.find(recording.key) is None)
    assert files(folder) == []


@netwave
async def test_names_that_are_no_paths(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    """Two cameras may have one name, with characters that mean something in paths and addresses."""
    name = "../Garden / “back”? #2"
    recording = await walk(hass, recorded, simulated)
    device = archive(hass).device_id(archive(hass).store.camera(camera_name(recorded)))
    dr.async_get(hass).async_update_device(device or "", name_by_user=name)
    other = CameraFolder("02-00-00-00-00-09", "02:00:00:00:00:09", name)
    archive(hass).store.note_camera(folder, other)
    archive(hass).store.begin(folder, replace(recording, key=replace(recording.key, camera=other.name)), b"picture")
    shown = await cameras(hass)
    assert [each.title for each in shown] == [f"{name} ({camera_name(recorded)})", f"{name} ({other.name})"]
    for camera in shown:
        (day,) = (await media_source.async_browse_media(hass, camera.media_content_id)).children or ()
        (found,) = (await media_source.async_browse_media(hass, day.media_content_id)).children or ()
        assert (await media_source.async_resolve_media(hass, found.media_content_id, None)).path is not None
    assert folders(folder) == {store_module.FOLDER, camera_name(recorded), other.name, recording.key.day}


@netwave
async def test_idle_conversion(
    hass: HomeAssistant,
    recorded: MockConfigEntry,
    simulated: SimulatedCamera,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An unplayed clip is converted when the machine is idle; concurrent changes of the description are kept."""
    monkeypatch.setattr(converter, "_REST", 0)
    recording = await walk(hass, recorded, simulated)
    archive(hass).store.update(recording.key, lambda each: replace(each, keep=True))
    assert files(folder) == ["jpg", "json", "mkv"]
    monkeypatch.setattr(converter, "_IDLE_LOAD", 1000)
    archive(hass).converter.note_recorded()
    await until(lambda: files(folder) == ["jpg", "json", "mp4"], 20)
    found = archive(hass).store.find(recording.key)
    assert found is not None
    assert found.keep
    assert found.seconds == pytest.approx(recording.seconds, abs=0.1)


@netwave
async def test_conversion_of_a_damaged_clip(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    """The picture is played instead, and the file stays."""
    recording = await walk(hass, recorded, simulated)
    recording_path(folder, recording.key, ".mkv").write_bytes(b"damaged" * 1000)
    played = await media_source.async_resolve_media(hass, f"{ROOT}/{recording.key}", None)
    assert played.mime_type == "image/jpeg"
    assert files(folder) == ["jpg", "json", "mkv"]


@netwave
async def test_clock_jump_deletes_nothing(
    hass: HomeAssistant, recorded: MockConfigEntry, simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a clock jump of years, the age of recordings is unknown."""
    recording = await walk(hass, recorded, simulated)
    monkeypatch.setattr(archive_module, "_CARE_DELAY", 0.2)
    monkeypatch.setattr(archive_module, "_CARE_INTERVAL", 0.2)
    looked: list[None] = []
    monkeypatch.setattr(Archive, "retain", lambda _: noted(looked))
    offset = 0.0
    monkeypatch.setattr(archive_module, "_wall_clock", lambda: time.time() + offset)
    care = hass.async_create_background_task(archive(hass)._care(), "care")
    await until(lambda: len(looked) == 1)
    offset = 10 * 365 * 24 * 3600.0
    await asyncio.sleep(0.3)
    assert len(looked) <= 2, "no retention run during which the clock jumped"
    await until(lambda: len(looked) >= 3)
    care.cancel()
    assert archive(hass).store.find(recording.key) is not None


async def noted(looked: list[None]) -> None:
    """Count a retention run."""
    looked.append(None)


@netwave
@pytest.mark.skipif(chromium() is None, reason="there is no Chromium here")
async def test_browser_plays_a_recording(
    hass: HomeAssistant,
    recorded: MockConfigEntry,
    simulated: SimulatedCamera,
    folder: Path,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """From a signed URL, converted on first use, from the first second to the last."""
    recording = await walk(hass, recorded, simulated)
    client = await hass_client_no_auth()
    address = async_sign_path(hass, f"/api/{DOMAIN}/recording/{recording.key}.mp4", timedelta(minutes=1))
    async with browse() as browser:
        page = await browser.new_page()
        await page.goto(str(client.make_url("/manifest.json")))
        what, seconds, width, at = await page.evaluate(VIDEO.replace("/porch.mp4", address))
    assert what == "ended"
    assert width == 640
    assert seconds == pytest.approx(recording.seconds, abs=0.2)
    assert at == pytest.approx(seconds, abs=0.1)
