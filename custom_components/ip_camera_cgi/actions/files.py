"""Files on the house's side: only where Home Assistant allows it."""

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager, suppress
from errno import EISDIR
from functools import partial
from itertools import count
import os
from pathlib import Path
import secrets
from threading import Lock

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from ..const import DOMAIN
from ..protocol import Camera
from ..protocol.features.backup import back_up

_NAMING = Lock()
_MAX_FILE_BYTES = 64 * 1024 * 1024  # bytes; more than any camera takes, and less than a film


async def save_backup(hass: HomeAssistant, camera: Camera, path: str) -> int:
    """Save a camera's settings; return how many bytes they are."""
    await hass.async_add_executor_job(_require_allowed_path, hass, path)
    file = await back_up(camera)
    await hass.async_add_executor_job(_write, path, file)
    return len(file)


async def read_file(hass: HomeAssistant, path: str) -> bytes:
    """Read a file."""
    return await hass.async_add_executor_job(_read, hass, path)


async def write_atomically[T](
    hass: HomeAssistant, path: Path, write: Callable[[Path], Awaitable[T]], *, replace: bool
) -> tuple[Path, T]:
    """Have a file written that nobody sees before it is whole; return where it is, and what came of writing it.

    Where it is not to replace another one, it gets a number behind its name.
    """
    unfinished = path.with_name(f".{secrets.token_hex(8)}.part")
    await hass.async_add_executor_job(_require_allowed_path, hass, str(path))
    try:
        await hass.async_add_executor_job(_create_partial, path, unfinished)
        with _file_errors(str(path)):
            written = await write(unfinished)
        return await hass.async_add_executor_job(partial(_publish, path, unfinished, replace=replace)), written
    except BaseException:
        await hass.async_add_executor_job(_remove, unfinished)
        raise


async def ensure_distinct(hass: HomeAssistant, backup: str, path: str | None) -> None:
    """See that a backup does not overwrite the file that is to be read after it."""
    if path is not None and (await hass.async_add_executor_job(_is_same_file, backup, path)):
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="same_file", translation_placeholders={"path": path}
        )


def _is_same_file(backup: str, path: str) -> bool:
    with _file_errors(backup):
        return os.path.realpath(backup) == os.path.realpath(path)


def _require_allowed_path(hass: HomeAssistant, path: str) -> None:
    with _file_errors(path):
        allowed = hass.config.is_allowed_path(path)
        # What is in there is shown to everybody, without login.
        public = Path(path).resolve().is_relative_to(hass.config.path("www"))
    if not allowed or public:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="path_not_allowed", translation_placeholders={"path": path}
        )


@contextmanager
def _file_errors(path: str) -> Generator[None]:
    try:
        yield
    except (OSError, ValueError) as err:  # the last one: names that no file can have
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="file_trouble",
            translation_placeholders={
                "path": path,
                "reason": (isinstance(err, OSError) and err.strerror) or type(err).__name__,
            },
        ) from err


def _read(hass: HomeAssistant, path: str) -> bytes:
    _require_allowed_path(hass, path)
    with _file_errors(path), Path(path).open("rb") as opened:
        return opened.read(_MAX_FILE_BYTES)


def _create_partial(path: Path, unfinished: Path) -> None:
    """See that a file can be there before anybody takes the trouble."""
    with _file_errors(str(path)):
        if path.is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.touch()


def _publish(path: Path, unfinished: Path, *, replace: bool) -> Path:
    with _file_errors(str(path)), _NAMING:
        numbered = (path.with_stem(f"{path.stem} {number}") for number in count(2))
        while not replace and path.exists():
            path = next(numbered)
        return unfinished.replace(path)


def _remove(unfinished: Path) -> None:
    with suppress(OSError):
        unfinished.unlink()


def _write(path: str, file: bytes) -> None:
    """Write a file that only its owner may read: there are passwords in it."""
    with _file_errors(path), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
        os.fchmod(opened.fileno(), 0o600)  # it may have been there before
        opened.write(file)
