"""Files on Home Assistant's side: only in allowed folders, and written atomically."""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager, suppress
import errno
from functools import partial
from itertools import count
import os
from pathlib import Path
import re
import secrets
from threading import Lock
from typing import IO

from atomicwrites import AtomicWriter, replace_atomic
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..protocol import BadValueError, Camera, MaintenanceTask
from ..protocol.features.backup import back_up

FILE_ERROR_KEYS = {
    errno.ENOENT: "file_missing",
    **dict.fromkeys((errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP), "no_file_path"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "file_not_permitted"),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "disk_full"),
}
"""Translation key of each error of the file system; file_trouble for all others."""
_MAX_FILE_BYTES = 64 * 1024 * 1024  # 64 MiB, more than any camera accepts
_PRIVATE, _SHARED = 0o600, 0o644
_THIS_RUN = f".{DOMAIN}-{secrets.token_hex(4)}-"
_UNFINISHED = re.compile(
    rf"\.(?:[0-9a-f]{{16}}|{DOMAIN}-[0-9a-f]{{8}}-\w+)\.part"
)  # the first is from earlier versions
_MAX_FOLDERS = 100
_USED_FOLDERS: HassKey[UsedFolders] = HassKey(f"{DOMAIN}_used_folders")
_naming = Lock()


async def save_backup(hass: HomeAssistant, camera: Camera, path: str, *, overwrite: bool = False) -> int:
    """Save a camera's settings to a private folder; return the size in bytes."""

    async def write(unfinished: Path) -> int:
        backup = await back_up(camera)
        return await hass.async_add_executor_job(unfinished.write_bytes, backup)

    camera.require_task(MaintenanceTask.BACK_UP)
    target = await async_writable(hass, path, may_exist=overwrite)
    _, size = await write_atomically(hass, target, write, overwrite=overwrite, mode=_PRIVATE)
    return size


async def read_file(hass: HomeAssistant, path: str) -> bytes:
    """Return the content of a file, up to the size limit."""
    return await hass.async_add_executor_job(_read, hass, path)


async def async_writable(hass: HomeAssistant, path: str, *, may_exist: bool) -> Path:
    """Return the resolved path, if a file may be written there.

    Raises:
        ServiceValidationError: the folder is not allowed, or the file already exists.
    """
    return await hass.async_add_executor_job(partial(_writable, hass, path, may_exist=may_exist))


async def write_atomically[T](
    hass: HomeAssistant,
    target: Path,
    write: Callable[[Path], Awaitable[T]],
    *,
    overwrite: bool = False,
    mode: int = _SHARED,
) -> tuple[Path, T]:
    """Write a file under a temporary name and move it into place when it is complete; return its path and the result.

    Unless `overwrite` is set, a number is appended to the name of a file that already exists.

    Raises:
        HomeAssistantError: disk full, read-only or missing; an existing file is unchanged.
    """
    writer = AtomicWriter(str(target), mode="wb", overwrite=True)
    await used_folders(hass).add(target.parent)
    unfinished = await hass.async_add_executor_job(_begin, writer, target)
    try:
        with _file_errors(str(target)):
            result = await write(Path(unfinished.name))
            finish = partial(_finish, writer, unfinished, target, overwrite=overwrite, mode=mode)
            return await hass.async_add_executor_job(finish), result
    except BaseException:
        await hass.async_add_executor_job(_give_up, writer, unfinished)
        raise


async def ensure_distinct(hass: HomeAssistant, backup: str, path: str | None) -> None:
    """Raise if a backup would overwrite the file that is uploaded next."""
    if path is not None and (await hass.async_add_executor_job(_are_same, backup, path)):
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="same_file", translation_placeholders={"path": path}
        )


class UsedFolders:
    """The folders that files were written to, kept over restarts, so that unfinished files are found in all of them."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._store = Store[dict[str, list[str]]](hass, 1, f"{DOMAIN}.folders", private=True)
        self._folders: list[str] | None = None
        self._lock = asyncio.Lock()

    async def load(self) -> list[str]:
        """Return the folders, the latest last."""
        async with self._lock:
            if self._folders is None:
                self._folders = list((await self._store.async_load() or {}).get("folders", []))
            return self._folders

    async def add(self, folder: Path) -> None:
        """Remember a folder before a file is written to it."""
        folders = await self.load()
        if str(folder) not in folders:
            folders.append(str(folder))
            del folders[:-_MAX_FOLDERS]
            await self._store.async_save({"folders": folders})


@callback
def used_folders(hass: HomeAssistant) -> UsedFolders:
    """Return the folders that files were written to."""
    return hass.data.setdefault(_USED_FOLDERS, UsedFolders(hass))


@callback
def async_sweep(hass: HomeAssistant) -> None:
    """Remove unfinished files of a crashed run from the clip folder and all folders that files were written to."""
    folders = {*hass.config.media_dirs.values(), *hass.config.allowlist_external_dirs}

    async def sweep_all() -> None:
        used = await used_folders(hass).load()
        for folder in map(Path, sorted({*folders, *used})):
            await hass.async_add_executor_job(sweep, folder)
        for folder in map(Path, sorted(folders)):
            await hass.async_add_executor_job(partial(sweep, folder / DOMAIN, deep=True))

    hass.async_create_background_task(sweep_all(), f"{DOMAIN} sweep")


def sweep(folder: Path, *, deep: bool = False) -> None:
    """Remove unfinished files of an earlier run from a folder, optionally with its subfolders."""
    for path in folder.rglob("*.part") if deep else folder.glob("*.part"):
        if _UNFINISHED.fullmatch(path.name) and not path.name.startswith(_THIS_RUN):
            with suppress(OSError):
                path.unlink()


def _are_same(backup: str, path: str) -> bool:
    with _file_errors(backup):
        return Path(backup).resolve() == Path(path).resolve()


def _resolve(hass: HomeAssistant, path: str) -> Path:
    """Return the resolved path; raises ServiceValidationError if the folder is not allowed."""
    with _file_errors(path):
        target = Path(path).resolve()
        allowed = hass.config.is_allowed_path(str(target))
        # served by Home Assistant without a login
        public = target.is_relative_to(Path(hass.config.path("www")).resolve())
    if not allowed or public:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="path_not_allowed", translation_placeholders={"path": path}
        )
    return target


def _writable(hass: HomeAssistant, path: str, *, may_exist: bool) -> Path:
    target = _resolve(hass, path)
    if not may_exist and target.exists() and not target.is_dir():
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="file_exists", translation_placeholders={"path": path}
        )
    return target


@contextmanager
def _file_errors(path: str) -> Generator[None]:
    """Translate errors of the file system."""
    try:
        yield
    except BadValueError:
        raise
    except (OSError, ValueError) as err:
        key = FILE_ERROR_KEYS.get(err.errno or 0, "file_trouble") if isinstance(err, OSError) else "no_file_path"
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key=key, translation_placeholders={"path": path}
        ) from err


def _read(hass: HomeAssistant, path: str) -> bytes:
    target = _resolve(hass, path)
    with _file_errors(path):
        if target.exists() and not target.is_file():  # reading a pipe might never end
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with target.open("rb") as opened:
            return opened.read(_MAX_FILE_BYTES)


def _begin(writer: AtomicWriter, target: Path) -> IO[bytes]:
    """Create the temporary file, so that errors occur before the camera receives a request."""
    with _file_errors(str(target)):
        if target.exists() and not target.is_file():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        target.parent.mkdir(parents=True, exist_ok=True)
        sweep(target.parent)
        return writer.get_fileobject(prefix=_THIS_RUN, suffix=".part")


def _finish(writer: AtomicWriter, unfinished: IO[bytes], target: Path, *, overwrite: bool, mode: int) -> Path:
    Path(unfinished.name).chmod(mode)
    with unfinished:
        writer.sync(unfinished)
    with _naming:
        numbered = (target.with_stem(f"{target.stem} {number}") for number in count(2))
        place = target
        while not overwrite and place.exists():
            place = next(numbered)
        replace_atomic(unfinished.name, str(place))
    return place


def _give_up(writer: AtomicWriter, unfinished: IO[bytes]) -> None:
    with suppress(OSError):
        unfinished.close()
        writer.rollback(unfinished)
