"""Clips and the picture of the last event, and where users find them."""

import asyncio
from collections.abc import AsyncGenerator
from io import BytesIO
from pathlib import Path
import resource
import time

from aiohttp import web
import av
from homeassistant.components import media_source
from homeassistant.components.image import async_get_image
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from PIL import Image
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ip_camera_cgi.actions import clips
from custom_components.ip_camera_cgi.const import DOMAIN
from script.browser import browse, chromium
from simulator import SimulatedCamera

from ..protocol.test_camera import until
from .conftest import act, refused
from .test_alarm_webhook import options
from .test_entities import call, entity_id, state

netwave = pytest.mark.parametrize("dialect", ["netwave"], indirect=True)


@pytest.fixture
def folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    """The media folder."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    return tmp_path


@pytest.fixture
async def kept(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> MockConfigEntry:
    """A camera with a full pre-record buffer of 3 seconds."""
    await options(hass, entry, hold=0, clip_before=3)
    ring = entry.runtime_data.pre_recording.buffer
    await until(lambda: ring.frames)
    await asyncio.sleep(3.2)
    return entry


def length(film: Path) -> tuple[float, int]:
    """Play a file; return its duration in seconds and the number of frames."""
    with av.open(str(film)) as container:
        (video,) = container.streams.video
        assert video.codec_context.name == "h264"
        assert container.duration is not None
        return container.duration / 1e6, sum(1 for _ in container.decode(video))


def files(folder: Path) -> list[Path]:
    """Return all files below a folder, including hidden and unfinished ones."""
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_clip_includes_pre_recorded_seconds(hass: HomeAssistant, kept: MockConfigEntry, folder: Path) -> None:
    film = folder / "porch.mp4"
    began = time.monotonic()
    answer = await act(hass, kept, "save_clip", path=str(film), duration=2)
    assert 2 <= time.monotonic() - began < 4
    assert answer["path"] == str(film)
    assert answer["seconds"] == pytest.approx(5, abs=0.5)
    seconds, pictures = length(film)
    assert seconds == pytest.approx(answer["seconds"], abs=0.1)
    assert pictures == answer["frames"] + 1, "the last frame is shown to the end"
    assert answer["bytes"] == film.stat().st_size
    assert answer["frames"] > 15
    assert files(folder) == [film]


async def test_pre_record_keeps_stream_open(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    await asyncio.sleep(1)
    assert simulated.open_streams == 0
    await options(hass, entry, hold=0, clip_before=30)
    assert entry.options["clip_before"] == 30
    await until(lambda: simulated.open_streams == 1)
    await options(hass, entry, hold=0, clip_before=0)
    await until(lambda: simulated.open_streams == 0)
    assert entry.runtime_data.pre_recording.buffer.frames == ()


async def test_pre_record_continues_after_fault(kept: MockConfigEntry, simulated: SimulatedCamera) -> None:
    ring = kept.runtime_data.pre_recording.buffer
    simulated.faults.refuse = True
    simulated.hang_up()
    await until(lambda: all(shot.no_signal for shot in ring.frames), 10)
    simulated.faults.clear()
    await until(lambda: ring.frames and not ring.frames[-1].no_signal, 15)


@netwave
async def test_concurrent_calls_share_one_clip(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    """They share clip, encoder and stream; a different clip of the same camera is refused."""
    most = 0

    async def count() -> None:
        nonlocal most
        while True:
            most = max(most, simulated.open_streams)
            await asyncio.sleep(0.02)

    counting = asyncio.create_task(count())
    asking = asyncio.gather(*(act(hass, entry, "save_clip", duration=2) for _ in range(3)))
    await asyncio.sleep(0.5)
    with pytest.raises(HomeAssistantError) as refusal:
        await act(hass, entry, "save_clip", duration=1)
    assert refusal.value.translation_key == "too_many_clips"
    answers = await asking
    counting.cancel()
    assert most == 1
    films = {Path(answer["path"]) for answer in answers}
    assert len(films) == 1
    assert set(files(folder)) == films
    for film in films:
        assert film.parent == folder / DOMAIN / "Camera"
        assert length(film)[0] == pytest.approx(2, abs=0.2)


@netwave
async def test_at_most_two_cameras_record_concurrently(
    hass: HomeAssistant, entry: MockConfigEntry, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A third camera is refused instead of queued."""
    hass.data[clips._RUNNING] = {other: (asyncio.current_task(), {}) for other in ("one", "two")}  # type: ignore[misc]
    with pytest.raises(HomeAssistantError) as refusal:
        await act(hass, entry, "save_clip", duration=1)
    assert refusal.value.translation_key == "too_many_clips"
    del hass.data[clips._RUNNING]["two"]
    assert (await act(hass, entry, "save_clip", duration=1))["frames"]


@netwave
async def test_media_browser(
    hass: HomeAssistant, folder: Path, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    """The clip appears under My media only when it is complete, and can be fetched from there."""
    assert await async_setup_component(hass, "media_source", {})
    place = f"media-source://media_source/local/{DOMAIN}/Camera"
    recording = hass.async_create_task(act(hass, entry, "save_clip", duration=2))
    await until(lambda: any(path.stat().st_size for path in files(folder)))
    assert (await media_source.async_browse_media(hass, place)).children == []
    film = Path((await recording)["path"])
    (found,) = (await media_source.async_browse_media(hass, place)).children or ()
    assert found.title == film.name
    assert found.media_content_type == "video/mp4"
    assert found.can_play
    played = await media_source.async_resolve_media(hass, found.media_content_id, None)
    assert played.mime_type == "video/mp4"
    client = await hass_client()
    async with client.get(played.url.replace(" ", "%20")) as answer:
        assert answer.content_type == "video/mp4"
        assert await answer.read() == await asyncio.to_thread(film.read_bytes)


@netwave
@pytest.mark.parametrize(
    ("title", "called"),
    [("Porch / ../~garden", "Porch  garden"), ("Été 庭", "Été 庭"), ("..", "Camera"), ("x" * 300, "x" * 60)],
)
async def test_folder_of_camera_with_special_name(
    title: str, called: str, hass: HomeAssistant, entry: MockConfigEntry, folder: Path
) -> None:
    hass.config_entries.async_update_entry(entry, title=title)
    await hass.config_entries.async_reload(entry.entry_id)
    answer = await act(hass, entry, "save_clip", duration=0)
    assert Path(answer["path"]).parent == folder / DOMAIN / called


@netwave
async def test_clip_replaces_existing_file(hass: HomeAssistant, entry: MockConfigEntry, folder: Path) -> None:
    film = folder / "new" / "porch.MP4"
    for seconds in (2, 1):
        await act(hass, entry, "save_clip", path=str(film), duration=seconds, overwrite=True)
        assert length(film)[0] == pytest.approx(seconds, abs=0.2)
    assert files(folder) == [film]


@netwave
async def test_forbidden_paths_are_refused(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    """Nothing is recorded and no folder is created."""
    outside = folder.parent / f"{folder.name}-outside"
    (folder / "folder.mp4").mkdir()
    (folder / "file").touch()
    (folder / "link").symlink_to(folder.parent)
    (folder / "taken.mp4").touch()
    wrong: list[tuple[Path | str, str, type[HomeAssistantError]]] = [
        (outside / "porch.mp4", "path_not_allowed", ServiceValidationError),
        (folder / ".." / "porch.mp4", "path_not_allowed", ServiceValidationError),
        (folder / "link" / "porch.mp4", "path_not_allowed", ServiceValidationError),
        (hass.config.path("www", "porch.mp4"), "path_not_allowed", ServiceValidationError),
        (folder / "taken.mp4", "file_exists", ServiceValidationError),
        (folder / "porch.jpg", "no_mp4", ServiceValidationError),
        (folder, "no_mp4", ServiceValidationError),
        ("", "no_mp4", ServiceValidationError),
        (folder / "folder.mp4", "no_file_path", HomeAssistantError),
        (folder / "file" / "porch.mp4", "no_file_path", HomeAssistantError),
        (f"{folder}/\0.mp4", "no_file_path", HomeAssistantError),
    ]
    hass.config.allowlist_external_dirs |= {hass.config.path("www")}
    for path, key, kind in wrong:
        with refused(simulated, key, kind):
            await act(hass, entry, "save_clip", path=str(path), duration=1)
    hass.config.media_dirs = {}
    with refused(simulated, "no_media_folder", ServiceValidationError):
        await act(hass, entry, "save_clip", duration=1)
    assert not outside.exists()
    assert sorted(files(folder)) == [folder / "file", folder / "taken.mp4"]
    assert not [each for each in simulated.requests if each.path == "/videostream.cgi"]


@netwave
async def test_full_disk_leaves_no_partial_clip(hass: HomeAssistant, entry: MockConfigEntry, folder: Path) -> None:
    """The partial file is removed."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(HomeAssistantError) as raised:
            await act(hass, entry, "save_clip", path=str(folder / "porch.mp4"), duration=5)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert raised.value.translation_key == "disk_full"
    assert files(folder) == []


async def test_clip_of_unavailable_camera(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    simulated.faults.refuse = True
    simulated.hang_up()
    with refused(simulated, "cannot_connect"):
        await act(hass, entry, "save_clip", duration=1)
    assert files(folder) == []


@netwave
async def test_clip_of_stalled_stream_has_full_length(
    hass: HomeAssistant, kept: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    """The clip has its full duration."""
    recording = hass.async_create_task(act(hass, kept, "save_clip", duration=5))
    await asyncio.sleep(1)
    simulated.faults.refuse = True
    simulated.hang_up()
    answer = await recording
    seconds, pictures = length(Path(answer["path"]))
    assert seconds == pytest.approx(8, abs=0.5)
    assert pictures == answer["frames"] + 2, "the mark, and the end"


@netwave
async def test_unload_completes_clip(hass: HomeAssistant, kept: MockConfigEntry, folder: Path) -> None:
    """Unloading ends the clip, which is complete."""
    recording = hass.async_create_task(act(hass, kept, "save_clip", duration=60))
    await asyncio.sleep(1)
    began = time.monotonic()
    assert await hass.config_entries.async_unload(kept.entry_id)
    assert time.monotonic() - began < 5
    (film,) = files(folder)
    answer = await recording
    assert answer["path"] == str(film)
    assert length(film)[0] == pytest.approx(4, abs=0.7)
    assert kept.state is ConfigEntryState.NOT_LOADED


@netwave
async def test_cancelled_caller_does_not_abort_clip(hass: HomeAssistant, entry: MockConfigEntry, folder: Path) -> None:
    """The clip of an automation that is restarted by the next motion is not lost."""
    recording = asyncio.create_task(act(hass, entry, "save_clip", path=str(folder / "porch.mp4"), duration=2))
    await until(lambda: files(folder))
    recording.cancel()
    with pytest.raises(asyncio.CancelledError):
        await recording
    await hass.async_block_till_done()
    assert files(folder) == [folder / "porch.mp4"]
    assert length(folder / "porch.mp4")[0] == pytest.approx(2, abs=0.2)


@pytest.fixture
async def shown(folder: Path) -> AsyncGenerator[str]:
    """A web server for the files of the folder."""
    app = web.Application()
    app.router.add_static("/", folder)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


VIDEO = """new Promise(done => {
    const video = document.createElement("video");
    const tell = what => done([what, video.duration, video.videoWidth, video.currentTime]);
    video.muted = true;
    video.onerror = () => tell(video.error.message);
    video.onended = () => tell("ended");
    video.src = "/porch.mp4";
    document.body.append(video);
    video.play();
})"""


@netwave
@pytest.mark.skipif(chromium() is None, reason="there is no Chromium here")
async def test_browser_plays_clip(hass: HomeAssistant, kept: MockConfigEntry, folder: Path, shown: str) -> None:
    """The clip plays to the end at its real speed."""
    (folder / "index.html").write_text("<title>clip</title>")
    answer = await act(hass, kept, "save_clip", path=str(folder / "porch.mp4"), duration=1)
    async with browse() as browser:
        page = await browser.new_page()
        await page.goto(f"{shown}/index.html")
        began = time.monotonic()
        what, seconds, width, at = await page.evaluate(VIDEO)
        took = time.monotonic() - began
    assert what == "ended"
    assert width == 640
    assert seconds == pytest.approx(answer["seconds"], abs=0.1)
    assert at == pytest.approx(seconds, abs=0.1)
    assert took > seconds - 0.5


async def test_picture_of_the_last_event(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, hass_client: ClientSessionGenerator
) -> None:
    """It is fetched with one request at the alarm, and is in the media browser."""
    assert await async_setup_component(hass, "media_source", {})
    await call(hass, entry, "motion_detection", "turn_on")
    await until(lambda: entry.runtime_data.camera.listening)
    client = await hass_client()
    image = entity_id(hass, entry, "last_event")
    assert state(hass, entry, "last_event") == STATE_UNKNOWN
    assert "entity_picture" not in hass.states.get(image).attributes  # type: ignore[union-attr]
    async with client.get(f"/api/image_proxy/{image}") as answer:
        assert answer.status == web.HTTPInternalServerError.status_code
    pictures = len(stills(simulated))
    before = dt_util.utcnow()
    simulated.world.motion = True
    await until(lambda: state(hass, entry, "last_event") != STATE_UNKNOWN)
    when = dt_util.parse_datetime(state(hass, entry, "last_event"))
    assert "entity_picture" in hass.states.get(image).attributes  # type: ignore[union-attr]
    assert when is not None
    assert before < when <= dt_util.utcnow()
    alarm = dt_util.parse_datetime(state(hass, entry, "alarm"))
    assert alarm is not None
    assert abs((when - alarm).total_seconds()) < 0.1
    assert len(stills(simulated)) == pictures + 1

    browsed = await media_source.async_browse_media(hass, "media-source://image")
    (found,) = browsed.children or ()
    assert found.media_content_id == f"media-source://image/{image}"
    assert found.thumbnail == f"/api/image_proxy/{image}"
    played = await media_source.async_resolve_media(hass, found.media_content_id, None)
    assert played.mime_type == "image/jpeg"
    async with client.get(found.thumbnail) as answer:
        picture = await answer.read()
    Image.open(BytesIO(picture)).load()
    async with client.get(played.url) as answer:
        streamed = b""
        while picture not in streamed:
            streamed += await answer.content.readany()

    simulated.world.motion = False
    await until(lambda: state(hass, entry, "motion") == "off", 15)
    assert state(hass, entry, "last_event") == when.isoformat(), "the end of an alarm is not an event"
    simulated.world.motion = True
    await until(lambda: state(hass, entry, "last_event") != when.isoformat())
    async with client.get(found.thumbnail) as answer:
        assert await answer.read() != picture


def stills(simulated: SimulatedCamera) -> list[str]:
    """Return the requests for still pictures."""
    return [each.path for each in simulated.requests if each.path.endswith(("/snapshot.cgi", "/jpeg.cgi"))]


@netwave
async def test_picture_of_last_event_survives_outage(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """The picture stays available when the camera is gone; a later alarm without a picture does not replace it."""
    await call(hass, entry, "motion_detection", "turn_on")
    simulated.world.motion = True
    await until(lambda: state(hass, entry, "last_event") != STATE_UNKNOWN)
    when = state(hass, entry, "last_event")
    simulated.world.motion = False
    await until(lambda: state(hass, entry, "motion") == "off", 15)
    simulated.faults.truncated_picture = True
    simulated.world.motion = True
    await until(lambda: state(hass, entry, "motion") == "on")
    await asyncio.sleep(1)
    simulated.faults.refuse = True
    simulated.hang_up()
    await entry.runtime_data.async_refresh()
    assert state(hass, entry, "motion") == STATE_UNAVAILABLE
    assert state(hass, entry, "last_event") == when
    await hass.config_entries.async_reload(entry.entry_id)
    assert state(hass, entry, "last_event") == when
    picture = await async_get_image(hass, entity_id(hass, entry, "last_event"))
    assert picture.content.startswith(b"\xff\xd8")


@netwave
async def test_disabled_image_entity_fetches_no_picture(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    er.async_get(hass).async_update_entity(
        entity_id(hass, entry, "last_event"), disabled_by=er.RegistryEntryDisabler.USER
    )
    await hass.config_entries.async_reload(entry.entry_id)
    await call(hass, entry, "motion_detection", "turn_on")
    simulated.world.motion = True
    await until(lambda: state(hass, entry, "motion") == "on")
    await asyncio.sleep(0.5)
    assert stills(simulated) == []
