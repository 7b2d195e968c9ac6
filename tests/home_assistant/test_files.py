"""File safety: paths, atomic writes, content checks."""

from collections.abc import Callable, Generator
import errno
import os
from pathlib import Path
import resource
import shutil
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.actions import files as files_module
from custom_components.ip_camera_cgi.const import DOMAIN
from simulator import NetwaveCamera, SimulatedCamera

from ..protocol.test_camera import until
from .conftest import SURE, act, orders, refused
from .test_clips import files

netwave = pytest.mark.parametrize("dialect", ["netwave"], indirect=True)

NOT_A_BACKUP = (
    b"<!DOCTYPE html><html><title>Login</title>" + b" " * 2000,
    b"\r\n<html>" + bytes(2000),
    b"ok.\n",
    b"\n",
    b"",
    b"error: illegal params.",
    b"var id='0012A0746F01';\n" * 100,
    b"\xff\xd8\xff\xe0" + bytes(2000),
    b"\x1f\x8b\x08" + bytes(2000),
    b"\xbd\x9a\x0c\x44" + bytes(4),
)


@pytest.fixture
def www(hass: HomeAssistant, folder: Path) -> Generator[Path]:
    """The public www folder, which is a link into the allowed one."""
    (folder / "public").mkdir()
    link = Path(hass.config.path("www"))
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(folder / "public")
    (folder / "link").symlink_to(link)
    yield link
    link.unlink()


@pytest.fixture
def folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    """A folder that Home Assistant may use."""
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    return tmp_path


@pytest.fixture
def deceiving(simulated: NetwaveCamera, monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Make the camera send something else as its backup."""

    def deceive(file: bytes) -> None:
        monkeypatch.setattr(simulated.memory, "backup", lambda: file)

    return deceive


@netwave
async def test_invalid_backup_of_camera_is_rejected(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulated: NetwaveCamera,
    folder: Path,
    deceiving: Callable[[bytes], None],
) -> None:
    """It is not stored, does not replace the existing backup and is never sent back."""
    good = folder / "good.bin"
    await act(hass, entry, "back_up", path=str(good))
    before = good.read_bytes()
    for file in NOT_A_BACKUP:
        deceiving(file)
        for path, overwrite in ((good, True), (folder / "new.bin", False)):
            with refused(simulated, "unintelligible"):
                await act(hass, entry, "back_up", path=str(path), overwrite=overwrite)
        with refused(simulated, "unintelligible"):
            await act(hass, entry, "factory_reset", back_up_to=str(folder / "new.bin"), **SURE)
        (folder / "bad.bin").write_bytes(file)
        with refused(simulated, "value_no_backup", ServiceValidationError):
            await act(hass, entry, "restore", path=str(folder / "bad.bin"), **SURE)
        assert good.read_bytes() == before
        assert sorted(path.name for path in files(folder)) == ["bad.bin", "good.bin"]


async def test_existing_backup_is_kept(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    """A dangerous action does not run if its backup would overwrite a file."""
    path = folder / "garden.bin"
    path.write_text("the photos of the wedding")
    (folder / "link.bin").symlink_to(path)
    for name in ("garden.bin", "link.bin"):
        with refused(simulated, "file_exists", ServiceValidationError):
            await act(hass, entry, "back_up", path=str(folder / name))
        with refused(simulated, "file_exists", ServiceValidationError):
            await act(hass, entry, "factory_reset", back_up_to=str(folder / name), **SURE)
    assert path.read_text() == "the photos of the wedding"
    answer = await act(hass, entry, "back_up", path=str(path), overwrite=True)
    assert path.stat().st_size == answer["bytes"] != 25
    assert len(files(folder)) == 2


async def test_full_disk_keeps_existing_backup(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    path = folder / "garden.bin"
    await act(hass, entry, "back_up", path=str(path))
    before = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, limits[1]))
    try:
        with pytest.raises(HomeAssistantError) as raised:
            await act(hass, entry, "back_up", path=str(path), overwrite=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert raised.value.translation_key == "disk_full"
    assert path.read_bytes() == before
    assert files(folder) == [path]


@pytest.mark.parametrize("action", ["back_up", "save_clip"])
@netwave
async def test_disk_error_on_close(
    hass: HomeAssistant, entry: MockConfigEntry, folder: Path, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    """Some file systems only report a full disk on close."""
    path = folder / ("porch.mp4" if action == "save_clip" else "porch.bin")
    data: dict[str, Any] = {"duration": 0} if action == "save_clip" else {}
    path.write_text("before")

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("atomicwrites._proper_fsync", fail)
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, entry, action, path=str(path), overwrite=True, **data)
    assert raised.value.translation_key == "disk_full"
    assert path.read_text() == "before"
    assert files(folder) == [path]


@netwave
async def test_missing_or_read_only_folder(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "stick" / "porch.bin"
    pack = simulated.memory.backup

    def vanish() -> bytes:
        for left in path.parent.iterdir():
            left.unlink()
        path.parent.rmdir()
        return pack()

    monkeypatch.setattr(simulated.memory, "backup", vanish)
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, entry, "back_up", path=str(path))
    assert raised.value.translation_key == "file_missing"
    assert files(folder) == []


@netwave
@pytest.mark.parametrize("action", ["back_up", "save_clip"])
async def test_links_to_public_folder(
    hass: HomeAssistant, entry: MockConfigEntry, folder: Path, www: Path, action: str
) -> None:
    """Links into the public folder are resolved."""
    name = "porch.mp4" if action == "save_clip" else "porch.bin"
    for place in (www, folder / "public", folder / "link", folder / "public" / "below"):
        with pytest.raises(ServiceValidationError) as raised:
            await act(hass, entry, action, path=str(place / name))
        assert raised.value.translation_key == "path_not_allowed"
    assert files(folder) == []


@netwave
async def test_links_are_resolved_before_checks(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulated: NetwaveCamera,
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Dangling links cannot lead out of the allowed folder; links within it are kept."""
    outside = tmp_path_factory.mktemp("outside")
    (folder / "out.bin").symlink_to(outside / "porch.bin")
    with refused(simulated, "path_not_allowed", ServiceValidationError):
        await act(hass, entry, "back_up", path=str(folder / "out.bin"), overwrite=True)
    assert files(outside) == []
    (folder / "in.bin").symlink_to(folder / "real.bin")
    await act(hass, entry, "back_up", path=str(folder / "in.bin"))
    assert (folder / "in.bin").is_symlink()
    assert not (folder / "real.bin").is_symlink()


@netwave
async def test_pipe_is_refused_as_backup(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera, folder: Path
) -> None:
    """Reading it would block a thread forever."""
    os.mkfifo(folder / "pipe")
    with refused(simulated, "no_file_path"):
        await act(hass, entry, "restore", path=str(folder / "pipe"), **SURE)
    with refused(simulated, "no_file_path"):
        await act(hass, entry, "back_up", path=str(folder / "pipe"), overwrite=True)


async def test_unfinished_files_are_removed_at_start(hass: HomeAssistant, tmp_path: Path) -> None:
    """Files of the current run and other files are kept."""
    media, allowed = tmp_path / "media", tmp_path / "allowed"
    camera = media / DOMAIN / "Garden"
    camera.mkdir(parents=True)
    allowed.mkdir()
    left = [
        camera / ".0123456789abcdef.part",
        camera / f".{DOMAIN}-01234567-abc_1234.part",
        allowed / f".{'a' * 16}.part",
    ]
    mine = [
        camera / f"{files_module._THIS_RUN}abc_1234.part",
        camera / "film.part",
        camera / ".other.part",
        camera / "a.mp4",
    ]
    for path in (*left, *mine):
        path.touch()
    hass.config.media_dirs = {"local": str(media)}
    hass.config.allowlist_external_dirs = {str(allowed)}
    files_module.async_sweep(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert sorted(files(tmp_path)) == sorted(mine)


@netwave
async def test_unfinished_files_elsewhere_are_removed_by_next_write(
    hass: HomeAssistant, entry: MockConfigEntry, folder: Path
) -> None:
    deep = folder / "a" / "b"
    deep.mkdir(parents=True)
    (deep / ".0123456789abcdef.part").touch()
    await act(hass, entry, "back_up", path=str(deep / "porch.bin"))
    assert files(folder) == [deep / "porch.bin"]


@netwave
async def test_unfinished_files_elsewhere_are_removed_at_next_start(
    hass: HomeAssistant, entry: MockConfigEntry, folder: Path
) -> None:
    """In each folder that a backup was written to, however deep it lies."""
    deep = folder / "a" / "b"
    await act(hass, entry, "back_up", path=str(deep / "porch.bin"))
    (deep / ".0123456789abcdef.part").touch()
    hass.data.pop(files_module._USED_FOLDERS)
    files_module.async_sweep(hass)
    await until(lambda: files(folder) == [deep / "porch.bin"])


DISKS = {"full": errno.ENOSPC, "read-only": errno.EROFS, "gone": errno.ENOENT, "broken": errno.EIO}


@pytest.mark.parametrize("trouble", DISKS.values(), ids=DISKS)
@pytest.mark.parametrize("when", ["mkdir", "get_fileobject", "sync", "replace"])
async def test_disk_errors(hass: HomeAssistant, entry: MockConfigEntry, folder: Path, trouble: int, when: str) -> None:
    """The previous backup is unchanged, no other file is left, and the error has the reason."""
    path = folder / "porch.bin"
    await act(hass, entry, "back_up", path=str(path))
    before = path.read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise OSError(trouble, os.strerror(trouble))

    owner, name = {
        "mkdir": (Path, "mkdir"),
        "get_fileobject": (files_module.AtomicWriter, "get_fileobject"),
        "sync": (files_module.AtomicWriter, "sync"),
        "replace": (files_module, "replace_atomic"),
    }[when]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, fail)
        with pytest.raises(HomeAssistantError) as raised:
            await act(hass, entry, "back_up", path=str(path), overwrite=True)
    assert raised.value.translation_key == files_module.FILE_ERROR_KEYS.get(trouble, "file_trouble")
    assert path.read_bytes() == before
    assert files(folder) == [path]


async def test_folder_that_vanishes_while_the_camera_answers(
    hass: HomeAssistant, entry: MockConfigEntry, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with an unplugged disk: an error is raised, and neither the folder nor a partial file appears."""
    read, usb = files_module.back_up, folder / "usb"
    usb.mkdir()

    async def back_up(camera: object) -> bytes:
        shutil.rmtree(usb)
        return await read(camera)  # type: ignore[arg-type]

    monkeypatch.setattr(files_module, "back_up", back_up)
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, entry, "back_up", path=str(usb / "porch.bin"))
    assert raised.value.translation_key == "file_missing"
    assert not usb.exists()


async def test_unfinished_files_are_hidden(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    seen: list[str] = []
    read = files_module.back_up

    async def back_up(camera: object) -> bytes:
        seen.extend(path.name for path in files(folder))
        return await read(camera)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files_module, "back_up", back_up)
        await act(hass, entry, "back_up", path=str(folder / "porch.bin"))
    assert len(seen) == 1
    assert seen[0].startswith(".")
    assert seen[0].endswith(".part")
    assert not orders(simulated, len(simulated.requests))
